import Foundation
import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform
import Uebergabe

/// Die Arbeitsliste einer Erhebung `statistik/stand.mustache`.
struct StatistikstandView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ablauf: Ablauf
    let meldungen: [Meldung]
    let laufend: Laufend?
    let befunde: Tabelle?
    let blaettern: Blaettern?
    let leer: Leer?
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme?
    let rechnen: Formular?
    let abschliessen: Formular?
    let oeffnen: Formular?
    let freigeben: Formular?
    /// Was mit der Freigabe geschieht, und wie sie heißt: Nicht jede Erhebung geht an den Kreis.
    let freigabeSatz: String
    let freigabeKnopf: String
    let datei: String?
    let loeschen: Formular?
    let basis: String
}

/// Eine Erhebung in der Kommune: Fehler berichtigen, neu rechnen, abschließen, freigeben.
struct StatistikstandRoutes: Sendable {
    private static let proSeite = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("statistik/{lauf}") { try await zeigen($1, $0.seite, hindernis: nil) }
        group.get("statistik/{lauf}/datei.csv") { try await datei($1) }
        schritt(group, "rechnung", .statistikPruefen, "Das Programm rechnet neu.") {
            try Statistikstand.neuRechnen($0, in: $1)
        }
        schritt(group, "abschluss", .statistikPruefen,
                "Abgeschlossen. Freigeben muss eine andere Person.") {
            try Statistikstand.abschliessen($0, in: $1)
        }
        schritt(group, "oeffnung", .statistikPruefen, "Der Abschluss ist zurückgenommen.") {
            try Statistikstand.oeffnen($0, in: $1)
        }
        schritt(group, "freigabe", .statistikAbgeben,
                "Freigegeben. Die Sätze werden abgegeben.") {
            try Statistikstand.freigeben($0, in: $1)
        }
        schritt(group, "loeschung", .statistikAbgeben, "Die Sätze sind hier gelöscht.") {
            try Statistikstand.zuordnungLoeschen($0, in: $1)
        }
    }

    private func schritt(
        _ group: RouterGroup<MandantContext>, _ name: String, _ recht: Permission,
        _ erfolg: String,
        _ tun: @escaping @Sendable (Statistiklauf.ID, MandantSession) throws -> Void
    ) {
        group.post("statistik/{lauf}/\(name)") { _, context -> Response in
            let id = try context.parameters.require("lauf", as: Statistiklauf.ID.self)
            let vorgang = try Eingabe(context.form(), [], heute: context.heute).vorgang()
            do {
                let ziel = try await context.write(recht) { session in
                    try session.einmal(vorgang) {
                        try tun(id, session)
                        return context.pfad("statistik/\(id)")
                    }
                }
                return Response.weiter(nach: ziel).mit(.erfolg(erfolg))
            } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
                return try await zeigen(context, 1, hindernis: hindernis)
            }
        }
    }

    private struct Daten: Sendable {
        let auftrag: Statistikauftrag
        let stand: Statistikstand?
        let befunde: [Statistikbefund]
        let anzahl: Int
    }

    private func zeigen(
        _ context: MandantContext, _ seite: Int, hindernis: Hindernis?
    ) async throws -> Response {
        let id = try context.parameters.require("lauf", as: Statistiklauf.ID.self)
        let daten = try await context.read(.statistikPruefen) { session -> Daten in
            guard let auftrag = try Statistikauftrag.laden(id, in: session) else {
                throw Hindernis.nichtGefunden
            }
            let (befunde, anzahl) = try Statistikbefund.seite(
                seite, je: Self.proSeite, zu: id, in: session)
            return Daten(auftrag: auftrag, stand: try Statistikstand.laden(id, in: session),
                         befunde: befunde, anzahl: anzahl)
        }
        let ort = context.pfad("statistik/\(id)")
        let erhebt = try await context.auftrag(
            StatistikErheben.self, key: id.description, .statistikPruefen)
        let gibtAb = try await context.auftrag(
            StatistikAbgeben.self, key: id.description, .statistikPruefen)
        let laufend = Laufend(erhebt, ziel: ort) ?? Laufend(gibtAb, ziel: ort)
        let view = ansicht(daten, laufend, seite, try await context.benutzernamen(), hindernis,
                           context)
        return .html(try pages.render("statistik/stand", view),
                     status: hindernis == nil ? .ok : .unprocessableContent)
    }

    private func ansicht(
        _ daten: Daten, _ laufend: Laufend?, _ seite: Int, _ namen: [User.ID: String],
        _ hindernis: Hindernis?, _ context: MandantContext
    ) -> StatistikstandView {
        let auftrag = daten.auftrag, stand = daten.stand
        let ort = context.pfad("statistik/\(auftrag.lauf)")
        let gerechnet = stand?.gerechnetAm != nil && laufend == nil
        let selbst = stand?.abgeschlossen?.von == context.benutzer
        let offen = gerechnet && stand?.abgeschlossen == nil
        let wartet = stand?.abgeschlossen != nil && stand?.freigegeben == nil
        func knopf(_ wenn: Bool, _ recht: Permission) -> Formular? {
            wenn && context.darf(recht) ? Formular([], werte: [:], facts: context.facts) : nil
        }
        var page = context.page(auftrag.titel, .statistik, pfad: [
            Verweis("Statistik", context.pfad("statistik")),
        ])
        page.laufend = laufend != nil
        let eigene = auftrag.verbleib == .kommune && stand?.abgegebenAm != nil
            && stand?.geloeschtAm == nil
        return StatistikstandView(
            page: page,
            untertitel: "\(auftrag.beginn.deutsch) bis \(auftrag.ende.deutsch) · Abgabe bis "
                + "\(auftrag.frist.deutsch)",
            marke: auftrag.marke(stand, am: context.heute),
            ablauf: ablauf(auftrag, stand, namen),
            meldungen: meldungen(auftrag, stand, selbst: selbst && wartet, hindernis),
            laufend: laufend,
            befunde: daten.befunde.isEmpty ? nil : tabelle(daten.befunde, context),
            blaettern: daten.anzahl > Self.proSeite
                ? Blaettern(seite: seite, proSeite: Self.proSeite, gesamt: daten.anzahl) {
                    "\(ort)?seite=\($0)"
                } : nil,
            leer: daten.befunde.isEmpty && gerechnet ? Leer(
                stand?.geloeschtAm == nil ? "An den \(auftrag.saetze) Sätzen fällt nichts auf."
                    : "Die Sätze sind hier gelöscht.") : nil,
            eckdaten: eckdaten(auftrag),
            pruefsumme: stand?.sha256.map { Pruefsumme(hex: hexadecimal($0)) },
            rechnen: knopf(offen, .statistikPruefen),
            abschliessen: knopf(offen && auftrag.fehler == 0, .statistikPruefen),
            oeffnen: knopf(wartet, .statistikPruefen),
            freigeben: knopf(wartet && !selbst, .statistikAbgeben),
            freigabeSatz: auftrag.verbleib == .kommune
                ? "Danach liegt hier die Datei zum Absenden. Sie nennt Personen und geht nicht an "
                    + "den Kreis."
                : "Der Kreis bekommt die Sätze unter Kenn-Nummern, ohne Namen und Aktenzeichen.",
            freigabeKnopf: auftrag.verbleib == .kommune
                ? "Meldungen freigeben" : "An den Kreis abgeben",
            datei: eigene && context.darf(.statistikAbgeben) ? "\(ort)/datei.csv" : nil,
            loeschen: knopf(eigene, .statistikAbgeben), basis: ort)
    }

    private func meldungen(
        _ auftrag: Statistikauftrag, _ stand: Statistikstand?, selbst: Bool,
        _ hindernis: Hindernis?
    ) -> [Meldung] {
        var meldungen: [Meldung] = []
        if let hindernis { meldungen.append(.gefahr(hindernis.satz)) }
        if selbst {
            meldungen.append(.hinweis("Sie haben abgeschlossen. Freigeben muss eine andere Person "
                + "mit dem Recht dazu."))
        }
        if auftrag.verbleib == .kommune, stand?.abgegebenAm != nil, stand?.geloeschtAm == nil {
            meldungen.append(.hinweis("Senden Sie die Datei an: \(auftrag.empfaenger). Der Kreis "
                + "bekommt sie nicht."))
        }
        return meldungen
    }

    private func ablauf(
        _ auftrag: Statistikauftrag, _ stand: Statistikstand?, _ namen: [User.ID: String]
    ) -> Ablauf {
        func wer(_ schritt: Statistikstand.Schritt) -> String {
            "\(Uhr.berlinTag(schritt.am).deutsch), \(namen[schritt.von] ?? "unbekannte Person")"
        }
        let gerechnet = stand?.gerechnetAm != nil
        return Ablauf("Stand der Erhebung", [
            Schritt("Gerechnet", gerechnet ? .fertig : .aktuell,
                    angabe: stand?.gerechnetAm.map {
                        "\(auftrag.saetze) Sätze, \(Kreisanzeige.zeit($0))"
                    } ?? "läuft"),
            Schritt("Abgeschlossen", stand?.abgeschlossen != nil ? .fertig
                        : gerechnet ? .aktuell : .offen,
                    angabe: stand?.abgeschlossen.map(wer) ?? "ohne Fehler"),
            Schritt("Freigegeben", stand?.freigegeben != nil ? .fertig
                        : stand?.abgeschlossen != nil ? .aktuell : .offen,
                    angabe: stand?.freigegeben.map(wer) ?? "durch eine andere Person"),
            Schritt("Abgegeben", stand?.abgegebenAm != nil ? .fertig
                        : stand?.freigegeben != nil ? .aktuell : .offen,
                    angabe: stand?.abgegebenAm.map { Uhr.berlinTag($0).deutsch }
                        ?? (auftrag.verbleib == .kommune ? "zum Absenden" : "an den Kreis")),
        ])
    }

    private func eckdaten(_ auftrag: Statistikauftrag) -> [Eckdatum] {
        [
            Eckdatum("Erhebung", auftrag.name),
            Eckdatum("Kenntnisstand", auftrag.kenntnis?.deutsch ?? "beim Rechnen"),
            Eckdatum("Sätze", String(auftrag.saetze)),
            Eckdatum("Offene Fehler", String(auftrag.fehler)),
            Eckdatum("Hinweise", String(auftrag.hinweise)),
        ]
    }

    private func tabelle(_ befunde: [Statistikbefund], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Was auffällt", form: .lang, spalten: [
                Spalte("Fall"), Spalte("Art"), Spalte("Was auffällt"), Spalte("Was zu tun ist"),
            ],
            zeilen: befunde.map { befund in
                [befund.fall.map {
                    Zelle($0.person.isEmpty ? $0.aktenzeichen : $0.person, zusatz: $0.aktenzeichen,
                          ziel: context.pfad("faelle/\($0.id)"))
                } ?? Zelle("Kommune"),
                 Zelle(befund.schwere == .fehler ? Marke("Fehler", .gefahr)
                        : Marke("Hinweis", .hinweis)),
                 Zelle(befund.satz, zusatz: befund.regel), Zelle(befund.abhilfe)]
            })
    }

    /// Meldungen, die die Kommune selbst sendet; wer sie abruft, steht im Protokoll.
    private func datei(_ context: MandantContext) async throws -> Response {
        let id = try context.parameters.require("lauf", as: Statistiklauf.ID.self)
        let (auftrag, bytes) = try await context.write(.statistikAbgeben) { session in
            guard let auftrag = try Statistikauftrag.laden(id, in: session),
                  auftrag.verbleib == .kommune else { throw Hindernis.nichtGefunden }
            return (auftrag, try Statistikstand.datei(auftrag, in: session))
        }
        return .datei(ByteBuffer(bytes: bytes),
                      name: "\(auftrag.erhebung)-\(auftrag.ende)-intern.csv", typ: .csv)
    }
}

extension Request {
    fileprivate var seite: Int {
        min(max(uri.queryParameters.get("seite", as: Int.self) ?? 1, 1), 100_000)
    }
}
