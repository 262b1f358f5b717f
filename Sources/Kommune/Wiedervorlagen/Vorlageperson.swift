import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was über eine Person eines laufenden Falls heute gilt, soweit daraus ein Termin folgt.
struct Vorlageperson: Sendable, RowDecodable {
    let fall: Fall.ID
    let person: Person.ID
    let name: String
    let geburtsdatum: Kalendertag
    let eingereistAm: Kalendertag?
    let dokumentBis: Kalendertag?
    /// Die zuletzt begonnene Berechtigung.
    let grundlage: Anspruchsgrundlage?
    let einschraenkung: Einschraenkungsabsatz?
    let berechtigt: Zeitraum?
    /// Ob schon erfasst ist, was nach ihr gilt.
    let folgt: Bool

    init(row: Row) throws {
        fall = try row.decode("fall_id")
        person = try row.decode("person_id")
        name = try row.decode("name")
        geburtsdatum = try row.decode("geburtsdatum")
        eingereistAm = try row.decode("eingereist_am")
        dokumentBis = try row.decode("dokument_bis")
        grundlage = try row.decode("grundlage")
        einschraenkung = try row.decode("einschraenkung")
        berechtigt = try row.decode("berechtigt")
        folgt = try row.decode("folgt")
    }

    /// Die heutigen Mitglieder der Fälle `f`, für die `laufend` zutrifft.
    static func alle(_ laufend: SQL, in session: MandantSession) throws -> [Vorlageperson] {
        try session.all("""
            SELECT m.fall_id, m.person_id, a.name, a.geburtsdatum, t.eingereist_am, t.dokument_bis,
                   b.grundlage, b.einschraenkung, b.gueltig AS berechtigt,
                   EXISTS (SELECT FROM berechtigung n
                            WHERE n.person_id = m.person_id AND n.ersetzt_am IS NULL
                              AND lower(n.gueltig) > lower(b.gueltig)) AS folgt
              FROM fall f
              JOIN mitglied m ON m.fall_id = f.id AND m.ersetzt_am IS NULL
                             AND m.gueltig @> \(session.heute)
              JOIN LATERAL (
                   SELECT concat_ws(' ', nullif(x.vorname, ''), nullif(x.familienname, '')) AS name,
                          x.geburtsdatum
                     FROM person_angabe x
                    WHERE x.person_id = m.person_id AND x.ersetzt_am IS NULL
                    ORDER BY x.gueltig @> \(session.heute) DESC, lower(x.gueltig) DESC
                    LIMIT 1) a ON true
              LEFT JOIN aufenthalt t ON t.person_id = m.person_id AND t.ersetzt_am IS NULL
                                    AND t.gueltig @> \(session.heute)
              LEFT JOIN LATERAL (
                   SELECT x.grundlage, x.einschraenkung, x.gueltig
                     FROM berechtigung x
                    WHERE x.person_id = m.person_id AND x.ersetzt_am IS NULL
                      AND lower(x.gueltig) <= \(session.heute)
                    ORDER BY lower(x.gueltig) DESC LIMIT 1) b ON true
             WHERE \(laufend)
             ORDER BY m.fall_id, m.person_id
            """)
    }

    func gruende(
        heute: Kalendertag, analogbezug: [Zeitraum], _ hindernisse: [Wartezeithindernis],
        _ parameter: Parameter
    ) -> [Vorlagegrund] {
        var gruende = geburtstage()
        if let grund = wartezeit(heute, analogbezug, hindernisse, parameter) {
            gruende.append(grund)
        }
        if let grund = endeDerEinschraenkung() { gruende.append(grund) }
        return gruende
    }

    /// Was ein Haushalt am selben Tag vorzulegen hat, fordert ein Brief an.
    static func dokumente(_ personen: [Vorlageperson]) -> [Vorlagegrund] {
        struct Ablauf: Hashable {
            let fall: Fall.ID
            let tag: Kalendertag
        }
        let jeAblauf = Dictionary(grouping: personen) { person in
            person.dokumentBis.map { Ablauf(fall: person.fall, tag: $0) }
        }
        return jeAblauf.compactMap { ablauf, personen in
            guard let ablauf else { return nil }
            let tag = ablauf.tag.deutsch, namen = personen.map(\.name)
            let wessen = namen.count == 1 ? "Dokument von \(namen[0])"
                : "Dokumente von \(namen.dropLast().joined(separator: ", ")) und "
                    + namen[namen.count - 1]
            return Vorlagegrund(
                fall: ablauf.fall, anlass: .dokument, gegenstand: ablauf.fall.uuid,
                ereignis: ablauf.tag, text: "\(wessen) bis \(tag): Verlängerung anfordern.",
                tatsache: namen.count == 1 ? "Das Aufenthaltsdokument gilt bis \(tag)."
                    : "Die Aufenthaltsdokumente gelten bis \(tag).")
        }
    }

    private func geburtstage() -> [Vorlagegrund] {
        Vorlageregel.stufenalter.map { alter in
            let tag = geburtsdatum.plus(monate: 12 * alter)
            return grund(
                .geburtstag, tag, "\(name) wird am \(tag.deutsch) \(alter): Bedarfsstufe prüfen.",
                tatsache: "Geboren am \(geburtsdatum.deutsch); mit \(alter) Jahren kann die Stufe "
                    + "wechseln (§ 3a AsylbLG).")
        }
    }

    private func wartezeit(
        _ heute: Kalendertag, _ analogbezug: [Zeitraum], _ hindernisse: [Wartezeithindernis],
        _ parameter: Parameter
    ) -> Vorlagegrund? {
        guard let eingereistAm, grundlage == .grundleistung, let berechtigt,
              berechtigt.enthaelt(heute) else { return nil }
        let wartezeit = AsylbLG.wartezeit(
            .init(seit: eingereistAm, analogbezug: analogbezug, hindernisse), nach: parameter)
        guard let ab = wartezeit.ab else { return nil }
        return grund(
            .wartezeit, ab, "Leistungen nach § 2 für \(name) ab dem \(ab.deutsch) prüfen.",
            tatsache: "Eingereist am \(eingereistAm.deutsch); die Wartezeit endet am "
                + "\(ab.plus(tage: -1).deutsch).")
    }

    /// Ohne eingetragenes Ende gilt das späteste, das § 14 erlaubt.
    private func endeDerEinschraenkung() -> Vorlagegrund? {
        guard grundlage == .anspruchseinschraenkung, !folgt, let berechtigt else { return nil }
        let ende = berechtigt.bis
            ?? AsylbLG.hoechstensBis(berechtigt.von, einschraenkung ?? .absatz1)
        return grund(
            .einschraenkung, ende, "Einschränkung nach § 1a für \(name) bis \(ende.deutsch): "
                + "fortsetzen oder Grundleistung bewilligen.",
            tatsache: "Eingeschränkt seit dem \(berechtigt.von.deutsch)"
                + (berechtigt.bis == nil ? ", ohne eingetragenes Ende höchstens" : "")
                + " bis \(ende.deutsch).")
    }

    private func grund(
        _ anlass: Vorlageanlass, _ ereignis: Kalendertag, _ text: String, tatsache: String
    ) -> Vorlagegrund {
        Vorlagegrund(fall: fall, anlass: anlass, gegenstand: person.uuid, ereignis: ereignis,
                     text: text, tatsache: tatsache)
    }
}
