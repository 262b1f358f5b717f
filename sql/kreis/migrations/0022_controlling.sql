-- Anonymised controlling (B-4.1, B-4.2): what the Kommunen count of a month, protected and attacked
-- before a second person gives it out. The office of controlling reads what is given out; raw
-- numbers reach kreis_geheimhaltung only.

-- The thresholds; a rule holds for the months from its first one until the next begins.
CREATE TABLE geheimhaltungsregel (
    gueltig_ab      date PRIMARY KEY CONSTRAINT geheimhaltungsregel_monatserster
                        CHECK (extract(day FROM gueltig_ab) = 1),
    mindestfallzahl integer NOT NULL CONSTRAINT geheimhaltungsregel_mindestfallzahl
                        CHECK (mindestfallzahl BETWEEN 3 AND 100),
    -- Percent of a sum that one, that two contributors may have at most.
    dominanz_einer  integer NOT NULL CONSTRAINT geheimhaltungsregel_dominanz_einer
                        CHECK (dominanz_einer BETWEEN 1 AND 99),
    dominanz_zweier integer NOT NULL CONSTRAINT geheimhaltungsregel_dominanz_zweier
                        CHECK (dominanz_zweier BETWEEN dominanz_einer AND 99),
    prozent         integer NOT NULL CONSTRAINT geheimhaltungsregel_prozent
                        CHECK (prozent BETWEEN 1 AND 100),
    spanne          integer NOT NULL CONSTRAINT geheimhaltungsregel_spanne
                        CHECK (spanne BETWEEN 2 AND 100),
    -- Counted from this day of the following month on, so that late decisions are in.
    zaehltag        integer NOT NULL CONSTRAINT geheimhaltungsregel_zaehltag
                        CHECK (zaehltag BETWEEN 1 AND 28),
    grund           text NOT NULL CONSTRAINT geheimhaltungsregel_grund CHECK (grund <> '')
);
INSERT INTO geheimhaltungsregel (gueltig_ab, mindestfallzahl, dominanz_einer, dominanz_zweier,
                                 prozent, spanne, zaehltag, grund)
VALUES ('2020-01-01', 5, 70, 85, 15, 2, 10,
        'Mindestfallzahl 5, Dominanz (1,70) und (2,85), p% 15: strenger als in der amtlichen '
        'Statistik üblich, weil die Kommunen klein sind. Die Werte bestätigt die oder der '
        'Datenschutzbeauftragte.');

-- What a Kommune has counted of a month: handed over once.
CREATE TABLE controlling_meldung (
    mandant_id  uuid NOT NULL,
    monat       date NOT NULL
                CONSTRAINT controlling_meldung_monatserster CHECK (extract(day FROM monat) = 1),
    gemeldet_am timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mandant_id, monat)
);

CREATE TABLE controlling_rohzahl (
    mandant_id  uuid NOT NULL,
    monat       date NOT NULL,
    -- Keys of Uebergabe.Gesamtheit; feature=category, joined by |, in order of name.
    gesamtheit  text NOT NULL CONSTRAINT controlling_rohzahl_gesamtheit
                    CHECK (gesamtheit ~ '^[a-z_]{1,40}$'),
    merkmale    text NOT NULL CONSTRAINT controlling_rohzahl_merkmale
                    CHECK (merkmale ~ '^([a-z_]+=[a-z0-9_-]+([|][a-z_]+=[a-z0-9_-]+)*)?$'),
    wert        bigint NOT NULL CONSTRAINT controlling_rohzahl_wert CHECK (wert > 0),
    beitragende bigint NOT NULL
                CONSTRAINT controlling_rohzahl_beitragende CHECK (beitragende > 0),
    groesster   bigint NOT NULL
                CONSTRAINT controlling_rohzahl_groesster CHECK (groesster BETWEEN 1 AND wert),
    zweiter     bigint NOT NULL CONSTRAINT controlling_rohzahl_zweiter
                    CHECK (zweiter BETWEEN 0 AND groesster AND groesster + zweiter <= wert),
    PRIMARY KEY (mandant_id, monat, gesamtheit, merkmale),
    CONSTRAINT controlling_rohzahl_meldung FOREIGN KEY (mandant_id, monat)
        REFERENCES controlling_meldung (mandant_id, monat)
);

-- A special evaluation (B-4.2): asked for, decided by the AG, then one more table at the same gate.
CREATE TABLE sonderauswertung (
    id           uuid PRIMARY KEY,
    nummer       text NOT NULL CONSTRAINT sonderauswertung_nummer_einmal UNIQUE,
    titel        text NOT NULL
                 CONSTRAINT sonderauswertung_titel CHECK (char_length(titel) BETWEEN 1 AND 120),
    zweck        text NOT NULL
                 CONSTRAINT sonderauswertung_zweck CHECK (char_length(zweck) BETWEEN 1 AND 1000),
    monat        date NOT NULL
                 CONSTRAINT sonderauswertung_monatserster CHECK (extract(day FROM monat) = 1),
    gesamtheit   text NOT NULL CONSTRAINT sonderauswertung_gesamtheit
                     CHECK (gesamtheit IN ('empfaenger', 'zugaenge', 'abgaenge')),
    merkmale     text[] NOT NULL CONSTRAINT sonderauswertung_merkmale
                     CHECK (cardinality(merkmale) BETWEEN 1 AND 2),
    beantragt_von uuid NOT NULL,
    beantragt_am timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sonderauswertung_beschluss (
    sonder_id    uuid PRIMARY KEY REFERENCES sonderauswertung,
    angenommen   boolean NOT NULL,
    beschluss    text NOT NULL
                 CONSTRAINT sonderauswertung_beschluss_text CHECK (beschluss <> ''),
    vom          date NOT NULL,
    von          uuid NOT NULL,
    am           timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sonderauswertung_meldung (
    sonder_id    uuid NOT NULL REFERENCES sonderauswertung,
    mandant_id   uuid NOT NULL,
    gemeldet_am  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sonder_id, mandant_id)
);

CREATE TABLE sonderauswertung_rohzahl (
    sonder_id    uuid NOT NULL,
    mandant_id   uuid NOT NULL,
    merkmale     text NOT NULL,
    wert         bigint NOT NULL CONSTRAINT sonderauswertung_rohzahl_wert CHECK (wert > 0),
    beitragende  bigint NOT NULL
                 CONSTRAINT sonderauswertung_rohzahl_beitragende CHECK (beitragende > 0),
    groesster    bigint NOT NULL,
    zweiter      bigint NOT NULL,
    PRIMARY KEY (sonder_id, mandant_id, merkmale),
    CONSTRAINT sonderauswertung_rohzahl_meldung FOREIGN KEY (sonder_id, mandant_id)
        REFERENCES sonderauswertung_meldung (sonder_id, mandant_id)
);

-- A protected month or special evaluation with the figures of its attack. Stale as soon as
-- something else was given out after `nach_lfd`.
CREATE TABLE controlling_entwurf (
    id           uuid PRIMARY KEY,
    monat        date NOT NULL
                 CONSTRAINT controlling_entwurf_monatserster CHECK (extract(day FROM monat) = 1),
    sonder_id    uuid REFERENCES sonderauswertung,
    regel        date NOT NULL REFERENCES geheimhaltungsregel,
    nach_lfd     bigint NOT NULL CONSTRAINT controlling_entwurf_nach CHECK (nach_lfd >= 0),
    -- Public: what was apportioned for the month, if it is closed.
    umlage_cent  bigint,
    zellen       integer NOT NULL CONSTRAINT controlling_entwurf_zellen CHECK (zellen > 0),
    gesperrt     integer NOT NULL CONSTRAINT controlling_entwurf_gesperrt
                     CHECK (gesperrt BETWEEN 0 AND zellen),
    -- The attack on everything ever given out and this.
    angegriffen  integer NOT NULL,
    aufgedeckt   integer NOT NULL
                 CONSTRAINT controlling_entwurf_aufgedeckt CHECK (aufgedeckt >= 0),
    gleichungen  integer NOT NULL,
    bekannt      integer NOT NULL,
    bereiche     integer NOT NULL,
    engste_spanne integer,
    sha256       bytea NOT NULL
                 CONSTRAINT controlling_entwurf_pruefsumme CHECK (octet_length(sha256) = 32),
    erstellt_am  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX controlling_entwurf_monat ON controlling_entwurf (monat, erstellt_am);

-- True values; a cell without a reason to hide it is given out.
CREATE TABLE controlling_entwurf_zelle (
    entwurf_id   uuid NOT NULL REFERENCES controlling_entwurf,
    zelle        text NOT NULL,
    betrag       boolean NOT NULL,
    wert         bigint NOT NULL CONSTRAINT controlling_entwurf_zelle_wert CHECK (wert >= 0),
    beitragende  bigint NOT NULL,
    groesster    bigint NOT NULL,
    zweiter      bigint NOT NULL,
    grund        text CONSTRAINT controlling_entwurf_zelle_grund CHECK (grund IN
                     ('mindestfallzahl', 'dominanz', 'gruppe', 'sekundaer', 'gekoppelt')),
    PRIMARY KEY (entwurf_id, zelle)
);

-- One person has looked at exactly this and lays it before another.
CREATE TABLE controlling_vorlage (
    entwurf_id   uuid PRIMARY KEY REFERENCES controlling_entwurf,
    sha256       bytea NOT NULL,
    von          uuid NOT NULL,
    am           timestamptz NOT NULL DEFAULT now()
);

-- Given out: for ever.
CREATE TABLE controlling_veroeffentlichung (
    lfd          bigint PRIMARY KEY CONSTRAINT controlling_veroeffentlichung_lfd CHECK (lfd > 0),
    nummer       text NOT NULL CONSTRAINT controlling_veroeffentlichung_nummer_einmal UNIQUE,
    entwurf_id   uuid NOT NULL CONSTRAINT controlling_veroeffentlichung_entwurf_einmal UNIQUE
                     REFERENCES controlling_entwurf,
    monat        date NOT NULL,
    sonder_id    uuid CONSTRAINT controlling_veroeffentlichung_sonder_einmal UNIQUE
                     REFERENCES sonderauswertung,
    regel        date NOT NULL,
    umlage_cent  bigint,
    zellen       integer NOT NULL,
    gesperrt     integer NOT NULL,
    angegriffen  integer NOT NULL,
    aufgedeckt   integer NOT NULL
                 CONSTRAINT controlling_veroeffentlichung_geschuetzt CHECK (aufgedeckt = 0),
    gleichungen  integer NOT NULL,
    bekannt      integer NOT NULL,
    bereiche     integer NOT NULL,
    engste_spanne integer,
    sha256       bytea NOT NULL,
    -- Over the one before and this content.
    kette_sha256 bytea NOT NULL CONSTRAINT controlling_veroeffentlichung_kette
                     CHECK (octet_length(kette_sha256) = 32),
    vorgelegt_von uuid NOT NULL,
    freigegeben_von uuid NOT NULL,
    am           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT controlling_veroeffentlichung_vier_augen CHECK (vorgelegt_von <> freigegeben_von)
);
CREATE UNIQUE INDEX controlling_veroeffentlichung_monat_einmal
    ON controlling_veroeffentlichung (monat) WHERE sonder_id IS NULL;

CREATE TABLE controlling_wert (
    lfd    bigint NOT NULL REFERENCES controlling_veroeffentlichung,
    zelle  text NOT NULL,
    -- NULL: hidden.
    wert   bigint,
    PRIMARY KEY (lfd, zelle)
);
CREATE INDEX controlling_wert_zelle ON controlling_wert (zelle);
