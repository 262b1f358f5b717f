import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Angaben für den Vordruck `mahnung.typ`.
struct Mahnschreiben: Encodable {
    let absender: Erstattungsschreiben.Absender
    let empfaenger: [String]
    let stufe: Int
    let titel: String
    let art: String
    let monat: String
    let nummer: String
    let kassenzeichen: String
    let datum: String
    let faellig: String
    let betrag: String
    let eingegangen: String?
    let offen: String
    let frist: String
    let bank: Erstattungsschreiben.Bank?

    private static let vordruck = "Sources/Kreis/Vordrucke/mahnung.typ"

    /// Setzt das Schreiben zu einer Mahnung; sein Datum ist ihr Tag.
    static func setzen(
        _ forderung: Forderung, _ mahnung: Forderung.Mahnung, _ context: KreisContext
    ) async throws -> [UInt8] {
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Der Schriftsatz ist hier nicht eingerichtet.",
                            abhilfe: "Bitten Sie den IT-Betrieb darum.")
        }
        let konto = try await context.read(.abrechnung, .erstattungLesen) {
            try Bankkonto.laden(.ueberweisung, am: mahnung.tag, in: $0)
        }
        guard let mandant = try await context.services.registry.mandant(forderung.mandant) else {
            throw Hindernis.nichtGefunden
        }
        let angaben = Mahnschreiben(forderung, mahnung, konto, an: mandant,
                                    kreis: context.services.kreis)
        do {
            return try await schriftsatz.setzen(
                vorlage: vordruck, daten: JSONEncoder().encode(angaben), zeitpunkt: mahnung.am)
        } catch is Schriftsatz.Fehler {
            throw Hindernis(.regel, "Das Schreiben ließ sich nicht setzen.",
                            abhilfe: "Versuchen Sie es noch einmal; bleibt es dabei, melden Sie es "
                                + "dem IT-Betrieb.")
        }
    }

    private init(_ f: Forderung, _ mahnung: Forderung.Mahnung, _ konto: Bankkonto?,
                 an mandant: Mandant, kreis: String) {
        absender = .init(name: kreis, amt: "Kreiskasse")
        empfaenger = [mandant.bezeichnung, mandant.strasse, "\(mandant.plz) \(mandant.ort)"]
        stufe = mahnung.stufe.rawValue
        titel = mahnung.stufe.bezeichnung
        art = f.art.bezeichnung
        monat = f.monat.deutsch
        nummer = f.nummer
        kassenzeichen = f.kassenzeichen
        datum = mahnung.tag.deutsch
        faellig = f.faellig.deutsch
        betrag = f.betrag.betrag
        let gedeckt = f.betrag - mahnung.offen
        eingegangen = gedeckt == .null ? nil : gedeckt.betrag
        offen = mahnung.offen.betrag
        frist = mahnung.frist.deutsch
        bank = konto.map { .init(inhaber: $0.inhaber, iban: $0.iban.gruppiert, bic: $0.bic) }
    }
}
