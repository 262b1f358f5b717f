/// Liest JSON nach RFC 8259, dazu Kommentare mit `//` und `/* */`, und nennt Zeile und Spalte jedes
/// Fehlers.
package struct JSONLeser {
    private let bytes: [UInt8]
    private var stelle = 0
    private var tiefe = 0

    private init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    package static func lesen(_ bytes: some Sequence<UInt8>) throws(Lagefehler) -> JSONWert {
        var leser = JSONLeser(bytes)
        let wert = try leser.wert()
        try leser.leerraum()
        guard leser.stelle == leser.bytes.count else {
            throw leser.fehler("Nach dem Ende steht noch etwas.")
        }
        return wert
    }

    private mutating func wert() throws(Lagefehler) -> JSONWert {
        try leerraum()
        switch naechstes {
        case UInt8(ascii: "{"): return try objekt()
        case UInt8(ascii: "["): return try liste()
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try wort("true", .wahrheit(true))
        case UInt8(ascii: "f"): return try wort("false", .wahrheit(false))
        case UInt8(ascii: "n"): return try wort("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || (48...57).contains(byte):
            return try zahl()
        case nil: throw fehler("Die Eingabe endet zu früh.")
        default: throw fehler("Hier fehlt ein Wert.")
        }
    }

    private mutating func objekt() throws(Lagefehler) -> JSONWert {
        var felder: [(schluessel: String, wert: JSONWert)] = []
        var bekannt: Set<String> = []
        try klammer(bis: UInt8(ascii: "}")) { leser throws(Lagefehler) in
            guard leser.naechstes == UInt8(ascii: "\"") else {
                throw leser.fehler("Hier fehlt ein Schlüssel in Anführungszeichen.")
            }
            let schluessel = try leser.text()
            guard bekannt.insert(schluessel).inserted else {
                throw leser.fehler("Der Schlüssel „\(schluessel)“ kommt zweimal vor.")
            }
            try leser.leerraum()
            guard leser.nimm(UInt8(ascii: ":")) else {
                throw leser.fehler("Hier fehlt ein Doppelpunkt.")
            }
            felder.append((schluessel, try leser.wert()))
        }
        return .objekt(felder)
    }

    private mutating func liste() throws(Lagefehler) -> JSONWert {
        var werte: [JSONWert] = []
        try klammer(bis: UInt8(ascii: "]")) { leser throws(Lagefehler) in
            werte.append(try leser.wert())
        }
        return .liste(werte)
    }

    /// Elemente, durch Kommas getrennt; ein Komma vor der schließenden Klammer ist ein Fehler.
    private mutating func klammer(
        bis ende: UInt8, element: (inout JSONLeser) throws(Lagefehler) -> Void
    ) throws(Lagefehler) {
        stelle += 1
        tiefe += 1
        guard tiefe <= 64 else { throw fehler("Die Eingabe ist zu tief verschachtelt.") }
        defer { tiefe -= 1 }
        try leerraum()
        if nimm(ende) { return }
        while true {
            try leerraum()
            try element(&self)
            try leerraum()
            if nimm(ende) { return }
            guard nimm(UInt8(ascii: ",")) else { throw fehler("Hier fehlt ein Komma.") }
        }
    }

    private mutating func text() throws(Lagefehler) -> String {
        stelle += 1
        var zeichen: [UInt8] = []
        while let byte = naechstes {
            stelle += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: zeichen, as: UTF8.self) else {
                    throw fehler("Der Text ist nicht in UTF-8.")
                }
                return text
            case UInt8(ascii: "\\"): try maskiert(&zeichen)
            case ..<32: throw fehler("Im Text steht ein Steuerzeichen.")
            default: zeichen.append(byte)
            }
        }
        throw fehler("Hier fehlt ein schließendes Anführungszeichen.")
    }

    private mutating func maskiert(_ zeichen: inout [UInt8]) throws(Lagefehler) {
        guard let byte = naechstes else { throw fehler("Die Eingabe endet zu früh.") }
        stelle += 1
        switch byte {
        case UInt8(ascii: "n"): zeichen.append(10)
        case UInt8(ascii: "t"): zeichen.append(9)
        case UInt8(ascii: "r"): zeichen.append(13)
        case UInt8(ascii: "b"): zeichen.append(8)
        case UInt8(ascii: "f"): zeichen.append(12)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): zeichen.append(byte)
        case UInt8(ascii: "u"):
            var code = try vierHexziffern()
            if (0xD800..<0xDC00).contains(code) {
                guard nimm(UInt8(ascii: "\\")), nimm(UInt8(ascii: "u")) else {
                    throw fehler("Einem Zeichen fehlt seine zweite Hälfte.")
                }
                let zweite = try vierHexziffern()
                guard (0xDC00..<0xE000).contains(zweite) else {
                    throw fehler("Einem Zeichen fehlt seine zweite Hälfte.")
                }
                code = 0x10000 + (code - 0xD800) << 10 + (zweite - 0xDC00)
            }
            guard let skalar = Unicode.Scalar(code) else {
                throw fehler("Das Zeichen gibt es nicht.")
            }
            zeichen += Array(String(Character(skalar)).utf8)
        default: throw fehler("Nach „\\“ steht ein unbekanntes Zeichen.")
        }
    }

    private mutating func vierHexziffern() throws(Lagefehler) -> UInt32 {
        let ziffern = String(decoding: bytes[stelle...].prefix(4), as: UTF8.self)
        guard ziffern.utf8.count == 4, ziffern.allSatisfy(\.isHexDigit),
              let wert = UInt32(ziffern, radix: 16)
        else { throw fehler("Hier fehlen vier Hexadezimalziffern.") }
        stelle += 4
        return wert
    }

    private mutating func zahl() throws(Lagefehler) -> JSONWert {
        let anfang = stelle
        _ = nimm(UInt8(ascii: "-"))
        let ganze = ziffern()
        guard ganze == 1 || ganze > 1 && bytes[stelle - ganze] != UInt8(ascii: "0") else {
            throw fehler("Die Zahl ist nicht richtig geschrieben.")
        }
        if nimm(UInt8(ascii: ".")), ziffern() == 0 {
            throw fehler("Nach dem Punkt fehlen Ziffern.")
        }
        if nimm(UInt8(ascii: "e")) || nimm(UInt8(ascii: "E")) {
            throw fehler("Zahlen mit Exponent sind nicht erlaubt.")
        }
        return .zahl(String(decoding: bytes[anfang..<stelle], as: UTF8.self))
    }

    private mutating func ziffern() -> Int {
        let anfang = stelle
        while let byte = naechstes, (48...57).contains(byte) { stelle += 1 }
        return stelle - anfang
    }

    private mutating func wort(_ wort: String, _ wert: JSONWert) throws(Lagefehler) -> JSONWert {
        guard bytes[stelle...].starts(with: wort.utf8) else { throw fehler("Hier fehlt ein Wert.") }
        stelle += wort.utf8.count
        return wert
    }

    private mutating func leerraum() throws(Lagefehler) {
        while let byte = naechstes {
            switch byte {
            case 9, 10, 13, 32: stelle += 1
            case UInt8(ascii: "/"): try kommentar()
            default: return
            }
        }
    }

    private mutating func kommentar() throws(Lagefehler) {
        stelle += 1
        if nimm(UInt8(ascii: "/")) {
            while let byte = naechstes, byte != 10 { stelle += 1 }
        } else if nimm(UInt8(ascii: "*")) {
            while stelle + 1 < bytes.count {
                if bytes[stelle] == UInt8(ascii: "*"), bytes[stelle + 1] == UInt8(ascii: "/") {
                    stelle += 2
                    return
                }
                stelle += 1
            }
            throw fehler("Der Kommentar endet nicht.")
        } else {
            throw fehler("Hier fehlt ein Wert.")
        }
    }

    private var naechstes: UInt8? { stelle < bytes.count ? bytes[stelle] : nil }

    private mutating func nimm(_ byte: UInt8) -> Bool {
        guard naechstes == byte else { return false }
        stelle += 1
        return true
    }

    private func fehler(_ grund: String) -> Lagefehler {
        let davor = bytes[..<min(stelle, bytes.count)]
        let zeile = davor.count { $0 == 10 } + 1
        let spalte = davor.count - (davor.lastIndex(of: 10).map { $0 + 1 } ?? 0) + 1
        return Lagefehler(feld: "Zeile \(zeile), Spalte \(spalte)", grund: grund,
                          abhilfe: "Bitte das JSON berichtigen.")
    }
}
