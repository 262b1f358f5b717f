-- Every right of the Mandant's login on its own schema. {login} is the only word the migrator replaces.
-- No DELETE but of trial figures, of statistics and of copies handed out, no UPDATE on what has been said.
GRANT USAGE ON SCHEMA {schema} TO {login}, kreis_support;
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {login};
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC, {login}, kreis_support;

GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {login};
GRANT INSERT ON fall, person, person_angabe, mitglied, berechtigung, aufenthalt, unterkunft, einkommen, vermoegen,
    mehrbedarf, monatsbedarf, arbeitsgelegenheit,
    bankverbindung, bankverbindung_bestaetigung, bankverbindung_sperre, aktenvermerk, wiedervorlage, vorgang, audit,
    zaehler, berechnung, bescheid, anspruch, ueberzahlung, schriftstueck, schriftstueck_teil, zahlung,
    zahlungssperre, feststellung, anordnung, behandlungsschein, einzelleistung, einzelentscheidung,
    einzelrechnung, doppelpruefung TO {login};
GRANT UPDATE ON fall, person_angabe, mitglied, berechtigung, aufenthalt, unterkunft, einkommen, vermoegen,
    mehrbedarf, monatsbedarf, arbeitsgelegenheit,
    bankverbindung_sperre, wiedervorlage, zaehler, anspruch, zahlung, zahlungssperre, feststellung,
    vorgang, behandlungsschein TO {login};

GRANT INSERT ON uebernahme, uebernahme_datei, uebernahme_befund, uebernahme_konto, herkunft, altbewilligung TO {login};
GRANT UPDATE ON uebernahme TO {login};

GRANT INSERT ON empfaengerzaehlung, empfaengerzaehlung_person, zustaendigkeitsfrage,
    kostenhinweis TO {login};

GRANT INSERT ON controlling_zaehlung, controlling_person, controlling_satz TO {login};

-- Letters, hearings, recovery, Widersprüche.
GRANT INSERT ON schreiben, anhoerung, anhoerung_antwort, anhoerung_ergebnis, rueckforderung,
    rueckforderung_position, rueckforderung_anhoerung, rueckforderung_entscheidung,
    rueckforderung_grundlage, rueckforderung_verzicht, rueckforderung_verzicht_ablehnung,
    rueckforderung_buchung, ratenplan, stundung, mahnung, aufrechnung, einbehalt, widerspruch,
    widerspruch_entscheidung TO {login};
GRANT INSERT ON unterlage, unterlage_ergebnis, mitwirkung, mitwirkung_unterlage TO {login};
GRANT INSERT ON drucklauf, drucklauf_brief, drucklauf_ergebnis, drucklauf_teil, drucklauf_fehler,
    druckvermerk TO {login};
GRANT INSERT, UPDATE ON wartezeithindernis TO {login};
GRANT INSERT ON rechtsfeststellung TO {login};
GRANT INSERT ON bestandseingang, bestandseingang_teil, bestandseingang_pruefung,
    bestandseingang_befund, bestandseingang_ergebnis TO {login};
GRANT UPDATE ON ratenplan, stundung, aufrechnung TO {login};

-- Statistics: computed again until two persons release them, deleted when the delivery is accepted.
GRANT INSERT, UPDATE ON statistik_stand TO {login};
GRANT INSERT, DELETE ON statistik_kennnummer, statistik_satz, statistik_befund TO {login};

-- Trial figures on which nothing rests.
GRANT INSERT, UPDATE, DELETE ON probelauf TO {login};
GRANT INSERT, DELETE ON probelauf_fall TO {login};
GRANT INSERT, UPDATE ON anpassung TO {login};

-- Whoever stands in, the texts offered for what is due, and lists of cases.
GRANT INSERT ON vertretung, vorlagetext, fallliste TO {login};
GRANT UPDATE ON vertretung, vorlagetext, fallliste TO {login};

GRANT INSERT ON zahlungstext, lesezugriff TO {login};

-- Subject access: the files go when nobody collects them, the row stays.
GRANT INSERT ON auskunft, auskunft_datei TO {login};
GRANT INSERT, DELETE ON auskunft_teil TO {login};
GRANT INSERT ON auskunftssperre, auskunftssperre_einsicht, einschraenkung, einschraenkung_zweck
    TO {login};
GRANT INSERT, UPDATE ON auskunftssperre_benennung TO {login};
GRANT UPDATE ON auskunftssperre, einschraenkung TO {login};
GRANT INSERT, UPDATE ON berichtigungsverlangen, berichtigung_empfaenger TO {login};

-- Erasure: proposed and released here, done by a function that asks for both.
GRANT INSERT ON loeschsperre, loeschlauf, loeschlauf_fall, loeschlauf_freigabe, loeschregel
    TO {login};
GRANT UPDATE ON loeschsperre TO {login};
GRANT INSERT, UPDATE ON auftragsverarbeiter, verzeichniskontakt TO {login};
GRANT EXECUTE ON FUNCTION loeschkandidaten(date), loeschhindernis(uuid),
    loeschlauf_sperren(uuid), loeschung_vollziehen(uuid) TO {login};

-- Whose address is locked and which words tell it; they read what this login reads.
GRANT EXECUTE ON FUNCTION gesperrte_personen(date), anschriftensperren(uuid[], date),
    anschriftworte(unterkunft, text), geheime_worte(uuid[], date, text) TO {login};

GRANT EXECUTE ON FUNCTION zahlung_pruefsumme(zahlung), rueckmeldungen_uebernehmen(integer),
    forderungseingaenge_uebernehmen(integer) TO {login};
GRANT EXECUTE ON FUNCTION bestandseingang_leeren(uuid), versiegeln(), siegel_gebrochen() TO {login};

-- The Kreis's support reads the one case that the Kommune opened to it, by this function only.
GRANT EXECUTE ON FUNCTION support_lesen(uuid, uuid, text) TO kreis_support;
