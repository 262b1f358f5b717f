import Grundwerte
import Uebergabe

/// Was die Bank zu einem eingereichten Auftrag meldet (pain.002), auch das Ergebnis der
/// Empfängerüberprüfung.
///
/// Angenommen heißt nicht gezahlt: Gezahlt ist erst, was der Kontoauszug bucht. Ein Bericht kann
/// mehrmals, spät oder nie kommen, und jede seiner drei Ebenen kann fehlen.
package struct Statusbericht: Hashable, Sendable {
    package let msgId: String?
    /// MsgId des eigenen Auftrags.
    package let auftrag: String
    package let gesamt: Meldung?
    package let sammler: [Sammler]

    package struct Meldung: Hashable, Sendable {
        /// Wie die Bank ihn schreibt, etwa `RJCT`.
        package let code: String
        package let gruende: [Rueckgabegrund]

        package var status: Status { Status(code: code) }
    }

    package struct Sammler: Hashable, Sendable {
        package let pmtInfId: String?
        package let meldung: Meldung?
        package let zahlungen: [Zahlung]
    }

    package struct Zahlung: Hashable, Sendable {
        package let endToEndId: String?
        package let meldung: Meldung?
        /// Wie die Bank den Empfänger nennt; nach einer Empfängerüberprüfung mit `RVMC` der Name,
        /// unter dem sie das Konto führt.
        package let empfaenger: String?
    }

    package enum Status: Hashable, Sendable {
        case angenommen, teilweise, inPruefung, abgelehnt
        /// Name und Konto passen zusammen, beinahe, nicht; oder die Prüfung war nicht möglich.
        case namePasst, nameBeinahe, namePasstNicht, namePruefungUnmoeglich
        /// Kein Stand der Bank: So führt die Kasse eine Rückgabe, die jemand ansehen muss.
        case zurueckgegeben
        case sonstiger(String)

        init(code: String) {
            self = switch code {
            case "ACTC", "ACCP", "ACSP", "ACSC", "ACWC": .angenommen
            case "PART": .teilweise
            case "PDNG", "RCVD", "RVNC": .inPruefung
            case "RJCT": .abgelehnt
            case "RCVC": .namePasst
            // Für den ganzen Auftrag nennt die Codeliste RVCM; Banken schreiben auch RVMC.
            case "RVMC", "RVCM": .nameBeinahe
            case "RVNM": .namePasstNicht
            case "RVNA": .namePruefungUnmoeglich
            case "RTRN": .zurueckgegeben
            default: .sonstiger(code)
            }
        }
    }

    static let fassungen = 3...10

    package static func lesen(_ bytes: [UInt8]) throws(Lesefehler) -> Statusbericht {
        let sammlung = Statussammlung()
        try Bankxmlleser(kopf: sammlung.kopf, abnehmer: sammlung.nimm).lies(bytes)
        guard let auftrag = sammlung.auftrag else {
            throw .fehlt("Kennung des Auftrags (OrgnlGrpInfAndSts/OrgnlMsgId)", zeile: 1)
        }
        return Statusbericht(
            msgId: sammlung.msgId, auftrag: auftrag, gesamt: sammlung.gesamt,
            sammler: sammlung.sammler)
    }
}

/// Baut beim Lesen aus den Elementen den Bericht auf.
private final class Statussammlung {
    var msgId: String?
    var auftrag: String?
    var gesamt: Statusbericht.Meldung?
    var sammler: [Statusbericht.Sammler] = []
    private var zahlungen: [Statusbericht.Zahlung] = []

    func kopf(namensraum: String, wurzel: String, nachricht: String) throws(Lesefehler) {
        guard let name = Nachrichtenname(namensraum: namensraum), name.art == "pain.002",
              Statusbericht.fassungen.contains(name.fassung), wurzel == "Document",
              nachricht == "CstmrPmtStsRpt"
        else { throw .fremdeNachricht("\(namensraum), \(nachricht)") }
    }

    func nimm(_ fund: Bankxmlleser.Fund) throws(Lesefehler) -> Bool {
        let element = fund.element
        switch (element.name, fund.eltern.last?.name) {
        case ("GrpHdr", "CstmrPmtStsRpt"):
            msgId = element.wert("MsgId")
        case ("OrgnlGrpInfAndSts", "CstmrPmtStsRpt"):
            auftrag = element.referenz("OrgnlMsgId")
            gesamt = Statusbericht.Meldung(element, status: "GrpSts")
        case ("TxInfAndSts", "OrgnlPmtInfAndSts"):
            zahlungen.append(Statusbericht.Zahlung(
                endToEndId: element.referenz("OrgnlEndToEndId"),
                meldung: Statusbericht.Meldung(element, status: "TxSts"),
                empfaenger: element.wert("OrgnlTxRef", "Cdtr", "Pty", "Nm")
                    ?? element.wert("OrgnlTxRef", "Cdtr", "Nm")))
        case ("OrgnlPmtInfAndSts", "CstmrPmtStsRpt"):
            sammler.append(Statusbericht.Sammler(
                pmtInfId: element.referenz("OrgnlPmtInfId"),
                meldung: Statusbericht.Meldung(element, status: "PmtInfSts"), zahlungen: zahlungen))
            zahlungen = []
        default:
            return false
        }
        return true
    }
}

extension Statusbericht.Meldung {
    /// Nil, wenn die Bank auf dieser Ebene keinen Status nennt.
    fileprivate init?(_ element: Bankxml, status: String) {
        guard let code = element.wert(status) else { return nil }
        self.code = code
        gruende = element.alle("StsRsnInf").map { angabe in
            let texte = angabe.alle("AddtlInf").map(\.text).filter { !$0.isEmpty }
            return Rueckgabegrund(
                code: angabe.wert("Rsn", "Cd") ?? angabe.wert("Rsn", "Prtry") ?? "NARR",
                zusatz: texte.isEmpty ? nil : texte.joined(separator: " "))
        }
    }
}

extension Statusbericht.Status {
    package var bezeichnung: String {
        switch self {
        case .angenommen: "Angenommen"
        case .teilweise: "Zum Teil angenommen"
        case .inPruefung: "In Prüfung"
        case .abgelehnt: "Abgelehnt"
        case .namePasst: "Name passt zum Konto"
        case .nameBeinahe: "Name passt beinahe"
        case .namePasstNicht: "Name passt nicht"
        case .namePruefungUnmoeglich: "Name nicht prüfbar"
        case .zurueckgegeben: "Zurückgegeben"
        case .sonstiger: "Unbekannter Stand"
        }
    }
}
