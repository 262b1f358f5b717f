-- The verification of the payee before a transfer (Regulation (EU) 2024/886): the name under which
-- the bank keeps the account. It never replaces ours; the Kommune is told.
ALTER TABLE bankmeldung ADD COLUMN bankname text NOT NULL DEFAULT '';
