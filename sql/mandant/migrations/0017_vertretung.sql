-- Work on what is due: a form carries the number of the row it was made from, texts are offered
-- from a list, and for a time one clerk sees the work of another.
ALTER TABLE wiedervorlage
    ADD COLUMN fassung integer NOT NULL DEFAULT 1
        CONSTRAINT wiedervorlage_fassung CHECK (fassung > 0);
CREATE INDEX wiedervorlage_fall ON wiedervorlage (fall_id) WHERE erledigt_am IS NULL;
CREATE INDEX wiedervorlage_faellig ON wiedervorlage (faellig, id) WHERE erledigt_am IS NULL;

-- What clerks write most often, and in how many days it comes up when they name no day.
CREATE TABLE vorlagetext (
    id          uuid PRIMARY KEY,
    text        text NOT NULL
        CONSTRAINT vorlagetext_text CHECK (char_length(text) BETWEEN 1 AND 200),
    tage        integer NOT NULL CONSTRAINT vorlagetext_tage CHECK (tage BETWEEN 0 AND 3660),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid,                                -- NULL: came with the program
    ersetzt_am  timestamptz
);
CREATE UNIQUE INDEX vorlagetext_einmal ON vorlagetext (text) WHERE ersetzt_am IS NULL;
INSERT INTO vorlagetext (id, text, tage)
SELECT gen_random_uuid(), t.text, t.tage
  FROM (VALUES
    ('Antwort der Ausländerbehörde abwarten', 14),
    ('Ausweisdokument vorlegen lassen', 28),
    ('Geburtsurkunde anfordern', 28),
    ('Kontoauszüge anfordern', 14),
    ('Lohnabrechnung anfordern', 14),
    ('Mietvertrag anfordern', 14),
    ('Nebenkostenabrechnung prüfen', 28),
    ('Rückruf', 1),
    ('Schulbescheinigung anfordern', 14),
    ('Unterlagen vollständig? Sonst an Mitwirkung erinnern', 14)) AS t (text, tage);

-- Who stands in for whom. It shows work and gives no right.
CREATE TABLE vertretung (
    id          uuid PRIMARY KEY,
    abwesend    uuid NOT NULL,
    vertreter   uuid NOT NULL,
    gueltig     daterange NOT NULL
        CONSTRAINT vertretung_gueltig CHECK (NOT isempty(gueltig) AND NOT upper_inf(gueltig)),
    hinweis     text NOT NULL DEFAULT ''
        CONSTRAINT vertretung_hinweis CHECK (char_length(hinweis) <= 1000),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT vertretung_andere CHECK (abwesend <> vertreter),
    CONSTRAINT vertretung_eindeutig EXCLUDE USING gist (abwesend WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);
CREATE INDEX vertretung_vertreter ON vertretung (vertreter) WHERE ersetzt_am IS NULL;
