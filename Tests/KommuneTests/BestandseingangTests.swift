import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Bestand hochladen, proben, übernehmen")
struct BestandseingangTests {
    private func dateien(
        _ beispiel: Bestandsbeispiel = .init()
    ) -> [(name: String, inhalt: [UInt8])] {
        beispiel.dateien.map { ($0.key.name, $0.value) }
    }

    /// Hochgeladen und geprüft, wie es der Auftrag tut.
    private func geprueft(
        _ welt: Kommunenwelt, _ leitung: Akteur, _ beispiel: Bestandsbeispiel = .init()
    ) async throws -> Bestandseingang.ID {
        let dateien = dateien(beispiel)
        return try await welt.tue(leitung) { session in
            let id = try Bestandseingang.annehmen(
                dateien, bezeichnung: "Altverfahren", anmeldenamen: [:], in: session)
            try Bestandseingang.festhalten(
                try Bestandseingang.plan(id, in: session), zu: id, in: session)
            return id
        }
    }

    @Test("Der Probelauf nennt jede fehlerhafte Zeile mit verdecktem Wert und ändert nichts")
    func probelauf() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.einkommen, 2, "brutto", "viel")
        beispiel.setze(.personen, 5, "geburtsdatum", "31.02.1999")
        let id = try await geprueft(welt, leitung, beispiel)
        try await welt.tue(leitung) { session in
            let eingang = try #require(try Bestandseingang.laden(id, in: session))
            let pruefung = try #require(eingang.pruefung)
            #expect(pruefung.faelle == 2 && pruefung.neu == 0 && pruefung.fehlerhaft == 2)
            let befunde = try Bestandseingang.befunde(id, in: session)
                .filter { $0.schwere == .fehler }
            #expect(befunde.map(\.datei) == ["personen.csv", "einkommen.csv"])
            #expect(befunde.map(\.zeile) == [5, 2])
            #expect(befunde[0].wert == "3… (10 Zeichen)")
            #expect(try session.scalar("SELECT count(*) FROM fall", as: Int.self) == 0)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Mit Fehlern beginnt nichts, außer ohne die fehlerhaften Fälle")
    func start() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.einkommen, 2, "brutto", "viel")
        let id = try await geprueft(welt, leitung, beispiel)
        #expect(try await hindernisgrund {
            try await welt.tue(leitung) {
                try Bestandseingang.starten(id, ohneFehlerhafte: false, in: $0)
            }
        } == "Ein Fall hat Fehler.")
        try await welt.tue(leitung) {
            try Bestandseingang.starten(id, ohneFehlerhafte: true, in: $0)
        }
        // Noch einmal gestartet: Der wartende Auftrag genügt.
        try await welt.tue(leitung) {
            try Bestandseingang.starten(id, ohneFehlerhafte: true, in: $0)
        }
        let server = try welt.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.job WHERE kind = 'bestand.uebernehmen'
            """, as: Int.self) == 1)
    }

    @Test("Fremde und doppelte Dateien werden beim Namen genannt")
    func namen() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        func annehmen(_ dateien: [(name: String, inhalt: [UInt8])]) async throws -> String {
            try await hindernisgrund {
                try await welt.tue(leitung) {
                    _ = try Bestandseingang.annehmen(dateien, bezeichnung: "Alt",
                                                     anmeldenamen: [:], in: $0)
                }
            }
        }
        #expect(try await annehmen([("foto.jpg", [1])]) == "„foto.jpg“ gehört nicht zum Bestand.")
        #expect(try await annehmen([("faelle.csv", [1]), ("FAELLE.CSV", [1])])
            == "faelle.csv ist zweimal gewählt.")
        try await welt.verbund.abbauen()
    }

    @Test("Verworfen ist gelöscht; vorher lässt die Datenbank den Inhalt nicht los")
    func verwerfen() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        let id = try await geprueft(welt, leitung)
        await #expect(throws: PostgresError.self) {
            try await welt.tue(leitung) {
                _ = try $0.execute("SELECT bestandseingang_leeren(\(id))")
            }
        }
        try await welt.tue(leitung) { session in
            try Bestandseingang.verwerfen(id, in: session)
            #expect(try session.scalar("SELECT count(*) FROM bestandseingang_teil", as: Int.self)
                == 0)
            #expect(try Bestandseingang.offene(in: session).isEmpty)
            #expect(try Bestandseingang.laden(id, in: session)?.ergebnis == .verworfen)
        }
        #expect(try await hindernisgrund {
            try await welt.tue(leitung) {
                try Bestandseingang.starten(id, ohneFehlerhafte: false, in: $0)
            }
        } == "Über diese Dateien ist schon entschieden.")
        try await welt.verbund.abbauen()
    }
}
