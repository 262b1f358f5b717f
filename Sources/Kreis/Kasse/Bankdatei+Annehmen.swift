import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

extension Bankdatei {
    /// Was in einer Datei der Bank steht, gelesen und noch nicht gebucht.
    enum Inhalt: Sendable {
        case auszug(Kontoauszugsdatei)
        case statusbericht(Statusbericht)
    }

    /// Bis zu dieser Größe wird gleich beim Hochladen gelesen, damit ein Fehler am Feld steht;
    /// darüber im Auftrag.
    package static let gleichGelesen = 2 << 20

    /// Bewahrt die Bytes auf und stellt ihre Buchung in die Warteschlange. Dieselbe Datei kommt
    /// nicht zweimal herein: Wartet sie noch, so ist es diese; wurde sie abgelehnt, so beginnt ihre
    /// Buchung von vorn.
    package static func annehmen(name: String, bytes: [UInt8], in session: KreisSession) throws
        -> ID {
        let pruefsumme = Array(SHA256.hash(data: bytes))
        if let vorhandene = try bekannt(pruefsumme, in: session) {
            try nochmals(vorhandene, in: session)
            return vorhandene
        }
        let id = try aufbewahren(name: name, bytes: bytes, pruefsumme, in: session)
        try session.enqueue(BankdateiBuchen(datei: id), key: id.description)
        return id
    }

    /// Stellt die Buchung einer Datei, an der keine arbeitet, noch einmal in die Warteschlange.
    package static func nochmals(_ id: ID, in session: KreisSession) throws {
        let stand = try laden(id, in: session)
        guard stand.zustand != .gebucht else { throw schonEingelesen(stand) }
        try session.execute("""
            UPDATE bankdatei_stand SET zustand = 'angenommen', grund = '' WHERE bankdatei_id = \(id)
            """)
        try session.enqueue(BankdateiBuchen(datei: id), key: id.description)
    }

    /// Nimmt an und bucht in einem Zug; für die Schulung.
    @discardableResult
    package static func einlesen(name: String, bytes: [UInt8], in session: KreisSession) throws
        -> [Auszug] {
        let pruefsumme = Array(SHA256.hash(data: bytes))
        if let vorhandene = try bekannt(pruefsumme, in: session) {
            throw schonEingelesen(try laden(vorhandene, in: session))
        }
        let inhalt = try lesen(bytes)
        let id = try aufbewahren(name: name, bytes: bytes, pruefsumme, in: session)
        _ = try buchen(id, inhalt, in: session)
        return try Auszug.alle(aus: id, in: session)
    }

    private static func bekannt(_ sha256: [UInt8], in session: KreisSession) throws -> ID? {
        try session.scalars("SELECT id FROM bankdatei WHERE sha256 = \(sha256)", as: ID.self).first
    }

    private static func schonEingelesen(_ datei: Bankdatei) -> Hindernis {
        Hindernis(.konflikt, feld: "datei", "Diese Datei ist schon eingelesen am "
                  + "\(Uhr.berlinTag(datei.eingelesenAm).deutsch) um "
                  + "\(Uhr.berlinUhrzeit(datei.eingelesenAm)) Uhr.",
                  abhilfe: "Gebucht ist sie damit; ein zweites Mal ändert nichts.")
    }

    private static func aufbewahren(name: String, bytes: [UInt8], _ pruefsumme: [UInt8],
                                    in session: KreisSession) throws -> ID {
        let id = ID(), von = try session.benutzer()
        let art: Art
        if bytes.count <= gleichGelesen {
            let inhalt = try lesen(bytes)
            if case let .auszug(datei) = inhalt {
                try Auszugsaufnahme.pruefeKonten(datei, in: session)
            }
            art = inhalt.art
        } else {
            art = Art(anfang: bytes.prefix(4096))
        }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO bankdatei (id, name, inhalt, sha256, eingelesen_von)
                    VALUES (\(id), \(String(name.prefix(200))), \(bytes), \(pruefsumme), \(von))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "bankdatei_einmal" {
            throw Hindernis(.konflikt, feld: "datei",
                            "Dieselbe Datei wird gerade ein zweites Mal eingelesen.",
                            abhilfe: "Laden Sie die Seite neu; dort steht sie.")
        }
        try session.execute("""
            INSERT INTO bankdatei_stand (bankdatei_id, art) VALUES (\(id), \(art))
            """)
        try session.audit("bank.angenommen", id.description, ["sha256": hexText(pruefsumme)])
        return id
    }

    static func lesen(_ bytes: [UInt8]) throws -> Inhalt {
        do {
            if Art(anfang: bytes.prefix(4096)) == .statusbericht {
                return .statusbericht(try Statusbericht.lesen(bytes))
            }
            return .auszug(try geprueft(Kontoauszugsdatei.lesen(bytes)))
        } catch let fehler as Lesefehler {
            throw Hindernis(.eingabe, feld: "datei", fehler.grund)
        }
    }

    private static func geprueft(_ gelesen: Kontoauszugsdatei) throws -> Kontoauszugsdatei {
        guard gelesen.art == .auszug else {
            throw Hindernis(.eingabe, feld: "datei",
                            "Die Datei ist eine Anzeige der Bank (\(gelesen.art.rawValue)), kein "
                            + "Kontoauszug. Gebucht wird nur der Tagesauszug (camt.053).",
                            abhilfe: "Lesen Sie den camt.053 desselben Tages ein.")
        }
        guard !gelesen.auszuege.isEmpty else {
            throw Hindernis(.eingabe, feld: "datei", "Die Datei enthält keinen Auszug.")
        }
        return gelesen
    }
}

extension Bankdatei.Inhalt {
    fileprivate var art: Bankdatei.Art {
        switch self {
        case .auszug: .auszug
        case .statusbericht: .statusbericht
        }
    }
}
