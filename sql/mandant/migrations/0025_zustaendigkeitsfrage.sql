-- Every question of the Kreis whether this Kommune is competent for a person on an invoice, the
-- answer, and why (B-6.4). The Kreis has the answer; why, and who it is, stays here.
CREATE TABLE zustaendigkeitsfrage (
    id             uuid PRIMARY KEY,                 -- as the Kreis numbers it
    gefragt_von    text NOT NULL,
    gefragt_am     timestamptz NOT NULL,
    eingangsnummer text NOT NULL,
    steller        text NOT NULL,
    -- As the invoice says.
    schein         text NOT NULL DEFAULT '',
    familienname   text NOT NULL,
    vorname        text NOT NULL,
    geburtsdatum   date NOT NULL,
    behandelt      daterange NOT NULL
                   CONSTRAINT zustaendigkeitsfrage_behandelt CHECK (NOT isempty(behandelt)),
    antwort        boolean NOT NULL,
    grund          text NOT NULL CONSTRAINT zustaendigkeitsfrage_grund CHECK (grund <> ''),
    fall_id        uuid CONSTRAINT zustaendigkeitsfrage_fall REFERENCES fall,
    person_id      uuid CONSTRAINT zustaendigkeitsfrage_person REFERENCES person,
    beantwortet_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT zustaendigkeitsfrage_wer CHECK ((fall_id IS NULL) = (person_id IS NULL)
                                               AND (fall_id IS NOT NULL OR NOT antwort))
);
CREATE INDEX zustaendigkeitsfrage_am ON zustaendigkeitsfrage (gefragt_am DESC, id);

-- What the Kreis noticed: somebody else may have to pay. Checking and claiming is the Kommune's
-- alone (Vereinbarung § 6 Abs. 6).
CREATE TABLE kostenhinweis (
    id              uuid PRIMARY KEY,                -- as the Kreis numbers it
    frage_id        uuid NOT NULL
                    CONSTRAINT kostenhinweis_frage REFERENCES zustaendigkeitsfrage,
    art             text NOT NULL,
    text            text NOT NULL CONSTRAINT kostenhinweis_text CHECK (text <> ''),
    gemeldet_von    text NOT NULL,
    gemeldet_am     timestamptz NOT NULL,
    wiedervorlage_id uuid NOT NULL
                    CONSTRAINT kostenhinweis_wiedervorlage REFERENCES wiedervorlage,
    erhalten_am     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX kostenhinweis_frage ON kostenhinweis (frage_id);
