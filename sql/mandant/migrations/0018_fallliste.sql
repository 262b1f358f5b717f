-- Lists of cases that somebody has named: a filter as it stands in the address of the page. Without
-- an owner a list is the whole Kommune's.
CREATE TABLE fallliste (
    id          uuid PRIMARY KEY,
    name        text NOT NULL
        CONSTRAINT fallliste_name CHECK (char_length(name) BETWEEN 1 AND 80),
    filter      text NOT NULL CONSTRAINT fallliste_filter CHECK (char_length(filter) <= 1000),
    besitzer    uuid,
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz
);
CREATE UNIQUE INDEX fallliste_einmal ON fallliste (besitzer, name) NULLS NOT DISTINCT
    WHERE ersetzt_am IS NULL;

-- What the filters ask, so that a rare value is found without looking at every case.
CREATE INDEX fall_laufend ON fall (aktenzeichen) WHERE eingestellt_zum IS NULL;
CREATE INDEX mitglied_fall_heute ON mitglied (fall_id, person_id) WHERE ersetzt_am IS NULL;
CREATE INDEX berechtigung_grundlage ON berechtigung (grundlage, person_id)
    WHERE ersetzt_am IS NULL;
CREATE INDEX aufenthalt_status ON aufenthalt (status, person_id) WHERE ersetzt_am IS NULL;
CREATE INDEX aufenthalt_dokument ON aufenthalt (dokument_bis, person_id) WHERE ersetzt_am IS NULL;
CREATE INDEX unterkunft_art ON unterkunft (art, fall_id) WHERE ersetzt_am IS NULL;
