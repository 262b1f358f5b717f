import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Eine Kommune mit Haushalten, deren Statistik sich von Hand nachzählen lässt, und der Kreis, der
/// sie verlangt.
struct Statistikwelt: Sendable {
    static let jahr = (beginn: Monat(2026, 1).ersterTag, ende: Monat(2026, 12).letzterTag)
    static let danach = Monat(2027, 1).ersterTag.plus(tage: 10)

    let welt: Kommunenwelt
    let kreis: Akteur
    let zweite: Akteur
    let leitung: Akteur

    static func neu() async throws -> Statistikwelt {
        let welt = try await Kommunenwelt.neu()
        let verbund = welt.verbund
        return Statistikwelt(
            welt: welt, kreis: try await verbund.akteur("statistik"),
            zweite: try await verbund.akteur("statistik"),
            leitung: try await verbund.akteur("leitung", mandant: welt.ahaus))
    }

    static func mitglied(
        _ vorname: String, _ rolle: Haushaltsrolle, _ grundlage: Anspruchsgrundlage,
        geboren: Kalendertag = Monat(1990, 3).ersterTag, staat: String = "423",
        geschlecht: Person.Geschlecht = .maennlich, azr: String? = nil,
        status: Aufenthaltsstatus = .aufenthaltsgestattung
    ) -> NeuerFall.Mitglied {
        .init(angabe: .init(familienname: "Rahmani", vorname: vorname, geburtsdatum: geboren,
                            geschlecht: geschlecht, staatsangehoerigkeit: staat, azrNummer: azr,
                            familienstand: .ledig),
              rolle: rolle, personenkreis: .nr1, grundlage: grundlage, status: status)
    }

    /// Ein Haushalt, von November bis Dezember 2026 bewilligt.
    @discardableResult
    func haushalt(_ mitglieder: [NeuerFall.Mitglied], bis: Monat = Kommunenwelt.dezember)
        async throws -> Fall.ID {
        let fall = try await welt.tue(welt.frau) { session in
            let vorlage = try Kommunenwelt.neuerFall()
            return try Fall.anlegen(
                NeuerFall(ab: vorlage.ab, mitglieder: mitglieder, unterkunft: vorlage.unterkunft,
                          konto: vorlage.konto), in: session)
        }
        try await welt.kontoBestaetigen(fall)
        try await welt.bewillige(fall, von: Kommunenwelt.november, bis: bis)
        return fall
    }

    /// Der Kreis verlangt eine Erhebung; ihre Aufträge warten danach in der Schlange.
    func eroeffnen(
        _ erhebung: String, beginn: Kalendertag = jahr.beginn, ende: Kalendertag = jahr.ende,
        kenntnis: Kalendertag? = nil, statt: Statistiklauf.ID? = nil
    ) async throws -> Statistiklauf.ID {
        let lauf = Statistiklauf.ID(), frist = ende.plus(tage: 40)
        try await welt.verbund.write(.statistik, als: kreis) { session in
            try session.execute("""
                SELECT kreis.statistik_eroeffnen(
                    \(lauf), \(erhebung), \(beginn), \(ende), \(kenntnis), \(frist), \(frist),
                    'Schreiben', \(statt), \(statt == nil ? "" : "Nachmeldung"),
                    \(session.benutzer()))
                """)
        }
        return lauf
    }

    static let auftraege: [any Job.Type] = [
        StatistikErheben.self, StatistikAbgeben.self, StatistikZuordnungLoeschen.self,
    ]

    func arbeite() async throws {
        let worker = JobWorker(
            database: welt.verbund.worker, registry: welt.verbund.registry,
            jobs: Self.auftraege, logger: Logger(label: "test"))
        try await worker.drain()
    }

    func saetze(_ lauf: Statistiklauf.ID) async throws -> [[String: String]] {
        try await welt.tue(welt.frau) { session in
            guard let auftrag = try Statistikauftrag.laden(lauf, in: session) else { return [] }
            let namen = try Erhebungsmerkmal.alle(auftrag.erhebung, am: auftrag.ende, in: session)
                .map(\.name)
            return try session.all("""
                SELECT werte FROM statistik_satz WHERE lauf_id = \(lauf) ORDER BY kennnummer
                """) { Dictionary(uniqueKeysWithValues: zip(
                    namen, try $0.decode("werte", as: [String].self))) }
        }
    }

    func abgeben(_ lauf: Statistiklauf.ID) async throws {
        try await welt.tue(welt.frau) { try Statistikstand.abschliessen(lauf, in: $0) }
        try await welt.tue(leitung) { try Statistikstand.freigeben(lauf, in: $0) }
        try await arbeite()
    }
}
