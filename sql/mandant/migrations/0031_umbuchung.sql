-- A part of a benefit may be set against a claim of the Kommune itself; nobody is paid.
ALTER TABLE zahlung
    ADD COLUMN kassenzeichen text,
    DROP CONSTRAINT zahlung_zahlweg,
    ADD CONSTRAINT zahlung_zahlweg CHECK (
        zahlweg IN ('ueberweisung', 'eilueberweisung', 'bezahlkarte', 'bar', 'umbuchung')),
    DROP CONSTRAINT zahlung_ziel,
    ADD CONSTRAINT zahlung_ziel CHECK (
        num_nonnulls(bankverbindung_id, unterkunft_id, zahlungsempfaenger_id, kassenzeichen)
        = CASE zahlweg WHEN 'bar' THEN 0 ELSE 1 END
        AND (zahlweg = 'umbuchung') = (kassenzeichen IS NOT NULL)
        AND (zweck = 'unterkunft' OR unterkunft_id IS NULL)
        AND (zweck = 'lebensunterhalt' OR bankverbindung_id IS NULL)),
    ADD CONSTRAINT zahlung_kassenzeichen
        CHECK (kassenzeichen ~ '^[A-Za-z0-9][A-Za-z0-9./-]{2,29}$'),
    DROP CONSTRAINT zahlung_bar_ohne_konto,
    ADD CONSTRAINT zahlung_bar_ohne_konto
        CHECK ((zahlweg IN ('bar', 'umbuchung')) = (iban IS NULL));
