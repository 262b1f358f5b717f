-- Support reads in one case of a Kommune: asked for by a person of the Kreis, granted by the
-- Leitung for one case and some hours, ended by either side. Each line stays as it was said.

CREATE TABLE supportzugang (
    id           uuid PRIMARY KEY,
    mandant_id   uuid NOT NULL REFERENCES mandant,
    aktenzeichen text NOT NULL
        CONSTRAINT supportzugang_aktenzeichen CHECK (char_length(aktenzeichen) BETWEEN 1 AND 40),
    -- The number under which the Kommune asked for help; may be empty.
    ticket       text NOT NULL DEFAULT ''
        CONSTRAINT supportzugang_ticket CHECK (char_length(ticket) <= 40),
    grund        text NOT NULL
        CONSTRAINT supportzugang_grund CHECK (char_length(grund) BETWEEN 1 AND 1000),
    stunden      integer NOT NULL
        CONSTRAINT supportzugang_stunden CHECK (stunden BETWEEN 1 AND 8),
    -- Who asks and, once it is granted, is the only one to read.
    benutzer_id  uuid NOT NULL REFERENCES benutzer,
    beantragt_am timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX supportzugang_mandant ON supportzugang (mandant_id, beantragt_am);

-- The Kommune's answer; written by its own login only.
CREATE TABLE supportzugang_antwort (
    zugang_id uuid PRIMARY KEY REFERENCES supportzugang,
    -- The one case; NULL: refused, with a reason.
    fall_id   uuid,
    bis       timestamptz,
    grund     text NOT NULL DEFAULT ''
        CONSTRAINT supportzugang_antwort_grund CHECK (char_length(grund) <= 1000),
    von       uuid NOT NULL REFERENCES benutzer,
    am        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT supportzugang_antwort_eines CHECK (
        CASE WHEN fall_id IS NULL THEN bis IS NULL AND grund <> '' ELSE bis IS NOT NULL END),
    CONSTRAINT supportzugang_antwort_dauer CHECK (bis > am AND bis <= am + interval '8 hours')
);

CREATE TABLE supportzugang_ende (
    zugang_id uuid PRIMARY KEY REFERENCES supportzugang,
    von       uuid NOT NULL REFERENCES benutzer,
    am        timestamptz NOT NULL DEFAULT now()
);
