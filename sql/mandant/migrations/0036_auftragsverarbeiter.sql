-- Who processes data on the Kommune's behalf (Art. 28 DSGVO, B-3.2), with dates and tasks.
CREATE TABLE auftragsverarbeiter (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CONSTRAINT auftragsverarbeiter_name
                CHECK (char_length(name) BETWEEN 1 AND 120),
    aufgabe     text NOT NULL CONSTRAINT auftragsverarbeiter_aufgabe
                CHECK (char_length(aufgabe) BETWEEN 1 AND 300),
    vertrag_vom date NOT NULL,
    gueltig     daterange NOT NULL CONSTRAINT auftragsverarbeiter_gueltig
                CHECK (NOT isempty(gueltig)),
    erfasst_von uuid NOT NULL,
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    ersetzt_am  timestamptz
);
CREATE UNIQUE INDEX auftragsverarbeiter_einmal ON auftragsverarbeiter (name)
    WHERE ersetzt_am IS NULL;
