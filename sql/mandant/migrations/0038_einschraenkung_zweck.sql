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
