import Foundation
import Grundwerte

/// Name einer ISO-20022-Nachricht, wie ihn der Namensraum nennt: `camt.053`, Fassung 8.
struct Nachrichtenname: Hashable, Sendable {
    let art: String
    let fassung: Int

    init?(namensraum: String) {
        let vorsatz = "urn:iso:std:iso:20022:tech:xsd:"
        guard namensraum.hasPrefix(vorsatz) else { return nil }
        let teile = namensraum.dropFirst(vorsatz.count)
            .split(separator: ".", omittingEmptySubsequences: false)
        guard teile.count == 4, teile[2] == "001", let fassung = Int(teile[3]) else { return nil }
        art = "\(teile[0]).\(teile[1])"
        self.fassung = fassung
    }
}

extension Bankxml {
    /// Ab hier ist es kein Betrag, den ein Kreis bewegt.
    static let hoechstbetrag: Geld = 10_000_000_000

    /// Ein nie negativer Betrag, exakt und nie gerundet, in der Währung, die die Bank nennt.
    func geld(_ feld: String, zeile: Int) throws(Lesefehler) -> (betrag: Geld, waehrung: String) {
        guard let waehrung = attribute["Ccy"], !waehrung.isEmpty else {
            throw .fehlt("\(feld): die Währung", zeile: zeile)
        }
        return (try betrag(feld, zeile: zeile), waehrung)
    }

    private func betrag(_ feld: String, zeile: Int) throws(Lesefehler) -> Geld {
        guard let erstes = text.utf8.first, (48...57).contains(erstes) else {
            throw .ungueltig(feld, zeile: zeile)
        }
        if let geld = Geld(dezimal: text) {
            // Die größte Datei voll der größten Beträge läuft so nicht über.
            guard geld < Bankxml.hoechstbetrag else { throw .ungueltig(feld, zeile: zeile) }
            return geld
        }
        let nurZiffern = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        guard nurZiffern, text.split(separator: ".").count == 2 else {
            throw .ungueltig(feld, zeile: zeile)
        }
        throw .nachkommastellen(feld, zeile: zeile)
    }

    /// `Dt` oder `DtTm` unterhalb dieses Elements als Tag in Berlin.
    func tag(_ feld: String, zeile: Int) throws(Lesefehler) -> Kalendertag {
        guard let text = wert("Dt") ?? wert("DtTm"), let tag = Kalendertag(isoBerlin: text) else {
            throw .ungueltig(feld, zeile: zeile)
        }
        return tag
    }
}

extension Kalendertag {
    /// Liest `xs:date` und `xs:dateTime`. Eine Zeit mit Zone zählt als Berliner Tag, eine ohne als
    /// Ortszeit.
    init?(isoBerlin text: String) {
        guard let tag = Kalendertag(String(text.prefix(10))) else { return nil }
        let rest = text.dropFirst(10)
        guard rest.first == "T" else {
            guard rest.isEmpty || Kalendertag.zone(rest) != nil else { return nil }
            self = tag
            return
        }
        let uhrzeit = rest.dropFirst().prefix { "0123456789:.".contains($0) }
        let zone = rest.dropFirst(1 + uhrzeit.count)
        let teile = uhrzeit.split(separator: ":", omittingEmptySubsequences: false)
        guard teile.count == 3, let stunde = Int(teile[0]), let minute = Int(teile[1]),
              let sekunde = Int(teile[2].prefix(2)),
              (0...24).contains(stunde), (0...59).contains(minute),
              (0...60).contains(sekunde) else { return nil }
        guard !zone.isEmpty else {
            self = tag
            return
        }
        guard let versatz = Kalendertag.zone(zone) else { return nil }
        let tage = Int(tag.tageSeit2000) + 10_957
        let sekunden = ((tage * 24 + stunde) * 60 + minute - versatz) * 60 + sekunde
        self = Uhr.berlinTag(Date(timeIntervalSince1970: Double(sekunden)))
    }

    /// Minuten vor UTC aus `Z`, `+01:00`, `-05:30`.
    private static func zone(_ text: Substring) -> Int? {
        if text == "Z" { return 0 }
        let teile = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard text.first == "+" || text.first == "-", teile.count == 2,
              teile.allSatisfy({ $0.count == 2 }),
              let stunden = Int(teile[0]), let minuten = Int(teile[1]), (0...14).contains(stunden),
              (0...59).contains(minuten) else { return nil }
        return (text.first == "-" ? -1 : 1) * (stunden * 60 + minuten)
    }
}
