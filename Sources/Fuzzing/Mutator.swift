/// Well-formed inputs, damaged in the ways that parsers stumble over. The same seed gives the same
/// inputs in the same order.
package struct Mutator: Sendable {
    /// No input grows beyond this many bytes.
    package static let limit = 1 << 16

    private var random: SplitMix64
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]

    /// `seeds` are what a parser accepts, `words` what it gives a meaning to.
    package init(seed: UInt64, seeds: [[UInt8]], words: [String] = []) {
        random = SplitMix64(state: seed)
        self.seeds = seeds.isEmpty ? [[]] : seeds
        self.words = (Mutator.everywhere + words).map { Array($0.utf8) }
    }

    package mutating func next() -> [UInt8] {
        var bytes = pick(seeds)
        for _ in 0..<Int.random(in: 1...6, using: &random) { damage(&bytes) }
        return Array(bytes.prefix(Mutator.limit))
    }

    /// Limits of numbers, signs without digits, halves of characters, ends of lines.
    private static let everywhere = [
        "", "\0", "-", "+", "-1", "0", "00", "9999999999999", "9223372036854775807",
        "-9223372036854775808", "99999999999999999999999999", "0,001", "1e309", "NaN", "0x41",
        "٣", "é", "e\u{301}", "\u{FEFF}", "\u{202E}", "👩‍👩‍👧", "\r", "\n", "\r\n", "\"", "'", "\\",
        "%", "%0", "%00", "%FF", ";", ",", "&", "=", "<", ">", "{", "[", "../", "31.02.2026",
        "0001-01-01", "9999-12-31", "2026-02-29T24:00:60+14:00",
    ]

    private mutating func damage(_ bytes: inout [UInt8]) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: change(&bytes) { $0 ^ 1 << UInt8($1 % 8) }
        case 1: change(&bytes) { $0 ^ UInt8(truncatingIfNeeded: $1) }
        case 2: bytes.removeSubrange(range(in: bytes))
        case 3: bytes.removeLast(bytes.count - position(in: bytes))
        case 4: bytes.replaceSubrange(range(in: bytes), with: pick(words))
        case 5: bytes.insert(contentsOf: pick(words), at: position(in: bytes))
        case 6: replaceNumber(in: &bytes)
        case 7: splice(&bytes)
        case 8: move(&bytes)
        default: multiply(&bytes)
        }
    }

    private mutating func change(_ bytes: inout [UInt8], _ by: (UInt8, UInt64) -> UInt8) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &random)
        bytes[place] = by(bytes[place], random.next())
    }

    /// A run of digits becomes one of the words, which are mostly numbers.
    private mutating func replaceNumber(in bytes: inout [UInt8]) {
        let from = position(in: bytes)
        guard let first = bytes[from...].firstIndex(where: { (48...57).contains($0) }) else {
            return
        }
        let digits = bytes[first...].prefix { (48...57).contains($0) }
        bytes.replaceSubrange(digits.indices, with: pick(words))
    }

    /// The beginning of this one and the end of another.
    private mutating func splice(_ bytes: inout [UInt8]) {
        let other = pick(seeds)
        bytes = Array(bytes[..<position(in: bytes)] + other[position(in: other)...])
    }

    private mutating func move(_ bytes: inout [UInt8]) {
        let part = range(in: bytes), moved = Array(bytes[part])
        bytes.removeSubrange(part)
        bytes.insert(contentsOf: moved, at: position(in: bytes))
    }

    /// Depth and repetition: a part many times in a row.
    private mutating func multiply(_ bytes: inout [UInt8]) {
        let part = Array(bytes[range(in: bytes)].prefix(200))
        let times = Int.random(in: 2...300, using: &random)
        let many = Array(repeatElement(part, count: times).joined().prefix(Mutator.limit))
        bytes.insert(contentsOf: many, at: position(in: bytes))
    }

    private mutating func pick(_ choices: [[UInt8]]) -> [UInt8] {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    private mutating func position(in bytes: [UInt8]) -> Int {
        Int.random(in: 0...bytes.count, using: &random)
    }

    /// Mostly short, sometimes up to the end.
    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let from = position(in: bytes)
        let most = Int.random(in: 0..<8, using: &random) == 0 ? bytes.count : 12
        return from..<min(bytes.count, from + Int.random(in: 0...max(1, most), using: &random))
    }
}

/// Repeatable random numbers (S. Vigna, „splitmix64“).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
