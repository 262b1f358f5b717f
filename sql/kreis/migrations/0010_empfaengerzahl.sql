-- How many recipients each Kommune had in a month: the weights of the Umlage (B-6.7). The Kommune
-- counts under its own login; a number and a hash of the ids cross the counter, no person.

-- Who is counted and when; a rule holds for the months from its first one until the next begins.
CREATE TABLE empfaengerregel (
    gueltig_ab date PRIMARY KEY
               CONSTRAINT empfaengerregel_monatserster CHECK (extract(day FROM gueltig_ab) = 1),
    -- Keys of Leistungsrecht.Anspruchsgrundlage.
    grundlagen text[] NOT NULL
               CONSTRAINT empfaengerregel_grundlagen CHECK (cardinality(grundlagen) >= 1
                   AND grundlagen <@ '{grundleistung,analogleistung,anspruchseinschraenkung,
                                       ueberbrueckungsleistung}'::text[]),
    -- Counted from this day of the following month on, so that late decisions are in.
    zaehltag   smallint NOT NULL
               CONSTRAINT empfaengerregel_zaehltag CHECK (zaehltag BETWEEN 1 AND 28),
    grund      text NOT NULL CONSTRAINT empfaengerregel_grund CHECK (grund <> '')
);
INSERT INTO empfaengerregel (gueltig_ab, grundlagen, zaehltag, grund)
VALUES ('2020-01-01',
        '{grundleistung,analogleistung,anspruchseinschraenkung,ueberbrueckungsleistung}', 10,
        'Vereinbarung: Umlage nach der Zahl der Empfänger nach dem AsylbLG im Monat');

CREATE TABLE empfaengerzahl (
    mandant_id   uuid NOT NULL,
    monat        date NOT NULL
                 CONSTRAINT empfaengerzahl_monatserster CHECK (extract(day FROM monat) = 1),
    regel        date NOT NULL
                 CONSTRAINT empfaengerzahl_regel REFERENCES empfaengerregel,
    anzahl       bigint NOT NULL
                 CONSTRAINT empfaengerzahl_anzahl CHECK (anzahl BETWEEN 0 AND 10000000),
    -- Of the list of ids that the Kommune keeps, so that the count can be proven.
    sha256       bytea NOT NULL
                 CONSTRAINT empfaengerzahl_pruefsumme CHECK (octet_length(sha256) = 32),
    gezaehlt_zum date NOT NULL,
    gemeldet_am  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mandant_id, monat),
    CONSTRAINT empfaengerzahl_monat_vorbei CHECK (gezaehlt_zum >= monat + interval '1 month')
);
