import Foundation
import Grundwerte
import Uebergabe

/// Ein Überweisungsauftrag an die Bank: pain.001.001.09 im Profil der Deutschen Kreditwirtschaft.
///
/// Eine Datei ist ein Sammler mit einem Ausführungstag. Einen Wert gibt es nur, wenn alle
/// `DKRegeln` eingehalten sind; gleiche Werte ergeben für immer dieselben Bytes, denn freigegeben
/// wird deren Prüfsumme.
package struct Zahlungsdatei: Sendable {
    package let kopf: Kopf
    package let posten: [Posten]
    package let summe: Geld

    package struct Kopf: Hashable, Sendable {
        /// Neu für jede Datei, auch nach einer Wiederherstellung der Datenbank.
        package let msgId: String
        package let pmtInfId: String
        package let erstelltAm: Date
        package let ausfuehrungstag: Kalendertag
        package let auftraggeber: String
        package let iban: IBAN
        package let bic: String?
        /// Echtzeitüberweisung: dann darf der Ausführungstag jeder Kalendertag sein.
        package let istEilig: Bool

        package init(msgId: String, pmtInfId: String, erstelltAm: Date,
                     ausfuehrungstag: Kalendertag,
                     auftraggeber: String, iban: IBAN, bic: String? = nil,
                     istEilig: Bool = false) {
            self.msgId = msgId
            self.pmtInfId = pmtInfId
            self.erstelltAm = erstelltAm
            self.ausfuehrungstag = ausfuehrungstag
            self.auftraggeber = auftraggeber
            self.iban = iban
            self.bic = bic
            self.istEilig = istEilig
        }
    }

    package struct Posten: Hashable, Sendable {
        package let endToEndId: String
        package let betrag: Geld
        package let empfaenger: String
        package let iban: IBAN
        /// `SSBE` für Leistungen an Personen, `GOVT` zwischen Behörden, sonst meist nichts.
        package let purposeCode: String?
        package let verwendungszweck: String
        /// Nur für Konten außerhalb des Europäischen Wirtschaftsraums.
        package let anschrift: Empfaengeranschrift?

        package init(endToEndId: String, betrag: Geld, empfaenger: String, iban: IBAN,
                     purposeCode: String? = nil, verwendungszweck: String,
                     anschrift: Empfaengeranschrift? = nil) {
            self.endToEndId = endToEndId
            self.betrag = betrag
            self.empfaenger = empfaenger
            self.iban = iban
            self.purposeCode = purposeCode
            self.verwendungszweck = verwendungszweck
            self.anschrift = anschrift
        }
    }

    /// `erwartet` nennt Anzahl und Summe des Zahllaufs, die die Datei genau treffen muss.
    package init(kopf: Kopf, posten: [Posten], erwartet: DKRegeln.Kontrollwerte,
                 heute: Kalendertag) throws(DKRegeln.Verstoesse) {
        let verstoesse = DKRegeln.pruefen(
            kopf: kopf, posten: posten, erwartet: erwartet, heute: heute)
        guard verstoesse.isEmpty else { throw DKRegeln.Verstoesse(liste: verstoesse) }
        self.kopf = kopf
        self.posten = posten
        summe = erwartet.summe
    }

    /// Die ganze Datei, UTF-8 ohne BOM.
    package func bytes() -> [UInt8] {
        var datei: [UInt8] = []
        datei.reserveCapacity(1_200 + posten.count * 480)
        schreiben { datei += $0 }
        return datei
    }

    /// Schreibt die Datei in Stücken von etwa 64 KiB, sodass sie nie ganz im Speicher liegen muss.
    package func schreiben<Fehler: Error>(
        _ senke: ([UInt8]) throws(Fehler) -> Void
    ) throws(Fehler) {
        var text = XMLText()
        kopfSchreiben(in: &text)
        for einer in posten {
            postenSchreiben(einer, in: &text)
            guard text.bytes.count >= 65_536 else { continue }
            try senke(text.bytes)
            text.bytes.removeAll(keepingCapacity: true)
        }
        text.roh("</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n")
        try senke(text.bytes)
    }
}

extension Zahlungsdatei {
    package static let namensraum = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"

    private func kopfSchreiben(in text: inout XMLText) {
        text.roh("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        text.roh("<Document xmlns=\"\(Zahlungsdatei.namensraum)\">\n<CstmrCdtTrfInitn>\n<GrpHdr>")
        text.element("MsgId", kopf.msgId)
        text.element("CreDtTm", Zahlungsdatei.ortszeit(kopf.erstelltAm))
        kontrollwerte(in: &text)
        text.roh("<InitgPty>")
        text.element("Nm", kopf.auftraggeber)
        text.roh("</InitgPty></GrpHdr>\n<PmtInf>")
        text.element("PmtInfId", kopf.pmtInfId)
        text.roh("<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>")
        kontrollwerte(in: &text)
        text.roh("<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl>")
        if kopf.istEilig { text.roh("<LclInstrm><Cd>INST</Cd></LclInstrm>") }
        text.roh("</PmtTpInf><ReqdExctnDt>")
        text.element("Dt", kopf.ausfuehrungstag.description)
        text.roh("</ReqdExctnDt><Dbtr>")
        text.element("Nm", kopf.auftraggeber)
        text.roh("</Dbtr><DbtrAcct><Id>")
        text.element("IBAN", kopf.iban.wert)
        text.roh("</Id></DbtrAcct><DbtrAgt><FinInstnId>")
        if let bic = kopf.bic {
            text.element("BICFI", bic)
        } else {
            text.roh("<Othr><Id>NOTPROVIDED</Id></Othr>")
        }
        text.roh("</FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>\n")
    }

    private func kontrollwerte(in text: inout XMLText) {
        text.element("NbOfTxs", String(posten.count))
        text.element("CtrlSum", summe.dezimal)
    }

    private func postenSchreiben(_ posten: Posten, in text: inout XMLText) {
        text.roh("<CdtTrfTxInf><PmtId>")
        text.element("EndToEndId", posten.endToEndId)
        text.roh("</PmtId><Amt><InstdAmt Ccy=\"EUR\">")
        text.roh(posten.betrag.dezimal)
        text.roh("</InstdAmt></Amt>")
        if let anschrift = posten.anschrift, !posten.iban.istEWR {
            text.roh("<CdtrAgt><FinInstnId>")
            text.element("BICFI", anschrift.bic)
            text.roh("</FinInstnId></CdtrAgt><Cdtr>")
            text.element("Nm", posten.empfaenger)
            text.roh("<PstlAdr>")
            text.element("StrtNm", anschrift.strasse)
            text.element("BldgNb", anschrift.hausnummer)
            text.element("PstCd", anschrift.plz)
            text.element("TwnNm", anschrift.ort)
            text.element("Ctry", anschrift.land)
            text.roh("</PstlAdr>")
        } else {
            text.roh("<Cdtr>")
            text.element("Nm", posten.empfaenger)
        }
        text.roh("</Cdtr><CdtrAcct><Id>")
        text.element("IBAN", posten.iban.wert)
        text.roh("</Id></CdtrAcct>")
        if let code = posten.purposeCode {
            text.roh("<Purp>")
            text.element("Cd", code)
            text.roh("</Purp>")
        }
        text.roh("<RmtInf>")
        text.element("Ustrd", posten.verwendungszweck)
        text.roh("</RmtInf></CdtTrfTxInf>\n")
    }

    /// Ortszeit ohne Zone, wie die Bank sie neben ihrer eigenen anzeigt: `2026-11-24T08:30:00`.
    private static func ortszeit(_ zeitpunkt: Date) -> String {
        let sekunden = Int(zeitpunkt.timeIntervalSince1970.rounded(.down))
        let desMinute = (sekunden % 60 + 60) % 60
        return "\(Uhr.berlinTag(zeitpunkt))T\(Uhr.berlinUhrzeit(zeitpunkt)):"
            + (desMinute < 10 ? "0\(desMinute)" : "\(desMinute)")
    }
}

/// Fügt XML als Bytes zusammen; Inhalte werden maskiert.
private struct XMLText {
    var bytes: [UInt8] = []

    mutating func roh(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func element(_ name: String, _ inhalt: String) {
        bytes.append(UInt8(ascii: "<"))
        roh(name)
        bytes.append(UInt8(ascii: ">"))
        for zeichen in inhalt.utf8 {
            switch zeichen {
            case UInt8(ascii: "&"): roh("&amp;")
            case UInt8(ascii: "<"): roh("&lt;")
            case UInt8(ascii: ">"): roh("&gt;")
            default: bytes.append(zeichen)
            }
        }
        roh("</")
        roh(name)
        bytes.append(UInt8(ascii: ">"))
    }
}
