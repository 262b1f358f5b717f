-- Files of the former system handed in on the page: checked, taken over or given up. Their content
-- goes as soon as that is decided (bestandseingang_leeren); what was found wrong stays, masked.

CREATE TABLE bestandseingang (
    id           uuid PRIMARY KEY,
    bezeichnung  text NOT NULL
        CONSTRAINT bestandseingang_bezeichnung CHECK (char_length(bezeichnung) BETWEEN 1 AND 200),
    -- Who may be named as Sachbearbeitung in the files: sign-in name to user.
    anmeldenamen jsonb NOT NULL,
    angelegt_von uuid NOT NULL,
    angelegt_am  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bestandseingang_teil (
    eingang_id uuid NOT NULL REFERENCES bestandseingang,
    datei      text NOT NULL CONSTRAINT bestandseingang_teil_datei CHECK (datei ~ '^[a-z]+$'),
    lfd        integer NOT NULL CONSTRAINT bestandseingang_teil_lfd CHECK (lfd > 0),
    inhalt     bytea NOT NULL
        CONSTRAINT bestandseingang_teil_inhalt CHECK (octet_length(inhalt) BETWEEN 1 AND 1048576),
    PRIMARY KEY (eingang_id, datei, lfd)
);

-- The dry run.
CREATE TABLE bestandseingang_pruefung (
    eingang_id  uuid PRIMARY KEY REFERENCES bestandseingang,
    faelle      integer NOT NULL
        CONSTRAINT bestandseingang_pruefung_faelle CHECK (faelle >= 0),
    personen    integer NOT NULL
        CONSTRAINT bestandseingang_pruefung_personen CHECK (personen >= 0),
    neu         integer NOT NULL CONSTRAINT bestandseingang_pruefung_neu CHECK (neu >= 0),
    schon_da    integer NOT NULL
        CONSTRAINT bestandseingang_pruefung_schon_da CHECK (schon_da >= 0),
    fehlerhaft  integer NOT NULL
        CONSTRAINT bestandseingang_pruefung_fehlerhaft CHECK (fehlerhaft >= 0),
    -- Faults that hit no case in particular: they hold up everything.
    ohne_fall   integer NOT NULL
        CONSTRAINT bestandseingang_pruefung_ohne_fall CHECK (ohne_fall >= 0),
    am          timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bestandseingang_befund (
    eingang_id uuid NOT NULL REFERENCES bestandseingang_pruefung,
    lfd        integer NOT NULL CONSTRAINT bestandseingang_befund_lfd CHECK (lfd > 0),
    schwere    text NOT NULL
        CONSTRAINT bestandseingang_befund_schwere CHECK (schwere IN ('fehler', 'hinweis')),
    datei      text NOT NULL,
    zeile      integer NOT NULL CONSTRAINT bestandseingang_befund_zeile CHECK (zeile >= 0),
    feld       text NOT NULL,
    wert       text NOT NULL,                          -- masked where it is personal
    regel      text NOT NULL,
    abhilfe    text NOT NULL,
    PRIMARY KEY (eingang_id, lfd)
);

-- Taken over (NULL: all of it was there before) or given up.
CREATE TABLE bestandseingang_ergebnis (
    eingang_id    uuid PRIMARY KEY REFERENCES bestandseingang,
    art           text NOT NULL
        CONSTRAINT bestandseingang_ergebnis_art CHECK (art IN ('uebernommen', 'verworfen')),
    uebernahme_id uuid REFERENCES uebernahme,
    benutzer_id   uuid NOT NULL,
    am            timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bestandseingang_ergebnis_uebernahme
        CHECK (art = 'uebernommen' OR uebernahme_id IS NULL)
);
