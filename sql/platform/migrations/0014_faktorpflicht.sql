-- Who must have a second factor: roles that release money, administer access, keys or support, or
-- read everything; from the day on which the Kreis decides so (B-7.4).

ALTER TABLE rolle ADD COLUMN zweiter_faktor_pflicht boolean NOT NULL DEFAULT false;

-- One of the dated rules: whether such a role asks for it.
ALTER TABLE zugangsregel ADD COLUMN faktor_pflicht boolean NOT NULL DEFAULT false;
