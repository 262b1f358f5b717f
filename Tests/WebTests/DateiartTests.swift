import Grundwerte
import NIOCore
import Testing
@testable import Web

@Suite("Hochgeladene Dateien: Endung und Inhalt gehören zusammen (ASVS V5.2.2)")
struct DateiartTests {
    private static let felder: [String: Feld] = [
        "pdf": Feld("datei", "Rechnung", .datei(annehmen: "application/pdf,.pdf")),
        "xml": Feld("datei", "Auszug", .datei(annehmen: ".xml,application/xml,text/xml")),
        "json": Feld("datei", "Stand", .datei(annehmen: "application/json,.json")),
        "csv": Feld("datei", "Liste", .datei(annehmen: "text/csv,.csv", mehrere: true)),
    ]

    private func lies(_ art: String, _ dateien: [(String, [UInt8])]) throws -> Eingabe {
        let feld = try #require(Self.felder[art])
        var form = FormData()
        for (name, inhalt) in dateien {
            try form.append(
                FormData.File(name: name, contentType: "x/y", content: ByteBuffer(bytes: inhalt)),
                to: "datei", limits: .init())
        }
        var eingabe = Eingabe(form, [feld], heute: Vorlagen.heute)
        if art == "csv" {
            _ = eingabe.dateien("datei")
        } else {
            let istDa = eingabe.datei("datei") != nil
            #expect(istDa == eingabe.ohneFehler)
        }
        return eingabe
    }

    @Test("Was zusammenpasst, wird angenommen, auch groß geschrieben und mit Marke", arguments: [
        ("pdf", "Rechnung.pdf", "%PDF-1.7"), ("pdf", "R.PDF", "%PDF-2.0"),
        ("pdf", "mein.brief.pdf", "%PDF-1.4"), ("xml", "c53.xml", "<?xml version=\"1.0\"?><a/>"),
        ("xml", "c53.xml", "\u{FEFF}\r\n <a/>"), ("json", "stand.json", "\u{FEFF}{ }"),
        ("json", "stand.json", "\n[1]"), ("csv", "personen.csv", "a;b\n1;2\n"),
        ("csv", "personen.csv", "\u{FEFF}a;b"), ("csv", "leer.csv", ""),
    ])
    func gut(art: String, name: String, inhalt: String) throws {
        #expect(try lies(art, [(name, Array(inhalt.utf8))]).ohneFehler)
    }

    @Test("Eine andere Endung oder ein anderer Inhalt wird mit Abhilfe abgewiesen", arguments: [
        ("pdf", "Rechnung.docx", "%PDF-1.7", "endet nicht auf .pdf"),
        ("pdf", "Rechnung.pdf.exe", "%PDF-1.7", "endet nicht auf .pdf"),
        ("pdf", "Rechnung", "%PDF-1.7", "endet nicht auf .pdf"),
        ("pdf", "Rechnung.pdf ", "%PDF-1.7", "endet nicht auf .pdf"),
        ("pdf", "Rechnung.pdf", "PK\u{3}\u{4}", "keine PDF-Datei"),
        ("pdf", "Rechnung.pdf", " %PDF-1.7", "keine PDF-Datei"),
        ("xml", "auszug.csv", "<a/>", "endet nicht auf .xml"),
        ("xml", "auszug.xml", "{}", "keine XML-Datei"),
        ("xml", "auszug.xml", "   ", "keine XML-Datei"),
        ("json", "stand.json", "<a/>", "keine JSON-Datei"),
        ("json", "stand.txt", "{}", "endet nicht auf .json"),
        ("csv", "liste.xlsx", "a;b", "endet nicht auf .csv"),
        ("csv", "liste.csv", "PK\u{3}\u{4}rest", "keine CSV-Datei"),
        ("csv", "liste.csv", "%PDF-1.7", "keine CSV-Datei"),
    ])
    func schlecht(art: String, name: String, inhalt: String, grund: String) throws {
        let eingabe = try lies(art, [(name, Array(inhalt.utf8))])
        let fehler = try #require(eingabe.formularfehler.fehler.first)
        #expect(fehler.feld == "datei")
        #expect(fehler.saetze.contains(grund), "\(fehler.saetze)")
        let abhilfe = try #require(Dateiart(rawValue: art)).abhilfe
        #expect(fehler.saetze.contains(abhilfe))
    }

    @Test("Altes Office und gzip sind keine CSV; UTF-16 ist XML; unter vielen zählt jede")
    func bytes() throws {
        for anfang: [UInt8] in [[0xD0, 0xCF, 0x11, 0xE0, 0xA1], [0x1F, 0x8B, 0x08]] {
            #expect(try !lies("csv", [("liste.csv", anfang)]).ohneFehler)
        }
        #expect(try lies("xml", [("auszug.xml", [0xFF, 0xFE, 0x3C, 0x00])]).ohneFehler)
        let gut = ("a.csv", Array("a;b".utf8)), schlecht = ("b.csv", Array("%PDF-1.7".utf8))
        #expect(try lies("csv", [gut, gut]).ohneFehler)
        #expect(try !lies("csv", [gut, schlecht]).ohneFehler)
    }
}
