import Foundation
import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Ein Monat der Umlage: Nachweis mit jedem Schritt, Feststellung, Abschluss durch eine zweite
/// Person, Schreiben (B-6.7).
struct UmlagemonatRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe/umlage/{monat}") { try await zeigen($1, zurueck: nil) }
        group.get("krankenhilfe/umlage/{monat}/verteilung.csv") {
            try await csv($1, "Verteilung") { $0.verteilung }
        }
        group.get("krankenhilfe/umlage/{monat}/belege.csv") {
            try await csv($1, "Belege") { $0.positionen }
        }
        group.post("krankenhilfe/umlage/{monat}/feststellung", use: feststellen)
        group.post("krankenhilfe/umlage/{monat}/abschluss", use: abschliessen)
        group.post("krankenhilfe/umlage/{monat}/schreiben", use: schreiben)
    }

    /// Der Monat, abgeschlossen oder als Vorschlag.
    private enum Stand: Sendable {
        case vorschlag(Umlagevorschlag)
        case umlage(Umlage, Umlagerechnung, [Umlageteil], Umlage.Nachrechnung)

        init(_ monat: Monat, in session: KreisSession) throws {
            guard let umlage = try Umlage.laden(monat, in: session) else {
                self = .vorschlag(try Umlagevorschlag.laden(monat, in: session))
                return
            }
            self = .umlage(umlage, try umlage.rechnung(in: session),
                           try Umlageteil.alle(umlage.id, in: session),
                           try umlage.nachrechnen(in: session))
        }
    }

    private static func monat(_ context: KreisContext) throws -> Monat {
        guard let monat = Monat(try context.parameters.require("monat")),
              monat <= context.heute.monat else { throw Fehlerbild.nichtGefunden() }
        return monat
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let monat = try Self.monat(context)
        let (stand, regeln) = try await context.read(.abrechnung, .umlageLesen) {
            (try Stand(monat, in: $0), try Empfaengerregel.alle(in: $0))
        }
        let namen = try await context.benutzernamen()
        let anzeige = Umlageanzeige(monat: monat, regel: regeln.geltende(fuer: monat), namen: namen,
                                    context: context, zurueck: zurueck)
        let view = switch stand {
        case let .vorschlag(vorschlag): anzeige.view(vorschlag)
        case let .umlage(umlage, rechnung, teile, probe):
            anzeige.view(umlage, rechnung, teile, probe)
        }
        return .html(try pages.render("umlage/monat", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func csv(
        _ context: KreisContext, _ name: String,
        _ welche: @escaping @Sendable (Umlagenachweis) -> [UInt8]
    ) async throws -> Response {
        let monat = try Self.monat(context)
        let nachweis = try await context.read(.abrechnung, .umlageLesen) { session in
            try Umlage.laden(monat, in: session)?.nachweis(in: session)
                ?? Umlagevorschlag.laden(monat, in: session).nachweis
        }
        return .datei(ByteBuffer(bytes: welche(nachweis)), name: "Umlage-\(monat)-\(name).csv",
                      typ: .csv)
    }

    private func feststellen(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("feststellen", .umlageFeststellen, context,
                          erfolg: "Der Nachweis ist festgestellt. Abschließen muss eine andere "
                              + "Person.") { try Umlagevorschlag.feststellen($0, in: $1) }
    }

    private func abschliessen(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("abschliessen", .umlageAbschliessen, context,
                          erfolg: "Die Umlage ist abgeschlossen und gebucht.") {
            _ = try Umlage.abschliessen($0, in: $1)
        }
    }

    private func schritt(
        _ name: String, _ recht: Permission, _ context: KreisContext, erfolg: String,
        _ tun: @escaping @Sendable (Monat, KreisSession) throws -> Void
    ) async throws -> Response {
        let monat = try Self.monat(context), heute = context.heute
        return try await context.schritt(
            name, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, recht) { session in
                    try session.einmal(try Eingabe(form, [], heute: heute).vorgang()) {
                        try tun(monat, session)
                        return context.pfad("krankenhilfe/umlage/\(monat)")
                    }
                }
            })
    }

    /// Die Schreiben, die noch fehlen, eines nach dem anderen.
    private func schreiben(_ request: Request, context: KreisContext) async throws -> Response {
        let monat = try Self.monat(context)
        return try await context.schritt(
            "schreiben", erfolg: .erfolg("Die Schreiben sind erstellt und abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                let teile = try await context.read(.abrechnung, .umlageLesen) { session in
                    guard let umlage = try Umlage.laden(monat, in: session) else {
                        throw Hindernis(.regel, "Der \(monat.deutsch) ist noch nicht umgelegt.")
                    }
                    return try Umlageteil.alle(umlage.id, in: session).filter { !$0.hatSchreiben }
                }
                for teil in teile { try await Umlageschreiben.erstellen(teil.id, context) }
                return context.pfad("krankenhilfe/umlage/\(monat)")
            })
    }
}
