-- A draft is decided once: released, or discarded with a reason. Both stay readable for ever. What
-- the AG decides (B-3.4b) names its decision and comes three months after it, unless the law sets
-- the day.

ALTER TABLE parameterstand
    ADD COLUMN beschluss       text NOT NULL DEFAULT '',
    ADD COLUMN beschlossen_am  date,
    ADD COLUMN frist_grund     text NOT NULL DEFAULT '',
    ADD COLUMN verworfen_von   uuid,
    ADD COLUMN verworfen_am    timestamptz,
    ADD COLUMN verworfen_grund text,
    ADD CONSTRAINT parameterstand_beschluss
        CHECK ((beschluss <> '') = (beschlossen_am IS NOT NULL)),
    ADD CONSTRAINT parameterstand_ag CHECK (
        name <> 'einschraenkung' OR freigegeben_am IS NULL
        OR beschlossen_am IS NOT NULL
           AND (frist_grund <> '' OR gueltig_ab >= beschlossen_am + interval '3 months')),
    ADD CONSTRAINT parameterstand_verworfen CHECK (
        num_nonnulls(verworfen_von, verworfen_am, verworfen_grund) IN (0, 3)),
    ADD CONSTRAINT parameterstand_verworfen_grund CHECK (verworfen_grund <> ''),
    ADD CONSTRAINT parameterstand_entschieden
        CHECK (freigegeben_am IS NULL OR verworfen_am IS NULL);
