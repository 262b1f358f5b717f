import Foundation
import Glibc
import Logging
import Testing

@testable import Platform

@Suite(
    "Schriftsatz: Briefe als PDF/A-2a und PDF/UA-1",
    .enabled(if: Satzprobe.python != nil, "MANDAT_TEST_PYTHON nennt kein Python mit typst"))
struct SchriftsatzTests {
    private let probe: Satzprobe

    init() throws { probe = try Satzprobe() }

    @Test("Gleiche Vorlage, Angaben und Zeit ergeben dieselben Bytes, auch aus einem neuen Prozess")
    func gleicheBytes() async throws {
        let erste = try await probe.brief(["name": "Zoë Müller"])
        let zweite = try await probe.brief(["name": "Zoë Müller"])
        await probe.schriftsatz.beenden()
        let dritte = try await probe.brief(["name": "Zoë Müller"])
        #expect(erste == zweite)
        #expect(erste == dritte)
        #expect(try await probe.brief(["name": "Zoe Mueller"]) != erste)
    }

    @Test("Das Dokument erklärt sich zu PDF/A-2a und PDF/UA-1")
    func normen() async throws {
        let text = String(decoding: try await probe.brief(["name": "A"]), as: UTF8.self)
        #expect(text.hasPrefix("%PDF-1.7"))
        #expect(text.contains("<pdfaid:part>2</pdfaid:part>"))
        #expect(text.contains("<pdfaid:conformance>A</pdfaid:conformance>"))
        #expect(text.contains("<pdfuaid:part>1</pdfuaid:part>"))
    }

    @Test("Aus mehreren PDF wird eines, in der Folge der Stücke, mit gleichen Bytes")
    func verbinden() async throws {
        let a = try await probe.brief(["name": "A"]), b = try await probe.brief(["name": "B"])
        let satz = probe.schriftsatz
        let seiten = try await satz.seitenzahl(a)
        let stuecke = [Schriftsatz.Stueck(1), .init(0, seiten: "r1"), .init(1, seiten: "1")]
        let erste = try await satz.verbinden([a, b], stuecke)
        #expect(erste.seiten == seiten + 2)
        #expect(erste.pdf.starts(with: Array("%PDF".utf8)))
        #expect(try await satz.verbinden([a, b], stuecke).pdf == erste.pdf)
    }

    @Test("Ein beschädigtes PDF ist ein Fehler, kein leeres Blatt")
    func beschaedigt() async throws {
        await #expect(throws: Schriftsatz.Verbindungsfehler(grund: "Das PDF ist beschädigt.")) {
            try await probe.schriftsatz.seitenzahl(Array("%PDF-1.7 nichts".utf8))
        }
    }

    @Test("Satzzeichen mit Bedeutung in Typst stehen wörtlich im Brief", arguments: [
        #"Müßig "in" Anführung"#, "#panic(1)", "$x^2$", "*fett* _schief_ `roh`", #"\u{41} @x <y>"#,
        "]#panic()[", "= Titel",
    ])
    func woertlich(name: String) async throws {
        // Die Vorlage bricht ab, wenn der Text anders ankommt als seine Codepunkte.
        let punkte = name.unicodeScalars.map { String($0.value) }.joined(separator: ",")
        let pdf = try await probe.brief(["name": name, "punkte": punkte])
        #expect(pdf.starts(with: Array("%PDF".utf8)))
    }

    @Test("Eine fehlende Vorlage ist ein Fehler, der sie nennt", arguments: [
        "fehlt.typ", "../brief.typ", "a/../../brief.typ",
    ])
    func fehlendeVorlage(vorlage: String) async throws {
        await #expect(throws: Schriftsatz.Fehler.vorlageFehlt(vorlage)) {
            try await probe.schriftsatz.setzen(
                vorlage: vorlage, daten: Data("{}".utf8), zeitpunkt: Satzprobe.zeit)
        }
    }

    @Test("Eine fehlende Angabe wird genannt, ein Wert nie; danach geht es weiter")
    func fehlendeAngabe() async throws {
        await #expect(throws: Schriftsatz.Fehler.vorlage(
            "brief.typ", #"dictionary does not contain key "name""#)) {
            try await probe.brief([:])
        }
        let fehler = await #expect(throws: Schriftsatz.Fehler.self) {
            try await probe.brief(["name": "A", "abbruch": "Geheime Yusra"])
        }
        #expect(fehler?.description.contains("Yusra") == false)
        #expect(try await probe.brief(["name": "A"]).count > 1_000)
    }

    @Test("Stirbt der Prozess zwischen zwei Briefen, setzt ein neuer den nächsten")
    func absturz() async throws {
        let vorher = try await probe.brief(["name": "A"])
        let alter = try #require(await probe.schriftsatz.prozessnummer)
        kill(alter, SIGKILL)
        #expect(try await probe.brief(["name": "A"]) == vorher)
        #expect(await probe.schriftsatz.prozessnummer != alter)
    }

    @Test("Nach Ablauf der Frist endet der Prozess, und der nächste Brief gelingt mit neuem")
    func frist() async throws {
        let eilig = try Satzprobe(frist: .milliseconds(1))
        await #expect(throws: Schriftsatz.Fehler.fristAbgelaufen("brief.typ", .milliseconds(1))) {
            try await eilig.brief(["name": "A"])
        }
        #expect(await eilig.schriftsatz.prozessnummer == nil)
    }

    @Test("Fehlt das Satzprogramm, sagt der Fehler, welcher Pfad")
    func ohnePython() async throws {
        let ohne = try Satzprobe(python: "/gibt/es/nicht")
        await #expect(throws: Schriftsatz.Fehler.nichtEingerichtet("/gibt/es/nicht")) {
            try await ohne.brief(["name": "A"])
        }
    }
}

@Suite(
    "Vordrucke: sie gelingen auch, wenn alle freiwilligen Angaben fehlen",
    .enabled(if: Satzprobe.python != nil, "MANDAT_TEST_PYTHON nennt kein Python mit typst"))
struct VordruckTests {
    private static let berechnung = """
        { "monat": "November 2026", "summe": "409,00", "gruppen": [{ "titel": "Bedarf",
          "schritte": [{ "bezeichnung": "Stufe 2 #panic()", "betrag": "409,00" }] }] }
        """
    private static let absender = """
        { "name": "Stadt \\"Eschental\\"", "amt": "Soziales",
          "strasse": "Markt 1", "ort": "00000 E" }
        """

    @Test("Bescheid, Berechnungsbogen und Erstattungsanforderung", arguments: [
        ("Sources/Kommune/Vordrucke/bescheid.typ", """
            { "absender": \(absender), "empfaenger": ["Frau", "$ana #set"], "aktenzeichen": "E-1",
              "datum": "24.11.2026", "zeitraum": { "von": "01.11.2026", "bis": "30.11.2026" },
              "monate": [{ "monat": "November 2026", "betrag": "409,00" }],
              "auszahlung": [{ "an": "$ana #set", "zahlweg": "bar", "betrag": "409,00" }],
              "berechnung": \(berechnung) }
            """),
        ("Sources/Kommune/Vordrucke/berechnungsbogen.typ", """
            { "absender": { "name": "Stadt Eschental" }, "haushalt": "Haushalt #A",
              "aktenzeichen": "E-1", "berechnung": \(berechnung), "gerechnet": "24.11.2026, 10:22" }
            """),
        ("Sources/Kreis/Vordrucke/erstattungsanforderung.typ", """
            { "absender": \(absender), "empfaenger": ["Stadt Eschental"], "kommune": "Stadt E.",
              "nummer": "E-2026-10-04", "kassenzeichen": "4711", "datum": "03.11.2026",
              "monat": "Oktober 2026", "betrag": "0,00", "faellig": "30.11.2026",
              "zusammensetzung": [], "anzahl": "0", "pruefsumme": "9f2c" }
            """),
        ("Sources/Kreis/Vordrucke/verzeichnis.typ", """
            { "verantwortlich": "Kreis #set", "anschrift": "Burgweg 1 $, 00000 E",
              "erreichbar": "info@kreis.example", "datenschutz": "#let", "stand": "24.11.2026",
              "kategorien": [{ "name": "Zahlungen", "zweck": "Zahlen", "grundlage": "DSGVO",
                "betroffene": "Empfänger", "empfaenger": [], "frist": "10 Jahre",
                "tabellen": ["kreis.zahlungsauftrag: iban"] }],
              "auftraggeber": [], "massnahmen": ["Siegel"] }
            """),
        ("Sources/Kreis/Vordrucke/umlage.typ", """
            { "absender": \(absender), "empfaenger": ["Stadt Eschental"], "kommune": "Stadt E.",
              "nummer": "UL-2026-0001", "kassenzeichen": "4711", "datum": "24.11.2026",
              "monat": "Oktober 2026", "betrag": "0,00", "guthaben": true,
              "faellig": "08.12.2026", "rechenweg": [], "belege": [], "netto": "0,00",
              "gezaehlt": "–", "regel": "01.01.2020", "pruefsumme": "9f2c" }
            """),
        ("Sources/Kreis/Vordrucke/kostenteilung.typ", """
            { "absender": \(absender), "empfaenger": ["Stadt Eschental"], "kommune": "Stadt E.",
              "nummer": "KT-2026-0001", "kassenzeichen": "4711", "datum": "24.11.2026",
              "titel": "Terminbuchung #set", "vereinbart": "01.03.2026",
              "stichtag": "30.06.2025", "betrag": "0,01", "faellig": "08.12.2026",
              "summe": "0,01", "einwohner": "39.443", "zeilen": [], "quelle": "IT.NRW",
              "pruefsumme": "9f2c" }
            """),
    ])
    func ohneFreiwilliges(vorlage: String, daten: String) async throws {
        let wurzel = URL(filePath: #filePath).appending(path: "../../..").standardized
        let schriftsatz = Schriftsatz(
            .init(python: Satzprobe.python ?? "", heimat: wurzel.path),
            logger: Logger(label: "test"))
        let pdf = try await schriftsatz.setzen(
            vorlage: vorlage, daten: Data(daten.utf8), zeitpunkt: Satzprobe.zeit)
        #expect(pdf.starts(with: Array("%PDF-1.7".utf8)))
    }
}

/// Ein Heimatverzeichnis mit einer kleinen Vorlage, das mit seinem letzten Benutzer verschwindet.
private final class Satzprobe: Sendable {
    static let python = ProcessInfo.processInfo.environment["MANDAT_TEST_PYTHON"]
    static let zeit = Date(timeIntervalSince1970: 1_795_000_000)

    private static let vorlage = """
        #let daten = json(bytes(sys.inputs.daten))
        #set document(title: "Probe")
        #set text(lang: "de")
        #if "abbruch" in daten { int(daten.abbruch) }
        #if "punkte" in daten {
          assert.eq(daten.name, daten.punkte.split(",").map(int).map(str.from-unicode).join())
        }
        Guten Tag, #daten.name
        """

    let heimat: URL
    let schriftsatz: Schriftsatz

    init(python: String? = nil, frist: Duration = .seconds(30)) throws {
        heimat = FileManager.default.temporaryDirectory.appending(path: "satz-\(UUID())")
        let skript = heimat.appending(path: "Sources/Platform/Dokumente/schriftsatz.py")
        try FileManager.default.createDirectory(
            at: skript.deletingLastPathComponent(), withIntermediateDirectories: true)
        let quelle = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Platform/Dokumente/schriftsatz.py").standardized
        try FileManager.default.copyItem(at: quelle, to: skript)
        try Data(Satzprobe.vorlage.utf8).write(to: heimat.appending(path: "brief.typ"))
        schriftsatz = Schriftsatz(
            .init(python: python ?? Satzprobe.python ?? "", heimat: heimat.path, frist: frist),
            logger: Logger(label: "test"))
    }

    deinit { try? FileManager.default.removeItem(at: heimat) }

    func brief(_ daten: [String: String]) async throws -> [UInt8] {
        try await schriftsatz.setzen(
            vorlage: "brief.typ", daten: try JSONEncoder().encode(daten), zeitpunkt: Satzprobe.zeit)
    }
}
