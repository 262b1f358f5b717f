import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Die Bücher eines Monats: Summen- und Saldenliste, Abgleich mit der Bank, Vorlegen und Schließen.
struct HauptbuchRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("hauptbuch") { try await zeigen($1.heute.monat, $1, zurueck: nil) }
        group.get("hauptbuch/{monat}") { try await zeigen(Self.monat($1), $1, zurueck: nil) }
        group.get("hauptbuch/{monat}/saldenliste.csv", use: csv)
        group.post("hauptbuch/{monat}/vorlage", use: vorlegen)
        group.post("hauptbuch/{monat}/abschluss", use: schliessen)
    }

    static func monat(_ context: KreisContext) throws -> Monat {
        guard let monat = Monat(try context.parameters.require("monat")) else {
            throw Fehlerbild.nichtGefunden()
        }
        return monat
    }

    private func zeigen(_ monat: Monat, _ context: KreisContext, zurueck: Zurueck?) async throws
        -> Response {
        let daten = try await context.read(.kasse, .bankLesen) { session in
            let monate = try Buchungsmonat.alle(in: session)
            guard let gefunden = monate.first(where: { $0.monat == monat }) else {
                throw Hindernis.nichtGefunden
            }
            let vorbei = gefunden.geschlossen == nil && monat < session.heute.monat
            return HauptbuchView.Daten(
                monat: gefunden, monate: monate, liste: try Saldenliste.laden(monat, in: session),
                hinweise: vorbei ? try Buchungsmonat.hinweise(monat, in: session) : [],
                frueherOffen: monate.last { $0.geschlossen == nil && $0.monat < monat }?.monat,
                summe: try Hauptbuch.summe(in: session),
                abgleich: try Bankabgleich.laden(in: session))
        }
        let view = HauptbuchView(daten, try await context.benutzernamen(), context, zurueck)
        return .html(try pages.render("hauptbuch/monat", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Geschlossen oder vorgelegt sind es die Bytes, auf die sich die Prüfsumme bezieht.
    private func csv(_ request: Request, context: KreisContext) async throws -> Response {
        let monat = try Self.monat(context)
        let bytes = try await context.read(.kasse, .bankLesen) { session in
            let stand = try Buchungsmonat.laden(monat, in: session)
            guard stand.geschlossen != nil, let liste = try stand.vorgelegteListe(in: session)
            else {
                return try Saldenliste.laden(monat, in: session).csv
            }
            return liste
        }
        return .datei(ByteBuffer(bytes: bytes), name: Saldenliste.dateiname(monat), typ: .csv)
    }

    private func vorlegen(_ request: Request, context: KreisContext) async throws -> Response {
        let monat = try Self.monat(context), heute = context.heute
        return try await context.schritt(
            "vorlage", erfolg: .erfolg("Der \(monat.deutsch) ist vorgelegt. Eine zweite Person "
                + "schließt ihn."),
            zeigen: { try await zeigen(monat, context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, HauptbuchView.vorlagefelder, heute: heute)
                let vermerk = eingabe.text("vermerk") ?? ""
                guard eingabe.ohneFehler else { throw eingabe.formularfehler }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .hauptbuchVorlegen) { session in
                    try session.einmal(vorgang) {
                        try Buchungsmonat.vorlegen(monat, vermerk: vermerk, in: session)
                        return context.pfad("hauptbuch/\(monat)")
                    }
                }
            })
    }

    private func schliessen(_ request: Request, context: KreisContext) async throws -> Response {
        let monat = try Self.monat(context), heute = context.heute
        return try await context.schritt(
            "abschluss", erfolg: .erfolg("Die Bücher des \(monat.deutsch) sind geschlossen."),
            zeigen: { try await zeigen(monat, context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, HauptbuchView.abschlussfelder, heute: heute)
                guard let vorlage = eingabe.kennung("vorlage", als: Buchungsmonat.Vorlage.ID.self),
                      eingabe.ohneFehler else { throw eingabe.formularfehler }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .hauptbuchSchliessen) { session in
                    try session.einmal(vorgang) {
                        try Buchungsmonat.schliessen(monat, vorlage: vorlage, in: session)
                        return context.pfad("hauptbuch/\(monat)")
                    }
                }
            })
    }
}
