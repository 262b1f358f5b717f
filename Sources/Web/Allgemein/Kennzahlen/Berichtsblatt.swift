import Foundation
import Grundwerte
import Platform
import Uebergabe

/// Die Angaben für den Vordruck `kennzahlen.typ`: ein Bericht oder alle eines Monats.
struct Berichtsblatt: Encodable {
    struct Angabe: Encodable { let name: String, wert: String }
    struct Zeile: Encodable { let name: String, felder: [String] }

    struct Bericht: Encodable {
        let titel: String
        let definition: String
        let verdeckt: String
        let spalten: [String]
        let zeilen: [Zeile]
    }

    let kreis: String
    let nummer: String
    let monat: String
    let veroeffentlicht: String
    let pruefsumme: String
    let pruefblatt: [Angabe]
    let berichte: [Bericht]

    private static let vordruck = "Sources/Uebergabe/Vordrucke/kennzahlen.typ"

    init(_ berichte: [Berichtstabelle], _ eine: Veroeffentlichung, kreis: String) {
        self.kreis = kreis
        nummer = eine.nummer
        monat = eine.monat.deutsch
        veroeffentlicht = Uhr.berlinTag(eine.am).deutsch
        pruefsumme = hexadecimal(eine.sha256)
        pruefblatt = eine.nachweis.pruefblatt.map { Angabe(name: $0.name, wert: $0.wert) }
        self.berichte = berichte.map { bericht in
            let raster = Berichtsraster(bericht, umlage: eine.nachweis.umlage)
            return Bericht(
                titel: bericht.titel, definition: bericht.definition,
                verdeckt: bericht.geheimhaltung, spalten: raster.spalten,
                zeilen: raster.zeilen.map { zeile in
                    Zeile(name: zeile.name, felder: zeile.felder.map { $0 ?? "·" })
                })
        }
    }

    /// Dieselbe Veröffentlichung ergibt immer dieselben Bytes.
    func gesetzt(_ zeitpunkt: Date, _ services: WebServices) async throws -> [UInt8] {
        guard let schriftsatz = services.schriftsatz else {
            throw Hindernis(.regel, "Der Schriftsatz ist hier nicht eingerichtet.",
                            abhilfe: "Nehmen Sie die CSV, oder bitten Sie den IT-Betrieb darum.")
        }
        return try await schriftsatz.setzen(
            vorlage: Self.vordruck, daten: JSONEncoder().encode(self), zeitpunkt: zeitpunkt)
    }
}

extension Berichtstabelle {
    var geheimhaltung: String { "Verdeckt sind \(gesperrt) von \(zeilen.count) Feldern." }
}
