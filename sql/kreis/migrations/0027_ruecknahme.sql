-- An assignment that was wrong is cancelled by another one, never rubbed out: whose it was, who
-- found the mistake and why stays in the books (definitions/ruecknahme.sql).
ALTER TABLE umsatz_zuordnung
    ADD COLUMN nimmt_zurueck uuid CONSTRAINT umsatz_zuordnung_zurueck_einmal UNIQUE,
    ADD CONSTRAINT umsatz_zuordnung_zurueck_begruendet
        CHECK (nimmt_zurueck IS NULL OR von IS NOT NULL AND grund <> ''),
    -- A payment that was booked or came back has told its Kommune so; that is not undone here.
    ADD CONSTRAINT umsatz_zuordnung_zurueck_art
        CHECK (nimmt_zurueck IS NULL
               OR art IN ('erstattung', 'umlage', 'kosten', 'durchlaufend', 'barkasse'));
