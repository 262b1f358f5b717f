-- A further person may see a locked address when none of the named is there any more: two who keep
-- the locks decide it together, as neither takes the sight alone (§ 51 BMG).
CREATE TABLE auskunftssperre_benennung (
    id                uuid PRIMARY KEY,
    sperre_id         uuid NOT NULL
                      CONSTRAINT auskunftssperre_benennung_sperre REFERENCES auskunftssperre,
    benannt           uuid NOT NULL,
    grund             text NOT NULL CONSTRAINT auskunftssperre_benennung_grund
                      CHECK (char_length(grund) BETWEEN 1 AND 500),
    vorgeschlagen_von uuid NOT NULL,
    vorgeschlagen_am  timestamptz NOT NULL DEFAULT now(),
    bestaetigt_von    uuid,
    bestaetigt_am     timestamptz,
    CONSTRAINT auskunftssperre_benennung_bestaetigt
        CHECK ((bestaetigt_von IS NULL) = (bestaetigt_am IS NULL)),
    CONSTRAINT auskunftssperre_benennung_zwei CHECK (bestaetigt_von <> vorgeschlagen_von)
);
CREATE INDEX auskunftssperre_benennung_zu
    ON auskunftssperre_benennung (sperre_id, vorgeschlagen_am);

-- Which cases a locked person ever belonged to, also by what has been corrected since.
CREATE INDEX mitglied_person_je ON mitglied (person_id);
