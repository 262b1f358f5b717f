import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die Liste dessen, was ohne die Bank erledigt wird: an der Kreiskasse auszuzahlen oder
/// umzubuchen. Freigegeben wird sie wie jede Datei eines Laufs; gezahlt ist ein Posten erst mit
/// seiner Quittung oder seiner Buchung.
struct Kassenliste: Sendable {
    struct Posten: Sendable, RowDecodable {
        let auftrag: Zahlungsauftrag.ID
        let kennung: String
        let kommune: String
        let empfaenger: String
        let betrag: Geld
        let zweck: String
        let kassenzeichen: String

        init(row: Row) throws {
            auftrag = try row.decode("id")
            kennung = try row.decode("endtoend")
            kommune = try row.decode("bezeichnung")
            empfaenger = try row.decode("empfaenger_name")
            betrag = try row.decode("betrag_cent")
            zweck = try row.decode("verwendungszweck")
            kassenzeichen = try row.decode("kassenzeichen")
        }
    }

    let lauf: Zahllauf
    let posten: [Posten]

    var werte: DKRegeln.Kontrollwerte {
        DKRegeln.Kontrollwerte(anzahl: posten.count, summe: posten.lazy.map(\.betrag).summe())
    }

    /// CSV in UTF-8; die erste Zeile nennt, was die Datenbank prüft.
    var bytes: [UInt8] {
        let werte = werte, bar = lauf.zahlweg == .bar
        let kopf = [
            [bar ? "Barauszahlungsliste" : "Umbuchungsliste", lauf.msgId, "Anzahl",
             "\(werte.anzahl)", "Summe", werte.summe.csv],
            ["Zahllauf", lauf.nummer, bar ? "Auszahlung ab" : "Umzubuchen ab",
             lauf.ausfuehrungstag.deutsch],
            ["Nr", "Kennung", "Kommune", bar ? "Empfänger" : "Kassenzeichen", "Betrag", "Zweck"],
        ]
        let zeilen = posten.enumerated().map { stelle, einer in
            ["\(stelle + 1)", einer.kennung, einer.kommune,
             bar ? einer.empfaenger : einer.kassenzeichen, einer.betrag.csv, einer.zweck]
        }
        return Array((CSVZeile.kennung
                      + (kopf + zeilen).map { CSVZeile.text($0) }.joined()).utf8)
    }

    /// Sperrt die Aufträge, damit keine Kommune einen zurückzieht, während die Liste entsteht.
    static func faellige(_ lauf: Zahllauf, in session: KreisSession) throws -> Kassenliste {
        Kassenliste(lauf: lauf, posten: try session.all("""
            SELECT a.id, a.endtoend, m.bezeichnung, a.empfaenger_name, a.betrag_cent,
                   a.verwendungszweck, coalesce(a.kassenzeichen, '') AS kassenzeichen
              FROM zahlungsauftrag a JOIN platform.mandant m ON m.id = a.mandant_id
             WHERE a.zahlweg = \(lauf.zahlweg) AND a.zustand = 'offen'
               AND a.faellig <= \(lauf.faelligBis)
             ORDER BY m.bezeichnung, a.empfaenger_name, a.id FOR UPDATE OF a
            """))
    }
}

extension Zahllauf {
    /// Wie `erstellen`, für einen Lauf ohne Bank.
    static func kassenlisteErstellen(_ lauf: Zahllauf, in session: KreisSession) throws -> String {
        let liste = try Kassenliste.faellige(lauf, in: session)
        guard !liste.posten.isEmpty else {
            return try aufgeben(lauf, grund: nichtsFaellig(bis: lauf.faelligBis), in: session)
        }
        let auftraege = liste.posten.map(\.auftrag)
        try session.execute("""
            INSERT INTO lauf_position (lauf_id, auftrag_id, mandant_id, lfd, betrag_cent)
            SELECT \(lauf.id), a.id, a.mandant_id, u.lfd, a.betrag_cent
              FROM unnest(\(auftraege)) WITH ORDINALITY AS u (auftrag, lfd)
              JOIN zahlungsauftrag a ON a.id = u.auftrag
            """)
        try session.execute("""
            UPDATE zahlungsauftrag SET zustand = 'im_lauf' WHERE id = ANY (\(auftraege))
            """)
        try speichern(liste.bytes, liste.werte, zu: lauf, in: session)
        try session.rueckmeldungAnkuendigen(mandanten(lauf.id, in: session))
        try session.audit("zahllauf.erstellt", lauf.nummer,
                          ["anzahl": "\(liste.posten.count)", "summe": liste.werte.summe.dezimal])
        let was = lauf.zahlweg == .bar ? "Barauszahlungen" : "Umbuchungen"
        return "\(liste.posten.count) \(was) über \(liste.werte.summe)."
    }
}
