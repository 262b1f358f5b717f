-- Further ways to pay: instant transfers for urgent cases, cash and cheques at the Kasse, and
-- payees whom the Kreis keeps for all Kommunen (B-3.4).

ALTER TABLE zahlungsauftrag
    ALTER COLUMN iban DROP NOT NULL,
    DROP CONSTRAINT zahlungsauftrag_zahlweg,
    ADD CONSTRAINT zahlungsauftrag_zahlweg CHECK (
        zahlweg IN ('ueberweisung', 'eilueberweisung', 'bezahlkarte', 'bar')),
    ADD CONSTRAINT zahlungsauftrag_bar_ohne_konto CHECK ((zahlweg = 'bar') = (iban IS NULL)),
    -- Landlord, supplier and bank read it: it does not say under which law is paid.
    ADD CONSTRAINT zahlungsauftrag_zweck_neutral
        CHECK (position('asyl' IN lower(verwendungszweck)) = 0);

ALTER TABLE zahllauf
    DROP CONSTRAINT zahllauf_zahlweg,
    ADD CONSTRAINT zahllauf_zahlweg CHECK (
        zahlweg IN ('ueberweisung', 'eilueberweisung', 'bezahlkarte', 'bar'));

-- Handed over at the Kasse against a receipt. Like an entry of the bank it is what makes an Auftrag
-- paid.
CREATE TABLE barauszahlung (
    auftrag_id uuid PRIMARY KEY REFERENCES zahlungsauftrag,
    art        text NOT NULL CONSTRAINT barauszahlung_art CHECK (art IN ('bar', 'scheck')),
    -- Number of the receipt, or of the cheque.
    beleg      text NOT NULL CONSTRAINT barauszahlung_beleg_einmal UNIQUE
               CONSTRAINT barauszahlung_beleg CHECK (char_length(beleg) BETWEEN 1 AND 35),
    empfaenger text NOT NULL
               CONSTRAINT barauszahlung_empfaenger CHECK (char_length(empfaenger) BETWEEN 1 AND 70),
    -- How the person proved who they are.
    ausweis    text NOT NULL
               CONSTRAINT barauszahlung_ausweis CHECK (char_length(ausweis) BETWEEN 1 AND 100),
    tag        date NOT NULL,
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now()
);

-- Nobody came for it; the Kommune hears of it and decides.
CREATE TABLE barverfall (
    auftrag_id uuid PRIMARY KEY REFERENCES zahlungsauftrag,
    grund      text NOT NULL CONSTRAINT barverfall_grund CHECK (grund <> ''),
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE buchungszeile
    DROP CONSTRAINT buchungszeile_konto,
    ADD CONSTRAINT buchungszeile_konto CHECK (konto IN
        ('bank', 'barkasse', 'schwebe', 'forderung', 'vorschuss', 'ungeklaert', 'durchlaufend'));
-- Money fetched from the bank for the cash desk, or a cheque that was presented.
ALTER TABLE umsatz_zuordnung
    DROP CONSTRAINT umsatz_zuordnung_art,
    ADD CONSTRAINT umsatz_zuordnung_art CHECK (art IN
        ('zahlung', 'ruecklauf', 'erstattung', 'durchlaufend', 'rueckforderung', 'barkasse'));

-- Payees for Direktzahlungen of every Kommune: a supplier of energy, a housing association. A row
-- never changes; another account is another row.
CREATE TABLE zahlungsempfaenger (
    id              uuid PRIMARY KEY,
    name            text NOT NULL
                    CONSTRAINT zahlungsempfaenger_name CHECK (char_length(name) BETWEEN 1 AND 70),
    iban            text NOT NULL
                    CONSTRAINT zahlungsempfaenger_iban
                        CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    -- What the payee wants to read in a transfer, such as a customer number.
    zeichen         text NOT NULL CONSTRAINT zahlungsempfaenger_zeichen CHECK (zeichen <> ''),
    erfasst_von     uuid NOT NULL,
    erfasst_am      timestamptz NOT NULL DEFAULT now(),
    freigegeben_von uuid,
    freigegeben_am  timestamptz,
    beendet_von     uuid,
    beendet_am      timestamptz,
    CONSTRAINT zahlungsempfaenger_vier_augen CHECK (freigegeben_von <> erfasst_von),
    CONSTRAINT zahlungsempfaenger_freigabe
        CHECK ((freigegeben_von IS NULL) = (freigegeben_am IS NULL)),
    CONSTRAINT zahlungsempfaenger_ende CHECK ((beendet_von IS NULL) = (beendet_am IS NULL))
);
CREATE UNIQUE INDEX zahlungsempfaenger_iban_einmal ON zahlungsempfaenger (iban)
    WHERE beendet_am IS NULL;
