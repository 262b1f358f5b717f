-- Decisions and payments of one Kommune.

-- The frozen calculation of one month: what went in, what came out.
CREATE TABLE berechnung (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    monat       date NOT NULL
        CONSTRAINT berechnung_monatserster CHECK (extract(day FROM monat) = 1),
    eingabe     jsonb NOT NULL,
    ergebnis    jsonb NOT NULL,
    leistung_cent bigint NOT NULL CONSTRAINT berechnung_leistung_cent CHECK (leistung_cent >= 0),
    erstellt_am timestamptz NOT NULL DEFAULT now(),
    erstellt_von uuid NOT NULL,
    CONSTRAINT berechnung_fall UNIQUE (fall_id, id)
);
CREATE INDEX berechnung_fall_monat ON berechnung (fall_id, monat);

CREATE TABLE bescheid (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    nummer      text NOT NULL CONSTRAINT bescheid_nummer_einmal UNIQUE,
    art         text NOT NULL
        CONSTRAINT bescheid_art
            CHECK (art IN ('bewilligung', 'aenderung', 'einstellung', 'ablehnung')),
    zeitraum    daterange NOT NULL CONSTRAINT bescheid_zeitraum CHECK (NOT isempty(zeitraum)),
    erlassen_am date NOT NULL,
    erlassen_von uuid NOT NULL,
    -- Everything the letter says, for an exact reprint.
    inhalt      jsonb NOT NULL,
    angelegt_am timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bescheid_fall UNIQUE (fall_id, id)
);
CREATE INDEX bescheid_fall_datum ON bescheid (fall_id, erlassen_am);

-- What a Fall is entitled to in a month. Replaced, never changed; one valid row per month (I10).
CREATE TABLE anspruch (
    id            uuid PRIMARY KEY,
    fall_id       uuid NOT NULL,
    monat         date NOT NULL CONSTRAINT anspruch_monat CHECK (extract(day FROM monat) = 1),
    berechnung_id uuid NOT NULL,
    bescheid_id   uuid NOT NULL,
    leistung_cent bigint NOT NULL CONSTRAINT anspruch_leistung_cent CHECK (leistung_cent >= 0),
    erfasst_am    timestamptz NOT NULL DEFAULT now(),
    erfasst_von   uuid NOT NULL,
    ersetzt_am    timestamptz,
    CONSTRAINT anspruch_fall UNIQUE (fall_id, id),
    CONSTRAINT anspruch_berechnung
        FOREIGN KEY (fall_id, berechnung_id) REFERENCES berechnung (fall_id, id),
    CONSTRAINT anspruch_bescheid
        FOREIGN KEY (fall_id, bescheid_id) REFERENCES bescheid (fall_id, id)
);
CREATE UNIQUE INDEX anspruch_einmal ON anspruch (fall_id, monat) WHERE ersetzt_am IS NULL;

-- More was paid for a month than is due by now; recovery is the Kommune's alone (B-5.4).
CREATE TABLE ueberzahlung (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL,
    monat       date NOT NULL CONSTRAINT ueberzahlung_monat CHECK (extract(day FROM monat) = 1),
    bescheid_id uuid NOT NULL,
    zweck       text NOT NULL
        CONSTRAINT ueberzahlung_zweck CHECK (zweck IN ('lebensunterhalt', 'unterkunft')),
    betrag_cent bigint NOT NULL CONSTRAINT ueberzahlung_betrag_cent CHECK (betrag_cent > 0),
    erkannt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ueberzahlung_bescheid
        FOREIGN KEY (fall_id, bescheid_id) REFERENCES bescheid (fall_id, id),
    CONSTRAINT ueberzahlung_einmal UNIQUE (bescheid_id, monat, zweck)
);
CREATE INDEX ueberzahlung_fall ON ueberzahlung (fall_id, monat);

CREATE TABLE schriftstueck (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    bescheid_id uuid CONSTRAINT schriftstueck_bescheid_einmal UNIQUE REFERENCES bescheid,
    bezeichnung text NOT NULL,
    medientyp   text NOT NULL,
    sha256      bytea NOT NULL,
    groesse     bigint NOT NULL CONSTRAINT schriftstueck_groesse CHECK (groesse > 0),
    erstellt_am timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX schriftstueck_fall ON schriftstueck (fall_id, erstellt_am);

CREATE TABLE schriftstueck_teil (
    schriftstueck_id uuid NOT NULL REFERENCES schriftstueck,
    lfd              integer NOT NULL CONSTRAINT schriftstueck_teil_lfd CHECK (lfd > 0),
    inhalt           bytea NOT NULL
        CONSTRAINT schriftstueck_teil_inhalt CHECK (octet_length(inhalt) BETWEEN 1 AND 1048576),
    PRIMARY KEY (schriftstueck_id, lfd)
);

CREATE TABLE zahlung (
    id               uuid PRIMARY KEY,
    fall_id          uuid NOT NULL REFERENCES fall,
    anspruch_id      uuid NOT NULL,
    monat            date NOT NULL CONSTRAINT zahlung_monat CHECK (extract(day FROM monat) = 1),
    zweck            text NOT NULL
        CONSTRAINT zahlung_zweck CHECK (zweck IN ('lebensunterhalt', 'unterkunft')),
    zahlweg          text NOT NULL
        CONSTRAINT zahlung_zahlweg CHECK (zahlweg IN ('ueberweisung', 'bezahlkarte')),
    -- NULL: to the landlord of the Unterkunft.
    bankverbindung_id uuid REFERENCES bankverbindung,
    unterkunft_id    uuid REFERENCES unterkunft,
    empfaenger_name  text NOT NULL CONSTRAINT zahlung_empfaenger_name CHECK (empfaenger_name <> ''),
    empfaenger_sepa  text NOT NULL
        CONSTRAINT zahlung_empfaenger_sepa CHECK (char_length(empfaenger_sepa) BETWEEN 1 AND 70),
    iban             text NOT NULL
        CONSTRAINT zahlung_iban CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    betrag_cent      bigint NOT NULL
        CONSTRAINT zahlung_betrag_bereich CHECK (betrag_cent BETWEEN 1 AND 99999999999),
    verwendungszweck text NOT NULL
        CONSTRAINT zahlung_verwendungszweck CHECK (char_length(verwendungszweck) BETWEEN 1 AND 140),
    zweckcode        text,
    faellig          date NOT NULL,
    endtoend         text NOT NULL
        CONSTRAINT zahlung_endtoend_einmal UNIQUE
        CONSTRAINT zahlung_endtoend CHECK (endtoend ~ '^[A-Z0-9-]{1,35}$'),
    zustand          text NOT NULL DEFAULT 'erfasst' CONSTRAINT zahlung_zustand CHECK (zustand IN
                         ('erfasst', 'festgestellt', 'angeordnet', 'gesperrt', 'im_lauf',
                          'uebergeben', 'gezahlt', 'rueckgelaufen', 'bank_abgelehnt', 'unklar',
                          'verworfen', 'storniert')),
    lauf             text NOT NULL DEFAULT '',
    gezahlt_am       date,
    ersetzt_zahlung_id uuid CONSTRAINT zahlung_ersatz_einmal UNIQUE REFERENCES zahlung,
    erfasst_am       timestamptz NOT NULL DEFAULT now(),
    erfasst_von      uuid NOT NULL,
    CONSTRAINT zahlung_anspruch
        FOREIGN KEY (fall_id, anspruch_id) REFERENCES anspruch (fall_id, id),
    CONSTRAINT zahlung_ziel
        CHECK ((zweck = 'unterkunft') = (unterkunft_id IS NOT NULL)
               AND (zweck = 'lebensunterhalt') = (bankverbindung_id IS NOT NULL))
);
CREATE INDEX zahlung_fall ON zahlung (fall_id, monat);
CREATE INDEX zahlung_zustand_offen ON zahlung (zustand, faellig)
    WHERE zustand IN ('erfasst', 'festgestellt', 'gesperrt');
CREATE INDEX zahlung_zurueck ON zahlung (gezahlt_am)
    WHERE zustand IN ('rueckgelaufen', 'bank_abgelehnt', 'unklar');

CREATE TABLE zahlung_uebergang (
    von  text NOT NULL,
    nach text NOT NULL,
    -- True: only an answer of the Kreis leads here.
    nur_rueckmeldung boolean NOT NULL,
    PRIMARY KEY (von, nach)
);
INSERT INTO zahlung_uebergang (von, nach, nur_rueckmeldung) VALUES
    ('erfasst', 'festgestellt', false), ('erfasst', 'verworfen', false),
    ('festgestellt', 'erfasst', false), ('festgestellt', 'angeordnet', false),
    ('festgestellt', 'verworfen', false), ('festgestellt', 'gesperrt', false),
    ('gesperrt', 'festgestellt', false), ('gesperrt', 'verworfen', false),
    ('angeordnet', 'storniert', false), ('angeordnet', 'im_lauf', true),
    ('im_lauf', 'angeordnet', true), ('im_lauf', 'uebergeben', true),
    ('uebergeben', 'gezahlt', true), ('uebergeben', 'bank_abgelehnt', true),
    ('uebergeben', 'unklar', true), ('unklar', 'gezahlt', true),
    ('unklar', 'bank_abgelehnt', true), ('gezahlt', 'rueckgelaufen', true);

CREATE TABLE zahlung_ereignis (
    zahlung_id uuid NOT NULL REFERENCES zahlung,
    lfd        integer NOT NULL CONSTRAINT zahlung_ereignis_lfd CHECK (lfd > 0),
    zustand    text NOT NULL,
    am         timestamptz NOT NULL DEFAULT now(),
    benutzer_id uuid,
    grund      text NOT NULL DEFAULT '',
    PRIMARY KEY (zahlung_id, lfd)
);

CREATE TABLE feststellung (
    id            uuid PRIMARY KEY,
    zahlung_id    uuid NOT NULL REFERENCES zahlung,
    benutzer_id   uuid NOT NULL,
    inhalt_sha256 bytea NOT NULL,
    am            timestamptz NOT NULL DEFAULT now(),
    aufgehoben_am timestamptz
);
CREATE UNIQUE INDEX feststellung_eine ON feststellung (zahlung_id) WHERE aufgehoben_am IS NULL;

CREATE TABLE anordnung (
    zahlung_id    uuid PRIMARY KEY REFERENCES zahlung,
    benutzer_id   uuid NOT NULL,
    inhalt_sha256 bytea NOT NULL,
    am            timestamptz NOT NULL DEFAULT now()
);

-- Up to which answer of the Kreis this Mandant has followed.
CREATE TABLE rueckmeldung_stand (
    eins integer PRIMARY KEY DEFAULT 1 CONSTRAINT rueckmeldung_stand_eins CHECK (eins = 1),
    lfd  bigint NOT NULL CONSTRAINT rueckmeldung_stand_lfd CHECK (lfd >= 0)
);
INSERT INTO rueckmeldung_stand (lfd) VALUES (0);
