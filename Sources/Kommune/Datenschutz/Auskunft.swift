import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Auskunft nach Art. 15 DSGVO: verlangt, zusammengestellt, abgeholt. Die Dateien liegen
/// einige Tage bereit und werden dann entfernt; dass es sie gab, bleibt.
package struct Auskunft: Sendable, RowDecodable {
    package typealias ID = TypedID<Auskunft>

    /// Wie lange die Dateien bereitliegen.
    package static let abholtage = 14
    /// Art. 12 Abs. 3 DSGVO: unverzüglich, höchstens ein Monat.
    package static let fristMonate = 1

    /// Woran die Kommune erkannt hat, dass es die Person selbst ist (Art. 12 Abs. 6 DSGVO).
    package enum Identitaet: String, Sendable, CaseIterable, SQLEnum {
        case ausweis, bekannt, vertretung

        package var bezeichnung: String {
            switch self {
            case .ausweis: "Ausweis vorgelegt"
            case .bekannt: "Von Person bekannt"
            case .vertretung: "Vertretung mit Vollmacht oder gesetzliche Vertretung"
            }
        }
    }

    package enum Datei: String, Sendable, CaseIterable, SQLEnum {
        case pdf, zip
    }

    package let id: ID
    package let person: Person.ID
    package let verlangtAm: Kalendertag
    package let identitaet: Identitaet
    package let abholenBis: Kalendertag
    package let erfasstVon: User.ID
    package let erfasstAm: Date
    /// Ob die Dateien zusammengestellt sind, und ob sie noch daliegen.
    package let istFertig: Bool
    package let liegtBereit: Bool

    package init(row: Row) throws {
        id = try row.decode("id")
        person = try row.decode("person_id")
        verlangtAm = try row.decode("verlangt_am")
        identitaet = try row.decode("identitaet")
        abholenBis = try row.decode("abholen_bis")
        erfasstVon = try row.decode("erfasst_von")
        erfasstAm = try row.decode("erfasst_am")
        istFertig = try row.decode("fertig")
        liegtBereit = try row.decode("bereit")
    }

    private static let spalten: SQL = """
        a.id, a.person_id, a.verlangt_am, a.identitaet, a.abholen_bis, a.erfasst_von,
        a.erfasst_am,
        EXISTS (SELECT FROM auskunft_datei d WHERE d.auskunft_id = a.id) AS fertig,
        EXISTS (SELECT FROM auskunft_teil t WHERE t.auskunft_id = a.id) AS bereit
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Auskunft? {
        try session.first("SELECT \(spalten) FROM auskunft a WHERE a.id = \(id)")
    }

    /// Die jüngste zuerst.
    package static func alle(zu person: Person.ID, in session: MandantSession) throws
        -> [Auskunft] {
        try session.all("""
            SELECT \(spalten) FROM auskunft a WHERE a.person_id = \(person)
             ORDER BY a.erfasst_am DESC, a.id DESC
            """)
    }

    /// Vermerkt das Verlangen und lässt die Auskunft zusammenstellen.
    package static func verlangen(
        _ person: Person.ID, am tag: Kalendertag, identitaet: Identitaet,
        in session: MandantSession
    ) throws -> ID {
        guard tag <= session.heute else {
            throw Hindernis(.eingabe, feld: "verlangt_am", "Der Tag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, an dem die Auskunft verlangt wurde.")
        }
        let bekannt = try session.scalar("""
            SELECT EXISTS (SELECT FROM person WHERE id = \(person))
            """, as: Bool.self)
        guard bekannt else { throw Hindernis.nichtGefunden }
        let id = ID()
        try session.execute("""
            INSERT INTO auskunft (id, person_id, verlangt_am, identitaet, abholen_bis, erfasst_von)
            VALUES (\(id), \(person), \(tag), \(identitaet),
                    \(session.heute.plus(tage: abholtage)), \(session.benutzer()))
            """)
        try session.audit("auskunft.verlangt", person.description,
                          ["identitaet": identitaet.bezeichnung])
        try session.enqueue(AuskunftErstellen(auskunft: id), key: id.description)
        return id
    }

    /// Legt die Dateien ab; liegen sie schon da, bleiben die ersten.
    static func ablegen(
        _ dateien: [Datei: [UInt8]], zu id: ID, in session: MandantSession
    ) throws {
        for (art, inhalt) in dateien.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let neu = try session.execute("""
                INSERT INTO auskunft_datei (auskunft_id, art, sha256, groesse)
                VALUES (\(id), \(art), \(Data(SHA256.hash(data: inhalt))), \(inhalt.count))
                ON CONFLICT DO NOTHING
                """)
            guard neu == 1 else { continue }
            for (lfd, teil) in Schriftstueck.inStuecken(inhalt) {
                try session.execute("""
                    INSERT INTO auskunft_teil (auskunft_id, art, lfd, inhalt)
                    VALUES (\(id), \(art), \(lfd), \(teil))
                    """)
            }
        }
    }

    /// Eine der Dateien, mit dem Vermerk, wer sie geholt hat; nil, wenn sie nicht daliegt.
    package static func abholen(_ id: ID, _ datei: Datei, in session: MandantSession) throws
        -> [UInt8]? {
        guard let auskunft = try laden(id, in: session) else { return nil }
        try Anschriftenschutz.verlangeSicht(auskunft.person, in: session)
        let teile = try session.scalars("""
            SELECT inhalt FROM auskunft_teil WHERE auskunft_id = \(id) AND art = \(datei)
             ORDER BY lfd
            """, as: [UInt8].self)
        guard !teile.isEmpty else { return nil }
        try session.audit("auskunft.abgeholt", auskunft.person.description,
                          ["datei": datei.rawValue.uppercased()])
        return teile.flatMap(\.self)
    }

    /// Entfernt, was für andere aus den Fällen der Person daliegt: Es kann die Anschrift nennen,
    /// die jetzt gesperrt ist.
    static func entfernen(neben person: Person.ID, in session: MandantSession) throws {
        try session.execute("""
            DELETE FROM auskunft_teil t USING auskunft a
             WHERE a.id = t.auskunft_id AND a.person_id <> \(person) AND a.person_id IN (
                   SELECT m.person_id FROM mitglied m JOIN mitglied n ON n.fall_id = m.fall_id
                    WHERE n.person_id = \(person))
            """)
    }

    /// Entfernt, was niemand mehr abholt; wie viele Auskünfte es waren.
    package static func entfernen(in session: MandantSession) throws -> Int {
        let faellig = try session.all("""
            SELECT \(spalten) FROM auskunft a
             WHERE a.abholen_bis < \(session.heute)
               AND EXISTS (SELECT FROM auskunft_teil t WHERE t.auskunft_id = a.id)
             ORDER BY a.id
            """, as: Auskunft.self)
        for auskunft in faellig {
            try session.execute("DELETE FROM auskunft_teil WHERE auskunft_id = \(auskunft.id)")
            try session.audit("auskunft.entfernt", auskunft.person.description)
        }
        return faellig.count
    }
}

/// Entfernt die Dateien von Auskünften, deren Abholtage vorbei sind.
package struct AuskuenfteEntfernen: Job {
    package static let kind = "auskunft.entfernen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            let anzahl = try Auskunft.entfernen(in: session)
            return anzahl == 0 ? nil : "entfernt"
        }
    }
}
