-- What stands against § 2 AsylbLG: a stay that was interrupted, or prolonged by abuse of rights.
CREATE TABLE wartezeithindernis (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    art         text NOT NULL
        CONSTRAINT wartezeithindernis_art CHECK (art IN ('unterbrechung', 'rechtsmissbrauch')),
    grund       text NOT NULL
        CONSTRAINT wartezeithindernis_grund CHECK (char_length(grund) BETWEEN 1 AND 500),
    gueltig     daterange NOT NULL
        CONSTRAINT wartezeithindernis_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT wartezeithindernis_dauer CHECK (art = 'unterbrechung' OR upper_inf(gueltig)),
    CONSTRAINT wartezeithindernis_eindeutig
        EXCLUDE USING gist (person_id WITH =, art WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);
