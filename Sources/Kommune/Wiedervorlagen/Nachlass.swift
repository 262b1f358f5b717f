import Grundwerte
import Platform
import Postgres

/// Was eine Person, die ausscheidet, an offener Arbeit zurücklässt.
package struct Nachlass: Sendable {
    package let wer: User.ID
    package let letzterTag: Kalendertag
    /// Laufende Fälle, für die sie zuständig ist.
    package let faelle: Int
    package let vorlagen: Int
    /// Gesperrte Anschriften, die nach ihr niemand mehr sehen und niemand mehr ändern könnte.
    package let sperren: Int

    /// So lange vorher steht die Arbeit einer Person, die geht, zur Übergabe.
    package static let vorlaufTage = 30

    /// Offene Arbeit aller, deren letzter Tag spätestens `bis` ist; ohne Angabe auch derer, die
    /// demnächst gehen.
    package static func offene(
        bis: Kalendertag? = nil, in session: MandantSession
    ) throws -> [Nachlass] {
        let vor = (bis ?? session.heute.plus(tage: vorlaufTage)).plus(tage: 1)
        let weg = try ausgeschiedene(vor: vor, in: session)
        guard !weg.isEmpty else { return [] }
        let personen = weg.map(\.wer.uuid)
        let faelle = try anzahl("""
            SELECT sachbearbeitung AS wer, count(*) AS anzahl FROM fall
             WHERE sachbearbeitung = ANY (\(personen)) AND eingestellt_zum IS NULL
             GROUP BY sachbearbeitung ORDER BY sachbearbeitung
            """, in: session)
        let vorlagen = try anzahl("""
            SELECT fuer AS wer, count(*) AS anzahl FROM wiedervorlage
             WHERE fuer = ANY (\(personen)) AND erledigt_am IS NULL
             GROUP BY fuer ORDER BY fuer
            """, in: session)
        let sperren = try Auskunftssperre.verwaiste(durch: weg.map(\.wer), in: session)
        return weg.map {
            Nachlass(wer: $0.wer, letzterTag: $0.letzterTag, faelle: faelle[$0.wer] ?? 0,
                     vorlagen: vorlagen[$0.wer] ?? 0, sperren: sperren[$0.wer]?.count ?? 0)
        }.filter { $0.faelle + $0.vorlagen + $0.sperren > 0 }
    }

    /// Übergibt alle laufenden Fälle und offenen Wiedervorlagen von `wer` an `nachfolge`. Jeder
    /// Fall vermerkt es mit `satz`. Zurück kommt, wie viele es waren. Für gesperrte Anschriften,
    /// die sonst niemand mehr sähe, ist danach `nachfolge` benannt; das ist nie, wer übergibt.
    @discardableResult
    package static func uebergeben(
        von wer: User.ID, an nachfolge: User.ID, satz: String, in session: MandantSession
    ) throws -> (faelle: Int, vorlagen: Int) {
        let gehende = try ausgeschiedene(
            vor: session.heute.plus(tage: vorlaufTage + 1), in: session).map(\.wer)
        guard wer != nachfolge, gehende.contains(wer) else { throw Hindernis.nichtGefunden }
        guard try session.scalar(
            "SELECT platform.arbeitet_hier(\(nachfolge), \(session.heute))", as: Bool.self)
        else {
            throw Hindernis(.eingabe, feld: "nachfolge-\(wer)", "Diese Person arbeitet nicht hier",
                            abhilfe: "Wählen Sie eine andere.")
        }
        let sperren = try Auskunftssperre.verwaiste(durch: gehende, in: session)[wer] ?? []
        if !sperren.isEmpty { try session.akteur.verlange(.auskunftssperreFuehren) }
        guard try sperren.isEmpty || nachfolge != session.benutzer() else {
            throw Hindernis(
                .eingabe, feld: "nachfolge-\(wer)",
                "Zur Arbeit gehören gesperrte Anschriften, und dafür benennt niemand sich selbst.",
                abhilfe: "Wählen Sie eine andere Person, oder lassen Sie eine andere Person die "
                    + "Arbeit an Sie übergeben.")
        }
        try session.execute("""
            INSERT INTO aktenvermerk (id, fall_id, benutzer_id, text)
            SELECT gen_random_uuid(), f.id, \(session.benutzer()), \(satz) FROM fall f
             WHERE f.sachbearbeitung = \(wer) AND f.eingestellt_zum IS NULL ORDER BY f.id
            """)
        let faelle = try session.execute("""
            UPDATE fall SET sachbearbeitung = \(nachfolge), fassung = fassung + 1
             WHERE sachbearbeitung = \(wer) AND eingestellt_zum IS NULL
            """)
        let vorlagen = try session.execute("""
            UPDATE wiedervorlage SET fuer = \(nachfolge), fassung = fassung + 1
             WHERE fuer = \(wer) AND erledigt_am IS NULL
            """)
        try Benennung.benennen(nachfolge, fuer: sperren, in: session)
        try session.audit("arbeit.uebergeben", wer.description, [
            "sperren": "\(sperren.count)",
            "an": nachfolge.description, "faelle": "\(faelle)", "wiedervorlagen": "\(vorlagen)",
        ])
        return (faelle, vorlagen)
    }

    static func ausgeschiedene(
        vor tag: Kalendertag, in session: MandantSession
    ) throws -> [(wer: User.ID, letzterTag: Kalendertag)] {
        try session.all("""
            SELECT benutzer_id, dienst_bis FROM platform.ausgeschiedene(\(tag))
             ORDER BY dienst_bis, benutzer_id
            """) { (try $0.decode("benutzer_id"), try $0.decode("dienst_bis")) }
    }

    private static func anzahl(_ sql: SQL, in session: MandantSession) throws -> [User.ID: Int] {
        let zeilen = try session.all(sql) {
            (try $0.decode("wer", as: User.ID.self), try $0.decode("anzahl", as: Int.self))
        }
        return Dictionary(uniqueKeysWithValues: zeilen)
    }
}

/// Beendet die Vertretungen derer, die ausgeschieden sind (B-1.2.4).
package struct AusgeschiedeneAbgleichen: Job {
    package static let kind = "ausgeschiedene.abgleichen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            var anzahl = 0
            for (wer, tag) in try Nachlass.ausgeschiedene(vor: session.heute, in: session) {
                anzahl += try Vertretung.beendenNachAusscheiden(
                    wer, letzterTag: tag, in: session)
            }
            return anzahl == 0 ? nil : "Vertretungen beendet"
        }
    }
}
