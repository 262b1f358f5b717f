-- Who moved a payment last, when and why: its history follows from these columns by itself.
ALTER TABLE zahlung
    ADD COLUMN zustand_von   uuid,
    ADD COLUMN zustand_am    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN zustand_grund text NOT NULL DEFAULT '';

-- What is under way and what went wrong is little; what has been paid grows for ever. Counting by
-- state reads only the first index, counting what was paid since a day only its part of the second.
CREATE INDEX zahlung_laufend ON zahlung (zustand) INCLUDE (betrag_cent)
    WHERE zustand IN ('erfasst', 'festgestellt', 'gesperrt', 'angeordnet', 'im_lauf', 'uebergeben',
                      'unklar', 'rueckgelaufen', 'bank_abgelehnt');
CREATE INDEX zahlung_gezahlt ON zahlung (gezahlt_am) INCLUDE (betrag_cent)
    WHERE zustand = 'gezahlt';

-- A return that nobody has decided on yet: no further payment of the Fall or, with an IBAN, no
-- further rent to that account, whichever Fall it is for. Ends with a decision, never by itself.
CREATE TABLE zahlungssperre (
    id             uuid PRIMARY KEY,
    fall_id        uuid NOT NULL REFERENCES fall,
    iban           text
        CONSTRAINT zahlungssperre_iban CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    -- The payment that came back.
    zahlung_id     uuid NOT NULL REFERENCES zahlung,
    grund          text NOT NULL CONSTRAINT zahlungssperre_grund CHECK (grund <> ''),
    gesperrt_am    timestamptz NOT NULL DEFAULT now(),
    aufgehoben_am  timestamptz,
    aufgehoben_von uuid,
    entscheidung   text NOT NULL DEFAULT '',
    CONSTRAINT zahlungssperre_aufhebung
        CHECK ((aufgehoben_am IS NULL) = (aufgehoben_von IS NULL)
               AND (aufgehoben_am IS NULL) = (entscheidung = ''))
);
CREATE UNIQUE INDEX zahlungssperre_fall_eine ON zahlungssperre (fall_id)
    WHERE aufgehoben_am IS NULL AND iban IS NULL;
CREATE UNIQUE INDEX zahlungssperre_iban_eine ON zahlungssperre (iban)
    WHERE aufgehoben_am IS NULL AND iban IS NOT NULL;
CREATE INDEX unterkunft_vermieter_konto ON unterkunft (vermieter_iban) WHERE ersetzt_am IS NULL;
