import Logging
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Zeilen der Dienste: eine je Meldung, nichts gefälscht, nichts persönlich (ASVS V16.4.1)")
struct LineSafeLogHandlerTests {
    private let mitschrift = Mitschrift()

    private var handler: LineSafeLogHandler {
        LineSafeLogHandler(
            StreamLogHandler(label: "test", stream: mitschrift, metadataProvider: nil))
    }

    private var logger: Logger {
        let handler = handler
        return Logger(label: "test") { _ in handler }
    }

    @Test("Kein Wert beginnt eine eigene Zeile oder befiehlt einem Terminal", arguments: [
        "x\n2026-11-24T10:00:00+0100 info mandat.serve: status=200 user=admin", "x\r\nx", "x\rx",
        "\u{1b}[2J\u{1b}[31mrot", "\u{1b}]0;Titel\u{7}", "\u{9b}31m", "x\u{85}x", "x\u{2028}x",
        "x\u{2029}x", "\u{202e}rükwärts", "\u{2066}x", "x\0x", "x\u{7f}x", "\u{b}\u{c}",
    ])
    func eineZeile(angriff: String) {
        var logger = logger
        logger[metadataKey: "fest"] = "\(angriff)"
        logger.info("Meldung \(angriff)", metadata: [
            "wert": "\(angriff)", "liste": ["\(angriff)"], "tiefe": ["\(angriff)": "\(angriff)"],
            "\(angriff)": "wert", "art": .stringConvertible(angriff),
        ])
        let text = mitschrift.text
        #expect(text.hasSuffix("\n"))
        let unsichtbar: Set<Unicode.GeneralCategory> = [
            .control, .format, .lineSeparator, .paragraphSeparator,
        ]
        let versteckt = text.dropLast().unicodeScalars.filter {
            unsichtbar.contains($0.properties.generalCategory)
        }
        #expect(versteckt.isEmpty, "\(versteckt.map(\.value))")
        #expect(text.contains("\\u{"), "Was da stand, bleibt zu erkennen.")
    }

    @Test("Ein Wert gibt sich nicht als anderes Feld aus, und Maskiertes ist eindeutig")
    func felder() {
        logger.info("m", metadata: ["wert": "x user=admin"])
        #expect(mitschrift.text.contains("wert=\"x user=admin\" ["))
        logger.info("m", metadata: ["wert": "\" user=admin \""])
        #expect(mitschrift.text.contains("wert=\"\\\" user=admin \\\"\" ["))
        logger.info("m", metadata: ["wert": "\\u{a}", "leer": "", "weg": "/m/{kuerzel}/fälle"])
        #expect(mitschrift.text.contains("leer=\"\" weg=/m/{kuerzel}/fälle wert=\\\\u{a} ["))
    }

    private struct Persoenlich: Error, CustomStringConvertible {
        let description = "Yusuf Rahmani"
    }

    @Test("Von einem Fehler steht seine Art da, nie sein Text; von der Datenbank ihr Grund")
    func ursache() throws {
        handler.log(event: LogEvent(
            level: .error, message: "m", error: Persoenlich(), metadata: nil, source: nil,
            file: #fileID, function: #function, line: #line))
        #expect(mitschrift.text.contains("error=Persoenlich"))
        #expect(!mitschrift.text.contains("Rahmani"))
        let fehler = #expect(throws: PostgresError.self) {
            try Connection(ConnectionConfiguration(host: "/gibt/es/nicht", user: "niemand"))
        }
        let ursache = Fehlerursache.text(PoolError.unavailable(try #require(fehler)))
        #expect(ursache.contains("08001") && ursache.contains("\n"), "libpq schreibt zwei Zeilen.")
        logger.error("unavailable", metadata: ["error": "\(ursache)"])
        #expect(mitschrift.text.split(separator: "\n").count == 2)
        #expect(Fehlerursache.text(Hindernis.nichtGefunden) == Hindernis.nichtGefunden.grund)
        #expect(Fehlerursache.text(RowError.missingColumn("am")).contains("am"))
    }
}
