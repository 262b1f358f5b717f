-- Access on a Kommune's request (B-3.4.4): asked for by its Leitung, set up by the Kreis, confirmed
-- by the Kommune. What was asked stays as it is; each step is a row of its own. And the end of it:
-- people who leave, accounts that nobody uses.

ALTER TABLE benutzer
    -- The last day of service; afterwards nobody signs in with this account and no role holds.
    ADD COLUMN dienst_bis   date,
    ADD COLUMN entsperrt_am timestamptz;

CREATE TABLE zugangsantrag (
    id            uuid PRIMARY KEY,
    mandant_id    uuid NOT NULL REFERENCES mandant,
    art           text NOT NULL CONSTRAINT zugangsantrag_art CHECK (art IN
                      ('neue_person', 'weitere_rollen', 'wechsel', 'rollenende', 'ausscheiden')),
    -- NULL: somebody who has no account yet.
    benutzer_id   uuid REFERENCES benutzer,
    name          text NOT NULL DEFAULT '',
    anmeldename   text NOT NULL DEFAULT '',
    telefon       text NOT NULL DEFAULT '',
    zimmer        text NOT NULL DEFAULT '',
    rollen        text[] NOT NULL DEFAULT '{}',
    sachgebiet    text NOT NULL DEFAULT '',
    -- The first day of what is given; NULL where something ends.
    von           date,
    -- The last day; NULL: until further notice.
    bis           date,
    grund         text NOT NULL
        CONSTRAINT zugangsantrag_grund CHECK (char_length(grund) BETWEEN 1 AND 1000),
    beantragt_von uuid NOT NULL REFERENCES benutzer,
    beantragt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT zugangsantrag_person CHECK (
        CASE art WHEN 'neue_person' THEN benutzer_id IS NULL AND name <> '' AND anmeldename <> ''
                 ELSE benutzer_id IS NOT NULL END),
    CONSTRAINT zugangsantrag_rollen
        CHECK ((art = 'ausscheiden') = (cardinality(rollen) = 0)),
    CONSTRAINT zugangsantrag_tage CHECK (
        CASE WHEN art IN ('rollenende', 'ausscheiden') THEN von IS NULL AND bis IS NOT NULL
             ELSE von IS NOT NULL AND (bis IS NULL OR bis >= von) END)
);
CREATE INDEX zugangsantrag_mandant ON zugangsantrag (mandant_id, beantragt_am);

CREATE TABLE zugangsantrag_schritt (
    antrag_id   uuid NOT NULL REFERENCES zugangsantrag,
    lfd         integer NOT NULL CONSTRAINT zugangsantrag_schritt_lfd CHECK (lfd > 0),
    schritt     text NOT NULL CONSTRAINT zugangsantrag_schritt_schritt CHECK (schritt IN
                    ('eingerichtet', 'abgelehnt', 'bestaetigt', 'beanstandet', 'zurueckgezogen')),
    -- The account that it is about, once it is set up.
    benutzer_id uuid REFERENCES benutzer,
    von         uuid NOT NULL REFERENCES benutzer,
    am          timestamptz NOT NULL DEFAULT now(),
    text        text NOT NULL DEFAULT ''
        CONSTRAINT zugangsantrag_schritt_text CHECK (char_length(text) <= 1000),
    PRIMARY KEY (antrag_id, lfd),
    CONSTRAINT zugangsantrag_schritt_grund
        CHECK (schritt NOT IN ('abgelehnt', 'beanstandet') OR text <> ''),
    CONSTRAINT zugangsantrag_schritt_konto
        CHECK (schritt <> 'eingerichtet' OR benutzer_id IS NOT NULL)
);

-- The figures of the rules; they hold from a day until the next ones begin.
CREATE TABLE zugangsregel (
    gueltig_ab        date PRIMARY KEY,
    -- After so many days without a sign-in an account is listed and warned of …
    ungenutzt_tage    integer NOT NULL
        CONSTRAINT zugangsregel_ungenutzt CHECK (ungenutzt_tage BETWEEN 30 AND 400),
    -- … and after so many more it is locked.
    warnfrist_tage    integer NOT NULL
        CONSTRAINT zugangsregel_warnfrist CHECK (warnfrist_tage BETWEEN 7 AND 90),
    -- Month and day on which all roles are to be confirmed.
    stichtage         text[] NOT NULL CONSTRAINT zugangsregel_stichtage CHECK (
        array_to_string(stichtage, ' ')
            ~ '^((^| )(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])){2,4}$'),
    bestaetigung_tage integer NOT NULL
        CONSTRAINT zugangsregel_bestaetigung CHECK (bestaetigung_tage BETWEEN 14 AND 90),
    -- The longest that support may read in a case.
    support_stunden   integer NOT NULL
        CONSTRAINT zugangsregel_support CHECK (support_stunden BETWEEN 1 AND 8),
    grund             text NOT NULL CONSTRAINT zugangsregel_grund CHECK (grund <> ''),
    erfasst_von       uuid REFERENCES benutzer,          -- NULL: came with the program
    erfasst_am        timestamptz NOT NULL DEFAULT now()
);
INSERT INTO zugangsregel (gueltig_ab, ungenutzt_tage, warnfrist_tage, stichtage, bestaetigung_tage,
                          support_stunden, grund)
VALUES ('2020-01-01', 90, 14, '{04-01,10-01}', 28, 8, 'Mit dem Programm ausgeliefert');

-- Who was warned that an account will be locked; a sign-in afterwards makes it void.
CREATE TABLE kontowarnung (
    benutzer_id uuid NOT NULL REFERENCES benutzer,
    am          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (benutzer_id, am)
);
