-- Nothing that the Kreis alone has made or seen opens anything in a Kommune: a key of a Kommune is
-- born when the Kommune lets the program in, and a provider opens once its own party has confirmed
-- it (B-3.4.4, B-7.4).

COMMENT ON TABLE rollenbestaetigung IS
    'Taken back when somebody else takes away what the person signs in with (kontoeingriff).';

ALTER TABLE schnittstelle
    -- Only of keys of the Kreis; that of a Kommune stands with its confirmation.
    ALTER COLUMN token_sha256 DROP NOT NULL,
    -- The key had been shown to the Kreis and ended with this migration; a Kommune confirms anew.
    ADD COLUMN erloschen_am timestamptz;

-- The guard lets no key change; here all of the Kommunen end.
ALTER TABLE schnittstelle DISABLE TRIGGER USER;
INSERT INTO audit (id, vorgang, gegenstand, angaben)
SELECT gen_random_uuid(), 'schnittstelle.erloschen', s.id::text,
       jsonb_build_object('bezeichnung', s.bezeichnung,
                          'grund', 'Der Kreis kannte den Schlüssel; die Kommune bestätigt neu.')
  FROM schnittstelle s JOIN schnittstelle_bestaetigung e ON e.schnittstelle_id = s.id
 WHERE s.mandant_id IS NOT NULL AND s.widerrufen_am IS NULL;
UPDATE schnittstelle SET erloschen_am = now()
 WHERE mandant_id IS NOT NULL AND widerrufen_am IS NULL
   AND id IN (SELECT e.schnittstelle_id FROM schnittstelle_bestaetigung e);
UPDATE schnittstelle SET token_sha256 = NULL WHERE mandant_id IS NOT NULL;
ALTER TABLE schnittstelle ENABLE TRIGGER USER;
ALTER TABLE schnittstelle ADD CONSTRAINT schnittstelle_token_stelle
    CHECK ((mandant_id IS NULL) = (token_sha256 IS NOT NULL));

DELETE FROM schnittstelle_bestaetigung;
ALTER TABLE schnittstelle_bestaetigung
    -- The token itself is shown once, to whom confirms, and never stored.
    ADD COLUMN token_sha256 bytea NOT NULL
        CONSTRAINT schnittstelle_bestaetigung_token_einmal UNIQUE
        CONSTRAINT schnittstelle_bestaetigung_token CHECK (octet_length(token_sha256) = 32);

-- It now takes the hash of the key.
DROP FUNCTION IF EXISTS schnittstelle_bestaetigen(uuid, uuid);

-- A provider opens once its own party has confirmed it: a Kommune hers, the Kreis its own by a
-- second person. Those set up before are to be confirmed once; until then nobody signs in there.
CREATE TABLE anbieter_bestaetigung (
    anbieter_id uuid PRIMARY KEY REFERENCES anbieter,
    von         uuid NOT NULL REFERENCES benutzer,
    am          timestamptz NOT NULL DEFAULT now()
);
UPDATE anmeldung SET beendet_am = now() WHERE anbieter_id IS NOT NULL AND beendet_am IS NULL;

-- When the person chose the password. Whoever confirms his roles asks him whether it was he.
ALTER TABLE benutzer ADD COLUMN kennwort_am timestamptz;
ALTER TABLE benutzer DISABLE TRIGGER USER;
UPDATE benutzer SET kennwort_am = g.am
  FROM (SELECT a.gegenstand, max(a.am) AS am FROM audit a
         WHERE a.vorgang = 'benutzer.kennwort_gesetzt' GROUP BY a.gegenstand) g
 WHERE g.gegenstand = benutzer.id::text AND kennwort IS NOT NULL;
UPDATE benutzer SET kennwort_am = angelegt_am WHERE kennwort IS NOT NULL AND kennwort_am IS NULL;
ALTER TABLE benutzer ENABLE TRIGGER USER;
ALTER TABLE benutzer ADD CONSTRAINT benutzer_kennwort_am
    CHECK ((kennwort IS NULL) = (kennwort_am IS NULL));

-- They now take the time at which the page was drawn.
DROP FUNCTION IF EXISTS rollen_bestaetigen(uuid, uuid[]);
DROP FUNCTION IF EXISTS zugang_bestaetigen(uuid, integer, uuid);
