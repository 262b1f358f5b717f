import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Angaben für den Vordruck `umlage.typ` (B-6.7).
struct Umlageschreiben: Encodable {
    struct Absender: Encodable { let name: String, amt: String }
    struct Bank: Encodable { let inhaber: String, iban: String, bic: String? }
    struct Zeile: Encodable { let text: String, wert: String }
    struct Beleg: Encodable { let beleg: String, von: String, gebucht: String, betrag: String }

    let absender: Absender
    let empfaenger: [String]
    let kommune: String
    let nummer: String
    let kassenzeichen: String
    let datum: String
    let monat: String
    let betrag: String
    let guthaben: Bool
    let faellig: String
    let bank: Bank?
    let rechenweg: [Zeile]
    let belege: [Beleg]
    let netto: String
    let gezaehlt: String
    let regel: String
    let pruefsumme: String

    private static let vordruck = "Sources/Kreis/Vordrucke/umlage.typ"

    /// Setzt das Schreiben an eine Kommune und legt es ab. Gleiche Umlage, gleiche Bytes: Datum ist
    /// der Tag des Abschlusses.
    static func erstellen(_ id: Umlageteil.ID, _ context: KreisContext) async throws {
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Der Schriftsatz ist hier nicht eingerichtet.",
                            abhilfe: "Bitten Sie den IT-Betrieb darum.")
        }
        let (teil, umlage, rechnung, konto, stimmt) = try await context.read(
            .abrechnung, .umlageLesen
        ) { session in
            let teil = try Umlageteil.laden(id, in: session)
            let umlage = try Umlage.laden(teil.umlage, in: session)
            let tag = Uhr.berlinTag(umlage.abgeschlossenAm)
            return (teil, umlage, try umlage.rechnung(in: session),
                    try Bankkonto.laden(.ueberweisung, am: tag, in: session),
                    try umlage.nachrechnen(in: session).allesGleich)
        }
        guard stimmt else {
            throw Hindernis(.konflikt, "Die Nachrechnung dieser Umlage weicht ab.",
                            abhilfe: "Lassen Sie die Daten prüfen (mandat pruefen), bevor etwas "
                                + "verschickt wird.")
        }
        guard let mandant = try await context.services.registry.mandant(teil.mandant) else {
            throw Hindernis.nichtGefunden
        }
        let angaben = Umlageschreiben(teil, umlage, rechnung, konto, an: mandant,
                                      kreis: context.services.kreis)
        do {
            let pdf = try await schriftsatz.setzen(
                vorlage: vordruck, daten: JSONEncoder().encode(angaben),
                zeitpunkt: umlage.abgeschlossenAm)
            try await context.write(.abrechnung, .umlageAbschliessen) {
                try Umlageteil.laden(id, in: $0).schreibenAblegen(pdf, in: $0)
            }
        } catch is Schriftsatz.Fehler {
            throw Hindernis(.regel, "Das Schreiben ließ sich nicht setzen.",
                            abhilfe: "Versuchen Sie es noch einmal; bleibt es dabei, melden Sie "
                                + "es dem IT-Betrieb.")
        }
    }

    private init(_ teil: Umlageteil, _ umlage: Umlage, _ rechnung: Umlagerechnung,
                 _ konto: Bankkonto?, an mandant: Mandant, kreis: String) {
        let anteil = teil.zeile.anteil
        absender = Absender(name: kreis, amt: "Abrechnungsstelle")
        empfaenger = [mandant.bezeichnung, mandant.strasse, "\(mandant.plz) \(mandant.ort)"]
        kommune = teil.kommune
        nummer = teil.nummer
        kassenzeichen = teil.kassenzeichen
        datum = Uhr.berlinTag(umlage.abgeschlossenAm).deutsch
        monat = umlage.monat.deutsch
        guthaben = teil.betrag.istNegativ
        betrag = (guthaben ? -teil.betrag : teil.betrag).betrag
        faellig = teil.faellig.deutsch
        bank = konto.map { Bank(inhaber: $0.inhaber, iban: $0.iban.gruppiert, bic: $0.bic) }
        var zeilen = [
            Zeile(text: "Umzulegen für alle Kommunen", wert: umlage.netto.betrag),
            Zeile(text: "× Empfänger Ihrer Kommune", wert: String(anteil.gewicht)),
            Zeile(text: "÷ Empfänger aller Kommunen", wert: String(umlage.empfaenger)),
            Zeile(text: "Auf ganze Cent abgerundet, Rest \(anteil.rest)",
                  wert: anteil.ganze.betrag),
            Zeile(text: "Zusatzcent nach dem größten Rest",
                  wert: anteil.zusatzcent ? "0,01" : "–"),
            Zeile(text: "Ihr Anteil", wert: anteil.betrag.betrag),
        ]
        if teil.zeile.durchleitung != .null {
            zeilen.append(Zeile(text: "Einnahmen, die Sie weitergeben",
                                wert: teil.zeile.durchleitung.betrag))
        }
        rechenweg = zeilen
        belege = rechnung.positionen.map {
            Beleg(beleg: $0.text, von: $0.rechnungssteller, gebucht: $0.tag.deutsch,
                  betrag: $0.betrag.betrag)
        }
        netto = umlage.netto.betrag
        gezaehlt = teil.zeile.zahl?.gezaehltZum.deutsch ?? "–"
        regel = umlage.regel.ersterTag.deutsch
        pruefsumme = Kreisanzeige.hex(umlage.nachweisSHA256)
    }
}
