import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Uebergabe

/// A statement that names every payment of a run, read and booked: `messung auszug FILE`.
///
/// Makes a Verbund of its own, names its database, and goes on with each line it reads: the script
/// has the orders ready; it has measured the floor on FILE; it has looked at the result.
enum Auszugmessung {
    static func run(_ arguments: [String]) async throws {
        guard let path = arguments.first else { throw Messung.Unknown(what: "auszug") }
        let verbund = try await TestVerbund.neu()
        let name: String = try verbund.superuser().scalar("SELECT current_database()")
        print("datenbank\t\(name)")
        fflush(nil)
        _ = readLine()

        let kasse = try await verbund.akteur("kasse_buchhaltung")
        let bytes = try await statement(of: lauf(kasse, verbund), kasse, verbund)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        Messung.report("bytes", Double(bytes.count))
        fflush(nil)
        _ = readLine()

        let clock = ContinuousClock(), begin = clock.now
        try await verbund.database.write(.kasse, .bankEinlesen, als: kasse) {
            try Bankdatei.einlesen(name: "auszug.xml", bytes: bytes, in: $0)
        }
        Messung.report("sekunden", Messung.seconds(clock.now - begin))
        fflush(nil)
        _ = readLine()
        try await verbund.abbauen()
    }

    /// A run of all orders that the bank has.
    private static func lauf(_ kasse: Akteur, _ verbund: TestVerbund) async throws -> Zahllauf {
        let tag = verbund.tag, jetzt = verbund.database.uhr.jetzt
        let id = try await verbund.database.write(.kasse, .zahllaufErstellen, als: kasse) {
            session in
            let id = try Zahllauf.anlegen(.ueberweisung, ausfuehrung: tag, in: session)
            try Zahllauf.erstellen(id, jetzt: jetzt, in: session)
            return id
        }
        for _ in 1...2 {
            let wer = try await verbund.akteur("kasse_freigabe")
            try await verbund.database.write(.kasse, .zahllaufFreigeben, als: wer) { session in
                let pruefsumme = try Zahllauf.laden(id, in: session).pruefsumme ?? ""
                try Zahllauf.freigeben(id, pruefziffern: String(pruefsumme.prefix(8)), in: session)
            }
        }
        return try await verbund.database.write(.kasse, .zahllaufUebergeben, als: kasse) {
            session in
            let versuch = try Zahllauf.uebergabeBeginnen(id, .herunterladen, in: session).versuch
            try Zahllauf.uebergabeBestaetigen(id, versuch: versuch, in: session)
            return try Zahllauf.laden(id, in: session)
        }
    }

    /// One debit of the whole run, with a detail for each payment.
    private static func statement(of lauf: Zahllauf, _ kasse: Akteur,
                                  _ verbund: TestVerbund) async throws -> [UInt8] {
        let (konto, positionen) = try await verbund.database.read(.kasse, .bankLesen, als: kasse) {
            (try Bankkonto.laden(.ueberweisung, am: lauf.ausfuehrungstag, in: $0),
             try Zahllauf.positionen(lauf.id, je: 1_000_000, in: $0))
        }
        let details = positionen.map {
            "<TxDtls><Refs><EndToEndId>\($0.endToEndId)</EndToEndId></Refs>"
                + "<Amt Ccy=\"EUR\">\($0.betrag.dezimal)</Amt>"
                + "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls>\n"
        }.joined()
        let anfang = lauf.summe + 1_000
        return Array("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>
            <Acct><Id><IBAN>\(konto?.iban.description ?? "")</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(balance("OPBD", anfang, lauf))\(balance("CLBD", 1_000, lauf))
            <Ntry><Amt Ccy="EUR">\(lauf.summe.dezimal)</Amt><CdtDbtInd>DBIT</CdtDbtInd>
            <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>\(lauf.ausfuehrungstag)</Dt></BookgDt>
            <AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><Btch><PmtInfId>\(lauf.msgId)</PmtInfId></Btch>
            \(details)</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
            """.utf8)
    }

    private static func balance(_ kind: String, _ amount: Geld, _ lauf: Zahllauf) -> String {
        """
        <Bal><Tp><CdOrPrtry><Cd>\(kind)</Cd></CdOrPrtry></Tp>
        <Amt Ccy="EUR">\(amount.dezimal)</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Dt><Dt>\(lauf.ausfuehrungstag)</Dt></Dt></Bal>
        """
    }
}
