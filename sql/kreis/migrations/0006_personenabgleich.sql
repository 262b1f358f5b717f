-- Whether another Kommune knows a person. A mark is a keyed hash of what identifies somebody; the
-- key never enters the database, so that nobody can make the mark of a person of his choice. No
-- office of the Kreis reads these tables.

CREATE TABLE personenmarke (
    mandant_id uuid  NOT NULL,
    person_id  uuid  NOT NULL,       -- the Mandant's own id; it means nothing elsewhere
    marke      bytea NOT NULL CONSTRAINT personenmarke_laenge CHECK (octet_length(marke) = 32),
    PRIMARY KEY (mandant_id, person_id, marke)
);
CREATE INDEX personenmarke_suche ON personenmarke (marke);

CREATE TABLE personenfrage (
    id          uuid PRIMARY KEY,
    mandant_id  uuid NOT NULL,                       -- who asks
    person_id   uuid NOT NULL,                       -- his own id of the person
    gefragt_von text NOT NULL
                    CONSTRAINT personenfrage_wer CHECK (char_length(gefragt_von) BETWEEN 1 AND 120),
    gefragt_am  timestamptz NOT NULL DEFAULT now(),
    -- The answer is given to a later transaction only: a question that was rolled back has none.
    transaktion xid8 NOT NULL,
    abgeholt_am timestamptz
);
CREATE INDEX personenfrage_person ON personenfrage (mandant_id, person_id);
CREATE INDEX personenfrage_offen ON personenfrage (mandant_id) WHERE abgeholt_am IS NULL;

-- The Kommunen that know the person of a question, and as whom.
CREATE TABLE personentreffer (
    frage_id    uuid NOT NULL CONSTRAINT personentreffer_frage REFERENCES personenfrage,
    mandant_id  uuid NOT NULL,
    person_id   uuid NOT NULL,
    abgeholt_am timestamptz,
    PRIMARY KEY (frage_id, mandant_id, person_id)
);
CREATE INDEX personentreffer_offen ON personentreffer (mandant_id) WHERE abgeholt_am IS NULL;

-- How many questions a Kommune has asked on a day.
CREATE TABLE personenfrage_tag (
    mandant_id uuid    NOT NULL,
    tag        date    NOT NULL,
    anzahl     integer NOT NULL,
    PRIMARY KEY (mandant_id, tag),
    CONSTRAINT personenfrage_tagesgrenze CHECK (anzahl BETWEEN 1 AND 300)
);
