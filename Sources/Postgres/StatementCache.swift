/// The statements this connection has prepared, the least recently used given up first.
///
/// The texts of a statement and the types of its parameters are its key: the same text bound to
/// other types is another statement to the server.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [UInt32]

        init(_ sql: SQL) {
            text = sql.text
            types = sql.types
        }
    }

    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    let capacity: Int
    /// Given up here, still known to the server.
    private(set) var evicted: [String] = []
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    var count: Int { entries.count }

    /// The name under which the server knows the statement, if it does.
    mutating func name(for key: Key) -> String? {
        clock += 1
        guard let place = entries.index(forKey: key) else { return nil }
        entries.values[place].lastUse = clock
        return entries.values[place].name
    }

    /// A new name for a statement that is about to be prepared. Names are never used twice.
    mutating func add(_ key: Key) -> String {
        if entries.count >= capacity,
           let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            evicted.append(oldest.value.name)
        }
        clock += 1
        let name = "s\(clock)"
        entries[key] = Entry(name: name, lastUse: clock)
        return name
    }

    /// Forgets a statement whose preparation failed.
    mutating func remove(_ key: Key) { entries[key] = nil }

    /// Forgets everything, for a server that has done so too.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        evicted.removeAll()
    }

    mutating func takeEvicted() -> [String] {
        defer { evicted.removeAll() }
        return evicted
    }
}
