import Grundwerte
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Die Regel steht an `probelauf_summen`; die Schwellen sind die der Geheimhaltungsregel ab 2020:
/// Mindestfallzahl 5, Dominanz (1,70) und (2,85), p% 15, Spanne 2.
@Suite("Probelauf: Die Summen des Kreises verraten keinen Fall (B-4.1, B-1.2.5)")
struct ProbelaufschutzTests {
    /// Was eine Kommune meldet: 200 Fälle, 500 Personen und 180.000 €, davon ändern sich einige.
    private struct Meldung {
        var faelle = 30, personen = 80, ohne = 0
        /// In Cent: der Unterschied im Ganzen, ohne Vorzeichen, und der zwei größten Fälle.
        var unterschied = 60_000, bewegt = 60_000, groesster = 2_400, zweiter = 2_400
        var ohneBeitraege = false
    }

    @Test("Eine Familie aus sechs, die sich allein ändert, ist ein Fall und bleibt verdeckt")
    func eineFamilie() async throws {
        let zeile = try await kreissumme(Meldung(
            faelle: 1, personen: 6, unterschied: 7_200, bewegt: 7_200, groesster: 7_200,
            zweiter: 0))
        #expect(zeile == "200 500 18000000 - - - 0")
    }

    @Test("Alle außer zweien verrät die zwei; alle zusammen verrät niemanden")
    func alleAusserZweien() async throws {
        let fast = try await kreissumme(Meldung(
            faelle: 198, personen: 492, unterschied: 198_000, bewegt: 198_000, groesster: 1_000,
            zweiter: 1_000))
        #expect(fast == "200 500 18000000 - - - 0")
        // Zehn Fälle bleiben gleich, aber nur drei Menschen leben darin von Leistungen.
        let wenige = try await kreissumme(Meldung(
            faelle: 190, personen: 497, unterschied: 190_000, bewegt: 190_000, groesster: 1_000,
            zweiter: 1_000))
        #expect(wenige == "200 500 18000000 - - - 0")
        let alle = try await kreissumme(Meldung(
            faelle: 200, personen: 500, unterschied: 200_000, bewegt: 200_000, groesster: 1_000,
            zweiter: 1_000))
        #expect(alle == "200 500 18000000 18200000 200 500 0")
    }

    @Test("Zwei Entwürfe, die eine Familie unterscheidet, zeigen nie deren Größe und Betrag")
    func zweiEntwuerfe() async throws {
        let welt = try await Kommunenwelt.neu()
        for faelle in 50..<70 {
            let personen = 2 * faelle, bewegt = 1_200 * faelle
            let ohne = try await werte(Meldung(
                faelle: faelle, personen: personen, unterschied: bewegt, bewegt: bewegt,
                groesster: 1_200, zweiter: 1_200), welt)
            // Die Familie aus sechs bekäme 48 € mehr.
            let mit = try await werte(Meldung(
                faelle: faelle + 1, personen: personen + 6, unterschied: bewegt + 4_800,
                bewegt: bewegt + 4_800, groesster: 4_800, zweiter: 1_200), welt)
            for (vorher, nachher) in zip(ohne, mit) { #expect(vorher != nil && nachher != nil) }
            let unterschiede = zip(ohne, mit).map { ($1 ?? 0) - ($0 ?? 0) }
            #expect([0, 10].contains(unterschiede[4]), "Fälle bei \(faelle)")
            #expect([0, 10].contains(unterschiede[5]), "Personen bei \(faelle)")
            #expect([0, 10_000].contains(unterschiede[3]), "Neu bei \(faelle)")
            #expect(Array(unterschiede[0...2]) == [0, 0, 0])
        }
        try await welt.verbund.abbauen()
    }

    @Test("Ein Betrag, den ein Fall beherrscht, bleibt verdeckt, auch wenn andere gegenläufig sind")
    func dominanz() async throws {
        let beherrscht = try await kreissumme(Meldung(
            unterschied: 100_000, bewegt: 100_000, groesster: 90_000, zweiter: 1_000))
        #expect(beherrscht == "200 500 18000000 - 30 80 0")
        // Die zwei größten heben sich auf: 900 € mehr, 900 € weniger.
        let gegenlaeufig = try await kreissumme(Meldung(
            unterschied: 20_000, bewegt: 200_000, groesster: 90_000, zweiter: 90_000))
        #expect(gegenlaeufig == "200 500 18000000 - 30 80 0")
        // Genau an der Grenze (1,70) und doch verdeckt: (2,85).
        let zwei = try await kreissumme(Meldung(
            unterschied: 100_000, bewegt: 100_000, groesster: 70_000, zweiter: 16_000))
        #expect(zwei == "200 500 18000000 - 30 80 0")
        let erlaubt = try await kreissumme(Meldung(
            unterschied: 100_000, bewegt: 100_000, groesster: 70_000, zweiter: 10_000))
        #expect(erlaubt == "200 500 18000000 18100000 30 80 0")
    }

    @Test("Was sich nicht rechnen lässt, zählt ebenso", arguments: [
        (anzahl: 0, text: "0"), (anzahl: 1, text: "-"), (anzahl: 4, text: "-"),
        (anzahl: 5, text: "10"), (anzahl: 14, text: "10"), (anzahl: 15, text: "20"),
    ])
    func ohneErgebnis(anzahl: Int, text: String) async throws {
        let zeile = try await kreissumme(Meldung(ohne: anzahl))
        #expect(zeile == "200 500 18000000 18060000 30 80 \(text)")
    }

    @Test("Ein Lauf aus der Zeit vor dieser Regel zeigt keine Beträge")
    func frueher() async throws {
        let zeile = try await kreissumme(Meldung(ohneBeitraege: true))
        #expect(zeile == "200 500 - - 30 80 0")
    }

    @Test("Es gilt die Regel des Monats, der gerechnet ist")
    func datiert() async throws {
        let welt = try await Kommunenwelt.neu()
        #expect(try await zeile(Meldung(), welt) == "200 500 18000000 18060000 30 80 0")
        let server = try welt.verbund.superuser()
        try server.execute("""
            INSERT INTO kreis.geheimhaltungsregel (
                gueltig_ab, mindestfallzahl, dominanz_einer, dominanz_zweier, prozent, spanne,
                zaehltag, grund)
            VALUES ('2027-01-01', 50, 70, 85, 15, 2, 10, 'Probe')
            """)
        server.close()
        #expect(try await zeile(Meldung(), welt) == "200 500 18000000 - - - 0")
        try await welt.verbund.abbauen()
    }

    private func kreissumme(_ meldung: Meldung) async throws -> String {
        let welt = try await Kommunenwelt.neu()
        let zeile = try await zeile(meldung, welt)
        try await welt.verbund.abbauen()
        return zeile
    }

    private func werte(_ meldung: Meldung, _ welt: Kommunenwelt) async throws -> [Int?] {
        try await zeile(meldung, welt).split(separator: " ").map { Int($0) }
    }

    /// Ein Lauf über den Januar 2027, den Ahaus allein beantwortet hat.
    private func zeile(_ meldung: Meldung, _ welt: Kommunenwelt) async throws -> String {
        let server = try welt.verbund.superuser(), lauf = UUIDv7()
        let januar = Monat(2027, 1).ersterTag, alt = 18_000_000
        try server.execute("""
            INSERT INTO platform.probelauf (id, von, bis, begonnen_von)
            VALUES (\(lauf), \(januar), \(januar), \(UUIDv7()))
            """)
        try server.execute("""
            INSERT INTO platform.probelauf_kommune VALUES (\(lauf), \(welt.ahaus.id), now())
            """)
        try server.execute("""
            INSERT INTO platform.probelauf_summe (
                probelauf_id, mandant_id, monat, faelle, personen, alt_cent, neu_cent,
                geaenderte_faelle, geaenderte_personen, ohne_ergebnis)
            VALUES (\(lauf), \(welt.ahaus.id), \(januar), 200, 500, \(alt),
                    \(alt + meldung.unterschied), \(meldung.faelle), \(meldung.personen),
                    \(meldung.ohne))
            """)
        if !meldung.ohneBeitraege {
            try server.execute("""
                UPDATE platform.probelauf_summe
                   SET alt_groesster_cent = 250000, alt_zweiter_cent = 200000,
                       unterschied_summe_cent = \(meldung.bewegt),
                       unterschied_groesster_cent = \(meldung.groesster),
                       unterschied_zweiter_cent = \(meldung.zweiter)
                 WHERE probelauf_id = \(lauf)
                """)
        }
        server.close()
        let zeilen = try await welt.kreissummen(Probelaufauftrag.ID(lauf))
        #expect(zeilen.count == 1)
        return zeilen.first ?? ""
    }
}
