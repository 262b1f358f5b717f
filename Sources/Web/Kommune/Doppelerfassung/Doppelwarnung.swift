import Grundwerte
import Kommune
import Platform

/// Hält an, bevor eine Person entsteht, die es schon geben könnte; wer das Formular zeigt, zeigt
/// dann auch sie.
///
/// Was jemand gesehen und für andere Personen erklärt hat, steht beim nächsten Mal im Feld
/// `geprueft` und wird mit der neuen Person festgehalten.
struct Doppelwarnung: Error, Sendable {
    static let feld = Feld("geprueft", "Verglichen", .versteckt, freiwillig: true)

    let funde: [NeuerFall.Fund]
    var schonGeprueft: Set<Kommune.Person.ID> = []

    /// Wirft sich selbst, wenn jemand bleibt, über den noch nicht entschieden ist.
    static func pruefen(_ neu: inout NeuerFall, _ geprueft: Set<Kommune.Person.ID>,
                        in session: MandantSession) throws {
        let funde = try neu.vergleichen(geprueft: geprueft, in: session)
        if !funde.isEmpty { throw Doppelwarnung(funde: funde, schonGeprueft: geprueft) }
    }

    static func pruefen(_ neu: inout NeuerFall.Mitglied, _ geprueft: Set<Kommune.Person.ID>,
                        in session: MandantSession) throws {
        let aehnliche = try neu.vergleichen(geprueft: geprueft, in: session)
        guard aehnliche.isEmpty else {
            throw Doppelwarnung(funde: [.init(neu: neu.angabe, aehnliche: aehnliche)],
                                schonGeprueft: geprueft)
        }
    }

    /// Gilt nur, wenn der Knopf „Andere Person, weiter“ gedrückt wurde.
    static func geprueft(_ form: FormData) -> Set<Kommune.Person.ID> {
        guard form["schritt"] == "andere" else { return [] }
        let kennungen = (form["geprueft"] ?? "").split(separator: ",")
        return Set(kennungen.compactMap { Kommune.Person.ID(String($0)) })
    }

    /// Für das Feld `geprueft` des nächsten Formulars.
    var geprueft: String {
        schonGeprueft.union(funde.flatMap { $0.aehnliche.map(\.person) }).sorted()
            .map(\.description).joined(separator: ",")
    }
}

/// Der Kasten `doppelt/warnung.mustache` über einem Formular.
struct DoppelwarnungView: Sendable {
    let warnung: Meldung
    let liste: Tabelle

    init(_ doppelt: Doppelwarnung, pfad: (String) -> String) {
        let anzahl = doppelt.funde.reduce(0) { $0 + $1.aehnliche.count }
        warnung = .warnung(
            "Noch nicht gespeichert: "
                + (anzahl == 1 ? "Eine Person in Ihrer Kommune könnte" : "\(anzahl) Personen in "
                + "Ihrer Kommune könnten")
                    + " dieselbe sein. Ist sie es, öffnen Sie den Fall. Ist es jemand anderes, "
                + "gehen Sie unten weiter; Ihre Entscheidung wird festgehalten.")
        liste = Tabelle(
            "Ähnliche Personen",
            spalten: [Spalte("Schon geführt"), Spalte("Geboren", .datum), Spalte("Warum"),
                      Spalte("Neu erfasst")],
            zeilen: doppelt.funde.flatMap { fund in
                fund.aehnliche.map { person in
                    [Zelle("Dieselbe Person: zum Fall \(person.aktenzeichen)",
                           zusatz: person.angabe.nameSortiert,
                           ziel: pfad("faelle/\(person.fall)")),
                     Zelle(person.angabe.geburtsdatum),
                     Zelle(person.gruende.map(\.bezeichnung).joined(separator: "; ")),
                     Zelle(fund.neu.nameSortiert, zusatz: fund.neu.geburtsdatum.deutsch)]
                }
            })
    }
}
