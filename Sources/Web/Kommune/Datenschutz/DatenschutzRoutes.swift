import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Der Reiter „Datenschutz“ eines Falls: die Rechte seiner Personen und was dazu geschah.
struct DatenschutzRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/datenschutz", use: zeigen)
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context), id = anfrage.id
        let (akte, auskuenfte, sperren, verlangen, berichtigt, protokoll) = try await context.read(
            .auskunftErteilen
        ) { session in
            let akte = try anfrage.akte(in: session)
            return (akte, try akte.mitglieder.flatMap { try Auskunft.alle(zu: $0.id, in: session) },
                    try akte.mitglieder.compactMap {
                        try Auskunftssperre.geltende($0.id, in: session)
                    },
                    try Berichtigungsverlangen.alle(zu: id, in: session),
                    try Berichtigung.alle(zu: id, hoechstens: 20, in: session),
                    try Fallprotokoll.laden(
                        Protokollfilter(gruppe: .gelesen), faelle: [id], hoechstens: 20,
                        in: session))
        }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(akte, .datenschutz, anfrage: anfrage, namen: namen, context: context)
        return .html(try pages.render("verfahren/fall", FallverfahrenView(
            page: context.fallseite(kopf, "Datenschutz"), kopf: kopf, handlungen: [],
            abschnitte: [
                personen(akte, sperren, am: anfrage.stand.am, context),
                verlangt(verlangen, akte, context),
                berichtigung(berichtigt, akte, context),
                einschraenkung(akte, context),
                auskunft(auskuenfte, akte, namen: namen, context),
                loeschung(akte, context),
                gelesen(protokoll, akte, namen: namen, context),
            ])))
    }

    private func verlangt(_ verlangen: [Berichtigungsverlangen], _ akte: Fallakte,
                          _ context: MandantContext) -> Abschnitt {
        let ort = context.pfad("faelle/\(akte.fall.id)")
        return Abschnitt(
            id: "verlangen", titel: "Verlangte Berichtigungen (Art. 16 und 19 DSGVO)",
            verweis: Verweis("Verlangen erfassen", "\(ort)/berichtigung"),
            tabelle: verlangen.isEmpty ? nil : Tabelle(
                "Verlangte Berichtigungen, die jüngste zuerst",
                spalten: [Spalte("Was"), Spalte("Verlangt am", .datum),
                          Spalte("Zu entscheiden bis", .datum), Spalte("Stand"),
                          Spalte("Noch zu unterrichten", .zahl)],
                zeilen: verlangen.map { eines in
                    [Zelle(eines.was, zusatz: eines.wer.bezeichnung,
                           ziel: "\(ort)/berichtigungen/\(eines.id)"),
                     Zelle(eines.verlangtAm), Zelle(eines.frist),
                     Zelle(eines.marke(heute: context.heute)), Zelle(eines.offen)]
                }),
            leer: verlangen.isEmpty ? Leer("Niemand hat eine Berichtigung verlangt.") : nil)
    }

    private func berichtigung(_ berichtigt: [Berichtigung], _ akte: Fallakte,
                              _ context: MandantContext) -> Abschnitt {
        Abschnitt(
            id: "berichtigung", titel: "Ersetzte Angaben",
            verweis: context.darf(.fallAendern)
                ? Verweis("Angaben berichtigen",
                          context.pfad("faelle/\(akte.fall.id)/aenderung")) : nil,
            tabelle: berichtigt.isEmpty ? nil : Tabelle(
                "Ersetzte Angaben, die jüngste zuerst",
                spalten: [Spalte("Angabe"), Spalte("Galt ab", .datum),
                          Spalte("Ersetzt am", .datum)],
                zeilen: berichtigt.map {
                    [Zelle($0.was), Zelle($0.galtAb), Zelle(Uhr.berlinTag($0.ersetztAm))]
                }),
            leer: berichtigt.isEmpty ? Leer("Noch ist keine Angabe ersetzt.") : nil)
    }

    private func loeschung(_ akte: Fallakte, _ context: MandantContext) -> Abschnitt {
        Abschnitt(
            id: "loeschung", titel: "Löschung (Art. 17 DSGVO)",
            verweis: context.darf(.loeschungPruefen)
                ? Verweis(akte.loeschsperre == nil ? "Von der Löschung ausnehmen"
                    : "Wieder zur Löschung geben",
                          context.pfad("faelle/\(akte.fall.id)/loeschsperre")) : nil,
            absaetze: [akte.loeschsperre.map { "Von der Löschung ausgenommen: \($0)" }
                ?? "Die Akte wird gelöscht, wenn ihre Frist vorbei ist."])
    }

    private func einschraenkung(_ akte: Fallakte, _ context: MandantContext) -> Abschnitt {
        let geltende = akte.einschraenkung
        return Abschnitt(
            id: "einschraenkung", titel: "Einschränkung der Verarbeitung (Art. 18 DSGVO)",
            verweis: context.darf(.verarbeitungEinschraenken)
                ? Verweis(geltende == nil ? "Einschränken" : "Aufheben",
                          context.pfad("faelle/\(akte.fall.id)/einschraenkung")) : nil,
            absaetze: [geltende.map {
                "Eingeschränkt seit \(Uhr.berlinTag($0.erfasstAm).deutsch). "
                    + "\($0.grund.bezeichnung). \($0.vermerk)"
            } ?? "Die Verarbeitung ist nicht eingeschränkt."])
    }

    private func personen(_ akte: Fallakte, _ sperren: [Auskunftssperre], am tag: Kalendertag,
                          _ context: MandantContext) -> Abschnitt {
        Abschnitt(
            id: "personen", titel: "Personen",
            tabelle: Tabelle(
                "Personen des Falls",
                spalten: [Spalte("Person"), Spalte("Geboren", .datum), Spalte("Auskunft"),
                          Spalte("Anschrift")],
                zeilen: akte.mitglieder.map { mitglied in
                    let angabe = mitglied.angabe(am: tag)
                    return [
                        Zelle(angabe?.name ?? ""), Zelle(angabe?.geburtsdatum.deutsch ?? ""),
                        Zelle("Auskunft nach Art. 15",
                              ziel: context.pfad("personen/\(mitglied.id)/auskunft")),
                        anschrift(mitglied, sperren, context),
                    ]
                }))
    }

    private func anschrift(_ mitglied: Fallakte.Mitglied, _ sperren: [Auskunftssperre],
                           _ context: MandantContext) -> Zelle {
        let sperre = sperren.first { $0.person == mitglied.id }
        let ziel = context.darf(.auskunftssperreFuehren)
            ? context.pfad("personen/\(mitglied.id)/auskunftssperre") : nil
        return Zelle(sperre.map { "gesperrt bis \($0.gueltigBis.deutsch)" } ?? "Sperren",
                     zusatz: sperre?.grund.bezeichnung, ziel: ziel)
    }

    private func auskunft(_ auskuenfte: [Auskunft], _ akte: Fallakte, namen: [User.ID: String],
                          _ context: MandantContext) -> Abschnitt {
        Abschnitt(
            id: "auskuenfte", titel: "Auskünfte (Art. 15 DSGVO)",
            tabelle: auskuenfte.isEmpty ? nil
                : .auskuenfte(auskuenfte, akte, namen: namen) { context.pfad($0) },
            leer: auskuenfte.isEmpty ? Leer("Niemand hat Auskunft verlangt.") : nil)
    }

    private func gelesen(_ seite: Protokollseite, _ akte: Fallakte, namen: [User.ID: String],
                         _ context: MandantContext) -> Abschnitt {
        let zeichen = akte.fall.aktenzeichen.alsAbfragewert
        return Abschnitt(
            id: "gelesen", titel: "Wer die Akte gelesen hat",
            verweis: context.darf(.auditLesen)
                ? Verweis("Ganzes Protokoll", context.pfad("protokoll") + "?fall=\(zeichen)") : nil,
            tabelle: ProtokollView.tabelle(seite.eintraege, namen: namen) { _ in Zelle("") },
            leer: seite.eintraege.isEmpty ? Leer("Noch niemand.") : nil)
    }
}

extension Tabelle {
    static func auskuenfte(_ auskuenfte: [Auskunft], _ akte: Fallakte, namen: [User.ID: String],
                           pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Auskünfte, die jüngste zuerst",
            spalten: [Spalte("Person"), Spalte("Verlangt am", .datum), Spalte("Stand"),
                      Spalte("Abholen bis", .datum), Spalte("Erfasst von")],
            zeilen: auskuenfte.map { auskunft in
                let name = akte.mitglieder.first { $0.id == auskunft.person }?
                    .angabe(am: auskunft.verlangtAm)?.name ?? "Person"
                return [
                    Zelle(name, ziel: pfad("auskuenfte/\(auskunft.id)")),
                    Zelle(auskunft.verlangtAm), Zelle(auskunft.marke), Zelle(auskunft.abholenBis),
                    Zelle(namen[auskunft.erfasstVon] ?? "unbekannt"),
                ]
            })
    }
}

extension Berichtigungsverlangen {
    func marke(heute: Kalendertag) -> Marke {
        if let entscheidung { return Marke(entscheidung.bezeichnung, .ok) }
        return heute > frist ? Marke("Frist abgelaufen", .gefahr) : Marke("offen", .hinweis)
    }
}

extension Auskunft {
    var marke: Marke {
        guard istFertig else { return Marke("wird zusammengestellt", .hinweis) }
        return liegtBereit ? Marke("liegt bereit", .ok) : Marke("entfernt")
    }
}
