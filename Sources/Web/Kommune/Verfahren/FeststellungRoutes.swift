import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Feststellungen zum Fall: örtliche Zuständigkeit mit Erstattung, Beginn der Leistung.
struct FeststellungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.schritt("faelle/{id}/feststellungen/{art}", pages: pages, schritt)
    }

    private func schritt(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let id = try Fallanfrage.id(context), heute = context.heute
        let akte = try await context.read(.fallAendern) {
            try Fallanfrage(id, stand: Stand(am: heute), heute: heute).akte(in: $0)
        }
        let ort = context.pfad("faelle/\(id)")
        return switch context.parameters.get("art") {
        case "zustaendigkeit":
            .zustaendigkeit(akte.fall, kommune: context.mandant.bezeichnung, ort: ort)
        case "einsetzen": .einsetzen(akte, heute: heute, ort: ort)
        case "erstattung": .erstattung(akte, von: context.unterzeichner, ort: ort)
        default: throw Fehlerbild.nichtGefunden()
        }
    }
}

extension Verfahrensschritt {
    fileprivate static func zustaendigkeit(
        _ fall: Fall, kommune: String, ort: String
    ) -> Verfahrensschritt {
        let id = fall.id
        return Verfahrensschritt(
            titel: "Örtliche Zuständigkeit prüfen", knopf: "Feststellen",
            erfolg: "Festgestellt. Das Ergebnis steht unter Feststellungen.",
            recht: .fallAendern, fall: fall,
            felder: [
                Feld("tatsaechlich", "Behörde am tatsächlichen Aufenthalt", maximal: 120),
                Feld("zuweisung", "Behörde der Verteilung oder Zuweisung",
                     hinweis: "Aus dem Bescheid nach § 50 AsylG oder § 15a AufenthG.",
                     freiwillig: true, maximal: 120),
                Feld("wohnsitzauflage", "Behörde der Wohnsitzauflage", freiwillig: true,
                     maximal: 120),
                Feld("mutter", "Nur bei Neugeborenen: für die Mutter zuständig",
                     freiwillig: true, maximal: 120),
                Feld("stationaer", "Es geht um Leistungen in einer Einrichtung oder Klinik",
                     .haken, freiwillig: true),
                Feld("vor_aufnahme", "Behörde am gewöhnlichen Aufenthalt vor der Aufnahme",
                     hinweis: "Bei der Aufnahme oder in den zwei Monaten davor.",
                     freiwillig: true, maximal: 120),
                Feld("eilfall", "Eilfall, oder binnen vier Wochen nicht zu klären", .haken,
                     freiwillig: true),
            ],
            werte: ["tatsaechlich": [kommune]],
            hinweis: .hinweis("Schreiben Sie die eigene Behörde als „\(kommune)“. Ist eine andere "
                + "zuständig, erstattet sie (§ 10b AsylbLG); eine Wiedervorlage erinnert daran."),
            ziel: "\(ort)/feststellungen/zustaendigkeit", zurueck: "\(ort)/verfahren",
            lesen: { e in
                let zuweisung = e.text("zuweisung"), auflage = e.text("wohnsitzauflage")
                let mutter = e.text("mutter"), davor = e.text("vor_aufnahme")
                let stationaer = e.haken("stationaer")
                if davor != nil, !stationaer {
                    e.melde("vor_aufnahme", grund: "zählt nur bei Leistungen in einer Einrichtung",
                            abhilfe: "Kreuzen Sie die Einrichtung an oder leeren Sie das Feld.")
                }
                guard let ort = e.text("tatsaechlich"), e.ohneFehler else { return nil }
                let lage = AsylbLG.Ortslage(
                    tatsaechlich: ort, zuweisung: zuweisung, wohnsitzauflage: auflage,
                    istStationaer: stationaer, vorAufnahme: davor,
                    istEilfall: e.haken("eilfall"), mutter: mutter)
                return { try Rechtsfeststellung.zustaendigkeit(lage, zu: id, in: $0) }
            })
    }

    fileprivate static func einsetzen(
        _ akte: Fallakte, heute: Kalendertag, ort: String
    ) -> Verfahrensschritt {
        let id = akte.fall.id
        return Verfahrensschritt(
            titel: "Beginn der Leistung prüfen", knopf: "Feststellen",
            erfolg: "Festgestellt. Das Ergebnis steht unter Feststellungen.",
            recht: .fallAendern, fall: akte.fall,
            felder: [
                Feld("voraussetzungen", "Voraussetzungen liegen vor ab", .datum),
                Feld("kenntnis", "Uns bekannt geworden am", .datum),
                Feld("unzustaendig", "Einer unzuständigen Stelle bekannt am", .datum,
                     hinweis: "§ 18 Abs. 2 SGB XII: Dann zählt ihr Tag.", freiwillig: true),
            ],
            werte: ["voraussetzungen": [(akte.beginn ?? heute).deutsch],
                    "kenntnis": [heute.deutsch]],
            hinweis: .hinweis("Die Leistung setzt ein, sobald bekannt ist, dass die "
                + "Voraussetzungen vorliegen; ein Antrag ist nicht nötig (§ 6b AsylbLG)."),
            ziel: "\(ort)/feststellungen/einsetzen", zurueck: "\(ort)/verfahren",
            lesen: { e in
                let ab = e.datum("voraussetzungen"), kenntnis = e.datum("kenntnis")
                let fremd = e.datum("unzustaendig")
                if let kenntnis, kenntnis > e.heute {
                    e.melde("kenntnis", grund: "liegt in der Zukunft", abhilfe: "Prüfen Sie es.")
                }
                if let kenntnis, let fremd, fremd > kenntnis {
                    e.melde("unzustaendig", grund: "liegt nach unserer Kenntnis",
                            abhilfe: "Dann zählt es nicht; leeren Sie das Feld.")
                }
                guard let ab, let kenntnis, e.ohneFehler else { return nil }
                return {
                    try Rechtsfeststellung.einsetzen(
                        voraussetzungenAb: ab, kenntnis: kenntnis, kenntnisUnzustaendiger: fremd,
                        zu: id, in: $0)
                }
            })
    }
}

extension Verfahrensschritt {
    fileprivate static func erstattung(
        _ akte: Fallakte, von unterzeichner: Unterzeichner, ort: String
    ) -> Verfahrensschritt {
        let id = akte.fall.id
        return Verfahrensschritt(
            titel: "Kostenerstattung anmelden", knopf: "Brief erstellen",
            erfolg: "Angemeldet. Der Brief wird gesetzt und steht unter Schreiben.",
            recht: .fallAendern, fall: akte.fall,
            felder: [
                Feld("strasse", "Straße und Hausnummer oder Postfach der Behörde", maximal: 70),
                Feld("ort", "Postleitzahl und Ort", maximal: 70),
                Feld("ab", "Wir leisten für sie seit", .datum),
            ],
            werte: ["ab": [akte.beginn?.deutsch ?? ""]],
            hinweis: .hinweis("Der Brief geht an die Behörde, die nach der jüngsten Feststellung "
                + "erstattet. Er nennt Personen, Grund und die bewilligten Monate."),
            ziel: "\(ort)/feststellungen/erstattung", zurueck: "\(ort)/verfahren",
            lesen: { e in
                let strasse = e.text("strasse"), stadt = e.text("ort"), ab = e.datum("ab")
                guard let strasse, let stadt, let ab, e.ohneFehler else { return nil }
                let anmeldung = Erstattungsanmeldung(strasse: strasse, ort: stadt, ab: ab)
                return { try anmeldung.senden(zu: id, unterzeichner: unterzeichner, in: $0) }
            })
    }
}

extension Tabelle {
    static func feststellungen(
        _ feststellungen: [Rechtsfeststellung], namen: [User.ID: String]
    ) -> Tabelle {
        Tabelle(
            "Feststellungen",
            spalten: [Spalte("Feststellung"), Spalte("Ergebnis"), Spalte("Norm"), Spalte("Am")],
            zeilen: feststellungen.map {
                [Zelle($0.art.bezeichnung, zusatz: $0.angaben),
                 Zelle($0.ergebnis, zusatz: $0.erstattet.isEmpty ? $0.begruendung
                     : "\($0.begruendung) Erstattung durch \($0.erstattet) (§ 10b)."),
                 Zelle($0.norm),
                 Zelle(Uhr.berlinTag($0.am).deutsch, zusatz: namen[$0.von])]
            })
    }
}
