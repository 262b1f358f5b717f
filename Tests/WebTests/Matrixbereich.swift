import Grundwerte
import HTTPTypes
import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Uebergabe
@testable import Web

/// Die beiden Bereiche, deren Adressen die Berechtigungsmatrix abgeht.
enum Bereich: String, CaseIterable, Sendable {
    case kommune = "/m/{kuerzel}"
    case kreis = "/kreis"

    static var alle: [Bereich] { allCases }

    var endpunkte: [Endpunkt] { self == .kommune ? Endpunkt.kommune : Endpunkt.kreis }
    var start: String { self == .kommune ? "/m/ahaus" : "/kreis" }

    func mandant(_ buero: Kreisbuero) async throws -> Mandant? {
        self == .kommune ? try await buero.verbund.mandant("ahaus") : nil
    }

    /// Wie der Router die Adresse nennt.
    func route(_ endpunkt: Endpunkt) -> String {
        "\(endpunkt.method.rawValue) \(rawValue)\(endpunkt.pfad.isEmpty ? "" : "/\(endpunkt.pfad)")"
    }

    /// Die Adresse mit einer Kennung, ohne Angabe einer unbekannten, und üblichen Werten sonst.
    func adresse(_ endpunkt: Endpunkt, id: String = "\(UUIDv7())") -> String {
        let werte = ["monat": "2026-10", "tag": "2026-01-01", "art": "einkommen", "lfd": "1",
                     "groesse": "asylblg_03a", "schritt": "neu"]
        let teile = endpunkt.pfad.split(separator: "/").map { teil in
            guard teil.hasPrefix("{") else { return String(teil) }
            let name = String(teil.dropFirst().prefix { $0 != "}" })
            return name == "id" ? id : werte[name] ?? "\(UUIDv7())"
        }
        return ([start] + teile).joined(separator: "/")
    }
}

extension Endpunkt {
    func erlaubt(_ rechte: Set<Permission>) -> Bool {
        self.rechte.isEmpty || self.rechte.contains(where: rechte.contains)
    }
}

extension Kreisbuero {
    struct Rolle: Sendable {
        let name: String
        let rechte: Set<Permission>
    }

    /// Die Rollen eines Bereichs, wie die Datenbank sie führt.
    func rollen(_ bereich: Bereich) async throws -> [Rolle] {
        let ebene = bereich == .kommune ? "kommune" : "kreis"
        return try await verbund.database.platform.read { transaction in
            try transaction.all("""
                SELECT r.name, ARRAY(SELECT recht FROM rolle_recht WHERE rolle = r.name) AS rechte
                  FROM rolle r WHERE r.ebene = \(ebene) ORDER BY r.name
                """) { row in
                let rechte = try row.decode("rechte", as: [String].self)
                return Rolle(name: try row.decode("name"),
                             rechte: Set(rechte.compactMap(Permission.init(rawValue:))))
            }
        }
    }

    /// Ein bewilligter Fall mit festgestellten Zahlungen; zurück kommt je Adresse eine Kennung.
    func kennungen(_ mandant: Mandant) async throws -> [String: String] {
        let monat = Monat(2026, 11)
        let frau = try await verbund.akteur("sachbearbeitung", mandant: mandant)
        let kollege = try await verbund.akteur("sachbearbeitung", mandant: mandant)
        let neu = NeuerFall(
            ab: monat.ersterTag,
            mitglieder: [.init(
                angabe: .init(familienname: "Rahmani", vorname: "Yusuf",
                              geburtsdatum: Monat(1990, 3).ersterTag, geschlecht: .maennlich,
                              staatsangehoerigkeit: "423", familienstand: .ledig),
                rolle: .haushaltsvorstand, personenkreis: .nr1, status: .aufenthaltsgestattung)],
            unterkunft: Unterkunft(art: .wohnung, strasse: "Bahnhofstraße 4", plz: "48683",
                                   ort: "Ahaus", miete: 400,
                                   gueltig: Zeitraum(von: monat.ersterTag)),
            konto: .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                         iban: try IBAN("DE89370400440532013000")))
        let fall = try await verbund.write(mandant, als: frau) { try Fall.anlegen(neu, in: $0) }
        let konto = try await verbund.write(mandant, als: kollege) { session in
            let konten = try Bankverbindung.offene(in: session)
            for konto in konten { try Bankverbindung.bestaetigen(konto.id, in: session) }
            return konten.first?.id
        }
        return try await verbund.write(mandant, als: frau) { session in
            _ = try Bewilligung.erlassen(
                fall: fall, von: monat, bis: monat, fassung: Fall.fassung(fall, in: session),
                unterzeichner: Unterzeichner(name: "Ines Brockhoff", zimmer: "12", telefon: ""),
                in: session)
            let zahlungen = try Zahlung.alle(zu: fall, in: session).map(\.id)
            try Zahlung.feststellen(zahlungen, in: session)
            let bescheid = try Bescheid.alle(zu: fall, in: session).first?.id
            return ["faelle": "\(fall)", "zahlungen": zahlungen.first.map { "\($0)" },
                    "bescheide": bescheid.map { "\($0)" },
                    "bankverbindungen": konto.map { "\($0)" }].compactMapValues { $0 }
        }
    }
}
