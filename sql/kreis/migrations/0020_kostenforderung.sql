-- A Kommune's part of an Umlage, and of a Kostenteilung, is an open item as an Erstattung is:
-- payment, set-off and dunning know the item only (B-6.7, H-2.2).

INSERT INTO forderung (id, mandant_id, art, monat, nummer, kassenzeichen, betrag_cent, faellig)
SELECT t.id, t.mandant_id, 'umlage', u.monat, t.nummer, t.kassenzeichen,
       t.anteil_cent + t.durchleitung_cent, u.faellig
  FROM umlage_teil t JOIN umlage u ON u.id = t.umlage_id;

ALTER TABLE forderung
    DROP CONSTRAINT forderung_art,
    ADD CONSTRAINT forderung_art CHECK (art IN ('erstattung', 'umlage', 'kosten')),
    DROP CONSTRAINT forderung_einmal;
-- Erstattung and Umlage come once a month; of the splits several may be confirmed in one.
CREATE UNIQUE INDEX forderung_einmal ON forderung (mandant_id, art, monat) WHERE art <> 'kosten';

CREATE TABLE kostenforderung (
    id            uuid PRIMARY KEY,
    kostenteilung_id uuid NOT NULL,
    mandant_id    uuid NOT NULL,
    nummer        text NOT NULL CONSTRAINT kostenforderung_nummer_einmal UNIQUE,
    kassenzeichen text NOT NULL CONSTRAINT kostenforderung_kassenzeichen_einmal UNIQUE,
    tag           date NOT NULL,
    faellig       date NOT NULL,
    von           uuid NOT NULL,
    CONSTRAINT kostenforderung_einmal UNIQUE (kostenteilung_id, mandant_id),
    CONSTRAINT kostenforderung_teil FOREIGN KEY (kostenteilung_id, mandant_id)
        REFERENCES kostenteilung_teil (kostenteilung_id, mandant_id),
    CONSTRAINT kostenforderung_faellig_danach CHECK (faellig > tag)
);

-- The posting that a confirmed split makes.
ALTER TABLE buchung
    ADD COLUMN kostenteilung_id uuid
        CONSTRAINT buchung_kostenteilung_einmal UNIQUE REFERENCES kostenteilung;

-- A Kommune's payment of its part.
ALTER TABLE umsatz_zuordnung
    ADD COLUMN forderung_id uuid CONSTRAINT umsatz_zuordnung_forderung REFERENCES forderung,
    DROP CONSTRAINT umsatz_zuordnung_art,
    ADD CONSTRAINT umsatz_zuordnung_art CHECK (art IN
        ('zahlung', 'ruecklauf', 'erstattung', 'durchlaufend', 'rueckforderung', 'barkasse',
         'umlage', 'kosten')),
    ADD CONSTRAINT umsatz_zuordnung_kosten CHECK ((art = 'kosten') = (forderung_id IS NOT NULL));
CREATE INDEX umsatz_zuordnung_forderung ON umsatz_zuordnung (forderung_id)
    WHERE forderung_id IS NOT NULL;
