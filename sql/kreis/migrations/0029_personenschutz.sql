-- Persons whose address is locked in their Kommune (§ 51 BMG): what it knows of them is told
-- without its name. Kept apart from the marks, as an answer given once outlives them.
CREATE TABLE personenschutz (
    mandant_id uuid NOT NULL,
    person_id  uuid NOT NULL,        -- the Mandant's own id; it means nothing elsewhere
    PRIMARY KEY (mandant_id, person_id)
);
