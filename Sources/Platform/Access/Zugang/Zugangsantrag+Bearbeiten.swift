import Foundation
import Grundwerte
import Postgres

extension Zugangsantrag {
    /// The Kreis sets up what was asked, a new person with the hash of a one-time code.
    /// After an objection the Fachadministration has put it right on the account itself and says
    /// here how; nothing is given twice.
    package func einrichten(
        einmalcode: PasswordHash?, text: String = "", in session: PlatformSession
    ) throws {
        let konto = stand == .beanstandet
            ? try verlangtesKonto() : try ausfuehren(einmalcode, in: session)
        try schritt(.eingerichtet, text, konto: konto, in: session)
    }

    package func ablehnen(_ grund: String, in session: PlatformSession) throws {
        try schritt(.abgelehnt, grund, in: session)
    }

    /// The Kommune says that it is as it was asked for; from now on these roles hold. Its own login
    /// says so: the platform's cannot. `gezeigt` as with roles (`Zugangsbestaetigung`).
    package func bestaetigen(gezeigt: Date, in session: MandantSession) throws {
        do {
            let getan = try session.scalar("""
                SELECT platform.zugang_bestaetigen(\(id), \(Int32(fassung)),
                                                   \(session.benutzer()), \(gezeigt))
                """, as: Bool.self)
            guard getan else { throw Hindernis.nichtGefunden }
        } catch let fehler as PostgresError {
            if Self.istUeberholt(fehler) { throw Self.ueberholt }
            throw Zugangsbestaetigung.hindernis(fehler)
        }
        try session.audit("zugang.bestaetigt", id.description)
    }

    /// The Kommune says what is wrong; the Kreis has to act again.
    package func beanstanden(_ grund: String, in session: PlatformSession) throws {
        try schritt(.beanstandet, grund, in: session)
    }

    package func zurueckziehen(in session: PlatformSession) throws {
        try schritt(.zurueckgezogen, in: session)
    }

    private func schritt(
        _ neu: Stand, _ text: String = "", konto: User.ID? = nil, in session: PlatformSession
    ) throws {
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO zugangsantrag_schritt (antrag_id, lfd, schritt, benutzer_id, von,
                                                       text)
                    VALUES (\(id), \(Int32(fassung + 1)), \(neu), \(konto), \(session.benutzer()),
                            \(text))
                    """)
            }
        } catch let fehler as PostgresError where Self.istUeberholt(fehler) {
            throw Self.ueberholt
        }
        try session.audit("zugang.\(neu.rawValue)", id.description, ["grund": text])
    }

    private static func istUeberholt(_ fehler: PostgresError) -> Bool {
        ["zugangsantrag_folge", "zugangsantrag_schritt_pkey"].contains(fehler.constraint)
    }

    private static let ueberholt = Hindernis(
        .konflikt, "Der Antrag steht inzwischen anders",
        abhilfe: "Laden Sie die Seite neu und prüfen Sie seinen Stand.")

    private func verlangtesKonto() throws -> User.ID {
        guard let benutzer else { throw Hindernis.nichtGefunden }
        return benutzer
    }

    private func ausfuehren(
        _ einmalcode: PasswordHash?, in session: PlatformSession
    ) throws -> User.ID {
        switch art {
        case .neuePerson:
            let konto = try neuesKonto(einmalcode, in: session)
            try rollenGeben(konto, in: session)
            return konto
        case .weitereRollen:
            try rollenGeben(try verlangtesKonto(), in: session)
        case .wechsel:
            try wechseln(try verlangtesKonto(), in: session)
        case .rollenende:
            try rollenBeenden(try verlangtesKonto(), in: session)
        case .ausscheiden:
            guard let bis else { break }
            try User.ausscheiden(try verlangtesKonto(), letzterTag: bis, in: session)
        }
        return try verlangtesKonto()
    }

    private func neuesKonto(
        _ einmalcode: PasswordHash?, in session: PlatformSession
    ) throws -> User.ID {
        guard let einmalcode, let von else { throw Hindernis.nichtGefunden }
        return try User.einrichten(
            User.Neu(anmeldename: anmeldename, name: name, mandant: mandant,
                     einmalcode: einmalcode, telefon: telefon, zimmer: zimmer, rollen: []),
            ab: von, in: session)
    }

    private func rollenGeben(_ konto: User.ID, in session: PlatformSession) throws {
        guard let von, let gueltig = Zeitraum(pruefe: von, bis: bis) else { return }
        for rolle in rollen {
            try User.rolleGeben(
                konto, rolle: rolle, gueltig: gueltig, sachgebiet: sachgebiet, in: session)
        }
    }

    /// What is held and stays wanted goes on; the rest ends the day before.
    private func wechseln(_ konto: User.ID, in session: PlatformSession) throws {
        guard let von, let gueltig = Zeitraum(pruefe: von, bis: bis) else { return }
        let bisher = try User.konto(konto, in: session).rollen.filter {
            $0.gueltig.ueberschneidet(Zeitraum(von: von))
        }
        for zuweisung in bisher where !rollen.contains(zuweisung.rolle) {
            try User.rolleBeenden(
                konto, zuweisung.id, letzterTag: von.plus(tage: -1), in: session)
        }
        for rolle in rollen where !bisher.contains(where: { $0.rolle == rolle }) {
            try User.rolleGeben(
                konto, rolle: rolle, gueltig: gueltig, sachgebiet: sachgebiet, in: session)
        }
    }

    private func rollenBeenden(_ konto: User.ID, in session: PlatformSession) throws {
        guard let bis else { return }
        let danach = Zeitraum(von: bis.plus(tage: 1))
        for zuweisung in try User.konto(konto, in: session).rollen
        where rollen.contains(zuweisung.rolle) && zuweisung.gueltig.ueberschneidet(danach) {
            try User.rolleBeenden(konto, zuweisung.id, letzterTag: bis, in: session)
        }
    }
}
