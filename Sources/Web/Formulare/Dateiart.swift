import NIOCore

/// Was eine hochgeladene Datei nach der Endung ihres Namens ist, und ob ihr Inhalt so beginnt
/// (ASVS V5.2.2).
///
/// Hier scheidet aus, was etwas anderes ist, als es heißt. Alles Weitere prüft, wer die Datei
/// annimmt.
enum Dateiart: String, Sendable, CaseIterable {
    case pdf, xml, json, csv

    /// Die Arten, die ein Feld nimmt: `.xml,application/xml` nimmt `xml`.
    static func angenommen(_ annehmen: String) -> [Dateiart] {
        annehmen.split(separator: ",").filter { $0.hasPrefix(".") }
            .compactMap { Dateiart(rawValue: $0.dropFirst().lowercased()) }
    }

    /// Nach dem letzten Punkt, klein geschrieben; ein Name ohne Punkt hat keine.
    static func endung(_ name: String) -> String {
        guard let punkt = name.lastIndex(of: ".") else { return "" }
        return name[name.index(after: punkt)...].lowercased()
    }

    func passt(_ inhalt: ByteBuffer) -> Bool {
        let anfang = Array(inhalt.readableBytesView.prefix(64))
        // UTF-16 liest der Parser selbst.
        if self == .xml, anfang.starts(with: [0xFE, 0xFF]) || anfang.starts(with: [0xFF, 0xFE]) {
            return true
        }
        switch self {
        case .pdf: return anfang.starts(with: Array("%PDF-".utf8))
        case .xml: return Self.erstes(anfang) == UInt8(ascii: "<")
        case .json: return Self.erstes(anfang).map { "{[".utf8.contains($0) } ?? false
        case .csv: return !Self.fremde.contains { anfang.starts(with: $0) }
        }
    }

    /// Womit beginnt, was gern in .csv umbenannt wird: PDF, Mappen und andere Archive, altes
    /// Office, gzip.
    private static let fremde: [[UInt8]] = [
        Array("%PDF".utf8), [0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0], [0x1F, 0x8B],
    ]

    /// Das erste Zeichen nach der Marke für UTF-8 und nach Leerraum.
    private static func erstes(_ anfang: [UInt8]) -> UInt8? {
        let text = anfang.starts(with: [0xEF, 0xBB, 0xBF]) ? anfang[3...] : anfang[...]
        return text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    var abhilfe: String {
        switch self {
        case .pdf: "Speichern oder scannen Sie das Dokument als PDF und wählen Sie diese Datei."
        case .xml: "Laden Sie sie bei der Bank noch einmal herunter und wählen Sie sie unverändert."
        case .json: "Wählen Sie die Datei in der Form, die die Vorlage zeigt."
        case .csv: "Öffnen Sie sie im Tabellenprogramm und speichern Sie sie als CSV (UTF-8)."
        }
    }
}

extension Eingabe {
    /// Ob Endung und Inhalt einer Datei zum Feld passen; sonst steht am Feld, was zu tun ist.
    mutating func passt(_ datei: FormData.File, zu feld: Feld) -> Bool {
        guard case let .datei(annehmen, _) = feld.art else { return true }
        let arten = Dateiart.angenommen(annehmen), endung = Dateiart.endung(datei.name)
        guard let erste = arten.first else { return true }
        guard let art = arten.first(where: { $0.rawValue == endung }) else {
            let namen = arten.map { ".\($0.rawValue)" }.joined(separator: " oder ")
            melde(feld.name, grund: "„\(datei.name.prefix(60))“ endet nicht auf \(namen)",
                  abhilfe: erste.abhilfe)
            return false
        }
        guard datei.content.readableBytes == 0 || art.passt(datei.content) else {
            melde(feld.name,
                  grund: "„\(datei.name.prefix(60))“ heißt .\(art.rawValue), ist aber keine "
                      + "\(art.rawValue.uppercased())-Datei", abhilfe: art.abhilfe)
            return false
        }
        return true
    }
}
