-- What the Kreis's own finance system takes over: every line of the ledger once, in numbered files.

-- Which account of the finance system stands for which of ours; data of the Kreis, dated. A row for
-- a Kommune goes before the one for all.
CREATE TABLE hkr_zuordnung (
    id          uuid PRIMARY KEY,
    konto       text NOT NULL CONSTRAINT hkr_zuordnung_konto CHECK (konto <> ''),
    mandant_id  uuid,
    produkt     text NOT NULL
                CONSTRAINT hkr_zuordnung_produkt CHECK (produkt ~ '^[A-Za-z0-9.-]{0,20}$'),
    sachkonto   text NOT NULL
                CONSTRAINT hkr_zuordnung_sachkonto CHECK (sachkonto ~ '^[A-Za-z0-9.-]{1,20}$'),
    gueltig_ab  date NOT NULL,
    erfasst_von uuid NOT NULL,
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT hkr_zuordnung_einmal UNIQUE NULLS NOT DISTINCT (konto, mandant_id, gueltig_ab)
);

CREATE TABLE hkr_export (
    id           uuid PRIMARY KEY,
    nummer       text NOT NULL CONSTRAINT hkr_export_nummer_einmal UNIQUE
                 CONSTRAINT hkr_export_nummer_form CHECK (nummer ~ '^HKR-[0-9]{4}-[0-9]{4,}$'),
    bis          date NOT NULL,                          -- takes what is booked until this day
    zeilen       integer NOT NULL CONSTRAINT hkr_export_zeilen CHECK (zeilen > 0),
    soll_cent    bigint NOT NULL CONSTRAINT hkr_export_soll CHECK (soll_cent > 0),
    haben_cent   bigint NOT NULL,
    inhalt       bytea NOT NULL,
    sha256       bytea NOT NULL
                 CONSTRAINT hkr_export_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erstellt_von uuid NOT NULL,
    erstellt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT hkr_export_ausgeglichen CHECK (soll_cent = haben_cent)
);

CREATE TABLE hkr_export_zeile (
    buchungszeile_id uuid PRIMARY KEY REFERENCES buchungszeile,
    export_id        uuid NOT NULL REFERENCES hkr_export DEFERRABLE INITIALLY DEFERRED,
    produkt          text NOT NULL,
    sachkonto        text NOT NULL
);
CREATE INDEX hkr_export_zeile_export ON hkr_export_zeile (export_id);
