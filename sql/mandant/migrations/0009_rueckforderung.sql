-- Letters, hearings, recovery of what was overpaid (B-5.4) and Widersprüche of one Kommune.

-- A letter that is no Bewilligung: hearing, decision, reminder. Everything it says, for an exact
-- reprint.
CREATE TABLE schreiben (
    id           uuid PRIMARY KEY,
    fall_id      uuid NOT NULL REFERENCES fall,
    nummer       text NOT NULL CONSTRAINT schreiben_nummer_einmal UNIQUE,
    art          text NOT NULL CONSTRAINT schreiben_art CHECK (art IN
                     ('anhoerung', 'rueckforderung', 'mahnung', 'ratenplan', 'stundung', 'erlass',
                      'widerspruch')),
    bezeichnung  text NOT NULL CONSTRAINT schreiben_bezeichnung CHECK (bezeichnung <> ''),
    datum        date NOT NULL,
    inhalt       jsonb NOT NULL,
    erstellt_von uuid NOT NULL,
    erstellt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT schreiben_fall UNIQUE (fall_id, id)
);
CREATE INDEX schreiben_fall_datum ON schreiben (fall_id, datum);

ALTER TABLE schriftstueck ADD COLUMN schreiben_id uuid
    CONSTRAINT schriftstueck_schreiben_einmal UNIQUE REFERENCES schreiben;

-- § 24 SGB X: heard before it is decided, or not heard for a reason that the law names.
CREATE TABLE anhoerung (
    id           uuid PRIMARY KEY,
    fall_id      uuid NOT NULL REFERENCES fall,
    anlass       text NOT NULL CONSTRAINT anhoerung_anlass CHECK (anlass IN ('rueckforderung',
        'einschraenkung')),
    norm         text NOT NULL CONSTRAINT anhoerung_norm CHECK (norm <> ''),
    person_id    uuid NOT NULL REFERENCES person,
    sachverhalt  text NOT NULL CONSTRAINT anhoerung_sachverhalt CHECK (sachverhalt <> ''),
    schreiben_id uuid CONSTRAINT anhoerung_schreiben_einmal UNIQUE,
    frist        date,
    verzicht     text CONSTRAINT anhoerung_verzicht CHECK (verzicht IN
                     ('gefahr', 'frist', 'eigene_angaben', 'allgemein', 'einkommen',
                      'vollstreckung', 'geringfuegig')),
    verzicht_grund text NOT NULL DEFAULT '',
    angelegt_von uuid NOT NULL,
    angelegt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT anhoerung_fall UNIQUE (fall_id, id),
    CONSTRAINT anhoerung_schreiben FOREIGN KEY (fall_id,
                                                schreiben_id) REFERENCES schreiben (fall_id, id),
    CONSTRAINT anhoerung_gehoert_oder_begruendet CHECK (
        (schreiben_id IS NULL) = (frist IS NULL)
        AND (verzicht IS NULL) = (schreiben_id IS NOT NULL)
        AND (verzicht IS NULL) = (verzicht_grund = ''))
);
CREATE INDEX anhoerung_fall_datum ON anhoerung (fall_id, angelegt_am);

CREATE TABLE anhoerung_antwort (
    id           uuid PRIMARY KEY,
    anhoerung_id uuid NOT NULL REFERENCES anhoerung,
    eingegangen  date NOT NULL,
    text         text NOT NULL CONSTRAINT anhoerung_antwort_text CHECK (text <> ''),
    erfasst_von  uuid NOT NULL,
    erfasst_am   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX anhoerung_antwort_zu ON anhoerung_antwort (anhoerung_id, eingegangen);

CREATE TABLE anhoerung_ergebnis (
    anhoerung_id uuid PRIMARY KEY REFERENCES anhoerung,
    ergebnis     text NOT NULL CONSTRAINT anhoerung_ergebnis_art CHECK (ergebnis IN ('entschieden',
        'abgesehen')),
    begruendung  text NOT NULL CONSTRAINT anhoerung_ergebnis_begruendung CHECK (begruendung <> ''),
    benutzer_id  uuid NOT NULL,
    am           timestamptz NOT NULL DEFAULT now()
);

-- A claim against one person. Kassenzeichen is the payment reference: it names no person.
CREATE TABLE rueckforderung (
    id            uuid PRIMARY KEY,
    fall_id       uuid NOT NULL REFERENCES fall,
    kassenzeichen text NOT NULL CONSTRAINT rueckforderung_kassenzeichen_einmal UNIQUE
                      CONSTRAINT rueckforderung_kassenzeichen CHECK (kassenzeichen ~
                          '^R[A-Z0-9-]{4,24}$'),
    schuldner_id  uuid NOT NULL REFERENCES person,
    grund         text NOT NULL CONSTRAINT rueckforderung_grund CHECK (grund <> ''),
    kenntnis_am   date NOT NULL,
    angelegt_von  uuid NOT NULL,
    angelegt_am   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rueckforderung_fall UNIQUE (fall_id, id)
);
CREATE INDEX rueckforderung_fall_datum ON rueckforderung (fall_id, angelegt_am);

-- What was overpaid, month by month. An Ueberzahlung is claimed once.
CREATE TABLE rueckforderung_position (
    id                uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung,
    monat             date NOT NULL CONSTRAINT rueckforderung_position_monat CHECK (extract(day
        FROM monat) = 1),
    zweck             text NOT NULL CONSTRAINT rueckforderung_position_zweck
                          CHECK (zweck IN ('lebensunterhalt', 'unterkunft')),
    betrag_cent       bigint NOT NULL CONSTRAINT rueckforderung_position_betrag
                          CHECK (betrag_cent BETWEEN 1 AND 99999999999),
    ueberzahlung_id   uuid CONSTRAINT rueckforderung_position_einmal UNIQUE REFERENCES ueberzahlung,
    bescheid_id       uuid REFERENCES bescheid,
    CONSTRAINT rueckforderung_position_teil UNIQUE (rueckforderung_id, id)
);

CREATE TABLE rueckforderung_anhoerung (
    rueckforderung_id uuid PRIMARY KEY,
    fall_id           uuid NOT NULL,
    anhoerung_id      uuid NOT NULL CONSTRAINT rueckforderung_anhoerung_einmal UNIQUE,
    CONSTRAINT rueckforderung_anhoerung_forderung FOREIGN KEY (fall_id, rueckforderung_id)
        REFERENCES rueckforderung (fall_id, id),
    CONSTRAINT rueckforderung_anhoerung_fall FOREIGN KEY (fall_id,
                                                          anhoerung_id) REFERENCES anhoerung
                                                          (fall_id, id)
);

-- Decided: claimed with a Bescheid, or not claimed with a reason. No decision without a hearing or
-- its waiver.
CREATE TABLE rueckforderung_entscheidung (
    rueckforderung_id uuid PRIMARY KEY REFERENCES rueckforderung_anhoerung,
    schreiben_id      uuid CONSTRAINT rueckforderung_entscheidung_schreiben_einmal UNIQUE
    REFERENCES schreiben,
    begruendung       text NOT NULL CONSTRAINT rueckforderung_entscheidung_begruendung CHECK
    (begruendung <> ''),
    betrag_cent       bigint NOT NULL,
    faellig           date,
    entschieden_am    date NOT NULL,
    entschieden_von   uuid NOT NULL,
    CONSTRAINT rueckforderung_entscheidung_betrag UNIQUE (rueckforderung_id, betrag_cent),
    CONSTRAINT rueckforderung_entscheidung_ergebnis CHECK (
        (betrag_cent > 0 AND schreiben_id IS NOT NULL AND faellig IS NOT NULL)
        OR (betrag_cent = 0 AND schreiben_id IS NULL AND faellig IS NULL))
);

-- The legal basis of each month, §§ 45, 47, 48, 50 SGB X with § 9 Abs. 4 AsylbLG.
CREATE TABLE rueckforderung_grundlage (
    position_id       uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    grundlage         text NOT NULL CONSTRAINT rueckforderung_grundlage_art CHECK (grundlage IN
                          ('45_taeuschung', '45_angaben', '45_kenntnis', '47_zweck', '47_auflage',
                           '48_mitteilung',
                           '48_einkommen', '48_kenntnis', '50_ohne_bescheid', 'vertrauensschutz')),
    CONSTRAINT rueckforderung_grundlage_teil FOREIGN KEY (rueckforderung_id, position_id)
        REFERENCES rueckforderung_position (rueckforderung_id, id)
);

-- What one person proposes and another grants.
CREATE TABLE rueckforderung_verzicht (
    id                uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    art               text NOT NULL CONSTRAINT rueckforderung_verzicht_art CHECK (art IN ('erlass',
        'niederschlagung')),
    betrag_cent       bigint NOT NULL CONSTRAINT rueckforderung_verzicht_betrag CHECK (betrag_cent
        < 0),
    grund             text NOT NULL CONSTRAINT rueckforderung_verzicht_grund CHECK (grund <> ''),
    benutzer_id       uuid NOT NULL,
    am                timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rueckforderung_verzicht_inhalt UNIQUE (rueckforderung_id, id, art, betrag_cent,
                                                      benutzer_id)
);

CREATE TABLE rueckforderung_verzicht_ablehnung (
    verzicht_id uuid PRIMARY KEY REFERENCES rueckforderung_verzicht,
    grund       text NOT NULL CONSTRAINT rueckforderung_verzicht_ablehnung_grund CHECK (grund <>
        ''),
    benutzer_id uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);

-- The account of a claim: signed entries, each linked to the one before, so that the balance after
-- every entry
-- is right and never below zero, whoever writes and however many at once. Nothing is changed or
-- deleted; a wrong
-- entry is met by a counter-entry with a reason.
CREATE TABLE rueckforderung_buchung (
    rueckforderung_id uuid NOT NULL,
    lfd               integer NOT NULL CONSTRAINT rueckforderung_buchung_lfd CHECK (lfd > 0),
    art               text NOT NULL CONSTRAINT rueckforderung_buchung_art CHECK (art IN
                          ('forderung', 'zahlung', 'aufrechnung', 'minderung', 'erlass',
                           'niederschlagung', 'storno')),
    betrag_cent       bigint NOT NULL,
    tag               date NOT NULL,
    grund             text NOT NULL DEFAULT '',
    -- NULL: the program, for a set-off of a payment.
    benutzer_id       uuid,
    am                timestamptz NOT NULL DEFAULT now(),
    vorige_lfd        integer,
    vorher_cent       bigint NOT NULL,
    stand_cent        bigint NOT NULL CONSTRAINT rueckforderung_buchung_nie_unter_null CHECK
    (stand_cent >= 0),
    storniert_lfd     integer,
    storniert_art     text,
    storniert_cent    bigint,
    verzicht_id       uuid,
    vorgeschlagen_von uuid,
    zahlung_id        uuid REFERENCES zahlung,
    PRIMARY KEY (rueckforderung_id, lfd),
    CONSTRAINT rueckforderung_buchung_stand UNIQUE (rueckforderung_id, lfd, stand_cent),
    CONSTRAINT rueckforderung_buchung_inhalt UNIQUE (rueckforderung_id, lfd, art, betrag_cent),
    CONSTRAINT rueckforderung_buchung_rechnung CHECK (stand_cent = vorher_cent + betrag_cent),
    CONSTRAINT rueckforderung_buchung_kette CHECK (
        (lfd = 1 AND vorige_lfd IS NULL AND vorher_cent = 0) OR (lfd > 1 AND vorige_lfd IS NOT NULL
                                                                 AND vorige_lfd = lfd - 1)),
    CONSTRAINT rueckforderung_buchung_folgt FOREIGN KEY (rueckforderung_id, vorige_lfd, vorher_cent)
        REFERENCES rueckforderung_buchung (rueckforderung_id, lfd, stand_cent),
    CONSTRAINT rueckforderung_buchung_vorzeichen CHECK (
        betrag_cent <> 0 AND (art = 'storno' OR (betrag_cent > 0) = (art = 'forderung'))),
    CONSTRAINT rueckforderung_buchung_erste CHECK ((lfd = 1) = (art = 'forderung')),
    -- The claim as booked is the claim as decided.
    festgesetzt_cent  bigint,
    CONSTRAINT rueckforderung_buchung_festgesetzt FOREIGN KEY (rueckforderung_id, festgesetzt_cent)
        REFERENCES rueckforderung_entscheidung (rueckforderung_id, betrag_cent),
    CONSTRAINT rueckforderung_buchung_wie_festgesetzt CHECK (
        (art = 'forderung' AND festgesetzt_cent IS NOT NULL AND festgesetzt_cent = betrag_cent)
        OR (art <> 'forderung' AND festgesetzt_cent IS NULL)),
    CONSTRAINT rueckforderung_buchung_begruendet CHECK (
        grund <> '' OR art NOT IN ('minderung', 'erlass', 'niederschlagung', 'storno')),
    -- A counter-entry names what it undoes, undoes all of it, and each entry is undone once.
    CONSTRAINT rueckforderung_buchung_storno_von FOREIGN KEY
        (rueckforderung_id, storniert_lfd, storniert_art, storniert_cent)
        REFERENCES rueckforderung_buchung (rueckforderung_id, lfd, art, betrag_cent),
    CONSTRAINT rueckforderung_buchung_storno_einmal UNIQUE (rueckforderung_id, storniert_lfd),
    CONSTRAINT rueckforderung_buchung_storno CHECK (
        (art = 'storno' AND num_nonnulls(storniert_lfd, storniert_art, storniert_cent) = 3
         AND storniert_lfd < lfd AND storniert_cent = -betrag_cent
         AND storniert_art IN ('zahlung', 'aufrechnung', 'niederschlagung'))
        OR (art <> 'storno' AND num_nonnulls(storniert_lfd, storniert_art, storniert_cent) = 0)),
    -- Who proposed a waiver does not grant it, and what is granted is what was proposed (four
    -- eyes).
    CONSTRAINT rueckforderung_buchung_verzicht FOREIGN KEY
        (rueckforderung_id, verzicht_id, art, betrag_cent, vorgeschlagen_von)
        REFERENCES rueckforderung_verzicht (rueckforderung_id, id, art, betrag_cent, benutzer_id),
    CONSTRAINT rueckforderung_buchung_verzicht_einmal UNIQUE (verzicht_id),
    CONSTRAINT rueckforderung_buchung_vier_augen CHECK (
        (art IN ('erlass', 'niederschlagung') AND verzicht_id IS NOT NULL
        AND vorgeschlagen_von IS NOT NULL
         AND benutzer_id IS NOT NULL AND benutzer_id <> vorgeschlagen_von)
        OR (art NOT IN ('erlass', 'niederschlagung') AND verzicht_id IS NULL
        AND vorgeschlagen_von IS NULL)),
    CONSTRAINT rueckforderung_buchung_aufrechnung CHECK ((art = 'aufrechnung') = (zahlung_id IS NOT
        NULL)),
    CONSTRAINT rueckforderung_buchung_aufrechnung_einmal UNIQUE (rueckforderung_id, zahlung_id),
    CONSTRAINT rueckforderung_buchung_person CHECK (
        benutzer_id IS NOT NULL OR art = 'aufrechnung'
        OR (art = 'storno' AND storniert_art IS NOT DISTINCT FROM 'aufrechnung'))
);

-- Instalments as agreed; the last one carries the remainder. A new plan replaces the old.
CREATE TABLE ratenplan (
    id                uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    ausgang_cent      bigint NOT NULL CONSTRAINT ratenplan_ausgang CHECK (ausgang_cent > 0),
    rate_cent         bigint NOT NULL CONSTRAINT ratenplan_rate CHECK (rate_cent BETWEEN 1
        AND ausgang_cent),
    erste             date NOT NULL,
    schreiben_id      uuid NOT NULL REFERENCES schreiben,
    erfasst_von       uuid NOT NULL,
    erfasst_am        timestamptz NOT NULL DEFAULT now(),
    ersetzt_am        timestamptz
);
CREATE UNIQUE INDEX ratenplan_einer ON ratenplan (rueckforderung_id) WHERE ersetzt_am IS NULL;

CREATE TABLE stundung (
    id                uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    bis               date NOT NULL,
    grund             text NOT NULL CONSTRAINT stundung_grund CHECK (grund <> ''),
    schreiben_id      uuid NOT NULL REFERENCES schreiben,
    erfasst_von       uuid NOT NULL,
    erfasst_am        timestamptz NOT NULL DEFAULT now(),
    ersetzt_am        timestamptz
);
CREATE UNIQUE INDEX stundung_eine ON stundung (rueckforderung_id) WHERE ersetzt_am IS NULL;

CREATE TABLE mahnung (
    id                uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    stufe             integer NOT NULL CONSTRAINT mahnung_stufe CHECK (stufe BETWEEN 1 AND 3),
    betrag_cent       bigint NOT NULL CONSTRAINT mahnung_betrag CHECK (betrag_cent > 0),
    frist             date NOT NULL,
    schreiben_id      uuid NOT NULL CONSTRAINT mahnung_schreiben_einmal UNIQUE REFERENCES schreiben,
    erfasst_von       uuid NOT NULL,
    erfasst_am        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mahnung_zu ON mahnung (rueckforderung_id, erfasst_am);

-- From when on how much is withheld each month. Ends by being replaced.
CREATE TABLE aufrechnung (
    id                uuid PRIMARY KEY,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    grundlage         text NOT NULL CONSTRAINT aufrechnung_grundlage CHECK (grundlage IN
        ('zustimmung', 'paragraf_26')),
    monatlich_cent    bigint NOT NULL CONSTRAINT aufrechnung_monatlich CHECK (monatlich_cent
        BETWEEN 1 AND 10000000),
    ab                date NOT NULL CONSTRAINT aufrechnung_ab CHECK (extract(day FROM ab) = 1),
    bis               date NOT NULL CONSTRAINT aufrechnung_bis CHECK (extract(day FROM bis) = 1),
    begruendung       text NOT NULL CONSTRAINT aufrechnung_begruendung CHECK (begruendung <> ''),
    erfasst_von       uuid NOT NULL,
    erfasst_am        timestamptz NOT NULL DEFAULT now(),
    ersetzt_am        timestamptz,
    CONSTRAINT aufrechnung_zeitraum CHECK (ab <= bis)
);
CREATE UNIQUE INDEX aufrechnung_eine ON aufrechnung (rueckforderung_id) WHERE ersetzt_am IS NULL;

-- By how much a payment is smaller than what was granted. It counts in the account once the payment
-- is made.
CREATE TABLE einbehalt (
    zahlung_id        uuid NOT NULL REFERENCES zahlung,
    rueckforderung_id uuid NOT NULL REFERENCES rueckforderung_entscheidung,
    betrag_cent       bigint NOT NULL CONSTRAINT einbehalt_betrag CHECK (betrag_cent > 0),
    PRIMARY KEY (zahlung_id, rueckforderung_id)
);
CREATE INDEX einbehalt_forderung ON einbehalt (rueckforderung_id);

CREATE TABLE widerspruch (
    id            uuid PRIMARY KEY,
    fall_id       uuid NOT NULL REFERENCES fall,
    bescheid_id   uuid,
    schreiben_id  uuid,
    eingegangen   date NOT NULL,
    erhoben_von   text NOT NULL CONSTRAINT widerspruch_erhoben_von CHECK (erhoben_von <> ''),
    form          text NOT NULL CONSTRAINT widerspruch_form CHECK (form IN
                      ('schriftlich', 'elektronisch', 'niederschrift', 'formlos')),
    begruendung   text NOT NULL DEFAULT '',
    bekannt_art   text NOT NULL CONSTRAINT widerspruch_bekannt_art CHECK (bekannt_art IN
                      ('post', 'elektronisch', 'uebergabe', 'zustellung')),
    abgesandt     date NOT NULL,                     -- posted, sent, handed over or served
    bekannt_am    date NOT NULL,
    belehrt       boolean NOT NULL,
    frist         date NOT NULL,
    versaeumnis   text NOT NULL DEFAULT '',          -- why it is late and what was found about it
    wirkung       text NOT NULL CONSTRAINT widerspruch_wirkung CHECK (wirkung IN ('aufschiebend',
        'keine')),
    wirkung_grund text NOT NULL DEFAULT '',
    erfasst_von   uuid NOT NULL,
    erfasst_am    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT widerspruch_bescheid FOREIGN KEY (fall_id,
                                                 bescheid_id) REFERENCES bescheid (fall_id, id),
    CONSTRAINT widerspruch_schreiben FOREIGN KEY (fall_id,
                                                  schreiben_id) REFERENCES schreiben (fall_id, id),
    CONSTRAINT widerspruch_gegen_eines CHECK (num_nonnulls(bescheid_id, schreiben_id) = 1),
    CONSTRAINT widerspruch_folge CHECK (abgesandt <= bekannt_am AND bekannt_am < frist
                                        AND eingegangen >= abgesandt),
    CONSTRAINT widerspruch_spaet_begruendet CHECK (eingegangen <= frist OR versaeumnis <> ''),
    CONSTRAINT widerspruch_wirkung_begruendet CHECK ((wirkung = 'keine') = (wirkung_grund <> ''))
);
CREATE INDEX widerspruch_fall ON widerspruch (fall_id, eingegangen);

CREATE TABLE widerspruch_entscheidung (
    widerspruch_id  uuid PRIMARY KEY REFERENCES widerspruch,
    art             text NOT NULL CONSTRAINT widerspruch_entscheidung_art CHECK (art IN
                        ('abhilfe', 'teilabhilfe', 'zurueckweisung', 'ruecknahme')),
    begruendung     text NOT NULL CONSTRAINT widerspruch_entscheidung_begruendung CHECK
    (begruendung <> ''),
    gericht         text NOT NULL DEFAULT '',
    schreiben_id    uuid NOT NULL CONSTRAINT widerspruch_entscheidung_schreiben_einmal UNIQUE
    REFERENCES schreiben,
    entschieden_am  date NOT NULL,
    entschieden_von uuid NOT NULL,
    CONSTRAINT widerspruch_entscheidung_gericht CHECK ((art IN ('teilabhilfe',
        'zurueckweisung')) = (gericht <> ''))
);
