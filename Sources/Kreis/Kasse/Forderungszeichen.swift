import Grundwerte
import Platform
import Postgres

/// Das Kassenzeichen einer Rückforderung, die eine Kommune angemeldet hat (B-5.4):
/// `RAHA-2026-00007`.
///
/// Was darauf bei der Kreiskasse eingeht, gehört der Kommune. Wer es schuldet und wie viel, weiß
/// nur sie.
package struct Forderungszeichen: Hashable, Sendable, RowDecodable {
    package let mandant: Mandant.ID
    package let kommune: String
    package let kassenzeichen: String

    package init(row: Row) throws {
        mandant = try row.decode("mandant_id")
        kommune = try row.decode("bezeichnung")
        kassenzeichen = try row.decode("kassenzeichen")
    }

    /// Alle verschiedenen Zeichen dieser Form in einem Verwendungszweck, gleich ob mit Leerzeichen,
    /// Punkt oder ohne führende Nullen geschrieben. Vor dem `R` steht kein Buchstabe: Sonst wäre
    /// „für AHA-2026-00007“ eines.
    static func genannte(in zweck: String) -> [String] {
        let muster = #/(?:^|[^A-Z])(R[A-Z]{1,3})[\s.\/-]*([0-9]{4})[\s.\/-]*([0-9]{1,9})(?![0-9])/#
        var gefunden: [String] = []
        for treffer in zweck.uppercased().matches(of: muster) {
            guard let nummer = Int(treffer.3) else { continue }
            let zeichen = "\(treffer.1)-\(treffer.2)-\(nummer.aufgefuellt(auf: 5))"
            if !gefunden.contains(zeichen) { gefunden.append(zeichen) }
        }
        return gefunden
    }

    /// Welche davon angemeldet sind. Zwei Kommunen können dasselbe führen; dann entscheidet ein
    /// Mensch.
    package static func angemeldete(in text: String, _ session: KreisSession) throws
        -> [Forderungszeichen] {
        let genannt = genannte(in: text)
        guard !genannt.isEmpty else { return [] }
        return try session.all("""
            SELECT f.mandant_id, m.bezeichnung, f.kassenzeichen
              FROM forderungszeichen f JOIN platform.mandant m ON m.id = f.mandant_id
             WHERE f.kassenzeichen = ANY (\(genannt)) ORDER BY f.kassenzeichen, m.bezeichnung, m.id
            """)
    }
}

extension Zuordnung {
    /// Eingänge auf Rückforderungen, deren Kassenzeichen dasteht: Das Geld gehört der Kommune und
    /// mindert, was sie dem Kreis für den Monat erstattet.
    func rueckforderungen(in session: KreisSession) throws {
        let eingaenge = try offeneEingaenge(in: session)
        for eingang in eingaenge where Kassenzeichen.alle(in: eingang.zweck).isEmpty {
            let treffer = try Forderungszeichen.angemeldete(in: eingang.zweck, session)
            // Nennt jemand zwei, weiß nur er, wie sich der Betrag teilt.
            guard treffer.count == 1, Forderungszeichen.genannte(in: eingang.zweck).count == 1
            else { continue }
            try rueckforderungZuordnen(eingang.id, treffer[0], eingang.betrag, in: session)
        }
    }

    func rueckforderungZuordnen(
        _ umsatz: Bankumsatz.ID, _ zeichen: Forderungszeichen, _ betrag: Geld,
        von: User.ID? = nil, grund: String = "", in session: KreisSession
    ) throws {
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, mandant_id, kassenzeichen,
                                          betrag_cent, stapel, von, grund)
            VALUES (\(UUIDv7()), \(umsatz), 'rueckforderung', \(zeichen.mandant),
                    \(zeichen.kassenzeichen), \(betrag), \(stapel), \(von), \(grund))
            """)
    }
}
