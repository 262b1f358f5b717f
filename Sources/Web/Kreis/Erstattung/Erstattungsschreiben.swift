import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Angaben für den Vordruck `erstattungsanforderung.typ`.
struct Erstattungsschreiben: Encodable {
    struct Absender: Encodable { let name: String, amt: String }
    struct Bank: Encodable { let inhaber: String, iban: String, bic: String? }
    struct Bewegung: Encodable { let bewegung: String, anzahl: String, betrag: String }
    struct Zeile: Encodable {
        let gebucht: String, lauf: String, bewegung: String, anzahl: String, betrag: String
    }

    let absender: Absender
    let empfaenger: [String]
    let kommune: String
    let nummer: String
    let kassenzeichen: String
    let datum: String
    let monat: String
    let betrag: String
    let faellig: String
    let bank: Bank?
    let zusammensetzung: [Bewegung]
    let anzahl: String
    let nachweis: [Zeile]
    let pruefsumme: String

    private static let vordruck = "Sources/Kreis/Vordrucke/erstattungsanforderung.typ"

    /// Setzt das Schreiben. Gleiche Erstattung, gleiche Bytes: Datum ist der Tag des Abschlusses.
    static func setzen(_ id: Erstattung.ID, _ context: KreisContext) async throws -> [UInt8] {
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Der Schriftsatz ist hier nicht eingerichtet.",
                            abhilfe: "Bitten Sie den IT-Betrieb darum.")
        }
        let (erstattung, jeLauf, konto, probe) = try await context.read(
            .abrechnung, .erstattungLesen
        ) { session in
            let erstattung = try Erstattung.laden(id, in: session)
            let tag = Uhr.berlinTag(erstattung.abgeschlossenAm)
            return (erstattung, try erstattung.jeLauf(in: session),
                    try Bankkonto.laden(.ueberweisung, am: tag, in: session),
                    try erstattung.nachrechnen(in: session))
        }
        guard probe.allesGleich else {
            throw Hindernis(.konflikt, "Die Nachrechnung dieser Erstattung weicht ab.",
                            abhilfe: "Lassen Sie die Daten prüfen (mandat pruefen), bevor etwas "
                                + "verschickt wird.")
        }
        guard let mandant = try await context.services.registry.mandant(erstattung.mandant) else {
            throw Hindernis.nichtGefunden
        }
        let angaben = Erstattungsschreiben(erstattung, jeLauf, konto, probe, an: mandant,
                                           kreis: context.services.kreis)
        do {
            return try await schriftsatz.setzen(
                vorlage: vordruck, daten: JSONEncoder().encode(angaben),
                zeitpunkt: erstattung.abgeschlossenAm)
        } catch is Schriftsatz.Fehler {
            throw Hindernis(.regel, "Das Schreiben ließ sich nicht setzen.",
                            abhilfe: "Versuchen Sie es noch einmal; bleibt es dabei, melden Sie es "
                                + "dem IT-Betrieb.")
        }
    }

    private init(_ e: Erstattung, _ jeLauf: [Erstattung.Laufsumme], _ konto: Bankkonto?,
                 _ probe: Erstattung.Nachrechnung, an mandant: Mandant, kreis: String) {
        absender = Absender(name: kreis, amt: "Kreiskasse")
        empfaenger = [mandant.bezeichnung, mandant.strasse, "\(mandant.plz) \(mandant.ort)"]
        kommune = mandant.bezeichnung
        nummer = e.nummer
        kassenzeichen = e.kassenzeichen
        datum = Uhr.berlinTag(e.abgeschlossenAm).deutsch
        monat = e.monat.deutsch
        betrag = e.summe.betrag
        faellig = e.faellig.deutsch
        bank = konto.map { Bank(inhaber: $0.inhaber, iban: $0.iban.gruppiert, bic: $0.bic) }
        zusammensetzung = e.zusammensetzung(probe).map {
            Bewegung(bewegung: $0.text, anzahl: String($0.anzahl), betrag: $0.betrag.betrag)
        }
        anzahl = String(e.positionen)
        nachweis = jeLauf.map {
            Zeile(gebucht: $0.buchungstag.deutsch, lauf: $0.laufnummer ?? "–",
                  bewegung: $0.bewegung.bezeichnung, anzahl: String($0.anzahl),
                  betrag: $0.summe.betrag)
        }
        pruefsumme = Kreisanzeige.hex(e.nachweisSHA256)
    }
}
