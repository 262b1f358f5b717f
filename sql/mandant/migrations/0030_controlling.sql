-- What the anonymised controlling counts of a month (B-4.1), frozen: later evaluations count the
-- same rows, so that they never contradict what was published. Rows name categories, no person.

CREATE TABLE controlling_zaehlung (
    monat       date PRIMARY KEY
                CONSTRAINT controlling_zaehlung_monatserster CHECK (extract(day FROM monat) = 1),
    gezaehlt_am timestamptz NOT NULL DEFAULT now()
);

-- Who was counted, to tell inflow and outflow of the next month. Stays here.
CREATE TABLE controlling_person (
    monat     date NOT NULL CONSTRAINT controlling_person_monat REFERENCES controlling_zaehlung,
    person_id uuid NOT NULL CONSTRAINT controlling_person_person REFERENCES person,
    merkmale  jsonb NOT NULL
              CONSTRAINT controlling_person_merkmale CHECK (jsonb_typeof(merkmale) = 'object'),
    PRIMARY KEY (monat, person_id)
);

CREATE TABLE controlling_satz (
    monat      date NOT NULL CONSTRAINT controlling_satz_monat REFERENCES controlling_zaehlung,
    -- Keys of Uebergabe.Gesamtheit and Uebergabe.Berichtsmerkmal.
    gesamtheit text NOT NULL CONSTRAINT controlling_satz_gesamtheit CHECK (gesamtheit <> ''),
    lfd        integer NOT NULL CONSTRAINT controlling_satz_lfd CHECK (lfd > 0),
    merkmale   jsonb NOT NULL
               CONSTRAINT controlling_satz_merkmale CHECK (jsonb_typeof(merkmale) = 'object'),
    -- 1 for a person or case; cents for an amount.
    wert       bigint NOT NULL CONSTRAINT controlling_satz_wert CHECK (wert > 0),
    -- The same number for all amounts of one contributor; means nothing elsewhere.
    beitragend integer NOT NULL CONSTRAINT controlling_satz_beitragend CHECK (beitragend > 0),
    PRIMARY KEY (monat, gesamtheit, lfd)
);
