import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die fälligen Aufträge eines Laufs, geteilt in solche, die die Bank annimmt, und ausgelassene.
struct Laufauswahl {
    private(set) var posten: [Zahlungsdatei.Posten] = []
    private(set) var ausgelassen: [(auftrag: Zahlungsauftrag.ID, grund: String)] = []
    /// Was an der Datei als Ganzer falsch ist.
    private(set) var dateifehler: [String] = []
    /// Gleich lang wie `posten`.
    private var auftraege: [Zahlungsauftrag.ID] = []

    var kontrollwerte: DKRegeln.Kontrollwerte {
        DKRegeln.Kontrollwerte(anzahl: posten.count, summe: posten.lazy.map(\.betrag).summe())
    }

    /// Sperrt die Aufträge, damit keine Kommune einen zurückzieht, während er in die Datei
    /// geschrieben wird.
    static func faellige(_ lauf: Zahllauf, in session: KreisSession) throws -> Laufauswahl {
        var auswahl = Laufauswahl()
        try session.transaction.forEach("""
            SELECT id, endtoend, betrag_cent, empfaenger_name, iban, zweckcode,
                   verwendungszweck, strasse, hausnummer, plz, ort, land, bic
              FROM zahlungsauftrag
             WHERE zahlweg = \(lauf.zahlweg) AND zustand = 'offen' AND faellig <= \(lauf.faelligBis)
             ORDER BY mandant_id, faellig, id FOR UPDATE
            """) { row in
            let id = try row.decode("id", as: Zahlungsauftrag.ID.self)
            guard let iban = try? IBAN(row.decode("iban", as: String.self)) else {
                return auswahl.ausgelassen.append((id, "IBAN: Die Prüfziffer stimmt nicht."))
            }
            auswahl.auftraege.append(id)
            auswahl.posten.append(Zahlungsdatei.Posten(
                endToEndId: try row.decode("endtoend"), betrag: try row.decode("betrag_cent"),
                empfaenger: try row.decode("empfaenger_name"), iban: iban,
                purposeCode: try row.decode("zweckcode"),
                verwendungszweck: try row.decode("verwendungszweck"),
                anschrift: try Empfaengeranschrift.aus(row)))
        }
        return auswahl
    }

    /// Ein Auftrag, der eine Regel bricht, hält die anderen nicht auf.
    mutating func pruefen(kopf: Zahlungsdatei.Kopf, heute: Kalendertag) {
        guard !posten.isEmpty else { return }
        let verstoesse = DKRegeln.pruefen(
            kopf: kopf, posten: posten, erwartet: kontrollwerte, heute: heute)
        var schlecht: [Int: [String]] = [:]
        for verstoss in verstoesse {
            if let ort = verstoss.posten {
                schlecht[ort.nummer - 1, default: []].append(verstoss.regel.satz)
            } else if !verstoss.regel.zaehltPosten {
                dateifehler.append(verstoss.satz)
            }
        }
        guard !schlecht.isEmpty else { return }
        let alle = zip(auftraege, posten)
        auftraege = []
        posten = []
        for (stelle, (auftrag, einer)) in alle.enumerated() {
            if let saetze = schlecht[stelle] {
                ausgelassen.append((auftrag, saetze.joined(separator: " ")))
            } else {
                auftraege.append(auftrag)
                posten.append(einer)
            }
        }
    }

    func auslassen(aus lauf: Zahllauf, in session: KreisSession) throws {
        guard !ausgelassen.isEmpty else { return }
        try session.execute("""
            INSERT INTO lauf_ausgelassen (lauf_id, auftrag_id, grund)
            SELECT \(lauf.id), u.auftrag, u.grund
              FROM unnest(\(ausgelassen.map(\.auftrag)), \(ausgelassen.map(\.grund)))
                   AS u (auftrag, grund)
            """)
    }

    /// Nummeriert die Positionen in der Reihenfolge der Datei und nimmt die Aufträge in den Lauf.
    func aufnehmen(in lauf: Zahllauf, _ session: KreisSession) throws {
        try session.execute("""
            INSERT INTO lauf_position (lauf_id, auftrag_id, mandant_id, lfd, betrag_cent)
            SELECT \(lauf.id), a.id, a.mandant_id, u.lfd, a.betrag_cent
              FROM unnest(\(auftraege)) WITH ORDINALITY AS u (auftrag, lfd)
              JOIN zahlungsauftrag a ON a.id = u.auftrag
            """)
        // Nach Kennungen, nicht über die eben gefüllte Tabelle: Für sie kennt der Planer noch keine
        // Größe.
        try session.execute("""
            UPDATE zahlungsauftrag SET zustand = 'im_lauf' WHERE id = ANY (\(auftraege))
            """)
    }
}

extension DKRegeln.Regel {
    /// Anzahl und Summe stimmen von selbst wieder, sobald die schlechten Posten draußen sind.
    fileprivate var zaehltPosten: Bool {
        switch self {
        case .leererLauf, .anzahl, .summe: true
        default: false
        }
    }
}
