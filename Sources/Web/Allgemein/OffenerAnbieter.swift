import Grundwerte
import Platform

/// Ein Anbieter der Anmeldung in `zugang/anbieterposten.mustache`: woran seine Stelle erkennt, ob
/// es der richtige ist, und was sie dazu sagen kann.
struct OffenerAnbieter: Sendable {
    let name: String
    let marke: Marke
    let eckdaten: [Eckdatum]
    let wert: String
    let csrf: String
    let ort: String
    /// Noch zu bestätigen.
    let wartet: Bool
    /// Was auf dem Knopf steht, mit dem die Stelle ihn abschaltet; nil, wo es eine andere tut.
    let nein: String?

    init(_ anbieter: Anbieter, am heute: Kalendertag, ort: String, csrf: String, darfNein: Bool) {
        name = anbieter.bezeichnung
        marke = anbieter.marke(am: heute)
        eckdaten = [
            Eckdatum("Adresse (issuer)", anbieter.issuer),
            Eckdatum("Kennung dieses Programms dort", anbieter.clientID),
            Eckdatum("Merkmal der Person", anbieter.merkmal),
            Eckdatum("Zweiter Faktor dort", anbieter.faktor.isEmpty ? "zählt nicht"
                : anbieter.faktor.joined(separator: ", ")),
            Eckdatum("Gilt", anbieter.zeitraum),
            Eckdatum("Eingerichtet", "\(Kreisanzeige.zeit(anbieter.angelegtAm)) von "
                + anbieter.angelegtVon),
        ]
        wert = "\(anbieter.id)"
        self.csrf = csrf
        self.ort = ort
        wartet = anbieter.wartet
        nein = darfNein ? (anbieter.wartet ? "Abweisen" : "Abschalten") : nil
    }

    /// Der Anbieter aus dem Formular und ob er gelten soll.
    static func lies(_ form: FormData) throws -> (id: Anbieter.ID, ja: Bool) {
        guard let id = form["anbieter"].flatMap(Anbieter.ID.init),
              let ja = ["bestaetigen": true, "abweisen": false][form["antwort"] ?? ""]
        else { throw Fehlerbild.anfrage(grund: "Dem Formular fehlt der Anbieter.") }
        return (id, ja)
    }
}

extension [Anbieter] {
    /// Der, über den noch zu entscheiden ist; sonst der Grund, warum nicht.
    func wartender(_ id: Anbieter.ID) throws -> Anbieter {
        guard let anbieter = first(where: { $0.id == id }) else { throw Hindernis.nichtGefunden }
        guard anbieter.wartet else {
            throw Hindernis(.konflikt, "Über diesen Anbieter ist schon entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        return anbieter
    }
}
