import Geheimhaltung
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Schützt jeden Monat und jede Sonderauswertung, die vollständig gemeldet sind, und greift sie an.
/// Was daraus wird, ist ein Entwurf; veröffentlichen tun es Menschen.
package struct ControllingSchuetzen: Job {
    package static let kind = "controlling.schuetzen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish(.geheimhaltung, .controllingLesen) { session in
            let entwuerfe = try Controllingschutz.erstellen(in: session)
            return entwuerfe == 0 ? nil : entwuerfe == 1 ? "1 Entwurf" : "\(entwuerfe) Entwürfe"
        }
    }
}

/// Liest Rohzahlen und wahre Werte; nur der Login `kreis_geheimhaltung` kann das.
package enum Controllingschutz {
    /// Erstellt die Entwürfe, die fehlen oder veraltet sind, ab dem frühesten Monat. Nur der erste
    /// Monat ist bald veröffentlicht; die folgenden entstehen danach neu.
    @discardableResult
    package static func erstellen(in session: KreisSession) throws -> Int {
        let letzte = try session.scalar(
            "SELECT coalesce(max(lfd), 0) FROM controlling_veroeffentlichung", as: Int64.self)
        let faellig = try faellige(nach: letzte, in: session)
        guard !faellig.isEmpty else { return 0 }
        let fruehere = try veroeffentlichte(in: session)
        for auftrag in faellig {
            let teil = try auftrag.teil(in: session)
            let regel = try geltendeRegel(fuer: auftrag.monat, in: session)
            let schutz = try Monatsschutz(teil, neben: fruehere, nach: regel)
            try ablegen(schutz, teil, auftrag, regel, nach: letzte, in: session)
        }
        return faellig.count
    }

    /// Ein Monat oder eine Sonderauswertung, für die noch kein gültiger Entwurf da ist.
    struct Auftrag: RowDecodable {
        let monat: Monat
        let sonder: Sonderauswertung?
        let umlage: Geld?

        init(row: Row) throws {
            monat = try row.decode("monat")
            sonder = nil
            umlage = try row.decode("netto_cent")
        }

        init(_ sonder: Sonderauswertung) {
            monat = sonder.monat
            self.sonder = sonder
            umlage = nil
        }
    }

    private static func faellige(nach letzte: Int64, in session: KreisSession) throws -> [Auftrag] {
        let monate: [Auftrag] = try session.all("""
            SELECT g.monat, u.netto_cent
              FROM (SELECT DISTINCT monat FROM controlling_meldung) g
              LEFT JOIN umlage u ON u.monat = g.monat
             WHERE NOT EXISTS (SELECT FROM controlling_veroeffentlichung v
                                WHERE v.monat = g.monat AND v.sonder_id IS NULL)
               AND NOT EXISTS (SELECT FROM controlling_entwurf e
                                WHERE e.monat = g.monat AND e.sonder_id IS NULL
                                  AND e.nach_lfd = \(letzte)
                                  AND e.umlage_cent IS NOT DISTINCT FROM u.netto_cent)
               AND NOT EXISTS (SELECT FROM platform.mandant m
                                WHERE m.aktiv_ab < g.monat + interval '1 month'
                                  AND NOT EXISTS (SELECT FROM controlling_meldung x
                                                   WHERE x.mandant_id = m.id
                                                     AND x.monat = g.monat))
             ORDER BY g.monat LIMIT 1
            """)
        let sonder: [Sonderauswertung] = try session.all("""
            SELECT \(Sonderauswertung.spalten) FROM sonderauswertung s
              LEFT JOIN sonderauswertung_beschluss b ON b.sonder_id = s.id
             WHERE b.angenommen
               AND EXISTS (SELECT FROM controlling_veroeffentlichung v WHERE v.monat = s.monat)
               AND NOT EXISTS (SELECT FROM controlling_veroeffentlichung v
                                WHERE v.sonder_id = s.id)
               AND NOT EXISTS (SELECT FROM controlling_entwurf e
                                WHERE e.sonder_id = s.id AND e.nach_lfd = \(letzte))
               AND NOT EXISTS (SELECT FROM controlling_meldung g
                                WHERE g.monat = s.monat
                                  AND NOT EXISTS (SELECT FROM sonderauswertung_meldung x
                                                   WHERE x.sonder_id = s.id
                                                     AND x.mandant_id = g.mandant_id))
             ORDER BY s.nummer
            """)
        return monate + sonder.map(Auftrag.init)
    }

    private static func geltendeRegel(
        fuer monat: Monat, in session: KreisSession
    ) throws -> Geheimhaltungsregel {
        try session.one("""
            SELECT gueltig_ab, mindestfallzahl, dominanz_einer, dominanz_zweier, prozent, spanne
              FROM geheimhaltungsregel WHERE gueltig_ab <= \(monat)
             ORDER BY gueltig_ab DESC LIMIT 1
            """) { try Geheimhaltungsregel(row: $0) }
    }

    /// Alles, was je veröffentlicht wurde, mit den wahren Werten.
    private static func veroeffentlichte(in session: KreisSession) throws -> [Berichtsteil] {
        let zellen = try session.all("""
            SELECT v.lfd, v.monat, z.zelle, z.betrag, z.wert, z.beitragende, z.groesster,
                   z.zweiter, z.grund
              FROM controlling_veroeffentlichung v
              JOIN controlling_entwurf_zelle z ON z.entwurf_id = v.entwurf_id
             ORDER BY v.lfd, z.zelle
            """) { row in
            (lfd: try row.decode("lfd", as: Int64.self),
             monat: try row.decode("monat", as: Monat.self),
             zelle: try Zelle(row: row),
             stand: try row.decode("grund", as: String?.self)
                 .flatMap(Sperrgrund.init(rawValue:)).map(Zellstand.gesperrt) ?? .offen)
        }
        return Dictionary(grouping: zellen, by: \.lfd).sorted { $0.key < $1.key }.map {
            Berichtsteil(monat: $0.value[0].monat,
                         veroeffentlicht: $0.value.map { ($0.zelle, $0.stand) })
        }
    }

    private static func ablegen(
        _ schutz: Monatsschutz, _ teil: Berichtsteil, _ auftrag: Auftrag,
        _ regel: Geheimhaltungsregel, nach letzte: Int64, in session: KreisSession
    ) throws {
        let id = Controllingentwurf.ID(), angriff = schutz.angriff
        let zellen = teil.zellen.map(\.zelle)
        let gruende: [String?] = zellen.map { zelle in
            guard case .gesperrt(let grund)? = schutz.werk.stand(zelle.name) else { return nil }
            return grund.rawValue
        }
        // Die Prüfsumme rechnet die Datenbank über ihren eigenen Inhalt; erst kommt der Kopf.
        try session.execute("""
            INSERT INTO controlling_entwurf (id, monat, sonder_id, regel, nach_lfd, umlage_cent,
                zellen, gesperrt, angegriffen, aufgedeckt, gleichungen, bekannt, bereiche,
                engste_spanne, sha256)
            VALUES (\(id), \(auftrag.monat), \(auftrag.sonder?.id), \(regel.gueltigAb), \(letzte),
                    \(auftrag.umlage), \(Int32(zellen.count)),
                    \(Int32(gruende.count { $0 != nil })), \(Int32(angriff.gesperrt)),
                    \(Int32(angriff.aufgedeckt.count)), \(Int32(angriff.gleichungen)),
                    \(Int32(angriff.veroeffentlicht)), \(Int32(angriff.bereiche)),
                    \(angriff.engsteSpanne.map(Int32.init)),
                    \(pruefsumme(zellen, gruende, auftrag)))
            """)
        try session.execute("""
            INSERT INTO controlling_entwurf_zelle (entwurf_id, zelle, betrag, wert, beitragende,
                                                   groesster, zweiter, grund)
            SELECT \(id), z.zelle, z.betrag, z.wert, z.beitragende, z.groesster, z.zweiter,
                   nullif(z.grund, '')
              FROM unnest(\(zellen.map(\.name.text)), \(zellen.map { $0.art == .summe }),
                          \(zellen.map(\.wert)), \(zellen.map(\.beitragende)),
                          \(zellen.map(\.groesster)), \(zellen.map(\.zweiter)),
                          \(gruende.map { $0 ?? "" }))
                   AS z (zelle, betrag, wert, beitragende, groesster, zweiter, grund)
            """)
        try session.audit("controlling.geschuetzt", auftrag.monat.description,
                          ["gesperrt": String(gruende.count { $0 != nil }),
                           "aufgedeckt": String(angriff.aufgedeckt.count)])
    }
}
