-- What the program lays before somebody by itself is known by its key (what about, whom, when), so
-- that it is set once, and is withdrawn (erledigt_am without erledigt_von) when its reason is gone.
ALTER TABLE wiedervorlage
    ADD COLUMN schluessel text
        CONSTRAINT wiedervorlage_schluessel CHECK (schluessel <> ''),
    ADD COLUMN warum text NOT NULL DEFAULT ''
        CONSTRAINT wiedervorlage_warum CHECK (char_length(warum) <= 500),
    ADD CONSTRAINT wiedervorlage_schluessel_automatisch
        CHECK (schluessel IS NULL OR quelle = 'automatisch' AND warum <> ''),
    ADD CONSTRAINT wiedervorlage_einmal UNIQUE (fall_id, schluessel);
