-- Single benefits: treatments that need a commitment (§ 4), other benefits (§ 6), education and
-- participation (§ 3 Abs. 4). A request, at most one decision on it, invoices against it. Nothing
-- here is ever changed.
CREATE TABLE einzelleistung (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    person_id   uuid NOT NULL REFERENCES person,
    art         text NOT NULL CONSTRAINT einzelleistung_art CHECK (art IN
                    ('behandlung', 'zahnersatz', 'hilfsmittel', 'krankenfahrt',
                     'lebensunterhalt', 'gesundheit', 'kinder', 'mitwirkungspflicht',
                     'ausflug', 'schulbedarf', 'schulweg', 'lernfoerderung', 'mittagessen',
                     'teilhabe')),
    gegenstand  text NOT NULL CONSTRAINT einzelleistung_gegenstand CHECK (gegenstand <> ''),
    begruendung text NOT NULL DEFAULT '',
    beantragt_am date NOT NULL,
    geschaetzt_cent bigint CONSTRAINT einzelleistung_geschaetzt
                    CHECK (geschaetzt_cent BETWEEN 1 AND 100000000),
    -- Who treats, teaches or delivers; empty when the household buys it itself.
    stelle      text NOT NULL DEFAULT '',
    stelle_strasse text NOT NULL DEFAULT '',
    stelle_ort  text NOT NULL DEFAULT '',
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    CONSTRAINT einzelleistung_anschrift
        CHECK ((stelle_strasse = '') = (stelle_ort = '') AND (stelle <> '' OR stelle_ort = ''))
);
CREATE INDEX einzelleistung_fall ON einzelleistung (fall_id, beantragt_am);
CREATE INDEX einzelleistung_liste ON einzelleistung (beantragt_am DESC, id);

ALTER TABLE bescheid ADD COLUMN vordruck text NOT NULL DEFAULT 'bescheid'
    CONSTRAINT bescheid_vordruck CHECK (vordruck ~ '^[a-z]+$');

CREATE TABLE einzelentscheidung (
    einzelleistung_id uuid PRIMARY KEY REFERENCES einzelleistung,
    bescheid_id uuid NOT NULL CONSTRAINT einzelentscheidung_bescheid_einmal UNIQUE
                    REFERENCES bescheid,
    bewilligt   boolean NOT NULL,
    grund       text NOT NULL CONSTRAINT einzelentscheidung_grund CHECK (grund <> ''),
    hoechstens_cent bigint CONSTRAINT einzelentscheidung_hoechstens
                    CHECK (hoechstens_cent BETWEEN 1 AND 100000000),
    gueltig     daterange CONSTRAINT einzelentscheidung_gueltig CHECK (NOT isempty(gueltig)),
    zusage      jsonb,                               -- everything the letter to the provider says
    entschieden_am  date NOT NULL,
    entschieden_von uuid NOT NULL,
    CONSTRAINT einzelentscheidung_umfang
        CHECK (num_nonnulls(hoechstens_cent, gueltig) = CASE WHEN bewilligt THEN 2 ELSE 0 END
               AND (bewilligt OR zusage IS NULL))
);

CREATE TABLE einzelrechnung (
    id          uuid PRIMARY KEY,
    einzelleistung_id uuid NOT NULL REFERENCES einzelentscheidung,
    nummer      text NOT NULL CONSTRAINT einzelrechnung_nummer CHECK (nummer <> ''),
    vom         date NOT NULL,
    betrag_cent bigint NOT NULL CONSTRAINT einzelrechnung_betrag
                    CHECK (betrag_cent BETWEEN 1 AND 100000000),
    anerkannt_cent bigint NOT NULL CONSTRAINT einzelrechnung_anerkannt
                    CHECK (anerkannt_cent BETWEEN 0 AND betrag_cent),
    kuerzung    text NOT NULL DEFAULT '',
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    CONSTRAINT einzelrechnung_einmal UNIQUE (einzelleistung_id, nummer),
    CONSTRAINT einzelrechnung_kuerzung CHECK ((anerkannt_cent < betrag_cent) = (kuerzung <> ''))
);

ALTER TABLE schriftstueck ADD COLUMN einzelleistung_id uuid
    CONSTRAINT schriftstueck_einzelleistung_einmal UNIQUE REFERENCES einzelentscheidung;
