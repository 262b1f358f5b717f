import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein Zahllauf: alle bis zu einem Tag fälligen Aufträge eines Zahlwegs aus allen Kommunen in einer
/// Datei (B-5.2).
///
/// `entwurf → datei_erzeugt → freigegeben → uebergeben → gebucht`, mit dem Seitenausgang
/// `verworfen`, solange die Datei nicht bei der Bank sein kann. Den Übergang prüft die Datenbank.
package struct Zahllauf: Sendable {
    package typealias ID = TypedID<Zahllauf>

    package enum Zustand: String, Sendable, CaseIterable, SQLEnum {
        case entwurf
        case dateiErzeugt = "datei_erzeugt"
        case freigegeben, uebergeben, gebucht, verworfen

        package var bezeichnung: String {
            switch self {
            case .entwurf: "Wird erstellt"
            case .dateiErzeugt: "Wartet auf Freigabe"
            case .freigegeben: "Freigegeben"
            case .uebergeben: "Bei der Bank"
            case .gebucht: "Gebucht"
            case .verworfen: "Verworfen"
            }
        }
    }

    package let id: ID
    /// `2026-014`, je Jahr fortlaufend.
    package let nummer: String
    package let zahlweg: Zahlweg
    package let ausfuehrungstag: Kalendertag
    /// Bis zu diesem Fälligkeitstag nimmt der Lauf Aufträge auf.
    package let faelligBis: Kalendertag
    package let zustand: Zustand
    /// MsgId und PmtInfId der Datei; trägt einen Zufallsteil und wiederholt sich auch nach einer
    /// Wiederherstellung der Datenbank nicht.
    package let msgId: String
    package let anzahl: Int
    package let summe: Geld
    package let erstelltVon: User.ID
    package let erstelltAm: Date
    /// Warum der Lauf verworfen wurde.
    package let grund: String
    /// Prüfsumme der Datei; nil, solange es keine gibt.
    package let sha256: [UInt8]?
    package let freigaben: Int
    package let ausgelassen: Int
    /// Eine Übergabe hat begonnen, und niemand weiß, ob die Bank die Datei hat.
    package let uebergabeUnklar: Bool

    /// `2026-11-24` bleibt lesbar: `MANDAT-2026-014.xml`.
    package var dateiname: String { "\(msgId).\(zahlweg.istKassenliste ? "csv" : "xml")" }

    /// Prüfsumme als Hexadezimalzahl; ihre ersten acht Zeichen tippt ab, wer freigibt.
    package var pruefsumme: String? { sha256.map { hexText($0) } }
}

extension Zahllauf: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        nummer = try row.decode("nummer")
        zahlweg = try row.decode("zahlweg")
        ausfuehrungstag = try row.decode("ausfuehrungstag")
        faelligBis = try row.decode("faellig_bis")
        zustand = try row.decode("zustand")
        msgId = try row.decode("msgid")
        anzahl = try row.decode("anzahl")
        summe = try row.decode("summe_cent")
        erstelltVon = try row.decode("erstellt_von")
        erstelltAm = try row.decode("erstellt_am")
        grund = try row.decode("grund")
        sha256 = try row.decode("sha256")
        freigaben = try row.decode("freigaben")
        ausgelassen = try row.decode("ausgelassen")
        uebergabeUnklar = try row.decode("uebergabe_unklar")
    }

    static let abfrage: SQL = """
        SELECT l.id, l.nummer, l.zahlweg, l.ausfuehrungstag, l.faellig_bis, l.zustand, l.msgid,
               l.anzahl, l.summe_cent, l.erstellt_von, l.erstellt_am, l.grund, d.sha256,
               (SELECT count(*) FROM lauf_freigabe f WHERE f.lauf_id = l.id) AS freigaben,
               (SELECT count(*) FROM lauf_ausgelassen a WHERE a.lauf_id = l.id) AS ausgelassen,
               EXISTS (SELECT FROM lauf_uebergabe u
                        WHERE u.lauf_id = l.id AND (u.ergebnis IS NULL OR u.ergebnis = 'unklar')
                      ) AS uebergabe_unklar
          FROM zahllauf l LEFT JOIN lauf_datei d ON d.lauf_id = l.id
        """

    /// Sperrt den Lauf bis zum Ende der Transaktion, damit zwei Schritte an ihm nacheinander
    /// geschehen.
    static func sperren(_ id: ID, in session: KreisSession) throws -> Zahllauf {
        try session.execute("SELECT id FROM zahllauf WHERE id = \(id) FOR UPDATE")
        return try laden(id, in: session)
    }

    /// Alle Kommunen mit einer Position im Lauf, um ihnen Rückmeldungen anzukündigen.
    static func mandanten(_ id: ID, in session: KreisSession) throws -> [Mandant.ID] {
        try session.scalars("""
            SELECT DISTINCT mandant_id FROM lauf_position
             WHERE lauf_id = \(id) AND mandant_id IS NOT NULL ORDER BY mandant_id
            """)
    }
}
