-- Papers a case needs, who asked for them and when, and the demand to cooperate (§§ 60-67 SGB I).

CREATE TABLE unterlage (
    id           uuid PRIMARY KEY,
    fall_id      uuid NOT NULL REFERENCES fall,
    person_id    uuid REFERENCES person,               -- NULL: of the household
    bezeichnung  text NOT NULL
        CONSTRAINT unterlage_bezeichnung CHECK (char_length(bezeichnung) BETWEEN 1 AND 200),
    wozu         text NOT NULL DEFAULT ''
        CONSTRAINT unterlage_wozu CHECK (char_length(wozu) <= 200),
    frist        date NOT NULL,
    angelegt_von uuid NOT NULL,
    angelegt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT unterlage_fall UNIQUE (fall_id, id)
);

-- Received, or waived for a reason; once.
CREATE TABLE unterlage_ergebnis (
    unterlage_id uuid PRIMARY KEY REFERENCES unterlage,
    art          text NOT NULL
        CONSTRAINT unterlage_ergebnis_art CHECK (art IN ('eingegangen', 'verzichtet')),
    am           date NOT NULL,
    grund        text NOT NULL DEFAULT '',
    benutzer_id  uuid NOT NULL,
    erfasst_am   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT unterlage_ergebnis_grund CHECK ((art = 'verzichtet') = (grund <> ''))
);

ALTER TABLE schreiben DROP CONSTRAINT schreiben_art,
    ADD CONSTRAINT schreiben_art CHECK (art IN
        ('anhoerung', 'rueckforderung', 'mahnung', 'ratenplan', 'stundung', 'erlass',
         'widerspruch', 'mitwirkung'));

CREATE TABLE mitwirkung (
    id           uuid PRIMARY KEY,
    fall_id      uuid NOT NULL REFERENCES fall,
    schreiben_id uuid NOT NULL CONSTRAINT mitwirkung_schreiben_einmal UNIQUE,
    frist        date NOT NULL,
    angelegt_von uuid NOT NULL,
    angelegt_am  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mitwirkung_fall UNIQUE (fall_id, id),
    CONSTRAINT mitwirkung_schreiben
        FOREIGN KEY (fall_id, schreiben_id) REFERENCES schreiben (fall_id, id)
);

CREATE TABLE mitwirkung_unterlage (
    mitwirkung_id uuid NOT NULL,
    unterlage_id  uuid NOT NULL,
    fall_id       uuid NOT NULL,
    PRIMARY KEY (mitwirkung_id, unterlage_id),
    CONSTRAINT mitwirkung_unterlage_mitwirkung
        FOREIGN KEY (fall_id, mitwirkung_id) REFERENCES mitwirkung (fall_id, id),
    CONSTRAINT mitwirkung_unterlage_unterlage
        FOREIGN KEY (fall_id, unterlage_id) REFERENCES unterlage (fall_id, id)
);
CREATE INDEX mitwirkung_unterlage_zu ON mitwirkung_unterlage (unterlage_id);
