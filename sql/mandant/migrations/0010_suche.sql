-- The search compares how a name sounds beside how it is written. Both are derived from the name by
-- the program; `faltung` is the version of the rules. Rows of an older version are brought forward
-- by a job.
ALTER TABLE person_angabe
    ADD COLUMN klang   text[]   NOT NULL DEFAULT '{}',
    ADD COLUMN faltung smallint NOT NULL DEFAULT 0;
CREATE INDEX person_angabe_klang ON person_angabe USING gin (klang) WHERE ersetzt_am IS NULL;
CREATE INDEX person_angabe_faltung ON person_angabe (faltung) WHERE ersetzt_am IS NULL;
CREATE INDEX person_angabe_azr_nummer ON person_angabe (azr_nummer) WHERE ersetzt_am IS NULL;
CREATE INDEX mitglied_person ON mitglied (person_id) WHERE ersetzt_am IS NULL;
CREATE INDEX fall_aktenzeichen_teil ON fall USING gin (aktenzeichen erweiterung.gin_trgm_ops);

-- What somebody decided about two entries that could mean one person; the youngest row counts.
CREATE TABLE doppelpruefung (
    id              uuid PRIMARY KEY,
    person_a        uuid NOT NULL REFERENCES person,
    person_b        uuid NOT NULL REFERENCES person,
    ergebnis        text NOT NULL CONSTRAINT doppelpruefung_ergebnis
                        CHECK (ergebnis IN ('verschieden', 'dieselbe', 'offen')),
    grund           text NOT NULL CONSTRAINT doppelpruefung_grund
                        CHECK (char_length(grund) BETWEEN 1 AND 500),
    entschieden_am  timestamptz NOT NULL DEFAULT now(),
    entschieden_von uuid NOT NULL,
    CONSTRAINT doppelpruefung_reihenfolge CHECK (person_a < person_b)
);
CREATE INDEX doppelpruefung_paar ON doppelpruefung (person_a, person_b, entschieden_am);
CREATE INDEX bankverbindung_gleiche ON bankverbindung (iban);
