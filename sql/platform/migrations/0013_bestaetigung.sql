-- What the Kreis sets up in a Kommune holds only once somebody of that Kommune has confirmed it
-- (B-3.4.4, B-7.4): each role, and each key of a program. Written by the Kommune's own login
-- through a function, or by the administrator for the very first people; never taken back.

CREATE TABLE rollenbestaetigung (
    zuweisung_id uuid PRIMARY KEY REFERENCES rollenzuweisung,
    -- NULL: by the rule that the reason names.
    von          uuid REFERENCES benutzer,
    am           timestamptz NOT NULL DEFAULT now(),
    grund        text NOT NULL DEFAULT '',
    CONSTRAINT rollenbestaetigung_wer CHECK ((von IS NULL) = (grund <> ''))
);

CREATE TABLE schnittstelle_bestaetigung (
    schnittstelle_id uuid PRIMARY KEY REFERENCES schnittstelle,
    von              uuid REFERENCES benutzer,
    am               timestamptz NOT NULL DEFAULT now(),
    grund            text NOT NULL DEFAULT '',
    CONSTRAINT schnittstelle_bestaetigung_wer CHECK ((von IS NULL) = (grund <> ''))
);

-- What held before goes on.
INSERT INTO rollenbestaetigung (zuweisung_id, grund)
SELECT z.id, 'mit der Migration' FROM rollenzuweisung z JOIN benutzer b ON b.id = z.benutzer_id
 WHERE b.mandant_id IS NOT NULL;
INSERT INTO schnittstelle_bestaetigung (schnittstelle_id, grund)
SELECT id, 'mit der Migration' FROM schnittstelle WHERE mandant_id IS NOT NULL;
