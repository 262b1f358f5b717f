-- What a Probelauf found out about the cases here. The newest run replaces the one before; when
-- the drafts are released it goes.

CREATE TABLE probelauf (
    id          uuid PRIMARY KEY,           -- as the Kreis calls the run
    von         date NOT NULL CONSTRAINT probelauf_von CHECK (extract(day FROM von) = 1),
    bis         date NOT NULL CONSTRAINT probelauf_bis CHECK (extract(day FROM bis) = 1),
    -- The drafts in words, one per element.
    entwuerfe   text[] NOT NULL CONSTRAINT probelauf_entwuerfe CHECK (entwuerfe <> '{}'),
    begonnen_am timestamptz NOT NULL DEFAULT now(),
    -- Cases up to this one are done; a job that was interrupted goes on behind it.
    bis_fall    uuid,
    fertig_am   timestamptz
);

CREATE TABLE probelauf_fall (
    probelauf_id uuid NOT NULL REFERENCES probelauf ON DELETE CASCADE,
    fall_id      uuid NOT NULL REFERENCES fall,
    monat        date NOT NULL
        CONSTRAINT probelauf_fall_monat CHECK (extract(day FROM monat) = 1),
    personen     integer NOT NULL CONSTRAINT probelauf_fall_personen CHECK (personen >= 0),
    alt_cent     bigint NOT NULL CONSTRAINT probelauf_fall_alt CHECK (alt_cent >= 0),
    neu_cent     bigint NOT NULL CONSTRAINT probelauf_fall_neu CHECK (neu_cent >= 0),
    -- Which lines of the calculation change and by how much.
    warum        text NOT NULL,
    -- Why the month cannot be calculated; empty when it can.
    hindernis    text NOT NULL,
    PRIMARY KEY (probelauf_id, fall_id, monat),
    CONSTRAINT probelauf_fall_grund CHECK (hindernis <> '' OR warum <> '' OR alt_cent = neu_cent)
);
