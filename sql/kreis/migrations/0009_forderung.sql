-- What a Kommune owes the Kreis, whatever for: one item per Erstattung (B-5.3). Payment, set-off
-- and dunning know the item only, so that other claims against a Kommune are handled the same way.

CREATE TABLE forderung (
    id            uuid PRIMARY KEY,                      -- of what it stands for
    mandant_id    uuid NOT NULL,
    art           text NOT NULL CONSTRAINT forderung_art CHECK (art IN ('erstattung', 'umlage')),
    monat         date NOT NULL
                  CONSTRAINT forderung_monatserster CHECK (extract(day FROM monat) = 1),
    nummer        text NOT NULL CONSTRAINT forderung_nummer_einmal UNIQUE,
    kassenzeichen text NOT NULL CONSTRAINT forderung_kassenzeichen_einmal UNIQUE,
    betrag_cent   bigint NOT NULL,                       -- negative: the Kreis owes
    faellig       date NOT NULL,
    CONSTRAINT forderung_einmal UNIQUE (mandant_id, art, monat)
);
INSERT INTO forderung (id, mandant_id, art, monat, nummer, kassenzeichen, betrag_cent, faellig)
SELECT id, mandant_id, 'erstattung', monat, nummer, kassenzeichen, summe_cent, faellig
  FROM erstattung;
CREATE INDEX umsatz_zuordnung_erstattung_id ON umsatz_zuordnung (erstattung_id)
    WHERE erstattung_id IS NOT NULL;

-- A credit of one item, overpaid or negative from the start, pays another of the same Kommune.
-- Both stand on the same ledger account, so that nothing is posted.
CREATE TABLE forderung_verrechnung (
    id          uuid PRIMARY KEY,
    von_id      uuid NOT NULL CONSTRAINT forderung_verrechnung_guthaben REFERENCES forderung,
    auf_id      uuid NOT NULL CONSTRAINT forderung_verrechnung_schuld REFERENCES forderung,
    betrag_cent bigint NOT NULL
                CONSTRAINT forderung_verrechnung_betrag CHECK (betrag_cent > 0),
    tag         date NOT NULL,
    grund       text NOT NULL CONSTRAINT forderung_verrechnung_grund CHECK (grund <> ''),
    benutzer_id uuid NOT NULL,
    am          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT forderung_verrechnung_verschieden CHECK (von_id <> auf_id)
);
CREATE INDEX forderung_verrechnung_von ON forderung_verrechnung (von_id);
CREATE INDEX forderung_verrechnung_auf ON forderung_verrechnung (auf_id);

CREATE TABLE forderung_mahnung (
    id           uuid PRIMARY KEY,
    forderung_id uuid NOT NULL REFERENCES forderung,
    stufe        smallint NOT NULL
                 CONSTRAINT forderung_mahnung_stufe CHECK (stufe BETWEEN 1 AND 3),
    offen_cent   bigint NOT NULL CONSTRAINT forderung_mahnung_offen CHECK (offen_cent > 0),
    tag          date NOT NULL,
    frist        date NOT NULL,
    benutzer_id  uuid NOT NULL,
    am           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT forderung_mahnung_einmal UNIQUE (forderung_id, stufe),
    CONSTRAINT forderung_mahnung_frist CHECK (frist > tag)
);

CREATE TABLE forderung_mahnschreiben (
    mahnung_id  uuid PRIMARY KEY REFERENCES forderung_mahnung,
    inhalt      bytea NOT NULL,
    sha256      bytea NOT NULL
                CONSTRAINT forderung_mahnschreiben_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erstellt_am timestamptz NOT NULL DEFAULT now()
);

-- What a Kommune says to the lines of its Erstattung after checking them against its cases: an
-- objection to one, that it drops one, or that it has no other. It changes no amount (B-5.4).
CREATE TABLE erstattung_aeusserung (
    id            uuid PRIMARY KEY,
    erstattung_id uuid NOT NULL REFERENCES erstattung,
    lfd           integer,                               -- null: every line without an objection
    art           text NOT NULL
                  CONSTRAINT erstattung_aeusserung_art CHECK (art IN ('bestaetigt', 'eingewandt')),
    grund         text NOT NULL DEFAULT ''
                  CONSTRAINT erstattung_aeusserung_grund CHECK (char_length(grund) <= 300),
    wer           text NOT NULL
                  CONSTRAINT erstattung_aeusserung_wer CHECK (char_length(wer) BETWEEN 1 AND 120),
    am            timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT erstattung_aeusserung_zeile FOREIGN KEY (erstattung_id, lfd)
        REFERENCES erstattung_position (erstattung_id, lfd),
    CONSTRAINT erstattung_aeusserung_einwand
        CHECK (art = 'bestaetigt' OR (lfd IS NOT NULL AND grund <> ''))
);
CREATE INDEX erstattung_aeusserung_zu ON erstattung_aeusserung (erstattung_id, am);

CREATE TABLE erstattung_antwort (
    aeusserung_id uuid PRIMARY KEY REFERENCES erstattung_aeusserung,
    text          text NOT NULL
                  CONSTRAINT erstattung_antwort_text CHECK (char_length(text) BETWEEN 1 AND 300),
    benutzer_id   uuid NOT NULL,
    am            timestamptz NOT NULL DEFAULT now()
);
