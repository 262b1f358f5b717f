-- Rectification (Art. 16 DSGVO): what was asked for, by whom, what became of it, and who had the
-- data before and is to be told (Art. 19).
CREATE TABLE berichtigungsverlangen (
    id              uuid PRIMARY KEY,
    fall_id         uuid NOT NULL CONSTRAINT berichtigungsverlangen_fall REFERENCES fall,
    verlangt_am     date NOT NULL,
    wer             text NOT NULL CONSTRAINT berichtigungsverlangen_wer
                    CHECK (wer IN ('person', 'vertretung', 'amt')),
    was             text NOT NULL CONSTRAINT berichtigungsverlangen_was
                    CHECK (char_length(was) BETWEEN 1 AND 500),
    erfasst_von     uuid NOT NULL,
    erfasst_am      timestamptz NOT NULL DEFAULT now(),
    entscheidung    text NOT NULL DEFAULT '' CONSTRAINT berichtigungsverlangen_entscheidung
                    CHECK (entscheidung IN ('', 'berichtigt', 'teilweise', 'abgelehnt')),
    begruendung     text NOT NULL DEFAULT '' CONSTRAINT berichtigungsverlangen_begruendung
                    CHECK (char_length(begruendung) <= 500),
    entschieden_von uuid,
    entschieden_am  timestamptz,
    CONSTRAINT berichtigungsverlangen_entschieden CHECK (
        num_nonnulls(entschieden_von, entschieden_am)
        = CASE WHEN entscheidung = '' THEN 0 ELSE 2 END)
);
CREATE INDEX berichtigungsverlangen_zum_fall ON berichtigungsverlangen (fall_id, verlangt_am);
CREATE TABLE berichtigung_empfaenger (
    verlangen_id     uuid NOT NULL CONSTRAINT berichtigung_empfaenger_verlangen
                     REFERENCES berichtigungsverlangen,
    lfd              integer NOT NULL CONSTRAINT berichtigung_empfaenger_lfd CHECK (lfd > 0),
    empfaenger       text NOT NULL CONSTRAINT berichtigung_empfaenger_wer CHECK (empfaenger <> ''),
    -- How the program knows that they had the data.
    woher            text NOT NULL CONSTRAINT berichtigung_empfaenger_woher CHECK (woher <> ''),
    unterrichtet_von uuid,
    unterrichtet_am  timestamptz,
    PRIMARY KEY (verlangen_id, lfd),
    CONSTRAINT berichtigung_empfaenger_unterrichtet
        CHECK ((unterrichtet_von IS NULL) = (unterrichtet_am IS NULL))
);
