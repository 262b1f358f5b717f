import Crypto
import Geheimhaltung
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Controllingschutz.Auftrag {
    /// Der Teil aus den gemeldeten Zahlen.
    func teil(in session: KreisSession) throws -> Berichtsteil {
        let kommunen = try session.scalars("""
            SELECT m.kuerzel FROM controlling_meldung g
              JOIN platform.mandant m ON m.id = g.mandant_id
             WHERE g.monat = \(monat) ORDER BY m.kuerzel
            """, as: String.self)
        if let sonder {
            return Berichtsteil(
                monat: monat, kommunen: kommunen, gesamtheit: sonder.gesamtheit,
                merkmale: sonder.merkmale, rohzahlen: try sonderzahlen(sonder, session))
        }
        return Berichtsteil(monat: monat, kommunen: kommunen, rohzahlen:
            try monatszahlen(session) + (umlage == nil ? [] : umlagezahlen(session)))
    }

    private func monatszahlen(_ session: KreisSession) throws -> [Berichtsteil.Rohzahl] {
        try session.all("""
            SELECT m.kuerzel, r.gesamtheit, r.merkmale, r.wert, r.beitragende, r.groesster,
                   r.zweiter
              FROM controlling_rohzahl r JOIN platform.mandant m ON m.id = r.mandant_id
             WHERE r.monat = \(monat) ORDER BY m.kuerzel, r.gesamtheit, r.merkmale
            """)
    }

    private func umlagezahlen(_ session: KreisSession) throws -> [Berichtsteil.Rohzahl] {
        try session.all("""
            SELECT m.kuerzel, z.anzahl FROM empfaengerzahl z
              JOIN platform.mandant m ON m.id = z.mandant_id
             WHERE z.monat = \(monat) ORDER BY m.kuerzel
            """) {
            .init(kommune: try $0.decode("kuerzel"), .umlage, "", anzahl: try $0.decode("anzahl"))
        }
    }

    private func sonderzahlen(
        _ sonder: Sonderauswertung, _ session: KreisSession
    ) throws -> [Berichtsteil.Rohzahl] {
        try session.all("""
            SELECT m.kuerzel, \(sonder.gesamtheit.rawValue) AS gesamtheit, r.merkmale, r.wert,
                   r.beitragende, r.groesster, r.zweiter
              FROM sonderauswertung_rohzahl r JOIN platform.mandant m ON m.id = r.mandant_id
             WHERE r.sonder_id = \(sonder.id) ORDER BY m.kuerzel, r.merkmale
            """)
    }
}

extension Controllingschutz {
    /// Wie `controlling_pruefsumme` in der Datenbank, die es bei der Freigabe nachrechnet.
    static func pruefsumme(
        _ zellen: [Zelle], _ gruende: [String?], _ auftrag: Auftrag
    ) -> [UInt8] {
        let zeilen = zip(zellen, gruende)
            .map { (Array("\($0.name);".utf8), $1 == nil ? String($0.wert) : ".") }
            .sorted { $0.0.dropLast().lexicographicallyPrecedes($1.0.dropLast()) }
        var sha = SHA256()
        let umlage = auftrag.umlage.map { String($0.cent) } ?? ""
        sha.update(data: Array("\(auftrag.monat);\(umlage)\n".utf8))
        for (name, wert) in zeilen { sha.update(data: name + Array("\(wert)\n".utf8)) }
        return Array(sha.finalize())
    }
}

extension Berichtsteil.Rohzahl: RowDecodable {
    package init(row: Row) throws {
        self.init(kommune: try row.decode("kuerzel"), gesamtheit: try row.decode("gesamtheit"),
                  merkmale: try row.decode("merkmale"), wert: try row.decode("wert"),
                  beitragende: try row.decode("beitragende"),
                  groesster: try row.decode("groesster"), zweiter: try row.decode("zweiter"))
    }
}

extension Zelle {
    init(row: Row) throws {
        self.init(name: Zellname(text: try row.decode("zelle")),
                  art: try row.decode("betrag", as: Bool.self) ? .summe : .anzahl,
                  wert: try row.decode("wert"), beitragende: try row.decode("beitragende"),
                  groesster: try row.decode("groesster"), zweiter: try row.decode("zweiter"))
    }
}

extension Geheimhaltungsregel {
    init(row: Row) throws {
        func zahl(_ name: String) throws -> Int64 { Int64(try row.decode(name, as: Int32.self)) }
        self.init(gueltigAb: try row.decode("gueltig_ab"),
                  mindestfallzahl: try zahl("mindestfallzahl"),
                  dominanzEiner: try zahl("dominanz_einer"),
                  dominanzZweier: try zahl("dominanz_zweier"), prozent: try zahl("prozent"),
                  spanne: try zahl("spanne"))
    }
}
