-- Twice a year every role is looked at again: confirmed, withdrawn, or, when nobody answers in
-- time, suspended.

CREATE TABLE rezertifizierung (
    id          uuid PRIMARY KEY,
    stichtag    date NOT NULL CONSTRAINT rezertifizierung_einmal UNIQUE,
    -- The last day on which to answer, and how many days there were for it.
    frist       date NOT NULL,
    tage        integer NOT NULL CONSTRAINT rezertifizierung_tage CHECK (tage > 0),
    begonnen_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rezertifizierung_frist CHECK (frist > stichtag)
);

-- The roles that a round asks about; of one Kommune, or with NULL of the Kreis.
CREATE TABLE rezertifizierung_zeile (
    runde_id     uuid NOT NULL REFERENCES rezertifizierung,
    zuweisung_id uuid NOT NULL REFERENCES rollenzuweisung,
    mandant_id   uuid REFERENCES mandant,
    PRIMARY KEY (runde_id, zuweisung_id)
);
CREATE INDEX rezertifizierung_zeile_mandant ON rezertifizierung_zeile (mandant_id, runde_id);

CREATE TABLE rezertifizierung_ergebnis (
    runde_id     uuid NOT NULL,
    zuweisung_id uuid NOT NULL,
    ergebnis     text NOT NULL CONSTRAINT rezertifizierung_ergebnis_wort
                     CHECK (ergebnis IN ('bestaetigt', 'entzogen', 'ausgesetzt')),
    von          uuid REFERENCES benutzer,
    am           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (runde_id, zuweisung_id),
    CONSTRAINT rezertifizierung_ergebnis_zeile FOREIGN KEY (runde_id, zuweisung_id)
        REFERENCES rezertifizierung_zeile (runde_id, zuweisung_id),
    -- Nobody's answer suspends; the program's silence does.
    CONSTRAINT rezertifizierung_ergebnis_von CHECK ((ergebnis = 'ausgesetzt') = (von IS NULL))
);
