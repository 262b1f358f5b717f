-- What a release of parameters means for a running case: prepared by the program, decided by the
-- clerk. One open entry per case; a Bescheid over its months closes it.

CREATE TABLE anpassung (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    art         text NOT NULL
        CONSTRAINT anpassung_art CHECK (art IN ('aenderung', 'weiterbewilligung')),
    von         date NOT NULL CONSTRAINT anpassung_von CHECK (extract(day FROM von) = 1),
    bis         date NOT NULL CONSTRAINT anpassung_bis CHECK (extract(day FROM bis) = 1),
    -- Per month: what is granted last, and what the first month of the entry comes to.
    bisher_cent bigint NOT NULL CONSTRAINT anpassung_bisher CHECK (bisher_cent >= 0),
    neu_cent    bigint NOT NULL CONSTRAINT anpassung_neu CHECK (neu_cent >= 0),
    warum       text NOT NULL,
    -- Why it cannot be calculated; empty when it can.
    hindernis   text NOT NULL,
    -- The Fall as it was then; later changes need a second look.
    fassung     integer NOT NULL,
    vorbereitet_am timestamptz NOT NULL DEFAULT now(),
    -- Without a Bescheid: nothing was left to decide.
    erledigt_am timestamptz,
    bescheid_id uuid,
    CONSTRAINT anpassung_zeitraum CHECK (bis >= von AND bis < von + interval '12 months'),
    CONSTRAINT anpassung_erledigt CHECK (bescheid_id IS NULL OR erledigt_am IS NOT NULL),
    CONSTRAINT anpassung_bescheid
        FOREIGN KEY (fall_id, bescheid_id) REFERENCES bescheid (fall_id, id)
);
CREATE UNIQUE INDEX anpassung_offen ON anpassung (fall_id) WHERE erledigt_am IS NULL;
