-- Statutory statistics: § 12 AsylbLG, the FlüAG report, notices to the AZR (B-1.2.7). Each Kommune
-- computes and checks under its own login; what it has released crosses the counter under
-- Kenn-Nummern that mean nothing here.

-- The catalogue: which surveys there are, their features and the rules that a record must meet.
-- Data of the program, stated anew after every migration (definitions/statistik_katalog.sql).
CREATE TABLE statistik_erhebung (
    kennung    text PRIMARY KEY
               CONSTRAINT statistik_erhebung_kennung CHECK (kennung ~ '^[a-z_]{3,40}$'),
    lfd        integer NOT NULL,
    name       text NOT NULL,
    kurz       text NOT NULL,
    evas       text,                                 -- number of the federal survey, if known
    rechtsgrundlage text NOT NULL,
    periode    text NOT NULL
               CONSTRAINT statistik_erhebung_periode
                   CHECK (periode IN ('jahr', 'quartal', 'monat')),
    einheit    text NOT NULL,
    -- Whose the records are: notices about persons never reach the Kreis.
    verbleib   text NOT NULL
               CONSTRAINT statistik_erhebung_verbleib CHECK (verbleib IN ('kreis', 'kommune')),
    -- Days after the period's end; NULL: the office that collects names the day.
    frist_tage integer,
    empfaenger text NOT NULL,
    fundstelle text NOT NULL,
    gueltig_ab date NOT NULL,
    gueltig_bis date
);

CREATE TABLE statistik_merkmal (
    erhebung   text NOT NULL CONSTRAINT statistik_merkmal_erhebung REFERENCES statistik_erhebung,
    -- Where the value stands in a record; a place is never given to another feature.
    lfd        integer NOT NULL CONSTRAINT statistik_merkmal_lfd CHECK (lfd BETWEEN 1 AND 60),
    name       text NOT NULL CONSTRAINT statistik_merkmal_name CHECK (name ~ '^[a-z0-9_]{2,60}$'),
    bezeichnung text NOT NULL,
    ebene      text NOT NULL CONSTRAINT statistik_merkmal_ebene
               CHECK (ebene IN ('person', 'haushalt', 'traeger', 'hilfsmerkmal')),
    norm       text NOT NULL,
    typ        text NOT NULL CONSTRAINT statistik_merkmal_typ
               CHECK (typ IN ('code', 'codes', 'monat', 'tag', 'land', 'ags', 'cent', 'stufe',
                              'nummer', 'azr', 'text')),
    freiwillig boolean NOT NULL DEFAULT false,
    auspraegungen text[] NOT NULL DEFAULT '{}',
    -- Whether a source names these values, or the program proposes them.
    belegt     boolean NOT NULL DEFAULT true,
    gueltig_ab date NOT NULL,
    gueltig_bis date,
    PRIMARY KEY (erhebung, lfd),
    CONSTRAINT statistik_merkmal_einmal UNIQUE (erhebung, name)
);

-- „If … then …“: a record to which `wenn` applies must meet `dann`.
CREATE TABLE statistik_regel (
    kennung    text PRIMARY KEY
               CONSTRAINT statistik_regel_kennung CHECK (kennung ~ '^[A-Z]{2}-[0-9]{2}$'),
    erhebung   text NOT NULL CONSTRAINT statistik_regel_erhebung REFERENCES statistik_erhebung,
    schwere    text NOT NULL
               CONSTRAINT statistik_regel_schwere CHECK (schwere IN ('fehler', 'hinweis')),
    wenn_merkmal text,
    wenn_probe text,
    wenn_wert  text NOT NULL DEFAULT '',
    dann_merkmal text NOT NULL,
    dann_probe text NOT NULL,
    dann_wert  text NOT NULL DEFAULT '',
    satz       text NOT NULL,
    abhilfe    text NOT NULL,
    gueltig_ab date NOT NULL,
    gueltig_bis date,
    CONSTRAINT statistik_regel_wenn CHECK ((wenn_merkmal IS NULL) = (wenn_probe IS NULL)),
    CONSTRAINT statistik_regel_proben CHECK (
        wenn_probe IN ('leer', 'gefuellt', 'in', 'nicht_in', 'hoechstens', 'mindestens')
        AND dann_probe IN ('leer', 'gefuellt', 'in', 'nicht_in', 'hoechstens', 'mindestens'))
);

-- Official keys, as the office that collects hands them out: loaded by an administrator, dated,
-- never changed. `intern` empty: the official name of the feature; `merkmal` empty: of the survey.
CREATE TABLE statistik_schluessel (
    id         uuid PRIMARY KEY,
    erhebung   text NOT NULL CONSTRAINT statistik_schluessel_erhebung REFERENCES statistik_erhebung,
    merkmal    text NOT NULL,
    intern     text NOT NULL,
    amtlich    text NOT NULL CONSTRAINT statistik_schluessel_amtlich
               CHECK (amtlich ~ '^[^;"\\[:cntrl:]]{1,80}$'),
    gueltig    daterange NOT NULL
               CONSTRAINT statistik_schluessel_gueltig CHECK (NOT isempty(gueltig)),
    quelle     text NOT NULL CONSTRAINT statistik_schluessel_quelle CHECK (quelle <> ''),
    geladen_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT statistik_schluessel_eindeutig EXCLUDE USING gist
        (erhebung WITH =, merkmal WITH =, intern WITH =, gueltig WITH &&)
);

-- One survey for one period. A correction is a further one that names the first.
CREATE TABLE statistik_lauf (
    id         uuid PRIMARY KEY,
    erhebung   text NOT NULL CONSTRAINT statistik_lauf_erhebung REFERENCES statistik_erhebung,
    beginn     date NOT NULL,
    ende       date NOT NULL,
    -- As known on the evening of this day; NULL: as known when it is computed.
    kenntnis   date,
    frist_kommunen date NOT NULL,
    frist      date NOT NULL,
    frist_quelle text NOT NULL CONSTRAINT statistik_lauf_frist_quelle CHECK (frist_quelle <> ''),
    berichtigt uuid CONSTRAINT statistik_lauf_berichtigt REFERENCES statistik_lauf,
    grund      text NOT NULL DEFAULT '',
    eroeffnet_von uuid NOT NULL,
    eroeffnet_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT statistik_lauf_zeitraum CHECK (beginn <= ende),
    CONSTRAINT statistik_lauf_fristen CHECK (ende < frist_kommunen AND frist_kommunen <= frist),
    CONSTRAINT statistik_lauf_kenntnis CHECK (kenntnis >= ende),
    CONSTRAINT statistik_lauf_grund CHECK ((berichtigt IS NULL) = (grund = ''))
);
CREATE UNIQUE INDEX statistik_lauf_erster ON statistik_lauf (erhebung, ende)
    WHERE berichtigt IS NULL;
CREATE UNIQUE INDEX statistik_lauf_eine_berichtigung ON statistik_lauf (berichtigt);

-- What each Kommune has to hand over, and how far it is.
CREATE TABLE statistik_abgabe (
    lauf_id    uuid NOT NULL CONSTRAINT statistik_abgabe_lauf REFERENCES statistik_lauf,
    ags        text NOT NULL CONSTRAINT statistik_abgabe_ags CHECK (ags ~ '^[0-9]{8}$'),
    mandant_id uuid NOT NULL,
    kommune    text NOT NULL,
    zustand    text NOT NULL DEFAULT 'erwartet' CONSTRAINT statistik_abgabe_zustand
               CHECK (zustand IN ('erwartet', 'geprueft', 'abgegeben')),
    saetze     bigint NOT NULL DEFAULT 0 CONSTRAINT statistik_abgabe_saetze CHECK (saetze >= 0),
    fehler     bigint NOT NULL DEFAULT 0 CONSTRAINT statistik_abgabe_fehler CHECK (fehler >= 0),
    hinweise   bigint NOT NULL DEFAULT 0
               CONSTRAINT statistik_abgabe_hinweise CHECK (hinweise >= 0),
    sha256     bytea CONSTRAINT statistik_abgabe_sha256 CHECK (octet_length(sha256) = 32),
    gemeldet_am timestamptz,
    abgegeben_am timestamptz,
    PRIMARY KEY (lauf_id, ags),
    CONSTRAINT statistik_abgabe_mandant UNIQUE (lauf_id, mandant_id),
    CONSTRAINT statistik_abgabe_vollstaendig
        CHECK ((zustand = 'abgegeben') = (num_nonnulls(sha256, abgegeben_am) = 2)
               AND (zustand = 'erwartet') = (gemeldet_am IS NULL)
               AND (zustand <> 'abgegeben' OR fehler = 0))
);

-- The records. Values in the order of the catalogue; empty where a feature does not apply.
CREATE TABLE statistik_satz (
    lauf_id    uuid NOT NULL,
    ags        text NOT NULL,
    kennnummer text NOT NULL
               CONSTRAINT statistik_satz_kennnummer CHECK (kennnummer ~ '^[0-9]{12}$'),
    werte      text[] NOT NULL,
    PRIMARY KEY (lauf_id, ags, kennnummer),
    CONSTRAINT statistik_satz_abgabe
        FOREIGN KEY (lauf_id, ags) REFERENCES statistik_abgabe (lauf_id, ags)
);

-- Two persons of the Kreis release the same bytes.
CREATE TABLE statistik_feststellung (
    id         uuid PRIMARY KEY,
    lauf_id    uuid NOT NULL CONSTRAINT statistik_feststellung_einmal UNIQUE
               CONSTRAINT statistik_feststellung_lauf REFERENCES statistik_lauf,
    saetze     bigint NOT NULL CONSTRAINT statistik_feststellung_saetze CHECK (saetze >= 0),
    csv_sha256 bytea NOT NULL
               CONSTRAINT statistik_feststellung_csv CHECK (octet_length(csv_sha256) = 32),
    datml_sha256 bytea NOT NULL
               CONSTRAINT statistik_feststellung_datml CHECK (octet_length(datml_sha256) = 32),
    tag        date NOT NULL,
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE statistik_lieferung (
    lauf_id    uuid PRIMARY KEY CONSTRAINT statistik_lieferung_lauf REFERENCES statistik_lauf,
    nummer     text NOT NULL CONSTRAINT statistik_lieferung_nummer_einmal UNIQUE,
    csv_sha256 bytea NOT NULL,
    datml_sha256 bytea NOT NULL,
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now()
);

-- What the office that collects has answered.
CREATE TABLE statistik_quittung (
    id         uuid PRIMARY KEY,
    lauf_id    uuid NOT NULL CONSTRAINT statistik_quittung_lieferung REFERENCES statistik_lieferung,
    tag        date NOT NULL,
    ergebnis   text NOT NULL
               CONSTRAINT statistik_quittung_ergebnis
                   CHECK (ergebnis IN ('angenommen', 'abgelehnt')),
    kennzeichen text NOT NULL CONSTRAINT statistik_quittung_kennzeichen CHECK (kennzeichen <> ''),
    vermerk    text NOT NULL DEFAULT '',
    von        uuid NOT NULL,
    am         timestamptz NOT NULL DEFAULT now()
);

-- Every time records left the database through a function of the DBA.
CREATE TABLE statistik_export (
    id         uuid PRIMARY KEY,
    am         timestamptz NOT NULL DEFAULT now(),
    login      text NOT NULL,
    erhebung   text NOT NULL,
    stichtag   date NOT NULL,
    ags        text
);
CREATE INDEX statistik_export_am ON statistik_export (am);
