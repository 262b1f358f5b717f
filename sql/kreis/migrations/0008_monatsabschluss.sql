-- The books of a month. One person lays the trial balance before, another closes the month with
-- it; from then on neither that month nor an earlier one takes a posting
-- (definitions/hauptbuch.sql).

CREATE TABLE monatsvorlage (
    id        uuid PRIMARY KEY,
    monat     date NOT NULL
              CONSTRAINT monatsvorlage_monatserster CHECK (extract(day FROM monat) = 1),
    buchungen bigint NOT NULL CONSTRAINT monatsvorlage_buchungen CHECK (buchungen >= 0),
    soll_cent bigint NOT NULL CONSTRAINT monatsvorlage_soll CHECK (soll_cent >= 0),
    liste     bytea NOT NULL,                                  -- the trial balance as CSV
    sha256    bytea NOT NULL
              CONSTRAINT monatsvorlage_pruefsumme CHECK (sha256 = sha256(liste)),
    hinweise  text NOT NULL DEFAULT '',                        -- what the program pointed out
    vermerk   text NOT NULL DEFAULT '',                        -- what the person answered
    von       uuid NOT NULL,
    am        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT monatsvorlage_vermerk CHECK (hinweise = '' OR vermerk <> '')
);
CREATE INDEX monatsvorlage_monat ON monatsvorlage (monat, am);

CREATE TABLE monatsabschluss (
    monat      date PRIMARY KEY,
    vorlage_id uuid NOT NULL
               CONSTRAINT monatsabschluss_vorlage_einmal UNIQUE REFERENCES monatsvorlage,
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now()
);
