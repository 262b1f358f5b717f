-- Every right of the Mandant's login on its own schema. {login} is the only word the migrator replaces.
-- No DELETE but of a Probelauf's trial figures, no UPDATE on what has been said.
GRANT USAGE ON SCHEMA {schema} TO {login};
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {login};
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC, {login};

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

-- Trial figures on which nothing rests.
GRANT INSERT, UPDATE, DELETE ON probelauf TO {login};
GRANT INSERT, DELETE ON probelauf_fall TO {login};
GRANT INSERT, UPDATE ON anpassung TO {login};

-- Whoever stands in, the texts offered for what is due, and lists of cases.
GRANT INSERT ON vertretung, vorlagetext, fallliste TO {login};
GRANT UPDATE ON vertretung, vorlagetext, fallliste TO {login};

GRANT EXECUTE ON FUNCTION zahlung_pruefsumme(zahlung), rueckmeldungen_uebernehmen(integer),
    forderungseingaenge_uebernehmen(integer) TO {login};
GRANT EXECUTE ON FUNCTION bestandseingang_leeren(uuid) TO {login};
