-- Dated parameters: drafted by one person, released by another, never edited afterwards
-- (B-1.2.5, B-3.4).

CREATE TABLE parameterstand (
    id            uuid PRIMARY KEY,
    name          text NOT NULL,
    gueltig_ab    date NOT NULL,
    wert          jsonb NOT NULL,
    fundstelle    text NOT NULL CONSTRAINT parameterstand_fundstelle CHECK (fundstelle <> ''),
    erfasst_von   uuid NOT NULL,
    erfasst_am    timestamptz NOT NULL DEFAULT now(),
    freigegeben_von uuid,
    freigegeben_am  timestamptz,
    CONSTRAINT parameterstand_vier_augen
        CHECK (freigegeben_von IS NULL OR freigegeben_von <> erfasst_von),
    CONSTRAINT parameterstand_freigabe CHECK ((freigegeben_von IS NULL) = (freigegeben_am IS NULL))
);
CREATE UNIQUE INDEX parameterstand_einmal ON parameterstand (name, gueltig_ab)
    WHERE freigegeben_am IS NOT NULL;

-- What happened on the platform: sign-ins, role changes. A Mandant keeps its own audit in its
-- own schema.
CREATE TABLE audit (
    id          uuid PRIMARY KEY,
    am          timestamptz NOT NULL DEFAULT now(),
    benutzer_id uuid,
    anfrage     uuid,
    vorgang     text NOT NULL,
    gegenstand  text NOT NULL DEFAULT '',
    angaben     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_am ON audit (am);
