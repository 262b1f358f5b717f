-- What not all Kommunen introduce together is paid by those that do, by their population (H-2.2):
-- the official figure of 30 June of the year before the one in which it was agreed.

-- As IT.NRW published them. A figure never changes; one typed wrong is entered anew, and the latest
-- counts.
CREATE TABLE einwohnerzahl (
    id          uuid PRIMARY KEY,
    ags         text NOT NULL CONSTRAINT einwohnerzahl_ags CHECK (ags ~ '^[0-9]{8}$'),
    stichtag    date NOT NULL CONSTRAINT einwohnerzahl_stichtag CHECK (
                    extract(month FROM stichtag) = 6 AND extract(day FROM stichtag) = 30),
    anzahl      bigint NOT NULL
                CONSTRAINT einwohnerzahl_anzahl CHECK (anzahl BETWEEN 1 AND 100000000),
    quelle      text NOT NULL CONSTRAINT einwohnerzahl_quelle CHECK (
                    char_length(quelle) BETWEEN 3 AND 300),
    erfasst_von uuid NOT NULL,
    erfasst_am  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX einwohnerzahl_stichtag_ags ON einwohnerzahl (stichtag, ags, erfasst_am);

CREATE TABLE kostenteilung (
    id            uuid PRIMARY KEY,
    titel         text NOT NULL
                  CONSTRAINT kostenteilung_titel CHECK (char_length(titel) BETWEEN 3 AND 200),
    betrag_cent   bigint NOT NULL
                  CONSTRAINT kostenteilung_betrag CHECK (betrag_cent BETWEEN 1 AND 99999999999),
    vereinbart_am date NOT NULL,
    stichtag      date NOT NULL,
    einwohner     bigint NOT NULL CONSTRAINT kostenteilung_einwohner CHECK (einwohner > 0),
    nachweis_sha256 bytea NOT NULL
                  CONSTRAINT kostenteilung_pruefsumme CHECK (octet_length(nachweis_sha256) = 32),
    erstellt_von  uuid NOT NULL,
    erstellt_am   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT kostenteilung_stichtag CHECK (
        stichtag = make_date(extract(year FROM vereinbart_am)::integer - 1, 6, 30))
);

CREATE TABLE kostenteilung_teil (
    kostenteilung_id uuid NOT NULL REFERENCES kostenteilung,
    mandant_id  uuid NOT NULL,
    ags         text NOT NULL,
    kommune     text NOT NULL,
    einwohner   bigint NOT NULL,
    einwohnerzahl_id uuid NOT NULL
                CONSTRAINT kostenteilung_teil_zahl REFERENCES einwohnerzahl,
    ganze_cent  bigint NOT NULL CONSTRAINT kostenteilung_teil_ganze CHECK (ganze_cent >= 0),
    rest        bigint NOT NULL CONSTRAINT kostenteilung_teil_rest CHECK (rest >= 0),
    zusatz_cent bigint NOT NULL
                CONSTRAINT kostenteilung_teil_zusatz CHECK (zusatz_cent IN (0, 1)),
    anteil_cent bigint NOT NULL,
    PRIMARY KEY (kostenteilung_id, mandant_id),
    CONSTRAINT kostenteilung_teil_betrag CHECK (anteil_cent = ganze_cent + zusatz_cent)
);

-- A second person has checked it, or gave it up with a reason.
CREATE TABLE kostenteilung_entscheidung (
    kostenteilung_id uuid PRIMARY KEY REFERENCES kostenteilung,
    bestaetigt  boolean NOT NULL,
    grund       text NOT NULL DEFAULT '',
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT kostenteilung_entscheidung_grund CHECK (bestaetigt OR grund <> '')
);
