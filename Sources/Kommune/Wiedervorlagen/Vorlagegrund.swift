import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Warum das Programm einen Fall vorlegt: ein Ereignis, das aus den Angaben folgt.
package struct Vorlagegrund: Sendable, Equatable {
    package let fall: Fall.ID
    package let anlass: Vorlageanlass
    /// Wen oder was es betrifft: Person, Anhörung; bei der Bewilligung der Fall.
    package let gegenstand: UUIDv7
    package let ereignis: Kalendertag
    package let text: String
    /// Die Tatsache, aus der das Ereignis folgt, als Satz.
    package let tatsache: String

    /// Derselbe Grund hat morgen denselben Schlüssel; ein anderer Tag ist ein anderer Grund.
    var schluessel: String { "\(anlass.rawValue):\(gegenstand):\(ereignis)" }

    var regel: Vorlageregel { .geltende(anlass, am: ereignis) }

    /// Nie in der Vergangenheit: Was heute erst bekannt wird, ist heute zu tun.
    func faellig(heute: Kalendertag) -> Kalendertag {
        max(ereignis.plus(tage: -regel.vorlaufTage), heute)
    }

    var warum: String { "\(tatsache) \(regel.satz)" }
}

extension Vorlagegrund {
    /// Alle Gründe der laufenden Fälle, vergangene und künftige, mit einer festen Zahl von
    /// Abfragen, gleich wie viele Fälle es sind. `nur` beschränkt auf einen Fall.
    static func alle(
        nur fall: Fall.ID? = nil, in session: MandantSession
    ) throws -> [Vorlagegrund] {
        let nurDieser: SQL = fall.map { "AND f.id = \($0)" } ?? ""
        let laufend: SQL = "f.eingestellt_zum IS NULL \(nurDieser)"
        let parameter = try Parameter.geltende(in: session)
        let bezug = try analogbezug(laufend, in: session)
        let hindernisse = try Wartezeithindernis.alle(in: session)
        let personen = try Vorlageperson.alle(laufend, in: session)
        return try bewilligungen(laufend, in: session) + anhoerungen(laufend, in: session)
            + sperren(nurDieser, in: session) + Vorlageperson.dokumente(personen)
            + personen.flatMap {
                $0.gruende(heute: session.heute, analogbezug: bezug[$0.person] ?? [],
                           hindernisse[$0.person] ?? [], parameter)
            }
    }

    /// Ob jetzt vorzulegen ist: bald fällig, und nicht vorbei, wenn das nichts mehr ändert.
    func istVorzulegen(heute: Kalendertag) -> Bool {
        faellig(heute: heute) <= heute.plus(tage: Vorlageregel.horizontTage)
            && (anlass.auchNachtraeglich || ereignis >= heute)
    }

    private static func bewilligungen(
        _ laufend: SQL, in session: MandantSession
    ) throws -> [Vorlagegrund] {
        try session.all("""
            SELECT f.id, max(a.monat) AS bis
              FROM fall f JOIN anspruch a ON a.fall_id = f.id AND a.ersetzt_am IS NULL
             WHERE \(laufend) GROUP BY f.id ORDER BY f.id
            """) { row in
            let fall: Fall.ID = try row.decode("id"), bis: Monat = try row.decode("bis")
            return Vorlagegrund(
                fall: fall, anlass: .bewilligung, gegenstand: fall.uuid, ereignis: bis.letzterTag,
                text: "Bewilligung bis \(bis.letzterTag.deutsch): weiter bewilligen oder "
                    + "einstellen.",
                tatsache: "Bewilligt ist bis \(bis.deutsch).")
        }
    }

    private static func anhoerungen(
        _ laufend: SQL, in session: MandantSession
    ) throws -> [Vorlagegrund] {
        try session.all("""
            SELECT a.id, a.fall_id, a.norm, a.frist
              FROM anhoerung a JOIN fall f ON f.id = a.fall_id
             WHERE \(laufend) AND a.frist IS NOT NULL
               AND NOT EXISTS (SELECT FROM anhoerung_ergebnis e WHERE e.anhoerung_id = a.id)
             ORDER BY a.id
            """) { row in
            anhoerung(try row.decode("id"), fall: try row.decode("fall_id"),
                      norm: try row.decode("norm"), frist: try row.decode("frist"))
        }
    }

    /// Der Grund einer Anhörung; wer anhört, legt ihn sogleich vor.
    static func anhoerung(
        _ id: Anhoerung.ID, fall: Fall.ID, norm: String, frist: Kalendertag
    ) -> Vorlagegrund {
        Vorlagegrund(
            fall: fall, anlass: .anhoerung, gegenstand: id.uuid, ereignis: frist,
            text: "Frist der Anhörung (\(norm)) ist abgelaufen: entscheiden.",
            tatsache: "Zur Anhörung war bis \(frist.deutsch) Zeit.")
    }

    /// Das Ende jeder Sperre einer Anschrift, auch in Fällen, die nicht mehr laufen: Danach stünde
    /// sie wieder offen.
    private static func sperren(
        _ nurDieser: SQL, in session: MandantSession
    ) throws -> [Vorlagegrund] {
        try session.all("""
            SELECT g.fall_id, s.id, s.gueltig_bis
              FROM anschriftensperren(
                       ARRAY(SELECT DISTINCT m.fall_id
                               FROM gesperrte_personen(\(session.heute)) p
                               JOIN mitglied m ON m.person_id = p.person_id),
                       \(session.heute)) g
              JOIN auskunftssperre s ON s.id = g.sperre_id
              JOIN fall f ON f.id = g.fall_id
             WHERE true \(nurDieser) ORDER BY g.fall_id, s.id
            """) { row in
            let ende: Kalendertag = try row.decode("gueltig_bis")
            let sperre: Auskunftssperre.ID = try row.decode("id")
            return Vorlagegrund(
                fall: try row.decode("fall_id"), anlass: .auskunftssperre,
                gegenstand: sperre.uuid, ereignis: ende,
                text: "Sperre der Anschrift bis \(ende.deutsch): mit den Benannten klären, ob sie "
                    + "zu verlängern ist.",
                tatsache: "Die Anschrift ist bis \(ende.deutsch) gesperrt.")
        }
    }

    /// Zeiten mit Leistungen nach § 2, für die Übergangsregel des § 20 AsylbLG.
    private static func analogbezug(
        _ laufend: SQL, in session: MandantSession
    ) throws -> [Person.ID: [Zeitraum]] {
        let zeiten = try session.all("""
            SELECT b.person_id, b.gueltig FROM berechtigung b
             WHERE b.grundlage = \(Anspruchsgrundlage.analogleistung) AND b.ersetzt_am IS NULL
               AND EXISTS (SELECT FROM mitglied m JOIN fall f ON f.id = m.fall_id
                            WHERE m.person_id = b.person_id AND m.ersetzt_am IS NULL AND \(laufend))
             ORDER BY b.person_id, b.gueltig
            """) { (try $0.decode("person_id", as: Person.ID.self),
                    try $0.decode("gueltig", as: Zeitraum.self)) }
        return Dictionary(grouping: zeiten, by: \.0).mapValues { $0.map(\.1) }
    }
}
