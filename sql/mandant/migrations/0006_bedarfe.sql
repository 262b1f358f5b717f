-- What § 1a and § 2 AsylbLG ask of the facts, and what a person needs besides the rates.

ALTER TABLE berechtigung
    ADD COLUMN einschraenkung text              -- § 1a, key of Leistungsrecht.Einschraenkungsabsatz
        CONSTRAINT berechtigung_einschraenkung_absatz CHECK (einschraenkung ~ '^absatz_[1-7]$'),
    ADD COLUMN haertefall boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT berechtigung_einschraenkung_nur_1a
        CHECK (einschraenkung IS NULL OR grundlage = 'anspruchseinschraenkung'),
    ADD CONSTRAINT berechtigung_haertefall_nur_ueberbrueckung
        CHECK (NOT haertefall OR grundlage = 'ueberbrueckungsleistung');

ALTER TABLE unterkunft
    ADD COLUMN miete_anerkannt_cent bigint      -- null: all of it
        CONSTRAINT unterkunft_miete_anerkannt CHECK (miete_anerkannt_cent BETWEEN 0 AND miete_cent),
    ADD COLUMN heizung_anerkannt_cent bigint
        CONSTRAINT unterkunft_heizung_anerkannt
            CHECK (heizung_anerkannt_cent BETWEEN 0 AND heizung_cent),
    ADD COLUMN karenz_ab date,                  -- § 35 SGB XII
    ADD COLUMN senkung_bis date,
    ADD COLUMN warmwasser_dezentral boolean NOT NULL DEFAULT false,
    ADD COLUMN vollverpflegung boolean NOT NULL DEFAULT false;

-- § 30 SGB XII.
CREATE TABLE mehrbedarf (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    art         text NOT NULL,                       -- key of Leistungsrecht.Mehrbedarfsart
    -- Only for nutrition; the law gives the others.
    betrag_cent bigint CONSTRAINT mehrbedarf_betrag CHECK (betrag_cent BETWEEN 1 AND 10000000),
    nachweis    text NOT NULL DEFAULT '',
    gueltig     daterange NOT NULL CONSTRAINT mehrbedarf_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT mehrbedarf_betrag_nur_ernaehrung
        CHECK ((betrag_cent IS NOT NULL) = (art = 'ernaehrung')),
    CONSTRAINT mehrbedarf_eindeutig
        EXCLUDE USING gist (person_id WITH =, art WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

-- What of education, § 6 and single cases enters the month's calculation. One day: once, else
-- monthly.
CREATE TABLE monatsbedarf (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    art         text NOT NULL,                       -- key of Leistungsrecht.Einzelleistungsart
    betrag_cent bigint CONSTRAINT monatsbedarf_betrag CHECK (betrag_cent BETWEEN 1 AND 10000000),
    begruendung text NOT NULL DEFAULT '',
    gueltig     daterange NOT NULL CONSTRAINT monatsbedarf_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT monatsbedarf_betrag_nach_gesetz
        CHECK ((betrag_cent IS NULL) = (art IN ('schulbedarf', 'teilhabe'))),
    CONSTRAINT monatsbedarf_eindeutig
        EXCLUDE USING gist (person_id WITH =, art WITH =, begruendung WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

-- § 5: time worked in one month.
CREATE TABLE arbeitsgelegenheit (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    minuten     integer NOT NULL
        CONSTRAINT arbeitsgelegenheit_minuten CHECK (minuten BETWEEN 0 AND 44640),
    mehraufwand_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT arbeitsgelegenheit_mehraufwand CHECK (mehraufwand_cent BETWEEN 0 AND 10000000),
    gueltig     daterange NOT NULL
        CONSTRAINT arbeitsgelegenheit_monat
            CHECK (extract(day FROM lower(gueltig)) = 1
            AND upper(gueltig) = lower(gueltig) + interval '1 month'),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT arbeitsgelegenheit_eindeutig EXCLUDE USING gist (person_id WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);
