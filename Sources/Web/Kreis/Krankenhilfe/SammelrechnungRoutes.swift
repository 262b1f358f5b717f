import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Eine Sammelrechnung: Dokument, Liste und Stichprobe, Prüfung, Freigabe durch eine andere Person,
/// Zahlung, Rückgabe mit Schreiben (B-6.1, B-6.4, B-6.5).
struct SammelrechnungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        let pfad = "krankenhilfe/rechnungen/{id}"
        group.get("\(pfad)") { try await zeigen($1, zurueck: nil) }
        group.get("\(pfad)/dokument.pdf", use: dokument)
        group.get("\(pfad)/schreiben.pdf", use: schreiben)
        group.get("\(pfad)/einzelposten.csv", use: einzelposten)
        group.get("krankenhilfe/einzelnachweis.csv", use: vorlage)
        group.post("\(pfad)/einzelnachweis", use: nachweisen)
        group.post("\(pfad)/pruefung", use: pruefen)
        group.post("\(pfad)/freigabe", use: freigeben)
        group.post("\(pfad)/zahlung", use: anweisen)
        group.post("\(pfad)/eingang", use: zuordnen)
        group.post("\(pfad)/eingang/ruecknahme", use: loesen)
        group.post("\(pfad)/rueckgabe", use: zurueckgeben)
        group.post("\(pfad)/schreiben", use: setzen)
    }

    private static func id(_ context: KreisContext) throws -> Sammelrechnung.ID {
        try context.parameters.require("id", as: Sammelrechnung.ID.self)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        try await SammelrechnungSeite.antwort(try Self.id(context), context, pages,
                                              zurueck: zurueck)
    }

    // MARK: Dateien

    private func dokument(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let (rechnung, bytes) = try await context.read(.abrechnung, .sammelrechnungLesen) {
            let rechnung = try Sammelrechnung.laden(id, in: $0)
            return (rechnung, try rechnung.dokument(in: $0))
        }
        return .datei(ByteBuffer(bytes: bytes), name: "\(rechnung.eingangsnummer).pdf", typ: .pdf)
    }

    private func schreiben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let (rechnung, pdf) = try await context.read(.abrechnung, .sammelrechnungLesen) {
            let rechnung = try Sammelrechnung.laden(id, in: $0)
            return (rechnung, try rechnung.schreiben(in: $0))
        }
        guard let pdf else { throw Fehlerbild.nichtGefunden() }
        return .datei(ByteBuffer(bytes: pdf), name: "Rueckgabe-\(rechnung.eingangsnummer).pdf",
                      typ: .pdf, zeigen: true)
    }

    /// Die Liste, wie sie kam.
    private func einzelposten(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let (rechnung, csv) = try await context.read(.abrechnung, .sammelrechnungLesen) {
            let rechnung = try Sammelrechnung.laden(id, in: $0)
            return (rechnung, try rechnung.einzelnachweis(in: $0))
        }
        guard let csv else { throw Fehlerbild.nichtGefunden() }
        return .datei(ByteBuffer(bytes: csv), name: "\(rechnung.eingangsnummer)-Einzelposten.csv",
                      typ: .csv)
    }

    /// Was man einem Rechnungssteller schickt, damit seine Liste sich lesen lässt.
    private func vorlage(_ request: Request, context: KreisContext) async throws -> Response {
        _ = try await context.read(.abrechnung, .sammelrechnungLesen) { _ in }
        let beispiel = "05554004;2026/00017;Rahmani;Yusuf;14.03.1990;05.10.2026;05.10.2026;"
            + "Grundpauschale Hausarzt;34,50"
        return .datei(ByteBuffer(string: "\(Einzelnachweis.kopf)\r\n\(beispiel)\r\n"),
                      name: "Einzelposten-Vorlage.csv", typ: .csv)
    }

    // MARK: Schritte

    private func nachweisen(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("nachweis", .sammelrechnungPruefen, SammelrechnungSeite.nachweis,
                              context, erfolg: "Die Liste ist eingelesen, die Stichprobe gezogen, "
                                  + "die Kommunen sind gefragt.") { id, e, session in
            guard let datei = e.datei("nachweis"), e.ohneFehler else { throw e.formularfehler }
            try Sammelrechnung.nachweisen(
                id, name: datei.name, csv: Array(datei.content.readableBytesView), in: session)
        }
    }

    private func pruefen(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("pruefen", .sammelrechnungPruefen, SammelrechnungSeite.vermerk,
                              context, erfolg: "Die Prüfung ist vermerkt.") { id, e, session in
            let vermerk = e.text("vermerk") ?? ""
            guard e.ohneFehler else { throw e.formularfehler }
            try Sammelrechnung.pruefen(id, vermerk: vermerk, in: session)
        }
    }

    private func freigeben(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("freigeben", .sammelrechnungFreigeben, [], context,
                              erfolg: "Die Rechnung ist freigegeben und gebucht.") {
            try Sammelrechnung.freigeben($0, in: $2)
        }
    }

    private func anweisen(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("anweisen", .sammelrechnungFreigeben, [], context,
                              erfolg: "Die Rechnung ist angewiesen und geht in den nächsten "
                                  + "Zahllauf.") {
            try Sammelrechnung.anweisen($0, in: $2)
        }
    }

    private func zuordnen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let freie = try await context.read(.abrechnung, .sammelrechnungPruefen) {
            try Sammelrechnungsdaten(id, in: $0).freie
        }
        return try await entscheiden(
            "zuordnen", .sammelrechnungPruefen, SammelrechnungSeite.eingang(freie), context,
            erfolg: "Der Eingang gehört nun zu dieser Gutschrift.") { id, e, session in
            guard let eingang = e.auswahl("eingang").flatMap(Gutschrifteingang.ID.init)
            else { throw e.formularfehler }
            try Gutschrifteingang.zuordnen(eingang, zu: id, in: session)
        }
    }

    private func loesen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context), wer = context.benutzer
        let loesbare = try await context.read(.abrechnung, .sammelrechnungPruefen) {
            try Sammelrechnungsdaten(id, in: $0).loesbare(von: wer)
        }
        return try await entscheiden(
            "loesen", .sammelrechnungPruefen, SammelrechnungSeite.loesen(loesbare), context,
            erfolg: "Der Eingang ist wieder frei.") { id, e, session in
            guard let eingang = e.auswahl("geloest").flatMap(Gutschrifteingang.ID.init),
                  let grund = e.text("irrtum") else { throw e.formularfehler }
            try Gutschrifteingang.loesen(eingang, von: id, grund: grund, in: session)
        }
    }

    private func zurueckgeben(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("zurueckgeben", .sammelrechnungPruefen, SammelrechnungSeite.grund,
                              context, erfolg: "Die Rechnung geht zurück.") { id, e, session in
            guard let grund = e.text("grund") else { throw e.formularfehler }
            try Sammelrechnung.zurueckgeben(id, grund: grund, in: session)
        }
    }

    private func entscheiden(
        _ name: String, _ recht: Permission, _ felder: [Feld], _ context: KreisContext,
        erfolg: String,
        _ tun: @escaping @Sendable (Sammelrechnung.ID, inout Eingabe, KreisSession) throws -> Void
    ) async throws -> Response {
        let id = try Self.id(context), heute = context.heute
        return try await context.schritt(
            name, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, recht) { session in
                    var eingabe = Eingabe(form, felder, heute: heute)
                    return try session.einmal(try eingabe.vorgang()) {
                        try tun(id, &eingabe, session)
                        return context.pfad("krankenhilfe/rechnungen/\(id)")
                    }
                }
            })
    }

    private func setzen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        return try await context.schritt(
            "setzen", erfolg: .erfolg("Das Schreiben ist erstellt und abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                let pdf = try await Rueckgabeschreiben.setzen(id, context)
                try await context.write(.abrechnung, .sammelrechnungPruefen) {
                    try Sammelrechnung.laden(id, in: $0).schreibenAblegen(pdf, in: $0)
                }
                return context.pfad("krankenhilfe/rechnungen/\(id)")
            })
    }
}
