-- The collective invoices of those who bill the Krankenhilfe for all Kommunen together (B-6.1).
-- What was recorded, checked, released and returned stays; the state of an invoice is what there
-- is of it.

-- Who may bill here; kept by the Abrechnungsstelle.
CREATE TABLE rechnungssteller (
    id          uuid PRIMARY KEY,
    art         text NOT NULL
                CONSTRAINT rechnungssteller_art CHECK (art IN
                    ('kassenaerztliche_vereinigung', 'kassenzahnaerztliche_vereinigung',
                     'apothekerverband', 'andere')),
    name        text NOT NULL
                CONSTRAINT rechnungssteller_name CHECK (char_length(name) BETWEEN 1 AND 120),
    strasse     text NOT NULL CONSTRAINT rechnungssteller_strasse CHECK (strasse <> ''),
    plz         text NOT NULL CONSTRAINT rechnungssteller_plz CHECK (plz ~ '^[0-9]{5}$'),
    ort         text NOT NULL CONSTRAINT rechnungssteller_ort CHECK (ort <> ''),
    angelegt_von uuid NOT NULL,
    angelegt_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rechnungssteller_einmal UNIQUE (name)
);

CREATE TABLE sammelrechnung (
    id             uuid PRIMARY KEY,
    eingangsnummer text NOT NULL CONSTRAINT sammelrechnung_eingangsnummer_einmal UNIQUE,
    steller_id     uuid NOT NULL REFERENCES rechnungssteller,
    -- A Gutschrift pays back and lowers the Umlage (B-6.8).
    art            text NOT NULL
                   CONSTRAINT sammelrechnung_art CHECK (art IN ('rechnung', 'gutschrift')),
    nummer         text NOT NULL
                   CONSTRAINT sammelrechnung_nummer CHECK (char_length(nummer) BETWEEN 1 AND 60),
    monat          date NOT NULL
                   CONSTRAINT sammelrechnung_monatserster CHECK (extract(day FROM monat) = 1),
    rechnungsdatum date NOT NULL,
    betrag_cent    bigint NOT NULL
                   CONSTRAINT sammelrechnung_betrag CHECK (betrag_cent BETWEEN 1 AND 99999999999),
    -- What the program pointed out when it was recorded, and a person answered for.
    hinweise       text NOT NULL DEFAULT '',
    erfasst_von    uuid NOT NULL,
    erfasst_am     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sammelrechnung_einmal UNIQUE (steller_id, nummer)
);
CREATE INDEX sammelrechnung_gleiche ON sammelrechnung (steller_id, monat, betrag_cent);

CREATE TABLE sammelrechnung_dokument (
    rechnung_id uuid PRIMARY KEY REFERENCES sammelrechnung,
    name        text NOT NULL,
    inhalt      bytea NOT NULL,
    sha256      bytea NOT NULL
                CONSTRAINT sammelrechnung_dokument_pruefsumme CHECK (sha256 = sha256(inhalt)),
    CONSTRAINT sammelrechnung_dokument_einmal UNIQUE (sha256)
);

-- Sachlich und rechnerisch richtig.
CREATE TABLE sammelrechnung_pruefung (
    rechnung_id uuid PRIMARY KEY REFERENCES sammelrechnung,
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now(),
    vermerk     text NOT NULL DEFAULT ''
);

-- Releasing an invoice posts it.
CREATE TABLE sammelrechnung_freigabe (
    rechnung_id uuid PRIMARY KEY REFERENCES sammelrechnung_pruefung,
    buchung_id  uuid NOT NULL
                CONSTRAINT sammelrechnung_freigabe_buchung_einmal UNIQUE REFERENCES buchung,
    tag         date NOT NULL,
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);

-- Outside the Kreis's task: it goes back to the biller, who bills the Kommune (B-6.5).
CREATE TABLE sammelrechnung_rueckgabe (
    rechnung_id uuid PRIMARY KEY REFERENCES sammelrechnung,
    grund       text NOT NULL
                CONSTRAINT sammelrechnung_rueckgabe_grund CHECK (grund <> ''),
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sammelrechnung_schreiben (
    rechnung_id uuid PRIMARY KEY REFERENCES sammelrechnung_rueckgabe,
    inhalt      bytea NOT NULL,
    sha256      bytea NOT NULL
                CONSTRAINT sammelrechnung_schreiben_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erstellt_am timestamptz NOT NULL DEFAULT now()
);
