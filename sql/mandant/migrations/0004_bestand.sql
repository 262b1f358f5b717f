-- What came from the Kommune's former system, and what it had paid before.

CREATE TABLE uebernahme (
    id           uuid PRIMARY KEY,
    bezeichnung  text NOT NULL CONSTRAINT uebernahme_bezeichnung CHECK (char_length(bezeichnung) BETWEEN 1 AND 200),
    pruefsumme   text NOT NULL CONSTRAINT uebernahme_pruefsumme CHECK (pruefsumme ~ '^[0-9a-f]{64}$'),
    faelle       integer NOT NULL CONSTRAINT uebernahme_faelle CHECK (faelle >= 0),
    personen     integer NOT NULL CONSTRAINT uebernahme_personen CHECK (personen >= 0),
    -- Cases that were left out on purpose because of their faults.
    ausgelassen  integer NOT NULL CONSTRAINT uebernahme_ausgelassen CHECK (ausgelassen >= 0),
    begonnen_am  timestamptz NOT NULL DEFAULT now(),
    begonnen_von uuid NOT NULL,
    -- NULL: runs or was interrupted; the same files again go on with it.
    beendet_am   timestamptz
);

CREATE TABLE uebernahme_datei (
    uebernahme_id uuid NOT NULL REFERENCES uebernahme,
    datei         text NOT NULL,
    zeilen        integer NOT NULL CONSTRAINT uebernahme_datei_zeilen CHECK (zeilen >= 0),
    summe_cent    bigint NOT NULL CONSTRAINT uebernahme_datei_summe CHECK (summe_cent >= 0),
    PRIMARY KEY (uebernahme_id, datei)
);

CREATE TABLE uebernahme_befund (
    uebernahme_id uuid NOT NULL REFERENCES uebernahme,
    lfd           integer NOT NULL CONSTRAINT uebernahme_befund_lfd CHECK (lfd > 0),
    schwere       text NOT NULL CONSTRAINT uebernahme_befund_schwere CHECK (schwere IN ('fehler', 'hinweis')),
    -- As a sentence, with personal values masked.
    satz          text NOT NULL,
    PRIMARY KEY (uebernahme_id, lfd)
);

-- The former system's key of a case or person, and what it became here.
CREATE TABLE herkunft (
    art           text NOT NULL CONSTRAINT herkunft_art CHECK (art IN ('fall', 'person')),
    schluessel    text NOT NULL,
    ziel_id       uuid NOT NULL,
    uebernahme_id uuid NOT NULL REFERENCES uebernahme,
    -- SHA-256 over all its rows, to notice later changes in the files.
    pruefsumme    text NOT NULL CONSTRAINT herkunft_pruefsumme CHECK (pruefsumme ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (art, schluessel)
);
CREATE UNIQUE INDEX herkunft_ziel ON herkunft (ziel_id);
CREATE INDEX herkunft_uebernahme ON herkunft (uebernahme_id, art);

-- Accounts that came with an import; one second person confirms them together.
CREATE TABLE uebernahme_konto (
    bankverbindung_id uuid PRIMARY KEY REFERENCES bankverbindung,
    uebernahme_id     uuid NOT NULL REFERENCES uebernahme
);
CREATE INDEX uebernahme_konto_uebernahme ON uebernahme_konto (uebernahme_id);

-- What the former system granted and paid for a month. No Zahlung: nothing can pay it or claim it back again.
CREATE TABLE altbewilligung (
    fall_id       uuid NOT NULL REFERENCES fall,
    monat         date NOT NULL CONSTRAINT altbewilligung_monatserster CHECK (extract(day FROM monat) = 1),
    bewilligt_cent       bigint NOT NULL CONSTRAINT altbewilligung_bewilligt CHECK (bewilligt_cent >= 0),
    lebensunterhalt_cent bigint NOT NULL CONSTRAINT altbewilligung_lebensunterhalt CHECK (lebensunterhalt_cent >= 0),
    unterkunft_cent      bigint NOT NULL CONSTRAINT altbewilligung_unterkunft CHECK (unterkunft_cent >= 0),
    bescheid_nummer text NOT NULL DEFAULT '',
    bescheid_vom    date,
    uebernahme_id   uuid NOT NULL REFERENCES uebernahme,
    PRIMARY KEY (fall_id, monat)
);
