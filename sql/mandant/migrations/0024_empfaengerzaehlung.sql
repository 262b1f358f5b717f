-- Whom this Kommune counted as a recipient of a month (B-6.7). The Kreis has the number and the
-- hash; the list stays here, so that both can be proven.

CREATE TABLE empfaengerzaehlung (
    monat        date PRIMARY KEY
                 CONSTRAINT empfaengerzaehlung_monatserster CHECK (extract(day FROM monat) = 1),
    regel        date NOT NULL,
    grundlagen   text[] NOT NULL,
    anzahl       bigint NOT NULL CONSTRAINT empfaengerzaehlung_anzahl CHECK (anzahl >= 0),
    sha256       bytea NOT NULL
                 CONSTRAINT empfaengerzaehlung_pruefsumme CHECK (octet_length(sha256) = 32),
    gezaehlt_zum date NOT NULL,
    gezaehlt_am  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE empfaengerzaehlung_person (
    monat     date NOT NULL
              CONSTRAINT empfaengerzaehlung_person_monat REFERENCES empfaengerzaehlung,
    person_id uuid NOT NULL CONSTRAINT empfaengerzaehlung_person_person REFERENCES person,
    PRIMARY KEY (monat, person_id)
);
