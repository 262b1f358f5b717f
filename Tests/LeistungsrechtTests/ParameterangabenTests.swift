import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("Was ein Stand enthält, für Menschen (B-1.2.5)")
struct ParameterangabenTests {
    /// Jede Größe mit der Datei, die das Programm mitbringt.
    private static let dateien: [Parameter.Groesse: [UInt8]] = [
        .bedarfssaetze: PackageResources.asylblg_03a_json,
        .einkommensregel: PackageResources.asylblg_07_json,
        .sofortzuschlag: PackageResources.asylblg_16_json,
        .regelbedarf: PackageResources.sgb12_regelbedarf_json,
        .einschraenkung: PackageResources.asylblg_01a_json,
        .wartezeit: PackageResources.asylblg_02_json,
        .arbeitsgelegenheit: PackageResources.asylblg_05_json,
        .mehrbedarf: PackageResources.sgb12_30_json,
        .bildung: PackageResources.sgb12_34_json,
        .wohnkosten: PackageResources.sgb12_35_json,
        .analogEinkommen: PackageResources.sgb12_82_json,
        .analogVermoegen: PackageResources.sgb12_90_json,
        .vollverpflegung: PackageResources.sgb12_142_json,
    ]

    /// Die Stände einer amtlichen Datei ohne Tage, Quelle und Prüfvermerk.
    private func inhalte(_ groesse: Parameter.Groesse) throws -> [JSONWert] {
        let datei = try JSONLeser.lesen(#require(Self.dateien[groesse]))
        return try #require(datei["staende"]?.alsListe).map { stand in
            JSONWert(blaetter: stand.blaetter.filter { !Standangaben.kopf.contains($0.pfad[0]) })
        }
    }

    @Test("Jeder Wert jedes Standes jeder amtlichen Datei hat Bezeichnung, Einheit und Norm",
          arguments: Parameter.Groesse.allCases)
    func bezeichnet(groesse: Parameter.Groesse) throws {
        let bekannt = Set(groesse.angaben.map(\.pfad))
        #expect(bekannt.count == groesse.angaben.count)
        for inhalt in try inhalte(groesse) {
            #expect(Set(inhalt.blaetter.map(\.pfad)) == bekannt)
        }
        for angabe in groesse.angaben {
            #expect(!angabe.bezeichnung.isEmpty && !angabe.bezug.isEmpty)
            #expect(!angabe.bezeichnung.contains("_") && angabe.norm.hasPrefix("§")
                || groesse == .regelbedarf && angabe.norm == "Anlage zu § 28 SGB XII")
        }
        // Auch nebeneinander verwechselt sie niemand.
        let namen = groesse.angaben.map { "\($0.bezeichnung), \($0.bezug)" }
        #expect(Set(namen).count == namen.count)
    }

    @Test("Beträge zählen in Euro, Zahlen nicht", arguments: Parameter.Groesse.allCases)
    func einheiten(groesse: Parameter.Groesse) throws {
        for stand in try Parameter.amtlich.staende(groesse) {
            #expect(stand.felder.count == groesse.angaben.count)
            for angabe in groesse.angaben {
                let wert = try #require(stand[angabe.pfad])
                if case .betrag = wert {
                    #expect(angabe.einheit == .euro)
                } else {
                    #expect(angabe.einheit != .euro)
                    let eingabe = angabe.einheit.eingabe(wert)
                    #expect(angabe.einheit.zahl(eingabe).map { .zahl($0) } == wert)
                    #expect(angabe.einheit.zahl(angabe.einheit.text(wert)).map { .zahl($0) } == wert
                        || wert == .zahl(1))
                }
            }
        }
    }

    @Test("Die Bedarfssätze heißen wie im Gesetz")
    func bedarfssaetze() throws {
        let erste = Parameter.Groesse.bedarfssaetze.angaben.prefix(2)
        #expect(erste.map(\.bezeichnung) == [
            "Bedarfsstufe 1: notwendiger Bedarf", "Bedarfsstufe 1: notwendiger persönlicher Bedarf",
        ])
        #expect(erste.map(\.norm) == ["§ 3a Abs. 2 Nr. 1 AsylbLG", "§ 3a Abs. 1 Nr. 1 AsylbLG"])
        let stand = try #require(try Parameter.amtlich.staende(.bedarfssaetze).last)
        let texte = try erste.map { $0.einheit.text(try #require(stand[$0.pfad])) }
        #expect(texte == ["253,00 €", "202,00 €"])
    }

    @Test("Tausendstel sind für Menschen Prozent mit einer Stelle", arguments: [
        ("17", 170), ("2,3", 23), ("2,3 %", 23), ("0", 0), ("100,0", 1000), ("0,8", 8),
        ("2,35", nil), ("100,1", nil), ("-1", nil), ("", nil), ("2.3", nil), ("1,", nil),
        ("zwei", nil), ("9999999999999999999", nil),
    ] as [(String, Int?)])
    func tausendstel(eingabe: String, zahl: Int?) {
        #expect(Parameterangabe.Einheit.tausendstel.zahl(eingabe) == zahl)
    }

    @Test("Prozent und Monate sind ganze Zahlen in ihren Grenzen", arguments: [
        (.prozent, "25 %", 25), (.prozent, "101", nil), (.prozent, "2,5", nil),
        (.monate, "36 Monate", 36), (.monate, "601", nil),
    ] as [(Parameterangabe.Einheit, String, Int?)])
    func ganze(einheit: Parameterangabe.Einheit, eingabe: String, zahl: Int?) {
        #expect(einheit.zahl(eingabe) == zahl)
    }
}

@Suite("Ein Stand in Blättern und zurück")
struct BlaetterTests {
    @Test("Aus den Blättern wird dasselbe Objekt in derselben Folge", arguments: [
        #"{"a":1,"b":{"c":"2,50","d":{"e":[1,2]}},"f":null}"#,
        #"{"stufen":{"2":{"y":1,"x":2},"1":{"x":3}}}"#,
        "{}", "7",
    ])
    func hinUndZurueck(text: String) throws {
        let wert = try JSONLeser.lesen(text.utf8)
        #expect(JSONWert(blaetter: wert.blaetter).json == text)
    }

    @Test("Jedes Blatt nennt seinen Weg, ein leeres Objekt hat keines")
    func wege() throws {
        let wert = try JSONLeser.lesen(#"{"a":{"1":"x","2":{}},"b":5}"#.utf8)
        #expect(wert.blaetter == [
            .init(pfad: ["a", "1"], wert: .text("x")), .init(pfad: ["b"], wert: .zahl("5")),
        ])
    }

    @Test("Was unter gleichem Anfang steht, kommt zusammen, auch wenn anderes dazwischen stand")
    func zusammen() {
        let wert = JSONWert(blaetter: [
            .init(pfad: ["a", "x"], wert: .zahl("1")), .init(pfad: ["b"], wert: .zahl("2")),
            .init(pfad: ["a", "y"], wert: .zahl("3")),
        ])
        #expect(wert.json == #"{"a":{"x":1,"y":3},"b":2}"#)
    }

    @Test("Einzeln eingegebene Werte werden zu demselben Entwurf wie die Datei",
          arguments: Parameter.Groesse.allCases)
    func einzeln(groesse: Parameter.Groesse) throws {
        let letzter = try #require(try Parameter.amtlich.staende(groesse).last)
        let ab = Monat(2027, 1).ersterTag
        let einzeln = try Standentwurf(
            Standentwurf.datei(ab: ab, bis: Monat(2027, 12).letzterTag, fundstelle: "BGBl. „1“",
                               werte: groesse.angaben.compactMap { angabe in
                letzter[angabe.pfad].map { .init(pfad: angabe.pfad, wert: $0) }
            }), als: groesse, nach: .amtlich)
        let datei = try Standentwurf(
            letzter.vorlage(ab: ab).replacing(
                "\"fundstelle\": \"\"", with: "\"fundstelle\": \"BGBl. „1“\"").utf8,
            als: groesse, nach: .amtlich)
        #expect(einzeln.angaben.felder == datei.angaben.felder)
        #expect(einzeln.angaben.fundstelle == datei.angaben.fundstelle)
        #expect(einzeln.angaben.gueltigBis == Monat(2027, 12).letzterTag)
        #expect(datei.angaben.gueltigBis == nil)
    }
}
