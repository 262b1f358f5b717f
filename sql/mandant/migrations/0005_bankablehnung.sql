-- The bank rejected the whole file and the Kasse gives its payments to the next run: ordered again.
INSERT INTO zahlung_uebergang (von, nach, nur_rueckmeldung) VALUES ('uebergeben', 'angeordnet', true);
