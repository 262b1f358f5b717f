import Foundation
import Grundwerte
import Kreis
import Logging
import Platform
import Postgres
import TestSupport
import Uebergabe

/// Ein Verbund mit den Personen der Kreiskasse, einem Konto und Aufträgen, wie die Kommunen sie einreichen.
///
/// Heute ist Dienstag, der 24. November 2026.
struct Kassenwelt: Sendable {
    let verbund: TestVerbund
    let ahaus: Mandant
    let borken: Mandant
    let feststellung: Akteur
    let anordnung: Akteur
    let buchhaltung: Akteur
    let zweiteBuchhaltung: Akteur
    let freigabe: Akteur
    let zweiteFreigabe: Akteur
    let abrechnung: Akteur

    static let heute = Monat(2026, 11).ersterTag.plus(tage: 23)
    static let konto = "DE89370400440532013000"
    static let empfaenger = "DE02120300000000202051"

    static func neu(am tag: Kalendertag = heute) async throws -> Kassenwelt {
        let verbund = try await TestVerbund.neu(am: tag)
        let ahaus = try await verbund.mandant("ahaus")
        let welt = Kassenwelt(
            verbund: verbund, ahaus: ahaus, borken: try await verbund.mandant("borken"),
            feststellung: try await verbund.akteur("sachbearbeitung", mandant: ahaus),
            anordnung: try await verbund.akteur("anordnung", mandant: ahaus),
            buchhaltung: try await verbund.akteur("kasse_buchhaltung"),
            zweiteBuchhaltung: try await verbund.akteur("kasse_buchhaltung"),
            freigabe: try await verbund.akteur("kasse_freigabe"),
            zweiteFreigabe: try await verbund.akteur("kasse_freigabe"),
            abrechnung: try await verbund.akteur("abrechnungsstelle"))
        try await welt.kasse { session in
            try Bankkonto(iban: IBAN(konto), bic: nil, inhaber: "Kreis Borken", bezeichnung: "Hauptkonto",
                          zahlweg: .ueberweisung, gueltig: Zeitraum(von: Monat(2020, 1).ersterTag))
                .anlegen(in: session)
        }
        return welt
    }

    func kasse<R: Sendable>(als wer: Akteur? = nil,
                            _ body: @escaping @Sendable (KreisSession) throws -> R) async throws -> R {
        try await verbund.write(.kasse, als: wer ?? buchhaltung, body)
    }

    @discardableResult
    func abrechnungsstelle<R: Sendable>(_ body: @escaping @Sendable (KreisSession) throws -> R) async throws -> R {
        try await verbund.write(.abrechnung, als: abrechnung, body)
    }

    /// Reicht einen Auftrag ein und gibt seine Kennung zurück.
    @discardableResult
    func auftrag(_ kennung: String, _ betrag: Geld, mandant: Mandant? = nil, iban: String = empfaenger,
                 name: String = "Yusuf Rahmani", faellig: Kalendertag = heute) async throws -> Zahlungsauftrag.ID {
        let id = Zahlungsauftrag.ID()
        let auftrag = Zahlungsauftrag(
            id: id, zahlweg: .ueberweisung, endToEndId: kennung, empfaenger: name, iban: try IBAN(iban),
            betrag: betrag, verwendungszweck: "Leistung November 2026", zweckcode: "SSBE", faellig: faellig)
        guard let erste = feststellung.benutzer, let zweite = anordnung.benutzer else { return id }
        try await verbund.write(mandant ?? ahaus, als: anordnung) {
            try $0.execute(auftrag.einreichung(feststellung: erste, anordnung: zweite))
        }
        return id
    }

    /// Ein Lauf bis `datei_erzeugt`, durch die Warteschlange.
    func erstellterLauf(am tag: Kalendertag = heute) async throws -> Zahllauf {
        let id = try await kasse { try Zahllauf.anlegen(.ueberweisung, ausfuehrung: tag, in: $0) }
        try await arbeiten()
        return try await kasse { try Zahllauf.laden(id, in: $0) }
    }

    func arbeiten() async throws {
        try await JobWorker(database: verbund.worker, registry: verbund.registry, jobs: [ZahllaufErstellen.self],
                            logger: Logger(label: "test")).drain()
    }

    func freigeben(_ lauf: Zahllauf) async throws {
        let ziffern = String((lauf.pruefsumme ?? "").prefix(8))
        _ = try await kasse(als: freigabe) { try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0) }
        _ = try await kasse(als: zweiteFreigabe) { try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0) }
    }

    func uebergeben(_ lauf: Zahllauf) async throws {
        let beginn = try await kasse { try Zahllauf.uebergabeBeginnen(lauf.id, .herunterladen, in: $0).versuch }
        try await kasse { try Zahllauf.uebergabeBestaetigen(lauf.id, versuch: beginn, in: $0) }
    }

    /// Ein Lauf, der bei der Bank ist.
    func uebergebenerLauf(am tag: Kalendertag = heute) async throws -> Zahllauf {
        let lauf = try await erstellterLauf(am: tag)
        try await freigeben(lauf)
        try await uebergeben(lauf)
        return try await kasse { try Zahllauf.laden(lauf.id, in: $0) }
    }

    @discardableResult
    func einlesen(_ auszug: Testauszug) async throws -> Bankdatei.Ergebnis {
        let bytes = auszug.bytes
        return try await kasse { try Bankdatei.einlesen(name: "auszug.xml", bytes: bytes, in: $0) }
    }

    func zustand(_ id: Zahlungsauftrag.ID) async throws -> Auftragszustand {
        try await kasse { try $0.scalar("SELECT zustand FROM zahlungsauftrag WHERE id = \(id)") }
    }

    func saldo(_ konto: Hauptbuch.Konto, _ mandant: Mandant? = nil) async throws -> Geld {
        try await kasse { try Hauptbuch.saldo(konto, mandant: mandant?.id, in: $0) }
    }

    func befunde() async throws -> [String] { try await kasse { try Pruefung.befunde(in: $0) } }
}

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
        let details = einzeln.isEmpty ? "<TxDtls><Refs><PmtInfId>\(pmtInfId)</PmtInfId></Refs></TxDtls>" : einzeln.map {
            "<TxDtls><Refs><EndToEndId>\($0.0)</EndToEndId></Refs><Amt Ccy=\"EUR\">\($0.1.dezimal)</Amt>"
                + "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls>"
        }.joined()
        eintrag(-betrag, "<NtryDtls><Btch><PmtInfId>\(pmtInfId)</PmtInfId></Btch>\(details)</NtryDtls>")
    }

    mutating func belastung(_ kennung: String, _ betrag: Geld, status: String = "BOOK") {
        eintrag(-betrag, "<NtryDtls><TxDtls><Refs><EndToEndId>\(kennung)</EndToEndId></Refs></TxDtls></NtryDtls>",
                status: status)
    }

    mutating func rueckgabe(_ kennung: String?, _ betrag: Geld, grund: String = "AC04", konto: String? = nil) {
        let refs = kennung.map { "<Refs><EndToEndId>\($0)</EndToEndId></Refs>" } ?? ""
        let partei = konto.map { "<RltdPties><CdtrAcct><Id><IBAN>\($0)</IBAN></Id></CdtrAcct></RltdPties>" } ?? ""
        eintrag(betrag, "<NtryDtls><TxDtls>\(refs)\(partei)<RtrInf><Rsn><Cd>\(grund)</Cd></Rsn></RtrInf>"
                + "</TxDtls></NtryDtls>")
    }

    mutating func gutschrift(_ zweck: String, _ betrag: Geld) {
        eintrag(betrag, "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Stadt Ahaus</Nm></Pty></Dbtr></RltdPties>"
                + "<RmtInf><Ustrd>\(zweck)</Ustrd></RmtInf></TxDtls></NtryDtls>")
    }

    private mutating func eintrag(_ betrag: Geld, _ details: String, status: String = "BOOK") {
        let gebucht = status == "BOOK"
        let absolut = betrag.istNegativ ? -betrag : betrag
        eintraege.append((gebucht ? betrag : .null, """
            <Ntry><Amt Ccy="EUR">\(absolut.dezimal)</Amt>
            <CdtDbtInd>\(betrag.istNegativ ? "DBIT" : "CRDT")</CdtDbtInd><Sts><Cd>\(status)</Cd></Sts>
            <BookgDt><Dt>\(tag)</Dt></BookgDt>
            <AcctSvcrRef>R\(nummer)-\(eintraege.count)</AcctSvcrRef>\(details)</Ntry>
            """))
    }

    var bytes: [UInt8] {
        Array("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:\(nachricht)"><BkToCstmrStmt>
            <GrpHdr><MsgId>M\(nummer)</MsgId></GrpHdr><Stmt><Id>S\(nummer)</Id>
            <ElctrncSeqNb>\(nummer)</ElctrncSeqNb><Acct><Id><IBAN>\(konto)</IBAN></Id><Ccy>EUR</Ccy></Acct>
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
