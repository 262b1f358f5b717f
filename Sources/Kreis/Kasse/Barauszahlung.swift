import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was an der Kreiskasse ausgehändigt wurde, mit dem, was auf der Quittung steht.
package struct Barauszahlung: Sendable, RowDecodable {
    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case bar, scheck

        package var bezeichnung: String { self == .bar ? "Bargeld" : "Scheck" }
    }

    package let art: Art
    /// Nummer der Quittung oder des Schecks.
    package let beleg: String
    package let empfaenger: String
    package let ausweis: String
    package let tag: Kalendertag
    package let von: User.ID

    package init(row: Row) throws {
        art = try row.decode("art")
        beleg = try row.decode("beleg")
        empfaenger = try row.decode("empfaenger")
        ausweis = try row.decode("ausweis")
        tag = try row.decode("tag")
        von = try row.decode("von")
    }

    /// Ein Auftrag auf einer freigegebenen Liste.
    package struct Posten: Sendable, RowDecodable {
        package let auftrag: Zahlungsauftrag.ID
        package let kommune: String
        package let endToEndId: String
        package let empfaenger: String
        package let betrag: Geld
        package let zweck: String
        package let lauf: Zahllauf.ID
        package let laufnummer: String
        package let ab: Kalendertag
        package let zustand: Auftragszustand

        package init(row: Row) throws {
            auftrag = try row.decode("id")
            kommune = try row.decode("bezeichnung")
            endToEndId = try row.decode("endtoend")
            empfaenger = try row.decode("empfaenger_name")
            betrag = try row.decode("betrag_cent")
            zweck = try row.decode("verwendungszweck")
            lauf = try row.decode("lauf_id")
            laufnummer = try row.decode("nummer")
            ab = try row.decode("ausfuehrungstag")
            zustand = try row.decode("zustand")
        }

        fileprivate static let abfrage: SQL = """
            SELECT a.id, m.bezeichnung, a.endtoend, a.empfaenger_name, a.betrag_cent,
                   a.verwendungszweck, p.lauf_id, l.nummer, l.ausfuehrungstag, a.zustand
              FROM zahlungsauftrag a
              JOIN platform.mandant m ON m.id = a.mandant_id
              JOIN lauf_position p ON p.auftrag_id = a.id AND NOT p.ausgetragen
              JOIN zahllauf l ON l.id = p.lauf_id
            """
    }

    /// Was noch abzuholen ist, das Älteste zuerst.
    package static func offene(in session: KreisSession) throws -> [Posten] {
        try session.all("""
            \(Posten.abfrage) WHERE a.zahlweg = 'bar' AND a.zustand = 'uebergeben'
             ORDER BY l.ausfuehrungstag, a.empfaenger_name, a.id
            """)
    }

    /// Die jüngsten Auszahlungen, für die Liste der Quittungen.
    package static func letzte(_ anzahl: Int = 30, in session: KreisSession) throws
        -> [(auftrag: Zahlungsauftrag.ID, auszahlung: Barauszahlung, betrag: Geld)] {
        try session.all("""
            SELECT b.auftrag_id, b.art, b.beleg, b.empfaenger, b.ausweis, b.tag, b.von,
                   a.betrag_cent
              FROM barauszahlung b JOIN zahlungsauftrag a ON a.id = b.auftrag_id
             ORDER BY b.tag DESC, b.beleg DESC LIMIT \(anzahl)
            """) {
            (auftrag: try $0.decode("auftrag_id"), auszahlung: try Barauszahlung(row: $0),
             betrag: try $0.decode("betrag_cent"))
        }
    }

    package static func laden(_ id: Zahlungsauftrag.ID, in session: KreisSession) throws
        -> (posten: Posten, auszahlung: Barauszahlung?) {
        guard let posten: Posten = try session.first("""
            \(Posten.abfrage) WHERE a.id = \(id) AND a.zahlweg = 'bar'
            """) else { throw Hindernis.nichtGefunden }
        return (posten, try session.first("""
            SELECT art, beleg, empfaenger, ausweis, tag, von FROM barauszahlung
             WHERE auftrag_id = \(id)
            """))
    }

    /// Was nach den Büchern in der Barkasse liegt; ausgegebene Schecks mindern es, bis die Bank sie
    /// belastet und jemand den Umsatz der Barkasse zuordnet.
    package static func bestand(in session: KreisSession) throws -> Geld {
        try Hauptbuch.saldo(.barkasse, in: session)
    }
}

extension Barauszahlung {
    /// Händigt aus, was auf der Liste steht: Quittung, Buchung und Rückmeldung in einem Zug.
    ///
    /// Für Bargeld ist `scheck` leer, und die Quittung erhält die nächste Nummer.
    @discardableResult
    package static func auszahlen(
        _ id: Zahlungsauftrag.ID, art: Art, scheck: String = "", empfaenger: String,
        ausweis: String, in session: KreisSession
    ) throws -> Barauszahlung {
        try session.execute("SELECT FROM zahlungsauftrag WHERE id = \(id) FOR UPDATE")
        let posten = try laden(id, in: session).posten, wer = try session.benutzer()
        try verlangeWartend(posten)
        let beleg = try art == .scheck ? "S-\(scheck)" : quittungsnummer(in: session)
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO barauszahlung (auftrag_id, art, beleg, empfaenger, ausweis, tag,
                                               von)
                    VALUES (\(id), \(art), \(beleg), \(empfaenger), \(ausweis),
                            \(session.heute), \(wer))
                    """)
            }
        } catch let fehler as PostgresError
            where fehler.constraint == "barauszahlung_beleg_einmal" {
            throw Hindernis(.konflikt, feld: "scheck", "Dieser Scheck ist schon ausgegeben.",
                            abhilfe: "Lesen Sie die Nummer noch einmal vom Scheck ab.")
        }
        try session.execute("UPDATE zahlungsauftrag SET zustand = 'gezahlt' WHERE id = \(id)")
        try buchen(posten, art, beleg, in: session)
        try folgen(posten, "barauszahlung.ausgehaendigt", beleg, in: session)
        return try session.one("""
            SELECT art, beleg, empfaenger, ausweis, tag, von FROM barauszahlung
             WHERE auftrag_id = \(id)
            """)
    }

    /// Niemand holt das Geld ab: Die Kommune erfährt es und entscheidet neu.
    package static func verfallen(_ id: Zahlungsauftrag.ID, grund: String,
                                  in session: KreisSession) throws {
        try session.execute("SELECT FROM zahlungsauftrag WHERE id = \(id) FOR UPDATE")
        let posten = try laden(id, in: session).posten
        try verlangeWartend(posten)
        let grund = try Zahllauf.verlangterGrund(grund)
        try session.execute("""
            INSERT INTO barverfall (auftrag_id, grund, von)
            VALUES (\(id), \(grund), \(session.benutzer()))
            """)
        try session.execute("""
            UPDATE zahlungsauftrag SET zustand = 'bank_abgelehnt' WHERE id = \(id)
            """)
        try folgen(posten, "barauszahlung.verfallen", grund, in: session)
    }

    private static func quittungsnummer(in session: KreisSession) throws -> String {
        let jahr = session.heute.jahr
        let lfd = try session.naechsteNummer("quittung/\(jahr)")
        return "Q-\(jahr)-\(lfd.aufgefuellt(auf: 5))"
    }

    private static func verlangeWartend(_ posten: Posten) throws {
        guard posten.zustand == .uebergeben else {
            throw Hindernis(.konflikt, "Diese Auszahlung wartet nicht mehr "
                            + "(Zustand: \(posten.zustand.bezeichnung(.bar))).")
        }
    }

    /// Forderung (Kommune) an Barkasse, am Tag der Quittung.
    private static func buchen(_ posten: Posten, _ art: Art, _ beleg: String,
                               in session: KreisSession) throws {
        let buchung = UUIDv7()
        try session.execute("""
            INSERT INTO buchung (id, buchungstag, text, stapel, gebucht_von)
            SELECT \(buchung), forderungstag(a.mandant_id, \(session.heute)),
                   \("\(art.bezeichnung) \(beleg)"), \(UUIDv7()), \(session.benutzer())
              FROM zahlungsauftrag a WHERE a.id = \(posten.auftrag)
            """)
        try session.execute("""
            INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, auftrag_id, betrag_cent)
            SELECT gen_random_uuid(), \(buchung), 'forderung', a.mandant_id, a.id, a.betrag_cent
              FROM zahlungsauftrag a WHERE a.id = \(posten.auftrag)
            UNION ALL
            SELECT gen_random_uuid(), \(buchung), 'barkasse', NULL::uuid, NULL::uuid,
                   \(-posten.betrag)
            """)
    }

    private static func folgen(_ posten: Posten, _ vorgang: String, _ angabe: String,
                               in session: KreisSession) throws {
        try Zahllauf.gebuchtWennErledigt(posten.lauf, in: session)
        try session.rueckmeldungAnkuendigen(Zahllauf.mandanten(posten.lauf, in: session))
        try session.audit(vorgang, posten.endToEndId, ["angabe": angabe])
    }
}
