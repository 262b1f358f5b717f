import Grundwerte
import Kommune
import Platform

/// Das Formular einer neuen Rückforderung: erkannte Überzahlungen wählen oder eine von Hand nennen.
struct NeueForderung: Sendable {
    let akte: Fallakte
    let offene: [OffeneUeberzahlung]
    let heute: Kalendertag

    func schritt(_ pfad: (String) -> String) -> Verfahrensschritt {
        let fall = akte.fall, ort = pfad("faelle/\(fall.id)")
        var werte = [
            "ueberzahlung": offene.map(\.id.description),
            "kenntnis": [(offene.map(\.erkanntAm).min() ?? heute).deutsch],
        ]
        if let vorstand = akte.vorstand(am: heute) {
            werte["schuldner"] = [vorstand.id.description]
        }
        return Verfahrensschritt(
            titel: "Rückforderung anlegen", knopf: "Rückforderung anlegen",
            erfolg: "Rückforderung angelegt. Als Nächstes: anhören.",
            recht: .rueckforderungBearbeiten,
            fall: fall, felder: felder, werte: werte,
            hinweis: .hinweis("Verlangt ist damit noch nichts. Zuerst wird angehört, dann "
                + "entschieden."),
            ziel: "\(ort)/rueckforderung", zurueck: "\(ort)/verfahren", lesen: { lesen(&$0) })
    }

    private var felder: [Feld] {
        let ueberzahlungen = offene.map {
            Option($0.id.description, "\($0.monat.deutsch), \($0.zweck.bezeichnung): \($0.betrag)",
                   hinweis: "Bescheid \($0.bescheidnummer) vom \($0.erkanntAm.deutsch)")
        }
        let personen = akte.mitglieder.map {
            Option($0.id.description, $0.angabe(am: heute)?.name ?? "Person")
        }
        return (ueberzahlungen.isEmpty ? [] : [
            Feld("ueberzahlung", "Erkannte Überzahlungen", .mehrere(ueberzahlungen),
                 freiwillig: true),
        ]) + [
            Feld("schuldner", "Wer erstatten soll", .auswahl(personen),
                 hinweis: "Wer die Leistung erhalten hat. Jede Person schuldet nur, was ihr "
                     + "gezahlt wurde."),
            Feld("grund", "Was geschehen ist", .mehrzeilig,
                 hinweis: "Steht in der Anhörung und im Bescheid.",
                 maximal: 2_000),
            Feld("kenntnis", "Tatsachen bekannt seit", .datum,
                 hinweis: "Von hier an läuft die Jahresfrist (§ 45 Abs. 4 Satz 2 SGB X)."),
            Feld("monat", "Weitere Überzahlung: Monat", .monat, freiwillig: true, breite: .kurz),
            Feld("zweck", "Weitere Überzahlung: wofür", .auswahl(Zahlung.Zweck.allCases.map {
                Option($0.rawValue, $0.bezeichnung)
            }), freiwillig: true),
            Feld("betrag", "Weitere Überzahlung: Betrag", .betrag, freiwillig: true, breite: .kurz),
        ]
    }

    private func lesen(_ e: inout Eingabe) -> Verfahrensschritt.Tun? {
        let gewaehlt = offene.isEmpty
            ? [] : e.mehrere("ueberzahlung").compactMap(OffeneUeberzahlung.ID.init)
        let schuldner = e.kennung("schuldner", als: Person.ID.self), grund = e.text("grund")
        let kenntnis = e.datum("kenntnis"), posten = handposten(&e), fall = akte.fall.id
        guard let schuldner, let grund, let kenntnis, e.ohneFehler else { return nil }
        return { session in
            _ = try Rueckforderung.anlegen(
                fall: fall, schuldner: schuldner, grund: grund, kenntnis: kenntnis,
                ueberzahlungen: gewaehlt,
                handposten: posten, in: session)
        }
    }

    /// Monat, Zweck und Betrag gehören zusammen.
    private func handposten(_ e: inout Eingabe) -> [Rueckforderung.Handposten] {
        let namen = ["monat", "zweck", "betrag"]
        guard namen.contains(where: { e.istAusgefuellt($0) }) else { return [] }
        for name in namen where !e.istAusgefuellt(name) {
            e.melde(name, grund: "fehlt noch", abhilfe: "Monat, Zweck und Betrag gehören zusammen.")
        }
        let monat = e.monat("monat"), zweck = e.auswahl("zweck").flatMap(Zahlung.Zweck.init)
        let betrag = e.betrag("betrag", mindestens: Geld(cent: 1))
        guard let monat, let zweck, let betrag else { return [] }
        if monat > heute.monat.naechster {
            e.melde("monat", grund: "liegt in der Zukunft",
                    abhilfe: "Gezahlt wird höchstens einen Monat voraus.")
        }
        return [.init(monat: monat, zweck: zweck, betrag: betrag)]
    }
}
