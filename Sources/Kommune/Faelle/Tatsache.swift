import Grundwerte
import Platform
import Postgres

/// Die Tabellen mit datierten Angaben. Eine Angabe wird nie überschrieben: Was ab einem Tag anders
/// ist, löst das Frühere von diesem Tag an ab, und das Frühere bleibt mit dem Zeitpunkt seiner
/// Ersetzung lesbar.
enum Tatsache: String, CaseIterable {
    case personAngabe = "person_angabe"
    case mitglied
    case berechtigung
    case aufenthalt
    case unterkunft
    case einkommen
    case vermoegen
    case mehrbedarf
    case monatsbedarf
    case arbeitsgelegenheit
    case wartezeithindernis

    /// Die Spalte, zu der die Angabe gehört.
    private var schluessel: String {
        switch self {
        case .unterkunft: "fall_id"
        default: "person_id"
        }
    }

    /// Macht für eine neue Angabe im Zeitraum Platz: Was sich mit ihm überschneidet, gilt nur noch
    /// davor und danach.
    ///
    /// `weiter` grenzt ein, was abgelöst wird, etwa auf dieselbe Einkommensart.
    func abloesen(
        _ zugehoerig: UUIDv7, im zeitraum: Zeitraum, weiter: SQL = "", in session: MandantSession
    ) throws {
        let betroffen = try session.all("""
            SELECT id, gueltig FROM \(identifier: rawValue)
             WHERE \(identifier: schluessel) = \(zugehoerig) AND ersetzt_am IS NULL
               AND gueltig && \(zeitraum) \(weiter)
             ORDER BY id FOR UPDATE
            """) { (try $0.decode("id", as: UUIDv7.self),
                    try $0.decode("gueltig", as: Zeitraum.self)) }
        for (id, gueltig) in betroffen {
            try session.execute("""
                UPDATE \(identifier: rawValue) SET ersetzt_am = now() WHERE id = \(id)
                """)
            for rest in gueltig.ohne(zeitraum) {
                try fortschreiben(id, gueltig: rest, in: session)
            }
        }
    }

    /// Beendet, was nach `ende` noch gälte.
    func beenden(
        _ zugehoerig: UUIDv7, nach ende: Kalendertag, weiter: SQL = "", in session: MandantSession
    ) throws {
        try abloesen(zugehoerig, im: Zeitraum(von: ende.plus(tage: 1)), weiter: weiter, in: session)
    }

    /// Nimmt `beenden` zurück: Was mit `ende` aufhörte, gilt wieder so lange wie vorher.
    func fortsetzen(
        _ zugehoerig: UUIDv7, nach ende: Kalendertag, in session: MandantSession
    ) throws {
        let beendet = try session.all("""
            SELECT t.id, v.gueltig
              FROM \(identifier: rawValue) t
              JOIN LATERAL (
                   SELECT x.gueltig FROM \(identifier: rawValue) x
                    WHERE x.\(identifier: schluessel) = \(zugehoerig)
                      AND x.ersetzt_am IS NOT NULL AND lower(x.gueltig) = lower(t.gueltig)
                    ORDER BY x.ersetzt_am DESC, x.id DESC LIMIT 1) v ON true
             WHERE t.\(identifier: schluessel) = \(zugehoerig) AND t.ersetzt_am IS NULL
               AND upper(t.gueltig) = \(ende.plus(tage: 1))
             ORDER BY t.id
            """) { (try $0.decode("id", as: UUIDv7.self),
                    try $0.decode("gueltig", as: Zeitraum.self)) }
        for (id, gueltig) in beendet {
            try session.execute("""
                UPDATE \(identifier: rawValue) SET ersetzt_am = now() WHERE id = \(id)
                """)
            try fortschreiben(id, gueltig: gueltig, in: session)
        }
    }

    /// Dieselbe Angabe, neu erfasst, mit anderem Zeitraum.
    private func fortschreiben(_ id: UUIDv7, gueltig: Zeitraum, in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO \(identifier: rawValue)
            SELECT (jsonb_populate_record(alt, jsonb_build_object(
                       'id', \(UUIDv7())::uuid, 'gueltig', \(gueltig)::daterange::text,
                       'erfasst_am', now(),
                       'erfasst_von', \(session.benutzer())::uuid, 'ersetzt_am', NULL))).*
              FROM \(identifier: rawValue) alt WHERE id = \(id)
            """)
    }
}

extension Zeitraum {
    /// Was von diesem Zeitraum vor und nach dem anderen übrig bleibt.
    package func ohne(_ anderer: Zeitraum) -> [Zeitraum] {
        guard ueberschneidet(anderer) else { return [self] }
        var rest: [Zeitraum] = []
        if von < anderer.von { rest.append(Zeitraum(von: von, bis: anderer.von.plus(tage: -1))) }
        if let ende = anderer.bis, bis.map({ $0 > ende }) ?? true {
            rest.append(Zeitraum(von: ende.plus(tage: 1), bis: bis))
        }
        return rest
    }
}

/// Der Blick auf eine Akte: was an einem Tag galt, nach dem Wissen eines Tages.
package struct Stand: Hashable, Sendable {
    package let am: Kalendertag
    /// Nil: nach heutigem Wissen.
    package let bekannt: Kalendertag?

    package init(am: Kalendertag, bekannt: Kalendertag? = nil) {
        self.am = am
        self.bekannt = bekannt
    }

    /// Bedingung an eine Tabelle datierter Angaben mit dem Kürzel `t`.
    var gilt: SQL { SQL.join([gewusst, "t.gueltig @> \(am)"], separator: " AND ") }

    /// Wie `gilt`, aber für alle Zeiträume.
    var gewusst: SQL {
        guard let bekannt else { return "t.ersetzt_am IS NULL" }
        return """
            t.erfasst_am AT TIME ZONE 'Europe/Berlin' < \(bekannt)::date + 1
            AND (t.ersetzt_am IS NULL
                 OR t.ersetzt_am AT TIME ZONE 'Europe/Berlin' >= \(bekannt)::date + 1)
            """
    }
}
