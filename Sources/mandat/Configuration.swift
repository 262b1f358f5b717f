import Foundation
import Grundwerte
import Logging
import Platform
import Postgres

/// Die Einstellungen eines Prozesses. Geheimnisse stehen nur in Dateien, die sie nennt.
///
/// Gelesen wird erst, was gebraucht wird: Die Weboberfläche muss das Kennwort der Verwaltung
/// weder kennen noch lesen dürfen.
struct Configuration: Sendable {
    enum Key: String, CaseIterable, Sendable {
        case datenbank, verwaltung, hauptschluessel, heimat, schriftsatz, ablage, siegelbuch,
            kennwortliste, kreis, kreisanschrift, kreiskontakt, kreisdatenschutz, adresse, port
        case tls, oeffentlich, anfragen, demo, heute

        var umgebung: String { "MANDAT_\(rawValue.uppercased())" }
    }

    /// Nennt Schlüssel, Grund und Abhilfe, nie einen Wert, der geheim sein könnte.
    struct Fehler: Error, CustomStringConvertible, Equatable {
        let description: String

        init(_ key: Key, _ grund: String, abhilfe: String) {
            description = "Einstellung „\(key.rawValue)“: \(grund) \(abhilfe)"
        }

        init(_ satz: String) { description = satz }
    }

    let werte: [Key: String]

    /// Aus der Datei, die `MANDAT_CONFIG` nennt, überlagert von der Umgebung.
    static func laden(_ umgebung: [String: String] = ProcessInfo.processInfo.environment)
        throws -> Configuration {
        var werte: [Key: String] = [:]
        if let pfad = umgebung["MANDAT_CONFIG"] {
            guard let daten = FileManager.default.contents(atPath: pfad) else {
                throw Fehler("Die Einstellungsdatei „\(pfad)“ lässt sich nicht lesen. "
                             + "Prüfen Sie MANDAT_CONFIG und die Leserechte.")
            }
            werte = try zeilen(String(decoding: daten, as: UTF8.self), pfad: pfad)
        }
        for key in Key.allCases {
            if let wert = umgebung[key.umgebung] { werte[key] = wert }
        }
        return Configuration(werte: werte)
    }

    private static func zeilen(_ text: String, pfad: String) throws -> [Key: String] {
        var werte: [Key: String] = [:]
        let zeilen = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (stelle, zeile) in zeilen.enumerated() {
            let inhalt = zeile.trimmingCharacters(in: .whitespaces)
            if inhalt.isEmpty || inhalt.hasPrefix("#") { continue }
            let teile = inhalt.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard teile.count == 2, let key = Key(rawValue: teile[0]) else {
                throw Fehler(
                    "\(pfad), Zeile \(stelle + 1): „\(teile[0])“ ist keine Einstellung. "
                        + "Erlaubt sind " + Key.allCases.map(\.rawValue).joined(separator: ", ")
                        + ", je „Schlüssel = Wert“.")
            }
            werte[key] = teile[1]
        }
        return werte
    }

    private func verlange(_ key: Key) throws -> String {
        if let wert = werte[key], !wert.isEmpty { return wert }
        throw Fehler(
            key, "Sie fehlt.",
            abhilfe: "Tragen Sie sie in der Datei ein, die MANDAT_CONFIG nennt, "
                + "oder setzen Sie \(key.umgebung).")
    }

    private func geheimnis(_ key: Key) throws -> String {
        let pfad = try verlange(key)
        guard let daten = FileManager.default.contents(atPath: pfad) else {
            throw Fehler(
                key, "Die Datei „\(pfad)“ lässt sich nicht lesen.",
                abhilfe: "Prüfen Sie Pfad und Leserechte des Kontos, unter dem das Programm läuft.")
        }
        let text = String(decoding: daten, as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw Fehler(
                key, "Die Datei „\(pfad)“ ist leer.", abhilfe: "Legen Sie das Geheimnis darin ab.")
        }
        return text
    }
}

extension Configuration {
    /// Server und Datenbank, ohne Anmeldung.
    var server: ConnectionConfiguration {
        get throws {
            let text = try verlange(.datenbank)
            guard let server = try? ConnectionConfiguration(conninfo: text) else {
                throw Fehler(
                    .datenbank, "Der Verbindungstext ist fehlerhaft.",
                    abhilfe: "Schreiben Sie ihn wie für psql: „host=… port=5432 dbname=mandat“.")
            }
            guard server.user == nil, server.password == nil else {
                throw Fehler(
                    .datenbank, "Sie nennt Benutzer oder Kennwort.",
                    abhilfe: "Lassen Sie beides weg; das Programm meldet sich je Mandant selbst an."
                )
            }
            guard server.dbname != nil else {
                throw Fehler(
                    .datenbank, "Der Name der Datenbank fehlt.",
                    abhilfe: "Ergänzen Sie „dbname=mandat“.")
            }
            return try gesichert(server)
        }
    }

    /// Zu einem anderen Rechner nur mit TLS, dessen Zertifikat geprüft ist (ASVS V12.3.1, V12.3.2).
    private func gesichert(_ server: ConnectionConfiguration) throws -> ConnectionConfiguration {
        switch server.reach(ProcessInfo.processInfo.environment) {
        case .thisMachine: return server
        case .verified: break
        case .unprotected:
            throw Fehler(
                .datenbank, "Die Datenbank liegt auf einem anderen Rechner, und der Weg dorthin "
                    + "ist nicht gesichert.",
                abhilfe: "Ergänzen Sie „sslmode=verify-full sslrootcert=/etc/mandat/ca.pem“ mit "
                    + "dem Zertifikat der Stelle, die das des Servers ausgestellt hat.")
        }
        let wurzel = server.further["sslrootcert"] ?? ""
        // Ab libpq 16: die Stellen, denen der Rechner selbst vertraut.
        guard wurzel == "system" || FileManager.default.isReadableFile(atPath: wurzel) else {
            throw Fehler(
                .datenbank, "Das Zertifikat „\(wurzel)“ (sslrootcert) lässt sich nicht lesen.",
                abhilfe: "Prüfen Sie Pfad und Leserechte des Kontos, unter dem das Programm läuft.")
        }
        return server.withoutKerberos
    }

    var schluessel: MasterKey {
        get throws {
            _ = try geheimnis(.hauptschluessel)
            do { return try MasterKey(file: try schluesseldatei) } catch is MasterKey.MalformedKey {
                throw Fehler(
                    .hauptschluessel, "Er besteht nicht aus 64 Hexadezimalziffern.",
                    abhilfe: "Stellen Sie die Datei aus der Sicherung wieder her.")
            }
        }
    }

    /// Sie hat je Schlüssel eine Zeile, der neueste zuerst.
    var schluesseldatei: URL {
        get throws { URL(fileURLWithPath: try verlange(.hauptschluessel)) }
    }

    /// Die Anmeldung als Superuser, nur für `migrate`, `mandant` und `demo`.
    var verwaltung: ConnectionConfiguration {
        get throws {
            var server = try server
            server.user = "mandat_admin"
            server.password = try geheimnis(.verwaltung)
            server.applicationName = "mandat-verwaltung"
            return server
        }
    }

    var installation: Installation {
        get throws { Installation(server: try verwaltung, key: try schluessel, sql: try sql) }
    }

    func database(
        _ process: Database.Process, uhr: Uhr? = nil,
        limits: Database.Limits = Database.Limits()
    ) throws -> Database {
        Database(
            server: try server, key: try schluessel, process: process, uhr: try uhr ?? self.uhr,
            limits: limits)
    }

    /// Die Uhr des Rechners; ein Schulungssystem darf mit `heute = JJJJ-MM-TT` an einem festen Tag
    /// stehen.
    var uhr: Uhr {
        get throws {
            guard let text = werte[.heute] else { return .system }
            guard try istDemo else {
                throw Fehler(.heute, "Ein fester Tag gilt nur in der Schulung.",
                             abhilfe: "Entfernen Sie die Zeile oder setzen Sie „demo = ja“.")
            }
            guard let tag = Kalendertag(text) else {
                throw Fehler(
                    .heute, "„\(text)“ ist kein Tag.", abhilfe: "Schreiben Sie JJJJ-MM-TT.")
            }
            return .fest(am: tag)
        }
    }

    /// Das Verzeichnis, in dem SQL, Vorlagen und Vordrucke liegen.
    var heimat: URL {
        get throws {
            let pfad = try verlange(.heimat)
            guard FileManager.default.fileExists(atPath: "\(pfad)/sql/roles.sql") else {
                throw Fehler(.heimat, "Unter „\(pfad)“ fehlt sql/roles.sql.",
                             abhilfe: "Nennen Sie das Verzeichnis der Installation.")
            }
            return URL(fileURLWithPath: pfad, isDirectory: true)
        }
    }

    var sql: URL { get throws { try heimat.appendingPathComponent("sql", isDirectory: true) } }

    /// Python mit dem Paket `typst`.
    var schriftsatz: String {
        get throws {
            let pfad = try verlange(.schriftsatz)
            guard FileManager.default.isExecutableFile(atPath: pfad) else {
                throw Fehler(.schriftsatz, "„\(pfad)“ ist nicht ausführbar.",
                             abhilfe: "Nennen Sie das Python mit dem Paket „typst“.")
            }
            return pfad
        }
    }

    /// Setzt Briefe; nil, wenn hier kein Satzprogramm eingestellt ist.
    func satz(_ logger: Logger) throws -> Schriftsatz? {
        guard werte[.schriftsatz] != nil else { return nil }
        return Schriftsatz(.init(python: try schriftsatz, heimat: try heimat.path), logger: logger)
    }

    /// Der Ordner, aus dem das Programm der Bank Zahlungsdateien holt; nil: Sie werden
    /// heruntergeladen.
    var ablage: URL? { get throws { try ordner(.ablage) } }

    /// Wohin der Worker die täglichen Siegel schreibt und woran `mandat pruefen` sie misst; nil:
    /// Es gibt sie nur in der Datenbank.
    var siegelbuch: Siegelbuch? {
        get throws { try ordner(.siegelbuch).map(Siegelbuch.init(ordner:)) }
    }

    /// Hashes bekannt gewordener Kennwörter, die niemand mehr wählen soll; nil: Es gilt nur die
    /// kurze Liste im Programm.
    var kennwortliste: Kennwortliste? {
        get throws {
            guard let pfad = werte[.kennwortliste], !pfad.isEmpty else { return nil }
            do {
                return try Kennwortliste(URL(fileURLWithPath: pfad))
            } catch {
                throw Fehler(.kennwortliste, "„\(pfad)“ ist keine solche Liste.",
                             abhilfe: Kennwortliste.Unbrauchbar().description)
            }
        }
    }

    private func ordner(_ key: Key) throws -> URL? {
        guard let pfad = werte[key], !pfad.isEmpty else { return nil }
        var istOrdner: ObjCBool = false
        guard FileManager.default.fileExists(atPath: pfad, isDirectory: &istOrdner),
            istOrdner.boolValue
        else {
            throw Fehler(
                key, "„\(pfad)“ ist kein Ordner.",
                abhilfe: "Legen Sie ihn an oder lassen Sie die Einstellung weg.")
        }
        return URL(fileURLWithPath: pfad, isDirectory: true)
    }

    /// „Kreis Borken“, wie es im Kopf der Seiten steht.
    var kreis: String {
        get throws { try werte[.kreis] ?? (istDemo ? "Kreis Borken" : verlange(.kreis)) }
    }

    /// Wie der Kreis und sein Datenschutz zu erreichen sind, für sein Verzeichnis nach Art. 30
    /// DSGVO; was fehlt, nennt das Verzeichnis als fehlend.
    var kreiskontakt: Kontakt {
        get throws {
            let schulung = try istDemo
            func wert(_ key: Key, _ beispiel: String) -> String? {
                werte[key].flatMap { $0.isEmpty ? nil : $0 } ?? (schulung ? beispiel : nil)
            }
            return Kontakt(
                anschrift: wert(.kreisanschrift, "Burloer Straße 93, 46325 Borken"),
                erreichbar: wert(.kreiskontakt, "02861 0000-0, post@kreis.example (Schulung)"),
                datenschutz: wert(.kreisdatenschutz, "Behördlicher Datenschutz, 02861 0000-1, "
                    + "datenschutz@kreis.example (Schulung)"))
        }
    }

    /// Ob dies ein Schulungssystem ist, das erfundene Menschen und bekannte Kennwörter haben darf.
    var istDemo: Bool { get throws { try janein(.demo) ?? false } }

    func janein(_ key: Key) throws -> Bool? {
        switch werte[key] {
        case nil: nil
        case "ja": true
        case "nein": false
        default:
            throw Fehler(key, "Sie ist weder „ja“ noch „nein“.", abhilfe: "Wählen Sie eines davon.")
        }
    }
}
