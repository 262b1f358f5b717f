import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Welcher Fall nach welchem Stand gefragt ist; jede Seite eines Falls beginnt damit.
///
/// ```swift
/// let anfrage = try Fallanfrage(request, context)
/// let akte = try await context.read(.fallLesen) { try anfrage.akte(in: $0) }
/// ```
struct Fallanfrage: Sendable {
    let id: Fall.ID
    let stand: Stand
    let heute: Kalendertag
    /// Was am gewünschten Stand nicht zu lesen war; dann gilt heute.
    let fehler: String?
    /// Durch welche Liste „nächster Fall“ führt.
    let liste: Listenherkunft?

    init(_ request: Request, _ context: MandantContext) throws {
        id = try Fallanfrage.id(context)
        heute = context.heute
        liste = Listenherkunft(request, context)
        let abfrage = try request.abfrage()
        (stand, fehler) = Fallanfrage.stand(
            am: abfrage["am"], bekannt: abfrage["bekannt"], heute: heute)
    }

    init(_ id: Fall.ID, stand: Stand, heute: Kalendertag, liste: Listenherkunft? = nil) {
        (self.id, self.stand, self.heute, fehler) = (id, stand, heute, nil)
        self.liste = liste
    }

    /// Die Kennung aus dem Pfad; was keine ist, gibt es nicht.
    static func id(_ context: MandantContext) throws -> Fall.ID {
        guard let id = context.parameters.get("id").flatMap(Fall.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }

    /// Leere Angaben heißen heute; auch was erst morgen bekannt wird, weiß heute niemand.
    static func stand(am: String?, bekannt: String?, heute: Kalendertag) -> (Stand, String?) {
        func tag(_ text: String?) -> Kalendertag?? {
            guard let text, !text.isEmpty else { return .some(nil) }
            return Kalendertag(eingabe: text, heute: heute).map(Optional.some)
        }
        guard let am = tag(am), let bekannt = tag(bekannt) else {
            let satz = "Stand: Das ist kein Datum. Gezeigt wird der Stand von heute, "
                + "\(heute.deutsch). Schreiben Sie Tag, Monat und Jahr."
            return (Stand(am: heute), satz)
        }
        return (Stand(am: am ?? heute, bekannt: bekannt.flatMap { $0 < heute ? $0 : nil }), nil)
    }

    /// Ob gezeigt wird, was heute gilt; nur dann lässt sich handeln.
    var istHeute: Bool { stand == Stand(am: heute) }

    /// Hält den Stand beim Wechsel auf eine andere Seite des Falls fest.
    var abfrage: String {
        guard !istHeute else { return "" }
        return "?am=\(stand.am)" + (stand.bekannt.map { "&bekannt=\($0)" } ?? "")
    }

    func akte(in session: MandantSession) throws -> Fallakte {
        guard let akte = try Fallakte.laden(id, stand: stand, in: session) else {
            throw Hindernis.nichtGefunden
        }
        return akte
    }
}
