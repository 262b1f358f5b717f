-- Every right on the Kreis schema. A Mandant's login reaches functions only, never a table.
REVOKE ALL ON ALL TABLES IN SCHEMA kreis FROM PUBLIC, kreis_kasse, kreis_abrechnung, kreis_verwaltung,
    kreis_statistik, kreis_controlling, kreis_geheimhaltung, statistik_export, mandant_basis,
    mandat_platform, mandat_arbeit;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA kreis FROM PUBLIC;
REVOKE ALL ON SCHEMA kreis FROM PUBLIC;

GRANT USAGE ON SCHEMA kreis TO kreis_kasse, kreis_abrechnung, kreis_verwaltung, kreis_statistik,
    kreis_controlling, kreis_geheimhaltung, statistik_export, mandant_basis;

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
GRANT SELECT, INSERT ON monatsvorlage, monatsabschluss TO kreis_kasse;
GRANT SELECT ON forderung, forderung_verrechnung, forderung_mahnung TO kreis_kasse;

GRANT SELECT ON zahlungsauftrag, zahllauf, lauf_position, lauf_freigabe, lauf_uebergabe,
    rueckmeldung_stand, bankkonto, auszug, umsatz, umsatz_zuordnung, buchung,
    buchungszeile TO kreis_abrechnung;
GRANT SELECT, INSERT ON erstattung, erstattung_position, erstattung_schreiben, audit TO kreis_abrechnung;
GRANT SELECT, INSERT, UPDATE ON zaehler TO kreis_abrechnung;
GRANT SELECT ON forderung, erstattung_aeusserung TO kreis_abrechnung;
GRANT SELECT, INSERT ON forderung_verrechnung, forderung_mahnung, forderung_mahnschreiben,
    erstattung_antwort TO kreis_abrechnung;
GRANT EXECUTE ON FUNCTION forderungszahlungen(), forderung_offen(uuid),
    forderung_zurueckgenommen_am(uuid), forderung_schonfrist(uuid) TO kreis_kasse, kreis_abrechnung;
GRANT SELECT ON empfaengerregel, empfaengerzahl TO kreis_abrechnung;
GRANT SELECT, INSERT ON rechnungssteller, sammelrechnung, sammelrechnung_dokument,
    sammelrechnung_pruefung, sammelrechnung_freigabe, sammelrechnung_rueckgabe,
    sammelrechnung_schreiben TO kreis_abrechnung;
GRANT SELECT ON stichprobenregel TO kreis_abrechnung;
GRANT SELECT, INSERT ON sammelrechnung_nachweis, sammelrechnung_position, stichprobe,
    stichprobe_position, zustaendigkeitsfrage, stichprobe_ergebnis, kostenhinweis,
    rechnungssteller_konto, rechnungssteller_konto_bestaetigung, sammelrechnung_zahlung,
    sammelrechnung_eingang TO kreis_abrechnung;
GRANT EXECUTE ON FUNCTION rechnungssteller_zahlkonto(uuid), auftrag_lebt(text)
    TO kreis_abrechnung;
-- For the audit of the books (mandat pruefen).
GRANT SELECT ON sammelrechnung, sammelrechnung_freigabe, sammelrechnung_zahlung,
    sammelrechnung_eingang, stichprobe, stichprobe_position TO kreis_kasse;
GRANT EXECUTE ON FUNCTION auftrag_lebt(text) TO kreis_kasse;
GRANT EXECUTE ON FUNCTION sammelrechnung_eingaenge() TO kreis_kasse, kreis_abrechnung;
GRANT SELECT ON durchleitung TO kreis_abrechnung;
GRANT SELECT, INSERT ON durchleitung_annahme, durchleitung_ablehnung, umlage_feststellung, umlage,
    umlage_position, umlage_teil, umlage_schreiben TO kreis_abrechnung;
GRANT EXECUTE ON FUNCTION offene_vorschuesse(date), umlage_vorher(date),
    groesste_reste(bigint, text[], bigint[]) TO kreis_abrechnung;
GRANT SELECT, INSERT ON einwohnerzahl, kostenteilung, kostenteilung_teil,
    kostenteilung_entscheidung, kostenforderung, kostenforderung_schreiben TO kreis_abrechnung;
GRANT SELECT ON kostenteilung, kostenteilung_entscheidung, kostenforderung TO kreis_kasse;
GRANT EXECUTE ON FUNCTION kostenteilung_fehler(uuid) TO kreis_kasse, kreis_abrechnung;
-- For the audit of the books, and to find the Kommune that pays.
GRANT SELECT ON umlage, umlage_teil, umlage_position, umlage_schreiben, empfaengerzahl,
    durchleitung, durchleitung_annahme TO kreis_kasse;
GRANT EXECUTE ON FUNCTION umlage_fehler(uuid) TO kreis_kasse, kreis_abrechnung;

GRANT SELECT, INSERT ON audit TO kreis_verwaltung;
GRANT SELECT, INSERT, UPDATE ON vorgang TO kreis_verwaltung, kreis_kasse, kreis_abrechnung;
GRANT SELECT, INSERT ON bankkonto TO kreis_verwaltung;

GRANT SELECT, INSERT ON barauszahlung, barverfall, umbuchung TO kreis_kasse;
GRANT SELECT ON zahlungsempfaenger TO kreis_kasse;
GRANT SELECT, INSERT, UPDATE ON zahlungsempfaenger TO kreis_verwaltung;
GRANT EXECUTE ON FUNCTION zahlungsempfaenger_geltende(), zahlungsempfaenger_gilt(uuid, text),
    empfaengerpruefungen(uuid[]) TO mandant_basis;
GRANT SELECT, INSERT ON hkr_zuordnung, hkr_export, hkr_export_zeile TO kreis_kasse;
GRANT SELECT ON siegel TO kreis_kasse;
GRANT EXECUTE ON FUNCTION versiegeln(), siegel_gebrochen() TO kreis_kasse;
GRANT EXECUTE ON FUNCTION hauptbuch_sperren() TO kreis_kasse, kreis_abrechnung;
GRANT EXECUTE ON FUNCTION forderungstag(uuid, date), hauptbuch_offen_ab(),
    lauf_beteiligt(uuid, uuid) TO kreis_kasse;

-- The controlling reads what is given out; of a draft it learns the proof. Raw numbers reach the
-- login that protects and attacks them, which gives nothing out itself.
GRANT SELECT ON controlling_veroeffentlichung, controlling_wert, geheimhaltungsregel,
    sonderauswertung, sonderauswertung_beschluss TO kreis_controlling;
GRANT INSERT ON controlling_vorlage, controlling_veroeffentlichung, sonderauswertung,
    sonderauswertung_beschluss, audit TO kreis_controlling;
GRANT SELECT, INSERT, UPDATE ON vorgang, zaehler TO kreis_controlling;
GRANT EXECUTE ON FUNCTION controlling_entwuerfe(), controlling_vorschau(uuid, uuid),
    controlling_meldestand(date), controlling_kommunen(), controlling_gebrochen(),
    controlling_ankuendigen() TO kreis_controlling;
GRANT SELECT ON geheimhaltungsregel, controlling_meldung, controlling_rohzahl, sonderauswertung,
    sonderauswertung_beschluss, sonderauswertung_meldung, sonderauswertung_rohzahl,
    controlling_entwurf, controlling_entwurf_zelle, controlling_veroeffentlichung,
    empfaengerzahl, umlage TO kreis_geheimhaltung;
GRANT INSERT ON controlling_entwurf, controlling_entwurf_zelle, audit TO kreis_geheimhaltung;
GRANT EXECUTE ON FUNCTION controlling_pruefsumme(uuid) TO kreis_geheimhaltung;
GRANT EXECUTE ON FUNCTION offene_controllingmonate(date),
    controlling_melden(date, text[], text[], bigint[], bigint[], bigint[], bigint[]),
    controlling_sonderauftraege(),
    controlling_sonder_melden(uuid, text[], bigint[], bigint[], bigint[], bigint[]),
    controlling_veroeffentlichungen(), controlling_werte(bigint[]), controlling_kommunen()
    TO mandant_basis;

GRANT EXECUTE ON FUNCTION auftrag_einreichen(uuid, text, text, text, text, bigint, text, text, date,
        uuid, uuid, text),
    auftrag_zurueckziehen(uuid), rueckmeldungen(bigint, integer), erstattungen(),
    erstattung_zeilen(date), forderung_anmelden(text), forderungseingaenge(bigint, integer),
    einzahlungskonto(date), eigene_forderungen(), zurueckgenommene_forderungen(),
    zahlungsspur(uuid),
    erstattung_aeussern(uuid, date, bigint, text, text, text), erstattung_aeusserungen(date),
    personenmarken_setzen(uuid[], uuid[], bytea[]), hinterlegte_personen(uuid, integer),
    person_fragen(uuid, uuid, text, bytea[]), personenfragen(uuid[]), personenfragen_abholen(),
    personenschutz_beginnen(), personenschutz_setzen(uuid[]),
    offene_empfaengermonate(date), empfaenger_melden(date, date, bigint, bytea, date),
    gemeldete_empfaenger(), offene_zustaendigkeitsfragen(),
    zustaendigkeit_antworten(uuid, boolean), zustaendigkeitsantworten(), kostenhinweise_abholen(),
    umlagen(), umlage_posten(date), durchleitungen(), eigene_kostenteilungen(),
    kostenteilung_zeilen(text), eigene_schreiben(), eigenes_schreiben(text, bigint),
    durchleitung_melden(uuid, date, date, text, bigint, uuid, text, uuid, date)
    TO mandant_basis;
GRANT EXECUTE ON FUNCTION zahllaufregeln(), kassenschliesstage() TO mandant_basis, kreis_kasse;

-- Statistics: the office opens, finds right and delivers; a Kommune reaches its own part only.
GRANT SELECT ON statistik_erhebung, statistik_merkmal, statistik_regel, statistik_lauf,
    statistik_abgabe, statistik_satz, statistik_export TO kreis_statistik;
GRANT SELECT, INSERT ON statistik_schluessel, statistik_feststellung, statistik_lieferung,
    statistik_quittung, audit TO kreis_statistik;
GRANT SELECT, INSERT, UPDATE ON vorgang, zaehler TO kreis_statistik;
GRANT EXECUTE ON FUNCTION statistik_eroeffnen(uuid, text, date, date, date, date, date, text, uuid,
    text, uuid) TO kreis_statistik;
GRANT EXECUTE ON FUNCTION statistik_merkmale(text, date), statistik_regeln(text, date)
    TO mandant_basis, kreis_statistik;
GRANT EXECUTE ON FUNCTION statistik_auftraege(), statistik_melden(uuid, bigint, bigint, bigint),
    statistik_saetze_annehmen(uuid, text[], text[]), statistik_abgeben(uuid, bigint, bytea),
    statistik_quittiert(uuid) TO mandant_basis;
-- The DBA's login: these functions and nothing else.
GRANT EXECUTE ON FUNCTION statistik_erhebungen(), statistik_merkmale(text, date),
    statistik_zeilen(text, date, text),
    statistik_regelleistungen(date, text), statistik_besondere_leistungen(date, text),
    statistik_ausgaben_einnahmen(date, text), statistik_bildung_und_teilhabe(date, text),
    statistik_fluechtlingsaufnahme(date, text) TO statistik_export;
