-- Each past day of what people did here is sealed once; each seal includes the one before it,
-- so that nothing of a sealed day can be changed, added or taken away unseen (I17).
CREATE TABLE siegel (
    tag           date PRIMARY KEY,
    anzahl        bigint NOT NULL CONSTRAINT siegel_anzahl CHECK (anzahl >= 0),
    inhalt_sha256 bytea NOT NULL CONSTRAINT siegel_inhalt CHECK (octet_length(inhalt_sha256) = 32),
    sha256        bytea NOT NULL CONSTRAINT siegel_sha256 CHECK (octet_length(sha256) = 32),
    am            timestamptz NOT NULL DEFAULT now()
);
-- Rows come in the order of their time: the smallest index finds a day.
CREATE INDEX zahlung_ereignis_am ON zahlung_ereignis USING brin (am);
CREATE INDEX anordnung_am ON anordnung USING brin (am);
