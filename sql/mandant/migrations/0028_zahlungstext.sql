-- What the purpose of a Kommune's payments begins with, from a day on; month and file number follow.
-- Landlords and banks read it, so that it does not say by which law is paid (§ 35 SGB I).
CREATE TABLE zahlungstext (
    id          uuid PRIMARY KEY,
    zweck       text NOT NULL
        CONSTRAINT zahlungstext_zweck CHECK (zweck IN ('lebensunterhalt', 'unterkunft')),
    text        text NOT NULL
        CONSTRAINT zahlungstext_text CHECK (char_length(text) BETWEEN 3 AND 60)
        CONSTRAINT zahlungstext_ohne_gesetz CHECK (text !~* 'asyl'),
    gueltig_ab  date NOT NULL,
    erfasst_am  timestamptz NOT NULL DEFAULT now(),
    erfasst_von uuid NOT NULL,
    CONSTRAINT zahlungstext_einmal UNIQUE (zweck, gueltig_ab)
);
