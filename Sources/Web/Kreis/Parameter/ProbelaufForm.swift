import Grundwerte
import Kreis
import Leistungsrecht

/// Welche Entwürfe durchzurechnen sind und bis zu welchem Monat.
struct ProbelaufForm: Sendable {
    let entwuerfe: [Parametersatz.ID]
    let bis: Monat
    let vorgang: UUIDv7

    static func felder(_ offene: [Parametersatz]) -> [Feld] {
        [Feld("entwurf", "Entwürfe", .mehrere(offene.compactMap { satz in
            satz.groesse.map {
                Option(satz.id.description, "\($0.bezeichnung) ab \(satz.gueltigAb.deutsch)",
                       hinweis: satz.fundstelle)
            }
        })),
         Feld("bis", "Bis Monat", .monat,
              hinweis: "Gerechnet wird ab dem Monat, in dem der früheste Entwurf beginnt.")]
    }

    init(_ form: FormData, _ offene: [Parametersatz], heute: Kalendertag) throws {
        var eingabe = Eingabe(form, Self.felder(offene), heute: heute)
        let entwuerfe = eingabe.mehrere("entwurf").compactMap { Parametersatz.ID($0) }
        let bis = eingabe.monat("bis")
        guard let bis, eingabe.ohneFehler else { throw eingabe.formularfehler }
        (self.entwuerfe, self.bis, vorgang) = (entwuerfe, bis, try eingabe.vorgang())
    }
}
