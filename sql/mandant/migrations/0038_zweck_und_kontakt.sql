-- What somebody works on a restricted case for (Art. 18 (2) DSGVO): said once per person and day,
-- before the step, and noted in the file.
CREATE TABLE einschraenkung_zweck (
    id                uuid PRIMARY KEY,
    einschraenkung_id uuid NOT NULL
                      CONSTRAINT einschraenkung_zweck_einschraenkung REFERENCES einschraenkung,
    benutzer_id       uuid NOT NULL,
    tag               date NOT NULL,
    art               text NOT NULL CONSTRAINT einschraenkung_zweck_art
                      CHECK (art IN ('einwilligung', 'rechtsanspruch', 'schutz', 'oeffentlich')),
    grund             text NOT NULL CONSTRAINT einschraenkung_zweck_grund
                      CHECK (char_length(grund) BETWEEN 1 AND 300),
    am                timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX einschraenkung_zweck_heute
    ON einschraenkung_zweck (einschraenkung_id, benutzer_id, tag);

-- How to reach the Kommune and its data protection officer, as the register of processing names
-- them (Art. 30 (1) (a) DSGVO). Its address stands with the Mandant.
CREATE TABLE verzeichniskontakt (
    id          uuid PRIMARY KEY,
    erreichbar  text NOT NULL CONSTRAINT verzeichniskontakt_erreichbar
                CHECK (char_length(erreichbar) BETWEEN 1 AND 300),
    datenschutz text NOT NULL CONSTRAINT verzeichniskontakt_datenschutz
                CHECK (char_length(datenschutz) BETWEEN 1 AND 300),
    erfasst_von uuid NOT NULL,
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    ersetzt_am  timestamptz
);
CREATE UNIQUE INDEX verzeichniskontakt_einer ON verzeichniskontakt ((true))
    WHERE ersetzt_am IS NULL;
