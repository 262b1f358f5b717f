-- What debtors of a Kommune pay into the account of the Kreis (B-5.4). The claim is the Kommune's
-- alone; the Kreis knows its Kassenzeichen, and passes the money on with the month's Erstattung.

-- Announced with the decision: no name, no amount.
CREATE TABLE forderungszeichen (
    mandant_id    uuid NOT NULL,
    kassenzeichen text NOT NULL CONSTRAINT forderungszeichen_form
                      CHECK (kassenzeichen ~ '^R[A-Z]{1,3}-[0-9]{4}-[0-9]{5,9}$'),
    angemeldet_am timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mandant_id, kassenzeichen)
);
CREATE INDEX forderungszeichen_suche ON forderungszeichen (kassenzeichen);

ALTER TABLE umsatz_zuordnung
    ADD COLUMN mandant_id uuid,
    ADD COLUMN kassenzeichen text,
    DROP CONSTRAINT umsatz_zuordnung_art,
    ADD CONSTRAINT umsatz_zuordnung_art CHECK (art IN
        ('zahlung', 'ruecklauf', 'erstattung', 'durchlaufend', 'rueckforderung')),
    ADD CONSTRAINT umsatz_zuordnung_rueckforderung CHECK (
        (art = 'rueckforderung') = (kassenzeichen IS NOT NULL)
        AND (kassenzeichen IS NULL) = (mandant_id IS NULL)
        AND (kassenzeichen IS NULL OR betrag_cent > 0)),
    ADD CONSTRAINT umsatz_zuordnung_forderungszeichen FOREIGN KEY (mandant_id, kassenzeichen)
        REFERENCES forderungszeichen;

-- A line of the Forderung either belongs into the month's Erstattung, being money paid for the
-- Kommune or passed on to it, or it is the Kommune's payment of one.
ALTER TABLE buchungszeile
    ADD COLUMN kassenzeichen text
        CONSTRAINT buchungszeile_kassenzeichen CHECK (kassenzeichen IS NULL OR (
            konto = 'forderung' AND auftrag_id IS NULL AND betrag_cent < 0)),
    ADD COLUMN in_erstattung boolean NOT NULL GENERATED ALWAYS AS (
        konto = 'forderung' AND (auftrag_id IS NOT NULL OR kassenzeichen IS NOT NULL)) STORED;

ALTER TABLE erstattung
    ADD COLUMN rueckforderung_cent bigint NOT NULL DEFAULT 0
        CONSTRAINT erstattung_rueckforderung_bereich CHECK (rueckforderung_cent <= 0),
    DROP CONSTRAINT erstattung_summe,
    ADD CONSTRAINT erstattung_summe CHECK (
        summe_cent = gezahlt_cent + ruecklauf_cent + rueckforderung_cent);

-- What each Kommune is told of such money, numbered without gaps.
CREATE TABLE forderungseingang_stand (
    mandant_id uuid PRIMARY KEY,
    lfd        bigint NOT NULL CONSTRAINT forderungseingang_stand_bereich CHECK (lfd >= 0)
);

CREATE TABLE forderungseingang (
    mandant_id   uuid NOT NULL,
    lfd          bigint NOT NULL CONSTRAINT forderungseingang_lfd_positiv CHECK (lfd > 0),
    zuordnung_id uuid NOT NULL CONSTRAINT forderungseingang_einmal UNIQUE
                     REFERENCES umsatz_zuordnung,
    PRIMARY KEY (mandant_id, lfd)
);
