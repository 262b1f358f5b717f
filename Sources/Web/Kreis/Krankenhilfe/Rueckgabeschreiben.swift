import Foundation
import Grundwerte
import Kreis
import Platform

/// Die Angaben für den Vordruck `sammelrechnung-rueckgabe.typ` (B-6.5).
struct Rueckgabeschreiben: Encodable {
    struct Absender: Encodable { let name: String, amt: String }
    /// Ein beanstandeter Posten mit seiner Nummer in der Liste; ohne Namen.
    struct Posten: Encodable { let nummer: Int, betrag: String }

    let absender: Absender
    let empfaenger: [String]
    let zeichen: String
    let datum: String
    let art: String
    let nummer: String
    let rechnungsdatum: String
    let monat: String
    let betrag: String
    let grund: String
    let posten: [Posten]

    private static let vordruck = "Sources/Kreis/Vordrucke/sammelrechnung-rueckgabe.typ"

    /// Setzt das Schreiben. Gleiche Rückgabe, gleiche Bytes: Datum ist ihr Tag.
    static func setzen(_ id: Sammelrechnung.ID, _ context: KreisContext) async throws -> [UInt8] {
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Der Schriftsatz ist hier nicht eingerichtet.",
                            abhilfe: "Bitten Sie den IT-Betrieb darum.")
        }
        let (rechnung, steller, gezogene) = try await context.read(
            .abrechnung, .sammelrechnungLesen
        ) {
            let rechnung = try Sammelrechnung.laden(id, in: $0)
            return (rechnung, try Rechnungssteller.laden(rechnung.steller, in: $0),
                    try Sammelposition.gezogene(id, in: $0))
        }
        guard let rueckgabe = rechnung.rueckgabe else {
            throw Hindernis(.regel, "Die Rechnung ist nicht zurückgegeben.")
        }
        let angaben = Rueckgabeschreiben(
            rechnung, rueckgabe, gezogene.filter { $0.ergebnis == .beanstandet }, an: steller,
            kreis: context.services.kreis)
        do {
            return try await schriftsatz.setzen(
                vorlage: vordruck, daten: JSONEncoder().encode(angaben), zeitpunkt: rueckgabe.am)
        } catch is Schriftsatz.Fehler {
            throw Hindernis(.regel, "Das Schreiben ließ sich nicht setzen.",
                            abhilfe: "Versuchen Sie es noch einmal; bleibt es dabei, melden Sie "
                                + "es dem IT-Betrieb.")
        }
    }

    private init(_ rechnung: Sammelrechnung, _ rueckgabe: Sammelrechnung.Schritt,
                 _ beanstandet: [Sammelposition], an steller: Rechnungssteller, kreis: String) {
        absender = Absender(name: kreis, amt: "Abrechnungsstelle")
        empfaenger = [steller.name, steller.strasse, "\(steller.plz) \(steller.ort)"]
        zeichen = rechnung.eingangsnummer
        datum = Uhr.berlinTag(rueckgabe.am).deutsch
        art = rechnung.art.bezeichnung
        nummer = rechnung.nummer
        rechnungsdatum = rechnung.rechnungsdatum.deutsch
        monat = rechnung.monat.deutsch
        betrag = rechnung.betrag.betrag
        grund = rueckgabe.text
        posten = beanstandet.map { Posten(nummer: $0.posten.lfd, betrag: $0.posten.betrag.betrag) }
    }
}
