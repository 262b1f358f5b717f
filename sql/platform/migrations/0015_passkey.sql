-- Passkeys (WebAuthn): public keys of devices with which a person signs in or proves who he is, and
-- the challenges that devices are given.

CREATE TABLE passkey (
    id              uuid PRIMARY KEY,
    benutzer_id     uuid NOT NULL REFERENCES benutzer,
    credential_id   bytea NOT NULL CONSTRAINT passkey_einmal UNIQUE
        CONSTRAINT passkey_credential CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    -- The public key as the device gave it (COSE). There is nothing secret in this table.
    schluessel      bytea NOT NULL
        CONSTRAINT passkey_schluessel CHECK (octet_length(schluessel) BETWEEN 32 AND 1024),
    -- What the device had counted up to at its last use; 0 for those that do not count.
    zaehler         bigint NOT NULL
        CONSTRAINT passkey_zaehler CHECK (zaehler BETWEEN 0 AND 4294967295),
    -- What the person calls it.
    bezeichnung     text NOT NULL
        CONSTRAINT passkey_bezeichnung CHECK (length(bezeichnung) BETWEEN 1 AND 60),
    -- Whether the device may keep copies elsewhere (a password manager), and whether it does.
    sicherbar       boolean NOT NULL,
    gesichert       boolean NOT NULL,
    angelegt_am     timestamptz NOT NULL DEFAULT now(),
    zuletzt_am      timestamptz,
    CONSTRAINT passkey_sicherung CHECK (sicherbar OR NOT gesichert)
);
CREATE INDEX passkey_benutzer ON passkey (benutzer_id);

-- Only the hash is kept; a row is deleted when it is used.
CREATE TABLE passkey_aufforderung (
    sha256      bytea PRIMARY KEY
        CONSTRAINT passkey_aufforderung_sha256 CHECK (octet_length(sha256) = 32),
    zweck       text NOT NULL CONSTRAINT passkey_aufforderung_zweck
        CHECK (zweck IN ('anlegen', 'anmeldung', 'faktor', 'nachweis')),
    -- NULL: whoever signs in shows only then who he is.
    benutzer_id uuid REFERENCES benutzer,
    laeuft_ab   timestamptz NOT NULL DEFAULT now() + interval '5 minutes',
    CONSTRAINT passkey_aufforderung_wer CHECK ((zweck = 'anmeldung') = (benutzer_id IS NULL))
);
CREATE INDEX passkey_aufforderung_ende ON passkey_aufforderung (laeuft_ab);
