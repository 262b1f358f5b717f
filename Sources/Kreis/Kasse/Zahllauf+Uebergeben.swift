import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahllauf {
    /// Ein Versuch, die Datei zur Bank zu bringen. Er steht in der Datenbank, bevor ein Byte das
    /// Haus verlässt.
    package struct Uebergabe: Sendable, RowDecodable {
        package typealias ID = TypedID<Uebergabe>

        package enum Kanal: String, Sendable, SQLEnum {
            /// Ablageordner, den das Bankprogramm abholt.
            case ablage
            /// Jemand lädt die Datei herunter und reicht sie selbst ein.
            case herunterladen

            package var bezeichnung: String { self == .ablage ? "Ablageordner" : "Heruntergeladen" }
        }

        package enum Ergebnis: String, Sendable, SQLEnum {
            case uebergeben, fehlgeschlagen, unklar
        }

        package let id: ID
        package let versuch: Int
        package let kanal: Kanal
        package let benutzer: User.ID
        package let begonnenAm: Date
        /// Nil: begonnen und nie zu Ende gemeldet; es ist unklar, ob die Bank die Datei hat.
        package let ergebnis: Ergebnis?
        package let beendetAm: Date?
        package let entschiedenVon: User.ID?
        package let grund: String

        package var istUnklar: Bool { ergebnis == nil || ergebnis == .unklar }

        package init(row: Row) throws {
            id = try row.decode("id")
            versuch = try row.decode("versuch")
            kanal = try row.decode("kanal")
            benutzer = try row.decode("benutzer_id")
            begonnenAm = try row.decode("begonnen_am")
            ergebnis = try row.decode("ergebnis")
            beendetAm = try row.decode("beendet_am")
            entschiedenVon = try row.decode("entschieden_von")
            grund = try row.decode("grund")
        }

        static let abfrage: SQL = """
            SELECT id, versuch, kanal, benutzer_id, begonnen_am, ergebnis, beendet_am,
                   entschieden_von, grund
              FROM lauf_uebergabe
            """
    }

    package struct Datei: Sendable {
        package let name: String
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    package static func uebergaben(_ id: ID, in session: KreisSession) throws -> [Uebergabe] {
        try session.all("\(Uebergabe.abfrage) WHERE lauf_id = \(id) ORDER BY versuch")
    }

    /// Gibt die freigegebene Liste an die Barkasse oder die Buchhaltung; sie verlässt das Haus
    /// nicht.
    package static func anKasseGeben(_ id: ID, in session: KreisSession) throws {
        guard try laden(id, in: session).zahlweg.istKassenliste else {
            throw Hindernis(.regel, "Nur eine Liste der Kasse bleibt im Haus.",
                            abhilfe: "Übergeben Sie diesen Lauf der Bank.")
        }
        let versuch = try uebergabeBeginnen(id, .herunterladen, in: session).versuch
        try uebergabeBestaetigen(id, versuch: versuch, in: session)
    }

    /// Erster Schritt: der Vermerk, dass ein Versuch beginnt. Muss festgeschrieben sein, bevor die
    /// Bytes gehen.
    package static func uebergabeBeginnen(
        _ id: ID, _ kanal: Uebergabe.Kanal, in session: KreisSession
    ) throws -> (versuch: Uebergabe.ID, datei: Datei) {
        let lauf = try sperren(id, in: session)
        let versuch = Uebergabe.ID(), von = try session.benutzer()
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO lauf_uebergabe (id, lauf_id, versuch, kanal, benutzer_id)
                    SELECT \(versuch), \(id), 1 + coalesce(max(versuch), 0), \(kanal), \(von)
                      FROM lauf_uebergabe WHERE lauf_id = \(id)
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "lauf_uebergabe_eine_offen" {
            throw Hindernis(.regel, "Eine Übergabe dieses Laufs ist schon begonnen. Ein zweites "
                                + "Mal geht die Datei nicht von selbst zur Bank.",
                            abhilfe: "Klären Sie mit der Bank, ob sie die Datei hat, und tragen "
                                + "Sie das Ergebnis ein.")
        } catch let fehler as PostgresError where fehler.constraint == "lauf_uebergabe_freigabe" {
            throw Hindernis(.regel, "Übergeben wird nur ein freigegebener Zahllauf "
                            + "(Zustand: \(lauf.zustand.bezeichnung)).")
        }
        try session.audit("zahllauf.uebergabe_begonnen", lauf.nummer, ["kanal": kanal.rawValue])
        return (versuch, try datei(lauf, in: session))
    }

    /// Letzter Schritt: Wer den Versuch gemacht hat, meldet, dass die Bank die Datei hat.
    ///
    /// Für den Ablageordner meldet es das Programm selbst; beim Herunterladen die Person, die sie
    /// eingereicht hat.
    package static func uebergabeBestaetigen(
        _ id: ID, versuch: Uebergabe.ID, in session: KreisSession
    ) throws {
        let lauf = try sperren(id, in: session)
        let offen = try offener(versuch, lauf: id, in: session)
        if offen.ergebnis == .uebergeben { return }
        guard try offen.benutzer == session.benutzer() else {
            throw Hindernis(.regel, "Diese Übergabe hat eine andere Person begonnen.",
                            abhilfe: "Entscheiden Sie mit einem Grund, wie sie ausgegangen ist.")
        }
        try session.execute("""
            UPDATE lauf_uebergabe SET ergebnis = 'uebergeben', beendet_am = now()
             WHERE id = \(versuch)
            """)
        try abschliessen(lauf, in: session)
    }

    /// Entscheidet einen unklaren Versuch, nachdem die Bank gefragt ist; nie die Person, die ihn
    /// gemacht hat.
    ///
    /// `beiDerBank` falsch gibt den Lauf für einen neuen Versuch oder zum Verwerfen frei.
    package static func uebergabeEntscheiden(
        _ id: ID, versuch: Uebergabe.ID, beiDerBank: Bool, grund: String, in session: KreisSession
    ) throws {
        let lauf = try sperren(id, in: session)
        let grund = try verlangterGrund(grund), wer = try session.benutzer()
        let offen = try offener(versuch, lauf: id, in: session)
        guard offen.istUnklar else {
            throw Hindernis(.konflikt, "Das Ergebnis dieser Übergabe steht schon fest.")
        }
        guard offen.benutzer != wer else {
            throw Hindernis(
                .regel, "Sie haben diese Übergabe selbst begonnen.",
                abhilfe: "Bitten Sie eine andere Person der Kreiskasse um die Entscheidung.")
        }
        let ergebnis: Uebergabe.Ergebnis = beiDerBank ? .uebergeben : .fehlgeschlagen
        try session.execute("""
            UPDATE lauf_uebergabe
               SET ergebnis = \(ergebnis), beendet_am = now(), entschieden_von = \(wer),
                   grund = \(grund)
             WHERE id = \(versuch)
            """)
        try session.audit("zahllauf.uebergabe_entschieden", lauf.nummer,
                          ["ergebnis": ergebnis.rawValue, "grund": grund])
        if beiDerBank { try abschliessen(lauf, in: session) }
    }

    /// Dieselben Bytes noch einmal, zum Nachsehen; das sendet nichts und wird vermerkt.
    package static func dateiAnsehen(_ id: ID, in session: KreisSession) throws -> Datei {
        let lauf = try laden(id, in: session)
        let datei = try datei(lauf, in: session)
        try session.audit("zahllauf.datei_angesehen", lauf.nummer)
        return datei
    }

    private static func datei(_ lauf: Zahllauf, in session: KreisSession) throws -> Datei {
        let bytes = try session.first("SELECT inhalt FROM lauf_datei WHERE lauf_id = \(lauf.id)") {
            try $0.decode("inhalt", as: [UInt8].self)
        }
        guard let bytes else {
            throw Hindernis(.konflikt, "Für diesen Lauf gibt es noch keine Datei.")
        }
        return Datei(name: lauf.dateiname, bytes: bytes)
    }

    private static func offener(
        _ versuch: Uebergabe.ID, lauf: ID, in session: KreisSession
    ) throws -> Uebergabe {
        let gefunden: Uebergabe? = try session.first("""
            \(Uebergabe.abfrage) WHERE id = \(versuch) AND lauf_id = \(lauf)
            """)
        guard let gefunden else { throw Hindernis.nichtGefunden }
        return gefunden
    }

    private static func abschliessen(_ lauf: Zahllauf, in session: KreisSession) throws {
        try session.execute("UPDATE zahllauf SET zustand = 'uebergeben' WHERE id = \(lauf.id)")
        try session.execute("""
            UPDATE zahlungsauftrag a SET zustand = 'uebergeben'
              FROM lauf_position p
             WHERE p.lauf_id = \(lauf.id) AND NOT p.ausgetragen AND p.auftrag_id = a.id
               AND a.zustand = 'im_lauf'
            """)
        try session.rueckmeldungAnkuendigen(mandanten(lauf.id, in: session))
        try session.audit("zahllauf.uebergeben", lauf.nummer)
        // Auszug und Statusbericht können vor der Entscheidung gekommen sein.
        try Zuordnung.nachholen(in: session)
        try Bankmeldung.anwenden(in: session)
    }
}

extension Zahllauf {
    /// Legt die Datei in den Ablageordner: Vermerk, Bytes, Ergebnis, jedes für sich
    /// festgeschrieben.
    ///
    /// Bricht es dazwischen ab, bleibt der Versuch offen und wird als unklar gezeigt; von selbst
    /// geschieht nichts.
    package static func ablegen(
        _ id: ID, in ablage: Ablage, _ database: Database, als akteur: Akteur
    ) async throws {
        let (versuch, datei) = try await database.write(.kasse, .zahllaufUebergeben, als: akteur) {
            try uebergabeBeginnen(id, .ablage, in: $0)
        }
        try ablage.schreiben(datei)
        try await database.write(.kasse, .zahllaufUebergeben, als: akteur) {
            try uebergabeBestaetigen(id, versuch: versuch, in: $0)
        }
    }
}
