-- The monthly Umlage of the Krankenhilfe (B-6.6 to B-6.8). What stands on Vorschuss and is in no
-- Umlage yet goes to the Kommunen that take part, by the recipients that each has handed over for
-- the month. One person states the proof's hash, another closes on the same hash; then nothing of
-- it changes.

-- What a Kommune recovers of ambulatory costs belongs to all (B-6.6): an amount, no person.
CREATE TABLE durchleitung (
    id           uuid PRIMARY KEY,
    mandant_id   uuid NOT NULL,
    nummer       text NOT NULL CONSTRAINT durchleitung_nummer_einmal UNIQUE,
    -- When the treatment was, and when the money reached the Kommune.
    monat        date NOT NULL
                 CONSTRAINT durchleitung_monatserster CHECK (extract(day FROM monat) = 1),
    eingang_am   date NOT NULL,
    herkunft     text NOT NULL CONSTRAINT durchleitung_herkunft CHECK (herkunft IN
                     ('krankenkasse', 'anderer_traeger', 'kostenbeitrag', 'schadensersatz')),
    betrag_cent  bigint NOT NULL CONSTRAINT durchleitung_betrag CHECK (
                     betrag_cent <> 0 AND abs(betrag_cent) <= 99999999999),
    -- What was reported by mistake is taken back as a whole, by its opposite.
    berichtigt   uuid CONSTRAINT durchleitung_berichtigt_einmal UNIQUE REFERENCES durchleitung,
    vermerk      text NOT NULL DEFAULT ''
                 CONSTRAINT durchleitung_vermerk CHECK (char_length(vermerk) <= 500),
    gemeldet_von uuid NOT NULL,
    gemeldet_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT durchleitung_vorzeichen CHECK ((betrag_cent < 0) = (berichtigt IS NOT NULL)),
    CONSTRAINT durchleitung_eingang_nach_monat CHECK (eingang_am >= monat)
);
CREATE INDEX durchleitung_mandant ON durchleitung (mandant_id, gemeldet_am);

-- Taking it over posts it; refusing it needs a reason.
CREATE TABLE durchleitung_annahme (
    durchleitung_id uuid PRIMARY KEY REFERENCES durchleitung,
    buchung_id      uuid NOT NULL
                    CONSTRAINT durchleitung_annahme_buchung_einmal UNIQUE REFERENCES buchung,
    tag             date NOT NULL,
    von             uuid NOT NULL,
    am              timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE durchleitung_ablehnung (
    durchleitung_id uuid PRIMARY KEY REFERENCES durchleitung,
    grund           text NOT NULL
                    CONSTRAINT durchleitung_ablehnung_grund CHECK (grund <> ''),
    von             uuid NOT NULL,
    am              timestamptz NOT NULL DEFAULT now()
);

-- One person has checked a month's proof: exactly these bytes.
CREATE TABLE umlage_feststellung (
    id          uuid PRIMARY KEY,
    monat       date NOT NULL
                CONSTRAINT umlage_feststellung_monatserster CHECK (extract(day FROM monat) = 1),
    netto_cent  bigint NOT NULL,
    nachweis_sha256 bytea NOT NULL
                CONSTRAINT umlage_feststellung_pruefsumme
                    CHECK (octet_length(nachweis_sha256) = 32),
    von         uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX umlage_feststellung_monat ON umlage_feststellung (monat, am);

CREATE TABLE umlage (
    id          uuid PRIMARY KEY,
    monat       date NOT NULL CONSTRAINT umlage_monat_einmal UNIQUE
                CONSTRAINT umlage_monatserster CHECK (extract(day FROM monat) = 1),
    regel       date NOT NULL CONSTRAINT umlage_regel REFERENCES empfaengerregel,
    -- Negative when more came back than was laid out (B-6.8).
    netto_cent  bigint NOT NULL,
    empfaenger  bigint NOT NULL,
    positionen  integer NOT NULL CONSTRAINT umlage_anzahl CHECK (positionen > 0),
    nachweis_sha256 bytea NOT NULL
                CONSTRAINT umlage_pruefsumme CHECK (octet_length(nachweis_sha256) = 32),
    feststellung_id uuid NOT NULL
                CONSTRAINT umlage_feststellung_einmal UNIQUE REFERENCES umlage_feststellung,
    tag         date NOT NULL,
    faellig     date NOT NULL,
    abgeschlossen_von uuid NOT NULL,
    abgeschlossen_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT umlage_monat_vorbei CHECK (tag >= monat + interval '1 month'),
    CONSTRAINT umlage_faellig_danach CHECK (faellig > tag),
    -- Without a recipient there is no weight: nothing is apportioned then.
    CONSTRAINT umlage_ohne_empfaenger CHECK (empfaenger > 0 OR (empfaenger = 0 AND netto_cent = 0))
);

-- A line of Vorschuss is in one Umlage at most (I13).
CREATE TABLE umlage_position (
    umlage_id        uuid NOT NULL REFERENCES umlage,
    lfd              integer NOT NULL CONSTRAINT umlage_position_lfd_positiv CHECK (lfd > 0),
    buchungszeile_id uuid NOT NULL
                     CONSTRAINT umlage_position_einmal UNIQUE REFERENCES buchungszeile,
    PRIMARY KEY (umlage_id, lfd)
);

-- A Kommune's line with its arithmetic: whole cents rounded down, the remainder (of the month's
-- recipients) and the cent that goes to the largest remainders.
CREATE TABLE umlage_teil (
    id          uuid PRIMARY KEY,
    umlage_id   uuid NOT NULL REFERENCES umlage,
    mandant_id  uuid NOT NULL,
    ags         text NOT NULL,
    -- As it was called then.
    kommune     text NOT NULL,
    gewicht     bigint NOT NULL CONSTRAINT umlage_teil_gewicht CHECK (gewicht >= 0),
    ganze_cent  bigint NOT NULL CONSTRAINT umlage_teil_ganze CHECK (ganze_cent >= 0),
    rest        bigint NOT NULL CONSTRAINT umlage_teil_rest CHECK (rest >= 0),
    zusatz_cent bigint NOT NULL CONSTRAINT umlage_teil_zusatz CHECK (zusatz_cent IN (0, 1)),
    anteil_cent bigint NOT NULL,
    -- What the Kommune passes through itself with this Umlage.
    durchleitung_cent bigint NOT NULL,
    nummer      text NOT NULL CONSTRAINT umlage_teil_nummer_einmal UNIQUE,
    kassenzeichen text NOT NULL CONSTRAINT umlage_teil_kassenzeichen_einmal UNIQUE,
    CONSTRAINT umlage_teil_einmal UNIQUE (umlage_id, mandant_id),
    CONSTRAINT umlage_teil_ohne_gewicht CHECK (gewicht > 0 OR anteil_cent = 0),
    CONSTRAINT umlage_teil_betrag CHECK (abs(anteil_cent) = ganze_cent + zusatz_cent)
);
CREATE INDEX umlage_teil_mandant ON umlage_teil (mandant_id);

CREATE TABLE umlage_schreiben (
    teil_id     uuid PRIMARY KEY REFERENCES umlage_teil,
    inhalt      bytea NOT NULL,
    sha256      bytea NOT NULL
                CONSTRAINT umlage_schreiben_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erstellt_am timestamptz NOT NULL DEFAULT now()
);

-- The posting that an Umlage makes; every other line of Vorschuss is to be apportioned.
ALTER TABLE buchung
    ADD COLUMN umlage_id uuid CONSTRAINT buchung_umlage_einmal UNIQUE REFERENCES umlage;

-- A Kommune's payment of its part, or the Kreis's when more came back than was laid out.
ALTER TABLE umsatz_zuordnung
    ADD COLUMN umlageteil_id uuid
        CONSTRAINT umsatz_zuordnung_umlageteil REFERENCES umlage_teil,
    DROP CONSTRAINT umsatz_zuordnung_art,
    ADD CONSTRAINT umsatz_zuordnung_art CHECK (art IN
        ('zahlung', 'ruecklauf', 'erstattung', 'durchlaufend', 'rueckforderung', 'barkasse',
         'umlage')),
    ADD CONSTRAINT umsatz_zuordnung_umlage CHECK ((art = 'umlage') = (umlageteil_id IS NOT NULL));
CREATE INDEX umsatz_zuordnung_teil ON umsatz_zuordnung (umlageteil_id)
    WHERE umlageteil_id IS NOT NULL;
