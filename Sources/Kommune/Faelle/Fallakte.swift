import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Alles, was über einen Fall nach einem Wissensstand bekannt ist: jede Angabe mit ihrem Zeitraum.
///
/// Der Stichtag `stand.am` wählt nur aus, was Seiten zeigen; die Berechnung braucht alle
/// Zeiträume.
package struct Fallakte: Sendable {
    package struct Mitglied: Sendable {
        package let id: Person.ID
        package let angaben: [(gueltig: Zeitraum, angabe: Person.Angabe)]
        package let mitgliedschaften: [Mitgliedschaft]
        package let berechtigungen: [Berechtigung]
        package let aufenthalte: [Aufenthalt]
        package let einkommen: [Einkommen]
        package let vermoegen: [Vermoegen]
        package var mehrbedarfe: [Mehrbedarf] = []
        package var monatsbedarfe: [Monatsbedarf] = []
        package var arbeitsgelegenheiten: [Arbeitsgelegenheit] = []
        package var wartezeithindernisse: [Wartezeithindernis] = []

        /// Die Angaben, die am Tag galten, sonst die nächstliegenden: Einen Namen hat man immer.
        package func angabe(am tag: Kalendertag) -> Person.Angabe? {
            (angaben.first { $0.gueltig.enthaelt(tag) } ?? angaben.last { $0.gueltig.von <= tag }
                ?? angaben.first)?.angabe
        }

        package func gehoertZumHaushalt(am tag: Kalendertag) -> Bool {
            mitgliedschaften.contains { $0.gueltig.enthaelt(tag) }
        }

        package func rolle(am tag: Kalendertag) -> Haushaltsrolle? {
            mitgliedschaften.first { $0.gueltig.enthaelt(tag) }?.rolle
        }
    }

    package let fall: Fall
    package let stand: Stand
    /// In der Reihenfolge des Bescheids: Vorstand, Partner, Kinder nach Alter, weitere.
    package let mitglieder: [Mitglied]
    package let unterkuenfte: [Unterkunft]
    package let bankverbindungen: [Bankverbindung]
    /// Woran nach einer Rückgabe der Bank heute keine Zahlung vorbeikommt.
    package internal(set) var sperren: [Zahlungssperre] = []
    /// Beendet, weil der Antrag im Ganzen abgelehnt ist.
    package internal(set) var istAbgelehnt = false
    /// Wohin Briefe statt an die Wohnung gehen, wenn die Anschrift gesperrt ist; sonst nil.
    package internal(set) var zustellungUeber: [String]?
    /// Wer seine Anschrift gesperrt hat und heute nicht mehr zum Haushalt gehört: Ein Brief an sie
    /// geht nicht an die Wohnung der anderen, sondern über die Kommune.
    package internal(set) var woanders: Set<Person.ID> = []
    /// Der Weg über die Kommune, als Zeilen des Anschriftenfelds.
    var kommunenweg: [String] = []
    /// Die Anschrift ist gesperrt und hier nicht zu sehen: Die lesende Person ist nicht benannt.
    package internal(set) var anschriftVerborgen = false
    /// Warum der Fall nur von wenigen geändert wird (Art. 18 DSGVO); nil: ist er nicht.
    package internal(set) var einschraenkung: Einschraenkung?
    /// Warum die Akte trotz Ablauf ihrer Frist bleibt; nil: tut sie nicht.
    package internal(set) var loeschsperre: String?

    package func mitglieder(am tag: Kalendertag) -> [Mitglied] {
        mitglieder.filter { $0.gehoertZumHaushalt(am: tag) }
    }

    package func unterkunft(am tag: Kalendertag) -> Unterkunft? {
        unterkuenfte.first { $0.gueltig.enthaelt(tag) }
    }

    /// Das Konto, auf das am Tag gezahlt wird: das bestätigte, das zuletzt begonnen hat.
    package func bankverbindung(am tag: Kalendertag) -> Bankverbindung? {
        bankverbindungen.last { $0.bestaetigtVon != nil && $0.gueltigAb <= tag }
    }

    /// Wer den Brief erhält.
    package func vorstand(am tag: Kalendertag) -> Mitglied? {
        mitglieder.first { $0.rolle(am: tag) == .haushaltsvorstand } ?? mitglieder(am: tag).first
            ?? mitglieder.first
    }
}
