-- Bank statements and the ledger. Both are append-only; what was wrong is corrected by a further posting.

CREATE TABLE bankkonto (
    iban         text PRIMARY KEY
                 CONSTRAINT bankkonto_iban_form CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    bic          text CONSTRAINT bankkonto_bic_form CHECK (bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'),
    inhaber      text NOT NULL
                 CONSTRAINT bankkonto_inhaber_laenge CHECK (char_length(inhaber) BETWEEN 1 AND 70),
    bezeichnung  text NOT NULL,
    zahlweg      text NOT NULL
                 CONSTRAINT bankkonto_zahlweg_art CHECK (zahlweg IN ('ueberweisung', 'bezahlkarte')),
    gueltig      daterange NOT NULL,
    CONSTRAINT bankkonto_zahlweg EXCLUDE USING gist (zahlweg WITH =, gueltig WITH &&)
);

CREATE TABLE bankdatei (
    id           uuid PRIMARY KEY,
    name         text NOT NULL,
    inhalt       bytea NOT NULL,
    sha256       bytea NOT NULL CONSTRAINT bankdatei_pruefsumme CHECK (sha256 = sha256(inhalt)),
    eingelesen_von uuid NOT NULL,
    eingelesen_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bankdatei_einmal UNIQUE (sha256)                          -- I14
);

CREATE TABLE auszug (
    id             uuid PRIMARY KEY,
    bankdatei_id   uuid NOT NULL REFERENCES bankdatei,
    iban           text NOT NULL REFERENCES bankkonto,
    kennung        text NOT NULL,
    nummer         bigint,
    von            date,
    bis            date NOT NULL,
    saldo_alt_cent bigint NOT NULL,
    saldo_neu_cent bigint NOT NULL,
    befund         text NOT NULL DEFAULT '',                             -- gap, difference: in words
    CONSTRAINT auszug_einmal UNIQUE (iban, kennung)
);

-- What the bank booked; a collective credit whose details are complete is one row per detail.
CREATE TABLE umsatz (
    id           uuid PRIMARY KEY,
    auszug_id    uuid NOT NULL REFERENCES auszug,
    lfd          integer NOT NULL CONSTRAINT umsatz_lfd_positiv CHECK (lfd > 0),
    betrag_cent  bigint NOT NULL,                                         -- credit positive, debit negative
    buchungstag  date NOT NULL,
    wertstellung date,
    referenz     text NOT NULL DEFAULT '',
    ordnung      integer NOT NULL DEFAULT 1,                              -- of entries otherwise equal
    pmtinf_id    text NOT NULL DEFAULT '',
    endtoend     text NOT NULL DEFAULT '',
    gegenname    text NOT NULL DEFAULT '',
    gegeniban    text NOT NULL DEFAULT '',
    zweck        text NOT NULL DEFAULT '',
    rueckgabe    boolean NOT NULL DEFAULT false,
    rueckgabegrund text NOT NULL DEFAULT '',
    lauf_id      uuid REFERENCES zahllauf,                                -- its clearing account
    hinweis      text NOT NULL DEFAULT '',                                -- why nobody but a person can assign it
    zustand      text NOT NULL DEFAULT 'ungeklaert'
                 CONSTRAINT umsatz_zustand CHECK (zustand IN ('zugeordnet', 'ungeklaert')),
    CONSTRAINT umsatz_einmal UNIQUE (auszug_id, lfd)
);
CREATE INDEX umsatz_ungeklaert ON umsatz (buchungstag, id) WHERE zustand = 'ungeklaert';
CREATE INDEX umsatz_referenz ON umsatz (referenz, buchungstag, betrag_cent) WHERE referenz <> '';

CREATE TABLE umsatz_zuordnung (
    id          uuid PRIMARY KEY,
    umsatz_id   uuid NOT NULL REFERENCES umsatz,
    art         text NOT NULL
                CONSTRAINT umsatz_zuordnung_art
                    CHECK (art IN ('zahlung', 'ruecklauf', 'erstattung', 'durchlaufend')),
    auftrag_id  uuid REFERENCES zahlungsauftrag,
    erstattung_id uuid,
    betrag_cent bigint NOT NULL CONSTRAINT umsatz_zuordnung_nicht_null CHECK (betrag_cent <> 0),
    stapel      uuid NOT NULL,                                            -- the step that made it
    von         uuid,                                                     -- the person, if one decided
    grund       text NOT NULL DEFAULT '',
    am          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT umsatz_zuordnung_gegenstand CHECK ((art IN ('zahlung', 'ruecklauf')) = (auftrag_id IS NOT NULL)),
    CONSTRAINT umsatz_zuordnung_anspruch CHECK ((art = 'erstattung') = (erstattung_id IS NOT NULL))
);
CREATE INDEX umsatz_zuordnung_umsatz ON umsatz_zuordnung (umsatz_id);
CREATE INDEX umsatz_zuordnung_stapel ON umsatz_zuordnung (stapel);
-- Every Auftrag is paid by one booked entry and returned by one at most.
CREATE UNIQUE INDEX umsatz_zuordnung_auftrag ON umsatz_zuordnung (auftrag_id, art) WHERE auftrag_id IS NOT NULL;

CREATE TABLE buchung (
    id          uuid PRIMARY KEY,
    buchungstag date NOT NULL,                                            -- the bank's day, Europe/Berlin
    text        text NOT NULL CONSTRAINT buchung_text CHECK (text <> ''),
    umsatz_id   uuid REFERENCES umsatz,
    stapel      uuid NOT NULL,                                            -- everything booked in one step
    storno_von  uuid CONSTRAINT buchung_storno_einmal UNIQUE REFERENCES buchung,
    gebucht_von uuid,
    gebucht_am  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX buchung_tag ON buchung (buchungstag);
CREATE INDEX buchung_stapel ON buchung (stapel);
CREATE INDEX buchung_umsatz ON buchung (umsatz_id);

-- Debit positive, credit negative; every Buchung sums to zero (I9).
CREATE TABLE buchungszeile (
    id          uuid PRIMARY KEY,
    buchung_id  uuid NOT NULL REFERENCES buchung,
    konto       text NOT NULL CONSTRAINT buchungszeile_konto CHECK (konto IN
                    ('bank', 'schwebe', 'forderung', 'vorschuss', 'ungeklaert', 'durchlaufend')),
    mandant_id  uuid,
    lauf_id     uuid REFERENCES zahllauf,
    auftrag_id  uuid REFERENCES zahlungsauftrag,
    zuordnung_id uuid CONSTRAINT buchungszeile_zuordnung_einmal UNIQUE REFERENCES umsatz_zuordnung,
    betrag_cent bigint NOT NULL CONSTRAINT buchungszeile_nicht_null CHECK (betrag_cent <> 0),
    CONSTRAINT buchungszeile_forderung_mandant CHECK (konto <> 'forderung' OR mandant_id IS NOT NULL),
    CONSTRAINT buchungszeile_schwebe_lauf CHECK (konto <> 'schwebe' OR lauf_id IS NOT NULL)
);
CREATE INDEX buchungszeile_buchung ON buchungszeile (buchung_id);
CREATE INDEX buchungszeile_mandant ON buchungszeile (mandant_id, buchung_id) WHERE konto = 'forderung';
CREATE INDEX buchungszeile_auftrag ON buchungszeile (auftrag_id) WHERE auftrag_id IS NOT NULL;

-- Row locks between those who book and those who close a month (definitions/hauptbuch.sql).
CREATE TABLE sperre (
    name text PRIMARY KEY
);
INSERT INTO sperre (name) VALUES ('hauptbuch');

-- Monthly claim against a Kommune (B-5.3). Closed for good: a later return is a negative line of its own month.
CREATE TABLE erstattung (
    id           uuid PRIMARY KEY,
    mandant_id   uuid NOT NULL,
    monat        date NOT NULL CONSTRAINT erstattung_monatserster CHECK (extract(day FROM monat) = 1),
    nummer       text NOT NULL CONSTRAINT erstattung_nummer_einmal UNIQUE,
    kassenzeichen text NOT NULL CONSTRAINT erstattung_kassenzeichen_einmal UNIQUE,
    gezahlt_cent bigint NOT NULL CONSTRAINT erstattung_gezahlt_bereich CHECK (gezahlt_cent >= 0),
    ruecklauf_cent bigint NOT NULL
                   CONSTRAINT erstattung_ruecklauf_bereich CHECK (ruecklauf_cent <= 0),
    summe_cent   bigint NOT NULL,
    positionen   integer NOT NULL CONSTRAINT erstattung_positionen_bereich CHECK (positionen >= 0),
    nachweis_sha256 bytea NOT NULL,
    faellig      date NOT NULL,
    abgeschlossen_von uuid NOT NULL,
    abgeschlossen_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT erstattung_einmal UNIQUE (mandant_id, monat),
    CONSTRAINT erstattung_summe CHECK (summe_cent = gezahlt_cent + ruecklauf_cent)
);
ALTER TABLE umsatz_zuordnung ADD CONSTRAINT umsatz_zuordnung_erstattung
    FOREIGN KEY (erstattung_id) REFERENCES erstattung;

CREATE TABLE erstattung_position (
    erstattung_id    uuid NOT NULL REFERENCES erstattung,
    buchungszeile_id uuid NOT NULL REFERENCES buchungszeile,
    lfd              integer NOT NULL CONSTRAINT erstattung_position_lfd_positiv CHECK (lfd > 0),
    PRIMARY KEY (erstattung_id, lfd),
    CONSTRAINT erstattung_position_einmal UNIQUE (buchungszeile_id)       -- I12
);

CREATE TABLE erstattung_schreiben (
    erstattung_id uuid PRIMARY KEY REFERENCES erstattung,
    inhalt        bytea NOT NULL,
    sha256        bytea NOT NULL
                  CONSTRAINT erstattung_schreiben_pruefsumme CHECK (sha256 = sha256(inhalt)),
    erstellt_am   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE vorgang (
    id     uuid PRIMARY KEY,
    ziel   text NOT NULL,
    am     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit (
    id          uuid PRIMARY KEY,
    am          timestamptz NOT NULL DEFAULT now(),
    benutzer_id uuid,
    anfrage     uuid,
    vorgang     text NOT NULL,
    gegenstand  text NOT NULL DEFAULT '',
    angaben     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_am ON audit (am);
