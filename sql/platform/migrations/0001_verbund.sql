-- The Verbund: its Mandanten, people who work with the program, what they may do.

-- Which migration reached which schema, and how it read.
CREATE TABLE schema_version (
    schema_name text NOT NULL,
    version     integer NOT NULL CONSTRAINT schema_version_version CHECK (version > 0),
    name        text NOT NULL,
    checksum    text NOT NULL
        CONSTRAINT schema_version_checksum CHECK (checksum ~ '^[0-9a-f]{64}$'),
    am          timestamptz NOT NULL DEFAULT now(),
    dauer_ms    integer NOT NULL CONSTRAINT schema_version_dauer_ms CHECK (dauer_ms >= 0),
    PRIMARY KEY (schema_name, version)
);

CREATE TABLE mandant (
    id              uuid PRIMARY KEY,
    kuerzel         text NOT NULL
        CONSTRAINT mandant_kuerzel_form CHECK (kuerzel ~ '^[a-z][a-z0-9-]{1,30}$'),
    name            text NOT NULL CONSTRAINT mandant_name CHECK (name <> ''),
    -- "Stadt Ahaus".
    bezeichnung     text NOT NULL CONSTRAINT mandant_bezeichnung CHECK (bezeichnung <> ''),
    ags             text NOT NULL CONSTRAINT mandant_ags_form CHECK (ags ~ '^[0-9]{8}$'),
    strasse         text NOT NULL,
    plz             text NOT NULL CONSTRAINT mandant_plz_form CHECK (plz ~ '^[0-9]{5}$'),
    ort             text NOT NULL,
    schema_name     text NOT NULL
        CONSTRAINT mandant_schema_form CHECK (schema_name ~ '^m_[0-9a-f]{8}$'),
    -- The login is named like the schema; the number enters the derivation of its password.
    login_generation integer NOT NULL DEFAULT 1
        CONSTRAINT mandant_login_generation CHECK (login_generation > 0),
    aktiv_ab        date,                                          -- B-11: active from a date
    aktiv_bis       date,
    angelegt_am     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mandant_kuerzel_einmal UNIQUE (kuerzel),
    CONSTRAINT mandant_ags_einmal UNIQUE (ags),
    CONSTRAINT mandant_schema_einmal UNIQUE (schema_name),
    CONSTRAINT mandant_aktiv_reihenfolge CHECK (aktiv_bis IS NULL OR aktiv_bis >= aktiv_ab)
);

-- Dated switches per Mandant: krankenhilfe_zentral (B-0), disputed points of law, payment card
-- opt-out.
CREATE TABLE mandant_schalter (
    id          uuid PRIMARY KEY,
    mandant_id  uuid NOT NULL REFERENCES mandant,
    name        text NOT NULL,
    wert        text NOT NULL,
    gueltig     daterange NOT NULL CONSTRAINT mandant_schalter_gueltig CHECK (NOT isempty(gueltig)),
    quelle      text NOT NULL CONSTRAINT mandant_schalter_quelle CHECK (quelle <> ''),
    CONSTRAINT mandant_schalter_eindeutig
        EXCLUDE USING gist (mandant_id WITH =, name WITH =, gueltig WITH &&)
);

CREATE TABLE benutzer (
    id              uuid PRIMARY KEY,
    anmeldename     text NOT NULL CONSTRAINT benutzer_anmeldename_form
                        CHECK (anmeldename ~ '^[a-z0-9][a-z0-9.@_-]{2,80}$'),
    name            text NOT NULL CONSTRAINT benutzer_name CHECK (name <> ''),
    mandant_id      uuid REFERENCES mandant,                       -- NULL: works for the Kreis
    kennwort        text NOT NULL,                                 -- PHC string, scrypt
    telefon         text NOT NULL DEFAULT '',
    zimmer          text NOT NULL DEFAULT '',
    angelegt_am     timestamptz NOT NULL DEFAULT now(),
    gesperrt_am     timestamptz,
    CONSTRAINT benutzer_anmeldename_einmal UNIQUE (anmeldename)
);

-- Roles and their permissions are data; the program checks at start that it knows each permission.
CREATE TABLE rolle (
    name        text PRIMARY KEY CONSTRAINT rolle_name CHECK (name ~ '^[a-z_]+$'),
    bezeichnung text NOT NULL,
    ebene       text NOT NULL CONSTRAINT rolle_ebene CHECK (ebene IN ('kommune', 'kreis'))
);

CREATE TABLE rolle_recht (
    rolle   text NOT NULL REFERENCES rolle,
    recht   text NOT NULL CONSTRAINT rolle_recht_recht CHECK (recht ~ '^[a-z]+\.[a-z_]+$'),
    PRIMARY KEY (rolle, recht)
);

-- Two roles that one person never holds at the same time (§ 31 KomHVO NRW).
CREATE TABLE rolle_unvereinbar (
    rolle_a text NOT NULL REFERENCES rolle,
    rolle_b text NOT NULL REFERENCES rolle,
    grund   text NOT NULL,
    PRIMARY KEY (rolle_a, rolle_b),
    CONSTRAINT rolle_unvereinbar_folge CHECK (rolle_a < rolle_b)
);

CREATE TABLE rollenzuweisung (
    id           uuid PRIMARY KEY,
    benutzer_id  uuid NOT NULL REFERENCES benutzer,
    rolle        text NOT NULL REFERENCES rolle,
    sachgebiet   text,
    gueltig      daterange NOT NULL CONSTRAINT rollenzuweisung_gueltig CHECK (NOT isempty(gueltig)),
    vergeben_von uuid,
    vergeben_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rollenzuweisung_eindeutig
        EXCLUDE USING gist (benutzer_id WITH =, rolle WITH =, gueltig WITH &&)
);

CREATE TABLE anmeldung (
    id           uuid PRIMARY KEY,
    token_sha256 bytea NOT NULL CONSTRAINT anmeldung_token_einmal UNIQUE,
    benutzer_id  uuid NOT NULL REFERENCES benutzer,
    begonnen_am  timestamptz NOT NULL DEFAULT now(),
    zuletzt_am   timestamptz NOT NULL DEFAULT now(),
    beendet_am   timestamptz
);
CREATE INDEX anmeldung_benutzer ON anmeldung (benutzer_id) WHERE beendet_am IS NULL;

-- Failed sign-ins, for the rate limit. The name is kept as a hash: people type passwords into
-- the name field.
CREATE TABLE anmeldeversuch (
    id          uuid PRIMARY KEY,
    name_sha256 bytea NOT NULL,
    adresse     text NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX anmeldeversuch_name ON anmeldeversuch (name_sha256, am);
CREATE INDEX anmeldeversuch_adresse ON anmeldeversuch (adresse, am);

-- How each schema looked right after its last migration; the program refuses to start when it
-- looks different.
CREATE TABLE schema_stand (
    schema_name text PRIMARY KEY,
    abdruck     text NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);
