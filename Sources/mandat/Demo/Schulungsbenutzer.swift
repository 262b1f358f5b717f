import Foundation
import Grundwerte
import Platform
import Postgres

/// Die Menschen, die im Schulungssystem arbeiten. Alle haben dasselbe, bekannte Kennwort.
struct Schulungsbenutzer: Sendable {
    static let kennwort = "schulung"

    let anmeldename: String
    let name: String
    let rolle: String
    let bezeichnung: String
    /// Nil: arbeitet für den Kreis.
    let kommune: Schulungskommune?
    let zimmer: String
    let telefon: String

    var pfad: String { kommune.map { "/m/\($0.kuerzel)/" } ?? "/kreis/" }

    /// Wer zuerst gezeigt wird, in der Reihenfolge einer Zahlung.
    static let zuerst = [
        "sb.ahaus", "anordnung.ahaus", "kasse.buchhaltung", "kasse.freigabe1", "kasse.freigabe2",
        "abrechnung", "fachadmin",
    ]

    static let alle: [Schulungsbenutzer] = kreis + Schulungskommune.alle.flatMap(kommune)

    private static let stellen: [(String, String, String, String)] = [
        ("kasse.buchhaltung", "Annette Brüning", "kasse_buchhaltung", "Kreiskasse Buchhaltung"),
        ("kasse.freigabe1", "Ludger Heselhaus", "kasse_freigabe", "Kreiskasse Freigabe"),
        ("kasse.freigabe2", "Petra Osterholt", "kasse_freigabe", "Kreiskasse Freigabe"),
        ("abrechnung", "Monika Wigger", "abrechnungsstelle", "Abrechnungsstelle"),
        ("fachadmin", "Jens Kortbus", "fachadministration", "Fachadministration"),
        ("controlling", "Dr. Ruth Lammers", "controlling", "Controlling"),
        ("statistik", "Tobias Epping", "statistik", "Statistik"),
        ("ag.asyl", "Christa Rensing", "ag_geschaeftsstelle", "AG-Geschäftsstelle"),
        ("datenschutz", "Holger Tewes", "datenschutz", "Datenschutz"),
        ("it.betrieb", "Sandra Pöpping", "it_betrieb", "IT-Betrieb"),
        ("fachadmin2", "Ulrike Demming", "fachadministration", "Fachadministration"),
        ("abrechnung2", "Georg Tenhagen", "abrechnungsstelle", "Abrechnungsstelle"),
        ("statistik2", "Birte Haverkamp", "statistik", "Statistik"),
        ("leitung.kreis", "Anke Wermelt", "kreis_leitung", "Leitung Kreis"),
    ]

    private static let kreis = stellen.enumerated().map { stelle, zeile in
        Schulungsbenutzer(
            anmeldename: zeile.0, name: zeile.1, rolle: zeile.2, bezeichnung: zeile.3, kommune: nil,
            zimmer: "\(2100 + stelle)", telefon: "02861 999-\(4100 + stelle)")
    }

    private static let rathaus: [(String, String, String)] = [
        ("sb", "sachbearbeitung", "Sachbearbeitung"), ("sb2", "sachbearbeitung", "Sachbearbeitung"),
        ("anordnung", "anordnung", "Anordnung"), ("leitung", "leitung", "Leitung"),
        ("pruefung", "rechnungspruefung", "Rechnungsprüfung"),
    ]

    private static func kommune(_ kommune: Schulungskommune) -> [Schulungsbenutzer] {
        rathaus.enumerated().map { stelle, zeile in
            var zufall = Zufall(7, kommune.nummer, stelle)
            return Schulungsbenutzer(
                anmeldename: "\(zeile.0).\(kommune.kuerzel)",
                name: "\(zufall.eines(vornamen)) \(zufall.eines(familiennamen))", rolle: zeile.1,
                bezeichnung: zeile.2, kommune: kommune, zimmer: "\(101 + stelle * 2)",
                telefon: "02561 99-\(300 + kommune.nummer * 10 + stelle)")
        }
    }

    private static let vornamen = [
        "Anja", "Bernd", "Claudia", "Dirk", "Elke", "Frank", "Heike", "Ina", "Jörg", "Katrin",
        "Lars",
        "Martina", "Norbert", "Silke", "Thomas", "Ute", "Volker", "Wiebke", "Aylin", "Marek"
    ]
    private static let familiennamen = [
        "Ahlers", "Bußmann", "Dieker", "Effing", "Feldkamp", "Grote", "Hoffstedde", "Iking",
        "Kemper",
        "Lütke-Besselmann", "Mensing", "Nienhaus", "Olbing", "Rottmann", "Schulze Ameling",
        "Terhörst",
        "Uphues", "Vennemann", "Wessels", "Yılmaz"
    ]
}

/// Die Handelnden einer Stelle mit den Rechten ihrer Rollen.
struct Personal: Sendable {
    struct Mitarbeit: Sendable {
        let akteur: Akteur
        let benutzer: Schulungsbenutzer
    }

    private let je: [String: Mitarbeit]

    subscript(_ anmeldename: String) -> Mitarbeit {
        get throws {
            guard let gefunden = je[anmeldename] else {
                throw Hindernis(.nichtGefunden, "Die Schulung kennt „\(anmeldename)“ nicht.")
            }
            return gefunden
        }
    }

    /// Legt alle mit ihren Rollen an, wie es die Administration tut, damit sie gelten; das Kennwort
    /// nur einmal verschlüsselt: Es ist ohnehin bekannt.
    static func anlegen(mandanten: [String: Mandant], ab tag: Kalendertag,
                        mit installation: Installation, _ database: Database) async throws
        -> Personal {
        let kennwort = try await PasswordThread().hash(Schulungsbenutzer.kennwort)
        let kennungen = try installation.zugaenge(Schulungsbenutzer.alle.map { benutzer in
            User.Neu(anmeldename: benutzer.anmeldename, name: benutzer.name,
                     mandant: benutzer.kommune.flatMap { mandanten[$0.kuerzel]?.id },
                     kennwort: kennwort, telefon: benutzer.telefon, zimmer: benutzer.zimmer,
                     rollen: [benutzer.rolle])
        }, ab: tag)
        let je = try await database.platform.read { transaction in
            var je: [String: Mitarbeit] = [:]
            for (benutzer, id) in zip(Schulungsbenutzer.alle, kennungen) {
                let rechte = try User.rechte(id, am: tag, in: transaction).rechte
                je[benutzer.anmeldename] = Mitarbeit(
                    akteur: Akteur(
                        benutzer: id, name: benutzer.name, rechte: rechte, anfrage: UUIDv7()),
                    benutzer: benutzer)
            }
            return je
        }
        return Personal(je: je)
    }
}
