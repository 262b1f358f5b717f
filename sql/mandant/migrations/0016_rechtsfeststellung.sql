-- What was found on local competence and reimbursement (§§ 10a, 10b AsylbLG) and on the day from
-- which benefits begin (§ 6b). Said once, never changed; a later finding stands beside it.
CREATE TABLE rechtsfeststellung (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    art         text NOT NULL
        CONSTRAINT rechtsfeststellung_art CHECK (art IN ('zustaendigkeit', 'einsetzen')),
    angaben     text NOT NULL CONSTRAINT rechtsfeststellung_angaben CHECK (angaben <> ''),
    ergebnis    text NOT NULL CONSTRAINT rechtsfeststellung_ergebnis CHECK (ergebnis <> ''),
    norm        text NOT NULL CONSTRAINT rechtsfeststellung_norm CHECK (norm <> ''),
    begruendung text NOT NULL CONSTRAINT rechtsfeststellung_begruendung CHECK (begruendung <> ''),
    -- The authority that reimburses; empty: none.
    erstattet   text NOT NULL DEFAULT ''
        CONSTRAINT rechtsfeststellung_erstattet CHECK (erstattet = '' OR art = 'zustaendigkeit'),
    benutzer_id uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rechtsfeststellung_fall ON rechtsfeststellung (fall_id, am);
