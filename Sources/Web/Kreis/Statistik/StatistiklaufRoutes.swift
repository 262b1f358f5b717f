import Grundwerte
import Hummingbird
import Kommune
import Kreis
import NIOCore
import Platform
import Uebergabe

/// Eine Erhebung von der Eröffnung bis zur Quittung: zwei Personen liefern dieselben Bytes.
struct StatistiklaufRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("statistik/laeufe/{lauf}") { try await zeigen($1, zurueck: nil) }
        group.get("statistik/laeufe/{lauf}/datei.csv") { try await datei($1, .csv) }
        group.get("statistik/laeufe/{lauf}/datei.xml") { try await datei($1, .datml) }
        group.post("statistik/laeufe/{lauf}/feststellung") { _, context -> Response in
            try await schritt("feststellen", .statistikFeststellen, context,
                              "Die Datei ist festgestellt. Freigeben muss eine andere Person.") {
                try Kreisstatistik.feststellen($0, in: $1)
            }
        }
        group.post("statistik/laeufe/{lauf}/lieferung") { _, context -> Response in
            try await schritt("liefern", .statistikFreigeben, context,
                              "Die Lieferung ist freigegeben und steht fest.") {
                try Kreisstatistik.liefern($0, in: $1)
            }
        }
        group.post("statistik/laeufe/{lauf}/auftrag") { _, context -> Response in
            try await schritt("auftrag", .statistikErheben, context,
                              "Die Kommunen ohne Ergebnis rechnen neu.") { id, session in
                let offen = try Kreisstatistik.abgaben([id], in: session)
                    .filter { $0.zustand == .erwartet }
                try Kreisstatistik.laden(id, in: session)
                    .erneutBeauftragen(offen.map(\.mandant), in: session)
            }
        }
        group.post("statistik/laeufe/{lauf}/abbruch", use: abbrechen)
        group.post("statistik/laeufe/{lauf}/quittung", use: quittieren)
        group.post("statistik/laeufe/{lauf}/berichtigung", use: berichtigen)
    }

    private func lauf(_ context: KreisContext) throws -> Kreisstatistik.ID {
        try context.parameters.require("lauf", as: Kreisstatistik.ID.self)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try lauf(context)
        let (lauf, abgaben, quittungen, datei) = try await context.read(
            .statistik, .statistikLesen
        ) { session in
            let lauf = try Kreisstatistik.laden(id, in: session)
            let datei = try lauf.festgestellt.map { _ in
                try Statistikdatei.festgestellte(lauf, in: session)
            }
            return (lauf, try Kreisstatistik.abgaben([id], in: session),
                    try Statistikquittung.alle(zu: id, in: session), datei)
        }
        let anzeige = Statistiklaufanzeige(
            lauf: lauf, abgaben: abgaben, quittungen: quittungen, datei: datei,
            auftraege: try await context.statistikauftraege([id]),
            namen: try await context.benutzernamen(), context: context, zurueck: zurueck)
        return .html(try pages.render("statistik/lauf", anzeige.view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func schritt(
        _ name: String, _ recht: Permission, _ context: KreisContext, _ erfolg: String,
        _ tun: @escaping @Sendable (Kreisstatistik.ID, KreisSession) throws -> Void
    ) async throws -> Response {
        let id = try lauf(context)
        return try await context.schritt(
            name, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let vorgang = try Eingabe(form, [], heute: context.heute).vorgang()
                return try await context.write(.statistik, recht) { session in
                    try session.einmal(vorgang) {
                        try tun(id, session)
                        return context.pfad("statistik/laeufe/\(id)")
                    }
                }
            })
    }

    private func abbrechen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try lauf(context)
        return try await context.schritt(
            "abbruch", erfolg: .hinweis("Die Kommunen hören beim nächsten Schritt auf zu rechnen."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                _ = try await context.writePlatform(.statistikErheben) {
                    try JobOverview.cancel(of: StatistikErheben.self, key: id.description, in: $0)
                }
                return context.pfad("statistik/laeufe/\(id)")
            })
    }

    private func quittieren(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try lauf(context)
        return try await context.schritt(
            "quittung", erfolg: .erfolg("Die Quittung ist erfasst."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Statistiklaufanzeige.quittungsfelder, heute: context.heute)
                let tag = e.datum("tag")
                let ergebnis = e.auswahl("ergebnis", als: Statistikquittung.Ergebnis.self)
                let kennzeichen = e.text("kennzeichen"), vermerk = e.text("vermerk") ?? ""
                guard let tag, let ergebnis, let kennzeichen, e.ohneFehler else {
                    throw e.formularfehler
                }
                let vorgang = try e.vorgang()
                return try await context.write(.statistik, .statistikFeststellen) { session in
                    try session.einmal(vorgang) {
                        try Kreisstatistik.quittieren(
                            id, ergebnis, am: tag, kennzeichen: kennzeichen, vermerk: vermerk,
                            in: session)
                        return context.pfad("statistik/laeufe/\(id)")
                    }
                }
            })
    }

    /// Eine Berichtigung ist ein weiterer Lauf für denselben Zeitraum, mit denselben Schritten.
    private func berichtigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try lauf(context)
        return try await context.schritt(
            "berichtigung", erfolg: .hinweis("Die Berichtigung hat begonnen."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Statistiklaufanzeige.berichtigungsfelder,
                                heute: context.heute)
                let grund = e.text("grund"), frist = e.datum("frist")
                guard let grund, let frist, e.ohneFehler else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.statistik, .statistikErheben) { session in
                    try session.einmal(vorgang) {
                        let alt = try Kreisstatistik.laden(id, in: session)
                        let neu = try Kreisstatistik.eroeffnen(
                            .init(erhebung: alt.erhebung, ende: alt.ende, fristKommunen: frist,
                                  frist: frist, fristQuelle: alt.fristQuelle, berichtigt: id,
                                  grund: grund), in: session)
                        return context.pfad("statistik/laeufe/\(neu)")
                    }
                }
            })
    }

    private func datei(
        _ context: KreisContext, _ format: Statistikdatei.Format
    ) async throws -> Response {
        let id = try lauf(context)
        let (name, bytes) = try await context.read(.statistik, .statistikLesen) { session in
            let datei = try Statistikdatei.festgestellte(
                Kreisstatistik.laden(id, in: session), in: session)
            return (datei.name(format), try datei.inhalt(format, in: session))
        }
        return .datei(ByteBuffer(bytes: bytes), name: name, typ: format == .csv ? .csv : .xml)
    }
}

extension Statistikquittung.Ergebnis: Auswaehlbar {}
