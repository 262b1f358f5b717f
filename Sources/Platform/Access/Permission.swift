import Postgres

/// Every single thing that a person may be allowed to do. Which role may do what is data
/// (`sql/platform/definitions/rollen.sql`); this list and that one must agree, or the program does
/// not start.
package enum Permission: String, Sendable, CaseIterable {
    // Kommune
    case fallLesen = "fall.lesen"
    case fallAnlegen = "fall.anlegen"
    case fallAendern = "fall.aendern"
    case bankverbindungErfassen = "bankverbindung.erfassen"
    case bankverbindungBestaetigen = "bankverbindung.bestaetigen"
    case leistungBerechnen = "leistung.berechnen"
    case bescheidErlassen = "bescheid.erlassen"
    case zahlungLesen = "zahlung.lesen"
    case zahlungFeststellen = "zahlung.feststellen"
    case zahlungAnordnen = "zahlung.anordnen"
    case zahlungStornieren = "zahlung.stornieren"
    case wiedervorlageBearbeiten = "wiedervorlage.bearbeiten"
    case erstattungPruefen = "erstattung.pruefen"
    case auditLesen = "audit.lesen"
    case krankenhilfeLesen = "krankenhilfe.lesen"
    case behandlungsscheinAusstellen = "behandlungsschein.ausstellen"
    case behandlungsscheinWiderrufen = "behandlungsschein.widerrufen"
    case bestandUebernehmen = "bestand.uebernehmen"
    case bestandBestaetigen = "bestand.bestaetigen"
    case einzelleistungErfassen = "einzelleistung.erfassen"
    case einzelleistungEntscheiden = "einzelleistung.entscheiden"
    case rueckforderungLesen = "rueckforderung.lesen"
    case rueckforderungBearbeiten = "rueckforderung.bearbeiten"
    case rueckforderungVerzichten = "rueckforderung.verzichten"
    case widerspruchBearbeiten = "widerspruch.bearbeiten"
    case briefDrucken = "brief.drucken"
    /// To name one's own deputy.
    case vertretungEintragen = "vertretung.eintragen"
    /// To name anybody's deputy.
    case vertretungRegeln = "vertretung.regeln"
    /// To keep lists of cases and texts for the whole Kommune.
    case listeTeilen = "liste.teilen"

    // Kreis
    case zahllaufLesen = "zahllauf.lesen"
    case zahllaufErstellen = "zahllauf.erstellen"
    case zahllaufFreigeben = "zahllauf.freigeben"
    case zahllaufUebergeben = "zahllauf.uebergeben"
    case bankLesen = "bank.lesen"
    case bankEinlesen = "bank.einlesen"
    case bankZuordnen = "bank.zuordnen"
    case erstattungLesen = "erstattung.lesen"
    case erstattungAbschliessen = "erstattung.abschliessen"
    case mandantLesen = "mandant.lesen"
    case benutzerVerwalten = "benutzer.verwalten"
    case parameterLesen = "parameter.lesen"
    case parameterErfassen = "parameter.erfassen"
    case parameterFreigeben = "parameter.freigeben"
    case parameterBeschliessen = "parameter.beschliessen"
    case auftragLesen = "auftrag.lesen"
    case auftragSteuern = "auftrag.steuern"
}

extension Permission {
    /// Permissions that the database grants but this program does not know.
    package static func unknown(in transaction: Transaction) throws -> [String] {
        try transaction.scalars(
            "SELECT DISTINCT recht FROM platform.rolle_recht ORDER BY recht", as: String.self
        )
        .filter { Permission(rawValue: $0) == nil }
    }
}
