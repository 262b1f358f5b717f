import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Die Seite `fall/abgleich.mustache`: ob andere Kommunen die Personen des Haushalts kennen.
struct PersonenabgleichView: Sendable {
    let page: Page
    let zeile: String
    let antworten: Tabelle
    /// Nil ohne Recht.
    let formular: Formular?
    let ziel: String
    let zurueck: String

    static func tabelle(_ mitglieder: [Fallakte.Mitglied], am tag: Kalendertag,
                        _ antworten: [Kommune.Person.ID: [Personenabgleich.Antwort]]) -> Tabelle {
        Tabelle(
            "Antworten anderer Kommunen",
            spalten: [Spalte("Person"), Spalte("Zuletzt gefragt"), Spalte("Antwort"),
                      Spalte("Wen Sie anrufen")],
            zeilen: mitglieder.flatMap { mitglied -> [[Zelle]] in
                let angabe = mitglied.angabe(am: tag), alle = antworten[mitglied.id] ?? []
                let person = Zelle(angabe?.nameSortiert ?? "–",
                                   zusatz: angabe?.geburtsdatum.deutsch)
                guard let letzte = alle.first else { return [[person, Zelle("noch nie"), "–",
                    "–"]] }
                return alle.filter { $0.frage == letzte.frage }.map { antwort in
                    [person,
                     Zelle("\(Uhr.berlinTag(antwort.am).deutsch), \(Uhr.berlinUhrzeit(antwort.am))",
                           zusatz: antwort.von),
                     antwort.kommune.map { Zelle(Marke("\($0) kennt die Person", .warnung)) }
                         ?? Zelle(Marke("keine andere Kommune", .ok)),
                     Zelle(antwort.auskunft ?? "–")]
                }
            })
    }
}

/// Andere Kommunen fragen, ob sie jemanden kennen.
struct PersonenabgleichRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/abgleich", use: zeigen)
        group.post("faelle/{id}/abgleich", use: fragen)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = Fallanfrage(try Fallanfrage.id(context), stand: Stand(am: context.heute),
                                  heute: context.heute)
        let (akte, antworten) = try await context.read(.fallLesen) { session in
            let akte = try anfrage.akte(in: session)
            let personen = akte.mitglieder(am: anfrage.heute).map(\.id)
            return (akte, try Fall.antwortenAnderer(personen, in: session))
        }
        let ort = context.pfad("faelle/\(anfrage.id)")
        let view = PersonenabgleichView(
            page: context.page("Andere Kommunen fragen", .faelle,
                               pfad: context.fallpfad(akte.fall)),
            zeile: "\(akte.titel(am: context.heute)) · \(akte.fall.aktenzeichen)",
            antworten: PersonenabgleichView.tabelle(akte.mitglieder(am: context.heute),
                                                    am: context.heute, antworten),
            formular: context.darf(.fallAendern) ? Formular([], facts: context.facts) : nil,
            ziel: "\(ort)/abgleich", zurueck: ort)
        return .html(try pages.render("fall/abgleich", view))
    }

    func fragen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), ziel = context.pfad("faelle/\(id)/abgleich")
        let vorgang = try Eingabe(try context.form(), [], heute: context.heute).vorgang()
        do {
            let weiter = try await context.write(.fallAendern) { session in
                try session.einmal(vorgang) {
                    _ = try Fall.andereFragen(id, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter)
                .mit(.erfolg("Gefragt. Die Antworten stehen unten und im Verlauf."))
        } catch let hindernis as Hindernis where hindernis.art == .regel {
            return .weiter(nach: ziel).mit(.gefahr(hindernis.satz))
        }
    }
}
