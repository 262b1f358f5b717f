-- Nobody at the Kreis knows a password: a new account and one whose password was reset wait, with a
-- one-time code, for the person who chooses his own (ASVS V6.4.1, V6.4.6; B-3.4.4, B-7.4).

-- NULL: the person has not chosen one.
ALTER TABLE benutzer ALTER COLUMN kennwort DROP NOT NULL;

-- One code per account, deleted when it is used. Only its hash is kept.
CREATE TABLE einmalcode (
    benutzer_id uuid PRIMARY KEY REFERENCES benutzer,
    hash        text NOT NULL CONSTRAINT einmalcode_hash CHECK (hash LIKE '$scrypt$%'),
    erzeugt_am  timestamptz NOT NULL DEFAULT now(),
    laeuft_ab   timestamptz NOT NULL DEFAULT now() + interval '3 days',
    CONSTRAINT einmalcode_frist CHECK (laeuft_ab <= erzeugt_am + interval '3 days')
);

ALTER TABLE anmeldung
    -- Begun with a one-time code: an own password is owed, nothing else opens.
    ADD COLUMN kennwort_faellig boolean NOT NULL DEFAULT false;

-- Somebody else took away what a person signs in with. In a Kommune his roles wait from then on
-- for the Kommune's word; written once and never changed.
CREATE TABLE kontoeingriff (
    id          uuid PRIMARY KEY,
    benutzer_id uuid NOT NULL REFERENCES benutzer,
    art         text NOT NULL CONSTRAINT kontoeingriff_art CHECK (art IN ('kennwort', 'faktor')),
    -- NULL: nobody said who he is.
    von         uuid REFERENCES benutzer,
    am          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT kontoeingriff_fremd CHECK (von IS DISTINCT FROM benutzer_id)
);
CREATE INDEX kontoeingriff_benutzer ON kontoeingriff (benutzer_id, am);
