-- A part of a benefit that stays in the public purse: what the Kommune owes is set against what is
-- owed to it, such as the fee for its own accommodation. Nothing leaves the bank, so that there is
-- nothing to reimburse.

ALTER TABLE zahlungsauftrag
    -- The Kommune's own claim that is settled by it.
    ADD COLUMN kassenzeichen text,
    DROP CONSTRAINT zahlungsauftrag_zahlweg,
    ADD CONSTRAINT zahlungsauftrag_zahlweg CHECK (
        zahlweg IN ('ueberweisung', 'eilueberweisung', 'bezahlkarte', 'bar', 'umbuchung')),
    DROP CONSTRAINT zahlungsauftrag_bar_ohne_konto,
    ADD CONSTRAINT zahlungsauftrag_bar_ohne_konto
        CHECK ((zahlweg IN ('bar', 'umbuchung')) = (iban IS NULL)),
    ADD CONSTRAINT zahlungsauftrag_kassenzeichen CHECK (
        (zahlweg = 'umbuchung') = (kassenzeichen IS NOT NULL)
        AND kassenzeichen ~ '^[A-Za-z0-9][A-Za-z0-9./-]{2,29}$'),
    ADD CONSTRAINT zahlungsauftrag_umbuchung_mandant
        CHECK (zahlweg <> 'umbuchung' OR mandant_id IS NOT NULL);

ALTER TABLE zahllauf
    DROP CONSTRAINT zahllauf_zahlweg,
    ADD CONSTRAINT zahllauf_zahlweg CHECK (
        zahlweg IN ('ueberweisung', 'eilueberweisung', 'bezahlkarte', 'bar', 'umbuchung'));

-- What the Kasse did with an Auftrag of a released list, once.
CREATE TABLE umbuchung (
    auftrag_id uuid PRIMARY KEY REFERENCES zahlungsauftrag,
    gebucht    boolean NOT NULL,
    -- Why not: the Kommune reads it.
    grund      text NOT NULL DEFAULT '',
    tag        date NOT NULL,
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT umbuchung_grund CHECK (gebucht = (grund = '') AND char_length(grund) <= 500)
);

ALTER TABLE buchungszeile
    DROP CONSTRAINT buchungszeile_konto,
    ADD CONSTRAINT buchungszeile_konto CHECK (konto IN
        ('bank', 'barkasse', 'schwebe', 'forderung', 'vorschuss', 'ungeklaert', 'durchlaufend',
         'umbuchung')),
    DROP CONSTRAINT buchungszeile_kassenzeichen,
    ADD CONSTRAINT buchungszeile_kassenzeichen CHECK (kassenzeichen IS NULL OR (
        konto IN ('forderung', 'umbuchung') AND auftrag_id IS NULL AND betrag_cent < 0)),
    -- The debit names the payment, the credit the claim that it settles.
    ADD CONSTRAINT buchungszeile_umbuchung CHECK (konto <> 'umbuchung' OR (
        mandant_id IS NOT NULL AND num_nonnulls(auftrag_id, kassenzeichen) = 1));
