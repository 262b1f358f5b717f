import Grundwerte

/// Ein Feld einer Bestandsdatei: wie es heißt, was darin stehen darf und was es bedeutet.
///
/// Vorlage, Beschreibung und Prüfung entstehen aus dieser einen Angabe.
package struct Bestandsfeld: Sendable {
    package enum Art: Sendable {
        /// Was das alte Verfahren kennt; bis 100 Zeichen.
        case schluessel
        case text(hoechstens: Int)
        case tag
        /// Ein Monat, geschrieben als sein Erster: Tabellenprogramme verändern sonst die
        /// Schreibweise.
        case monat
        case betrag(bis: Geld = 100_000)
        case iban
        case ziffern(Int)
        case auswahl([String])
    }

    package let name: String
    package let art: Art
    package let istPflicht: Bool
    /// In Fehlerlisten steht von solchen Werten nur der Anfang.
    package let istPersonenbezogen: Bool
    package let erklaerung: String

    init(_ name: String, _ art: Art, _ erklaerung: String, pflicht: Bool = true,
         personenbezogen: Bool = false) {
        self.name = name
        self.art = art
        self.erklaerung = erklaerung
        istPflicht = pflicht
        istPersonenbezogen = personenbezogen
    }

    /// Wie der Wert zu schreiben ist, für Beschreibung und Abhilfe.
    package var form: String {
        switch art {
        case .schluessel: "Text bis 100 Zeichen"
        case let .text(hoechstens): "Text bis \(hoechstens) Zeichen"
        case .tag: "Tag, 24.11.2026 oder 2026-11-24"
        case .monat: "Erster des Monats, 01.11.2026"
        case .betrag: "Betrag in Euro, 1234,50"
        case .iban: "IBAN"
        case let .ziffern(anzahl): "\(anzahl) Ziffern"
        case let .auswahl(werte): werte.joined(separator: ", ")
        }
    }
}

/// Was in einer Zelle steht, nach der Prüfung.
enum Bestandswert: Sendable {
    case leer
    case text(String)
    case tag(Kalendertag)
    case betrag(Geld)
    case iban(IBAN)
}

extension Bestandsfeld {
    struct Mangel: Error {
        let regel: String
        let abhilfe: String

        init(_ regel: String, abhilfe: String) {
            self.regel = regel
            self.abhilfe = abhilfe
        }
    }

    func pruefen(_ zelle: String) throws(Mangel) -> Bestandswert {
        guard !zelle.isEmpty else {
            guard !istPflicht else {
                throw Mangel("Die Angabe fehlt.", abhilfe: "Tragen Sie ein: \(form).")
            }
            return .leer
        }
        switch art {
        case .schluessel: return .text(try text(zelle, hoechstens: 100))
        case let .text(hoechstens): return .text(try text(zelle, hoechstens: hoechstens))
        case .tag: return .tag(try tag(zelle))
        case .monat: return .tag(try monat(zelle))
        case let .betrag(bis): return .betrag(try betrag(zelle, bis: bis))
        case .iban: return .iban(try iban(zelle))
        case let .ziffern(anzahl): return .text(try ziffern(zelle, anzahl))
        case let .auswahl(werte): return .text(try auswahl(zelle, aus: werte))
        }
    }

    /// Der Wert, soweit er in einer Fehlerliste stehen darf.
    func verdeckt(_ zelle: String) -> String {
        guard istPersonenbezogen, !zelle.isEmpty else { return String(zelle.prefix(60)) }
        return "\(zelle.prefix(1))… (\(zelle.count) Zeichen)"
    }

    private func text(_ zelle: String, hoechstens: Int) throws(Mangel) -> String {
        guard zelle.count <= hoechstens else {
            throw Mangel("Der Text hat \(zelle.count) Zeichen, erlaubt sind \(hoechstens).",
                         abhilfe: "Kürzen Sie ihn.")
        }
        let steuerzeichen = zelle.unicodeScalars.contains {
            $0.properties.generalCategory == .control
        }
        guard !steuerzeichen else {
            throw Mangel("Der Text enthält Steuerzeichen oder Zeilenumbrüche.",
                         abhilfe: "Schreiben Sie ihn in einer Zeile.")
        }
        return zelle
    }

    private func tag(_ zelle: String) throws(Mangel) -> Kalendertag {
        guard let tag = Kalendertag(zelle) ?? Bestandsfeld.deutscherTag(zelle) else {
            throw Mangel("Das ist kein Tag des Kalenders.", abhilfe: "Schreiben Sie: \(form).")
        }
        guard (1900...2199).contains(tag.jahr) else {
            throw Mangel("Das Jahr liegt nicht zwischen 1900 und 2199.",
                         abhilfe: "Ein offenes Ende bleibt leer.")
        }
        return tag
    }

    /// `24.11.2026` oder `1.3.2026`, das Jahr immer vierstellig.
    private static func deutscherTag(_ zelle: String) -> Kalendertag? {
        var teile = (0, 0, 0), stelle = 0, ziffern = 0
        for byte in zelle.utf8 {
            switch byte {
            case 48...57 where ziffern < 4:
                ziffern += 1
                let wert = Int(byte - 48)
                switch stelle {
                case 0: teile.0 = teile.0 * 10 + wert
                case 1: teile.1 = teile.1 * 10 + wert
                default: teile.2 = teile.2 * 10 + wert
                }
            case 46 where stelle < 2 && (1...2).contains(ziffern):
                (stelle, ziffern) = (stelle + 1, 0)
            default: return nil
            }
        }
        return stelle == 2 && ziffern == 4 ? Kalendertag(teile.2, teile.1, teile.0) : nil
    }

    private func monat(_ zelle: String) throws(Mangel) -> Kalendertag {
        if let monat = Monat(zelle) { return monat.ersterTag }
        let tag = try tag(zelle)
        guard tag.tag == 1 else {
            throw Mangel("Der Tag ist nicht der Erste eines Monats.",
                abhilfe: "Schreiben Sie: \(form).")
        }
        return tag
    }

    private func betrag(_ zelle: String, bis: Geld) throws(Mangel) -> Geld {
        guard let betrag = Geld(deutsch: zelle) else {
            throw Mangel("Das ist kein Betrag mit Komma und höchstens zwei Nachkommastellen.",
                         abhilfe: "Schreiben Sie: \(form).")
        }
        guard betrag >= .null, betrag <= bis else {
            throw Mangel("Der Betrag liegt nicht zwischen 0,00 € und \(bis).",
                         abhilfe: "Prüfen Sie Komma und Vorzeichen.")
        }
        return betrag
    }

    private func iban(_ zelle: String) throws(Mangel) -> IBAN {
        do { return try IBAN(zelle) } catch {
            throw Mangel(error.grund, abhilfe: "Vergleichen Sie mit der Vorlage in der Akte.")
        }
    }

    private func ziffern(_ zelle: String, _ anzahl: Int) throws(Mangel) -> String {
        guard zelle.utf8.count == anzahl, zelle.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw Mangel("Es müssen genau \(anzahl) Ziffern sein.",
                         abhilfe: "Tabellenprogramme kürzen Nullen und lange Zahlen; formatieren "
                            + "Sie die Spalte als Text und tragen Sie den Wert neu ein.")
        }
        return zelle
    }

    private func auswahl(_ zelle: String, aus werte: [String]) throws(Mangel) -> String {
        guard werte.contains(zelle) else {
            throw Mangel("Der Wert steht nicht in der Liste dieses Feldes.",
                abhilfe: "Erlaubt: \(form).")
        }
        return zelle
    }
}
