-- Every right on the Kreis schema. A Mandant's login reaches functions only, never a table.
REVOKE ALL ON ALL TABLES IN SCHEMA kreis FROM PUBLIC, kreis_kasse, kreis_abrechnung, kreis_verwaltung,
    kreis_statistik, kreis_controlling, mandant_basis, mandat_platform, mandat_arbeit;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA kreis FROM PUBLIC;
REVOKE ALL ON SCHEMA kreis FROM PUBLIC;

GRANT USAGE ON SCHEMA kreis TO kreis_kasse, kreis_abrechnung, kreis_verwaltung, mandant_basis;

GRANT SELECT, UPDATE ON zahlungsauftrag TO kreis_kasse;
GRANT SELECT ON rueckmeldung, rueckmeldung_stand, forderungszeichen, forderungseingang,
    forderungseingang_stand TO kreis_kasse;
GRANT SELECT, INSERT, UPDATE ON bankdatei_stand, bankmeldung TO kreis_kasse;
GRANT SELECT, INSERT, UPDATE ON zahllauf, lauf_uebergabe, zaehler TO kreis_kasse;
GRANT SELECT, INSERT, UPDATE ON lauf_position TO kreis_kasse;
GRANT SELECT, INSERT ON lauf_datei, lauf_ausgelassen, lauf_freigabe, bankkonto, bankdatei, auszug, umsatz_zuordnung, buchung,
    buchungszeile, audit TO kreis_kasse;
GRANT SELECT, INSERT, UPDATE ON umsatz TO kreis_kasse;
GRANT SELECT ON erstattung, erstattung_position, erstattung_schreiben TO kreis_kasse;

GRANT SELECT ON zahlungsauftrag, zahllauf, lauf_position, lauf_freigabe, lauf_uebergabe,
    rueckmeldung_stand, bankkonto, auszug, umsatz, umsatz_zuordnung, buchung,
    buchungszeile TO kreis_abrechnung;
GRANT SELECT, INSERT ON erstattung, erstattung_position, erstattung_schreiben, audit TO kreis_abrechnung;
GRANT SELECT, INSERT, UPDATE ON zaehler TO kreis_abrechnung;

GRANT SELECT, INSERT ON audit TO kreis_verwaltung;
GRANT SELECT, INSERT, UPDATE ON vorgang TO kreis_verwaltung, kreis_kasse, kreis_abrechnung;
GRANT SELECT, INSERT ON bankkonto TO kreis_verwaltung;

GRANT EXECUTE ON FUNCTION hauptbuch_sperren() TO kreis_kasse, kreis_abrechnung;
GRANT EXECUTE ON FUNCTION forderungstag(uuid, date), lauf_beteiligt(uuid, uuid) TO kreis_kasse;

GRANT EXECUTE ON FUNCTION auftrag_einreichen(uuid, text, text, text, text, bigint, text, text, date, uuid, uuid),
    auftrag_zurueckziehen(uuid), rueckmeldungen(bigint, integer), erstattungen(),
    erstattung_zeilen(date), forderung_anmelden(text), forderungseingaenge(bigint, integer),
    einzahlungskonto(date),
    personenmarken_setzen(uuid[], uuid[], bytea[]), hinterlegte_personen(uuid, integer),
    person_fragen(uuid, uuid, text, bytea[]), personenfragen(uuid[]), personenfragen_abholen()
    TO mandant_basis;
GRANT EXECUTE ON FUNCTION zahllaufregeln(), kassenschliesstage() TO mandant_basis, kreis_kasse;
