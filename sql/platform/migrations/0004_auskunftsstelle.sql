-- Whom another Kommune calls about a person; without one it gets the address.
ALTER TABLE mandant ADD COLUMN auskunftsstelle text NOT NULL DEFAULT ''
    CONSTRAINT mandant_auskunftsstelle_laenge CHECK (char_length(auskunftsstelle) <= 200);
