import Grundwerte
import Leistungsrecht

/// Was von einer Person für die Statistik zählt: datierte Angaben und, was je Monat bewilligt war.
struct Statistikperson: Sendable {
    /// Was einer Person in einem bewilligten Monat zustand.
    struct Monatsanteil: Sendable {
        let grundlage: Anspruchsgrundlage
        let stufe: Int?
        /// In denen der Haushalt seine Leistung erhielt.
        let formen: Set<Leistungsform>
        let angerechnet: Geld
        let vermoegen: Geld
        /// Bildung und Teilhabe, nach der Norm des Rechenschritts.
        let bildung: [Bildungsart: Geld]
    }

    /// Neben den Regelleistungen (§§ 4 bis 6), ein Zeitraum je Schein, Zusage oder Monat.
    struct AndereLeistung: Sendable {
        let art: Art
        let gueltig: Zeitraum

        enum Art: String, CaseIterable, Sendable {
            case krankheit = "krankheit_schwangerschaft_geburt"
            case arbeitsgelegenheit, sonstige
        }
    }

    let fall: Fall.ID
    let mitglied: Fallakte.Mitglied
    let monate: [Monat: Monatsanteil]
    /// Im früheren Verfahren bewilligt: Von ihnen ist nur bekannt, dass etwas zustand.
    let altmonate: Set<Monat>
    let andere: [AndereLeistung]
    /// Anerkannte Rechnungen für Bildung und Teilhabe.
    let rechnungen: [Monat: [Bildungsart: Geld]]

    var id: Person.ID { mitglied.id }

    func bewilligt(_ monat: Monat) -> Bool { monate[monat] != nil || altmonate.contains(monat) }

    /// Ohne Unterbrechung berechtigt, über den Tag hinweg; nil, wenn an ihm nicht.
    func berechtigt(am tag: Kalendertag) -> Zeitraum? {
        let zeiten = mitglied.berechtigungen.filter { $0.grundlage != .keine }.map(\.gueltig)
            .sorted { $0.von < $1.von }
        var ketten: [Zeitraum] = []
        for zeit in zeiten {
            if let letzte = ketten.last, letzte.bis?.plus(tage: 1) == zeit.von {
                ketten[ketten.count - 1] = Zeitraum(von: letzte.von, bis: zeit.bis)
            } else {
                ketten.append(zeit)
            }
        }
        return ketten.first { $0.enthaelt(tag) }
    }

    /// Der letzte Tag des Zeitraums, an dem sie zum Haushalt gehörte.
    func letzterTag(in zeit: Zeitraum) -> Kalendertag? {
        mitglied.mitgliedschaften.compactMap { $0.gueltig.schnitt(zeit)?.bis }.max()
    }

    func andereArten(in zeit: Zeitraum) -> [String] {
        AndereLeistung.Art.allCases.filter { art in
            andere.contains { $0.art == art && $0.gueltig.ueberschneidet(zeit) }
        }.map(\.rawValue)
    }
}

/// Die Arten der Leistungen für Bildung und Teilhabe in der Folge des § 12 Abs. 2 Nr. 1 Buchst. e.
enum Bildungsart: String, CaseIterable, Sendable {
    case schulausfluege
    case klassenfahrten = "mehrtaegige_klassenfahrten"
    case schulbedarf = "persoenlicher_schulbedarf"
    case befoerderung = "schuelerbefoerderung"
    case lernfoerderung
    case mittagessen = "gemeinschaftliche_mittagsverpflegung"
    case teilhabe = "teilhabe_sozial_kulturell"

    /// Nach der Norm, unter der die Rechnung eines Monats sie führt.
    init?(norm: String) {
        let arten: [(String, Bildungsart)] = [
            ("§ 34 Abs. 2 Nr. 1 ", .schulausfluege), ("§ 34 Abs. 2 Nr. 2 ", .klassenfahrten),
            ("§ 34 Abs. 3 ", .schulbedarf), ("§ 34 Abs. 4 ", .befoerderung),
            ("§ 34 Abs. 5 ", .lernfoerderung), ("§ 34 Abs. 6 ", .mittagessen),
            ("§ 34 Abs. 7 ", .teilhabe),
        ]
        guard let art = arten.first(where: { norm.contains($0.0) }) else { return nil }
        self = art.1
    }

    init?(_ art: Einzelleistung.Art) {
        switch art {
        case .ausflug: self = .schulausfluege
        case .schulbedarf: self = .schulbedarf
        case .schulweg: self = .befoerderung
        case .lernfoerderung: self = .lernfoerderung
        case .mittagessen: self = .mittagessen
        case .teilhabe: self = .teilhabe
        default: return nil
        }
    }
}
