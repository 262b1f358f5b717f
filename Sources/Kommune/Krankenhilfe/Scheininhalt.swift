import Grundwerte
import Platform

/// Was der Vordruck `behandlungsschein.typ` von einem Schein druckt, fertiger deutscher Text.
package struct Scheininhalt: Sendable, Codable {
    package static let vorlage = "Sources/Kommune/Vordrucke/behandlungsschein.typ"

    struct Person: Sendable, Codable {
        let name: String; let geboren: String; let geschlecht: String; let anschrift: [String]
    }

    let absender: Bescheidinhalt.Absender
    let auskunft: Bescheidinhalt.Auskunft
    let nummer: String
    let aktenzeichen: String
    let datum: String
    let art: String
    let norm: String
    let regeln: [String]
    let quartal: String
    let gueltig: Bescheidinhalt.Spanne
    let person: Person

    /// Ein Vordruck setzt beliebig viele Scheine, jeden auf ein Blatt.
    package struct Druck: Sendable, Codable {
        package let scheine: [Scheininhalt]

        package init(_ scheine: [Scheininhalt]) { self.scheine = scheine }
    }
}

extension Scheininhalt {
    init(_ wunsch: Scheinwunsch, nummer: String, gueltig: Zeitraum, fuer kennung: Kommune.Person.ID,
         person: Kommune.Person.Angabe, akte: Fallakte, mandant: Mandant,
         unterzeichner: Unterzeichner, am tag: Kalendertag) {
        absender = Bescheidinhalt.Absender(mandant)
        auskunft = Bescheidinhalt.Auskunft(unterzeichner)
        self.nummer = nummer
        aktenzeichen = akte.fall.aktenzeichen
        datum = tag.deutsch
        art = wunsch.fachrichtung.isEmpty ? wunsch.art.bezeichnung
            : "\(wunsch.art.bezeichnung), \(wunsch.fachrichtung)"
        norm = wunsch.art.norm
        regeln = wunsch.art.regeln
        quartal = wunsch.quartal.deutsch
        let ende = gueltig.bis ?? wunsch.quartal.letzterTag
        self.gueltig = .init(von: gueltig.von.deutsch, bis: ende.deutsch)
        self.person = Person(
            person, anschrift: akte.zustellung(an: kennung, am: gueltig.von))
    }
}

extension Scheininhalt.Person {
    init(_ angabe: Kommune.Person.Angabe, anschrift: [String]) {
        name = angabe.name
        geboren = angabe.geburtsdatum.deutsch
        geschlecht = angabe.geschlecht.bezeichnung
        self.anschrift = anschrift
    }
}

extension Behandlungsschein.Art {
    /// Was die Praxis wissen muss, bevor sie auf diesen Schein behandelt.
    var regeln: [String] {
        let gemeinsam = [
            "Der Schein gilt nur für die genannte Person und nur im genannten Zeitraum.",
            "Rechnen Sie mit der Kommune nach den Verträgen am Ort Ihrer Niederlassung ab "
                + "(§ 4 Abs. 3 AsylbLG) und geben Sie die Nummer des Scheins an.",
        ]
        let eigene = switch self {
        case .aerztlich:
            ["Er gilt für die Behandlung akuter Erkrankungen und Schmerzzustände mit Arznei- und "
                + "Verbandmitteln (§ 4 Abs. 1 Satz 1 AsylbLG).",
             "Überweisungen, Heil- und Hilfsmittel, Krankenfahrten und planbare "
                + "Krankenhausbehandlungen brauchen vorher unsere Zusage; Notfälle nicht."]
        case .zahnaerztlich:
            ["Er gilt für die Behandlung akuter Erkrankungen und Schmerzzustände der Zähne.",
             "Zahnersatz braucht vorher unsere Zusage; er wird nur getragen, soweit er aus "
                + "medizinischen Gründen unaufschiebbar ist (§ 4 Abs. 1 Satz 3 AsylbLG)."]
        case .fachaerztlich:
            ["Er gilt für die genannte Fachrichtung auf Überweisung.",
             "Weitere Überweisungen und planbare Eingriffe brauchen vorher unsere Zusage."]
        case .vorsorge:
            ["Er gilt für Schutzimpfungen und die medizinisch gebotenen Vorsorgeuntersuchungen "
                + "(§ 4 Abs. 1 Satz 2 AsylbLG)."]
        case .schwangerschaft:
            ["Er gilt für ärztliche und pflegerische Hilfe, Hebammenhilfe, Arznei-, Verband- und "
                + "Heilmittel bei Schwangerschaft und Geburt (§ 4 Abs. 2 AsylbLG)."]
        }
        return eigene + gemeinsam
    }
}
