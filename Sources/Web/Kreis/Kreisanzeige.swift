import Foundation
import Grundwerte
import Hummingbird
import Platform

/// Wie die Seiten des Kreises Zeiten und Mengen schreiben.
enum Kreisanzeige {
    /// `24.11.2026, 08:30 Uhr`.
    static func zeit(_ zeitpunkt: Date) -> String {
        "\(Uhr.berlinTag(zeitpunkt).deutsch), \(Uhr.berlinUhrzeit(zeitpunkt)) Uhr"
    }

    /// `Dienstag, 24.11.2026`.
    static func tag(_ tag: Kalendertag) -> String { "\(tag.wochentagName), \(tag.deutsch)" }

    /// `1 Auftrag`, `547 Aufträge`.
    static func anzahl(_ zahl: Int, _ einer: String, _ viele: String) -> String {
        "\(zahl) \(zahl == 1 ? einer : viele)"
    }

    static func hex(_ bytes: [UInt8]) -> String { hexadecimal(bytes) }
}

/// Ein Formular, das nicht angenommen wurde: welches der Seite, was darin stand, was daran falsch
/// ist.
struct Zurueck: Sendable {
    let welches: String
    let form: FormData
    let fehler: Formularfehler

    /// Ob etwas an diesem Feld nicht stimmt.
    func nennt(_ feld: String) -> Bool { fehler.fehler.contains { $0.feld == feld } }

    /// Ob nach diesem Feld zu fragen ist: weil es fehlt, oder weil es eben beantwortet wurde.
    func fragt(_ feld: String) -> Bool { nennt(feld) || form[feld] != nil }
}

extension Optional<Zurueck> {
    /// Das Formular dieses Namens: mit Eingaben und Fehlern, wenn es eben zurückkam, sonst neu.
    func formular(
        _ name: String, _ felder: [Feld], werte: [String: String] = [:], facts: RequestFacts
    ) -> Formular {
        guard let self, self.welches == name else {
            return Formular(felder, werte: werte, facts: facts)
        }
        return Formular(felder, erneut: self.form, fehler: self.fehler, facts: facts)
    }
}

extension WebContext {
    /// Tut, was ein Formular verlangt: Danach geht es weiter, oder die Seite kommt mit den Fehlern
    /// zurück.
    func schritt(
        _ welches: String, erfolg: Meldung?, zeigen: (Zurueck) async throws -> Response,
        tun: (FormData) async throws -> String
    ) async throws -> Response {
        try await schritt(welches, zeigen: zeigen, antworten: { form in
            let weiter = Response.weiter(nach: try await tun(form))
            return erfolg.map(weiter.mit) ?? weiter
        })
    }

    /// Dasselbe, wenn die Antwort selbst etwas zeigt, das es nur einmal gibt.
    func schritt(
        _ welches: String, zeigen: (Zurueck) async throws -> Response,
        antworten: (FormData) async throws -> Response
    ) async throws -> Response {
        let form = try form()
        do {
            return try await antworten(form)
        } catch let fehler as Formularfehler {
            return try await zeigen(Zurueck(welches: welches, form: form, fehler: fehler))
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await zeigen(
                Zurueck(welches: welches, form: form, fehler: Formularfehler(hindernis)))
        }
    }
}

extension KreisContext {
    /// Das erste dieser Rechte, das die Person hat; für Schritte, die zwei Stellen dürfen.
    func recht(_ erstes: Permission, oder zweites: Permission) -> Permission {
        darf(erstes) ? erstes : zweites
    }

    /// Die Seite einer Liste, ab 1.
    static func seite(_ request: Request) -> Int {
        max(1, request.uri.queryParameters.get("seite", as: Int.self) ?? 1)
    }
}
