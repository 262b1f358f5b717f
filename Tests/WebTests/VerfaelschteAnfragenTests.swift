import Foundation
import Fuzzing
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
@testable import Web

@Suite("Verfälschte Anfragen: nie ein Absturz, nie ein Fehler 500 (ASVS V1, V2, V4)")
struct VerfaelschteAnfragenTests {
    private static let grenze = "grenze-der-teile"
    private static let formulare = [
        "familienname=O%27Neil&vorname=J%C3%B6rg&csrf=a.b&wert=1+2&wert=%26",
        "datum=24.11.2026&betrag=1.234%2C50&liste=1&liste=2&leer=&ohne",
    ]
    private static let mitDatei = """
        --\(grenze)\r\nContent-Disposition: form-data; name="csrf"\r\n\r\na.b\r\n\
        --\(grenze)\r\nContent-Disposition: form-data; name="datei"; filename="C:\\a\\b.pdf"\r\n\
        Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n\r\n--\(grenze)--\r\n
        """
    private static let worte = [
        "--\(grenze)", "\r\n--\(grenze)\r\n", "\r\n\r\n", "filename=\"", "name=", "boundary=",
        "Content-Disposition: form-data; name=\"a\"\r\n\r\n", "%C3", "%zz", "&&&", "==",
    ]

    @Test("Formulare, kodiert wie eine Adresse")
    func formulare() {
        laufe("Formular", Self.formulare) { eingabe in
            let form = try FormData(urlencoded: ByteBuffer(bytes: eingabe))
            return form.names.allSatisfy { form[$0] != nil }
        }
    }

    @Test("Formulare mit Dateien")
    func dateien() {
        laufe("Formular mit Dateien", [Self.mitDatei]) { eingabe in
            let form = try FormData(multipart: ByteBuffer(bytes: eingabe), boundary: Self.grenze)
            return form.names.allSatisfy { form[$0] != nil || form.file($0) != nil }
        }
        laufe("Kopf eines Formulars", [
            "multipart/form-data; boundary=\(Self.grenze)",
            "form-data; name=\"a\"; filename=\"b.pdf\"",
        ]) { eingabe in
            let text = String(decoding: eingabe, as: UTF8.self)
            _ = Multipart.parameters(of: text)
            return Multipart.boundary(in: text).map { !$0.isEmpty } ?? true
        }
    }

    @Test("Unterschriebenes: Nachrichten in Cookies und Nachweise in Formularen")
    func unterschriebenes() {
        let schluessel = Signature(secret: Array(repeating: UInt8(3), count: 32), purpose: "probe")
        let flash = Flash(key: schluessel, rule: CookieRule(isSecure: false)), jetzt = Date()
        let keks = flash.setting(.erfolg("Gespeichert."), now: jetzt).value
            .split(separator: "=", maxSplits: 1)[1].prefix { $0 != ";" }
        let nachweis = CSRFToken.make(session: "s", key: schluessel)
        laufe("Unterschrift", [String(keks), nachweis]) { eingabe in
            let text = String(decoding: eingabe, as: UTF8.self)
            let andere = flash.meldung(in: text, now: jetzt).map { $0.text != "Gespeichert." }
            let gilt = CSRFToken.verify(text, session: "s", key: schluessel)
            // Dieselben Bytes lassen sich anders schreiben; eine andere Unterschrift ist es nicht.
            return andere != true && (!gilt || Self.teile(text) == Self.teile(nachweis))
        }
    }

    @Test("Ganze Anfragen mit verfälschten Cookies, Adressen und Köpfen")
    func anfragen() async throws {
        let server = try Testserver()
        let vorlagen = Self.formulare + [Self.mitDatei]
        let lauf = FuzzRun("Anfrage", seeds: vorlagen.map { Array($0.utf8) },
                           words: Self.worte + ["sitzung=", "; ", "mandat_meldung="])
        while let eingabe = lauf.next() {
            let text = String(decoding: eingabe, as: UTF8.self)
            let kopf = String(text.unicodeScalars.filter { $0.value > 31 && $0.value < 127 })
            let felder: HTTPFields = [
                .cookie: kopf, .contentType: lauf.inputs.isMultiple(of: 2)
                    ? "multipart/form-data; boundary=\(Self.grenze)"
                    : "application/x-www-form-urlencoded",
                .userAgent: kopf, .origin: kopf,
            ]
            let gesendet = try await server.post("/seite/1", text, felder)
            let geholt = try await server.get("/seite/\(kopf.alsAbfragewert)?\(kopf)", felder)
            for antwort in [gesendet, geholt] where antwort.status >= 500 {
                lauf.unexpected("Status \(antwort.status)")
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    /// Salz und Unterschrift eines Nachweises.
    private static func teile(_ nachweis: String) -> [Data?] {
        let teile = nachweis.split(separator: ".", maxSplits: 1)
        return [teile.first.map { Data($0.utf8) },
                teile.last.flatMap { bytes(base64URL: String($0)) }]
    }

    /// `probe` sagt, ob das Gelesene in sich stimmt; abgewiesen wird mit `Fehlerbild`.
    private func laufe(_ name: String, _ vorlagen: [String], _ probe: ([UInt8]) throws -> Bool) {
        let lauf = FuzzRun(name, seeds: vorlagen.map { Array($0.utf8) }, words: Self.worte)
        while let eingabe = lauf.next() {
            do {
                if try !probe(eingabe) { lauf.unexpected("in sich falsch") }
            } catch let bild as Fehlerbild {
                if bild.status.code >= 500 { lauf.unexpected("Status \(bild.status.code)") }
            } catch { lauf.unexpected(error) }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }
}
