import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Eine Sammelrechnung (B-6.1, B-6.5, B-6.8)")
struct SammelrechnungTests {
    /// Die Abrechnungsstelle mit zwei Personen und einem Rechnungssteller.
    private struct Welt: Sendable {
        let kasse: Kassenwelt
        let zweite: Akteur
        let steller: Rechnungssteller

        static func neu() async throws -> Welt {
            let kasse = try await Kassenwelt.neu()
            let steller = Rechnungssteller(
                art: .kassenaerztlicheVereinigung, name: "KV Westfalen-Lippe",
                strasse: "Robert-Schimrigk-Straße 4", plz: "44141", ort: "Dortmund")
            try await kasse.abrechnungsstelle { try steller.aufnehmen(in: $0) }
            return Welt(kasse: kasse, zweite: try await kasse.verbund.akteur("abrechnungsstelle"),
                        steller: steller)
        }

        func eingang(
            _ nummer: String, _ betrag: Geld, _ art: Sammelrechnung.Art = .rechnung,
            dokument: String? = nil, monat: Monat = Monat(2026, 10),
            datum: Kalendertag = Monat(2026, 11).ersterTag, geprueft: Bool = false
        ) -> Sammelrechnung.Eingang {
            .init(steller: steller.id, art: art, nummer: nummer, monat: monat,
                  rechnungsdatum: datum, betrag: betrag, dokumentname: "r.pdf",
                  dokument: Array("%PDF-1.7 \(dokument ?? nummer)".utf8),
                  hinweiseGeprueft: geprueft)
        }

        @discardableResult
        func erfassen(_ eingang: Sammelrechnung.Eingang) async throws -> Sammelrechnung.ID {
            try await kasse.abrechnungsstelle { try Sammelrechnung.erfassen(eingang, in: $0) }
        }

        func geprueft(_ eingang: Sammelrechnung.Eingang) async throws -> Sammelrechnung.ID {
            let id = try await erfassen(eingang)
            try await kasse.abrechnungsstelle {
                try Sammelrechnung.pruefen(id, vermerk: "stimmt", in: $0)
            }
            return id
        }

        func freigeben(_ id: Sammelrechnung.ID) async throws {
            try await kasse.verbund.write(.abrechnung, als: zweite) {
                try Sammelrechnung.freigeben(id, in: $0)
            }
        }

        func laden(_ id: Sammelrechnung.ID) async throws -> Sammelrechnung {
            try await kasse.abrechnungsstelle { try Sammelrechnung.laden(id, in: $0) }
        }

        /// Das Feld, an dem das Hindernis steht.
        func abgelehnt(_ eingang: Sammelrechnung.Eingang) async throws -> String? {
            do {
                try await erfassen(eingang)
                Issue.record("Die Rechnung wurde erfasst.")
                return nil
            } catch let hindernis as Hindernis { return hindernis.feld }
        }
    }

    @Test("ist mit der Freigabe gebucht; eine Gutschrift mindert den Vorschuss")
    func buchen() async throws {
        let welt = try await Welt.neu()
        try await welt.freigeben(welt.geprueft(welt.eingang("2026/10", 1_000)))
        let id = try await welt.geprueft(welt.eingang("G-1", Geld(cent: 10_001), .gutschrift))
        #expect(try await welt.kasse.saldo(.vorschuss) == 1_000)
        try await welt.freigeben(id)
        #expect(try await welt.kasse.saldo(.vorschuss) == Geld(cent: 89_999))
        #expect(try await welt.kasse.saldo(.durchlaufend) == Geld(cent: -89_999))
        let rechnung = try await welt.laden(id)
        #expect(rechnung.eingangsnummer == "SR-2026-0002")
        #expect(rechnung.zustand == .freigegeben)
        #expect(rechnung.wirkung == Geld(cent: -10_001))
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("braucht zwei Personen: Wer geprüft hat, gibt nicht frei, auch nicht an der Seite vorbei")
    func vierAugen() async throws {
        let welt = try await Welt.neu()
        let id = try await welt.geprueft(welt.eingang("1", 10))
        await #expect(throws: Hindernis.self) {
            try await welt.kasse.abrechnungsstelle { try Sammelrechnung.freigeben(id, in: $0) }
        }
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.kasse.abrechnungsstelle { session in
                try session.execute("""
                    INSERT INTO sammelrechnung_freigabe (rechnung_id, buchung_id, tag, von)
                    VALUES (\(id), \(UUIDv7()), \(session.heute), \(session.benutzer()))
                    """)
            }
        }
        #expect(fehler?.constraint == "sammelrechnung_vier_augen")
        let ungeprueft = try await welt.erfassen(welt.eingang("2", 10, geprueft: true))
        await #expect(throws: Hindernis.self) { try await welt.freigeben(ungeprueft) }
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
    }

    @Test("ist auch dann einmal gebucht, wenn fünf zugleich freigeben")
    func gleichzeitig() async throws {
        let welt = try await Welt.neu()
        let id = try await welt.geprueft(welt.eingang("1", 10))
        await withTaskGroup(of: Void.self) { gruppe in
            for _ in 0..<5 { gruppe.addTask { try? await welt.freigeben(id) } }
        }
        #expect(try await welt.kasse.saldo(.vorschuss) == 10)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("kommt nicht zweimal herein: weder ihre Nummer noch ihr Dokument")
    func doppelt() async throws {
        let welt = try await Welt.neu()
        try await welt.erfassen(welt.eingang("1", 10))
        #expect(try await welt.abgelehnt(welt.eingang("1", 20, dokument: "x")) == "nummer")
        #expect(try await welt.abgelehnt(welt.eingang("2", 20, dokument: "1")) == "dokument")
        // Derselbe Betrag im selben Monat ist möglich, aber verdächtig.
        #expect(try await welt.abgelehnt(welt.eingang("3", 10)) == "hinweise_geprueft")
        let id = try await welt.erfassen(welt.eingang("3", 10, geprueft: true))
        #expect(try await welt.laden(id).hinweise.contains("SR-2026-0001"))
        #expect(try await welt.laden(id).eingangsnummer == "SR-2026-0002")
    }

    @Test("ist plausibel: Betrag, Daten, Dokument")
    func plausibel() async throws {
        let welt = try await Welt.neu()
        #expect(try await welt.abgelehnt(welt.eingang("1", 0)) == "betrag")
        #expect(try await welt.abgelehnt(welt.eingang("1", 1, monat: Monat(2026, 12))) == "monat")
        #expect(try await welt.abgelehnt(
            welt.eingang("1", 1, datum: Kassenwelt.heute.plus(tage: 1))) == "rechnungsdatum")
        #expect(try await welt.abgelehnt(
            welt.eingang("1", 1, monat: Monat(2025, 10))) == "hinweise_geprueft")
        let word = Sammelrechnung.Eingang(
            steller: welt.steller.id, art: .rechnung, nummer: "1", monat: Monat(2026, 10),
            rechnungsdatum: Kassenwelt.heute, betrag: 1, dokumentname: "r.docx",
            dokument: [80, 75, 3, 4], hinweiseGeprueft: false)
        #expect(try await welt.abgelehnt(word) == "dokument")
    }

    @Test("geht zurück, wenn sie nicht Sache des Kreises ist, und bleibt dann ungebucht (B-6.5)")
    func rueckgabe() async throws {
        let welt = try await Welt.neu()
        let id = try await welt.geprueft(welt.eingang("1", 10))
        try await welt.kasse.abrechnungsstelle { session in
            try Sammelrechnung.zurueckgeben(id, grund: "Hilfsmittel", in: session)
            try Sammelrechnung.laden(id, in: session).schreibenAblegen([37, 80], in: session)
        }
        await #expect(throws: Hindernis.self) { try await welt.freigeben(id) }
        let rechnung = try await welt.laden(id)
        #expect(rechnung.zustand == .zurueckgegeben)
        #expect(rechnung.wirkung == 0)
        #expect(rechnung.hatSchreiben)
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
        let frei = try await welt.geprueft(welt.eingang("2", 20))
        try await welt.freigeben(frei)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse.abrechnungsstelle {
                try Sammelrechnung.zurueckgeben(frei, grund: "zu spät", in: $0)
            }
        }
    }

    @Test("ändert sich nie, auch nicht unter der mächtigsten Anmeldung", arguments: [
        "UPDATE kreis.sammelrechnung SET betrag_cent = 1",
        "DELETE FROM kreis.sammelrechnung_pruefung",
        "UPDATE kreis.sammelrechnung_dokument SET name = 'x'",
        "UPDATE kreis.sammelrechnung_freigabe SET von = gen_random_uuid()",
        "TRUNCATE kreis.sammelrechnung_rueckgabe CASCADE",
        "UPDATE kreis.rechnungssteller SET name = 'x'",
    ])
    func bleibt(sql: String) async throws {
        let welt = try await Welt.neu()
        try await welt.freigeben(welt.geprueft(welt.eingang("1", 10)))
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
    }

    @Test("Die Prüfung merkt, wenn eine freigegebene Rechnung nicht mit ihrem Betrag gebucht ist")
    func befund() async throws {
        let welt = try await Welt.neu()
        try await welt.freigeben(welt.geprueft(welt.eingang("1", 10)))
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("UPDATE kreis.sammelrechnung SET betrag_cent = betrag_cent + 1")
        #expect(try await welt.kasse.befunde() == [
            "Sammelrechnung SR-2026-0001 ist freigegeben und steht nicht mit ihrem Betrag auf "
                + "dem Konto Vorschuss.",
        ])
    }
}
