import Foundation
import Grundwerte
import Kommune
import Platform

/// Die Formulare zu den Unterlagen eines Falls.
struct Unterlagenschritt: Sendable {
    let akte: Fallakte
    let offene: [Unterlage]
    let heute: Kalendertag
    /// Pfad des Falls.
    let ort: String

    private var fall: Fall.ID { akte.fall.id }
    private var zurueck: String { "\(ort)/dokumente" }

    /// Die fehlenden Unterlagen zum Ankreuzen.
    private var auswahl: Feld {
        Feld("unterlagen", "Unterlagen", .mehrere(offene.map {
            Option($0.id.description, "\($0.bezeichnung) (\($0.fuer(akte)))",
                   hinweis: $0.marke(heute: heute).wort)
        }))
    }

    var verlangen: Verfahrensschritt {
        let vorlagen = Unterlagenvorlage.auswahl(am: heute), fall = fall
        let personen = akte.mitglieder(am: heute).map {
            Option($0.id.description, $0.angabe(am: heute)?.name ?? "Person")
        }
        return Verfahrensschritt(
            titel: "Unterlagen verlangen", knopf: "Auf die Liste setzen",
            erfolg: "Steht auf der Liste; eine Wiedervorlage erinnert an die Frist.",
            recht: .fallAendern, fall: akte.fall,
            felder: [
                Feld("vorlagen", "Was gebraucht wird", .mehrere(vorlagen.map {
                    Option($0.schluessel, $0.bezeichnung,
                           hinweis: $0.unterlagen.map(\.bezeichnung).joined(separator: "; "))
                }), freiwillig: true),
                Feld("weitere", "Weitere Unterlagen", .mehrzeilig, hinweis: "Je Zeile eine.",
                     freiwillig: true, maximal: 1_000),
                Feld("person", "Nur von einer Person", .auswahl(personen),
                     hinweis: "Leer: vom Haushalt, Ausweise von jeder Person.", freiwillig: true),
                Feld("frist", "Bis wann", .datum),
            ],
            werte: ["frist": [Feiertag.werktag(ab: heute.plus(tage: 14)).deutsch]],
            ziel: "\(ort)/unterlagen/neu", zurueck: zurueck, reiter: .dokumente,
            lesen: { Unterlagenschritt.verlangen(&$0, vorlagen, fall) })
    }

    private static func verlangen(
        _ e: inout Eingabe, _ vorlagen: [Unterlagenvorlage], _ fall: Fall.ID
    ) -> Verfahrensschritt.Tun? {
        let gewaehlt = e.mehrere("vorlagen"), text = e.text("weitere") ?? ""
        let weitere = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let person = e.istAusgefuellt("person") ? e.kennung("person", als: Person.ID.self) : nil
        if gewaehlt.isEmpty, weitere.isEmpty {
            e.melde("vorlagen", grund: "noch nichts gewählt",
                    abhilfe: "Kreuzen Sie an, was gebraucht wird, oder schreiben Sie es darunter.")
        }
        if weitere.contains(where: { $0.count > 200 }) {
            e.melde("weitere", grund: "eine Zeile ist zu lang",
                    abhilfe: "Kürzen Sie auf höchstens 200 Zeichen.")
        }
        guard let frist = e.datum("frist"), e.ohneFehler else { return nil }
        let neu = Unterlage.Verlangen(
            vorlagen: vorlagen.filter { gewaehlt.contains($0.schluessel) }, weitere: weitere,
            person: person, frist: frist)
        return { try Unterlage.verlangen(neu, zu: fall, in: $0) }
    }

    var eingang: Verfahrensschritt {
        let fall = fall
        return Verfahrensschritt(
            titel: "Eingang von Unterlagen", knopf: "Eingang speichern",
            erfolg: "Eingang festgehalten.", recht: .fallAendern, fall: akte.fall,
            felder: [auswahl, Feld("am", "Eingegangen am", .datum)],
            werte: ["am": [heute.deutsch]],
            ziel: "\(ort)/unterlagen/eingang", zurueck: zurueck, reiter: .dokumente,
            lesen: { e in
                let ids = e.mehrere("unterlagen").compactMap(Unterlage.ID.init)
                guard let tag = e.datum("am"), e.ohneFehler else { return nil }
                return { try Unterlage.eingegangen(ids, zu: fall, am: tag, in: $0) }
            })
    }

    var verzicht: Verfahrensschritt {
        let fall = fall
        return Verfahrensschritt(
            titel: "Auf Unterlagen verzichten", knopf: "Verzichten",
            erfolg: "Verzicht festgehalten.", recht: .fallAendern, fall: akte.fall,
            felder: [auswahl, Feld("grund", "Warum sie nicht gebraucht werden", .mehrzeilig,
                                   hinweis: "Etwa: nicht zu beschaffen, § 65 Abs. 1 SGB I.",
                                   maximal: 500)],
            ziel: "\(ort)/unterlagen/verzicht", zurueck: zurueck, reiter: .dokumente,
            lesen: { e in
                let ids = e.mehrere("unterlagen").compactMap(Unterlage.ID.init)
                guard let grund = e.text("grund"), e.ohneFehler else { return nil }
                return { try Unterlage.verzichten(ids, zu: fall, grund: grund, in: $0) }
            })
    }

    /// Der Brief mit Frist und Folge; angekreuzt ist, was überfällig oder noch nicht angemahnt ist.
    func aufforderung(_ wer: Unterzeichner) -> Verfahrensschritt {
        let fall = fall
        let frist = Feiertag.werktag(ab: heute.plus(tage: Mitwirkung.mindestfristTage + 4))
        let faellig = offene.filter {
            $0.aufforderung == nil || $0.zustand(heute: heute) == .ueberfaellig
        }
        return Verfahrensschritt(
            titel: "Zur Mitwirkung auffordern", knopf: "Aufforderung versenden",
            erfolg: "Die Aufforderung liegt bei den Schreiben; zum Fristende wird sie vorgelegt.",
            recht: .bescheidErlassen, fall: akte.fall,
            felder: [
                auswahl,
                Feld("frist", "Vorzulegen bis", .datum, hinweis: "Mindestens zwei Wochen."),
                Feld("hinweis", "Zusatz im Brief", .mehrzeilig, freiwillig: true, maximal: 1_000),
            ],
            werte: ["frist": [frist.deutsch], "unterlagen": faellig.map(\.id.description)],
            hinweis: .hinweis("Der Brief weist auf die Folgen hin (§ 66 Abs. 3 SGB I). Erst nach "
                + "Ablauf der Frist darf die Leistung versagt oder entzogen werden."),
            ziel: "\(ort)/unterlagen/aufforderung", zurueck: zurueck, reiter: .dokumente,
            lesen: { e in
                let ids = e.mehrere("unterlagen").compactMap(Unterlage.ID.init)
                let hinweis = e.text("hinweis") ?? ""
                guard let frist = e.datum("frist"), e.ohneFehler else { return nil }
                return {
                    try Mitwirkung.auffordern(ids, zu: fall, frist: frist, hinweis: hinweis,
                                              unterzeichner: wer, in: $0)
                }
            })
    }
}
