-- Where a payee outside the European Economic Area lives and who keeps its account: banks ask for
-- both in a transfer there, and take the address in parts only. The Auftrag carries them as they
-- were when it was handed in.
ALTER TABLE zahlungsempfaenger
    ADD COLUMN strasse text, ADD COLUMN hausnummer text, ADD COLUMN plz text, ADD COLUMN ort text,
    ADD COLUMN land text, ADD COLUMN bic text,
    ADD CONSTRAINT zahlungsempfaenger_anschrift CHECK (
        num_nonnulls(strasse, hausnummer, plz, ort, land, bic) IN (0, 6)
        AND char_length(strasse) BETWEEN 1 AND 70 AND char_length(hausnummer) BETWEEN 1 AND 16
        AND char_length(plz) BETWEEN 1 AND 16 AND char_length(ort) BETWEEN 1 AND 35
        AND land ~ '^[A-Z]{2}$' AND bic ~ '^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$');

ALTER TABLE zahlungsauftrag
    ADD COLUMN strasse text, ADD COLUMN hausnummer text, ADD COLUMN plz text, ADD COLUMN ort text,
    ADD COLUMN land text, ADD COLUMN bic text,
    ADD CONSTRAINT zahlungsauftrag_anschrift CHECK (
        num_nonnulls(strasse, hausnummer, plz, ort, land, bic) IN (0, 6));
