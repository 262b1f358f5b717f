import Foundation
import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import Kreis
import Logging
import NIOCore
import Platform
import Postgres
import TestSupport
import Uebergabe
@testable import Web

/// Ein Verbund mit seiner Weboberfläche, den Personen der Kreiskasse und einem Konto; heute ist
/// Dienstag, der 24. November 2026. Angesprochen wird er wie von einem Browser: Anmelden, Seite,
/// Formular, Weiterleitung.
struct Kreisbuero {
    let verbund: TestVerbund
    private let responder: RouterResponder<BackofficeContext>
    /// Alle Adressen mit ihren Methoden, wie der Router sie kennt.
    let routen: [String]
    private let logger: Logger

    static func neu(
        ablage: URL? = nil, mitTuer: Bool = true, sicher: Bool = false,
        anbieter: Anbieterdienst = Anbieterdienst(ohneTLS: true), mitschrift: Mitschrift? = nil,
        grenze: Anfragegrenze = Anfragegrenze(jeMinute: 1_000_000),
        hashing: PasswordThread = PasswordThread(cost: .test)
    ) async throws -> Kreisbuero {
        let verbund = try await TestVerbund.neu()
        let heimat = TestVerbund.sql.deletingLastPathComponent().path
        let schriftsatz = python.map {
            Schriftsatz(.init(python: $0, heimat: heimat), logger: .stumm)
        }
        let services = WebServices(
            database: verbund.database, registry: verbund.registry,
            signIn: SignIn(database: verbund.database, hashing: hashing, anbieter: anbieter),
            pages: try Vorlagen.pages(), schriftsatz: schriftsatz, ablage: ablage,
            kreis: "Kreis Borken", schulung: true,
            isSecure: sicher, oeffentlich: RelyingParty("https://mandat.example"), grenze: grenze)
        let server = WebServer(services: services, key: try TestVerbund.key(), trustsProxy: false)
        let (stack, router) = server.assemble(mitTuer: mitTuer)
        return Kreisbuero(verbund: verbund, responder: stack.responder(for: router),
                          routen: router.routes.map { "\($0.method.rawValue) \($0.path)" },
                          logger: Logger(mitschrift))
    }

    private init(verbund: TestVerbund, responder: RouterResponder<BackofficeContext>,
                 routen: [String], logger: Logger) {
        self.verbund = verbund
        self.responder = responder
        self.routen = routen
        self.logger = logger
    }

    /// Meldet eine neue Person mit diesen Rollen an; ohne Mandanten arbeitet sie für den Kreis.
    func person(_ rollen: String..., mandant: Mandant? = nil) async throws -> Person {
        let name = "p-\(UUIDv7())"
        let hash = try PasswordHash(password: TestVerbund.kennwort, cost: .test)
        try await verbund.anlegen(User.Neu(
            anmeldename: name, name: "Test \(rollen.joined(separator: " "))",
            mandant: mandant?.id, kennwort: hash, rollen: rollen))
        var person = Person(buero: self)
        try await person.anmelden(name)
        return person
    }

    /// Richtet eine neue Person ein; zurück kommt ihr Anmeldename.
    func konto(_ rolle: String, mandant: Mandant? = nil) async throws -> String {
        let name = "p-\(UUIDv7())"
        let hash = try PasswordHash(password: TestVerbund.kennwort, cost: .test)
        try await verbund.anlegen(User.Neu(
            anmeldename: name, name: "Test \(rolle)", mandant: mandant?.id, kennwort: hash,
            rollen: [rolle]))
        return name
    }

    /// Dieselbe neue Person des Kreises, angemeldet in zwei Browsern.
    func zweimal(_ rolle: String) async throws -> (Person, Person) {
        let name = try await konto(rolle)
        var eine = Person(buero: self), andere = Person(buero: self)
        try await eine.anmelden(name)
        try await andere.anmelden(name)
        return (eine, andere)
    }

    /// Ein Browser, der schon einmal auf der Anmeldeseite war.
    func gast() async throws -> Person {
        Person(buero: self).mit(try await sende(.get, "/anmeldung", [:], ""))
    }

    /// Was die Anmeldung einer neuen Person antwortet, die an dieses Ziel wollte.
    func anmeldung(_ rolle: String, mandant: Mandant?, ziel: String) async throws -> Antwort {
        try await anmeldung(konto(rolle, mandant: mandant), auf: "/anmeldung?ziel=\(ziel)")
    }

    /// Was die Anmeldung mit diesem Namen antwortet.
    func anmeldung(
        _ name: String, auf ort: String = "/anmeldung", kennwort: String = TestVerbund.kennwort
    ) async throws -> Antwort {
        let seite = try await sende(.get, "/anmeldung", [:], "")
        let felder = ["anmeldename": name, "kennwort": kennwort,
                      "csrf": seite.wert("csrf"), "vorgang": seite.wert("vorgang")]
        let kopf: HTTPFields = [
            .cookie: seite.cookies, .contentType: "application/x-www-form-urlencoded",
        ]
        let text = felder.map { "\($0.key)=\($0.value.alsAbfragewert)" }.joined(separator: "&")
        return try await sende(.post, ort, kopf, text)
    }

    /// Ein Browser ohne Sitzung.
    var ohneAnmeldung: Person { Person(buero: self) }

    fileprivate func sende(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields,
                           _ body: String) async throws -> Antwort {
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "mandat.example", path: path,
            headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let context = BackofficeContext(logger: logger)
        let response = try await responder.respond(to: request, context: context)
        let sammler = Bytesammler()
        try await response.body.write(sammler)
        return Antwort(status: response.status.code, headers: response.headers, text: sammler.text)
    }

    /// Die Antwort auf die Anfrage eines Programms mit seinem Schlüssel.
    func programm(_ token: String?, _ method: HTTPRequest.Method, _ path: String,
                  _ headers: HTTPFields = [:], _ body: String = "") async throws -> Antwort {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await sende(method, path, headers, body)
    }

    /// Arbeitet die Warteschlange ab.
    func arbeiten() async throws {
        try await JobWorker(
            database: verbund.worker, registry: verbund.registry,
            jobs: [ZahllaufErstellen.self, BankdateiBuchen.self, ProbelaufRechnen.self,
                   AnpassungVorbereiten.self],
            logger: .stumm).drain()
    }

    /// Ein Lauf bis zur zweiten Freigabe, über die Seiten; zurück kommt sein Pfad.
    func freigegebenerLauf(_ kasse: Person, _ zahlweg: Zahlweg = .ueberweisung) async throws
        -> String {
        let liste = "/kreis/zahllaeufe"
        let lauf = try await kasse.sende(liste, auf: liste,
            ["zahlweg": zahlweg.rawValue, "ausfuehrung": "24.11.2026"]).ziel
        try await arbeiten()
        for _ in 1...2 {
            let person = try await person("kasse_freigabe")
            let ziffern = try await person.seite(lauf).pruefziffern
            _ = try await person.sende("\(lauf)/freigabe", auf: lauf, ["pruefziffern": ziffern])
        }
        return lauf
    }

    /// Hinterlegt das Konto des Kreises und reicht Aufträge aus Ahaus ein.
    func auftraege(_ betraege: [Geld], _ zahlweg: Zahlweg = .ueberweisung) async throws {
        let kasse = try await verbund.akteur("kasse_buchhaltung")
        let ahaus = try await verbund.mandant("ahaus")
        let fest = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let anordnung = try await verbund.akteur("anordnung", mandant: ahaus)
        let tag = verbund.tag
        try await verbund.write(.kasse, als: kasse) { session in
            try Bankkonto(
                iban: IBAN(Kreisbuero.konto), bic: nil, inhaber: "Kreis Borken",
                bezeichnung: "Hauptkonto", zahlweg: zahlweg,
                gueltig: Zeitraum(von: TestVerbund.aktivAb)).anlegen(in: session)
        }
        guard let erste = fest.benutzer, let zweite = anordnung.benutzer else { return }
        try await verbund.write(ahaus, als: anordnung) { session in
            for (stelle, betrag) in betraege.enumerated() {
                try session.execute(Zahlungsauftrag(
                    id: .init(), zahlweg: zahlweg, endToEndId: "AHS-\(stelle + 1)",
                    empfaenger: "Yusuf Rahmani", iban: IBAN("DE02120300000000202051"),
                    betrag: betrag, verwendungszweck: "Leistung November 2026",
                    zweckcode: "SSBE", faellig: tag
                ).einreichung(feststellung: erste, anordnung: zweite))
            }
        }
    }

    /// Ein Python mit `typst`; ohne es wird kein Schreiben gesetzt.
    static var python: String? { ProcessInfo.processInfo.environment["MANDAT_TEST_PYTHON"] }

    static let konto = "DE89370400440532013000"

    /// Ein camt.053 mit diesen Einträgen; Belastungen nennen den Lauf.
    func auszug(
        _ nummer: Int, am tag: Kalendertag, anfang: Geld, schluss: Geld, eintraege: String
    ) -> String {
        func saldo(_ art: String, _ betrag: Geld) -> String {
            "<Bal><Tp><CdOrPrtry><Cd>\(art)</Cd></CdOrPrtry></Tp>"
                + "<Amt Ccy=\"EUR\">\(betrag.dezimal)</Amt>"
                + "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>\(tag)</Dt></Dt></Bal>"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>M\(nummer)</MsgId></GrpHdr><Stmt><Id>S\(nummer)</Id>\
            <ElctrncSeqNb>\(nummer)</ElctrncSeqNb>
            <Acct><Id><IBAN>\(Kreisbuero.konto)</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(saldo("OPBD", anfang))\(saldo("CLBD", schluss))\(eintraege)</Stmt></BkToCstmrStmt>\
            </Document>
            """
    }

    func eintrag(_ betrag: Geld, am tag: Kalendertag, _ einzelheiten: String) -> String {
        let absolut = betrag.istNegativ ? -betrag : betrag
        let richtung = betrag.istNegativ ? "DBIT" : "CRDT"
        return """
            <Ntry><Amt Ccy="EUR">\(absolut.dezimal)</Amt><CdtDbtInd>\(richtung)</CdtDbtInd>\
            <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>\(tag)</Dt></BookgDt>\
            <AcctSvcrRef>R\(betrag.cent)</AcctSvcrRef>\(einzelheiten)</Ntry>
            """
    }
}

/// Eine angemeldete Person mit ihrem Browser.
struct Person {
    fileprivate let buero: Kreisbuero
    private var cookie = ""

    fileprivate init(buero: Kreisbuero) { self.buero = buero }

    fileprivate mutating func anmelden(_ name: String) async throws {
        let seite = try await buero.sende(.get, "/anmeldung", [:], "")
        let felder = ["anmeldename": name, "kennwort": TestVerbund.kennwort,
                      "csrf": seite.wert("csrf"), "vorgang": seite.wert("vorgang")]
        let antwort = try await buero.sende(
            .post, "/anmeldung", Self.kopf(seite.cookies), Self.kodiert(felder))
        cookie = antwort.cookies
    }

    /// Derselbe Browser mit den Cookies dieser Antwort.
    func mit(_ antwort: Antwort) -> Person {
        var person = self
        person.cookie = antwort.cookies
        return person
    }

    /// Derselbe Browser nach dieser Antwort: Was sie setzt, ersetzt ein Cookie desselben Namens.
    func dazu(_ antwort: Antwort) -> Person {
        var person = self
        let neu = antwort.cookies.split(separator: "; ").map(String.init)
        let namen = Set(neu.map { $0.prefix { $0 != "=" } })
        let alt = cookie.split(separator: "; ").map(String.init)
            .filter { !namen.contains($0.prefix { $0 != "=" }) }
        person.cookie = (alt + neu.filter { !$0.hasSuffix("=") }).joined(separator: "; ")
        return person
    }

    /// Öffnet eine Seite und legt sie mit `MANDAT_GALERIE` für den Blick in einen Browser ab.
    func seite(_ path: String, galerie name: String? = nil) async throws -> Antwort {
        let antwort = try await buero.sende(.get, path, [.cookie: cookie], "")
        if let name { try antwort.ablegen(name) }
        return antwort
    }

    /// Schickt das Formular der Seite `auf` ab, mit deren versteckten Angaben.
    func sende(_ path: String, auf seite: String, _ felder: [String: String] = [:],
               galerie name: String? = nil) async throws -> Antwort {
        let vorher = try await self.seite(seite)
        var alle = felder
        alle["csrf"] = vorher.wert("csrf")
        alle["vorgang"] = felder["vorgang"] ?? vorher.wert("vorgang")
        let gezeigt = vorher.wert("gezeigt")
        if !gezeigt.isEmpty, felder["gezeigt"] == nil { alle["gezeigt"] = gezeigt }
        let antwort = try await buero.sende(.post, path, Self.kopf(cookie), Self.kodiert(alle))
        if let name { try antwort.ablegen(name) }
        return antwort
    }

    /// Die Antwort auf eine beliebige Anfrage; ein leeres Formular mit gültigem Nachweis, wenn sie
    /// ändern will.
    func anfrage(_ method: HTTPRequest.Method, _ path: String, csrf: String) async throws
        -> Antwort {
        try await buero.sende(method, path, Self.kopf(cookie),
                              method == .get ? "" : Self.kodiert(["csrf": csrf]))
    }

    /// Lädt eine Datei hoch, mit dem Formular der Seite `auf`; ohne sie steht es unter `path`.
    func hochladen(
        _ inhalt: String, nach path: String, auf formular: String? = nil,
        als feld: String = "datei", _ felder: [String: String] = [:], name: String? = nil
    ) async throws -> Antwort {
        let vorher = try await seite(formular ?? path), grenze = "grenze-der-teile"
        var alle = felder
        for name in ["csrf", "vorgang"] { alle[name] = vorher.wert(name) }
        let anfang = "--\(grenze)\r\nContent-Disposition: form-data; name="
        let teile = alle.map { "\(anfang)\"\($0.key)\"\r\n\r\n\($0.value)\r\n" }.joined()
        let endung = ["dokument": "pdf", "nachweis": "csv"][feld]
            ?? (path.hasSuffix("/datei") ? "json" : "xml")
        let datei = "\(anfang)\"\(feld)\"; filename=\"\(name ?? "datei.\(endung)")\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n\(inhalt)\r\n--\(grenze)--\r\n"
        var kopf = Self.kopf(cookie)
        kopf[.contentType] = "multipart/form-data; boundary=\(grenze)"
        return try await buero.sende(.post, path, kopf, teile + datei)
    }

    private static func kopf(_ cookie: String) -> HTTPFields {
        [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"]
    }

    private static func kodiert(_ felder: [String: String]) -> String {
        felder.map { "\($0.key)=\($0.value.alsAbfragewert)" }.joined(separator: "&")
    }
}

extension Antwort {
    /// Wohin die Antwort weiterleitet.
    var ziel: String { headers[.location] ?? "" }

    /// Der Wert eines versteckten Feldes.
    func wert(_ name: String) -> String {
        guard let anfang = text.range(of: "name=\"\(name)\" value=\"") else { return "" }
        return String(text[anfang.upperBound...].prefix { $0 != "\"" })
    }

    /// Die ersten acht Zeichen der angezeigten Prüfsumme.
    var pruefziffern: String {
        text.firstMatch(of: /class="pruefsumme"><b>([0-9a-f ]+)<\/b>/).map { String($0.output.1) }
            ?? ""
    }

    /// Das Ziel des Formulars, dessen Adresse so endet.
    func aktion(_ ende: String) -> String {
        let ziele = text.matches(of: /action="([^"]+)"/).map { String($0.output.1) }
        return ziele.first { $0.hasSuffix("/\(ende)") } ?? ""
    }

    fileprivate func ablegen(_ name: String) throws { try Galerie.ablegen(name, text) }
}

private final class Bytesammler: ResponseBodyWriter {
    private var bytes = ByteBuffer()
    var text: String { String(buffer: bytes) }
    func write(_ buffer: ByteBuffer) async throws { bytes.writeImmutableBuffer(buffer) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
