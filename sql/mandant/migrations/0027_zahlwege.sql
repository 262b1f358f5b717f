-- A benefit may be paid in parts over several channels: transfer, instant transfer, payment card,
-- cash, or straight to a payee whom the Kreis keeps (B-3.4).
ALTER TABLE zahlung
    ALTER COLUMN iban DROP NOT NULL,
    ADD COLUMN zahlungsempfaenger_id uuid,
    -- The payment that this one is a part of.
    ADD COLUMN teil_von uuid REFERENCES zahlung,
    DROP CONSTRAINT zahlung_zahlweg,
    ADD CONSTRAINT zahlung_zahlweg CHECK (
        zahlweg IN ('ueberweisung', 'eilueberweisung', 'bezahlkarte', 'bar')),
    DROP CONSTRAINT zahlung_ziel,
    ADD CONSTRAINT zahlung_ziel CHECK (
        num_nonnulls(bankverbindung_id, unterkunft_id, zahlungsempfaenger_id)
        = CASE zahlweg WHEN 'bar' THEN 0 ELSE 1 END
        AND (zweck = 'unterkunft' OR unterkunft_id IS NULL)
        AND (zweck = 'lebensunterhalt' OR bankverbindung_id IS NULL)),
    ADD CONSTRAINT zahlung_bar_ohne_konto CHECK ((zahlweg = 'bar') = (iban IS NULL));
