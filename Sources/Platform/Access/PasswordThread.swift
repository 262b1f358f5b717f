import Foundation
import Synchronization

/// Hashes passwords one at a time on a thread of its own: neither the request threads nor the
/// memory of the machine suffer from a crowd at the door.
package final class PasswordThread: Sendable {
    /// All places are taken; come again in `clearsIn` seconds.
    package struct Crowded: Error {
        package let clearsIn = PasswordThread.places / PasswordThread.perSecond
    }

    /// So many wait at most, in one process. A hash takes a quarter of a second: the last of them
    /// waits ten, and hardly anybody would look at an empty page for longer. Without an end, some
    /// thousand requests would keep everybody out for minutes.
    package static let places = 40
    private static let perSecond = 4

    private let queue = DispatchQueue(label: "mandat.kennwort", qos: .userInitiated)
    private let taken = Mutex(0)
    private let dummy: PasswordHash
    private let liste: Kennwortliste?

    /// `cost` must be that of the stored hashes, so that an unknown name takes as long as a known
    /// one. What `liste` knows is not hashed anew.
    package init(cost: PasswordHash.Cost = .standard, liste: Kennwortliste? = nil) {
        self.liste = liste
        let filler = String(repeating: "A", count: 22) + "=="
        dummy = PasswordHash(text: "$scrypt$ln=\(cost.logN),r=8,p=\(cost.parallelism)$\(filler)$"
                             + String(repeating: "A", count: 43) + "=")
    }

    /// Holds one of the places while `body` runs; throws `Crowded` at once if there is none.
    func place<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        let isFree = taken.withLock { taken in
            guard taken < Self.places else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw Crowded() }
        defer { taken.withLock { $0 -= 1 } }
        return try await body()
    }

    /// Whoever asks holds a place.
    func matches(_ password: String, hash: String?) async -> Bool {
        let stored = hash.map(PasswordHash.init(text:)) ?? dummy
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: stored.matches(password)) }
        }
    }

    /// A new hash for `password`; refused at the field `kennwort` if it is known from a leak.
    package func hash(
        _ password: String, cost: PasswordHash.Cost = .standard
    ) async throws -> PasswordHash {
        let liste = liste
        return try await place {
            try await withCheckedThrowingContinuation { continuation in
                queue.async {
                    continuation.resume(with: Result<PasswordHash, any Error> {
                        guard liste?.enthaelt(password) != true else {
                            throw Hindernis(
                                .eingabe, feld: "kennwort",
                                "Dieses Kennwort ist aus einem Datenleck bekannt",
                                abhilfe: "Nehmen Sie ein anderes, am besten vier Wörter.")
                        }
                        return try PasswordHash(password: password, cost: cost)
                    })
                }
            }
        }
    }
}
