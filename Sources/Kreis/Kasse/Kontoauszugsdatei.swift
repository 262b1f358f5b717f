import Grundwerte

/// Eine Datei der Bank mit Kontoauszügen: camt.053, camt.052 oder camt.054.
///
/// Gelesen wird nach lokalen Namen, denn Banken mischen die Fassungen .02 und .08 auch innerhalb
/// einer Datei. Einen Wert gibt es nur, wenn die ganze Datei gelesen ist.
package struct Kontoauszugsdatei: Hashable, Sendable {
    package let art: Kontoauszug.Art
    package let fassung: Int
    package let msgId: String?
    package let auszuege: [Kontoauszug]

    /// Fassungen, deren Aufbau dieser Leser kennt.
    static let fassungen = 2...8

    package static func lesen(_ bytes: [UInt8]) throws(Lesefehler) -> Kontoauszugsdatei {
        try lesen(bytes, grenzen: Bankxmlleser.Grenzen())
    }

    static func lesen(_ bytes: [UInt8], grenzen: Bankxmlleser.Grenzen)
        throws(Lesefehler) -> Kontoauszugsdatei {
        let sammlung = Auszugssammlung()
        let leser = Bankxmlleser(grenzen: grenzen, kopf: sammlung.kopf, abnehmer: sammlung.nimm)
        try leser.lies(bytes)
        guard let art = sammlung.art else { throw .keinXML(zeile: 1) }
        return Kontoauszugsdatei(
            art: art, fassung: sammlung.fassung, msgId: sammlung.msgId, auszuege: sammlung.auszuege)
    }
}

/// Baut beim Lesen aus den Elementen die Auszüge auf.
private final class Auszugssammlung {
    var art: Kontoauszug.Art?
    var fassung = 0
    var msgId: String?
    var auszuege: [Kontoauszug] = []
    private var umsaetze: [Umsatz] = []
    private var einzelheiten: [Umsatz.Einzelheit] = []
    private var befunde: [Kontoauszug.Befund] = []
    private var gesehen: [Umsatz.Identitaet: Int] = [:]

    func kopf(namensraum: String, wurzel: String, nachricht: String) throws(Lesefehler) {
        guard let name = Nachrichtenname(namensraum: namensraum), wurzel == "Document",
              let art = Kontoauszug.Art(rawValue: name.art), nachricht == art.element,
              Kontoauszugsdatei.fassungen.contains(name.fassung)
        else { throw .fremdeNachricht("\(namensraum), \(nachricht)") }
        self.art = art
        fassung = name.fassung
    }

    func nimm(_ fund: Bankxmlleser.Fund) throws(Lesefehler) -> Bool {
        switch (fund.element.name, fund.eltern.last?.name) {
        case ("GrpHdr", art?.element): msgId = fund.element.wert("MsgId")
        case ("TxDtls", "NtryDtls"): try einzelheit(fund)
        case ("Ntry", art?.auszugselement): try umsatz(fund)
        case (art?.auszugselement, art?.element): try auszug(fund)
        default: return false
        }
        return true
    }

    private func einzelheit(_ fund: Bankxmlleser.Fund) throws(Lesefehler) {
        let eintrag = fund.eltern.last { $0.name == "Ntry" }
        let gelesen = try Umsatz.Einzelheit.lesen(
            fund.element, richtung: eintrag?.wert("CdtDbtInd"),
            waehrung: eintrag?["Amt"]?.attribute["Ccy"], zeile: fund.zeile)
        if let waehrung = gelesen.fremdeWaehrung {
            befunde.append(.fremdwaehrung(umsatz: umsaetze.count + 1, waehrung: waehrung))
        }
        einzelheiten.append(gelesen.einzelheit)
    }

    private func umsatz(_ fund: Bankxmlleser.Fund) throws(Lesefehler) {
        var umsatz = try Umsatz(fund.element, einzelheiten: einzelheiten, zeile: fund.zeile)
        einzelheiten = []
        let vorkommen = gesehen[umsatz.identitaet, default: 0] + 1
        gesehen[umsatz.identitaet] = vorkommen
        umsatz.ordnung = vorkommen
        umsaetze.append(umsatz)
        if let differenz = umsatz.differenzDerEinzelheiten {
            befunde.append(.einzelbetraege(umsatz: umsaetze.count, differenz))
        }
    }

    private func auszug(_ fund: Bankxmlleser.Fund) throws(Lesefehler) {
        guard let art else { return }
        let auszug = try Kontoauszug(
            fund.element, art: art, umsaetze: umsaetze, befunde: befunde, zeile: fund.zeile)
        auszuege.append(auszug)
        umsaetze = []
        befunde = []
        gesehen = [:]
    }
}

extension Kontoauszug.Art {
    fileprivate var element: String {
        switch self {
        case .auszug: "BkToCstmrStmt"
        case .tagesbericht: "BkToCstmrAcctRpt"
        case .anzeige: "BkToCstmrDbtCdtNtfctn"
        }
    }

    fileprivate var auszugselement: String {
        switch self {
        case .auszug: "Stmt"
        case .tagesbericht: "Rpt"
        case .anzeige: "Ntfctn"
        }
    }
}
