import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Erhebung für einen Zeitraum, wie der Kreis sie führt: von der Eröffnung bis zur Quittung.
package struct Kreisstatistik: Sendable, RowDecodable {
    package typealias ID = Statistiklauf.ID

    package struct Schritt: Sendable {
        package let von: User.ID
        package let am: Date
    }

    package let id: ID
    package let erhebung: String
    package let kurz: String
    package let periode: Erhebungsperiode
    package let verbleib: Statistikverbleib
    package let beginn: Kalendertag
    package let ende: Kalendertag
    package let kenntnis: Kalendertag?
    package let fristKommunen: Kalendertag
    package let frist: Kalendertag
    package let fristQuelle: String
    package let berichtigt: ID?
    package let grund: String
    package let eroeffnet: Schritt
    package let festgestellt: Schritt?
    package let geliefert: Schritt?
    package let nummer: String?
    /// Wie die Erhebungsstelle zuletzt geantwortet hat.
    package let quittung: Statistikquittung.Ergebnis?

    /// `Regelleistungen 2026`.
    package var titel: String {
        "\(kurz) \(periode.bezeichnung(ende))" + (berichtigt == nil ? "" : " (Berichtigung)")
    }

    package init(row: Row) throws {
        func schritt(_ name: String) throws -> Schritt? {
            guard let von = try row.decode("\(name)_von", as: User.ID?.self) else { return nil }
            return Schritt(von: von, am: try row.decode("\(name)_am"))
        }
        id = try row.decode("id")
        erhebung = try row.decode("erhebung")
        kurz = try row.decode("kurz")
        periode = try row.decode("periode")
        verbleib = try row.decode("verbleib")
        beginn = try row.decode("beginn")
        ende = try row.decode("ende")
        kenntnis = try row.decode("kenntnis")
        fristKommunen = try row.decode("frist_kommunen")
        frist = try row.decode("frist")
        fristQuelle = try row.decode("frist_quelle")
        berichtigt = try row.decode("berichtigt")
        grund = try row.decode("grund")
        eroeffnet = Schritt(von: try row.decode("eroeffnet_von"),
                            am: try row.decode("eroeffnet_am"))
        festgestellt = try schritt("festgestellt")
        geliefert = try schritt("geliefert")
        nummer = try row.decode("nummer")
        quittung = try row.decode("quittung", as: String?.self)
            .flatMap(Statistikquittung.Ergebnis.init)
    }

    private static let abfrage: SQL = """
        SELECT l.id, l.erhebung, e.kurz, e.periode, e.verbleib, l.beginn, l.ende, l.kenntnis,
               l.frist_kommunen, l.frist, l.frist_quelle, l.berichtigt, l.grund, l.eroeffnet_von,
               l.eroeffnet_am, f.von AS festgestellt_von, f.am AS festgestellt_am,
               i.von AS geliefert_von, i.am AS geliefert_am, i.nummer,
               (SELECT q.ergebnis FROM statistik_quittung q WHERE q.lauf_id = l.id
                 ORDER BY q.am DESC, q.id DESC LIMIT 1) AS quittung
          FROM statistik_lauf l
          JOIN statistik_erhebung e ON e.kennung = l.erhebung
          LEFT JOIN statistik_feststellung f ON f.lauf_id = l.id
          LEFT JOIN statistik_lieferung i ON i.lauf_id = l.id
        """

    /// Alle Läufe, die dringendste Frist der offenen zuerst, dann die gelieferten.
    package static func alle(in session: KreisSession) throws -> [Kreisstatistik] {
        try session.all("""
            \(abfrage) ORDER BY i.am IS NOT NULL, l.frist, e.lfd, l.eroeffnet_am DESC
            """)
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Kreisstatistik {
        guard let lauf: Kreisstatistik = try session.first("\(abfrage) WHERE l.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return lauf
    }

    /// Wie weit eine Kommune ist.
    package struct Abgabe: Sendable, RowDecodable {
        package let lauf: ID
        package let mandant: Mandant.ID
        package let ags: String
        package let kommune: String
        package let zustand: Statistikauftrag.Zustand
        package let saetze: Int
        package let fehler: Int
        package let hinweise: Int
        package let abgegebenAm: Date?

        package init(row: Row) throws {
            lauf = try row.decode("lauf_id")
            mandant = try row.decode("mandant_id")
            ags = try row.decode("ags")
            kommune = try row.decode("kommune")
            zustand = try row.decode("zustand")
            saetze = try row.decode("saetze")
            fehler = try row.decode("fehler")
            hinweise = try row.decode("hinweise")
            abgegebenAm = try row.decode("abgegeben_am")
        }
    }

    /// Die Kommunen dieser Läufe nach AGS.
    package static func abgaben(_ laeufe: [ID], in session: KreisSession) throws -> [Abgabe] {
        try session.all("""
            SELECT lauf_id, mandant_id, ags, kommune, zustand, saetze, fehler, hinweise,
                   abgegeben_am
              FROM statistik_abgabe WHERE lauf_id = ANY (\(laeufe)) ORDER BY ags, lauf_id
            """)
    }
}

/// Was die Erhebungsstelle auf eine Lieferung geantwortet hat.
package struct Statistikquittung: Sendable, RowDecodable {
    package enum Ergebnis: String, Sendable, CaseIterable {
        case angenommen, abgelehnt

        package var bezeichnung: String { rawValue }
    }

    package let tag: Kalendertag
    package let ergebnis: Ergebnis
    package let kennzeichen: String
    package let vermerk: String

    package init(row: Row) throws {
        tag = try row.decode("tag")
        ergebnis = Ergebnis(rawValue: try row.decode("ergebnis")) ?? .abgelehnt
        kennzeichen = try row.decode("kennzeichen")
        vermerk = try row.decode("vermerk")
    }

    package static func alle(
        zu lauf: Kreisstatistik.ID, in session: KreisSession
    ) throws -> [Statistikquittung] {
        try session.all("""
            SELECT tag, ergebnis, kennzeichen, vermerk FROM statistik_quittung
             WHERE lauf_id = \(lauf) ORDER BY am DESC, id DESC
            """)
    }
}
