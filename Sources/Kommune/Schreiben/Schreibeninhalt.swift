import Grundwerte
import Platform

/// Was ein Schreiben sagt, bevor Absender und Empfänger dazukommen.
struct Schreibentext: Sendable {
    struct Abschnitt: Sendable, Codable {
        var titel: String?
        var absaetze: [String] = []
        /// Was aufgezählt wird, nach den Absätzen; nil in Briefen von früher.
        var liste: [String]?
        /// Die erste Zeile ist der Kopf; die letzte Spalte sind Beträge in Euro.
        var tabelle: [[String]] = []
        var summe: [String] = []
    }

    let titel: String
    /// Anschrift, wenn der Brief an eine Stelle und nicht an den Haushalt geht.
    var empfaenger: [String]?
    /// Der eine Betrag, um den es geht, mit dem Satz davor.
    var ergebnis: (satz: String, betrag: Geld)?
    var abschnitte: [Abschnitt]
    var kassenzeichen: String?
    /// Überschrift „Rechtsbehelfsbelehrung“, wenn das Schreiben ein Bescheid ist.
    var rechtsbehelf: String?
    /// Stelle, bei der der Rechtsbehelf einzulegen ist; nil: die Kommune selbst.
    var rechtsbehelfsstelle: String?
    /// Frage und Antwort in einfacher Sprache.
    var einfach: [(String, String)] = []
}

extension Schreibentext {
    /// Gegen einen Bescheid der Kommune (§ 84 SGG); die Stelle folgt darauf.
    static let widerspruchsbelehrung = "Gegen diesen Bescheid können Sie innerhalb eines Monats "
        + "nach seiner Bekanntgabe Widerspruch erheben (§ 84 Sozialgerichtsgesetz). Der "
        + "Widerspruch ist schriftlich, in elektronischer Form nach § 36a Abs. 2 des Ersten "
        + "Buches Sozialgesetzbuch oder zur Niederschrift einzulegen bei:"
}

/// Was der Vordruck `schreiben.typ` druckt, als fertiger deutscher Text.
package struct Schreibeninhalt: Sendable, Codable {
    static let vordruck = "schreiben"

    struct Hervorhebung: Sendable, Codable { let satz: String; let betrag: String }

    let absender: Bescheidinhalt.Absender
    let auskunft: Bescheidinhalt.Auskunft
    let empfaenger: [String]
    let aktenzeichen: String
    let kassenzeichen: String?
    let datum: String
    let titel: String
    let ergebnis: Hervorhebung?
    let abschnitte: [Schreibentext.Abschnitt]
    let rechtsbehelf: String?
    let rechtsbehelfsstelle: String?
    let einfach: [Bescheidinhalt.Frage]
    let unterschrift: Bescheidinhalt.Unterschrift

    init(_ text: Schreibentext, an person: Person.ID?, akte: Fallakte, mandant: Mandant,
         unterzeichner: Unterzeichner, am tag: Kalendertag) {
        absender = Bescheidinhalt.Absender(mandant)
        auskunft = Bescheidinhalt.Auskunft(unterzeichner)
        empfaenger = text.empfaenger ?? akte.anschrift(von: person, am: tag)
        aktenzeichen = akte.fall.aktenzeichen
        kassenzeichen = text.kassenzeichen
        datum = tag.deutsch
        titel = text.titel
        ergebnis = text.ergebnis.map { Hervorhebung(satz: $0.satz, betrag: $0.betrag.betrag) }
        abschnitte = text.abschnitte
        rechtsbehelf = text.rechtsbehelf
        rechtsbehelfsstelle = text.rechtsbehelf == nil ? nil : text.rechtsbehelfsstelle
            ?? "\(mandant.bezeichnung), \(mandant.strasse), \(mandant.plz) \(mandant.ort)"
        einfach = text.empfaenger != nil
            ? [] : text.einfach.map { Bescheidinhalt.Frage(frage: $0.0, antwort: $0.1) } + [
                Bescheidinhalt.Frage(frage: "Wen kann ich fragen?", antwort: [
                    unterzeichner.name, unterzeichner.telefon.nichtLeer.map { "Telefon \($0)" },
                    unterzeichner.zimmer.nichtLeer.map { "Zimmer \($0)" },
                ].compactMap(\.self).joined(separator: ", ")),
            ]
        unterschrift = Bescheidinhalt.Unterschrift(name: unterzeichner.name)
    }
}

extension Fallakte {
    /// Anschriftenfeld einer Person des Falls, sonst des Haushaltsvorstands.
    fileprivate func anschrift(von person: Person.ID?, am tag: Kalendertag) -> [String] {
        guard let person, let angabe = mitglieder.first(where: { $0.id == person })?.angabe(am: tag)
        else { return anschriftenfeld(am: tag) }
        let anrede: String? = switch angabe.geschlecht {
        case .maennlich: "Herrn"
        case .weiblich: "Frau"
        default: nil
        }
        return [anrede, angabe.name].compactMap(\.self) + zustellung(an: person, am: tag)
    }
}
