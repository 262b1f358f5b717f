import Postgres

/// Every single thing that a person may be allowed to do. Which role may do what is data
/// (`sql/platform/definitions/rollen.sql`); this list and that one must agree, or the program does
/// not start.
package enum Permission: String, Sendable, CaseIterable {
    /// To read the Berechtigungskonzept and to acknowledge it; every role holds it.
    case konzeptLesen = "konzept.lesen"

    /// To see one's own sessions and to set up one's second factor; every role holds it.
    case kontoFuehren = "konto.fuehren"

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
    /// To object to a line of the Erstattung or to confirm it, in the Kommune's name.
    case erstattungAeussern = "erstattung.aeussern"
    case auditLesen = "audit.lesen"
    /// To compile what is known of a person and to hand it out (Art. 15 DSGVO).
    case auskunftErteilen = "auskunft.erteilen"
    /// To lock an address and to name who may see it (§ 51 BMG).
    case auskunftssperreFuehren = "auskunftssperre.fuehren"
    /// To restrict the processing of a case, to lift it, and to change a restricted one (Art. 18).
    case verarbeitungEinschraenken = "verarbeitung.einschraenken"
    /// To hold a case back from erasure and to see what is due.
    case loeschungPruefen = "loeschung.pruefen"
    /// To release an erasure; it takes two.
    case loeschungFreigeben = "loeschung.freigeben"
    /// To read the register of processing activities and to enter processors (Art. 30, B-3.2).
    case verzeichnisFuehren = "verzeichnis.fuehren"
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
    /// To tell the Kreis what was recovered of costs that it had laid out (B-6.6).
    case durchleitungMelden = "durchleitung.melden"
    /// To read the published figures of all Kommunen and of the Kreis.
    case kennzahlenLesen = "kennzahlen.lesen"
    /// To name one's own deputy.
    case vertretungEintragen = "vertretung.eintragen"
    /// To name anybody's deputy.
    case vertretungRegeln = "vertretung.regeln"
    /// To keep lists of cases and texts for the whole Kommune.
    case listeTeilen = "liste.teilen"
    /// To see and repair the faults of the Kommune's statistics, and to close them.
    case statistikPruefen = "statistik.pruefen"
    /// To release to the Kreis what somebody else has closed.
    case statistikAbgeben = "statistik.abgeben"
    /// To ask the Kreis for users and roles of one's own Kommune, and to confirm what it set up.
    case zugangBeantragen = "zugang.beantragen"
    /// To confirm or withdraw all roles of one's own party, twice a year; in the Kreis also to
    /// confirm what was newly set up there.
    case zugangBestaetigen = "zugang.bestaetigen"
    /// To let the Kreis's support read in one case, to refuse it and to end it.
    case supportGewaehren = "support.gewaehren"
    /// To hand over the work of somebody who leaves.
    case fallUebergeben = "fall.uebergeben"

    // Kreis
    case zahllaufLesen = "zahllauf.lesen"
    case zahllaufErstellen = "zahllauf.erstellen"
    case zahllaufFreigeben = "zahllauf.freigeben"
    case zahllaufUebergeben = "zahllauf.uebergeben"
    case bankLesen = "bank.lesen"
    case bankEinlesen = "bank.einlesen"
    case bankZuordnen = "bank.zuordnen"
    /// To take back an assignment that somebody else made.
    case bankZuruecknehmen = "bank.zuruecknehmen"
    /// To lay the trial balance of a month before.
    case hauptbuchVorlegen = "hauptbuch.vorlegen"
    /// To close the books of a month that somebody else laid before.
    case hauptbuchSchliessen = "hauptbuch.schliessen"
    /// To hand the ledger to the Kreis's finance system.
    case hkrAusgeben = "hkr.ausgeben"
    case erstattungLesen = "erstattung.lesen"
    case erstattungAbschliessen = "erstattung.abschliessen"
    /// To dun a Kommune, and to set a credit off.
    case forderungBearbeiten = "forderung.bearbeiten"
    case umlageLesen = "umlage.lesen"
    case umlageFeststellen = "umlage.feststellen"
    case umlageAbschliessen = "umlage.abschliessen"
    case durchleitungEntscheiden = "durchleitung.entscheiden"
    case kostenteilungLesen = "kostenteilung.lesen"
    case kostenteilungBearbeiten = "kostenteilung.bearbeiten"
    case sammelrechnungLesen = "sammelrechnung.lesen"
    case sammelrechnungErfassen = "sammelrechnung.erfassen"
    case sammelrechnungPruefen = "sammelrechnung.pruefen"
    case sammelrechnungFreigeben = "sammelrechnung.freigeben"
    case statistikLesen = "statistik.lesen"
    /// To open a survey for a period, to stop and restart its jobs, to load official keys.
    case statistikErheben = "statistik.erheben"
    case statistikFeststellen = "statistik.feststellen"
    /// To deliver what somebody else has found right.
    case statistikFreigeben = "statistik.freigeben"
    case controllingLesen = "controlling.lesen"
    /// To lay a protected month before a second person.
    case controllingVorlegen = "controlling.vorlegen"
    /// To publish what somebody else laid before.
    case controllingFreigeben = "controlling.freigeben"
    case sonderauswertungBeantragen = "sonderauswertung.beantragen"
    /// The AG agrees to a special evaluation or refuses it (B-4.2).
    case sonderauswertungBeschliessen = "sonderauswertung.beschliessen"
    case mandantLesen = "mandant.lesen"
    case benutzerVerwalten = "benutzer.verwalten"
    /// To ask a Kommune to read in one case, and to read it while that is granted.
    case supportBeantragen = "support.beantragen"
    case empfaengerErfassen = "empfaenger.erfassen"
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
