-- Who opened whose file: one row for the first time on a day that a person opens a page of a case.
CREATE TABLE lesezugriff (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL CONSTRAINT lesezugriff_fall REFERENCES fall,
    benutzer_id uuid NOT NULL,
    tag         date NOT NULL,
    -- The address of the page, with {id} in place of what it showed.
    seite       text NOT NULL
                CONSTRAINT lesezugriff_seite CHECK (char_length(seite) BETWEEN 1 AND 100),
    -- Whether the case was this person's own to work on, or lay on his table as a deputy's.
    zustaendig  boolean NOT NULL,
    anfrage     uuid,
    am          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lesezugriff_einmal UNIQUE (fall_id, benutzer_id, tag, seite)
);
CREATE INDEX lesezugriff_folge ON lesezugriff (am, id);
CREATE INDEX lesezugriff_benutzer ON lesezugriff (benutzer_id, am, id);
CREATE INDEX audit_folge ON audit (am, id);
CREATE INDEX audit_benutzer ON audit (benutzer_id, am, id);
