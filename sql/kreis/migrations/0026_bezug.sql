-- A statement of a bank may name 100,000 payments. What its lines refer to is checked once per
-- statement (buchungszeile_gehoert, umsatz_zuordnung_gehoert) instead of by a key of its own for
-- every row, which also locked every row referred to. Nothing in these tables is ever deleted or
-- given another id, so that what was right once stays right.
ALTER TABLE buchungszeile
    DROP CONSTRAINT buchungszeile_buchung_id_fkey,
    DROP CONSTRAINT buchungszeile_auftrag_id_fkey,
    DROP CONSTRAINT buchungszeile_zuordnung_id_fkey;
ALTER TABLE umsatz_zuordnung
    DROP CONSTRAINT umsatz_zuordnung_umsatz_id_fkey,
    DROP CONSTRAINT umsatz_zuordnung_auftrag_id_fkey;
DROP TRIGGER IF EXISTS umsatz_zuordnung_betrag ON umsatz_zuordnung;
DROP FUNCTION IF EXISTS umsatz_zuordnung_betrag();
