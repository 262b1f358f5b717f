-- What disclosure control needs to judge a total of a Probelauf: how much one and two cases make up
-- of it. NULL is a total given before; what cannot be judged stays hidden.
ALTER TABLE probelauf_summe
    ADD COLUMN alt_groesster_cent bigint,
    ADD COLUMN alt_zweiter_cent bigint,
    -- Of the amounts by which single cases differ, up or down; their sum is not the difference.
    ADD COLUMN unterschied_summe_cent bigint,
    ADD COLUMN unterschied_groesster_cent bigint,
    ADD COLUMN unterschied_zweiter_cent bigint,
    ADD CONSTRAINT probelauf_summe_beitraege CHECK (
        num_nulls(alt_groesster_cent, alt_zweiter_cent, unterschied_summe_cent,
                  unterschied_groesster_cent, unterschied_zweiter_cent) IN (0, 5)
        AND alt_zweiter_cent >= 0 AND alt_groesster_cent >= alt_zweiter_cent
        AND alt_cent >= alt_groesster_cent + alt_zweiter_cent
        AND unterschied_zweiter_cent >= 0
        AND unterschied_groesster_cent >= unterschied_zweiter_cent
        AND unterschied_summe_cent >= unterschied_groesster_cent + unterschied_zweiter_cent
        AND unterschied_summe_cent >= abs(neu_cent - alt_cent));
