import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Die Ablehnung eines Antrags im Ganzen.
struct AblehnungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.schritt("faelle/{id}/ablehnung/neu", nach: "faelle/{id}/ablehnung", pages: pages,
                      schritt)
    }

    private func schritt(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let id = try Fallanfrage.id(context), heute = context.heute
        let akte = try await context.read(.bescheidErlassen) {
            try Fallanfrage(id, stand: Stand(am: heute), heute: heute).akte(in: $0)
        }
        return .ablehnung(akte, heute: heute, wer: context.unterzeichner) { context.pfad($0) }
    }
}

extension Verfahrensschritt {
    static func ablehnung(
        _ akte: Fallakte, heute: Kalendertag, wer: Unterzeichner, pfad: (String) -> String
    ) -> Verfahrensschritt {
        let fall = akte.fall, ort = pfad("faelle/\(fall.id)")
        let gruende = Ablehnungsgrund.auswahl(am: heute)
        return Verfahrensschritt(
            titel: "Antrag ablehnen", knopf: "Ablehnung erlassen",
            erfolg: "Abgelehnt. Der Bescheid liegt bei den Dokumenten, der Fall ist beendet.",
            recht: .bescheidErlassen, fall: fall,
            felder: [
                Feld("beantragt", "Beantragt am", .datum),
                Feld("gruende", "Gründe", .mehrere(gruende.map {
                    Option($0.schluessel, $0.bezeichnung, hinweis: $0.norm)
                })),
                Feld("begruendung", "Was hier dazu zu sagen ist", .mehrzeilig,
                     hinweis: "Tatsachen des Falls und warum sie zu dem Grund führen. Steht im "
                         + "Brief.", maximal: 4_000),
            ],
            werte: ["beantragt": [min(akte.beginn ?? heute, heute).deutsch]],
            hinweis: .hinweis("Der Bescheid lehnt den Antrag für den ganzen Haushalt ab und "
                + "beendet den Fall heute. Wird einem Widerspruch abgeholfen, lebt der Fall "
                + "wieder auf."),
            ziel: "\(ort)/ablehnung", zurueck: "\(ort)/dokumente", reiter: .leistung,
            lesen: { lesen(&$0, fall: fall.id, gruende: gruende, wer: wer) })
    }

    private static func lesen(
        _ e: inout Eingabe, fall: Fall.ID, gruende: [Ablehnungsgrund], wer: Unterzeichner
    ) -> Tun? {
        let beantragt = e.datum("beantragt"), gewaehlt = e.mehrere("gruende")
        guard let beantragt, let begruendung = e.text("begruendung"), e.ohneFehler else {
            return nil
        }
        let ablehnung = Ablehnung(
            beantragtAm: beantragt, gruende: gruende.filter { gewaehlt.contains($0.schluessel) },
            begruendung: begruendung)
        return { try Fall.ablehnen(fall, ablehnung, unterzeichner: wer, in: $0) }
    }
}
