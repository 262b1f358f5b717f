import Foundation
import Glibc

/// One running Typst process and the line to it.
///
/// Not Sendable: it lives on the thread of its `Schriftsatz`.
final class Setzprozess {
    private let process = Process()
    private let leitung: Leitung

    /// Starts without a shell and with an environment of its own, so no secret is inherited.
    init(python: String, argumente: [String]) throws {
        let (eigene, fremde) = try Leitung.paar()
        leitung = eigene
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = argumente
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.standardInput = fremde
        process.standardOutput = fremde
        process.standardError = FileHandle.nullDevice
        try process.run()
        try fremde.close()
    }

    deinit { beenden() }

    var nummer: Int32 { process.processIdentifier }

    /// Sends the frames of a request and reads the answer, both before `frist` has passed.
    func fragen(
        _ teile: [Data], frist: Duration
    ) throws -> (gelungen: Bool, inhalt: [UInt8]) {
        let ende = ContinuousClock.now + frist
        for teil in teile {
            guard let laenge = UInt32(exactly: teil.count) else {
                throw Leitung.Fehler.unterbrochen
            }
            try leitung.senden(withUnsafeBytes(of: laenge.bigEndian, Array.init), bis: ende)
            try leitung.senden(Array(teil), bis: ende)
        }
        let kopf = try leitung.lesen(5, bis: ende)
        let laenge = kopf.dropFirst().reduce(0) { $0 << 8 | Int($1) }
        return (kopf[0] == 0, try leitung.lesen(laenge, bis: ende))
    }

    /// Ends the process at once; a letter has no effects that could be left half done.
    func beenden() {
        leitung.schliessen()
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

/// A socket to a child process whose every wait ends at a given instant.
///
/// A socket and not a pipe, since writing to a dead child must be an error and not a SIGPIPE.
final class Leitung {
    enum Fehler: Error {
        case fristAbgelaufen
        case unterbrochen
    }

    private var descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { schliessen() }

    /// Our end and the child's; neither is inherited by any other child.
    static func paar() throws -> (Leitung, FileHandle) {
        var enden: [Int32] = [-1, -1]
        let art = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, art, 0, &enden) == 0 else { throw Fehler.unterbrochen }
        return (Leitung(descriptor: enden[0]),
                FileHandle(fileDescriptor: enden[1], closeOnDealloc: true))
    }

    func senden(_ bytes: [UInt8], bis ende: ContinuousClock.Instant) throws {
        var gesendet = 0
        while gesendet < bytes.count {
            try warten(auf: POLLOUT, bis: ende)
            let anzahl = bytes[gesendet...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Leitung.sofort | Int32(MSG_NOSIGNAL))
            }
            if anzahl >= 0 { gesendet += anzahl } else { try pruefen(errno) }
        }
    }

    func lesen(_ anzahl: Int, bis ende: ContinuousClock.Instant) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var puffer = [UInt8](repeating: 0, count: min(anzahl, 65_536))
        bytes.reserveCapacity(anzahl)
        while bytes.count < anzahl {
            try warten(auf: POLLIN, bis: ende)
            let rest = min(puffer.count, anzahl - bytes.count)
            let gelesen = recv(descriptor, &puffer, rest, Leitung.sofort)
            guard gelesen != 0 else { throw Fehler.unterbrochen }
            if gelesen > 0 { bytes += puffer[..<gelesen] } else { try pruefen(errno) }
        }
        return bytes
    }

    func schliessen() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private static let sofort = Int32(MSG_DONTWAIT)

    private func warten(auf ereignis: Int32, bis ende: ContinuousClock.Instant) throws {
        while true {
            let rest = ContinuousClock.now.duration(to: ende)
            guard rest > .zero else { throw Fehler.fristAbgelaufen }
            var stelle = pollfd(fd: descriptor, events: Int16(ereignis), revents: 0)
            let (sekunden, attosekunden) = rest.components
            let millisekunden = sekunden * 1_000 + attosekunden / 1_000_000_000_000_000 + 1
            let anzahl = poll(&stelle, 1, Int32(clamping: millisekunden))
            if anzahl > 0 { return }
            if anzahl < 0 { try pruefen(errno) }
        }
    }

    /// Lets the two harmless errors pass, after which the call is repeated.
    private func pruefen(_ nummer: Int32) throws {
        guard nummer == EINTR || nummer == EAGAIN else { throw Fehler.unterbrochen }
    }
}
