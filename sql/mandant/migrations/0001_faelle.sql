-- People and cases of one Kommune. Facts carry the period in which they hold (gueltig) and are
-- never overwritten: a correction sets ersetzt_am on the old row and adds new ones, so that
-- "was galt am …, bekannt am …" is a query.

CREATE TABLE zaehler (
    name text PRIMARY KEY,
    wert bigint NOT NULL CONSTRAINT zaehler_wert CHECK (wert >= 0)
);

CREATE TABLE fall (
    id              uuid PRIMARY KEY,
    aktenzeichen    text NOT NULL CONSTRAINT fall_aktenzeichen_einmal UNIQUE,
    sachgebiet      text NOT NULL DEFAULT '',
    sachbearbeitung uuid NOT NULL,
    angelegt_am     timestamptz NOT NULL DEFAULT now(),
    angelegt_von    uuid NOT NULL,
    eingestellt_zum date,
    -- Counts every change to the case; a form carries the number it was made from.
    fassung         integer NOT NULL DEFAULT 1 CONSTRAINT fall_fassung CHECK (fassung > 0)
);
CREATE INDEX fall_sachbearbeitung ON fall (sachbearbeitung, aktenzeichen)
    WHERE eingestellt_zum IS NULL;

CREATE TABLE person (
    id          uuid PRIMARY KEY,
    angelegt_am timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE person_angabe (
    id            uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES person,
    familienname  text NOT NULL,                     -- empty for people with a single name
    vorname       text NOT NULL,
    weitere_namen text NOT NULL DEFAULT '',          -- other spellings, as on other papers
    suchname      text NOT NULL,                     -- folded by the program, for the search
    geburtsdatum  date NOT NULL,
    geschlecht    text NOT NULL
        CONSTRAINT person_angabe_geschlecht CHECK (geschlecht IN ('m', 'w', 'd', 'x')),
    staatsangehoerigkeit text NOT NULL
        CONSTRAINT person_angabe_staat CHECK (staatsangehoerigkeit ~ '^[0-9]{3}$'),
    azr_nummer    text CONSTRAINT person_angabe_azr CHECK (azr_nummer ~ '^[0-9]{12}$'),
    familienstand text NOT NULL CONSTRAINT person_angabe_familienstand CHECK (familienstand IN
                      ('ledig', 'verheiratet', 'lebenspartnerschaft', 'geschieden', 'verwitwet',
                       'unbekannt')),
    gueltig       daterange NOT NULL CONSTRAINT person_angabe_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am    timestamptz NOT NULL DEFAULT now(),
    erfasst_von   uuid NOT NULL,
    ersetzt_am    timestamptz,
    CONSTRAINT person_angabe_name CHECK (familienname <> '' OR vorname <> ''),
    CONSTRAINT person_angabe_eindeutig EXCLUDE USING gist (person_id WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);
CREATE INDEX person_angabe_suche ON person_angabe USING gin (suchname erweiterung.gin_trgm_ops)
    WHERE ersetzt_am IS NULL;
CREATE INDEX person_angabe_geburt ON person_angabe (geburtsdatum) WHERE ersetzt_am IS NULL;

-- Household of the case over time. A person belongs to one household at a time.
CREATE TABLE mitglied (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    person_id   uuid NOT NULL REFERENCES person,
    rolle       text NOT NULL CONSTRAINT mitglied_rolle CHECK (rolle IN
                    ('haushaltsvorstand', 'partner', 'kind', 'sonstige_erwachsene')),
    gueltig     daterange NOT NULL CONSTRAINT mitglied_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT mitglied_eindeutig EXCLUDE USING gist (person_id WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);
CREATE INDEX mitglied_fall ON mitglied (fall_id);

-- § 1 ground and the kind of benefit that follows.
CREATE TABLE berechtigung (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    -- § 1 Abs. 1, key of Leistungsrecht.Personenkreis.
    personenkreis text NOT NULL,
    -- § 3, § 2 …, key of Leistungsrecht.Anspruchsgrundlage.
    grundlage   text NOT NULL,
    gueltig     daterange NOT NULL CONSTRAINT berechtigung_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT berechtigung_eindeutig EXCLUDE USING gist (person_id WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

CREATE TABLE aufenthalt (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    status      text NOT NULL,                       -- key of Leistungsrecht.Aufenthaltsstatus
    eingereist_am date,
    dokument_bis  date,
    gueltig     daterange NOT NULL CONSTRAINT aufenthalt_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT aufenthalt_eindeutig EXCLUDE USING gist (person_id WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

CREATE TABLE unterkunft (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    art         text NOT NULL,                       -- key of Leistungsrecht.Unterbringungsart
    strasse     text NOT NULL,
    plz         text NOT NULL CONSTRAINT unterkunft_plz_form CHECK (plz ~ '^[0-9]{5}$'),
    ort         text NOT NULL,
    miete_cent      bigint NOT NULL DEFAULT 0
        CONSTRAINT unterkunft_miete_cent CHECK (miete_cent BETWEEN 0 AND 10000000),
    nebenkosten_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT unterkunft_nebenkosten_cent CHECK (nebenkosten_cent BETWEEN 0 AND 10000000),
    heizung_cent    bigint NOT NULL DEFAULT 0
        CONSTRAINT unterkunft_heizung_cent CHECK (heizung_cent BETWEEN 0 AND 10000000),
    energie_cent    bigint NOT NULL DEFAULT 0
        CONSTRAINT unterkunft_energie_cent CHECK (energie_cent BETWEEN 0 AND 10000000),
    -- Rent paid straight to the landlord (§ 3 Abs. 3 AsylbLG, § 35a Abs. 3 SGB XII).
    vermieter_name  text,
    vermieter_iban  text
        CONSTRAINT unterkunft_vermieter_iban
            CHECK (vermieter_iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    mietzeichen     text NOT NULL DEFAULT '',
    -- Meals provided in kind in the accommodation: their value per person.
    verpflegung_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT unterkunft_verpflegung_cent CHECK (verpflegung_cent BETWEEN 0 AND 10000000),
    gueltig     daterange NOT NULL CONSTRAINT unterkunft_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT unterkunft_vermieter CHECK ((vermieter_name IS NULL) = (vermieter_iban IS NULL)),
    CONSTRAINT unterkunft_eindeutig EXCLUDE USING gist (fall_id WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

CREATE TABLE einkommen (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    art         text NOT NULL,                       -- key of Leistungsrecht.Einkommensart
    brutto_cent bigint NOT NULL
        CONSTRAINT einkommen_brutto_cent CHECK (brutto_cent BETWEEN 0 AND 10000000),
    steuern_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT einkommen_steuern_cent CHECK (steuern_cent BETWEEN 0 AND 10000000),
    sozialversicherung_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT einkommen_sozialversicherung_cent
            CHECK (sozialversicherung_cent BETWEEN 0 AND 10000000),
    versicherungen_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT einkommen_versicherungen_cent CHECK (versicherungen_cent BETWEEN 0 AND 10000000),
    ausgaben_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT einkommen_ausgaben_cent CHECK (ausgaben_cent BETWEEN 0 AND 10000000),
    quelle      text NOT NULL DEFAULT '',
    gueltig     daterange NOT NULL CONSTRAINT einkommen_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT einkommen_eindeutig
        EXCLUDE USING gist (person_id WITH =, art WITH =, quelle WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

CREATE TABLE vermoegen (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    art         text NOT NULL,
    wert_cent   bigint NOT NULL
        CONSTRAINT vermoegen_wert_cent CHECK (wert_cent BETWEEN 0 AND 100000000),
    gueltig     daterange NOT NULL CONSTRAINT vermoegen_gueltig CHECK (NOT isempty(gueltig)),
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    ersetzt_am  timestamptz,
    CONSTRAINT vermoegen_eindeutig
        EXCLUDE USING gist (person_id WITH =, art WITH =, gueltig WITH &&)
        WHERE (ersetzt_am IS NULL)
);

-- How the household's cash is paid: to an account or to the payment card's own IBAN. A row
-- never changes; what counts on a day is the confirmed one that began last, so that an
-- unconfirmed account never receives anything.
CREATE TABLE bankverbindung (
    id            uuid PRIMARY KEY,
    fall_id       uuid NOT NULL REFERENCES fall,
    zahlweg       text NOT NULL
        CONSTRAINT bankverbindung_zahlweg CHECK (zahlweg IN ('ueberweisung', 'bezahlkarte')),
    inhaber       text NOT NULL
        CONSTRAINT bankverbindung_inhaber CHECK (char_length(inhaber) BETWEEN 1 AND 70),
    iban          text NOT NULL
        CONSTRAINT bankverbindung_iban CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    gueltig_ab    date NOT NULL,
    erfasst_am    timestamptz NOT NULL DEFAULT now(),
    erfasst_von   uuid NOT NULL
);
CREATE INDEX bankverbindung_fall ON bankverbindung (fall_id, gueltig_ab);
CREATE INDEX bankverbindung_iban ON bankverbindung (right(iban, 4));

CREATE TABLE bankverbindung_bestaetigung (
    bankverbindung_id uuid PRIMARY KEY REFERENCES bankverbindung,
    bestaetigt_von    uuid NOT NULL,
    bestaetigt_am     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bankverbindung_sperre (
    id                uuid PRIMARY KEY,
    bankverbindung_id uuid NOT NULL REFERENCES bankverbindung,
    grund             text NOT NULL CONSTRAINT bankverbindung_sperre_grund CHECK (grund <> ''),
    gesperrt_am       timestamptz NOT NULL DEFAULT now(),
    aufgehoben_am     timestamptz,
    aufgehoben_von    uuid
);
CREATE UNIQUE INDEX bankverbindung_sperre_eine ON bankverbindung_sperre (bankverbindung_id)
    WHERE aufgehoben_am IS NULL;

CREATE TABLE aktenvermerk (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    am          timestamptz NOT NULL DEFAULT now(),
    benutzer_id uuid,
    text        text NOT NULL CONSTRAINT aktenvermerk_text CHECK (text <> '')
);
CREATE INDEX aktenvermerk_fall ON aktenvermerk (fall_id, am);

CREATE TABLE wiedervorlage (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    faellig     date NOT NULL,
    text        text NOT NULL
        CONSTRAINT wiedervorlage_text CHECK (char_length(text) BETWEEN 1 AND 500),
    fuer        uuid NOT NULL,
    quelle      text NOT NULL
        CONSTRAINT wiedervorlage_quelle
            CHECK (quelle IN ('selbst', 'automatisch', 'ruecklauf', 'anordnung')),
    angelegt_am timestamptz NOT NULL DEFAULT now(),
    erledigt_am timestamptz,
    erledigt_von uuid
);
CREATE INDEX wiedervorlage_offen ON wiedervorlage (fuer, faellig) WHERE erledigt_am IS NULL;

-- A form that arrives twice does its work once: its Vorgang is the key.
CREATE TABLE vorgang (
    id   uuid PRIMARY KEY,
    ziel text NOT NULL,                              -- where the first answer led
    am   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit (
    id          uuid PRIMARY KEY,
    am          timestamptz NOT NULL DEFAULT now(),
    benutzer_id uuid,
    anfrage     uuid,
    vorgang     text NOT NULL,
    gegenstand  text NOT NULL DEFAULT '',
    angaben     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_am ON audit (am);
CREATE INDEX audit_gegenstand ON audit (gegenstand, am);
