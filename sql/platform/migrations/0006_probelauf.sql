-- Probelauf: all current cases of all Mandanten under drafts. What each Kommune finds out stays in
-- its schema; here are the order, who has answered, and totals per Kommune that nobody may read but
-- the function that adds them up.

CREATE TABLE probelauf (
    id            uuid PRIMARY KEY,
    -- The first and the last month that is calculated.
    von           date NOT NULL CONSTRAINT probelauf_von CHECK (extract(day FROM von) = 1),
    bis           date NOT NULL CONSTRAINT probelauf_bis CHECK (extract(day FROM bis) = 1),
    begonnen_von  uuid NOT NULL,
    begonnen_am   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT probelauf_monate CHECK (bis >= von AND bis < von + interval '12 months')
);

CREATE TABLE probelauf_stand (
    probelauf_id      uuid NOT NULL REFERENCES probelauf,
    parameterstand_id uuid NOT NULL REFERENCES parameterstand,
    PRIMARY KEY (probelauf_id, parameterstand_id)
);

CREATE TABLE probelauf_kommune (
    probelauf_id uuid NOT NULL REFERENCES probelauf,
    mandant_id   uuid NOT NULL REFERENCES mandant,
    gemeldet_am  timestamptz,
    PRIMARY KEY (probelauf_id, mandant_id)
);

CREATE TABLE probelauf_summe (
    probelauf_id uuid NOT NULL,
    mandant_id   uuid NOT NULL,
    monat        date NOT NULL
        CONSTRAINT probelauf_summe_monat CHECK (extract(day FROM monat) = 1),
    faelle       bigint NOT NULL,
    personen     bigint NOT NULL,
    alt_cent     bigint NOT NULL,
    neu_cent     bigint NOT NULL,
    geaenderte_faelle   bigint NOT NULL,
    geaenderte_personen bigint NOT NULL,
    -- Cases that cannot be calculated; they are in none of the other figures.
    ohne_ergebnis bigint NOT NULL,
    PRIMARY KEY (probelauf_id, mandant_id, monat),
    CONSTRAINT probelauf_summe_kommune FOREIGN KEY (probelauf_id, mandant_id)
        REFERENCES probelauf_kommune (probelauf_id, mandant_id),
    CONSTRAINT probelauf_summe_zahlen CHECK (
        faelle >= 0 AND personen >= 0 AND alt_cent >= 0 AND neu_cent >= 0 AND ohne_ergebnis >= 0
        AND geaenderte_faelle BETWEEN 0 AND faelle
        AND geaenderte_personen BETWEEN 0 AND personen)
);
