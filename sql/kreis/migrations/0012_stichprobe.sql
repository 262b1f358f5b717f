-- What a Sammelrechnung bills one by one, the sample of it that is checked, and what came of it
-- (B-6.4). Nothing here is posted to a case or a Kommune.

-- The biller's list as it came.
CREATE TABLE sammelrechnung_nachweis (
    rechnung_id    uuid PRIMARY KEY
                   CONSTRAINT sammelrechnung_nachweis_rechnung REFERENCES sammelrechnung,
    name           text NOT NULL,
    inhalt         bytea NOT NULL,
    sha256         bytea NOT NULL
                   CONSTRAINT sammelrechnung_nachweis_pruefsumme CHECK (sha256 = sha256(inhalt)),
    eingelesen_von uuid NOT NULL,
    eingelesen_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sammelrechnung_nachweis_einmal UNIQUE (sha256)
);

CREATE TABLE sammelrechnung_position (
    rechnung_id   uuid NOT NULL
                  CONSTRAINT sammelrechnung_position_nachweis REFERENCES sammelrechnung_nachweis,
    lfd           integer NOT NULL
                  CONSTRAINT sammelrechnung_position_lfd CHECK (lfd BETWEEN 1 AND 100000),
    -- As the biller writes it, and the Kommune meant; NULL when it is none of this Verbund.
    kommune       text NOT NULL,
    mandant_id    uuid,
    schein        text NOT NULL DEFAULT '',
    familienname  text NOT NULL,
    vorname       text NOT NULL,
    geburtsdatum  date NOT NULL,
    behandelt_von date NOT NULL,
    behandelt_bis date NOT NULL,
    leistung      text NOT NULL DEFAULT '',
    betrag_cent   bigint NOT NULL CONSTRAINT sammelrechnung_position_betrag
                      CHECK (betrag_cent BETWEEN 1 AND 99999999999),
    PRIMARY KEY (rechnung_id, lfd),
    CONSTRAINT sammelrechnung_position_name CHECK (familienname <> '' OR vorname <> ''),
    CONSTRAINT sammelrechnung_position_zeit CHECK (behandelt_von <= behandelt_bis)
);
CREATE INDEX sammelrechnung_position_gleiche
    ON sammelrechnung_position (geburtsdatum, behandelt_von, betrag_cent);

-- How many are drawn; a rule holds for the invoices taken in from its first day until the next
-- begins.
CREATE TABLE stichprobenregel (
    gueltig_ab      date PRIMARY KEY,
    anteil_promille integer NOT NULL CONSTRAINT stichprobenregel_anteil
                        CHECK (anteil_promille BETWEEN 1 AND 1000),
    mindestens      integer NOT NULL CONSTRAINT stichprobenregel_mindestens CHECK (mindestens >= 1),
    hoechstens      integer NOT NULL CONSTRAINT stichprobenregel_hoechstens
                        CHECK (hoechstens BETWEEN mindestens AND 500),
    grund           text NOT NULL CONSTRAINT stichprobenregel_grund CHECK (grund <> '')
);
INSERT INTO stichprobenregel (gueltig_ab, anteil_promille, mindestens, hoechstens, grund)
VALUES ('2020-01-01', 50, 10, 60,
        'Vereinbarung § 6 Abs. 4: Der Kreis prüft nur stichprobenartig. Den Umfang nennt sie '
        'nicht; so ist das Programm eingestellt.');

-- The database sets everything but who drew; definitions/stichprobe.sql.
CREATE TABLE stichprobe (
    rechnung_id uuid PRIMARY KEY
                CONSTRAINT stichprobe_nachweis REFERENCES sammelrechnung_nachweis,
    regel       date NOT NULL CONSTRAINT stichprobe_regel REFERENCES stichprobenregel,
    anzahl      integer NOT NULL CONSTRAINT stichprobe_anzahl CHECK (anzahl >= 1),
    umfang      integer NOT NULL
                CONSTRAINT stichprobe_umfang CHECK (umfang BETWEEN 1 AND anzahl),
    saat        bytea NOT NULL CONSTRAINT stichprobe_saat CHECK (octet_length(saat) = 32),
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE stichprobe_position (
    rechnung_id uuid NOT NULL CONSTRAINT stichprobe_position_stichprobe REFERENCES stichprobe,
    lfd         integer NOT NULL,
    PRIMARY KEY (rechnung_id, lfd),
    CONSTRAINT stichprobe_position_position FOREIGN KEY (rechnung_id, lfd)
        REFERENCES sammelrechnung_position
);

-- Whether the Kommune named is competent for the person of a drawn line. The answer is yes or no,
-- and comes from the Kommune's own login.
CREATE TABLE zustaendigkeitsfrage (
    id             uuid PRIMARY KEY,
    rechnung_id    uuid NOT NULL,
    lfd            integer NOT NULL,
    mandant_id     uuid NOT NULL,
    von            uuid NOT NULL,
    von_name       text NOT NULL CONSTRAINT zustaendigkeitsfrage_wer
                       CHECK (char_length(von_name) BETWEEN 1 AND 120),
    am             timestamptz NOT NULL DEFAULT now(),
    antwort        boolean,
    beantwortet_am timestamptz,
    CONSTRAINT zustaendigkeitsfrage_einmal UNIQUE (rechnung_id, lfd),
    CONSTRAINT zustaendigkeitsfrage_position FOREIGN KEY (rechnung_id, lfd)
        REFERENCES stichprobe_position,
    CONSTRAINT zustaendigkeitsfrage_antwort
        CHECK ((antwort IS NULL) = (beantwortet_am IS NULL))
);
CREATE INDEX zustaendigkeitsfrage_mandant ON zustaendigkeitsfrage (mandant_id, am);

-- What the check of a drawn line came to; the latest counts until the invoice is checked.
CREATE TABLE stichprobe_ergebnis (
    id          uuid PRIMARY KEY,
    rechnung_id uuid NOT NULL,
    lfd         integer NOT NULL,
    ergebnis    text NOT NULL CONSTRAINT stichprobe_ergebnis_art
                    CHECK (ergebnis IN ('in_ordnung', 'beanstandet')),
    vermerk     text NOT NULL DEFAULT '',
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stichprobe_ergebnis_position FOREIGN KEY (rechnung_id, lfd)
        REFERENCES stichprobe_position,
    CONSTRAINT stichprobe_ergebnis_vermerk CHECK (ergebnis = 'in_ordnung' OR vermerk <> '')
);
CREATE INDEX stichprobe_ergebnis_position ON stichprobe_ergebnis (rechnung_id, lfd, am);

-- An apparent claim for reimbursement, told to the Kommune that said it is competent.
CREATE TABLE kostenhinweis (
    id          uuid PRIMARY KEY,
    frage_id    uuid NOT NULL
                CONSTRAINT kostenhinweis_frage REFERENCES zustaendigkeitsfrage,
    art         text NOT NULL CONSTRAINT kostenhinweis_art CHECK (art IN
                    ('unfall', 'krankenversicherung', 'anderer_traeger', 'sonstiges')),
    text        text NOT NULL
                CONSTRAINT kostenhinweis_text CHECK (char_length(text) BETWEEN 1 AND 300),
    von         uuid NOT NULL,
    von_name    text NOT NULL
                CONSTRAINT kostenhinweis_wer CHECK (char_length(von_name) BETWEEN 1 AND 120),
    am          timestamptz NOT NULL DEFAULT now(),
    abgeholt_am timestamptz,
    CONSTRAINT kostenhinweis_einmal UNIQUE (frage_id, art)
);
