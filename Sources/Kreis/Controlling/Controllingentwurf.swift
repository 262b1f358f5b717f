import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein geschützter Monat oder eine geschützte Sonderauswertung mit den Zahlen des Angriffs, bereit
/// zur Freigabe durch zwei Personen (B-4.1).
package struct Controllingentwurf: Sendable, RowDecodable {
    package typealias ID = TypedID<Controllingentwurf>

    package let id: ID
    package let monat: Monat
    package let sonder: Sonderauswertung.ID?
    package let nachweis: Schutznachweis
    package let sha256: [UInt8]
    package let erstelltAm: Date
    package let vorgelegtVon: User.ID?
    package let vorgelegtAm: Date?

    package init(row: Row) throws {
        id = try row.decode("id")
        monat = try row.decode("monat")
        sonder = try row.decode("sonder_id")
        nachweis = try Schutznachweis(row: row)
        sha256 = try row.decode("sha256")
        erstelltAm = try row.decode("erstellt_am")
        vorgelegtVon = try row.decode("vorgelegt_von")
        vorgelegtAm = try row.decode("vorgelegt_am")
    }

    /// Die Entwürfe, die neben dem bisher Veröffentlichten gelten.
    package static func offene(in session: KreisSession) throws -> [Controllingentwurf] {
        try session.all("""
            SELECT id, monat, sonder_id, regel, umlage_cent, zellen, gesperrt, angegriffen,
                   aufgedeckt, gleichungen, bekannt, bereiche, engste_spanne, sha256, erstellt_am,
                   vorgelegt_von, vorgelegt_am
              FROM controlling_entwuerfe() ORDER BY monat, sonder_id
            """)
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Controllingentwurf {
        guard let entwurf = try offene(in: session).first(where: { $0.id == id }) else {
            throw Hindernis(.nichtGefunden, "Diesen Entwurf gibt es nicht mehr.",
                            abhilfe: "Seitdem ist anderes veröffentlicht. Ein neuer Entwurf "
                                + "entsteht von selbst.")
        }
        return entwurf
    }

    /// Was veröffentlicht würde; Gesperrtes ist nil.
    package func vorschau(in session: KreisSession) throws -> [String: Int64?] {
        Dictionary(uniqueKeysWithValues: try session.all("""
            SELECT zelle, wert FROM controlling_vorschau(\(id), \(session.benutzer()))
            """) {
            (try $0.decode("zelle", as: String.self), try $0.decode("wert", as: Int64?.self))
        })
    }

    /// Legt den Entwurf einer zweiten Person vor.
    package static func vorlegen(_ id: ID, in session: KreisSession) throws {
        let entwurf = try laden(id, in: session)
        guard entwurf.vorgelegtVon == nil else {
            throw Hindernis(.konflikt, "Der Entwurf ist schon vorgelegt.",
                            abhilfe: "Eine andere Person kann ihn freigeben.")
        }
        guard entwurf.nachweis.aufgedeckt == 0 else { throw Self.aufgedeckt }
        try session.execute("""
            INSERT INTO controlling_vorlage (entwurf_id, sha256, von)
            VALUES (\(id), \(entwurf.sha256), \(session.benutzer()))
            """)
        try session.audit("controlling.vorgelegt", entwurf.monat.description)
    }

    /// Veröffentlicht den vorgelegten Entwurf für immer; das tut eine andere Person.
    package static func freigeben(_ id: ID, in session: KreisSession) throws {
        let entwurf = try laden(id, in: session)
        guard let vorgelegt = entwurf.vorgelegtVon else {
            throw Hindernis(.regel, "Der Entwurf ist noch nicht vorgelegt.",
                            abhilfe: "Erst legt ihn das Controlling vor.")
        }
        guard try vorgelegt != session.benutzer() else {
            throw Hindernis(.regel, "Wer vorlegt, gibt nicht frei.",
                            abhilfe: "Bitten Sie eine zweite Person um die Freigabe.")
        }
        guard entwurf.nachweis.aufgedeckt == 0 else { throw Self.aufgedeckt }
        try session.execute("""
            INSERT INTO controlling_veroeffentlichung (lfd, nummer, entwurf_id, monat, regel,
                zellen, gesperrt, angegriffen, aufgedeckt, gleichungen, bekannt, bereiche, sha256,
                kette_sha256, vorgelegt_von, freigegeben_von)
            VALUES (1, '', \(id), \(entwurf.monat), \(entwurf.nachweis.regel), 1, 0, 0, 0, 0, 0, 0,
                    \(entwurf.sha256), \(entwurf.sha256), \(vorgelegt), \(session.benutzer()))
            """)
        try session.audit("controlling.veroeffentlicht", entwurf.monat.description,
                          ["sha256": hexText(entwurf.sha256)])
        // Andere Entwürfe sind jetzt veraltet.
        try session.enqueue(ControllingSchuetzen(), key: "neu")
    }

    private static let aufgedeckt = Hindernis(
        .regel, "Der Angriff hat gesperrte Zahlen aufgedeckt.",
        abhilfe: "So wird nichts veröffentlicht. Wenden Sie sich an die Fachadministration.")
}

/// Welche Kommunen einen Monat gezählt haben: ob, nicht was.
package struct Meldestand: Sendable, RowDecodable {
    package let kommune: String
    package let am: Date?

    package init(row: Row) throws {
        kommune = try row.decode("bezeichnung")
        am = try row.decode("gemeldet_am")
    }

    package static func alle(_ monat: Monat, in session: KreisSession) throws -> [Meldestand] {
        try session.all("SELECT bezeichnung, gemeldet_am FROM controlling_meldestand(\(monat))")
    }

    /// Nummern von Veröffentlichungen, deren Siegel nicht mehr stimmt.
    package static func gebrochene(in session: KreisSession) throws -> [String] {
        try session.scalars("SELECT nummer FROM controlling_gebrochen()")
    }
}
