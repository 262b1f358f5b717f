import Grundwerte
import Kommune
import Kreis
import Platform
import Uebergabe

/// Die Kommunen zählen die letzten Monate, der Kreis schützt und veröffentlicht sie; der jüngste
/// wartet auf das Controlling (B-4.1).
struct Schulungscontrolling {
    let mandanten: [Mandant]
    let personal: Personal
    let heute: Kalendertag
    let zeitleiste: Zeitleiste
    /// Als Worker: Zählen und Schützen sind Aufträge.
    let worker: Database
    let web: Database

    func ausfuehren() async throws {
        for mandant in mandanten { try await zaehlen(mandant) }
        while let entwurf = try await naechster(), entwurf.monat < heute.monat.voriger {
            try await veroeffentlichen(entwurf.id)
        }
    }

    private var programm: Akteur { .programm(anfrage: UUIDv7()) }

    private func zaehlen(_ mandant: Mandant) async throws {
        _ = try await zeitleiste.spielen(
            am: heute, .vormittags, fuer: mandant.schema
        ) { beginnen in
            try await worker.write(mandant, .fallAendern, als: programm) { session in
                (try beginnen(session), try Controllingzaehlung.melden(in: session))
            }
        }
    }

    private func naechster() async throws -> Controllingentwurf? {
        try await schreiben(worker, .geheimhaltung, .controllingLesen, als: programm) {
            _ = try Controllingschutz.erstellen(in: $0)
        }
        return try await web.read(.controlling, .controllingLesen,
                                  als: try personal["controlling"].akteur) {
            try Controllingentwurf.offene(in: $0)
        }.first
    }

    private func veroeffentlichen(_ id: Controllingentwurf.ID) async throws {
        try await schreiben(web, .controlling, .controllingVorlegen,
                            als: try personal["controlling"].akteur) {
            try Controllingentwurf.vorlegen(id, in: $0)
        }
        try await schreiben(web, .controlling, .controllingFreigeben,
                            als: try personal["datenschutz"].akteur) {
            try Controllingentwurf.freigeben(id, in: $0)
        }
    }

    private func schreiben(
        _ database: Database, _ office: KreisOffice, _ recht: Permission, als akteur: Akteur,
        _ arbeit: @escaping @Sendable (KreisSession) throws -> Void
    ) async throws {
        try await zeitleiste.spielen(am: heute, .mittags, fuer: "kreis") { beginnen in
            try await database.write(office, recht, als: akteur) { session in
                (try beginnen(session), try arbeit(session))
            }
        }
    }
}
