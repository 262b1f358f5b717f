/// Liest eine CSV-Datei streng: Trennzeichen `;`, Anführungszeichen `"`, Zeilenenden LF oder CRLF.
///
/// Jede Zeile trägt die Nummer, unter der ein Editor sie zeigt, auch wenn davor Zellen über
/// mehrere Zeilen gehen. Was die Form verletzt, ist ein Fehler mit Zeile und wird nie erraten.
package struct CSVLeser {
    package struct Zeile: Equatable, Sendable {
        package let nummer: Int
        package let zellen: [String]

        package init(nummer: Int, zellen: [String]) {
            self.nummer = nummer
            self.zellen = zellen
        }
    }

    package struct Fehler: Error, Equatable {
        package let zeile: Int
        package let regel: String
        package let abhilfe: String

        package init(zeile: Int, regel: String, abhilfe: String) {
            self.zeile = zeile
            self.regel = regel
            self.abhilfe = abhilfe
        }
    }

    private let bytes: [UInt8]
    private var ort = 0
    private var nummer = 1

    /// `bytes` sind UTF-8 ohne Kennung am Anfang; `CSVText.utf8(aus:)` macht sie daraus.
    package init(utf8 bytes: [UInt8]) { self.bytes = bytes }

    /// Die nächste Zeile mit Inhalt; nil am Ende.
    package mutating func naechste() throws(Fehler) -> Zeile? {
        while ort < bytes.count {
            let zeile = try lesen()
            if zeile.zellen.contains(where: { !$0.isEmpty }) { return zeile }
        }
        return nil
    }

    private mutating func lesen() throws(Fehler) -> Zeile {
        let beginn = nummer
        var zellen: [String] = []
        while true {
            zellen.append(try zelle(seit: beginn))
            guard ort < bytes.count else { return Zeile(nummer: beginn, zellen: zellen) }
            let trenner = bytes[ort]
            ort += 1
            if trenner == CSVLeser.semikolon { continue }
            if trenner == CSVLeser.cr, ort < bytes.count, bytes[ort] == CSVLeser.lf { ort += 1 }
            nummer += 1
            return Zeile(nummer: beginn, zellen: zellen)
        }
    }

    /// Liest bis vor den Trenner; Leerraum am Rand gehört nicht zum Wert.
    private mutating func zelle(seit beginn: Int) throws(Fehler) -> String {
        if ort < bytes.count, bytes[ort] == CSVLeser.anfuehrung { return try inAnfuehrung(beginn) }
        let anfang = ort
        while ort < bytes.count, !CSVLeser.trennt(bytes[ort]) {
            guard bytes[ort] != CSVLeser.anfuehrung else {
                throw Fehler(zeile: nummer, regel: "Mitten im Wert steht ein Anführungszeichen.",
                             abhilfe: "Setzen Sie den ganzen Wert in \"…\" und verdoppeln Sie es.")
            }
            ort += 1
        }
        return CSVLeser.text(bytes[anfang..<ort])
    }

    private mutating func inAnfuehrung(_ beginn: Int) throws(Fehler) -> String {
        var inhalt: [UInt8] = []
        ort += 1
        while ort < bytes.count {
            let byte = bytes[ort]
            ort += 1
            if byte == CSVLeser.lf { nummer += 1 }
            guard byte == CSVLeser.anfuehrung else {
                inhalt.append(byte)
                continue
            }
            if ort < bytes.count, bytes[ort] == CSVLeser.anfuehrung {
                inhalt.append(byte)
                ort += 1
                continue
            }
            guard ort == bytes.count || CSVLeser.trennt(bytes[ort]) else {
                throw Fehler(zeile: nummer,
                    regel: "Nach dem schließenden Anführungszeichen folgt Text.",
                             abhilfe: "Verdoppeln Sie Anführungszeichen, die zum Wert gehören.")
            }
            return CSVLeser.text(inhalt[...])
        }
        throw Fehler(zeile: beginn, regel: "Ein Anführungszeichen wird nicht geschlossen.",
                     abhilfe: "Ergänzen Sie das schließende Anführungszeichen dieser Zeile.")
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var rest = bytes
        while let erstes = rest.first, istLeer(erstes) { rest.removeFirst() }
        while let letztes = rest.last, istLeer(letztes) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    private static func istLeer(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    private static func trennt(_ byte: UInt8) -> Bool {
        byte == semikolon || byte == lf || byte == cr
    }

    private static let semikolon = UInt8(ascii: ";"), anfuehrung = UInt8(ascii: "\"")
    private static let lf = UInt8(ascii: "\n"), cr = UInt8(ascii: "\r")
}

/// Zeichensätze und Schreibweise der CSV-Dateien.
package enum CSVText {
    /// Woran Tabellenprogramme UTF-8 erkennen.
    package static let kennung: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// UTF-8 mit oder ohne Kennung, sonst Windows-1252, wie Excel es ohne weiteres speichert.
    ///
    /// Eine Datei, die beides mischt, wäre in beiden falsch gelesen und ist deshalb ein Fehler.
    package static func utf8(aus bytes: [UInt8]) throws(CSVLeser.Fehler) -> [UInt8] {
        if let stelle = bytes.firstIndex(of: 0) {
            throw fehler(bytes, stelle, "Die Datei enthält Nullzeichen.")
        }
        let hatKennung = bytes.starts(with: kennung)
        let inhalt = hatKennung ? Array(bytes.dropFirst(3)) : bytes
        if String(validating: inhalt, as: UTF8.self) != nil { return inhalt }
        let gemischt = inhalt.indices.dropLast().first {
            (0xC3...0xC5).contains(inhalt[$0]) && (0x80...0xBF).contains(inhalt[$0 + 1])
        }
        if hatKennung || gemischt != nil {
            throw fehler(inhalt, gemischt ?? 0, "Die Datei mischt UTF-8 und Windows-1252.")
        }
        var text = String.UnicodeScalarView()
        for (stelle, byte) in inhalt.enumerated() {
            guard let zeichen = windows1252(byte) else {
                throw fehler(inhalt, stelle, "Die Datei ist weder UTF-8 noch Windows-1252.")
            }
            text.append(zeichen)
        }
        return Array(String(text).utf8)
    }

    private static func fehler(_ bytes: [UInt8], _ stelle: Int,
        _ regel: String) -> CSVLeser.Fehler {
        CSVLeser.Fehler(zeile: 1 + bytes.prefix(stelle).count { $0 == 10 }, regel: regel,
                        abhilfe: "Speichern Sie sie als „CSV UTF-8 (durch Trennzeichen getrennt)“.")
    }

    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        let wert = oben[Int(byte) - 0x80]
        return wert == 0 ? nil : Unicode.Scalar(wert)
    }

    /// 80 bis 9F (Code Page 1252, Unicode-Konsortium); 0 ist nicht belegt.
    private static let oben: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]

    /// Eine Zeile eines Bestands mit ihrem Ende.
    package static func zeile(_ zellen: [String]) -> String { CSVZeile.text(zellen, ende: "\n") }
}
