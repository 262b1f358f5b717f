import Foundation
import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Die Seite `datenschutz/auskunft.mustache`: eine Auskunft und ihre Dateien.
struct AuskunftView: Sendable {
    let page: Page
    let zeile: String
    let marke: Marke
    let laufend: Laufend?
    let meldung: Meldung?
    let eckdaten: [Eckdatum]
    /// Wohin die Knöpfe der Dateien senden; nil, solange oder sobald keine daliegen.
    let dateien: String?
    let csrf: String
}

/// Auskunft nach Art. 15 DSGVO: verlangen, zusammenstellen lassen, abholen.
struct AuskunftRoutes: Sendable {
    static let felder = [
        Feld("verlangt_am", "Verlangt am", .datum),
        Feld("identitaet", "Woran Sie die Person erkannt haben",
             .eine(Auskunft.Identitaet.allCases.map { Option($0.rawValue, $0.bezeichnung) })),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("personen/{id}/auskunft", use: formular)
        group.post("personen/{id}/auskunft", use: verlangen)
        group.get("auskuenfte/{id}", use: zeigen)
        group.post("auskuenfte/{id}/{datei}", use: abholen)
    }

    private func formular(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.felder, werte: ["verlangt_am": context.heute.deutsch],
                                 facts: context.facts), context)
    }

    private func verlangen(_ request: Request, context: MandantContext) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self), form = try context.form()
        let basis = context.pfad("auskuenfte/")
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            let tag = eingabe.datum("verlangt_am")
            let identitaet = eingabe.auswahl("identitaet", als: Auskunft.Identitaet.self)
            guard let tag, let identitaet, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let vorgang = try eingabe.vorgang()
            let ziel = try await context.write(.auskunftErteilen) { session in
                try session.einmal(vorgang) {
                    basis + (try Auskunft.verlangen(person, am: tag, identitaet: identitaet,
                                                    in: session)).description
                }
            }
            return .weiter(nach: ziel).mit(.erfolg("Die Auskunft wird zusammengestellt."))
        } catch let fehler as Formularfehler {
            return try await seite(Formular(Self.felder, erneut: form, fehler: fehler,
                                            facts: context.facts), context, fehler: fehler)
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            let fehler = Formularfehler(hindernis)
            return try await seite(Formular(Self.felder, erneut: form, fehler: fehler,
                                            facts: context.facts), context, fehler: fehler)
        }
    }

    private func seite(_ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self)
        let bezug = try await bezug(person, context)
        let ort = context.pfad("faelle/\(bezug.fall)")
        let view = FormularView(
            page: context.page("Auskunft nach Art. 15", .faelle, pfad: [
                Verweis("Fälle", context.pfad("faelle")), Verweis(bezug.aktenzeichen, ort),
                Verweis("Datenschutz", "\(ort)/datenschutz"),
            ], fehler: fehler),
            zeile: "\(bezug.name) · \(bezug.aktenzeichen)", formular: formular,
            ziel: context.pfad("personen/\(person)/auskunft"), knopf: "Zusammenstellen",
            zurueck: "\(ort)/datenschutz",
            hinweis: .hinweis("Das Programm stellt alles zusammen, was über die Person gespeichert "
                + "ist: lesbar als PDF und als Datenpaket mit den Dokumenten. Angaben anderer "
                + "Personen werden ausgelassen oder geschwärzt. Prüfen Sie vor der Herausgabe, ob "
                + "Sie die richtige Person vor sich haben."))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let auskunft = try await laden(context)
        let bezug = try await bezug(auskunft.person, context)
        let ort = context.pfad("auskuenfte/\(auskunft.id)")
        let fall = context.pfad("faelle/\(bezug.fall)")
        let auftrag = auskunft.istFertig ? nil : try await context.auftrag(
            AuskunftErstellen.self, key: auskunft.id.description, .auskunftErteilen)
        let laufend = Laufend(auftrag, ziel: ort)
        var page = context.page("Auskunft nach Art. 15", .faelle, pfad: [
            Verweis("Fälle", context.pfad("faelle")), Verweis(bezug.aktenzeichen, fall),
            Verweis("Datenschutz", "\(fall)/datenschutz"),
        ])
        page.laufend = laufend != nil
        let namen = try await context.benutzernamen()
        return .html(try pages.render("datenschutz/auskunft", AuskunftView(
            page: page, zeile: "\(bezug.name) · \(bezug.aktenzeichen)", marke: auskunft.marke,
            laufend: laufend, meldung: meldung(auskunft, wartet: laufend != nil),
            eckdaten: [
                Eckdatum("Verlangt am", auskunft.verlangtAm.deutsch),
                Eckdatum("Zu beantworten bis",
                         auskunft.verlangtAm.plus(monate: Auskunft.fristMonate).deutsch),
                Eckdatum("Erkannt an", auskunft.identitaet.bezeichnung),
                Eckdatum("Erfasst von", namen[auskunft.erfasstVon] ?? "unbekannt"),
                Eckdatum("Abzuholen bis", auskunft.abholenBis.deutsch),
            ],
            dateien: auskunft.liegtBereit ? ort : nil, csrf: context.facts.csrfToken)))
    }

    private func meldung(_ auskunft: Auskunft, wartet: Bool) -> Meldung? {
        if auskunft.istFertig {
            return auskunft.liegtBereit ? nil : .hinweis(
                "Die Dateien sind entfernt: Die Abholtage sind vorbei, oder seither ist eine "
                    + "Anschrift gesperrt. Für eine neue Auskunft erfassen Sie das Verlangen noch "
                    + "einmal.")
        }
        return wartet ? nil : .warnung("Das Zusammenstellen ist misslungen. Bitten Sie den "
            + "IT-Betrieb, den Auftrag zu wiederholen.")
    }

    private func abholen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Auskunft.ID.self)
        guard let datei = context.parameters.get("datei").flatMap(Auskunft.Datei.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        let bytes = try await context.write(.auskunftErteilen) {
            try Auskunft.abholen(id, datei, in: $0)
        }
        guard let bytes else { throw Fehlerbild.nichtGefunden() }
        return .datei(ByteBuffer(bytes: bytes), name: "Auskunft.\(datei.rawValue)",
                      typ: datei == .pdf ? .pdf : .zip)
    }

    private func laden(_ context: MandantContext) async throws -> Auskunft {
        let id = try kennung(context, als: Auskunft.ID.self)
        guard let auskunft = try await context.read(.auskunftErteilen, {
            try Auskunft.laden(id, in: $0)
        }) else { throw Fehlerbild.nichtGefunden() }
        return auskunft
    }

    private func bezug(_ person: Person.ID, _ context: MandantContext) async throws
        -> Personenbezug {
        try await context.read(.auskunftErteilen) { try Personenbezug.laden(person, in: $0) }
    }
}
