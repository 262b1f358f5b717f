-- Identity providers (OpenID Connect): where the people of a Kommune, or of the Kreis, sign in with
-- the account that they have there, and which of those accounts belongs to whom.

CREATE TABLE anbieter (
    id              uuid PRIMARY KEY,
    mandant_id      uuid REFERENCES mandant,                       -- NULL: the Kreis
    bezeichnung     text NOT NULL
        CONSTRAINT anbieter_bezeichnung CHECK (length(bezeichnung) BETWEEN 1 AND 80),
    issuer          text NOT NULL CONSTRAINT anbieter_issuer
        CHECK (length(issuer) <= 300 AND issuer ~ '^(https://|http://localhost)'),
    client_id       text NOT NULL
        CONSTRAINT anbieter_client CHECK (length(client_id) BETWEEN 1 AND 200),
    -- The client secret, encrypted with a key that never enters the database.
    geheimnis       bytea NOT NULL
        CONSTRAINT anbieter_geheimnis CHECK (octet_length(geheimnis) BETWEEN 37 AND 600),
    -- The claim that tells a person from all others, for ever.
    merkmal         text NOT NULL
        CONSTRAINT anbieter_merkmal CHECK (merkmal ~ '^[A-Za-z0-9_.:/-]{1,80}$'),
    -- Values of acr or amr that count as a second factor; none: it never does.
    faktor          text[] NOT NULL
        CONSTRAINT anbieter_faktor CHECK (cardinality(faktor) <= 10),
    gueltig         daterange NOT NULL
        CONSTRAINT anbieter_gueltig CHECK (NOT isempty(gueltig)),
    angelegt_von    uuid NOT NULL REFERENCES benutzer,
    angelegt_am     timestamptz NOT NULL DEFAULT now(),
    -- Switched off at once.
    abgeschaltet_am timestamptz,
    CONSTRAINT anbieter_einer_je_stelle EXCLUDE USING gist (
        (coalesce(mandant_id, '00000000-0000-0000-0000-000000000000'::uuid)) WITH =,
        gueltig WITH &&) WHERE (abgeschaltet_am IS NULL)
);

-- Whose account at the provider it is: linked by the person, never guessed from a name or e-mail.
CREATE TABLE anbieter_konto (
    anbieter_id   uuid NOT NULL REFERENCES anbieter,
    kennung       text NOT NULL
        CONSTRAINT anbieter_konto_kennung CHECK (length(kennung) BETWEEN 1 AND 255),
    benutzer_id   uuid NOT NULL REFERENCES benutzer,
    verknuepft_am timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (anbieter_id, kennung),
    CONSTRAINT anbieter_konto_eines_je_person UNIQUE (anbieter_id, benutzer_id)
);

-- Who was sent to a provider and may come back once. The browser keeps what the hashes are of.
CREATE TABLE anbieter_vorgang (
    state_sha256   bytea PRIMARY KEY CONSTRAINT anbieter_vorgang_state
        CHECK (octet_length(state_sha256) = 32),
    browser_sha256 bytea NOT NULL CONSTRAINT anbieter_vorgang_browser
        CHECK (octet_length(browser_sha256) = 32),
    anbieter_id    uuid NOT NULL REFERENCES anbieter,
    zweck          text NOT NULL CONSTRAINT anbieter_vorgang_zweck
        CHECK (zweck IN ('anmeldung', 'verknuepfung', 'nachweis')),
    -- The session that is to be confirmed or linked from.
    anmeldung_id   uuid REFERENCES anmeldung,
    ziel           text NOT NULL CONSTRAINT anbieter_vorgang_ziel CHECK (length(ziel) <= 1000),
    begonnen_am    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT anbieter_vorgang_sitzung CHECK ((zweck = 'anmeldung') = (anmeldung_id IS NULL))
);
CREATE INDEX anbieter_vorgang_ende ON anbieter_vorgang (begonnen_am);

ALTER TABLE anmeldung
    -- By which provider the session was opened; NULL: by password or passkey.
    ADD COLUMN anbieter_id uuid REFERENCES anbieter,
    -- The provider has asked for a second factor that counts here.
    ADD COLUMN anbieter_faktor boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT anmeldung_anbieter_faktor CHECK (anbieter_id IS NOT NULL OR NOT anbieter_faktor);
