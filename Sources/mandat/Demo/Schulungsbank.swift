import Foundation
import Grundwerte

/// Die Bank der Schulung: führt ein Konto des Kreises und schreibt Tagesauszüge (camt.053.001.08).
struct Schulungsbank {
    let konto: IBAN
    private(set) var saldo: Geld
    private var nummer = 0
    private var jahr = 0
    private var buchungen: [Kalendertag: [Buchung]] = [:]

    init(konto: IBAN, saldo: Geld) {
        self.konto = konto
        self.saldo = saldo
    }

    enum Buchung: Sendable {
        /// Ein Zahllauf, als eine Summe belastet.
        case sammler(msgId: String, anzahl: Int, betrag: Geld)
        case rueckgabe(endToEndId: String, empfaenger: String, betrag: Geld, grund: String)
        case eingang(von: String, zweck: String, betrag: Geld)

        fileprivate var wirkung: Geld {
            switch self {
            case let .sammler(_, _, betrag): -betrag
            case let .rueckgabe(_, _, betrag, _), let .eingang(_, _, betrag): betrag
            }
        }
    }

    mutating func buchen(_ buchung: Buchung, am tag: Kalendertag) {
        buchungen[tag, default: []].append(buchung)
    }

    /// Der Auszug des Tages; nil, wenn nichts gebucht ist.
    mutating func auszug(vom tag: Kalendertag) -> (name: String, bytes: [UInt8])? {
        guard let heute = buchungen.removeValue(forKey: tag) else { return nil }
        nummer = jahr == tag.jahr ? nummer + 1 : 1
        jahr = tag.jahr
        let vorher = saldo
        saldo = vorher + heute.map(\.wirkung).summe()
        let kennung = "\(konto.wert.suffix(6))-\(jahr)-\(nummer)"
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>\(kennung)</MsgId><CreDtTm>\(tag)T21:00:00</CreDtTm></GrpHdr>
            <Stmt><Id>\(kennung)</Id><ElctrncSeqNb>\(nummer)</ElctrncSeqNb>
            <CreDtTm>\(tag)T21:00:00</CreDtTm>
            <Acct><Id><IBAN>\(konto)</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(xml("OPBD", vorher, tag))\(xml("CLBD", saldo, tag))
            \(heute.enumerated().map { xml($1, lfd: $0, kennung, tag) }.joined())
            </Stmt></BkToCstmrStmt></Document>
            """
        return ("\(tag)-\(kennung).xml", Array(text.utf8))
    }

    private func xml(_ art: String, _ betrag: Geld, _ tag: Kalendertag) -> String {
        "<Bal><Tp><CdOrPrtry><Cd>\(art)</Cd></CdOrPrtry></Tp>\(betragXML(betrag))"
            + "<Dt><Dt>\(tag)</Dt></Dt></Bal>"
    }

    private func betragXML(_ betrag: Geld) -> String {
        "<Amt Ccy=\"EUR\">\(Geld(cent: abs(betrag.cent)).dezimal)</Amt>"
            + "<CdtDbtInd>\(betrag.istNegativ ? "DBIT" : "CRDT")</CdtDbtInd>"
    }

    private func xml(
        _ buchung: Buchung, lfd: Int, _ kennung: String, _ tag: Kalendertag
    ) -> String {
        "<Ntry>\(betragXML(buchung.wirkung))<Sts><Cd>BOOK</Cd></Sts>"
            + "<BookgDt><Dt>\(tag)</Dt></BookgDt><ValDt><Dt>\(tag)</Dt></ValDt>"
            + "<AcctSvcrRef>\(kennung)-\(lfd + 1)</AcctSvcrRef>"
            + buchung.einzelheiten + "</Ntry>\n"
    }
}

extension Schulungsbank.Buchung {
    fileprivate var einzelheiten: String {
        switch self {
        case let .sammler(msgId, anzahl, betrag):
            bankcode("ICDT", "ESCT", 191) + """
                <NtryDtls><Btch><MsgId>\(msgId)</MsgId><PmtInfId>\(msgId)</PmtInfId>\
                <NbOfTxs>\(anzahl)</NbOfTxs><TtlAmt Ccy="EUR">\(betrag.dezimal)</TtlAmt>\
                <CdtDbtInd>DBIT</CdtDbtInd></Btch></NtryDtls>
                """
        case let .rueckgabe(endToEndId, empfaenger, betrag, grund):
            bankcode("ICDT", "RRTN", 159) + """
                <NtryDtls><TxDtls><Refs><EndToEndId>\(endToEndId)</EndToEndId></Refs>\
                <Amt Ccy="EUR">\(betrag.dezimal)</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
                <RltdPties><Cdtr><Pty><Nm>\(maskiert(empfaenger))</Nm></Pty></Cdtr></RltdPties>\
                <RtrInf><Rsn><Cd>\(grund)</Cd></Rsn></RtrInf></TxDtls></NtryDtls>
                """
        case let .eingang(von, zweck, betrag):
            bankcode("RCDT", "ESCT", 166) + """
                <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
                <Amt Ccy="EUR">\(betrag.dezimal)</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
                <RltdPties><Dbtr><Pty><Nm>\(maskiert(von))</Nm></Pty></Dbtr></RltdPties>\
                <RmtInf><Ustrd>\(maskiert(zweck))</Ustrd></RmtInf></TxDtls></NtryDtls>
                """
        }
    }

    private func bankcode(_ familie: String, _ unterfamilie: String, _ vorfall: Int) -> String {
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>\(familie)</Cd>"
            + "<SubFmlyCd>\(unterfamilie)</SubFmlyCd></Fmly></Domn>"
            + "<Prtry><Cd>NTRF+\(vorfall)+00000</Cd><Issr>DK</Issr></Prtry></BkTxCd>"
    }

    private func maskiert(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
            of: "<", with: "&lt;")
    }
}
