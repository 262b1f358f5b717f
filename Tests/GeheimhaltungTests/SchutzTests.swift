import Geheimhaltung
import Grundwerte
import Testing

@Suite("Geheimhaltung: Was veröffentlicht ist, verrät nichts (B-4.1)")
struct SchutzTests {
    @Test("Der Angreifer findet in zufälligen Tabellen nichts", arguments: 0..<12)
    func zufaelligeTabellen(saat: Int) throws {
        var zufall = Zufall(saat)
        let breite = saat % 3 == 2 ? [5, 4, 3] : [8, 6]
        let tabelle = Zufallstabelle(
            "empfaenger", breite: breite, hoechstens: [12, 60, 300][saat % 3],
            leer: Double(saat % 4) / 5, &zufall)
        let werk = try Schutz.schuetzen(tabelle.werk(), nach: .test)
        let angriff = Angriff(auf: werk, regel: .test)
        #expect(angriff.aufgedeckt.isEmpty)
        #expect((angriff.engsteSpanne ?? 5) >= 5)
        // Auch wer rät, dass hinter keinem Punkt eine Null steht, erfährt nicht mehr.
        #expect(Angriff(auf: werk, regel: .test, .geraten).aufgedeckt.isEmpty)
        for zelle in tabelle.zellen where (1...4).contains(zelle.wert) {
            #expect(werk.stand(zelle.name)?.istGesperrt == true)
        }
    }

    @Test("Summen: kein Beitrag ist auf 15 % genau zu errechnen", arguments: 0..<6)
    func zufaelligeSummen(saat: Int) throws {
        var zufall = Zufall(saat)
        let tabelle = Zufallstabelle(summen: [7, 5, 3], beitragende: 14, &zufall)
        let werk = try Schutz.schuetzen(tabelle.werk(), nach: .test)
        #expect(Angriff(auf: werk, regel: .test).aufgedeckt.isEmpty)
        for zelle in tabelle.zellen where (1...4).contains(zelle.beitragende) {
            #expect(werk.stand(zelle.name)?.istGesperrt == true)
        }
    }

    @Test("Ein Schutz, der nur kleine Zahlen sperrt, fällt dem Angreifer auf", arguments: 0..<6)
    func nurPrimaer(saat: Int) throws {
        var zufall = Zufall(saat)
        let tabelle = Zufallstabelle("empfaenger", breite: [8, 6], hoechstens: 40, leer: 0, &zufall)
        var werk = Zellwerk()
        try werk.aufnehmen(tabelle.zellen.map {
            ($0, (1...4).contains($0.wert) ? .gesperrt(.mindestfallzahl) : .offen)
        })
        try werk.verbinden(tabelle.tabelle.beziehungen)
        #expect(!Angriff(auf: werk, regel: .test).aufgedeckt.isEmpty)
    }

    @Test("Eine einzige sekundär gesperrte Zelle wieder geöffnet: Der Angreifer merkt es")
    func eineZelleFehlt() throws {
        let tabelle = Kreuztabelle("empfaenger", fest: [:], merkmale: [
            .init("kommune", ["a", "b", "c"], sensibel: false),
            .init("alter", ["jung", "alt"], sensibel: true)])
        let werte: [[Int64]] = [[3, 40], [30, 20], [25, 50]]
        var innere: [Zellname: Zelle] = [:]
        for (kommune, zeile) in zip(["a", "b", "c"], werte) {
            for (alter, wert) in zip(["jung", "alt"], zeile) {
                let name = tabelle.name([kommune, alter])
                innere[name] = .anzahl(name, wert)
            }
        }
        let zellen = tabelle.zellen(innere, art: .anzahl)
        var werk = Zellwerk()
        try werk.aufnehmen(zellen.map { ($0, nil) })
        try werk.verbinden(tabelle.beziehungen)
        let geschuetzt = try Schutz.schuetzen(werk, nach: .test)
        let gesperrte = zellen.filter { geschuetzt.stand($0.name)?.istGesperrt == true }
        #expect(gesperrte.count == 4)
        for offen in gesperrte where offen.wert > 4 {
            var kaputt = Zellwerk()
            try kaputt.aufnehmen(zellen.map {
                ($0, $0.name == offen.name ? .offen : geschuetzt.stand($0.name))
            })
            try kaputt.verbinden(tabelle.beziehungen)
            #expect(!Angriff(auf: kaputt, regel: .test).aufgedeckt.isEmpty)
        }
    }

    @Test("Gehören alle einer Gruppe zu einer Ausprägung, so steht das nicht da")
    func gruppe() throws {
        let tabelle = Kreuztabelle("empfaenger", fest: [:], merkmale: [
            .init("kommune", ["a", "b", "c"], sensibel: false),
            .init("status", ["x", "y", "z"], sensibel: true)])
        let werte: [[Int64]] = [[0, 12, 0], [20, 31, 40], [9, 17, 22]]
        var innere: [Zellname: Zelle] = [:]
        for (kommune, zeile) in zip(["a", "b", "c"], werte) {
            for (status, wert) in zip(["x", "y", "z"], zeile) {
                let name = tabelle.name([kommune, status])
                innere[name] = .anzahl(name, wert)
            }
        }
        var werk = Zellwerk()
        try werk.aufnehmen(tabelle.zellen(innere, art: .anzahl).map { ($0, nil) })
        try werk.verbinden(tabelle.beziehungen)
        let geschuetzt = try Schutz.schuetzen(werk, nach: .test)
        #expect(geschuetzt.stand(tabelle.name(["a", "y"])) == .gesperrt(.gruppe))
        let fund = Angriff(auf: geschuetzt, regel: .test).funde
            .first { $0.name == tabelle.name(["a", "y"]) }
        #expect(try #require(fund).von <= 7)
        #expect(fund?.aufgedeckt == false)
    }

    @Test("Auch eine Person allein in ihrer Kommune steht nicht mit allen Merkmalen da")
    func eineAllein() throws {
        let tabelle = Kreuztabelle("empfaenger", fest: [:], merkmale: [
            .init("kommune", ["a", "b", "c", "d"], sensibel: false),
            .init("status", ["x", "y", "z"], sensibel: true)])
        let werte: [[Int64]] = [[0, 1, 0], [20, 31, 40], [9, 17, 22], [30, 8, 12]]
        var innere: [Zellname: Zelle] = [:]
        for (kommune, zeile) in zip(["a", "b", "c", "d"], werte) {
            for (status, wert) in zip(["x", "y", "z"], zeile) {
                let name = tabelle.name([kommune, status])
                innere[name] = .anzahl(name, wert)
            }
        }
        var werk = Zellwerk()
        try werk.aufnehmen(tabelle.zellen(innere, art: .anzahl).map { ($0, nil) })
        try werk.verbinden(tabelle.beziehungen)
        let geschuetzt = try Schutz.schuetzen(werk, nach: .test)
        let verdeckt = ["x", "y", "z"].filter {
            geschuetzt.stand(tabelle.name(["a", $0]))?.istGesperrt == true
        }
        #expect(verdeckt.contains("y") && verdeckt.count > 1)
        #expect(Angriff(auf: geschuetzt, regel: .test, .geraten).aufgedeckt.isEmpty)
    }

    @Test("Was einmal gesperrt oder offen war, bleibt es in der nächsten Veröffentlichung")
    func bestaendig() throws {
        var zufall = Zufall(7)
        let erste = Zufallstabelle("empfaenger", breite: [8, 6], hoechstens: 40, leer: 0.1, &zufall)
        let frueher = try Schutz.schuetzen(erste.werk(), nach: .test)
        var werk = Zellwerk()
        try werk.aufnehmen(frueher.zellen.map { ($0, frueher.stand($0.name)) })
        try werk.verbinden(erste.tabelle.beziehungen)
        // Dieselben Personen, ein Merkmal feiner: Die Ränder sind schon veröffentlicht.
        let feiner = Kreuztabelle("empfaenger", fest: ["monat": "2026-10"], merkmale:
            erste.tabelle.merkmale + [.init("fein", ["p", "q"], sensibel: true)])
        var innere: [Zellname: Zelle] = [:]
        for zelle in erste.zellen where zelle.name.merkmale.count == 3 {
            let teil = Int64.random(in: 0...zelle.wert, using: &zufall)
            for (wert, anzahl) in [("p", teil), ("q", zelle.wert - teil)] {
                let name = Zellname(
                    "empfaenger", zelle.name.merkmale.merging(["fein": wert]) { $1 })
                innere[name] = .anzahl(name, anzahl)
            }
        }
        try werk.aufnehmen(feiner.zellen(innere, art: .anzahl).map { ($0, nil) })
        try werk.verbinden(feiner.beziehungen)
        let spaeter = try Schutz.schuetzen(werk, nach: .test)
        for zelle in erste.zellen {
            #expect(spaeter.stand(zelle.name) == frueher.stand(zelle.name))
        }
        #expect(Angriff(auf: spaeter, regel: .test).aufgedeckt.isEmpty)
    }

    @Test("Bestand, Zugang und Abgang: Auch die Differenz zweier Monate verrät nichts")
    func bestandsrechnung() throws {
        let namen = ["vorher", "zugang", "abgang", "nachher"].map { Zellname($0, ["k": "a"]) }
        var werk = Zellwerk()
        try werk.aufnehmen([(.anzahl(namen[0], 50), .offen)])
        try werk.aufnehmen([(.anzahl(namen[1], 3), nil), (.anzahl(namen[2], 9), nil),
                            (.anzahl(namen[3], 44), nil)])
        try werk.verbinden([Beziehung([.init(namen[0], 1), .init(namen[1], 1),
                                       .init(namen[2], -1), .init(namen[3], -1)])])
        let geschuetzt = try Schutz.schuetzen(werk, nach: .test)
        #expect(geschuetzt.stand(namen[0]) == .offen)
        #expect(Angriff(auf: geschuetzt, regel: .test).aufgedeckt.isEmpty)
    }

    @Test("Ergeben die Teile nicht den Rand, wird nicht geschützt, sondern gemeldet")
    func unstimmig() throws {
        let rand = Zellname("e", [:])
        let teil = Zellname("e", ["k": "a"]), rest = Zellname("e", ["k": "b"])
        var werk = Zellwerk()
        try werk.aufnehmen([(.anzahl(rand, 9), nil), (.anzahl(teil, 5), nil),
                            (.anzahl(rest, 5), nil)])
        #expect(throws: Zellwerk.Unstimmig.self) { try werk.verbinden([.rand(rand, [teil, rest])]) }
    }
}
