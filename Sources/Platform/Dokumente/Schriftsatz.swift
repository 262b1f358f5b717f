import Foundation
import Logging

/// Sets letters as tagged PDF/A-2a and PDF/UA-1 from a Vordruck and JSON data.
///
/// Typst runs in a long-lived Python process (`schriftsatz.py`), started with the first letter
/// and again after a crash. The same Vordruck, data and instant give the same bytes. Letters are
/// set one after the other on a thread of their own, so the cooperative pool never waits.
package actor Schriftsatz {
    /// Where the Typst process is found and how long one letter may take.
    package struct Einstellung: Sendable {
        package let python: String
        package let heimat: String
        package let frist: Duration

        /// - Parameters:
        ///   - python: Path of the Python interpreter that has the package `typst`.
        ///   - heimat: Home directory with the Vordrucke and `schriftsatz.py`.
        package init(python: String, heimat: String, frist: Duration = .seconds(30)) {
            self.python = python
            self.heimat = heimat
            self.frist = frist
        }
    }

    private static let skript = "Sources/Platform/Dokumente/schriftsatz.py"

    private let einstellung: Einstellung
    private let logger: Logger
    private let faden = Faden(label: "mandat.schriftsatz")
    private var prozess: Setzprozess?

    package init(_ einstellung: Einstellung, logger: Logger) {
        self.einstellung = einstellung
        self.logger = logger
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        faden.asUnownedSerialExecutor()
    }

    /// The PDF of `vorlage`, a path below the home directory, filled with the JSON in `daten`.
    ///
    /// Setting a letter has no effects, so a letter during which the process died is set once more.
    package func setzen(
        vorlage: String, daten: Data, zeitpunkt: Date
    ) async throws(Fehler) -> [UInt8] {
        let pfad = "\(einstellung.heimat)/\(vorlage)"
        guard !vorlage.split(separator: "/").contains(".."),
              FileManager.default.isReadableFile(atPath: pfad)
        else { throw .vorlageFehlt(vorlage) }
        let kopf = try Kopf(vorlage: vorlage, zeitpunkt: zeitpunkt).json()
        do {
            return try versuchen(kopf, daten, vorlage: vorlage)
        } catch .abgebrochen {
            logger.warning(
                "Typst process died, starting it again", metadata: ["vorlage": "\(vorlage)"])
            return try versuchen(kopf, daten, vorlage: vorlage)
        }
    }

    /// Ends the Typst process; the next letter starts a new one.
    package func beenden() {
        prozess?.beenden()
        prozess = nil
    }

    /// The process id of the running Typst process, for tests and operators.
    package var prozessnummer: Int32? { prozess?.nummer }

    private func versuchen(
        _ kopf: Data, _ daten: Data, vorlage: String
    ) throws(Fehler) -> [UInt8] {
        let laufend = if let prozess { prozess } else { try starten() }
        prozess = laufend
        do {
            let antwort = try laufend.fragen([kopf, daten], frist: einstellung.frist)
            guard antwort.gelungen else {
                throw Fehler.vorlage(vorlage, String(decoding: antwort.inhalt, as: UTF8.self))
            }
            return antwort.inhalt
        } catch let fehler as Leitung.Fehler {
            beenden()
            throw fehler == .fristAbgelaufen
                ? .fristAbgelaufen(vorlage, einstellung.frist) : .abgebrochen(vorlage)
        } catch let fehler as Fehler {
            throw fehler
        } catch {
            throw .abgebrochen(vorlage)
        }
    }

    private func starten() throws(Fehler) -> Setzprozess {
        let skript = "\(einstellung.heimat)/\(Schriftsatz.skript)"
        guard FileManager.default.isReadableFile(atPath: skript) else {
            throw .nichtEingerichtet(skript)
        }
        do {
            return try Setzprozess(
                python: einstellung.python, argumente: ["-I", skript, einstellung.heimat])
        } catch {
            throw .nichtEingerichtet(einstellung.python)
        }
    }

    /// First part of a request, as `schriftsatz.py` describes it.
    private struct Kopf: Encodable {
        let vorlage: String
        let zeitpunkt: Int64

        init(vorlage: String, zeitpunkt: Date) {
            self.vorlage = vorlage
            self.zeitpunkt = Int64(zeitpunkt.timeIntervalSince1970.rounded(.down))
        }

        func json() throws(Fehler) -> Data {
            do { return try JSONEncoder().encode(self) } catch { throw .vorlageFehlt(vorlage) }
        }
    }
}

extension Schriftsatz {
    /// Why a letter could not be set; never carries data of the letter.
    package enum Fehler: Error, Equatable, Sendable, CustomStringConvertible {
        case vorlageFehlt(String)
        case vorlage(String, String)
        case fristAbgelaufen(String, Duration)
        case abgebrochen(String)
        case nichtEingerichtet(String)

        package var description: String {
            switch self {
            case let .vorlageFehlt(vorlage):
                "Der Vordruck „\(vorlage)“ fehlt im Heimatverzeichnis. Die Fachadministration "
                    + "stellt ihn dort bereit."
            case let .vorlage(vorlage, grund):
                "Der Vordruck „\(vorlage)“ lässt sich nicht setzen: \(grund). Die "
                    + "Fachadministration berichtigt den Vordruck oder die Angaben dafür."
            case let .fristAbgelaufen(vorlage, frist):
                "Der Vordruck „\(vorlage)“ war nach \(frist.components.seconds) Sekunden nicht "
                    + "gesetzt. Bitte noch einmal versuchen; bleibt es dabei, hilft der IT-Betrieb."
            case let .abgebrochen(vorlage):
                "Das Satzprogramm brach beim Vordruck „\(vorlage)“ zweimal ab. Der IT-Betrieb "
                    + "prüft die Einstellung „schriftsatz“ und den Arbeitsspeicher."
            case let .nichtEingerichtet(pfad):
                "Das Satzprogramm lässt sich nicht starten: „\(pfad)“ fehlt oder ist nicht "
                    + "ausführbar. Der IT-Betrieb prüft „schriftsatz“ und „heimat“."
            }
        }
    }
}

/// Runs the jobs of an actor on a thread outside the cooperative pool, where they may block.
private final class Faden: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
