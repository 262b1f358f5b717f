-- When the Kasse pays (B-5.2); a rule holds from a Monday until the next one begins.
CREATE TABLE zahllaufregel (
    gueltig_ab     date PRIMARY KEY
                   CONSTRAINT zahllaufregel_montag CHECK (extract(isodow FROM gueltig_ab) = 1),
    -- Monday is 1. The agreement asks for two runs a week.
    wochentage     smallint[] NOT NULL
                   CONSTRAINT zahllaufregel_wochentage CHECK (wochentage <@ '{1,2,3,4,5}'::smallint[])
                   CONSTRAINT zahllaufregel_zwei_laeufe CHECK (cardinality(wochentage) >= 2),
    -- Bank days from the execution until the money is surely with the payee.
    vorlauf_banktage smallint NOT NULL
                   CONSTRAINT zahllaufregel_vorlauf CHECK (vorlauf_banktage BETWEEN 1 AND 5),
    annahmeschluss time NOT NULL,                              -- Europe/Berlin
    grund          text NOT NULL CONSTRAINT zahllaufregel_grund CHECK (grund <> '')
);
INSERT INTO zahllaufregel (gueltig_ab, wochentage, vorlauf_banktage, annahmeschluss, grund)
VALUES ('2020-01-06', '{2,5}', 1, '08:30', 'Vereinbarung, zwei Läufe in der Woche');

-- Days on which the Kasse does not work although the banks do.
CREATE TABLE kassenschliesstag (
    tag   date PRIMARY KEY,
    grund text NOT NULL CONSTRAINT kassenschliesstag_grund CHECK (grund <> '')
);
