import Grundwerte
import Kommune
import Leistungsrecht

/// Der neue Fall auf einer Seite: mehrere Personen, Unterkunft, Konto.
struct NeuerFallForm: Sendable {
    static let hoechstens = 12

    let neu: NeuerFall
    let vorgang: UUIDv7

    static func felder(personen: Int, heute: Kalendertag) -> [Feld] {
        [
            Feld("personen", "Personen", .versteckt), Doppelwarnung.feld,
            Feld("beginn", "Leistung ab", .datum,
                 hinweis: "Tag, ab dem der Haushalt im Fall geführt wird"),
        ] + (1...personen).flatMap { Mitgliedfelder.felder("_\($0)", heute: heute) }
            + Unterkunftfelder.felder + Kontofelder.felder(freiwillig: true)
    }

    static func personen(_ text: String?) -> Int {
        min(max(text.flatMap(Int.init) ?? 1, 1), hoechstens)
    }

    init(_ form: FormData, heute: Kalendertag) throws {
        let personen = NeuerFallForm.personen(form["personen"])
        var e = Eingabe(form, Self.felder(personen: personen, heute: heute), heute: heute)
        let ab = e.wirksam("beginn")
        let mitglieder = (1...personen).map { Mitgliedfelder.lies(&e, "_\($0)") }
        NeuerFallForm.pruefen(mitglieder, ab: ab, &e)
        let unterkunft = Unterkunftfelder.lies(&e, ab: ab)
        let konto = Kontofelder.lies(&e)
        guard let ab, let unterkunft, e.ohneFehler else { throw e.formularfehler }
        neu = NeuerFall(ab: ab, mitglieder: mitglieder.compactMap(\.self), unterkunft: unterkunft,
                        konto: konto)
        vorgang = try e.vorgang()
    }

    /// Was nur zusammen zu sehen ist: genau ein Vorstand, höchstens ein Partner, keine AZR-Nummer
    /// zweimal.
    private static func pruefen(
        _ mitglieder: [NeuerFall.Mitglied?], ab: Kalendertag?, _ e: inout Eingabe
    ) {
        var azr: Set<String> = []
        var vorstaende = 0, partner = 0
        for (stelle, mitglied) in mitglieder.enumerated() {
            guard let mitglied else { continue }
            let n = "_\(stelle + 1)"
            if let nummer = mitglied.angabe.azrNummer, !azr.insert(nummer).inserted {
                e.melde("azr\(n)", grund: "steht schon bei einer anderen Person",
                        abhilfe: "Prüfen Sie beide.")
            }
            if mitglied.rolle == .haushaltsvorstand { vorstaende += 1 }
            if mitglied.rolle == .partner { partner += 1 }
            if mitglied.rolle == .haushaltsvorstand && vorstaende > 1 {
                e.melde("rolle\(n)", grund: "einen Haushaltsvorstand gibt es schon",
                        abhilfe: "Wählen Sie eine andere Rolle.")
            }
            if mitglied.rolle == .partner && partner > 1 {
                e.melde("rolle\(n)", grund: "eine Partnerin oder einen Partner gibt es schon",
                        abhilfe: "Führen Sie weitere Erwachsene als „weitere erwachsene Person“.")
            }
            if let ab, mitglied.angabe.geburtsdatum > ab {
                e.melde("geburtsdatum\(n)", grund: "liegt nach dem Beginn des Falls",
                        abhilfe: "Nehmen Sie die Person später mit dem Tag ihrer Geburt auf.")
            }
        }
        if vorstaende == 0, !mitglieder.contains(where: { $0 == nil }) {
            e.melde("rolle_1", grund: "der Haushalt hat noch keinen Haushaltsvorstand",
                    abhilfe: "Wählen Sie die Rolle für eine Person.")
        }
    }
}

/// Die Seite `fall/neu.mustache`.
struct NeuerFallView: Sendable {
    struct Reihe: Sendable {
        let felder: [FeldView]
        /// Ein einzelnes Feld darf so breit sein, wie es will.
        let nebeneinander: Bool

        init(felder: [FeldView]) {
            self.felder = felder
            nebeneinander = felder.count { $0.vorlage != "feld/versteckt" } > 1
        }
    }

    struct Block: Sendable {
        let titel: String
        let satz: String?
        let reihen: [Reihe]
    }

    let page: Page
    let formular: Formular
    let ziel: String
    let zurueck: String
    let bloecke: [Block]
    let doppelt: DoppelwarnungView?
    let mehr: Bool
    let weniger: Bool

    init(page: Page, formular: Formular, personen: Int, pfad: (String) -> String,
         doppelt: DoppelwarnungView? = nil) {
        self.page = page
        self.formular = formular
        ziel = pfad("faelle")
        zurueck = pfad("faelle")
        self.doppelt = doppelt
        mehr = personen < NeuerFallForm.hoechstens
        weniger = personen > 1
        func block(
            _ titel: String, _ satz: String? = nil, _ reihen: [[String]], _ n: String = ""
        ) -> Block {
            Block(titel: titel, satz: satz,
                  reihen: reihen.map { Reihe(felder: $0.compactMap { formular.feld[$0 + n] }) })
        }
        let leute = (1...personen).map { stelle in
            block("Person \(stelle)", nil, [
                ["familienname", "vorname", "weitere"],
                ["geburtsdatum", "geschlecht", "familienstand", "rolle"],
                ["staat", "azr"], ["personenkreis"], ["status", "eingereist", "dokument"],
            ], "_\(stelle)")
        }
        bloecke = [block("Beginn", nil, [["personen", "geprueft", "beginn"]])] + leute + [
            block("Unterkunft", nil, [
                ["art"], ["strasse", "plz", "ort"], ["miete", "nebenkosten", "heizung", "energie"],
                ["verpflegung"], ["vermieter", "vermieter_iban", "mietzeichen"],
            ]),
            block("Bankverbindung",
                  "Kann später folgen. Bezahlt wird, sobald eine zweite Person sie bestätigt.",
                  [["zahlweg", "inhaber", "iban"]]),
        ]
    }
}
