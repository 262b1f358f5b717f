-- The letter with which a Kommune is asked for its part of a Kostenteilung (H-2.2).
CREATE TABLE kostenforderung_schreiben (
    forderung_id uuid PRIMARY KEY REFERENCES kostenforderung,
    inhalt       bytea NOT NULL,
    sha256       bytea NOT NULL
                 CONSTRAINT kostenforderung_schreiben_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erstellt_am  timestamptz NOT NULL DEFAULT now()
);
