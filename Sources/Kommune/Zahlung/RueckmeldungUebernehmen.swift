import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Folgt den Antworten der Kreiskasse, jeder genau einmal, und zieht die Folgen: Was zurückkam, sperrt das Konto und
/// liegt am selben Tag bei der Sachbearbeitung.
package struct RueckmeldungUebernehmen: Job {
    package static let kind = "rueckmeldung.uebernehmen"
    private static let buendel = 5000

    package init() {}

    package func run(_ run: JobRun) async throws {
        while try await run.write({ try RueckmeldungUebernehmen.uebernehmen(in: $0) }) == Self.buendel {
            try await run.progress("Rückmeldungen werden übernommen")
        }
        try await run.finish { _ in nil }
    }

    /// Ein Bündel; zurück kommt, wie viele es waren.
    package static func uebernehmen(in session: MandantSession) throws -> Int {
        let antworten = try session.all("SELECT zahlung_id, zustand, grund FROM rueckmeldungen_uebernehmen(\(buendel)::int)") {
            (zahlung: try $0.decode("zahlung_id", as: Zahlung.ID.self),
             zustand: try $0.decode("zustand", as: String.self), grund: try $0.decode("grund", as: String.self))
        }
        for antwort in antworten where antwort.zustand == Zahlung.Zustand.rueckgelaufen.rawValue {
            try folgen(antwort.zahlung, "Zahlung zurückgekommen", code: antwort.grund, in: session)
        }
        for antwort in antworten where antwort.zustand == Zahlung.Zustand.bankAbgelehnt.rawValue {
            try folgen(antwort.zahlung, "Die Bank hat die Zahlung abgelehnt", code: antwort.grund, in: session)
        }
        return antworten.count
    }

    private static func folgen(_ id: Zahlung.ID, _ was: String, code: String, in session: MandantSession) throws {
        guard !code.isEmpty else { return try melden(id, "\(was).", in: session) }
        let grund = Rueckgabegrund(code: code)
        if grund.reaktion == .kontoSperren || grund.reaktion == .personSperren {
            let konto = try session.scalar("SELECT bankverbindung_id FROM zahlung WHERE id = \(id)",
                                           as: Bankverbindung.ID?.self)
            if let konto { try Bankverbindung.sperren(konto, grund: grund.erklaerung, in: session) }
        }
        try melden(id, "\(was): \(grund.erklaerung)", in: session)
    }

    private static func melden(_ id: Zahlung.ID, _ text: String, in session: MandantSession) throws {
        guard let zahlung = try Zahlung.laden(id, in: session) else { return }
        let satz = "\(text) \(zahlung.monat.deutsch), \(zahlung.betrag)."
        try Aktenvermerk.schreiben(satz, zu: zahlung.fall, in: session)
        try Wiedervorlage.anlegen(satz, zu: zahlung.fall, faellig: session.heute, quelle: .ruecklauf, in: session)
    }
}
