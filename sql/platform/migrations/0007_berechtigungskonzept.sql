-- The Berechtigungskonzept (B-3.5): what roles were for and could do, each version of the paper,
-- and who has read which.

ALTER TABLE rolle ADD COLUMN aufgabe text NOT NULL DEFAULT '';

CREATE TABLE rolle_recht_verlauf (
    rolle       text NOT NULL REFERENCES rolle,
    recht       text NOT NULL,
    gegeben_am  timestamptz NOT NULL DEFAULT now(),
    genommen_am timestamptz,
    PRIMARY KEY (rolle, recht, gegeben_am),
    CONSTRAINT rolle_recht_verlauf_folge CHECK (genommen_am >= gegeben_am)
);

-- The paper as it was generated, byte for byte; a new version begins when the rules differ.
CREATE TABLE konzept (
    fassung integer PRIMARY KEY CONSTRAINT konzept_fassung CHECK (fassung > 0),
    sha256  bytea NOT NULL CONSTRAINT konzept_sha256 CHECK (octet_length(sha256) = 32),
    inhalt  text NOT NULL CONSTRAINT konzept_inhalt CHECK (inhalt <> ''),
    seit    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE konzept_kenntnis (
    benutzer_id uuid NOT NULL REFERENCES benutzer,
    fassung     integer NOT NULL REFERENCES konzept,
    am          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (benutzer_id, fassung)
);
