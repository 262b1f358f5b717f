import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Übernahme aus dem alten Verfahren, laufend, unterbrochen oder fertig.
package struct Bestandsuebernahme: Sendable {
    package typealias ID = TypedID<Bestandsuebernahme>

    package let id: ID
    package let bezeichnung: String
    /// SHA-256 über alle Dateien.
    package let pruefsumme: String
    /// Was sie übernehmen soll.
    package let faelle: Int
    package let personen: Int
    package let ausgelassen: Int
    package let begonnenAm: Date
    package let begonnenVon: User.ID
    /// Nil: läuft oder ist unterbrochen.
    package let beendetAm: Date?
    /// Was schon da ist.
    package let uebernommen: Int
    /// Konten, die noch niemand bestätigt hat.
    package let offeneKonten: Int

    private static let abfrage: SQL = """
        SELECT u.id, u.bezeichnung, u.pruefsumme, u.faelle, u.personen, u.ausgelassen,
               u.begonnen_am, u.begonnen_von, u.beendet_am,
               (SELECT count(*) FROM herkunft h
                 WHERE h.uebernahme_id = u.id AND h.art = 'fall') AS uebernommen,
               (SELECT count(*) FROM uebernahme_konto k
                 WHERE k.uebernahme_id = u.id
                   AND NOT EXISTS (SELECT FROM bankverbindung_bestaetigung b
                                    WHERE b.bankverbindung_id = k.bankverbindung_id))
                   AS offene_konten
          FROM uebernahme u
        """

    /// Die jüngste zuerst.
    package static func alle(in session: MandantSession) throws -> [Bestandsuebernahme] {
        try session.all("\(abfrage) ORDER BY u.begonnen_am DESC, u.id DESC")
    }

    package static func laden(_ id: ID, in session: MandantSession) throws -> Bestandsuebernahme? {
        try session.first("\(abfrage) WHERE u.id = \(id)")
    }

    package static func dateien(_ id: ID, in session: MandantSession) throws -> [Bestand.Datei] {
        try session.all("""
            SELECT datei, zeilen, summe_cent FROM uebernahme_datei
             WHERE uebernahme_id = \(id) ORDER BY datei
            """) { row in
            var datei = Bestand.Datei(name: try row.decode("datei"))
            datei.zeilen = try row.decode("zeilen")
            datei.summe = try row.decode("summe_cent")
            return datei
        }
    }

    /// Was beim Beginn zu melden war, mit verdeckten Werten.
    package static func befunde(_ id: ID, hoechstens: Int = 500, in session: MandantSession) throws
        -> [(schwere: Bestandsbefund.Schwere, satz: String)] {
        try session.all("""
            SELECT schwere, satz FROM uebernahme_befund
             WHERE uebernahme_id = \(id) ORDER BY lfd LIMIT \(hoechstens)
            """) { (try $0.decode("schwere"), try $0.decode("satz")) }
    }
}

extension Bestandsuebernahme: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        bezeichnung = try row.decode("bezeichnung")
        pruefsumme = try row.decode("pruefsumme")
        faelle = try row.decode("faelle")
        personen = try row.decode("personen")
        ausgelassen = try row.decode("ausgelassen")
        begonnenAm = try row.decode("begonnen_am")
        begonnenVon = try row.decode("begonnen_von")
        beendetAm = try row.decode("beendet_am")
        uebernommen = try row.decode("uebernommen")
        offeneKonten = try row.decode("offene_konten")
    }
}

extension Bestandsbefund.Schwere: SQLEnum {}

extension Bestandsuebernahme {
    /// Übernimmt, was der Plan als neu nennt: je Stapel ganzer Fälle eine Transaktion.
    ///
    /// Bricht sie ab, setzt derselbe Aufruf sie fort; was da ist, kommt kein zweites Mal. Nil, wenn
    /// nichts mehr zu übernehmen war.
    /// - Parameter fortschritt: Fälle, die da sind, von allen.
    package static func ausfuehren(
        _ plan: Bestandsplan, bezeichnung: String, ohneFehlerhafte: Bool = false, stapel: Int = 500,
        mandant: Mandant, als akteur: Akteur, database: Database,
        fortschritt: @Sendable (Int, Int) async throws -> Void = { _, _ in }
    ) async throws -> ID? {
        try plan.verlangeUebernehmbar(ohneFehlerhafte: ohneFehlerhafte)
        let recht = Permission.bestandUebernehmen
        let id = try await database.write(mandant, recht, als: akteur) { session in
            try beginnen(plan, bezeichnung: bezeichnung, in: session)
        }
        guard let id else { return nil }
        var fertig = 0
        for gruppen in gebuendelt(plan.neue, je: stapel) {
            do {
                try await database.write(mandant, recht, als: akteur) { session in
                    try Bestandsschreiber(plan, id, bezeichnung: bezeichnung, in: session)
                        .schreiben(gruppen)
                }
            } catch let fehler as PostgresError where fehler.constraint == "herkunft_pkey" {
                throw Hindernis(.konflikt, "Denselben Bestand übernimmt gerade noch jemand.",
                                abhilfe: "Warten Sie dessen Ende ab und prüfen Sie dann.")
            }
            fertig += gruppen.count
            try await fortschritt(fertig, plan.neueFaelle)
        }
        try await database.write(mandant, recht, als: akteur) { try beenden(id, in: $0) }
        return id
    }

    private static func gebuendelt(_ gruppen: [[Int]], je stapel: Int) -> [[Int]] {
        var buendel: [[Int]] = [], offen: [Int] = []
        for gruppe in gruppen {
            offen += gruppe
            if offen.count >= stapel {
                buendel.append(offen)
                offen = []
            }
        }
        return offen.isEmpty ? buendel : buendel + [offen]
    }

    /// Nimmt eine unterbrochene Übernahme derselben Dateien wieder auf oder beginnt eine neue.
    private static func beginnen(_ plan: Bestandsplan, bezeichnung: String,
                                 in session: MandantSession) throws -> ID? {
        let unterbrochen = try session.first("""
            SELECT id FROM uebernahme
             WHERE pruefsumme = \(plan.bestand.pruefsumme) AND beendet_am IS NULL
               AND ausgelassen = \(plan.fehlerhaft)
             ORDER BY begonnen_am DESC LIMIT 1
            """) { try $0.decode("id", as: ID.self) }
        if let unterbrochen { return unterbrochen }
        // Mit anderen Dateien geht keine frühere mehr weiter; ihre Konten sollen nicht ewig warten.
        try session.execute("UPDATE uebernahme SET beendet_am = now() WHERE beendet_am IS NULL")
        guard plan.neueFaelle > 0 else { return nil }
        let id = ID()
        try session.execute("""
            INSERT INTO uebernahme (id, bezeichnung, pruefsumme, faelle, personen, ausgelassen,
                                    begonnen_von)
            VALUES (\(id), \(bezeichnung), \(plan.bestand.pruefsumme), \(plan.neueFaelle),
                    \(plan.neuePersonen), \(plan.fehlerhaft), \(session.benutzer()))
            """)
        try session.executeAll(plan.bestand.dateien.map { datei in
            """
            INSERT INTO uebernahme_datei (uebernahme_id, datei, zeilen, summe_cent)
            VALUES (\(id), \(datei.name), \(datei.zeilen), \(datei.summe))
            """
        })
        try session.transaction.copyIn("""
            COPY uebernahme_befund (uebernahme_id, lfd, schwere, satz)
            FROM STDIN WITH (FORMAT binary)
            """) { writer in
            for (stelle, befund) in plan.befunde.enumerated() {
                try writer.typedRow(id, Int32(stelle + 1), befund.schwere, befund.satz)
            }
        }
        try session.audit("bestand.begonnen", id.description, angaben(plan))
        return id
    }

    private static func angaben(_ plan: Bestandsplan) -> [String: String] {
        ["faelle": "\(plan.neueFaelle)", "personen": "\(plan.neuePersonen)",
         "ausgelassen": "\(plan.fehlerhaft)", "pruefsumme": plan.bestand.pruefsumme]
    }

    private static func beenden(_ id: ID, in session: MandantSession) throws {
        let beendet = try session.execute("""
            UPDATE uebernahme SET beendet_am = now() WHERE id = \(id) AND beendet_am IS NULL
            """)
        guard beendet == 1 else { return }
        let faelle = try session.scalar("""
            SELECT count(*) FROM herkunft WHERE uebernahme_id = \(id) AND art = 'fall'
            """, as: Int.self)
        try session.audit("bestand.uebernommen", id.description, ["faelle": "\(faelle)"])
    }
}
