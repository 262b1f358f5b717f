-- Rights of the persons concerned: what they asked for, what they get, how long data stay.

-- Subject access (Art. 15 DSGVO). The files wait to be collected; then only this row says that
-- they were.
CREATE TABLE auskunft (
    id           uuid PRIMARY KEY,
    person_id    uuid NOT NULL CONSTRAINT auskunft_person REFERENCES person,
    verlangt_am  date NOT NULL,
    -- How the office knew that it was this person who asked.
    identitaet   text NOT NULL CONSTRAINT auskunft_identitaet
                 CHECK (identitaet IN ('ausweis', 'bekannt', 'vertretung')),
    abholen_bis  date NOT NULL CONSTRAINT auskunft_abholen CHECK (abholen_bis > verlangt_am),
    erfasst_von  uuid NOT NULL,
    erfasst_am   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX auskunft_zur_person ON auskunft (person_id, erfasst_am);
CREATE TABLE auskunft_datei (
    auskunft_id uuid NOT NULL CONSTRAINT auskunft_datei_auskunft REFERENCES auskunft,
    art         text NOT NULL CONSTRAINT auskunft_datei_art CHECK (art IN ('pdf', 'zip')),
    sha256      bytea NOT NULL CONSTRAINT auskunft_datei_sha256 CHECK (octet_length(sha256) = 32),
    groesse     bigint NOT NULL CONSTRAINT auskunft_datei_groesse CHECK (groesse > 0),
    erstellt_am timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (auskunft_id, art)
);
CREATE TABLE auskunft_teil (
    auskunft_id uuid NOT NULL,
    art         text NOT NULL,
    lfd         integer NOT NULL CONSTRAINT auskunft_teil_lfd CHECK (lfd > 0),
    inhalt      bytea NOT NULL,
    PRIMARY KEY (auskunft_id, art, lfd),
    CONSTRAINT auskunft_teil_datei
        FOREIGN KEY (auskunft_id, art) REFERENCES auskunft_datei (auskunft_id, art)
);

-- How long data of a kind stay; the rule with the latest day of validity counts.
CREATE TABLE loeschregel (
    id          uuid PRIMARY KEY,
    art         text NOT NULL CONSTRAINT loeschregel_art
                CHECK (art IN ('fallakte', 'ablehnung', 'zahlung', 'protokoll', 'statistik')),
    gueltig_ab  date NOT NULL,
    monate      integer NOT NULL CONSTRAINT loeschregel_monate CHECK (monate BETWEEN 0 AND 600),
    -- From what on the months count, in words.
    beginn      text NOT NULL CONSTRAINT loeschregel_beginn CHECK (beginn <> ''),
    fundstelle  text NOT NULL CONSTRAINT loeschregel_fundstelle CHECK (fundstelle <> ''),
    erfasst_von uuid,                                -- NULL: came with the program
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT loeschregel_einmal UNIQUE (art, gueltig_ab)
);
INSERT INTO loeschregel (id, art, gueltig_ab, monate, beginn, fundstelle) VALUES
    ('019aa000-0000-7000-8000-000000000001', 'fallakte', '2020-01-01', 72,
     'Ende des Jahres, in dem die Leistung endete',
     'Art. 5 Abs. 1 Buchst. e DSGVO; Empfehlung der KGSt für Akten der Sozialhilfe'),
    ('019aa000-0000-7000-8000-000000000002', 'ablehnung', '2020-01-01', 12,
     'Ende des Jahres der Ablehnung',
     'Art. 5 Abs. 1 Buchst. e DSGVO; Empfehlung der KGSt für Akten der Sozialhilfe'),
    ('019aa000-0000-7000-8000-000000000003', 'zahlung', '2020-01-01', 120,
     'Ende des Haushaltsjahres der Zahlung',
     'KomHVO NRW, Aufbewahrung von Büchern und Belegen'),
    ('019aa000-0000-7000-8000-000000000004', 'protokoll', '2020-01-01', 36,
     'Ende des Jahres des Eintrags',
     'Art. 5 Abs. 1 Buchst. e und Abs. 2 DSGVO; § 195 BGB'),
    ('019aa000-0000-7000-8000-000000000005', 'statistik', '2020-01-01', 0,
     'Annahme der Lieferung durch das Statistische Landesamt',
     '§ 12 AsylbLG; § 12 BStatG: Hilfsmerkmale sind zum frühestmöglichen Zeitpunkt zu löschen');
