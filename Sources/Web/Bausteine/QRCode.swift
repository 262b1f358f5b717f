/// A QR code (ISO/IEC 18004): bytes, error correction level L, versions 1 to 9, which hold 230
/// bytes; enough for the address of an authenticator app.
struct QRCode: Sendable {
    /// True is dark; row by row.
    let felder: [[Bool]]

    /// Data and correction code words per block, and how many blocks, for level L.
    private static let aufbau: [(daten: Int, korrektur: Int, bloecke: Int)] = [
        (19, 7, 1), (34, 10, 1), (55, 15, 1), (80, 20, 1), (108, 26, 1), (68, 18, 2),
        (78, 20, 2), (97, 24, 2), (116, 30, 2),
    ]
    private static let ausrichtung = [
        [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46],
    ]

    /// Nil if the text is too long.
    init?(_ text: String, maske: Int = 2) {
        let bytes = Array(text.utf8)
        let bedarf = bytes.count + 2
        guard let stelle = Self.aufbau.firstIndex(where: { $0.daten * $0.bloecke >= bedarf })
        else { return nil }
        var bild = Bild(version: stelle + 1, ausrichtung: Self.ausrichtung[stelle])
        bild.fuelle(Self.codewoerter(bytes, Self.aufbau[stelle]), maske: maske)
        bild.formatangabe(maske)
        if stelle + 1 >= 7 { bild.versionsangabe(stelle + 1) }
        felder = bild.felder.map { $0.map { $0 == true } }
    }

    /// The picture with its quiet zone, as inline SVG.
    var svg: HTML {
        let breite = String(felder.count + 8)
        var pfad = ""
        for (y, zeile) in felder.enumerated() {
            for (x, dunkel) in zeile.enumerated() where dunkel {
                pfad += "M\(x + 4) \(y + 4)h1v1h-1z"
            }
        }
        return """
            <svg viewBox="0 0 \(breite) \(breite)" width="220" height="220" role="img" \
            aria-label="QR-Code für die Authenticator-App" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(breite)v\(breite)H0z"/><path fill="#000" d="\(pfad)"/></svg>
            """
    }

    /// Mode, length, text and filling; then the blocks' words one from each in turn.
    private static func codewoerter(
        _ bytes: [UInt8], _ aufbau: (daten: Int, korrektur: Int, bloecke: Int)
    ) -> [UInt8] {
        var halbe: [UInt8] = [4, UInt8(bytes.count >> 4), UInt8(bytes.count & 15)]
        for byte in bytes { halbe += [byte >> 4, byte & 15] }
        halbe.append(0)
        var daten = stride(from: 0, to: halbe.count - 1, by: 2).map {
            halbe[$0] << 4 | halbe[$0 + 1]
        }
        var fuellung: UInt8 = 0xEC
        while daten.count < aufbau.daten * aufbau.bloecke {
            daten.append(fuellung)
            fuellung ^= 0xEC ^ 0x11
        }
        let bloecke = (0..<aufbau.bloecke).map {
            Array(daten[$0 * aufbau.daten..<($0 + 1) * aufbau.daten])
        }
        let korrekturen = bloecke.map { Feldrechnung.korrektur($0, laenge: aufbau.korrektur) }
        return (0..<aufbau.daten).flatMap { i in bloecke.map { $0[i] } }
            + (0..<aufbau.korrektur).flatMap { i in korrekturen.map { $0[i] } }
    }
}

/// Reed-Solomon over GF(256) with the polynomial 0x11D.
private enum Feldrechnung {
    static func mal(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var summe = 0, a = Int(a), b = Int(b)
        while b > 0 {
            if b & 1 == 1 { summe ^= a }
            a <<= 1
            if a > 255 { a ^= 0x11D }
            b >>= 1
        }
        return UInt8(summe)
    }

    static func korrektur(_ daten: [UInt8], laenge: Int) -> [UInt8] {
        var teiler = [UInt8](repeating: 0, count: laenge - 1) + [1]
        var wurzel: UInt8 = 1
        for _ in 0..<laenge {
            for stelle in 0..<laenge {
                teiler[stelle] = mal(teiler[stelle], wurzel)
                if stelle + 1 < laenge { teiler[stelle] ^= teiler[stelle + 1] }
            }
            wurzel = mal(wurzel, 2)
        }
        var rest = [UInt8](repeating: 0, count: laenge)
        for byte in daten {
            let faktor = byte ^ rest.removeFirst()
            rest.append(0)
            for stelle in 0..<laenge { rest[stelle] ^= mal(teiler[stelle], faktor) }
        }
        return rest
    }
}

/// The modules while they are drawn; nil is still free for data.
private struct Bild {
    var felder: [[Bool?]]
    private let seite: Int

    init(version: Int, ausrichtung: [Int]) {
        seite = 17 + 4 * version
        felder = Array(repeating: Array(repeating: nil, count: seite), count: seite)
        for stelle in 0..<seite {
            felder[6][stelle] = stelle % 2 == 0
            felder[stelle][6] = stelle % 2 == 0
        }
        for (y, x) in [(3, 3), (3, seite - 4), (seite - 4, 3)] { sucher(y, x) }
        for y in ausrichtung {
            for x in ausrichtung where !((y == 6 && (x == 6 || x == seite - 7))
                || (y == seite - 7 && x == 6)) {
                quadrat(y, x, 2) { $0 != 1 }
            }
        }
        formatangabe(0)
        if version >= 7 { versionsangabe(version) }
    }

    private mutating func sucher(_ y: Int, _ x: Int) {
        quadrat(y, x, 4) { $0 != 2 && $0 != 4 }
    }

    /// Rings around a centre; `dunkel` is told how far out.
    private mutating func quadrat(_ y: Int, _ x: Int, _ weite: Int, _ dunkel: (Int) -> Bool) {
        for dy in -weite...weite {
            for dx in -weite...weite
            where felder.indices.contains(y + dy) && felder.indices.contains(x + dx) {
                felder[y + dy][x + dx] = dunkel(max(abs(dy), abs(dx)))
            }
        }
    }

    /// Level L and the mask, with their BCH correction, twice.
    mutating func formatangabe(_ maske: Int) {
        let daten = 1 << 3 | maske
        var rest = daten
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (daten << 10 | rest) ^ 0x5412
        func bit(_ i: Int) -> Bool { bits >> i & 1 == 1 }
        for i in 0...5 { felder[i][8] = bit(i) }
        felder[7][8] = bit(6)
        felder[8][8] = bit(7)
        felder[8][7] = bit(8)
        for i in 9..<15 { felder[8][14 - i] = bit(i) }
        for i in 0..<8 { felder[8][seite - 1 - i] = bit(i) }
        for i in 8..<15 { felder[seite - 15 + i][8] = bit(i) }
        felder[seite - 8][8] = true
    }

    mutating func versionsangabe(_ version: Int) {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        let bits = version << 12 | rest
        for i in 0..<18 {
            let dunkel = bits >> i & 1 == 1, a = seite - 11 + i % 3, b = i / 3
            felder[b][a] = dunkel
            felder[a][b] = dunkel
        }
    }

    /// In zigzag from the lower right corner; mask 2 turns every third column.
    mutating func fuelle(_ woerter: [UInt8], maske: Int) {
        var stelle = 0
        for rechts in stride(from: seite - 1, through: 1, by: -2) {
            let rechts = rechts <= 6 ? rechts - 1 : rechts
            for schritt in 0..<seite {
                let aufwaerts = (rechts + 1) & 2 == 0
                let y = aufwaerts ? seite - 1 - schritt : schritt
                for x in [rechts, rechts - 1] where felder[y][x] == nil {
                    let dunkel = stelle < woerter.count * 8
                        && woerter[stelle >> 3] >> UInt8(7 - stelle & 7) & 1 == 1
                    felder[y][x] = dunkel != Bild.gewendet(y, x, maske)
                    stelle += 1
                }
            }
        }
    }

    private static func gewendet(_ y: Int, _ x: Int, _ maske: Int) -> Bool {
        switch maske {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}
