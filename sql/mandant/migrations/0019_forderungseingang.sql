-- What the Kreiskasse received on claims of this Kommune and passes on (B-5.4), as it was told.

CREATE TABLE forderungseingang (
    lfd            bigint PRIMARY KEY CONSTRAINT forderungseingang_lfd CHECK (lfd > 0),
    kassenzeichen  text NOT NULL,
    betrag_cent    bigint NOT NULL CONSTRAINT forderungseingang_betrag CHECK (betrag_cent > 0),
    tag            date NOT NULL,                                         -- the bank's day
    uebernommen_am timestamptz NOT NULL DEFAULT now()
);

-- Each is booked on an account once; nobody but the Kreis vouches for it.
ALTER TABLE rueckforderung_buchung
    ADD COLUMN eingang_lfd bigint
        CONSTRAINT rueckforderung_buchung_eingang REFERENCES forderungseingang,
    ADD CONSTRAINT rueckforderung_buchung_eingang_einmal UNIQUE (eingang_lfd),
    ADD CONSTRAINT rueckforderung_buchung_eingang_art CHECK (
        eingang_lfd IS NULL OR (art = 'zahlung' AND benutzer_id IS NULL)),
    DROP CONSTRAINT rueckforderung_buchung_person,
    ADD CONSTRAINT rueckforderung_buchung_person CHECK (
        benutzer_id IS NOT NULL OR art = 'aufrechnung' OR eingang_lfd IS NOT NULL
        OR (art = 'storno' AND storniert_art IS NOT DISTINCT FROM 'aufrechnung'));
