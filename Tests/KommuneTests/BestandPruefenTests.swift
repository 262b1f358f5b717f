import Grundwerte
@testable import Kommune
import Testing

@Suite("Bestand prüfen: jede Zeile mit Datei, Zeile, Feld, Regel und Abhilfe")
struct BestandPruefenTests {
    struct Fehlerfall: CustomTestStringConvertible, Sendable {
        let datei: Bestandsdatei
        let zeile: Int
        let feld: String
        let wert: String
        /// Wo der Befund steht, wenn nicht an der geänderten Zelle.
        var befund: (datei: Bestandsdatei, zeile: Int, feld: String)?
        let regel: String

        init(_ datei: Bestandsdatei, _ zeile: Int, _ feld: String, _ wert: String, _ regel: String,
             befund: (Bestandsdatei, Int, String)? = nil) {
            self.datei = datei
            self.zeile = zeile
            self.feld = feld
            self.wert = wert
            self.regel = regel
            self.befund = befund.map { (datei: $0.0, zeile: $0.1, feld: $0.2) }
        }

        var testDescription: String { "\(datei.name) \(feld) = \(wert)" }
    }

    static let heute = Kommunenwelt.heute

    static func befunde(_ beispiel: Bestandsbeispiel) -> [Bestandsbefund] {
        let gelesen = Bestand.lesen(beispiel.dateien, benutzer: [:])
        return gelesen.befunde + gelesen.bestand.pruefen(heute: heute)
    }

    @Test("Das Beispiel hat keinen Fehler; BOM, Datumsformen und Anführungszeichen werden gelesen")
    func heil() throws {
        let (bestand, befunde) = Bestand.lesen(Bestandsbeispiel().dateien, benutzer: [:])
        #expect(befunde == [] && bestand.pruefen(heute: Self.heute) == [])
        #expect(bestand.anzahlFaelle == 2 && bestand.anzahlPersonen == 4)
        let wohnung = try #require(bestand.faelle[0].unterkuenfte.first?.wert)
        #expect(wohnung.strasse == "Bahnhofstraße 4; Hinterhaus")
        #expect(wohnung.vermieter?.name == "Wohnbau \"Süd\" eG")
        #expect(wohnung.heizung == 80 && wohnung.nebenkosten == .null)
        #expect(bestand.personen[0].einkommen.first?.wert.brutto == Geld(cent: 123_450))
        #expect(bestand.gruppen() == [[0], [1]])
    }

    @Test("Ein Fehler in einer Zelle wird an seiner Stelle gemeldet", arguments: [
        Fehlerfall(.faelle, 2, "fall", "", "fehlt"),
        Fehlerfall(.faelle, 2, "aktenzeichen", "", "fehlt"),
        Fehlerfall(.faelle, 3, "aktenzeichen", "ALT-50-17", "hat schon Zeile 2"),
        Fehlerfall(.faelle, 3, "fall", "F1", "steht schon in Zeile 2"),
        Fehlerfall(.faelle, 2, "sachbearbeitung", "niemand", "Anmeldenamen gibt es"),
        Fehlerfall(.faelle, 3, "eingestellt_zum", "31.09.2026", "kein Tag des Kalenders"),
        Fehlerfall(.faelle, 3, "eingestellt_zum", "30.09.2026", "eingestellt",
                   befund: (.mitglieder, 5, "bis")),
        Fehlerfall(.personen, 2, "geburtsdatum", "5.3.85", "kein Tag des Kalenders"),
        Fehlerfall(.personen, 2, "geburtsdatum", "05.03.2035", "in der Zukunft"),
        Fehlerfall(.personen, 4, "geburtsdatum", "02.02.2025", "vor der Geburt",
                   befund: (.mitglieder, 4, "von")),
        Fehlerfall(.personen, 2, "geschlecht", "M", "nicht in der Liste"),
        Fehlerfall(.personen, 2, "staatsangehoerigkeit", "0", "genau 3 Ziffern"),
        Fehlerfall(.personen, 2, "azr_nummer", "1,23457E+11", "genau 12 Ziffern"),
        Fehlerfall(.personen, 5, "vorname", "", "keinen Namen",
            befund: (.personen, 5, "familienname")),
        Fehlerfall(.personen, 2, "vorname", "A\nB", "Steuerzeichen"),
        Fehlerfall(.personen, 2, "bis", "31.01.2025", "Ende liegt vor dem Beginn"),
        Fehlerfall(.mitglieder, 2, "rolle", "vorstand", "nicht in der Liste"),
        Fehlerfall(.mitglieder, 3, "rolle", "haushaltsvorstand",
            "hat zur selben Zeit schon Zeile 2"),
        Fehlerfall(.mitglieder, 4, "rolle", "partner", "hat zur selben Zeit schon Zeile 3"),
        Fehlerfall(.mitglieder, 5, "rolle", "kind", "keinen Haushaltsvorstand",
                   befund: (.faelle, 3, "fall")),
        Fehlerfall(.mitglieder, 3, "person", "P9", "gibt es in personen.csv nicht"),
        Fehlerfall(.mitglieder, 3, "person", "P9", "zu keinem Haushalt",
            befund: (.personen, 3, "person")),
        Fehlerfall(.mitglieder, 5, "fall", "F9", "gibt es in faelle.csv nicht"),
        Fehlerfall(.mitglieder, 5, "fall", "F9", "keine Mitglieder", befund: (.faelle, 3, "fall")),
        Fehlerfall(.berechtigungen, 2, "personenkreis", "nr_9", "nicht in der Liste"),
        Fehlerfall(.berechtigungen, 2, "grundlage", "§ 3", "nicht in der Liste"),
        Fehlerfall(.aufenthalte, 3, "person", "", "fehlt"),
        Fehlerfall(.unterkuenfte, 2, "plz", "4868", "genau 5 Ziffern"),
        Fehlerfall(.unterkuenfte, 2, "miete", "400.00", "kein Betrag"),
        Fehlerfall(.unterkuenfte, 2, "miete", "-1,00", "zwischen 0,00"),
        Fehlerfall(.unterkuenfte, 2, "vermieter_iban", "DE02120300000000202052", "Prüfziffern"),
        Fehlerfall(.unterkuenfte, 2, "vermieter_name", "", "nur zusammen"),
        Fehlerfall(.unterkuenfte, 2, "vermieter_iban", "", "nur zusammen"),
        Fehlerfall(.einkommen, 2, "brutto", "", "fehlt"),
        Fehlerfall(.konten, 2, "iban", "DE89370400440532013001", "Prüfziffern"),
        Fehlerfall(.konten, 2, "iban", "TR330006100519786457841326", "Wirtschaftsraums"),
        Fehlerfall(.konten, 2, "inhaber", String(repeating: "x", count: 71), "71 Zeichen"),
        Fehlerfall(.bewilligungen, 3, "monat", "01.10.2026", "steht schon in Zeile 2"),
        Fehlerfall(.bewilligungen, 2, "monat", "02.10.2026", "nicht der Erste"),
        Fehlerfall(.bewilligungen, 2, "monat", "01.01.2027", "einen Monat im Voraus"),
    ])
    func zelle(fall: Fehlerfall) throws {
        var beispiel = Bestandsbeispiel()
        beispiel.setze(fall.datei, fall.zeile, fall.feld, fall.wert)
        let ort = fall.befund ?? (fall.datei, fall.zeile, fall.feld)
        let befund = try #require(Self.befunde(beispiel).first { $0.regel.contains(fall.regel) })
        #expect(befund.datei == ort.datei.name)
        #expect(befund.zeile == ort.zeile && befund.feld == ort.feld)
        #expect(befund.schwere == .fehler && !befund.abhilfe.isEmpty)
    }

    @Test("Zeiträume derselben Art überschneiden sich nicht", arguments: [
        (Bestandsdatei.personen, 6,
            ["P1", "Haddad", "Samuel", "", "05.03.1985", "m", "475", "", "ledig",
                                     "01.06.2026", ""]),
        (.mitglieder, 6, ["F1", "P1", "kind", "01.06.2026", ""]),
        (.berechtigungen, 6, ["P1", "nr_1", "analogleistung", "01.06.2026", ""]),
        (.aufenthalte, 6, ["P1", "duldung", "", "", "01.06.2026", ""]),
        (.unterkuenfte, 3,
            ["F1", "wohnung", "Markt 1", "48683", "Ahaus", "", "", "", "", "", "", "", "",
                            "01.06.2026", ""]),
        (.einkommen, 3,
            ["P1", "erwerbstaetigkeit", "1", "", "", "", "", "Bäckerei Ross", "01.06.2026",
                         ""]),
        (.vermoegen, 3, ["P1", "Sparguthaben", "1", "01.06.2026", ""]),
    ])
    func ueberschneidung(datei: Bestandsdatei, zeile: Int, zellen: [String]) throws {
        var beispiel = Bestandsbeispiel()
        beispiel.dazu(datei, zellen)
        let befunde = Self.befunde(beispiel)
        let befund = try #require(befunde.first { $0.regel.contains("überschneidet") })
        #expect(befund.datei == datei.name && befund.zeile == zeile && befund.feld == "von")
    }

    @Test("Eine Person gehört nicht zur selben Zeit zu zwei Fällen; sonst verbindet sie beide")
    func zweiFaelle() throws {
        var beispiel = Bestandsbeispiel()
        beispiel.dazu(.mitglieder, ["F2", "P2", "sonstige_erwachsene", "01.06.2026", "31.10.2026"])
        let befund = try #require(Self.befunde(beispiel).first)
        #expect(befund.zeile == 6 && befund.regel.contains("zu einem anderen Fall (Zeile 3)"))
        beispiel.setze(.mitglieder, 3, "bis", "31.05.2026")
        #expect(Self.befunde(beispiel) == [])
        #expect(Bestand.lesen(beispiel.dateien, benutzer: [:]).bestand.gruppen() == [[0, 1]])
    }

    @Test("Mehr gezahlt als bewilligt und eine doppelte AZR-Nummer sind Hinweise")
    func hinweise() {
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.bewilligungen, 2, "gezahlt_lebensunterhalt", "1500,00")
        beispiel.setze(.personen, 2, "azr_nummer", "123456789012")
        beispiel.setze(.personen, 5, "azr_nummer", "123456789012")
        let befunde = Self.befunde(beispiel)
        #expect(befunde.map(\.schwere) == [.hinweis, .hinweis])
        #expect(Set(befunde.map(\.datei)) == ["bewilligungen.csv", "personen.csv"])
    }

    @Test("Kontrollsummen: fehlt eine Zeile oder weicht ein Betrag ab, ist das ein Fehler")
    func summen() {
        var beispiel = Bestandsbeispiel()
        beispiel.dazu(.summen, ["bewilligungen.csv", "2", "7600,00"])
        #expect(Self.befunde(beispiel) == [])
        beispiel.dazu(.summen, ["personen.csv", "5", "0,00"])
        beispiel.dazu(.summen, ["konten.csv", "1", "0,01"])
        #expect(Self.befunde(beispiel).map(\.feld) == ["zeilen", "summe"])
    }

    @Test("Von Namen, Geburtstagen und Konten steht in der Fehlerliste nur der Anfang")
    func verdeckt() throws {
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.personen, 2, "geburtsdatum", "05.13.1985")
        beispiel.setze(.konten, 2, "iban", "DE89370400440532013001")
        let csv = Bestandsbefund.csv(Self.befunde(beispiel))
        #expect(csv.contains("„0… (10 Zeichen)“") && csv.contains("„D… (22 Zeichen)“"))
        #expect(!csv.contains("1985") && !csv.contains("0532013"))
    }

    @Test("Eine fehlende Datei, fremde, doppelte und fehlende Spalten nennen ihre Abhilfe",
        arguments: [
        (nil as String?, "Die Datei fehlt."),
        ("person;art;wert;von;bis;farbe\n", "Die Spalte „farbe“ gibt es nicht."),
        ("person,art,wert,von,bis\n", "Die Spalte „person,art,wert,von,bis“ gibt es nicht."),
        ("person;art;wert;von;von\n", "Die Spalte „von“ steht doppelt."),
        ("person;art;wert;bis\n", "Die Spalte „von“ fehlt."),
        ("", "Die Kopfzeile fehlt."),
        ("person;art;wert;von\nP1;x;1\n", "Die Zeile hat 3 Zellen, der Kopf 4."),
    ])
    func form(inhalt: String?, regel: String) {
        var dateien = Bestandsbeispiel().dateien
        dateien[.vermoegen] = inhalt.map { Array($0.utf8) }
        let befunde = Bestand.lesen(dateien, benutzer: [:]).befunde
        #expect(befunde.map(\.regel) == [regel] && befunde.first?.ort == nil)
    }
}

@Suite("CSV lesen")
struct CSVLeserTests {
    private func zeilen(_ text: String) throws -> [CSVLeser.Zeile] {
        var leser = CSVLeser(utf8: Array(text.utf8)), zeilen: [CSVLeser.Zeile] = []
        while let zeile = try leser.naechste() { zeilen.append(zeile) }
        return zeilen
    }

    @Test("CRLF, Umbrüche in Anführungszeichen und Leerzeilen zählen wie im Editor")
    func zaehlung() throws {
        let gelesen = try zeilen("a;b\r\n\r\n\"x\ny\";\"sagt \"\"ja\"\"\"\r\n;;\r\n z ;\n")
        #expect(gelesen == [
            .init(nummer: 1, zellen: ["a", "b"]), .init(nummer: 3, zellen: ["x\ny", "sagt \"ja\""]),
            .init(nummer: 6, zellen: ["z", ""]),
        ])
    }

    @Test("Was die Form verletzt, nennt seine Zeile", arguments: [
        ("a\n\"x", 2), ("a\nb\"c\n", 2), ("a\n\"x\ny\" z\n", 3),
    ])
    func fehler(text: String, zeile: Int) {
        #expect(throws: CSVLeser.Fehler.self) { try zeilen(text) }
        do { _ = try zeilen(text) } catch { #expect((error as? CSVLeser.Fehler)?.zeile == zeile) }
    }

    @Test("Windows-1252 wird erkannt, eine gemischte Datei abgelehnt")
    func zeichensatz() throws {
        let excel: [UInt8] = Array("Stra".utf8) + [0xDF] + Array("e ".utf8) + [0x80]
        #expect(String(decoding: try CSVText.utf8(aus: excel), as: UTF8.self) == "Straße €")
        #expect(try CSVText.utf8(aus: CSVText.kennung + Array("ü".utf8)) == Array("ü".utf8))
        #expect(throws: CSVLeser.Fehler.self) { try CSVText.utf8(aus: Array("ü".utf8) + [0xFC]) }
        #expect(throws: CSVLeser.Fehler.self) { try CSVText.utf8(aus: [97, 0]) }
        #expect(throws: CSVLeser.Fehler.self) { try CSVText.utf8(aus: [97, 0x81]) }
    }

    @Test("Geschriebenes liest sich gleich zurück")
    func hinUndZurueck() throws {
        let zellen = ["a;b", "\"", "zwei\nZeilen", "", " Rand "]
        let gelesen = try #require(try zeilen(CSVText.zeile(zellen)).first)
        #expect(gelesen.zellen == ["a;b", "\"", "zwei\nZeilen", "", "Rand"])
    }
}
