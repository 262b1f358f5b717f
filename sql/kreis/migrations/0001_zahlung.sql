-- The counter and the Zahlläufe. A Zahlungsauftrag is all that the Kreis knows of a payment: Kommune, payee, IBAN,
-- amount, purpose, EndToEndId, due day (B-1.2.6, B-5.1).

CREATE TABLE zaehler (
    name text PRIMARY KEY,
    wert bigint NOT NULL CONSTRAINT zaehler_wert_bereich CHECK (wert >= 0)
);

CREATE TABLE zahlungsauftrag (
    id               uuid PRIMARY KEY,               -- the Mandant's Zahlung
    mandant_id       uuid NOT NULL,
    zahlweg          text NOT NULL CONSTRAINT zahlungsauftrag_zahlweg
                         CHECK (zahlweg IN ('ueberweisung', 'bezahlkarte')),
    endtoend         text NOT NULL CONSTRAINT zahlungsauftrag_endtoend_form
                         CHECK (endtoend ~ '^[A-Z0-9-]{1,35}$'),
    empfaenger_name  text NOT NULL CONSTRAINT zahlungsauftrag_name_laenge
                         CHECK (char_length(empfaenger_name) BETWEEN 1 AND 70 AND empfaenger_name ~ '[^ ]'),
    iban             text NOT NULL CONSTRAINT zahlungsauftrag_iban_form CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    betrag_cent      bigint NOT NULL CONSTRAINT zahlungsauftrag_betrag_bereich
                         CHECK (betrag_cent BETWEEN 1 AND 99999999999),
    verwendungszweck text NOT NULL CONSTRAINT zahlungsauftrag_zweck_laenge
                         CHECK (char_length(verwendungszweck) BETWEEN 1 AND 140),
    zweckcode        text CONSTRAINT zahlungsauftrag_zweckcode CHECK (zweckcode ~ '^[A-Z]{4}$'),
    faellig          date NOT NULL,
    zustand          text NOT NULL DEFAULT 'offen' CONSTRAINT zahlungsauftrag_zustand CHECK (zustand IN
                         ('offen', 'zurueckgezogen', 'im_lauf', 'uebergeben', 'bank_abgelehnt', 'unklar',
                          'gezahlt', 'rueckgelaufen')),
    eingereicht_am   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT zahlungsauftrag_endtoend_einmal UNIQUE (endtoend),       -- I3: for ever
    CONSTRAINT zahlungsauftrag_mandant UNIQUE (mandant_id, id)
);
CREATE INDEX zahlungsauftrag_offen ON zahlungsauftrag (zahlweg, faellig, id) WHERE zustand = 'offen';
CREATE INDEX zahlungsauftrag_unterwegs ON zahlungsauftrag (id) WHERE zustand IN ('uebergeben', 'unklar');

-- Who determined and ordered: only so that the same person does not release the run (I7). The Kasse cannot read it.
CREATE TABLE auftrag_beteiligung (
    auftrag_id  uuid NOT NULL REFERENCES zahlungsauftrag,
    benutzer_id uuid NOT NULL,
    PRIMARY KEY (auftrag_id, benutzer_id)
);
CREATE INDEX auftrag_beteiligung_benutzer ON auftrag_beteiligung (benutzer_id);

-- Which changes of state there are (I4).
CREATE TABLE auftrag_uebergang (
    von  text NOT NULL,
    nach text NOT NULL,
    PRIMARY KEY (von, nach)
);
INSERT INTO auftrag_uebergang (von, nach) VALUES
    ('offen', 'zurueckgezogen'), ('offen', 'im_lauf'), ('im_lauf', 'offen'), ('im_lauf', 'uebergeben'),
    ('uebergeben', 'gezahlt'), ('uebergeben', 'bank_abgelehnt'), ('uebergeben', 'unklar'),
    ('unklar', 'gezahlt'), ('unklar', 'bank_abgelehnt'), ('gezahlt', 'rueckgelaufen');

CREATE TABLE auftrag_ereignis (
    auftrag_id uuid NOT NULL REFERENCES zahlungsauftrag,
    lfd        integer NOT NULL CONSTRAINT auftrag_ereignis_lfd_positiv CHECK (lfd > 0),
    zustand    text NOT NULL,
    am         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (auftrag_id, lfd)
);

-- Answers to the Mandanten, numbered without gaps per Mandant so that each is applied exactly once.
CREATE TABLE rueckmeldung_stand (
    mandant_id uuid PRIMARY KEY,
    lfd        bigint NOT NULL CONSTRAINT rueckmeldung_stand_lfd_bereich CHECK (lfd >= 0)
);

CREATE TABLE rueckmeldung (
    mandant_id uuid NOT NULL,
    lfd        bigint NOT NULL CONSTRAINT rueckmeldung_lfd_positiv CHECK (lfd > 0),
    auftrag_id uuid NOT NULL,
    zustand    text NOT NULL,
    am         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mandant_id, lfd)
);

CREATE TABLE zahllauf (
    id              uuid PRIMARY KEY,
    nummer          text NOT NULL CONSTRAINT zahllauf_nummer_form CHECK (nummer ~ '^[0-9]{4}-[0-9]{3,}$'),
    zahlweg         text NOT NULL
                    CONSTRAINT zahllauf_zahlweg CHECK (zahlweg IN ('ueberweisung', 'bezahlkarte')),
    ausfuehrungstag date NOT NULL,
    faellig_bis     date NOT NULL,                                        -- takes what is due until this day
    zustand         text NOT NULL DEFAULT 'entwurf' CONSTRAINT zahllauf_zustand CHECK (zustand IN
                        ('entwurf', 'datei_erzeugt', 'freigegeben', 'uebergeben', 'gebucht', 'verworfen')),
    msgid           text NOT NULL CONSTRAINT zahllauf_msgid_form CHECK (msgid ~ '^[A-Z0-9-]{1,35}$'),
    anzahl          integer NOT NULL DEFAULT 0
                    CONSTRAINT zahllauf_anzahl_bereich CHECK (anzahl >= 0),
    summe_cent      bigint NOT NULL DEFAULT 0
                    CONSTRAINT zahllauf_summe_bereich CHECK (summe_cent >= 0),
    erstellt_von    uuid NOT NULL,
    erstellt_am     timestamptz NOT NULL DEFAULT now(),
    grund           text NOT NULL DEFAULT '',
    CONSTRAINT zahllauf_nummer_einmal UNIQUE (nummer),
    CONSTRAINT zahllauf_msgid_einmal UNIQUE (msgid)
);
-- I15: one run of a pay channel is being made at a time.
CREATE UNIQUE INDEX zahllauf_einer_offen ON zahllauf (zahlweg) WHERE zustand = 'entwurf';
CREATE INDEX zahllauf_tag ON zahllauf (ausfuehrungstag);

CREATE TABLE lauf_position (
    lauf_id     uuid NOT NULL REFERENCES zahllauf,
    auftrag_id  uuid NOT NULL REFERENCES zahlungsauftrag,
    mandant_id  uuid NOT NULL,
    lfd         integer NOT NULL CONSTRAINT lauf_position_lfd_positiv CHECK (lfd > 0),
    betrag_cent bigint NOT NULL CONSTRAINT lauf_position_betrag_positiv CHECK (betrag_cent > 0),
    ausgetragen boolean NOT NULL DEFAULT false,
    PRIMARY KEY (lauf_id, auftrag_id),
    CONSTRAINT lauf_position_lfd UNIQUE (lauf_id, lfd)
);
-- I6: an Auftrag is in one living run at most.
CREATE UNIQUE INDEX lauf_position_einmal ON lauf_position (auftrag_id) WHERE NOT ausgetragen;

-- Due Aufträge that the bank would refuse: they stay open, the run says why it left them out.
CREATE TABLE lauf_ausgelassen (
    lauf_id    uuid NOT NULL REFERENCES zahllauf,
    auftrag_id uuid NOT NULL REFERENCES zahlungsauftrag,
    grund      text NOT NULL CONSTRAINT lauf_ausgelassen_grund CHECK (grund <> ''),
    PRIMARY KEY (lauf_id, auftrag_id)
);

CREATE TABLE lauf_datei (
    lauf_id    uuid PRIMARY KEY REFERENCES zahllauf,
    inhalt     bytea NOT NULL,
    sha256     bytea NOT NULL CONSTRAINT lauf_datei_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erzeugt_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lauf_datei_einmal UNIQUE (sha256)
);

CREATE TABLE lauf_freigabe (
    lauf_id     uuid NOT NULL REFERENCES zahllauf,
    benutzer_id uuid NOT NULL,
    sha256      bytea NOT NULL,
    am          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (lauf_id, benutzer_id)
);

-- Outbox: the attempt is written and committed before the bytes leave the house.
CREATE TABLE lauf_uebergabe (
    id          uuid PRIMARY KEY,
    lauf_id     uuid NOT NULL REFERENCES zahllauf,
    versuch     integer NOT NULL CONSTRAINT lauf_uebergabe_versuch_positiv CHECK (versuch > 0),
    kanal       text NOT NULL
                CONSTRAINT lauf_uebergabe_kanal CHECK (kanal IN ('ablage', 'herunterladen')),
    benutzer_id uuid NOT NULL,
    begonnen_am timestamptz NOT NULL DEFAULT now(),
    ergebnis    text
                CONSTRAINT lauf_uebergabe_ergebnis
                    CHECK (ergebnis IN ('uebergeben', 'fehlgeschlagen', 'unklar')),
    beendet_am  timestamptz,
    entschieden_von uuid,                                                 -- who told how an unclear attempt ended
    grund       text NOT NULL DEFAULT '',
    CONSTRAINT lauf_uebergabe_andere_person CHECK (entschieden_von <> benutzer_id),
    CONSTRAINT lauf_uebergabe_versuch UNIQUE (lauf_id, versuch),
    CONSTRAINT lauf_uebergabe_ende CHECK ((ergebnis IS NULL) = (beendet_am IS NULL))
);
CREATE UNIQUE INDEX lauf_uebergabe_eine_offen ON lauf_uebergabe (lauf_id)
    WHERE ergebnis IS NULL OR ergebnis IN ('uebergeben', 'unklar');
