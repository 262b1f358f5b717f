import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Bewilligung {
    /// Erlässt den Bescheid: hält Rechnung und Anspruch jedes Monats fest, ersetzt, was vorher
    /// galt, nimmt ungezahlte Zahlungen zurück, an denen sich etwas ändert, und erfasst die neuen.
    /// Alles in einer Transaktion.
    package static func erlassen(
        fall: Fall.ID, von: Monat, bis: Monat, fassung: Int, unterzeichner: Unterzeichner,
        in session: MandantSession
    ) throws -> Bescheid.ID {
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let bewilligung = try beschliessen(fall, von: von, bis: bis, in: session)
        let bescheid = try Bescheid.anlegen(
            aus: bewilligung, von: von, bis: bis, unterzeichner: unterzeichner, in: session)
        for folge in bewilligung.monate {
            let anspruch = try anspruchFestsetzen(
                folge, fall: fall, bescheid: bescheid, in: session)
            for plan in folge.neueZahlungen {
                try Zahlung.erfassen(plan, fall: fall, anspruch: anspruch, in: session)
            }
            try ueberzahlungVermerken(folge, fall: fall, bescheid: bescheid, in: session)
        }
        try Wiedervorlage.abgleichen(nur: fall, in: session)
        try Anpassung.erledigen(fall, von: von, bis: bis, durch: bescheid, in: session)
        try session.audit("bescheid.erlassen", bescheid.description)
        try session.enqueue(BescheidSetzen(bescheid: bescheid), key: bescheid.description)
        return bescheid
    }

    /// Die Folgen, wie sie nun eintreten; was wegfällt, ist danach zurückgenommen.
    private static func beschliessen(_ fall: Fall.ID, von: Monat, bis: Monat,
                                     in session: MandantSession) throws -> Bewilligung {
        try session.execute("""
            SELECT FROM zahlung WHERE fall_id = \(fall) AND monat BETWEEN \(von) AND \(bis)
             ORDER BY id FOR UPDATE
            """)
        let parameter = try Parameter.geltende(in: session)
        var imLauf: Set<Zahlung.ID> = []
        while true {
            let bewilligung = try vorschau(
                fall: fall, von: von, bis: bis, parameter: parameter, imLauf: imLauf, in: session)
            if let hindernis = bewilligung.hindernis { throw hindernis }
            // Was nicht mehr zurückgeht, hat schon ein Zahllauf: Dann ist mit ihm neu zu rechnen.
            let zuSpaet = try bewilligung.monate.flatMap(\.wegfallend).filter {
                try !$0.zuruecknehmen(grund: "durch neuen Bescheid ersetzt", in: session)
            }
            if zuSpaet.isEmpty { return bewilligung }
            imLauf.formUnion(zuSpaet.map(\.id))
        }
    }

    private static func anspruchFestsetzen(
        _ folge: Monatsfolge, fall: Fall.ID, bescheid: Bescheid.ID, in session: MandantSession
    ) throws -> UUIDv7 {
        let berechnung = UUIDv7(), anspruch = UUIDv7(), von = try session.benutzer()
        try session.executeAll([
            """
            INSERT INTO berechnung (id, fall_id, monat, eingabe, ergebnis, leistung_cent,
                                    erstellt_von)
            VALUES (\(berechnung), \(fall), \(folge.monat), \(JSON(folge.lage)),
                    \(JSON(folge.ergebnis)), \(folge.ergebnis.leistung), \(von))
            """,
            """
            UPDATE anspruch SET ersetzt_am = now()
             WHERE fall_id = \(fall) AND monat = \(folge.monat) AND ersetzt_am IS NULL
            """,
            """
            INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                                  erfasst_von)
            VALUES (\(anspruch), \(fall), \(folge.monat), \(berechnung), \(bescheid),
                    \(folge.ergebnis.leistung), \(von))
            """,
        ])
        return anspruch
    }

    private static func ueberzahlungVermerken(
        _ folge: Monatsfolge, fall: Fall.ID, bescheid: Bescheid.ID, in session: MandantSession
    ) throws {
        for (zweck, betrag) in folge.ueberzahlt.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try session.execute("""
                INSERT INTO ueberzahlung (id, fall_id, monat, bescheid_id, zweck, betrag_cent)
                VALUES (\(UUIDv7()), \(fall), \(folge.monat), \(bescheid), \(zweck), \(betrag))
                """)
            try Wiedervorlage.anlegen(
                "Überzahlung \(folge.monat.deutsch), \(zweck.bezeichnung): \(betrag). "
                    + "Rückforderung prüfen.",
                zu: fall, faellig: session.heute, quelle: .automatisch, in: session)
        }
    }
}

/// Eine festgehaltene Rechnung: was hineinging und was herauskam, wie am Tag des Bescheids.
package struct Berechnung: Sendable {
    package let lage: Haushaltslage
    package let ergebnis: Monatsergebnis
    package let erstelltAm: Date

    /// Die Rechnung des geltenden Anspruchs für den Monat; nil, wenn nichts bewilligt ist.
    package static func geltende(
        _ fall: Fall.ID, _ monat: Monat, in session: MandantSession
    ) throws -> Berechnung? {
        try session.first("""
            SELECT b.eingabe, b.ergebnis, b.erstellt_am
              FROM anspruch a JOIN berechnung b ON b.fall_id = a.fall_id AND b.id = a.berechnung_id
             WHERE a.fall_id = \(fall) AND a.monat = \(monat) AND a.ersetzt_am IS NULL
            """) { row in
            Berechnung(lage: try row.decode("eingabe", as: JSON<Haushaltslage>.self).value,
                       ergebnis: try row.decode("ergebnis", as: JSON<Monatsergebnis>.self).value,
                       erstelltAm: try row.decode("erstellt_am"))
        }
    }
}
