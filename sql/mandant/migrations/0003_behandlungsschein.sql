-- Vouchers for doctors (§ 4 AsylbLG). Numbered per year without gaps: the number comes from zaehler in the same
-- transaction. A voucher is never changed or deleted; it may be revoked once, with a reason.
CREATE TABLE behandlungsschein (
    id          uuid PRIMARY KEY,
    fall_id     uuid NOT NULL REFERENCES fall,
    person_id   uuid NOT NULL REFERENCES person,
    jahr        integer NOT NULL CONSTRAINT behandlungsschein_jahr CHECK (jahr BETWEEN 2000 AND 9999),
    lfd         integer NOT NULL CONSTRAINT behandlungsschein_lfd CHECK (lfd > 0),
    art         text NOT NULL CONSTRAINT behandlungsschein_art CHECK (art IN
                    ('aerztlich', 'zahnaerztlich', 'fachaerztlich', 'vorsorge', 'schwangerschaft')),
    -- On referral only: which specialist.
    fachrichtung text NOT NULL DEFAULT '',
    quartal     date NOT NULL CONSTRAINT behandlungsschein_quartalserster
                    CHECK (extract(day FROM quartal) = 1 AND extract(month FROM quartal) IN (1, 4, 7, 10)),
    gueltig     daterange NOT NULL CONSTRAINT behandlungsschein_gueltig CHECK (NOT isempty(gueltig)),
    -- Why there is a second one of its kind in its quarter.
    zweitgrund  text NOT NULL DEFAULT '',
    inhalt      jsonb NOT NULL,                      -- everything the paper says, for an exact reprint
    ausgestellt_am  date NOT NULL,
    ausgestellt_von uuid NOT NULL,
    angelegt_am timestamptz NOT NULL DEFAULT now(),
    widerrufen_am   timestamptz,
    widerrufen_von  uuid,
    widerrufsgrund  text,
    CONSTRAINT behandlungsschein_nummer_einmal UNIQUE (jahr, lfd),
    CONSTRAINT behandlungsschein_fachrichtung CHECK ((art = 'fachaerztlich') = (fachrichtung <> '')),
    CONSTRAINT behandlungsschein_im_quartal
        CHECK (gueltig <@ daterange(quartal, (quartal + interval '3 months')::date)),
    CONSTRAINT behandlungsschein_widerruf
        CHECK (num_nonnulls(widerrufen_am, widerrufen_von, widerrufsgrund) IN (0, 3) AND widerrufsgrund <> '')
);
CREATE INDEX behandlungsschein_fall ON behandlungsschein (fall_id, quartal);
CREATE INDEX behandlungsschein_liste ON behandlungsschein (quartal, jahr DESC, lfd DESC);
-- One of a kind in a quarter; a second one says why.
CREATE UNIQUE INDEX behandlungsschein_einmal ON behandlungsschein (person_id, art, fachrichtung, quartal)
    WHERE widerrufen_am IS NULL AND zweitgrund = '';

ALTER TABLE schriftstueck ADD COLUMN behandlungsschein_id uuid
    CONSTRAINT schriftstueck_behandlungsschein_einmal UNIQUE REFERENCES behandlungsschein;
