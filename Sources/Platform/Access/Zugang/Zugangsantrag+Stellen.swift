import Grundwerte
import Postgres

extension Zugangsantrag {
    /// What the Leitung asks for. Roles by name; `person` is nil for somebody new.
    package struct Neu: Sendable {
        package let art: Art
        package let person: User.ID?
        package let name: String
        package let anmeldename: String
        package let telefon: String
        package let zimmer: String
        package let rollen: [String]
        package let sachgebiet: String
        package let von: Kalendertag?
        package let bis: Kalendertag?
        package let grund: String

        package init(
            art: Art, person: User.ID? = nil, name: String = "", anmeldename: String = "",
            telefon: String = "", zimmer: String = "", rollen: [String] = [],
            sachgebiet: String = "", von: Kalendertag? = nil, bis: Kalendertag? = nil,
            grund: String
        ) {
            self.art = art
            self.person = person
            self.name = name
            self.anmeldename = anmeldename
            self.telefon = telefon
            self.zimmer = zimmer
            self.rollen = rollen
            self.sachgebiet = sachgebiet
            self.von = von
            self.bis = bis
            self.grund = grund
        }
    }

    /// Asks the Kreis. What cannot be set up is refused here already, with its reason. The form's
    /// `vorgang` becomes the id, so that a form sent twice asks once.
    @discardableResult
    package static func stellen(
        _ neu: Neu, vorgang: UUIDv7 = UUIDv7(), fuer mandant: Mandant.ID,
        in session: PlatformSession
    ) throws -> ID {
        let ich = try session.benutzer(), id = ID(vorgang)
        guard try session.scalar("""
            SELECT NOT EXISTS (SELECT FROM zugangsantrag
                                WHERE id = \(id) AND beantragt_von = \(ich))
            """, as: Bool.self) else { return id }
        guard neu.person != ich else {
            throw Hindernis(.regel, "Für sich selbst beantragt niemand Rollen",
                            abhilfe: "Bitten Sie eine andere Leitung oder die Fachadministration.")
        }
        if let unvereinbar = try neu.unvereinbar(in: session) {
            throw Hindernis(.regel, feld: "rollen", "Unvereinbare Rollen: \(unvereinbar)",
                            abhilfe: "Beantragen Sie diese Rollen für zwei Personen.")
        }
        if neu.art == .neuePerson { try neu.verlangeFreienNamen(in: session) }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO zugangsantrag (id, mandant_id, art, benutzer_id, name, anmeldename,
                                               telefon, zimmer, rollen, sachgebiet, von, bis, grund,
                                               beantragt_von)
                    VALUES (\(id), \(mandant), \(neu.art), \(neu.person), \(neu.name),
                            \(neu.anmeldename), \(neu.telefon), \(neu.zimmer), \(neu.rollen),
                            \(neu.sachgebiet), \(neu.von), \(neu.bis), \(neu.grund), \(ich))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "zugangsantrag_fremd" {
            throw Hindernis.nichtGefunden
        }
        try session.audit("zugang.beantragt", id.description, [
            "art": neu.art.rawValue, "rollen": neu.rollen.joined(separator: " "),
        ])
        return id
    }
}

extension Zugangsantrag.Neu {
    /// Why these roles, with those that the person keeps, exclude each other.
    fileprivate func unvereinbar(in session: PlatformSession) throws -> String? {
        guard art.gibt, let von else { return nil }
        let zeit = Zeitraum(pruefe: von, bis: bis) ?? Zeitraum(von: von)
        let behaelt = art == .weitereRollen ? person : nil
        return try session.scalars("""
            SELECT u.grund FROM rolle_unvereinbar u
             WHERE (u.rolle_a = ANY (\(rollen)) OR u.rolle_b = ANY (\(rollen)))
               AND (u.rolle_a = ANY (\(rollen)) OR EXISTS (
                        SELECT FROM rollenzuweisung z WHERE z.benutzer_id = \(behaelt)
                           AND z.rolle = u.rolle_a AND z.gueltig && \(zeit)))
               AND (u.rolle_b = ANY (\(rollen)) OR EXISTS (
                        SELECT FROM rollenzuweisung z WHERE z.benutzer_id = \(behaelt)
                           AND z.rolle = u.rolle_b AND z.gueltig && \(zeit)))
             ORDER BY u.rolle_a, u.rolle_b LIMIT 1
            """, as: String.self).first
    }

    fileprivate func verlangeFreienNamen(in session: PlatformSession) throws {
        guard anmeldename.wholeMatch(of: /[a-z0-9][a-z0-9.@_\-]{2,79}/) != nil else {
            throw Hindernis(
                .eingabe, feld: "anmeldename", "So darf ein Anmeldename nicht lauten",
                abhilfe: "Erlaubt sind 3 bis 80 Zeichen: kleine Buchstaben, Ziffern, Punkt, "
                    + "Minus, Unterstrich und @.")
        }
        guard try session.scalar("""
            SELECT NOT EXISTS (SELECT FROM benutzer WHERE anmeldename = \(anmeldename))
            """, as: Bool.self) else {
            throw Hindernis(.eingabe, feld: "anmeldename", "Diesen Anmeldenamen gibt es schon",
                            abhilfe: "Wählen Sie einen anderen.")
        }
    }
}
