import Foundation

extension Schriftsatz {
    /// One PDF for the printer out of several, in their order, with `qpdf`; the same files give the
    /// same bytes. What a screen reader needs is lost: the letters themselves keep it.
    package struct Bindung: Sendable {
        package let pdf: [UInt8]
        package let seiten: Int
    }

    /// A file and which of its pages to take, as `qpdf` writes it: `1-z`, `r1`.
    package struct Stueck: Sendable {
        package let datei: Int
        package let seiten: String

        package init(_ datei: Int, seiten: String = "1-z") {
            self.datei = datei
            self.seiten = seiten
        }
    }

    /// How many pages a PDF has; throws when it is damaged.
    package func seitenzahl(_ pdf: [UInt8]) throws -> Int {
        try inOrdner { ordner in
            let datei = try ordner.ablegen(pdf, als: "brief.pdf")
            let ausgabe = try ordner.qpdf(["--show-npages", datei])
            guard let seiten = Int(ausgabe.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw Verbindungsfehler(grund: "Die Zahl der Seiten ließ sich nicht lesen.")
            }
            return seiten
        }
    }

    package func verbinden(_ dateien: [[UInt8]], _ stuecke: [Stueck]) throws -> Bindung {
        try inOrdner { ordner in
            let namen = try dateien.enumerated().map { stelle, pdf in
                try ordner.ablegen(pdf, als: "\(stelle).pdf")
            }
            // A list in a file: a thousand names would not fit on a command line everywhere.
            let angaben = ["--empty", "--deterministic-id", "--pages"]
                + stuecke.flatMap { [namen[$0.datei], $0.seiten] } + ["--", ordner.pfad("ganz.pdf")]
            let liste = try ordner.ablegen(
                Array(angaben.joined(separator: "\n").utf8), als: "angaben")
            _ = try ordner.qpdf(["@\(liste)"])
            let ganz = try ordner.lesen("ganz.pdf")
            return Bindung(pdf: ganz, seiten: try zaehlen(ordner))
        }
    }

    private func zaehlen(_ ordner: Bindungsordner) throws -> Int {
        let ausgabe = try ordner.qpdf(["--show-npages", ordner.pfad("ganz.pdf")])
        return Int(ausgabe.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    private func inOrdner<R>(_ tun: (Bindungsordner) throws -> R) throws -> R {
        let ordner = try Bindungsordner()
        defer { ordner.loeschen() }
        return try tun(ordner)
    }
}

extension Schriftsatz {
    /// Why files could not be bound; never carries data of the letters.
    package struct Verbindungsfehler: Error, Equatable, Sendable, CustomStringConvertible {
        package let grund: String
        package var description: String { grund }
    }
}

/// A directory that only this account reads, gone when the work is done.
private struct Bindungsordner {
    private let ort: URL

    init() throws {
        ort = FileManager.default.temporaryDirectory
            .appendingPathComponent("mandat-druck-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(
            at: ort, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    func pfad(_ name: String) -> String { ort.appendingPathComponent(name).path }

    func ablegen(_ inhalt: [UInt8], als name: String) throws -> String {
        try Data(inhalt).write(to: ort.appendingPathComponent(name))
        return pfad(name)
    }

    func lesen(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: ort.appendingPathComponent(name)))
    }

    func loeschen() { try? FileManager.default.removeItem(at: ort) }

    /// Runs without a shell and with an environment of its own, as `Setzprozess` does. Exit code 3
    /// means: done, with warnings about the input.
    func qpdf(_ angaben: [String]) throws -> String {
        let process = Process(), ausgabe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["qpdf"] + angaben
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = ausgabe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = try ausgabe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0, 3: return String(decoding: text, as: UTF8.self)
        case 127:
            throw Schriftsatz.Verbindungsfehler(
                grund: "Das Programm „qpdf“ fehlt. Der IT-Betrieb installiert es.")
        default: throw Schriftsatz.Verbindungsfehler(grund: "Das PDF ist beschädigt.")
        }
    }
}
