-- Every right on the platform schema, stated anew after every migration run.
REVOKE ALL ON ALL TABLES IN SCHEMA platform FROM PUBLIC, mandat_platform, mandat_arbeit, mandant_basis,
    kreis_kasse, kreis_abrechnung, kreis_verwaltung, kreis_statistik, kreis_controlling,
    kreis_geheimhaltung, statistik_export;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA platform FROM PUBLIC;
REVOKE ALL ON SCHEMA platform FROM PUBLIC;

GRANT USAGE ON SCHEMA platform TO mandat_platform, mandat_arbeit, mandant_basis, kreis_kasse,
    kreis_abrechnung, kreis_verwaltung, kreis_statistik, kreis_controlling, kreis_geheimhaltung;

GRANT SELECT ON mandant, mandant_schalter, rolle, rolle_recht, rolle_unvereinbar, parameterstand,
    schema_version, schema_stand TO mandat_platform, mandat_arbeit;
GRANT SELECT, INSERT, UPDATE ON benutzer, rollenzuweisung, anmeldung TO mandat_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON anmeldeversuch TO mandat_platform;
GRANT SELECT, INSERT, UPDATE ON schnittstelle TO mandat_platform;
-- What a Kommune confirms is written by its own login, through a function; what a second person of
-- the Kreis confirms, through another.
GRANT SELECT ON rollenbestaetigung, schnittstelle_bestaetigung TO mandat_platform;
-- The paper and who has read it are only appended to.
GRANT SELECT, INSERT ON konzept, konzept_kenntnis TO mandat_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON zweiter_faktor, wiederherstellungscode, passkey
    TO mandat_platform;
GRANT SELECT, INSERT, DELETE ON passkey_aufforderung, einmalcode TO mandat_platform;
-- Who took away what somebody signs in with is only appended to.
GRANT SELECT, INSERT ON kontoeingriff TO mandat_platform;
-- A guard lets nothing of a provider change but its secret and that it is switched off. Its party
-- confirms it through a function.
GRANT SELECT, INSERT, UPDATE ON anbieter TO mandat_platform;
GRANT SELECT ON anbieter_bestaetigung TO mandat_platform;
GRANT SELECT, INSERT, DELETE ON anbieter_konto, anbieter_vorgang TO mandat_platform;
-- What was asked for and what became of it is only appended to.
GRANT SELECT, INSERT ON zugangsantrag, zugangsantrag_schritt, zugangsregel TO mandat_platform;
GRANT SELECT ON kontowarnung, rezertifizierung, rezertifizierung_zeile TO mandat_platform;
GRANT SELECT, INSERT ON rezertifizierung_ergebnis TO mandat_platform;
-- The Kommune's answer is written by its own login, through a function.
GRANT SELECT, INSERT ON supportzugang, supportzugang_ende TO mandat_platform;
GRANT SELECT ON supportzugang_antwort TO mandat_platform;
GRANT INSERT, UPDATE ON parameterstand TO mandat_platform;
GRANT SELECT ON probelauf, probelauf_stand, probelauf_kommune TO mandat_platform;
GRANT SELECT, INSERT ON audit TO mandat_platform;
GRANT SELECT ON job, job_done TO mandat_platform;
GRANT INSERT ON job TO mandat_platform;
GRANT UPDATE ON job TO mandat_platform;

GRANT SELECT, INSERT, UPDATE, DELETE ON job, job_done, job_cron, fair_share TO mandat_arbeit;
GRANT INSERT ON audit TO mandat_arbeit;

GRANT SELECT ON mandant, mandant_schalter TO kreis_kasse, kreis_abrechnung, kreis_verwaltung;
GRANT SELECT ON mandant TO kreis_geheimhaltung;

GRANT EXECUTE ON FUNCTION geltende_rollen(uuid, date) TO mandat_platform, mandat_arbeit;
GRANT EXECUTE ON FUNCTION zuletzt_genutzt(uuid), schnittstelle_gilt(uuid, date),
    schuldet_faktor(uuid, date) TO mandat_platform;
GRANT EXECUTE ON FUNCTION rollen_bestaetigen(uuid, uuid[], timestamptz),
    zugang_bestaetigen(uuid, integer, uuid, timestamptz),
    schnittstelle_bestaetigen(uuid, uuid, bytea), schnittstelle_abweisen(uuid, uuid),
    anbieter_bestaetigen(uuid, uuid), anbieter_abweisen(uuid, uuid) TO mandant_basis;
GRANT EXECUTE ON FUNCTION anbieter_gilt(uuid, date), anbieter_im_kreis_bestaetigen(uuid, uuid),
    rollen_im_kreis_bestaetigen(uuid, uuid[], timestamptz) TO mandat_platform;
GRANT EXECUTE ON FUNCTION darf_rolle_bestaetigen(uuid, uuid) TO mandat_platform;
GRANT EXECUTE ON FUNCTION ungenutzte_konten_sperren(date), rezertifizierung_beginnen(date),
    rezertifizierung_aussetzen(date) TO mandat_arbeit;
GRANT EXECUTE ON FUNCTION ausgeschiedene(date), supportzugaenge_hier(),
    support_antworten(uuid, uuid, uuid, integer, text), support_beenden(uuid, uuid),
    support_fall(uuid, uuid, text) TO mandant_basis;
GRANT EXECUTE ON FUNCTION support_stand(uuid) TO mandat_platform;
GRANT EXECUTE ON FUNCTION virtuelle_zeit() TO mandat_arbeit, mandat_platform;
GRANT EXECUTE ON FUNCTION mandant_der_sitzung() TO mandant_basis, kreis_kasse, kreis_abrechnung, mandat_arbeit;
GRANT EXECUTE ON FUNCTION arbeitet_hier(uuid), arbeitet_hier(uuid, date), handelt_hier(uuid),
    darf_hier(uuid, text), eigene_schalter(), freigegebene_parameter()
    TO mandant_basis;
GRANT EXECUTE ON FUNCTION probelauf_auftrag(uuid),
    probelauf_melden(uuid, date[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[],
                     bigint[], bigint[], bigint[], bigint[], bigint[], bigint[]) TO mandant_basis;
GRANT EXECUTE ON FUNCTION probelauf_beginnen(uuid, uuid[], date, date, uuid, date),
    probelauf_summen(uuid) TO mandat_platform;
GRANT EXECUTE ON FUNCTION krankenhilfe_zentral(uuid, date) TO kreis_abrechnung;
GRANT EXECUTE ON FUNCTION statistik_beauftragen(uuid, uuid[]) TO kreis_statistik;
GRANT EXECUTE ON FUNCTION einreihen(uuid, text, text, jsonb, timestamptz) TO mandant_basis;
GRANT EXECUTE ON FUNCTION einreihen_kreis(uuid, text, text, jsonb, timestamptz), rueckmeldung_ankuendigen(uuid[])
    TO kreis_kasse, kreis_abrechnung;
GRANT EXECUTE ON FUNCTION einreihen_kreis(uuid, text, text, jsonb, timestamptz) TO kreis_controlling;
GRANT EXECUTE ON FUNCTION job_abschliessen(uuid, uuid, text)
    TO mandant_basis, kreis_kasse, kreis_abrechnung, kreis_geheimhaltung, mandat_arbeit;
