-- Paying a released Sammelrechnung, and what comes in for a Gutschrift (B-6.1, B-6.8).

-- An Auftrag without a Kommune is the Kreis's own: it goes through the same run, and is posted to
-- Durchlaufend, where the release has put what is to be paid.
ALTER TABLE zahlungsauftrag ALTER COLUMN mandant_id DROP NOT NULL;
ALTER TABLE lauf_position ALTER COLUMN mandant_id DROP NOT NULL;

CREATE TABLE rechnungssteller_konto (
    id          uuid PRIMARY KEY,
    steller_id  uuid NOT NULL
                CONSTRAINT rechnungssteller_konto_steller REFERENCES rechnungssteller,
    iban        text NOT NULL CONSTRAINT rechnungssteller_konto_iban
                    CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    inhaber     text NOT NULL CONSTRAINT rechnungssteller_konto_inhaber
                    CHECK (char_length(inhaber) BETWEEN 1 AND 70 AND inhaber ~ '[^ ]'),
    erfasst_von uuid NOT NULL,
    erfasst_am  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rechnungssteller_konto_steller ON rechnungssteller_konto (steller_id, erfasst_am);

-- Only a confirmed account is paid to; of several, the one confirmed last.
CREATE TABLE rechnungssteller_konto_bestaetigung (
    konto_id uuid PRIMARY KEY CONSTRAINT rechnungssteller_konto_bestaetigung_konto
                 REFERENCES rechnungssteller_konto,
    von      uuid NOT NULL,
    am       timestamptz NOT NULL DEFAULT now()
);

-- The Aufträge of an invoice: one, and another one after the bank has refused or returned it.
CREATE TABLE sammelrechnung_zahlung (
    auftrag_id  uuid PRIMARY KEY
                CONSTRAINT sammelrechnung_zahlung_auftrag REFERENCES zahlungsauftrag,
    rechnung_id uuid NOT NULL
                CONSTRAINT sammelrechnung_zahlung_freigabe REFERENCES sammelrechnung_freigabe,
    konto_id    uuid NOT NULL CONSTRAINT sammelrechnung_zahlung_konto
                    REFERENCES rechnungssteller_konto_bestaetigung,
    faellig     date NOT NULL,
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sammelrechnung_zahlung_rechnung ON sammelrechnung_zahlung (rechnung_id, am);

-- What the Kasse booked as Durchlaufend and belongs to a Gutschrift.
CREATE TABLE sammelrechnung_eingang (
    zuordnung_id uuid PRIMARY KEY
                 CONSTRAINT sammelrechnung_eingang_zuordnung REFERENCES umsatz_zuordnung,
    rechnung_id  uuid NOT NULL
                 CONSTRAINT sammelrechnung_eingang_freigabe REFERENCES sammelrechnung_freigabe,
    von          uuid NOT NULL,
    am           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sammelrechnung_eingang_rechnung ON sammelrechnung_eingang (rechnung_id);
