import ArgumentParser
import Foundation
import Glibc
import Platform

struct GeheimnisCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "geheimnis",
        abstract: "Erneuert den Hauptschlüssel und alles, was aus ihm entsteht, im Betrieb.",
        discussion: """
            Aus dem Hauptschlüssel entstehen die Kennwörter aller Datenbankanmeldungen, die \
            Unterschriften unter Formularen, die Verschlüsselung der zweiten Faktoren und die \
            Marken des Personenabgleichs.

            1. „vorbereiten“ schreibt einen neuen Schlüssel vor die vorhandenen in dieselbe Datei. \
            Liest ein Dienst sie nicht selbst, sondern über systemd (LoadCredential), starten Sie \
            danach mandat-web und mandat-worker nacheinander neu.
            2. „erneuern“ stellt alles auf den neuen um. Sitzungen und offene Formulare gelten \
            weiter.
            3. „abschliessen“ entfernt die früheren Schlüssel, sobald nichts mehr sie braucht.

            Sichern Sie die Datei nach jedem Schritt. Zu einer Datensicherung gehört der Schlüssel \
            ihrer Zeit.
            """,
        subcommands: [Vorbereiten.self, Erneuern.self, Abschliessen.self])

    struct Vorbereiten: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "vorbereiten",
            abstract: "Schreibt einen neuen Schlüssel in die Datei, der noch für nichts gilt.")

        func run() async throws {
            let datei = try Schluesseldatei(Configuration.laden())
            guard datei.zeilen.count == 1 else {
                throw Hindernis(
                    .regel, "Es gibt schon einen neuen Schlüssel neben dem früheren.",
                    abhilfe: "Führen Sie `mandat geheimnis erneuern` aus und dann „abschliessen“.")
            }
            try datei.schreiben([MasterKey.random()] + datei.zeilen)
            Ausgabe.zeile("Der neue Schlüssel steht in der Datei. Weiter mit `mandat geheimnis "
                + "erneuern`, sobald alle Dienste ihn kennen.")
        }
    }

    struct Erneuern: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erneuern",
            abstract: "Stellt Kennwörter, Verschlüsselung und Marken auf den neuesten um.")

        func run() async throws {
            let configuration = try Configuration.laden()
            let datei = try Schluesseldatei(configuration)
            if datei.zeilen.count == 1 {
                try datei.schreiben([MasterKey.random()] + datei.zeilen)
                // So lange darf ein Dienst die alte Datei im Gedächtnis haben.
                try await Task.sleep(for: .seconds(2))
            }
            let getan = try configuration.installation.erneuern()
            Ausgabe.zeile("\(getan.logins) Anmeldungen haben ein neues Kennwort, "
                + "\(getan.geheimnisse) Geheimnisse sind neu verschlüsselt, "
                + "\(getan.auftraege) Kommunen erneuern ihre Marken.")
        }
    }

    struct Abschliessen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "abschliessen",
            abstract: "Entfernt die früheren Schlüssel, wenn nichts mehr sie braucht.")

        func run() async throws {
            let configuration = try Configuration.laden()
            let datei = try Schluesseldatei(configuration)
            guard datei.zeilen.count > 1 else {
                Ausgabe.zeile("Es gibt nur einen Schlüssel.")
                return
            }
            let offen = try configuration.installation.offen()
            guard offen.isEmpty else {
                for satz in offen { Ausgabe.zeile(satz) }
                throw ExitCode.failure
            }
            try datei.schreiben([datei.zeilen[0]])
            Ausgabe.zeile("Es gilt nur noch der neue Schlüssel. Formulare, die noch offen sind, "
                + "müssen neu geladen werden.")
        }
    }
}

/// Die Datei mit dem Hauptschlüssel; ein Stromausfall lässt die alte oder die neue zurück.
private struct Schluesseldatei {
    let zeilen: [String]
    private let pfad: String

    init(_ configuration: Configuration) throws {
        _ = try configuration.schluessel
        pfad = try configuration.schluesseldatei.path
        zeilen = try String(contentsOfFile: pfad, encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// Mit denselben Rechten und demselben Eigentümer wie bisher.
    func schreiben(_ zeilen: [String]) throws {
        var stand = stat()
        let neu = pfad + ".neu"
        let inhalt = Array((zeilen.joined(separator: "\n") + "\n").utf8)
        guard stat(pfad, &stand) == 0 else { throw fehler }
        unlink(neu)
        let datei = open(neu, O_WRONLY | O_CREAT | O_EXCL, stand.st_mode & 0o777)
        guard datei >= 0 else { throw fehler }
        defer { close(datei) }
        let eigner = fchown(datei, stand.st_uid, stand.st_gid)
        guard eigner == 0 || geteuid() == stand.st_uid,
              write(datei, inhalt, inhalt.count) == inhalt.count, fsync(datei) == 0,
              rename(neu, pfad) == 0 else { throw fehler }
    }

    private var fehler: Hindernis {
        Hindernis(.regel, "Die Schlüsseldatei lässt sich nicht schreiben.",
                  abhilfe: "Führen Sie den Befehl als Eigentümer der Datei aus; ein Verzeichnis "
                      + "von systemd (/run/credentials) ist nicht der Ort dafür.")
    }
}
