-- Programs of others that read and write through the JSON interface: one row per integration, bound
-- to one Mandant or to the Kreis, with few permissions and an end.
CREATE TABLE schnittstelle (
    id             uuid PRIMARY KEY,
    mandant_id     uuid REFERENCES mandant,                        -- NULL: of the Kreis
    bezeichnung    text NOT NULL
        CONSTRAINT schnittstelle_bezeichnung CHECK (length(bezeichnung) BETWEEN 1 AND 80),
    -- The token itself is shown once and never stored.
    token_sha256   bytea NOT NULL CONSTRAINT schnittstelle_token_einmal UNIQUE
        CONSTRAINT schnittstelle_token CHECK (octet_length(token_sha256) = 32),
    rechte         text[] NOT NULL
        CONSTRAINT schnittstelle_rechte CHECK (cardinality(rechte) BETWEEN 1 AND 40),
    angelegt_von   uuid NOT NULL REFERENCES benutzer,
    angelegt_am    timestamptz NOT NULL DEFAULT now(),
    gueltig_bis    date NOT NULL,
    zuletzt_am     timestamptz,
    widerrufen_am  timestamptz,
    widerrufen_von uuid REFERENCES benutzer,
    CONSTRAINT schnittstelle_widerruf CHECK ((widerrufen_am IS NULL) = (widerrufen_von IS NULL))
);
