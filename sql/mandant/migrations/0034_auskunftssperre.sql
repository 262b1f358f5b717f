-- Persons whose address nobody may learn (§ 51 BMG, protection from violence), and the few users
-- who may see it all the same.
CREATE TABLE auskunftssperre (
    id             uuid PRIMARY KEY,
    person_id      uuid NOT NULL CONSTRAINT auskunftssperre_person REFERENCES person,
    grund          text NOT NULL CONSTRAINT auskunftssperre_grund
                   CHECK (grund IN ('meldegesetz', 'gewaltschutz', 'zeugenschutz')),
    vermerk        text NOT NULL DEFAULT ''
                   CONSTRAINT auskunftssperre_vermerk CHECK (char_length(vermerk) <= 500),
    gueltig_bis    date NOT NULL,
    erfasst_von    uuid NOT NULL,
    erfasst_am     timestamptz NOT NULL DEFAULT now(),
    aufgehoben_von uuid,
    aufgehoben_am  timestamptz,
    CONSTRAINT auskunftssperre_aufgehoben
        CHECK ((aufgehoben_von IS NULL) = (aufgehoben_am IS NULL))
);
CREATE UNIQUE INDEX auskunftssperre_eine ON auskunftssperre (person_id)
    WHERE aufgehoben_am IS NULL;
CREATE TABLE auskunftssperre_einsicht (
    sperre_id   uuid NOT NULL
                CONSTRAINT auskunftssperre_einsicht_sperre REFERENCES auskunftssperre,
    benutzer_id uuid NOT NULL,
    PRIMARY KEY (sperre_id, benutzer_id)
);

-- Restriction of processing (Art. 18 DSGVO): the case is kept and read, and changed only by those
-- named in the Berechtigungskonzept.
CREATE TABLE einschraenkung (
    id             uuid PRIMARY KEY,
    fall_id        uuid NOT NULL CONSTRAINT einschraenkung_fall REFERENCES fall,
    grund          text NOT NULL CONSTRAINT einschraenkung_grund
                   CHECK (grund IN ('richtigkeit', 'unrechtmaessig', 'rechtsanspruch',
                                    'widerspruch')),
    vermerk        text NOT NULL CONSTRAINT einschraenkung_vermerk
                   CHECK (char_length(vermerk) BETWEEN 1 AND 500),
    erfasst_von    uuid NOT NULL,
    erfasst_am     timestamptz NOT NULL DEFAULT now(),
    aufgehoben_von uuid,
    aufgehoben_am  timestamptz,
    entscheidung   text NOT NULL DEFAULT ''
                   CONSTRAINT einschraenkung_entscheidung CHECK (char_length(entscheidung) <= 500),
    CONSTRAINT einschraenkung_aufgehoben
        CHECK ((aufgehoben_von IS NULL) = (aufgehoben_am IS NULL))
);
CREATE UNIQUE INDEX einschraenkung_eine ON einschraenkung (fall_id) WHERE aufgehoben_am IS NULL;
