-- A bank file is kept first and booked by a job. The bank's status reports (pain.002).

-- The whole file was rejected, and a person gives its orders to the next run.
INSERT INTO auftrag_uebergang (von, nach) VALUES ('uebergeben', 'offen');

-- The bytes never change (bankdatei); what became of them does.
CREATE TABLE bankdatei_stand (
    bankdatei_id uuid PRIMARY KEY REFERENCES bankdatei,
    art          text NOT NULL
                 CONSTRAINT bankdatei_stand_art CHECK (art IN ('auszug', 'statusbericht')),
    zustand      text NOT NULL DEFAULT 'angenommen'
                 CONSTRAINT bankdatei_stand_zustand
                     CHECK (zustand IN ('angenommen', 'gebucht', 'abgelehnt')),
    grund        text NOT NULL DEFAULT '',                     -- why nothing of it was booked
    CONSTRAINT bankdatei_stand_grund CHECK ((zustand = 'abgelehnt') = (grund <> ''))
);
INSERT INTO bankdatei_stand (bankdatei_id, art, zustand) SELECT id, 'auszug', 'gebucht' FROM bankdatei;

-- What a status report says of a file, and of each payment that the bank did not simply accept.
CREATE TABLE bankmeldung (
    id           uuid PRIMARY KEY,
    bankdatei_id uuid NOT NULL REFERENCES bankdatei,
    lfd          integer NOT NULL CONSTRAINT bankmeldung_lfd_positiv CHECK (lfd > 0),
    ebene        text NOT NULL CONSTRAINT bankmeldung_ebene CHECK (ebene IN ('datei', 'zahlung')),
    msgid        text NOT NULL,                                -- of our file, as the bank repeats it
    endtoend     text NOT NULL DEFAULT '',
    status       text NOT NULL CONSTRAINT bankmeldung_status CHECK (status <> ''),
    grund        text NOT NULL DEFAULT '',                     -- ISO code
    zusatz       text NOT NULL DEFAULT '',
    lauf_id      uuid REFERENCES zahllauf,
    auftrag_id   uuid REFERENCES zahlungsauftrag,
    -- open: a person has to look at it
    zustand      text NOT NULL
                 CONSTRAINT bankmeldung_zustand CHECK (zustand IN ('vermerkt', 'offen', 'erledigt')),
    hinweis      text NOT NULL DEFAULT '',
    am           timestamptz NOT NULL DEFAULT now(),
    entschieden_von uuid,
    entscheidung text NOT NULL DEFAULT '',
    CONSTRAINT bankmeldung_einmal UNIQUE (bankdatei_id, lfd),
    CONSTRAINT bankmeldung_entscheidung CHECK (entschieden_von IS NULL OR entscheidung <> '')
);
CREATE INDEX bankmeldung_offen ON bankmeldung (am, id) WHERE zustand = 'offen';
CREATE INDEX bankmeldung_lauf ON bankmeldung (lauf_id, am);
CREATE INDEX bankmeldung_auftrag ON bankmeldung (auftrag_id) WHERE auftrag_id IS NOT NULL;
