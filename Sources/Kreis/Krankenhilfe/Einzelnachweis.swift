import Grundwerte
import Platform

/// Die Liste der Einzelposten, die ein Rechnungssteller zu seiner Sammelrechnung schickt (B-6.4).
///
/// Eine CSV-Datei mit Semikolon; die erste Zeile nennt die Spalten, in beliebiger Reihenfolge.
/// Gelesen wird streng: Was nicht zu lesen ist, nennt Zeile und Spalte, und nichts wird erraten.
package struct Einzelnachweis: Sendable {
    /// Eine Zeile der Liste.
    package struct Posten: Sendable, Equatable {
        /// Die Stelle in der Liste, ab 1.
        package let lfd: Int
        /// Gemeindeschlüssel oder Name, wie der Rechnungssteller sie nennt.
        package let kommune: String
        /// Nummer des Behandlungsscheins, `2026/00017`; leer, wenn keine genannt ist.
        package let schein: String
        package let familienname: String
        package let vorname: String
        package let geburtsdatum: Kalendertag
        package let behandelt: Zeitraum
        package let leistung: String
        package let betrag: Geld
    }

    package enum Spalte: String, Sendable, CaseIterable {
        case kommune, schein, familienname, vorname, geburtsdatum
        case behandeltVon = "behandelt_von", behandeltBis = "behandelt_bis", leistung, betrag

        /// Was in einer Zeile leer bleiben darf.
        var freiwillig: Bool {
            switch self {
            case .schein, .familienname, .behandeltBis, .leistung: true
            default: false
            }
        }
    }

    package let posten: [Posten]
    package var summe: Geld { posten.map(\.betrag).summe() }

    /// So viele Zeilen hat eine Liste höchstens.
    package static let hoechstens = 20_000

    /// Die Kopfzeile, wie eine Liste sie braucht.
    package static let kopf = Spalte.allCases.map(\.rawValue).joined(separator: ";")

    /// Liest die Datei; das Hindernis steht am Feld `nachweis`.
    package init(csv bytes: [UInt8], heute: Kalendertag) throws(Hindernis) {
        do throws(CSVLeser.Fehler) {
            var leser = CSVLeser(utf8: try CSVText.utf8(aus: bytes))
            let spalten = try Self.spalten(leser.naechste())
            var posten: [Posten] = []
            while let zeile = try leser.naechste() {
                guard posten.count < Self.hoechstens else {
                    throw CSVLeser.Fehler(
                        zeile: zeile.nummer,
                        regel: "Die Liste hat mehr als \(Self.hoechstens) Posten.",
                        abhilfe: "Bitten Sie den Rechnungssteller, die Rechnung zu teilen.")
                }
                posten.append(try Zeilenleser(zeile, spalten, heute: heute)
                    .posten(posten.count + 1))
            }
            self.posten = posten
        } catch {
            throw Hindernis(.eingabe, feld: "nachweis", "Zeile \(error.zeile): \(error.regel)",
                            abhilfe: error.abhilfe)
        }
        guard !posten.isEmpty else {
            throw Hindernis(.eingabe, feld: "nachweis", "Die Liste hat keinen Einzelposten.",
                            abhilfe: "Wählen Sie die Liste, die zur Rechnung gehört.")
        }
    }

    private static func spalten(
        _ kopf: CSVLeser.Zeile?
    ) throws(CSVLeser.Fehler) -> [Spalte: Int] {
        let namen = (kopf?.zellen ?? []).map { $0.lowercased() }
        var spalten: [Spalte: Int] = [:]
        for spalte in Spalte.allCases {
            guard let stelle = namen.firstIndex(of: spalte.rawValue) else {
                throw CSVLeser.Fehler(
                    zeile: kopf?.nummer ?? 1, regel: "Die Spalte „\(spalte.rawValue)“ fehlt.",
                    abhilfe: "Die erste Zeile nennt alle Spalten: \(Self.kopf).")
            }
            spalten[spalte] = stelle
        }
        return spalten
    }
}

/// Liest die Zellen einer Zeile.
private struct Zeilenleser {
    let zeile: CSVLeser.Zeile
    let spalten: [Einzelnachweis.Spalte: Int]
    let heute: Kalendertag

    init(_ zeile: CSVLeser.Zeile, _ spalten: [Einzelnachweis.Spalte: Int], heute: Kalendertag) {
        self.zeile = zeile
        self.spalten = spalten
        self.heute = heute
    }

    func posten(_ lfd: Int) throws(CSVLeser.Fehler) -> Einzelnachweis.Posten {
        let von = try datum(.behandeltVon)
        let bis = try text(.behandeltBis).isEmpty ? von : datum(.behandeltBis)
        guard von <= bis else {
            throw fehler(.behandeltBis, "liegt vor dem Beginn der Behandlung")
        }
        return Einzelnachweis.Posten(
            lfd: lfd, kommune: try text(.kommune), schein: try text(.schein),
            familienname: try text(.familienname), vorname: try text(.vorname),
            geburtsdatum: try datum(.geburtsdatum), behandelt: Zeitraum(von: von, bis: bis),
            leistung: try text(.leistung), betrag: try betrag())
    }

    private func text(_ spalte: Einzelnachweis.Spalte) throws(CSVLeser.Fehler) -> String {
        let text = spalten[spalte].flatMap { zeile.zellen.indices.contains($0)
            ? zeile.zellen[$0] : nil } ?? ""
        guard !text.isEmpty || spalte.freiwillig else { throw fehler(spalte, "ist leer") }
        guard text.count <= 120 else { throw fehler(spalte, "ist länger als 120 Zeichen") }
        return text
    }

    private func datum(_ spalte: Einzelnachweis.Spalte) throws(CSVLeser.Fehler) -> Kalendertag {
        let text = try text(spalte)
        guard let tag = Kalendertag(text) ?? Kalendertag(eingabe: text, heute: heute) else {
            throw fehler(spalte, "ist kein Datum: „\(text.prefix(20))“")
        }
        return tag
    }

    private func betrag() throws(CSVLeser.Fehler) -> Geld {
        let text = try text(.betrag)
        guard let betrag = Geld(deutsch: text), betrag > .null else {
            throw fehler(.betrag, "ist kein Betrag über null: „\(text.prefix(20))“")
        }
        return betrag
    }

    private func fehler(_ spalte: Einzelnachweis.Spalte, _ satz: String) -> CSVLeser.Fehler {
        CSVLeser.Fehler(
            zeile: zeile.nummer, regel: "\(spalte.rawValue) \(satz).",
            abhilfe: "Bitten Sie den Rechnungssteller um eine berichtigte Liste.")
    }
}
