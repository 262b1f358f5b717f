import Grundwerte
import Kommune
import Platform

/// Die Seite `aenderung/folgen.mustache`: was eine Änderung bewirkt, bevor sie gespeichert ist.
struct AenderungsfolgenView: Sendable {
    struct Eingabewert: Sendable {
        let name: String
        let wert: String
    }

    /// Ein Knopf, der die Änderung abschließt.
    struct Knopf: Sendable {
        let schritt: String
        let text: String
    }

    let page: Page
    let zeile: String
    let hindernis: Abhilfe?
    let folgen: FolgenView?
    /// Welcher Brief entsteht; nil, solange ein Hindernis im Weg steht.
    let brief: String?
    let ziel: String
    let csrf: String
    let vorgang: String
    let werte: [Eingabewert]
    let haupt: Knopf?
    let neben: Knopf?
}

extension AenderungsfolgenView {
    /// Nil, wenn sich an keinem bewilligten Monat etwas ändert.
    init?(_ folge: Aenderungsfolge, _ form: AenderungForm, _ eingaben: FormData,
          _ context: MandantContext) {
        let fall = form.akte.fall, ort = context.pfad("faelle/\(fall.id)"), heute = context.heute
        let titel: String
        switch folge {
        case .keine: return nil
        case let .hindernis(grund):
            titel = "Danach lässt sich die Leistung nicht rechnen"
            (hindernis, folgen, brief) = (Abhilfe(grund, fall: ort), nil, nil)
        case let .bewilligung(bewilligung):
            titel = bewilligung.befund(heute: heute)
            hindernis = bewilligung.hindernis.map { Abhilfe($0, fall: ort) }
            folgen = FolgenView(bewilligung, boegen: nil, heute: heute)
            brief = bewilligung.hindernis == nil ? Self.brief(form, am: heute) : nil
        }
        page = context.page(titel, .faelle, pfad: context.fallpfad(fall))
        let wer = form.mitglied?.angabe(am: heute)?.name ?? form.akte.titel(am: heute)
        zeile = "\(form.art.bezeichnung): \(wer). Noch ist nichts gespeichert."
        ziel = "\(ort)/aenderung/\(form.art.rawValue)"
        csrf = context.facts.csrfToken
        vorgang = eingaben["vorgang"] ?? ""
        werte = form.felder.flatMap { feld in
            eingaben.all(feld.name).map { Eingabewert(name: feld.name, wert: $0) }
        }
        let bewilligen = hindernis == nil && context.darf(.bescheidErlassen)
        let nurSpeichern = form.art.gehtOhneBescheid
            ? Knopf(schritt: Aenderungsschritt.speichern.rawValue,
                    text: "Nur die Angaben speichern") : nil
        haupt = bewilligen
            ? Knopf(schritt: Aenderungsschritt.bewilligen.rawValue,
                    text: "Speichern und Bescheid erlassen")
            : nurSpeichern
        neben = bewilligen ? nurSpeichern : nil
    }

    private static func brief(_ form: AenderungForm, am tag: Kalendertag) -> String {
        let art = form.art == .einstellung ? "ein Einstellungsbescheid" : "ein Änderungsbescheid"
        let wer = form.akte.vorstand(am: tag)?.angabe(am: tag)?.name ?? "den Haushalt"
        return "Es entsteht \(art) an \(wer) mit Berechnung, Gründen, Rechtsbehelfsbelehrung und "
            + "einer Seite in einfacher Sprache."
    }
}
