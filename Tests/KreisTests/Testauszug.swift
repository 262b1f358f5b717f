import Grundwerte

/// Baut einen camt.053, wie ihn eine Bank schickt.
struct Testauszug {
    var nummer: Int
    var tag: Kalendertag
    var anfang: Geld
    var konto = Kassenwelt.konto
    var nachricht = "camt.053.001.08"
    private var eintraege: [(betrag: Geld, xml: String)] = []

    init(nummer: Int = 1, tag: Kalendertag = Kassenwelt.heute, anfang: Geld = 1_000_000) {
        self.nummer = nummer
        self.tag = tag
        self.anfang = anfang
    }

    var schluss: Geld { anfang + eintraege.map(\.betrag).summe() }

    /// Sammelbelastung eines Laufs, auf Wunsch mit den einzelnen Zahlungen.
    mutating func sammler(_ pmtInfId: String, _ betrag: Geld, einzeln: [(String, Geld)] = []) {
        let details = einzeln.isEmpty
            ? "<TxDtls><Refs><PmtInfId>\(pmtInfId)</PmtInfId></Refs></TxDtls>" : einzeln.map {
            "<TxDtls><Refs><EndToEndId>\($0.0)</EndToEndId></Refs>"
                + "<Amt Ccy=\"EUR\">\($0.1.dezimal)</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>"
        }.joined()
        eintrag(-betrag,
                "<NtryDtls><Btch><PmtInfId>\(pmtInfId)</PmtInfId></Btch>\(details)</NtryDtls>")
    }

    mutating func belastung(_ kennung: String, _ betrag: Geld, status: String = "BOOK") {
        eintrag(-betrag,
                "<NtryDtls><TxDtls><Refs><EndToEndId>\(kennung)</EndToEndId></Refs>"
                    + "</TxDtls></NtryDtls>",
                status: status)
    }

    mutating func rueckgabe(_ kennung: String?, _ betrag: Geld, grund: String = "AC04",
                            konto: String? = nil) {
        let refs = kennung.map { "<Refs><EndToEndId>\($0)</EndToEndId></Refs>" } ?? ""
        let partei = konto.map {
            "<RltdPties><CdtrAcct><Id><IBAN>\($0)</IBAN></Id></CdtrAcct></RltdPties>"
        } ?? ""
        eintrag(betrag,
                "<NtryDtls><TxDtls>\(refs)\(partei)<RtrInf><Rsn><Cd>\(grund)</Cd></Rsn></RtrInf>"
                + "</TxDtls></NtryDtls>")
    }

    /// Mehrere Rückgaben in einer Summe, jede mit ihrer EndToEndId.
    mutating func sammelrueckgabe(_ teile: [(kennung: String, betrag: Geld)]) {
        let details = teile.map {
            "<TxDtls><Refs><EndToEndId>\($0.kennung)</EndToEndId></Refs>"
                + "<Amt Ccy=\"EUR\">\($0.betrag.dezimal)</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                + "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"
        }.joined()
        eintrag(teile.map(\.betrag).summe(), "<NtryDtls>\(details)</NtryDtls>")
    }

    mutating func gutschrift(_ zweck: String, _ betrag: Geld, von: String = "Stadt Ahaus") {
        eintrag(betrag,
            "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>\(von)</Nm></Pty></Dbtr></RltdPties>"
                + "<RmtInf><Ustrd>\(zweck)</Ustrd></RmtInf></TxDtls></NtryDtls>")
    }

    private mutating func eintrag(_ betrag: Geld, _ details: String, status: String = "BOOK") {
        let gebucht = status == "BOOK"
        let absolut = betrag.istNegativ ? -betrag : betrag
        eintraege.append((gebucht ? betrag : .null, """
            <Ntry><Amt Ccy="EUR">\(absolut.dezimal)</Amt>
            <CdtDbtInd>\(betrag.istNegativ ? "DBIT" : "CRDT")</CdtDbtInd>\
            <Sts><Cd>\(status)</Cd></Sts>
            <BookgDt><Dt>\(tag)</Dt></BookgDt>
            <AcctSvcrRef>R\(nummer)-\(eintraege.count)</AcctSvcrRef>\(details)</Ntry>
            """))
    }

    var bytes: [UInt8] {
        Array("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:\(nachricht)"><BkToCstmrStmt>
            <GrpHdr><MsgId>M\(nummer)</MsgId></GrpHdr><Stmt><Id>S\(nummer)</Id>
            <ElctrncSeqNb>\(nummer)</ElctrncSeqNb>\
            <Acct><Id><IBAN>\(konto)</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(saldo("OPBD", anfang))\(saldo("CLBD", schluss))
            \(eintraege.map(\.xml).joined(separator: "\n"))</Stmt></BkToCstmrStmt></Document>
            """.utf8)
    }

    private func saldo(_ art: String, _ betrag: Geld) -> String {
        """
        <Bal><Tp><CdOrPrtry><Cd>\(art)</Cd></CdOrPrtry></Tp>
        <Amt Ccy="EUR">\((betrag.istNegativ ? -betrag : betrag).dezimal)</Amt>
        <CdtDbtInd>\(betrag.istNegativ ? "DBIT" : "CRDT")</CdtDbtInd><Dt><Dt>\(tag)</Dt></Dt></Bal>
        """
    }
}

/// Baut einen pain.002 zu einer Datei.
enum Testbericht {
    static func bytes(_ msgId: String, datei: String? = nil, grund: String? = nil,
                      zahlungen: [(kennung: String, status: String, grund: String)] = [])
                          -> [UInt8] {
        func gruende(_ code: String?) -> String {
            code.map { "<StsRsnInf><Rsn><Cd>\($0)</Cd></Rsn></StsRsnInf>" } ?? ""
        }
        let einzeln = zahlungen.map {
            "<TxInfAndSts><OrgnlEndToEndId>\($0.kennung)</OrgnlEndToEndId>"
                + "<TxSts>\($0.status)</TxSts>\(gruende($0.grund))</TxInfAndSts>"
        }.joined()
        return Array("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
            <GrpHdr><MsgId>B-\(UUIDv7())</MsgId></GrpHdr>\
            <OrgnlGrpInfAndSts><OrgnlMsgId>\(msgId)</OrgnlMsgId>
            <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\
            \(datei.map { "<GrpSts>\($0)</GrpSts>" } ?? "")\(gruende(grund))
            </OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>\(msgId)</OrgnlPmtInfId>\(einzeln)
            </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
            """.utf8)
    }
}
