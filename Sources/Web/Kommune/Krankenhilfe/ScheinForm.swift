import Grundwerte
import Kommune
import Leistungsrecht
import Platform

extension Behandlungsschein.Art: Auswaehlbar {}

/// Das Formular der Ausgabe: für wen, welche Behandlung, welches Quartal.
struct ScheinForm: Sendable {
    let akte: Fallakte
    let heute: Kalendertag
    /// Wer heute keinen Schein erhält, mit Grund und Abhilfe.
    let ohne: [(name: String, hindernis: Hindernis)]
    private let berechtigte: [Fallakte.Mitglied]

    init(_ akte: Fallakte, gefragt: Person.ID? = nil, heute: Kalendertag) {
        self.akte = akte
        self.heute = heute
        var ohne: [(name: String, hindernis: Hindernis)] = [], berechtigte: [Fallakte.Mitglied] = []
        for mitglied in akte.mitglieder
        where mitglied.gehoertZumHaushalt(am: heute) || mitglied.id == gefragt {
            do throws(Hindernis) {
                _ = try mitglied.scheinzeitraum(ab: heute, im: Quartal(heute))
                berechtigte.append(mitglied)
            } catch {
                ohne.append((mitglied.angabe(am: heute)?.name ?? "", error))
            }
        }
        (self.ohne, self.berechtigte) = (ohne, berechtigte)
    }

    var istLeer: Bool { berechtigte.isEmpty }
    var personen: [Person.ID] { berechtigte.map(\.id) }

    /// Die Schreibmarke steht auf der Behandlung, wenn schon feststeht, für wen.
    func felder(gewaehlt: Bool) -> [Feld] {
        let laufend = Quartal(heute)
        return [
            Feld("person", "Für", .mehrere(berechtigte.map(option)), fokus: !gewaehlt),
            Feld("art", "Behandlung", .eine(Option.alle(Behandlungsschein.Art.self)),
                 fokus: gewaehlt),
            Feld("fachrichtung", "Fachrichtung", hinweis: "Nur auf Überweisung, etwa Orthopädie",
                 freiwillig: true, maximal: 60, breite: .mittel),
            Feld("quartal", "Quartal", .auswahl([laufend, laufend.naechstes, laufend.voriges].map {
                Option("\($0)", $0.deutsch)
            })),
            Feld("ab", "Gilt ab", .datum,
                 hinweis: "Leer: ab heute, sonst ab dem ersten Tag des Quartals", freiwillig: true),
            Feld("zweitgrund", "Grund für einen zweiten Schein",
                 hinweis: "Nur wenn im Quartal schon einer dieser Art gilt", freiwillig: true,
                 maximal: 200),
        ]
    }

    func werte(gewaehlt: [Person.ID]) -> [String: [String]] {
        ["person": gewaehlt.map(\.description), "art": [Behandlungsschein.Art.aerztlich.rawValue],
         "quartal": ["\(Quartal(heute))"]]
    }

    func lies(_ form: FormData) throws -> (wunsch: Scheinwunsch, vorgang: UUIDv7) {
        var e = Eingabe(form, felder(gewaehlt: true), heute: heute)
        let personen = e.mehrere("person").compactMap(Person.ID.init)
        let art = e.auswahl("art", als: Behandlungsschein.Art.self)
        let fachrichtung = e.text("fachrichtung") ?? "", ab = e.datum("ab")
        let quartal = e.auswahl("quartal").flatMap(Quartal.init)
        let zweitgrund = e.text("zweitgrund") ?? ""
        if art == .fachaerztlich, fachrichtung.isEmpty {
            e.melde("fachrichtung", grund: "fehlt noch",
                    abhilfe: "Nennen Sie die Fachrichtung der Überweisung.")
        }
        if let art, art != .fachaerztlich, !fachrichtung.isEmpty {
            e.melde("fachrichtung", grund: "gehört nur zu einem Schein auf Überweisung",
                    abhilfe: "Löschen Sie sie oder wählen Sie „fachärztlich auf Überweisung“.")
        }
        guard let art, let quartal, e.ohneFehler else { throw e.formularfehler }
        let wunsch = Scheinwunsch(
            fall: akte.fall.id, personen: personen, art: art, fachrichtung: fachrichtung,
            quartal: quartal, ab: ab, zweitgrund: zweitgrund)
        return (wunsch, wunsch.vorgang(try e.vorgang()))
    }

    /// Ein Satz je Person, der kein Schein ausgestellt wird.
    func fehler(_ verweigerung: Scheinverweigerung) -> Formularfehler {
        let einzelne = verweigerung.einzelne
        let saetze = einzelne.map { "\(name($0.person)): \($0.hindernis.grund)" }
        let abhilfen = einzelne.map(\.hindernis.abhilfe).reduce(into: [String]()) { alle, abhilfe in
            if !alle.contains(abhilfe) { alle.append(abhilfe) }
        }
        return Formularfehler("person", grund: saetze.joined(separator: " ").ohnePunkt,
                              abhilfe: abhilfen.joined(separator: " "))
    }

    func name(_ person: Person.ID) -> String {
        akte.mitglieder.first { $0.id == person }?.angabe(am: heute)?.name ?? ""
    }

    private func option(_ mitglied: Fallakte.Mitglied) -> Option {
        let angabe = mitglied.angabe(am: heute)
        let grundlage = mitglied.berechtigung(am: heute)?.grundlage
        return Option(mitglied.id.description, angabe?.name ?? "", hinweis: [
            angabe.map { "geboren am \($0.geburtsdatum.deutsch)" },
            grundlage.map { "\($0.bezeichnung) (\($0.norm))" },
        ].compactMap(\.self).joined(separator: ", "))
    }
}
