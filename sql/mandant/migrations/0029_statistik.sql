-- The statutory statistics of one Kommune: whom a Kenn-Nummer means, the records and their faults.
-- All of it is deleted once the office that collects has accepted the delivery (§ 12 BStatG).

CREATE TABLE statistik_stand (
    lauf_id    uuid PRIMARY KEY,
    erhebung   text NOT NULL,
    beginn     date NOT NULL,
    ende       date NOT NULL,
    kenntnis   date,
    -- The computation goes on behind this case.
    bis_fall   uuid,
    gerechnet_am timestamptz,
    abgeschlossen_von uuid,
    abgeschlossen_am timestamptz,
    sha256     bytea CONSTRAINT statistik_stand_sha256 CHECK (octet_length(sha256) = 32),
    freigegeben_von uuid,
    freigegeben_am timestamptz,
    abgegeben_am timestamptz,
    geloescht_am timestamptz,
    CONSTRAINT statistik_stand_abschluss CHECK (
        num_nonnulls(abgeschlossen_von, abgeschlossen_am, sha256) IN (0, 3)
        AND (abgeschlossen_am IS NULL OR gerechnet_am IS NOT NULL)),
    CONSTRAINT statistik_stand_vier_augen CHECK (freigegeben_von <> abgeschlossen_von),
    CONSTRAINT statistik_stand_freigabe CHECK (
        num_nonnulls(freigegeben_von, freigegeben_am) IN (0, 2)
        AND (freigegeben_am IS NULL OR abgeschlossen_am IS NOT NULL)
        AND (abgegeben_am IS NULL OR freigegeben_am IS NOT NULL)
        AND (geloescht_am IS NULL OR abgegeben_am IS NOT NULL))
);

-- Whom a Kenn-Nummer means: a person or a case. Stays the same when a run is computed again.
CREATE TABLE statistik_kennnummer (
    lauf_id    uuid NOT NULL,
    gegenstand uuid NOT NULL,
    kennnummer text NOT NULL
               CONSTRAINT statistik_kennnummer_form CHECK (kennnummer ~ '^[0-9]{12}$'),
    PRIMARY KEY (lauf_id, gegenstand),
    CONSTRAINT statistik_kennnummer_einmal UNIQUE (lauf_id, kennnummer)
);

CREATE TABLE statistik_satz (
    lauf_id    uuid NOT NULL,
    kennnummer text NOT NULL,
    -- NULL: the record of the Kommune as a whole.
    fall_id    uuid,
    person_id  uuid,
    werte      text[] NOT NULL,
    PRIMARY KEY (lauf_id, kennnummer)
);

CREATE TABLE statistik_befund (
    lauf_id    uuid NOT NULL,
    kennnummer text NOT NULL,
    regel      text NOT NULL,
    schwere    text NOT NULL
               CONSTRAINT statistik_befund_schwere CHECK (schwere IN ('fehler', 'hinweis')),
    satz       text NOT NULL,
    abhilfe    text NOT NULL,
    PRIMARY KEY (lauf_id, kennnummer, regel),
    CONSTRAINT statistik_befund_satz
        FOREIGN KEY (lauf_id, kennnummer) REFERENCES statistik_satz ON DELETE CASCADE
);
