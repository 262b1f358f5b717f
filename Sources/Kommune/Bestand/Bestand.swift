import Grundwerte
import Leistungsrecht
import Platform

/// Ein ganzer Bestand im Speicher, wie die Dateien ihn nennen: Fälle und Personen mit Verweisen.
package struct Bestand: Sendable {
    /// Eine Angabe mit der Zeile, aus der sie stammt.
    struct Eintrag<Wert: Sendable>: Sendable {
        let zeile: Int
        let wert: Wert
    }

    struct Person: Sendable {
        let schluessel: String
        let zeile: Int
        var angaben: [Eintrag<Personenangabe>] = []
        var berechtigungen: [Eintrag<Berechtigung>] = []
        var aufenthalte: [Eintrag<Aufenthalt>] = []
        var einkommen: [Eintrag<Einkommen>] = []
        var vermoegen: [Eintrag<Vermoegen>] = []
        var mehrbedarfe: [Eintrag<Mehrbedarf>] = []
        var monatsbedarfe: [Eintrag<Monatsbedarf>] = []
        var arbeitsgelegenheiten: [Eintrag<Arbeitsgelegenheit>] = []
        var wartezeithindernisse: [Eintrag<Wartezeithindernis>] = []
        /// Fall und Mitgliedschaft.
        var haushalte: [(fall: Int, eintrag: Eintrag<Mitgliedschaft>)] = []
        var abdruecke: [UInt64] = []
    }

    struct Fall: Sendable {
        let schluessel: String
        let zeile: Int
        let aktenzeichen: String
        let sachgebiet: String
        /// Nil: wer übernimmt.
        let sachbearbeitung: User.ID?
        let eingestelltZum: Kalendertag?
        /// Warum die Verarbeitung eingeschränkt ist; nil: ist sie nicht.
        let eingeschraenkt: Einschraenkung.Grund?
        var mitglieder: [Int] = []
        var unterkuenfte: [Eintrag<Unterkunft>] = []
        var konten: [Eintrag<Konto>] = []
        var bewilligungen: [Eintrag<Altbewilligung>] = []
        var abdruecke: [UInt64] = []
    }

    struct Konto: Sendable {
        let konto: NeuerFall.Konto
        let ab: Kalendertag
    }

    /// Eine gelesene Datei, für das Protokoll.
    package struct Datei: Sendable {
        package let name: String
        package internal(set) var zeilen = 0
        package internal(set) var summe = Geld.null
    }

    var faelle: [Fall] = []
    var personen: [Person] = []
    package internal(set) var dateien: [Datei] = []
    /// SHA-256 über alle Dateien.
    package internal(set) var pruefsumme = ""

    package var anzahlFaelle: Int { faelle.count }
    package var anzahlPersonen: Int { personen.count }
    package var anzahlZeilen: Int { dateien.map(\.zeilen).reduce(0, +) }

    /// Fälle, die eine Person verbindet, kommen zusammen oder gar nicht. Der früheste zuerst.
    func gruppen() -> [[Int]] {
        var eltern = Array(faelle.indices)
        func wurzel(_ fall: Int) -> Int {
            var ort = fall
            while eltern[ort] != ort {
                eltern[ort] = eltern[eltern[ort]]
                ort = eltern[ort]
            }
            return ort
        }
        for person in personen {
            guard let erster = person.haushalte.first?.fall else { continue }
            for haushalt in person.haushalte.dropFirst() {
                let (a, b) = (wurzel(erster), wurzel(haushalt.fall))
                eltern[max(a, b)] = min(a, b)
            }
        }
        var gruppen: [Int: [Int]] = [:]
        for fall in faelle.indices { gruppen[wurzel(fall), default: []].append(fall) }
        return gruppen.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// Wer eine Person ist, mit dem Zeitraum, in dem das galt.
struct Personenangabe: Sendable {
    let angabe: Person.Angabe
    let gueltig: Zeitraum
}

/// Angaben, die sich nicht überschneiden dürfen.
protocol Zeitgebunden { var gueltig: Zeitraum { get } }

extension Personenangabe: Zeitgebunden {}
extension Mitgliedschaft: Zeitgebunden {}
extension Berechtigung: Zeitgebunden {}
extension Aufenthalt: Zeitgebunden {}
extension Unterkunft: Zeitgebunden {}
extension Einkommen: Zeitgebunden {}
extension Vermoegen: Zeitgebunden {}
extension Mehrbedarf: Zeitgebunden {}
extension Monatsbedarf: Zeitgebunden {}
extension Wartezeithindernis: Zeitgebunden {}
extension Arbeitsgelegenheit: Zeitgebunden {
    var gueltig: Zeitraum { monat.zeitraum }
}
