import Foundation
import Grundwerte
import Platform

/// What the address of a Protokoll page asks for; what cannot be read limits nothing and is said.
struct Protokollanfrage: Sendable {
    static let proSeite = 50
    /// More lines than anybody reads, and few enough for one answer.
    static let hoechstensInDatei = 50_000

    let filter: Protokollfilter
    let stelle: Protokollseite.Stelle
    /// Names whose case or person is meant; empty: all.
    let suche: String
    let unlesbar: Set<String>
    private let werte: [(name: String, wert: String)]

    init(_ abfrage: FormData, heute: Kalendertag) {
        var unlesbar: Set<String> = []
        func tag(_ name: String) -> Kalendertag? {
            guard let text = abfrage[name], !text.isEmpty else { return nil }
            let tag = Kalendertag(eingabe: text, heute: heute)
            if tag == nil { unlesbar.insert(name) }
            return tag
        }
        filter = Protokollfilter(
            wer: abfrage["wer"].flatMap(User.ID.init),
            gruppe: abfrage["art"].flatMap(Vorgangsgruppe.init), von: tag("von"), bis: tag("bis"))
        suche = String((abfrage["fall"] ?? "").trimmingCharacters(in: .whitespaces).prefix(200))
        stelle = Protokollanfrage.stelle(abfrage)
        self.unlesbar = unlesbar
        werte = ["fall", "wer", "art", "von", "bis", "quelle"]
            .map { (name: $0, wert: String((abfrage[$0] ?? "").prefix(200))) }
            .filter { !$0.wert.isEmpty }
    }

    /// The same question again, as the query of an address.
    var abfrage: String {
        werte.map { "\($0.name)=\($0.wert.alsAbfragewert)" }.joined(separator: "&")
    }

    func wert(_ name: String) -> String { werte.first { $0.name == name }?.wert ?? "" }

    private static func stelle(_ abfrage: FormData) -> Protokollseite.Stelle {
        func marke(_ name: String) -> (Int, UUIDv7)? {
            guard let teile = abfrage[name]?.split(separator: "_"), teile.count == 2,
                  let mikro = Int(teile[0]), let kennung = UUIDv7(String(teile[1]))
            else { return nil }
            return (mikro, kennung)
        }
        if let (mikro, kennung) = marke("vor") { return .vor(mikro: mikro, kennung: kennung) }
        if let (mikro, kennung) = marke("nach") { return .nach(mikro: mikro, kennung: kennung) }
        return .anfang
    }
}

extension Blaettern {
    /// Newer and older lines of a Protokoll; nil when all are on this page.
    init?(_ seite: Protokollseite, ort: String, abfrage: String) {
        guard seite.neuere || seite.aeltere, let erster = seite.eintraege.first,
              let letzter = seite.eintraege.last else { return nil }
        func ziel(_ art: String, _ eintrag: Protokolleintrag) -> String {
            "\(ort)?\(abfrage)&\(art)=\(eintrag.mikro)_\(eintrag.kennung)"
        }
        self.init(stand: "\(letzter.zeit) bis \(erster.zeit)",
                  zurueck: seite.neuere ? ziel("nach", erster) : nil,
                  weiter: seite.aeltere ? ziel("vor", letzter) : nil)
    }
}

extension Protokolleintrag {
    /// Day and time in Berlin.
    var zeit: String { "\(Uhr.berlinTag(am).deutsch), \(Uhr.berlinUhrzeit(am))" }

    /// What was done: „hat die Akte gelesen“.
    var satz: String { Vorgangssatz.satz(vorgang) ?? "hat „\(vorgang)“ getan" }

    /// The details in words, nil when there are none.
    var einzelheiten: String? {
        if vorgang == "akte.abgerufen" {
            return "\(Lesespur.name(angaben["seite"] ?? "")) · Einträge: "
                + (angaben["anzahl"] ?? "–")
        }
        guard vorgang == "akte.gelesen" else {
            return angaben.isEmpty ? nil : Vorgangssatz.angaben(angaben)
        }
        let fremd = angaben["zustaendig"] == "nein" ? " · nicht für den Fall zuständig" : ""
        return "\(Lesespur.name(angaben["seite"] ?? ""))\(fremd)"
    }
}
