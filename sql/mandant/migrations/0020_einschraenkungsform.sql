-- § 1a Abs. 1 Satz 4: in kind as a rule; where that is not possible, by voucher or in money.
ALTER TABLE berechtigung
    ADD COLUMN form text
        CONSTRAINT berechtigung_form CHECK (form IN ('sachleistung', 'gutschein', 'geld')),
    ADD CONSTRAINT berechtigung_form_nur_1a
        CHECK (form IS NULL OR grundlage = 'anspruchseinschraenkung');
