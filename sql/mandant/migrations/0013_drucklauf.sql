-- Letters printed in batches: which, in which order, as which bytes; each letter once.

CREATE TABLE drucklauf (
    id           uuid PRIMARY KEY,
    nummer       text NOT NULL CONSTRAINT drucklauf_nummer_einmal UNIQUE,
    -- Each letter begins on a new sheet.
    doppelseitig boolean NOT NULL,
    angelegt_von uuid NOT NULL,
    angelegt_am  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX drucklauf_liste ON drucklauf (angelegt_am DESC, id);

CREATE TABLE drucklauf_brief (
    drucklauf_id     uuid NOT NULL REFERENCES drucklauf,
    lfd              integer NOT NULL CONSTRAINT drucklauf_brief_lfd CHECK (lfd > 0),
    schriftstueck_id uuid NOT NULL REFERENCES schriftstueck,
    PRIMARY KEY (drucklauf_id, lfd),
    CONSTRAINT drucklauf_brief_einmal UNIQUE (drucklauf_id, schriftstueck_id)
);
CREATE INDEX drucklauf_brief_zu ON drucklauf_brief (schriftstueck_id);

-- NULL throughout: none of its letters could be printed.
CREATE TABLE drucklauf_ergebnis (
    drucklauf_id uuid PRIMARY KEY REFERENCES drucklauf,
    seiten       integer CONSTRAINT drucklauf_ergebnis_seiten CHECK (seiten > 0),
    sha256       bytea,
    groesse      bigint CONSTRAINT drucklauf_ergebnis_groesse CHECK (groesse > 0),
    am           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT drucklauf_ergebnis_ganz CHECK (num_nonnulls(seiten, sha256, groesse) IN (0, 3))
);

CREATE TABLE drucklauf_teil (
    drucklauf_id uuid NOT NULL REFERENCES drucklauf_ergebnis,
    lfd          integer NOT NULL CONSTRAINT drucklauf_teil_lfd CHECK (lfd > 0),
    inhalt       bytea NOT NULL
        CONSTRAINT drucklauf_teil_inhalt CHECK (octet_length(inhalt) BETWEEN 1 AND 1048576),
    PRIMARY KEY (drucklauf_id, lfd)
);

CREATE TABLE drucklauf_fehler (
    drucklauf_id uuid NOT NULL,
    lfd          integer NOT NULL,
    grund        text NOT NULL CONSTRAINT drucklauf_fehler_grund CHECK (grund <> ''),
    PRIMARY KEY (drucklauf_id, lfd),
    CONSTRAINT drucklauf_fehler_brief
        FOREIGN KEY (drucklauf_id, lfd) REFERENCES drucklauf_brief (drucklauf_id, lfd)
);

-- Printed, once: in a batch, or at somebody's desk.
CREATE TABLE druckvermerk (
    schriftstueck_id uuid PRIMARY KEY REFERENCES schriftstueck,
    drucklauf_id     uuid REFERENCES drucklauf,
    benutzer_id      uuid NOT NULL,
    am               timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX schriftstueck_datum ON schriftstueck (erstellt_am DESC, id);
