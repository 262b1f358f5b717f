import Grundwerte
import Platform
import Postgres

extension Bestandseingang {
    /// Legt die Dateien ab und lässt sie prüfen. `anmeldenamen` sind die Leute der Kommune, die als
    /// Sachbearbeitung vorkommen dürfen.
    package static func annehmen(
        _ dateien: [(name: String, inhalt: [UInt8])], bezeichnung: String,
        anmeldenamen: [String: User.ID], in session: MandantSession
    ) throws -> ID {
        let zugeordnet = try zuordnen(dateien), id = ID()
        try session.execute("""
            INSERT INTO bestandseingang (id, bezeichnung, anmeldenamen, angelegt_von)
            VALUES (\(id), \(bezeichnung), \(JSON(anmeldenamen)), \(session.benutzer()))
            """)
        for (datei, inhalt) in zugeordnet.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for (lfd, teil) in Schriftstueck.inStuecken(inhalt) {
                try session.execute("""
                    INSERT INTO bestandseingang_teil (eingang_id, datei, lfd, inhalt)
                    VALUES (\(id), \(datei.rawValue), \(lfd), \(teil))
                    """)
            }
        }
        try session.audit("bestand.hochgeladen", id.description,
                          ["dateien": "\(zugeordnet.count)"])
        try session.enqueue(BestandPruefen(eingang: id), key: id.description)
        return id
    }

    private static func zuordnen(
        _ dateien: [(name: String, inhalt: [UInt8])]
    ) throws -> [Bestandsdatei: [UInt8]] {
        var zugeordnet: [Bestandsdatei: [UInt8]] = [:]
        for (name, inhalt) in dateien {
            guard let datei = Bestandsdatei.allCases.first(where: { $0.name == name.lowercased() })
            else {
                throw Hindernis(
                    .eingabe, feld: "dateien", "„\(name.prefix(60))“ gehört nicht zum Bestand.",
                    abhilfe: "Die Dateien heißen "
                        + Bestandsdatei.allCases.map(\.name).aufgezaehlt + ".")
            }
            guard zugeordnet.updateValue(inhalt, forKey: datei) == nil else {
                throw Hindernis(.eingabe, feld: "dateien", "\(datei.name) ist zweimal gewählt.",
                                abhilfe: "Wählen Sie jede Datei einmal.")
            }
        }
        return zugeordnet
    }

    /// Lässt übernehmen, was der Probelauf als neu nennt; nach einer Unterbrechung geht es weiter.
    package static func starten(
        _ id: ID, ohneFehlerhafte: Bool, in session: MandantSession
    ) throws {
        let eingang = try offener(id, in: session)
        guard let pruefung = eingang.pruefung else {
            throw Hindernis(.konflikt, "Die Dateien werden noch geprüft.",
                            abhilfe: "Warten Sie das Ergebnis ab.")
        }
        guard pruefung.istUebernehmbar else {
            throw Hindernis(.regel, pruefung.neu == 0 ? "Es gibt nichts zu übernehmen."
                : "Von \(pruefung.ohneFall) Fehlern lässt sich nicht sagen, welchen Fall sie "
                    + "treffen.", abhilfe: "Berichtigen Sie die Dateien und laden Sie sie neu.")
        }
        guard pruefung.fehlerhaft == 0 || ohneFehlerhafte else {
            throw Hindernis(
                .eingabe, feld: "ohne_fehlerhafte",
                pruefung.fehlerhaft == 1 ? "Ein Fall hat Fehler."
                    : "\(pruefung.fehlerhaft) Fälle haben Fehler.",
                abhilfe: "Berichtigen Sie die Dateien oder lassen Sie diese Fälle weg.")
        }
        try session.audit("bestand.gestartet", id.description)
        try session.enqueue(
            BestandUebernehmen(eingang: id, als: try session.benutzer(),
                               ohneFehlerhafte: ohneFehlerhafte), key: id.description)
    }

    /// Verwirft die Dateien; ihr Inhalt ist danach gelöscht.
    package static func verwerfen(_ id: ID, in session: MandantSession) throws {
        _ = try offener(id, in: session)
        try entscheiden(id, .verworfen, uebernahme: nil, in: session)
        try session.audit("bestand.verworfen", id.description)
    }

    static func entscheiden(
        _ id: ID, _ ergebnis: Ergebnis, uebernahme: Bestandsuebernahme.ID?,
        von: User.ID? = nil, in session: MandantSession
    ) throws {
        let wer = try von ?? session.benutzer()
        try session.execute("""
            INSERT INTO bestandseingang_ergebnis (eingang_id, art, uebernahme_id, benutzer_id)
            VALUES (\(id), \(ergebnis), \(uebernahme), \(wer))
            """)
        try session.execute("SELECT bestandseingang_leeren(\(id))")
    }

    private static func offener(_ id: ID, in session: MandantSession) throws -> Bestandseingang {
        guard let eingang = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        guard eingang.ergebnis == nil else {
            throw Hindernis(.konflikt, "Über diese Dateien ist schon entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        return eingang
    }

    /// Der Plan aus den abgelegten Dateien, gegen das geprüft, was die Kommune heute hat.
    static func plan(_ id: ID, in session: MandantSession) throws -> Bestandsplan {
        let teile = try session.all("""
            SELECT datei, inhalt FROM bestandseingang_teil
             WHERE eingang_id = \(id) ORDER BY datei, lfd
            """) { (try $0.decode("datei", as: String.self),
                    try $0.decode("inhalt", as: [UInt8].self)) }
        var dateien: [Bestandsdatei: [UInt8]] = [:]
        for (name, inhalt) in teile {
            guard let datei = Bestandsdatei(rawValue: name) else { continue }
            dateien[datei, default: []] += inhalt
        }
        let benutzer = try session.first("""
            SELECT anmeldenamen FROM bestandseingang WHERE id = \(id)
            """) { try $0.decode("anmeldenamen", as: JSON<[String: User.ID]>.self).value }
        return try Bestandsplan.aufstellen(
            Bestand.lesen(dateien, benutzer: benutzer ?? [:]), in: session)
    }
}
