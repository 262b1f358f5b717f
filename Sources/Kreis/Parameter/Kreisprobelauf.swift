import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Ein Probelauf, wie der Kreis ihn sieht: welche Entwürfe, wie weit die Kommunen sind und, wenn
/// alle fertig sind, was für den ganzen Kreis herauskommt.
package struct Kreisprobelauf: Sendable, RowDecodable {
    package typealias ID = Probelaufauftrag.ID

    package let id: ID
    package let von: Monat
    package let bis: Monat
    package let begonnen: Parametersatz.Tat
    package let entwuerfe: [Parametersatz.ID]

    package init(row: Row) throws {
        id = try row.decode("id")
        von = try row.decode("von")
        bis = try row.decode("bis")
        begonnen = Parametersatz.Tat(
            wer: try row.decode("name"), am: try row.decode("begonnen_am"))
        entwuerfe = try row.decode("entwuerfe")
    }

    private static let abfrage: SQL = """
        SELECT l.id, l.von, l.bis, l.begonnen_am, coalesce(b.name, '') AS name,
               ARRAY(SELECT s.parameterstand_id FROM probelauf_stand s
                      WHERE s.probelauf_id = l.id ORDER BY s.parameterstand_id) AS entwuerfe
          FROM probelauf l LEFT JOIN benutzer b ON b.id = l.begonnen_von
        """

    /// Der jüngste zuerst.
    package static func alle(in session: PlatformSession) throws -> [Kreisprobelauf] {
        try session.all("\(abfrage) ORDER BY l.begonnen_am DESC, l.id DESC LIMIT 50")
    }

    package static func laden(_ id: ID, in session: PlatformSession) throws -> Kreisprobelauf {
        let lauf: Kreisprobelauf? = try session.first("\(abfrage) WHERE l.id = \(id)")
        guard let lauf else { throw Hindernis.nichtGefunden }
        return lauf
    }

    /// Beginnt einen Lauf über alle tätigen Kommunen, ab dem Monat des frühesten Entwurfs. Dasselbe
    /// Formular ein zweites Mal ändert nichts.
    package static func beginnen(
        _ entwuerfe: [Parametersatz.ID], bis: Monat, vorgang: UUIDv7, in session: PlatformSession
    ) throws -> ID {
        let saetze = try entwuerfe.map { try Parametersatz.laden($0, in: session) }
        let von = try verlangeVergleichbare(saetze)
        guard von <= bis, von.monate(bis: bis) < 12 else {
            throw Hindernis(
                .eingabe, feld: "bis", "Gerechnet werden ein bis zwölf Monate ab \(von.deutsch).",
                abhilfe: "Wählen Sie einen Monat bis \(von.plus(11).deutsch).")
        }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    SELECT probelauf_beginnen(
                        \(vorgang), \(entwuerfe), \(von.ersterTag), \(bis.ersterTag),
                        \(session.benutzer()), \(session.heute))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "probelauf_entwuerfe" {
            throw schonEntschieden
        }
        try session.audit("probelauf.begonnen", vorgang.description)
        return ID(vorgang)
    }

    /// Der Monat, mit dem die Entwürfe beginnen.
    private static func verlangeVergleichbare(_ saetze: [Parametersatz]) throws -> Monat {
        guard let von = saetze.map(\.gueltigAb.monat).min() else {
            throw Hindernis(.eingabe, feld: "entwurf", "Es ist kein Entwurf ausgewählt.",
                            abhilfe: "Wählen Sie mindestens einen aus.")
        }
        guard saetze.allSatisfy({ $0.zustand == .entwurf }) else { throw schonEntschieden }
        let plaetze = Set(saetze.map { "\($0.groesse?.rawValue ?? "") \($0.gueltigAb)" })
        guard plaetze.count == saetze.count else {
            throw Hindernis(
                .eingabe, feld: "entwurf", "Zwei dieser Entwürfe sollen dasselbe festlegen.",
                abhilfe: "Wählen Sie einen von beiden; für den anderen beginnen Sie danach einen "
                    + "zweiten Probelauf.")
        }
        return von
    }

    private static let schonEntschieden = Hindernis(
        .eingabe, feld: "entwurf", "Über einen dieser Entwürfe ist inzwischen entschieden.",
        abhilfe: "Laden Sie die Seite neu und wählen Sie aus, was noch offen ist.")
}

extension Kreisprobelauf {
    /// Wie weit eine Kommune ist. Was sie herausfand, steht hier nicht.
    package struct Fortschritt: Sendable, RowDecodable {
        package enum Zustand: String, Sendable, SQLEnum { case wartet, laeuft, fertig, gescheitert }

        package let kommune: String
        package let zustand: Zustand
        /// „40 % gerechnet“; leer, solange nichts gemeldet ist.
        package let angabe: String

        package init(row: Row) throws {
            kommune = try row.decode("bezeichnung")
            zustand = try row.decode("zustand")
            angabe = try row.decode("angabe")
        }
    }

    package func fortschritt(in session: PlatformSession) throws -> [Fortschritt] {
        try session.all("""
            SELECT m.bezeichnung, coalesce(j.progress, '') AS angabe,
                   CASE WHEN k.gemeldet_am IS NOT NULL THEN 'fertig'
                        WHEN j.state = 1 THEN 'laeuft'
                        WHEN j.id IS NOT NULL THEN 'wartet' ELSE 'gescheitert' END AS zustand
              FROM probelauf_kommune k
              JOIN mandant m ON m.id = k.mandant_id
              LEFT JOIN job j ON j.kind = \(Probelaufauftrag.kind) AND j.mandant_id = k.mandant_id
                             AND j.unique_key = k.probelauf_id::text
             WHERE k.probelauf_id = \(id) ORDER BY m.bezeichnung
            """)
    }

    /// Die Summen eines Monats über den ganzen Kreis, gerundet. Nil ist verdeckt: Zu wenige Fälle
    /// oder Personen ändern sich oder ändern sich nicht, oder einer macht zu viel davon aus. Die
    /// Regel und ihre Gründe stehen an `probelauf_summen`.
    package struct Kreissumme: Sendable, RowDecodable {
        package let monat: Monat
        package let faelle: Int?
        package let personen: Int?
        package let alt: Geld?
        package let neu: Geld?
        package let geaenderteFaelle: Int?
        package let geaendertePersonen: Int?
        package let ohneErgebnis: Int?

        package init(row: Row) throws {
            monat = try row.decode("monat")
            faelle = try row.decode("faelle")
            personen = try row.decode("personen")
            alt = try row.decode("alt_cent")
            neu = try row.decode("neu_cent")
            geaenderteFaelle = try row.decode("geaenderte_faelle")
            geaendertePersonen = try row.decode("geaenderte_personen")
            ohneErgebnis = try row.decode("ohne_ergebnis")
        }
    }

    /// Leer, bis alle Kommunen fertig sind.
    package func summen(in session: PlatformSession) throws -> [Kreissumme] {
        try session.all("""
            SELECT monat, faelle, personen, alt_cent, neu_cent, geaenderte_faelle,
                   geaenderte_personen, ohne_ergebnis
              FROM probelauf_summen(\(id)) ORDER BY monat
            """)
    }
}
