import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Angaben für den Vordruck `kostenteilung.typ` (H-2.2).
struct Kostenschreiben: Encodable {
    struct Zeile: Encodable {
        let kommune: String, einwohner: String, ganze: String, rest: String, cent: String,
            anteil: String
    }

    let absender: Umlageschreiben.Absender
    let empfaenger: [String]
    let kommune: String
    let nummer: String
    let kassenzeichen: String
    let datum: String
    let titel: String
    let vereinbart: String
    let stichtag: String
    let betrag: String
    let faellig: String
    let bank: Umlageschreiben.Bank?
    let summe: String
    let einwohner: String
    let zeilen: [Zeile]
    let quelle: String
    let pruefsumme: String

    private static let vordruck = "Sources/Kreis/Vordrucke/kostenteilung.typ"

    /// Setzt die Schreiben, die noch fehlen, und legt sie ab. Gleiche Teilung, gleiche Bytes: Datum
    /// ist der Tag der Bestätigung.
    static func erstellen(_ id: Kostenteilung.ID, _ context: KreisContext) async throws {
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Der Schriftsatz ist hier nicht eingerichtet.",
                            abhilfe: "Bitten Sie den IT-Betrieb darum.")
        }
        let (teilung, forderungen, fertig) = try await context.read(
            .abrechnung, .kostenteilungLesen
        ) { session in
            let teilung = try Kostenteilung.laden(id, in: session)
            return (teilung, try teilung.forderungen(in: session),
                    try teilung.geschriebene(in: session))
        }
        guard let entscheidung = teilung.entscheidung, entscheidung.bestaetigt,
              teilung.rechnetSich else {
            throw Hindernis(.regel, "Geschrieben wird nur zu einer bestätigten Kostenteilung, die "
                            + "sich nachrechnen lässt.",
                            abhilfe: "Lassen Sie sie bestätigen oder die Daten prüfen "
                                + "(mandat pruefen).")
        }
        let konto = try await context.read(.abrechnung, .kostenteilungLesen) {
            try Bankkonto.laden(.ueberweisung, am: Uhr.berlinTag(entscheidung.am), in: $0)
        }
        for forderung in forderungen where !fertig.contains(forderung.id) {
            guard let mandant = try await context.services.registry.mandant(forderung.mandant)
            else { throw Hindernis.nichtGefunden }
            let angaben = Kostenschreiben(teilung, forderung, konto, an: mandant,
                                          am: entscheidung.am, kreis: context.services.kreis)
            do {
                let pdf = try await schriftsatz.setzen(
                    vorlage: vordruck, daten: JSONEncoder().encode(angaben),
                    zeitpunkt: entscheidung.am)
                try await context.write(.abrechnung, .kostenteilungBearbeiten) {
                    try teilung.schreibenAblegen(forderung.id, pdf, in: $0)
                }
            } catch is Schriftsatz.Fehler {
                throw Hindernis(.regel, "Das Schreiben ließ sich nicht setzen.",
                                abhilfe: "Versuchen Sie es noch einmal; bleibt es dabei, melden "
                                    + "Sie es dem IT-Betrieb.")
            }
        }
    }

    private init(_ teilung: Kostenteilung, _ forderung: Forderung, _ konto: Bankkonto?,
                 an mandant: Mandant, am zeitpunkt: Date, kreis: String) {
        absender = .init(name: kreis, amt: "Abrechnungsstelle")
        empfaenger = [mandant.bezeichnung, mandant.strasse, "\(mandant.plz) \(mandant.ort)"]
        kommune = forderung.kommune
        nummer = forderung.nummer
        kassenzeichen = forderung.kassenzeichen
        datum = Uhr.berlinTag(zeitpunkt).deutsch
        titel = teilung.titel
        vereinbart = teilung.vereinbartAm.deutsch
        stichtag = teilung.stichtag.deutsch
        betrag = forderung.betrag.betrag
        faellig = forderung.faellig.deutsch
        bank = konto.map { .init(inhaber: $0.inhaber, iban: $0.iban.gruppiert, bic: $0.bic) }
        summe = teilung.betrag.betrag
        einwohner = teilung.einwohner.deutsch
        zeilen = teilung.zeilen.map {
            Zeile(kommune: $0.zahl.kommune, einwohner: $0.zahl.anzahl.deutsch,
                  ganze: $0.anteil.ganze.betrag, rest: String($0.anteil.rest),
                  cent: $0.anteil.zusatzcent ? "0,01" : "–", anteil: $0.anteil.betrag.betrag)
        }
        quelle = teilung.zeilen.first?.zahl.quelle ?? ""
        pruefsumme = Kreisanzeige.hex(teilung.nachweisSHA256)
    }
}
