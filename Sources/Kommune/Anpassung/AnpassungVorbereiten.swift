import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Legt nach der Freigabe eines Standes jeden Fall, den er betrifft, der Sachbearbeitung vor. Ein
/// Bescheid ergeht erst, wenn sie es entscheidet. Läuft der Auftrag zweimal, bleibt es bei einer
/// Anpassung je Fall.
package struct AnpassungVorbereiten: Job {
    package static let kind = Anpassungsauftrag.kind
    static let jeSchritt = 1_000

    package let groesse: String
    package let gueltigAb: Kalendertag

    package func run(_ run: JobRun) async throws {
        let freigabe = try await run.read { try self.freigabe(in: $0) }
        var letzter: Fall.ID?
        while true {
            let hinter = letzter
            letzter = try await run.write {
                try Anpassung.vorbereiten(Self.jeSchritt, hinter: hinter, nach: freigabe, in: $0)
            }
            guard letzter != nil else { break }
            try await run.progress("wird vorbereitet")
        }
        try await run.finish { session in
            // Die Probe ist vorbei: Was sie zeigte, gilt jetzt oder ist überholt.
            try session.execute("DELETE FROM probelauf")
            try session.audit("anpassung.vorbereitet", groesse)
            return "vorbereitet"
        }
    }

    func freigabe(in session: MandantSession) throws -> Anpassungsvorschlag.Freigabe {
        Anpassungsvorschlag.Freigabe(
            ohne: try .geltende(
                in: session, wobei: { $0.name != groesse || $0.gueltigAb != gueltigAb }),
            mit: try .geltende(in: session), gueltigAb: gueltigAb)
    }
}

extension Anpassung {
    /// Bereitet die nächsten laufenden Fälle vor; zurück kommt der letzte, nil am Ende. Was eine
    /// frühere Freigabe betroffen hätte und diese wieder aufhebt, ist zurückgenommen.
    static func vorbereiten(
        _ anzahl: Int, hinter: Fall.ID?, nach freigabe: Anpassungsvorschlag.Freigabe,
        in session: MandantSession
    ) throws -> Fall.ID? {
        let fruehester = session.heute.monat.plus(1 - Bewilligung.hoechstensMonate)
        // Gesperrt, damit kein Bescheid dazwischen ergeht.
        let ids = try session.scalars("""
            SELECT f.id FROM fall f
             WHERE (\(hinter)::uuid IS NULL OR f.id > \(hinter))
               AND (f.eingestellt_zum IS NULL OR f.eingestellt_zum >= \(fruehester.ersterTag))
               AND (EXISTS (SELECT FROM anspruch a
                             WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL
                               AND a.monat >= \(fruehester))
                    OR EXISTS (SELECT FROM altbewilligung a
                                WHERE a.fall_id = f.id AND a.monat >= \(fruehester)))
             ORDER BY f.id LIMIT \(anzahl) FOR UPDATE
            """, as: Fall.ID.self)
        guard let letzter = ids.last else { return nil }
        let bewilligt = try bewilligt(ids, ab: fruehester, in: session)
        let vorschlaege = try Fallakte.alle(ids, stand: Stand(am: session.heute), in: session)
            .compactMap { akte in
                Anpassungsvorschlag(akte, bewilligt: bewilligt[akte.fall.id] ?? .init(),
                                    nach: freigabe, heute: session.heute)
            }
        try vorlegen(vorschlaege, in: session)
        let betroffen = Set(vorschlaege.map(\.fall))
        try session.execute("""
            UPDATE anpassung SET erledigt_am = now()
             WHERE fall_id = ANY (\(ids.filter { !betroffen.contains($0) }))
               AND erledigt_am IS NULL AND art = 'aenderung'
            """)
        return letzter
    }

    private static func bewilligt(
        _ ids: [Fall.ID], ab monat: Monat, in session: MandantSession
    ) throws -> [Fall.ID: Anpassungsvorschlag.Bewilligt] {
        // Das alte Verfahren zuerst: Was hier neu bewilligt ist, geht ihm vor.
        let zeilen = try session.all("""
            SELECT fall_id, monat, bewilligt_cent AS cent, false AS hier FROM altbewilligung
             WHERE fall_id = ANY (\(ids)) AND monat >= \(monat)
            UNION ALL
            SELECT fall_id, monat, leistung_cent, true FROM anspruch
             WHERE fall_id = ANY (\(ids)) AND monat >= \(monat) AND ersetzt_am IS NULL
             ORDER BY hier, fall_id, monat
            """) {
            (fall: try $0.decode("fall_id", as: Fall.ID.self),
             monat: try $0.decode("monat", as: Monat.self),
             betrag: try $0.decode("cent", as: Geld.self),
             hier: try $0.decode("hier", as: Bool.self))
        }
        return zeilen.reduce(into: [:]) { je, zeile in
            je[zeile.fall, default: .init()].alle[zeile.monat] = zeile.betrag
            if zeile.hier { je[zeile.fall, default: .init()].hier[zeile.monat] = zeile.betrag }
        }
    }

    /// Eine offene je Fall: Eine neuere ersetzt, was noch niemand entschieden hat.
    private static func vorlegen(
        _ alle: [Anpassungsvorschlag], in session: MandantSession
    ) throws {
        guard !alle.isEmpty else { return }
        try session.execute("""
            INSERT INTO anpassung (id, fall_id, art, von, bis, bisher_cent, neu_cent, warum,
                                   hindernis, fassung)
            SELECT n.* FROM unnest(
                \(alle.map { _ in UUIDv7() })::uuid[], \(alle.map(\.fall))::uuid[],
                \(alle.map(\.art.rawValue))::text[], \(alle.map(\.von.ersterTag))::date[],
                \(alle.map(\.bis.ersterTag))::date[], \(alle.map(\.bisher.cent))::bigint[],
                \(alle.map(\.neu.cent))::bigint[], \(alle.map(\.warum))::text[],
                \(alle.map(\.hindernis))::text[],
                \(alle.map { Int32($0.fassung) })::integer[]) AS n
            ON CONFLICT (fall_id) WHERE erledigt_am IS NULL DO UPDATE
               SET art = excluded.art, von = excluded.von, bis = excluded.bis,
                   bisher_cent = excluded.bisher_cent, neu_cent = excluded.neu_cent,
                   warum = excluded.warum, hindernis = excluded.hindernis,
                   fassung = excluded.fassung, vorbereitet_am = now()
            """)
    }
}
