-- What was set off by mistake is cancelled by its opposite, as an assignment of the bank's money is
-- (0027): whole, once, by another person (definitions/ruecknahme.sql).
ALTER TABLE forderung_verrechnung
    ADD COLUMN nimmt_zurueck uuid
        CONSTRAINT forderung_verrechnung_zurueck_einmal UNIQUE
        CONSTRAINT forderung_verrechnung_alte REFERENCES forderung_verrechnung,
    DROP CONSTRAINT forderung_verrechnung_betrag,
    ADD CONSTRAINT forderung_verrechnung_betrag
        CHECK (betrag_cent <> 0 AND (betrag_cent < 0) = (nimmt_zurueck IS NOT NULL));

-- On which day somebody took an assignment back: the Kommune, whose item is open again, is not
-- dunned at once. Of earlier ones the moment says it.
ALTER TABLE umsatz_zuordnung
    ADD COLUMN tag date,
    ADD CONSTRAINT umsatz_zuordnung_tag CHECK (tag IS NULL OR nimmt_zurueck IS NOT NULL);

-- From the second form on a file for the finance system names the Kassenzeichen of every item that
-- was paid, not of an Erstattung only. Files of the first form are worked out again as they were.
ALTER TABLE hkr_export
    ADD COLUMN fassung integer NOT NULL DEFAULT 1
        CONSTRAINT hkr_export_fassung CHECK (fassung IN (1, 2));

-- Money that was given to the wrong Gutschrift is taken from it again, and may then go to another
-- one: what holds is a row that no other takes back (sammelrechnung_eingaenge).
ALTER TABLE sammelrechnung_eingang
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN grund text NOT NULL DEFAULT '',
    DROP CONSTRAINT sammelrechnung_eingang_pkey,
    ALTER COLUMN zuordnung_id SET NOT NULL,
    ADD PRIMARY KEY (id);
ALTER TABLE sammelrechnung_eingang
    ADD COLUMN nimmt_zurueck uuid
        CONSTRAINT sammelrechnung_eingang_zurueck_einmal UNIQUE
        CONSTRAINT sammelrechnung_eingang_alter REFERENCES sammelrechnung_eingang,
    ADD CONSTRAINT sammelrechnung_eingang_grund
        CHECK (nimmt_zurueck IS NULL OR char_length(grund) BETWEEN 1 AND 500);
CREATE INDEX sammelrechnung_eingang_geld ON sammelrechnung_eingang (zuordnung_id);
