-- A second factor (TOTP, RFC 6238) with recovery codes, sign-ins that wait for it, and what a
-- person needs to know his own sessions by.

-- The secret is encrypted with a key that never enters the database.
CREATE TABLE zweiter_faktor (
    benutzer_id  uuid PRIMARY KEY REFERENCES benutzer,
    geheimnis    bytea NOT NULL
        CONSTRAINT zweiter_faktor_geheimnis CHECK (octet_length(geheimnis) BETWEEN 40 AND 80),
    -- NULL until the person has typed in a first code.
    bestaetigt_am timestamptz,
    -- The last time step whose code was used: none opens twice.
    schritt      bigint NOT NULL DEFAULT 0
);

CREATE TABLE wiederherstellungscode (
    benutzer_id uuid NOT NULL REFERENCES benutzer,
    sha256      bytea NOT NULL
        CONSTRAINT wiederherstellungscode_sha256 CHECK (octet_length(sha256) = 32),
    benutzt_am  timestamptz,
    PRIMARY KEY (benutzer_id, sha256)
);

ALTER TABLE anmeldung
    -- The password was right; the second factor is still owed.
    ADD COLUMN wartet boolean NOT NULL DEFAULT false,
    -- When the person last proved who sits there.
    ADD COLUMN bestaetigt_am timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN adresse text NOT NULL DEFAULT '',
    ADD COLUMN browser text NOT NULL DEFAULT ''
        CONSTRAINT anmeldung_browser CHECK (length(browser) <= 60);
CREATE INDEX anmeldung_bekannt ON anmeldung (benutzer_id, adresse);
