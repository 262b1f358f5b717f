-- Sign-in: a second factor whose set-up nobody finishes opens nothing later, and a try counts
-- before it is looked at (ASVS V6.3.1, V7.5.1).

ALTER TABLE zweiter_faktor
    -- A set-up holds for a quarter of an hour from here, until it is confirmed.
    ADD COLUMN begonnen_am timestamptz NOT NULL DEFAULT now();
UPDATE zweiter_faktor SET begonnen_am = now() - interval '1 day' WHERE bestaetigt_am IS NULL;

ALTER TABLE anmeldeversuch
    -- Still being looked at: it is taken out again if it was right. Left over by a process that
    -- died, it counts as a failure from its second minute on.
    ADD COLUMN offen boolean NOT NULL DEFAULT false;
