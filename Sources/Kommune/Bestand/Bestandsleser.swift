import Crypto
import Grundwerte
import Leistungsrecht
import Platform
import Uebergabe

extension Bestand {
    /// Liest alle Dateien und prüft jede Zeile für sich; was zwischen Zeilen gilt, prüft `pruefen`.
    ///
    /// - Parameter benutzer: Anmeldenamen der Kommune, die als Sachbearbeitung vorkommen dürfen.
    package static func lesen(
        _ dateien: [Bestandsdatei: [UInt8]], benutzer: [String: User.ID]
    ) -> (bestand: Bestand, befunde: [Bestandsbefund]) {
        var leser = Bestandsleser(benutzer: benutzer)
        var summe = SHA256()
        for datei in Bestandsdatei.allCases {
            guard let bytes = dateien[datei] else {
                if datei.istPflicht { leser.fehlt(datei) }
                continue
            }
            summe.update(data: Array("\(datei.name) \(bytes.count)\n".utf8) + bytes)
            leser.lesen(datei, bytes)
        }
        leser.bestand.pruefsumme = hexText(summe.finalize())
        return (leser.bestand, leser.befunde)
    }
}

/// Eine Zeile, deren Zellen jede für sich stimmen.
struct Bestandssatz {
    let zeile: Int
    let abdruck: UInt64
    private let werte: [Bestandswert]
    private let spalten: [String: Int]

    init(zeile: Int, abdruck: UInt64, werte: [Bestandswert], spalten: [String: Int]) {
        self.zeile = zeile
        self.abdruck = abdruck
        self.werte = werte
        self.spalten = spalten
    }

    private subscript(_ feld: String) -> Bestandswert { spalten[feld].map { werte[$0] } ?? .leer }

    func text(_ feld: String) -> String {
        if case let .text(text) = self[feld] { text } else { "" }
    }

    func tag(_ feld: String) -> Kalendertag? {
        if case let .tag(tag) = self[feld] { tag } else { nil }
    }

    func betrag(_ feld: String) -> Geld {
        if case let .betrag(betrag) = self[feld] { betrag } else { .null }
    }

    /// Nil, wo die Zelle leer ist.
    func betragOderLeer(_ feld: String) -> Geld? {
        if case let .betrag(betrag) = self[feld] { betrag } else { nil }
    }

    func ja(_ feld: String) -> Bool { text(feld) == "ja" }

    func iban(_ feld: String) -> IBAN? {
        if case let .iban(iban) = self[feld] { iban } else { nil }
    }

    /// Nil nur, wenn die Zelle schon einen Befund hat.
    func auswahl<Wert: RawRepresentable>(_ feld: String) -> Wert? where Wert.RawValue == String {
        Wert(rawValue: text(feld))
    }

    var zeitraum: Zeitraum? { tag("von").flatMap { Zeitraum(pruefe: $0, bis: tag("bis")) } }

    var summe: Geld {
        werte.map { if case let .betrag(betrag) = $0 { betrag } else { .null } }.summe()
    }
}

/// Setzt den Bestand Zeile für Zeile zusammen.
struct Bestandsleser {
    var bestand = Bestand()
    var befunde: [Bestandsbefund] = []
    let benutzer: [String: User.ID]
    var faelle: [String: Int] = [:]
    var personen: [String: Int] = [:]

    init(benutzer: [String: User.ID]) { self.benutzer = benutzer }

    mutating func fehlt(_ datei: Bestandsdatei) {
        befunde.append(Bestandsbefund(
            datei, zeile: 0, "Die Datei fehlt.",
            abhilfe: "Legen Sie sie an, notfalls nur mit der Kopfzeile der Vorlage.",
            ort: nil))
    }

    mutating func lesen(_ datei: Bestandsdatei, _ bytes: [UInt8]) {
        do throws(CSVLeser.Fehler) {
            var leser = CSVLeser(utf8: try CSVText.utf8(aus: bytes))
            guard let kopf = try leser.naechste() else {
                throw CSVLeser.Fehler(zeile: 1, regel: "Die Kopfzeile fehlt.",
                                      abhilfe: "Beginnen Sie mit der Zeile aus der Vorlage.")
            }
            let spalten = try spalten(datei, kopf)
            if datei != .summen { bestand.dateien.append(Bestand.Datei(name: datei.name)) }
            while let zeile = try leser.naechste() {
                guard zeile.zellen.count == kopf.zellen.count else {
                    throw CSVLeser.Fehler(
                        zeile: zeile.nummer,
                        regel: "Die Zeile hat \(zeile.zellen.count) Zellen, der Kopf "
                            + "\(kopf.zellen.count).",
                        abhilfe: "Setzen Sie Werte mit Semikolon in Anführungszeichen.")
                }
                aufnehmen(datei, zeile, spalten)
            }
        } catch {
            befunde.append(Bestandsbefund(
                datei, zeile: error.zeile, error.regel, abhilfe: error.abhilfe, ort: nil))
        }
    }

    /// Wo jedes Feld steht. Die Reihenfolge ist frei; unbekannte und doppelte Spalten sind Fehler.
    private func spalten(_ datei: Bestandsdatei, _ kopf: CSVLeser.Zeile) throws(CSVLeser.Fehler)
        -> [Int?] {
        let namen = kopf.zellen, felder = datei.felder
        if let fremd = namen.first(where: { name in !felder.contains { $0.name == name } }) {
            throw CSVLeser.Fehler(
                zeile: kopf.nummer, regel: "Die Spalte „\(fremd.prefix(40))“ gibt es nicht.",
                abhilfe: "Die Kopfzeile lautet: \(felder.map(\.name).joined(separator: ";")).")
        }
        if let doppelt = namen.first(where: { name in namen.count { $0 == name } > 1 }) {
            throw CSVLeser.Fehler(zeile: kopf.nummer,
                regel: "Die Spalte „\(doppelt)“ steht doppelt.",
                                  abhilfe: "Entfernen Sie eine davon.")
        }
        if let fehlt = felder.first(where: { $0.istPflicht && !namen.contains($0.name) }) {
            throw CSVLeser.Fehler(zeile: kopf.nummer, regel: "Die Spalte „\(fehlt.name)“ fehlt.",
                                  abhilfe: "Ergänzen Sie sie: \(fehlt.form).")
        }
        return felder.map { namen.firstIndex(of: $0.name) }
    }

    private mutating func aufnehmen(_ datei: Bestandsdatei, _ zeile: CSVLeser.Zeile,
                                    _ spalten: [Int?]) {
        let felder = datei.felder
        var werte: [Bestandswert] = [], stellen: [String: Int] = [:], maengel: [Bestandsbefund] = []
        for (feld, spalte) in zip(felder, spalten) {
            let zelle = spalte.map { zeile.zellen[$0] } ?? ""
            stellen[feld.name] = werte.count
            do throws(Bestandsfeld.Mangel) {
                werte.append(try feld.pruefen(zelle))
            } catch {
                werte.append(.leer)
                maengel.append(Bestandsbefund(
                    datei, zeile: zeile.nummer, feld: feld.name, wert: feld.verdeckt(zelle),
                    error.regel, abhilfe: error.abhilfe, ort: nil))
            }
        }
        let satz = Bestandssatz(
            zeile: zeile.nummer, abdruck: Bestandsleser.abdruck(datei, zeile, spalten),
            werte: werte,
            spalten: stellen)
        if datei != .summen {
            bestand.dateien[bestand.dateien.count - 1].zeilen += 1
            bestand.dateien[bestand.dateien.count - 1].summe += satz.summe
        }
        let ort = einordnen(datei, satz, istHeil: maengel.isEmpty)
        befunde += maengel.map {
            Bestandsbefund(datei, zeile: $0.zeile, feld: $0.feld, wert: $0.wert, $0.regel,
                           abhilfe: $0.abhilfe, ort: ort)
        }
    }

    /// Woran eine später geänderte Zeile zu erkennen ist, unabhängig von Reihenfolge und
    /// Zeichensatz.
    private static func abdruck(_ datei: Bestandsdatei, _ zeile: CSVLeser.Zeile,
                                _ spalten: [Int?]) -> UInt64 {
        var text = datei.rawValue
        for spalte in spalten { text += "\u{1F}" + (spalte.map { zeile.zellen[$0] } ?? "") }
        return SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
