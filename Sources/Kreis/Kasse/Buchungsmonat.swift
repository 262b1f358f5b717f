import Foundation
import Grundwerte
import Platform
import Postgres

/// Ein Monat der Bücher: offen, vorgelegt oder geschlossen.
///
/// Schließen braucht zwei Personen. Danach nimmt PostgreSQL für diesen und jeden früheren Monat
/// keine Buchung mehr an; was die Bank später meldet, steht am ersten offenen Tag.
package struct Buchungsmonat: Sendable, RowDecodable {
    package let monat: Monat
    /// Die letzte Vorlage; nil, solange niemand vorgelegt hat.
    package let vorlage: Vorlage?
    package let geschlossen: Abschluss?

    package struct Vorlage: Sendable {
        package typealias ID = TypedID<Vorlage>

        package let id: ID
        package let sha256: [UInt8]
        /// Worauf das Programm hingewiesen hat, in Sätzen; leer, wenn alles stimmte.
        package let hinweise: String
        /// Was die vorlegende Person dazu sagt.
        package let vermerk: String
        package let von: User.ID
        package let am: Date
    }

    package struct Abschluss: Sendable {
        package let von: User.ID
        package let am: Date
    }

    package init(row: Row) throws {
        monat = try row.decode("monat")
        vorlage = try row.decode("vorlage_id", as: Vorlage.ID?.self).map { id in
            Vorlage(
                id: id, sha256: try row.decode("sha256"), hinweise: try row.decode("hinweise"),
                vermerk: try row.decode("vermerk"), von: try row.decode("vorgelegt_von"),
                am: try row.decode("vorgelegt_am"))
        }
        geschlossen = try row.decode("geschlossen_von", as: User.ID?.self).map { von in
            Abschluss(von: von, am: try row.decode("geschlossen_am"))
        }
    }

    /// Alle Monate von der ersten Buchung bis zum laufenden, der jüngste zuerst.
    package static func alle(in session: KreisSession) throws -> [Buchungsmonat] {
        try session.all("""
            SELECT m.monat::date AS monat, v.id AS vorlage_id, v.sha256, v.hinweise, v.vermerk,
                   v.von AS vorgelegt_von, v.am AS vorgelegt_am, a.von AS geschlossen_von,
                   a.am AS geschlossen_am
              FROM generate_series(
                       (SELECT date_trunc('month', coalesce(min(buchungstag),
                                                            \(session.heute)::date))
                          FROM buchung),
                       date_trunc('month', \(session.heute)::date), '1 month') AS m (monat)
              LEFT JOIN monatsabschluss a ON a.monat = m.monat
              LEFT JOIN LATERAL (SELECT * FROM monatsvorlage v
                                  WHERE v.monat = m.monat
                                    AND (a.monat IS NULL OR v.id = a.vorlage_id)
                                  ORDER BY v.am DESC LIMIT 1) v ON true
             ORDER BY m.monat DESC
            """)
    }

    package static func laden(_ monat: Monat, in session: KreisSession) throws -> Buchungsmonat {
        guard let gefunden = try alle(in: session).first(where: { $0.monat == monat }) else {
            throw Hindernis.nichtGefunden
        }
        return gefunden
    }

    /// Vergangene Monate, deren Bücher noch offen sind, der älteste zuerst.
    package static func offene(in session: KreisSession) throws -> [Buchungsmonat] {
        try alle(in: session).filter { $0.geschlossen == nil && $0.monat < session.heute.monat }
            .reversed()
    }

    /// Die Liste, mit der vorgelegt wurde, Byte für Byte.
    package func vorgelegteListe(in session: KreisSession) throws -> [UInt8]? {
        guard let vorlage else { return nil }
        return try session.scalar("SELECT liste FROM monatsvorlage WHERE id = \(vorlage.id)",
                                  as: [UInt8].self)
    }

    /// Was vor dem Schließen zu bedenken ist; es hindert nicht, verlangt aber einen Vermerk.
    package static func hinweise(_ monat: Monat, in session: KreisSession) throws -> [String] {
        var saetze = try Erstattung.warnungen(monat, in: session)
        let offen = try Erstattung.vorschau(monat, in: session)
            .filter { $0.abgeschlossen == nil }.count
        if offen > 0 {
            saetze.append("\(offen == 1 ? "Eine Erstattung" : "\(offen) Erstattungen") für den "
                + "\(monat.deutsch) \(offen == 1 ? "ist" : "sind") noch nicht abgeschlossen.")
        }
        return try saetze + unstimmig(monat, in: session)
    }

    /// Was von den Hinweisen sagt, dass Bücher und Bank auseinandergehen.
    static func unstimmig(_ monat: Monat, in session: KreisSession) throws -> [String] {
        var saetze: [String] = []
        for saldo in try Hauptbuch.saldenliste(monat, in: session)
        where saldo.konto == .schwebe && saldo.saldo != .null {
            saetze.append("Vom Zahllauf \(saldo.unterkonto) sind \(saldo.saldo) noch in der "
                + "Schwebe.")
        }
        for konto in try Bankabgleich.laden(bis: monat.letzterTag, in: session)
        where !konto.stimmt {
            saetze.append("\(konto.bezeichnung): Bücher und Bank weichen um \(konto.differenz) ab.")
        }
        return saetze
    }
}
