-- Erasure by rule (Art. 17 DSGVO): proposed by the program, held where a reason is on record,
-- released by two persons, done once, and done again after a restore from a backup.

-- A case that must not be erased yet, and why.
CREATE TABLE loeschsperre (
    id             uuid PRIMARY KEY,
    fall_id        uuid NOT NULL CONSTRAINT loeschsperre_fall REFERENCES fall,
    grund          text NOT NULL CONSTRAINT loeschsperre_grund
                   CHECK (char_length(grund) BETWEEN 1 AND 500),
    erfasst_von    uuid NOT NULL,
    erfasst_am     timestamptz NOT NULL DEFAULT now(),
    aufgehoben_von uuid,
    aufgehoben_am  timestamptz,
    CONSTRAINT loeschsperre_aufgehoben
        CHECK ((aufgehoben_von IS NULL) = (aufgehoben_am IS NULL))
);
CREATE UNIQUE INDEX loeschsperre_eine ON loeschsperre (fall_id) WHERE aufgehoben_am IS NULL;

CREATE TABLE loeschlauf (
    id       uuid PRIMARY KEY,
    stichtag date NOT NULL,
    am       timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE loeschlauf_fall (
    lauf_id uuid NOT NULL CONSTRAINT loeschlauf_fall_lauf REFERENCES loeschlauf,
    fall_id uuid NOT NULL CONSTRAINT loeschlauf_fall_fall REFERENCES fall,
    art     text NOT NULL CONSTRAINT loeschlauf_fall_art
            CHECK (art IN ('fallakte', 'ablehnung', 'zahlung')),
    faellig date NOT NULL,
    PRIMARY KEY (lauf_id, fall_id)
);
CREATE TABLE loeschlauf_freigabe (
    lauf_id     uuid NOT NULL CONSTRAINT loeschlauf_freigabe_lauf REFERENCES loeschlauf,
    benutzer_id uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (lauf_id, benutzer_id)
);
-- What a run did, in numbers. The hash is over the numbers and the hashed ids.
CREATE TABLE loeschlauf_ergebnis (
    lauf_id  uuid PRIMARY KEY CONSTRAINT loeschlauf_ergebnis_lauf REFERENCES loeschlauf,
    faelle   integer NOT NULL CONSTRAINT loeschlauf_ergebnis_faelle CHECK (faelle >= 0),
    gehalten integer NOT NULL CONSTRAINT loeschlauf_ergebnis_gehalten CHECK (gehalten >= 0),
    personen integer NOT NULL CONSTRAINT loeschlauf_ergebnis_personen CHECK (personen >= 0),
    dokumente integer NOT NULL CONSTRAINT loeschlauf_ergebnis_dokumente CHECK (dokumente >= 0),
    sha256   bytea NOT NULL
             CONSTRAINT loeschlauf_ergebnis_sha256 CHECK (octet_length(sha256) = 32),
    am       timestamptz NOT NULL DEFAULT now()
);
-- What is gone: the hash of a case's id, which tells nothing and finds the case in a backup.
CREATE TABLE grabstein (
    fall_sha256 bytea NOT NULL CONSTRAINT grabstein_sha256 CHECK (octet_length(fall_sha256) = 32),
    art         text NOT NULL CONSTRAINT grabstein_art
                CHECK (art IN ('fallakte', 'ablehnung', 'zahlung')),
    am          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (fall_sha256, art)
);
-- The case that is being erased by the transaction under way; empty for everybody else.
CREATE TABLE loeschung_offen (
    fall_id uuid PRIMARY KEY
);

-- From now on a seal is over digests, so that the words of a sealed line can go and the seal still
-- holds. Of a line whose words are gone the digest is kept.
ALTER TABLE audit ADD COLUMN zeile_sha256 bytea
    CONSTRAINT audit_zeile_sha256 CHECK (octet_length(zeile_sha256) = 32);
ALTER TABLE zahlung_ereignis ADD COLUMN zeile_sha256 bytea
    CONSTRAINT zahlung_ereignis_zeile_sha256 CHECK (octet_length(zeile_sha256) = 32);
ALTER TABLE siegel ADD COLUMN form integer NOT NULL DEFAULT 1
    CONSTRAINT siegel_form CHECK (form IN (1, 2));
-- A day sealed over its words before, found whole and sealed over digests instead; the chain keeps
-- the former hash.
CREATE TABLE siegel_umstellung (
    tag           date PRIMARY KEY CONSTRAINT siegel_umstellung_tag REFERENCES siegel,
    inhalt_sha256 bytea NOT NULL
                  CONSTRAINT siegel_umstellung_inhalt CHECK (octet_length(inhalt_sha256) = 32),
    am            timestamptz NOT NULL DEFAULT now()
);
