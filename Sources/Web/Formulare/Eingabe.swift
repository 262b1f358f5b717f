import Foundation
import Grundwerte
import NIOCore

/// Liest die Angaben eines Formulars und sammelt, was daran nicht stimmt, statt beim ersten Fehler
/// aufzuhören.
///
/// ```swift
/// var e = Eingabe(form, EinstellungForm.felder, heute: heute)
/// let ende = e.datum("ende")
/// let grund = e.auswahl("grund", als: Einstellungsgrund.self)
/// guard let ende, let grund, e.ohneFehler else { throw e.formularfehler }
/// ```
///
/// Jede Leseart gibt nil, wenn das Feld leer oder falsch ist; ein leeres Pflichtfeld ist ein
/// Fehler.
package struct Eingabe: Sendable {
    package let heute: Kalendertag
    private let form: FormData
    private let felder: [Feld]
    private var fehler: [Feldfehler] = []

    package init(_ form: FormData, _ felder: [Feld], heute: Kalendertag) {
        self.form = form
        self.felder = felder
        self.heute = heute
    }

    package var ohneFehler: Bool { fehler.isEmpty }

    /// Die Fehler in der Reihenfolge der Felder.
    package var formularfehler: Formularfehler {
        let bekannte = Set(felder.map(\.name))
        return Formularfehler(
            felder.flatMap { feld in fehler.filter { $0.feld == feld.name } }
                + fehler.filter { !bekannte.contains($0.feld) })
    }

    /// Die Kennung, an der ein doppelt gesendetes Formular zu erkennen ist.
    package func vorgang() throws -> UUIDv7 {
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        return vorgang
    }

    /// Merkt einen Fehler vor; für Regeln zwischen Feldern.
    package mutating func melde(_ feld: String, grund: String, abhilfe: String = "") {
        guard !fehler.contains(where: { $0.feld == feld }) else { return }
        fehler.append(Feldfehler(feld, grund: grund, abhilfe: abhilfe))
    }

    /// Text ohne Leerraum an den Rändern; Steuerzeichen und Schreibrichtungszeichen sind verboten.
    package mutating func text(_ name: String) -> String? {
        guard let text = rohtext(name) else { return nil }
        let feld = beschreibung(name)
        let mehrzeilig = if case .mehrzeilig = feld.art { true } else { false }
        let verbotenes = text.unicodeScalars.first {
            Eingabe.istVerboten($0, mehrzeilig: mehrzeilig)
        }
        if let verboten = verbotenes {
            melde(name, grund: "enthält ein unsichtbares Zeichen (U+\(Eingabe.hex(verboten)))",
                  abhilfe: "Löschen Sie das Feld und tippen Sie den Text neu.")
            return nil
        }
        guard text.count <= feld.maximal else {
            melde(name, grund: "\(text.count) Zeichen sind zu lang",
                  abhilfe: "Kürzen Sie auf höchstens \(feld.maximal) Zeichen.")
            return nil
        }
        return text
    }

    /// Ein Kennwort, wie es ist: mit Leerzeichen am Rand.
    package mutating func kennwort(_ name: String) -> String? {
        guard let wert = form[name], !wert.isEmpty else { return fehlend(name) }
        return wert
    }

    /// Ein Tag in jeder Kurzform, die `Kalendertag(eingabe:heute:)` kennt.
    package mutating func datum(_ name: String) -> Kalendertag? {
        guard let text = rohtext(name) else { return nil }
        if let tag = Kalendertag(eingabe: text, heute: heute) { return tag }
        if let tag = Eingabe.fehlenderTag(text) {
            melde(name, grund: "\(tag) gibt es nicht", abhilfe: "Prüfen Sie Tag und Monat.")
        } else {
            melde(name, grund: "„\(text.prefix(20))“ ist kein Datum",
                  abhilfe: "Schreiben Sie Tag, Monat und Jahr, zum Beispiel \(heute.deutsch).")
        }
        return nil
    }

    /// Ein Monat als `11.2026`, `11/2026` oder `2026-11`.
    package mutating func monat(_ name: String) -> Monat? {
        guard let text = rohtext(name) else { return nil }
        if let monat = Monat(text) { return monat }
        let teile = text.split { $0 == "." || $0 == "/" }
        if teile.count == 2, let nummer = Int(teile[0]), (1...12).contains(nummer),
           teile[1].count == 4, let jahr = Int(teile[1]), jahr > 0 { return Monat(jahr, nummer) }
        melde(name, grund: "„\(text.prefix(20))“ ist kein Monat",
              abhilfe: "Schreiben Sie Monat und Jahr, zum Beispiel 11.2026.")
        return nil
    }

    /// Ein Betrag; ohne Angabe von `mindestens` nicht negativ.
    package mutating func betrag(_ name: String, mindestens: Geld = .null) -> Geld? {
        guard let text = rohtext(name) else { return nil }
        guard let betrag = Geld(deutsch: text) else {
            let (grund, abhilfe) = Eingabe.betragsgrund(text)
            melde(name, grund: grund, abhilfe: abhilfe)
            return nil
        }
        guard betrag >= mindestens else {
            melde(name, grund: "\(betrag) ist zu wenig",
                  abhilfe: "Geben Sie mindestens \(mindestens) an.")
            return nil
        }
        return betrag
    }

    /// Eine ganze Zahl in `bereich`.
    package mutating func zahl(_ name: String, in bereich: ClosedRange<Int>) -> Int? {
        guard let text = rohtext(name) else { return nil }
        guard let zahl = Int(text), bereich.contains(zahl) else {
            melde(name, grund: "„\(text.prefix(20))“ ist keine Zahl, die hier gilt",
                  abhilfe: "Geben Sie eine ganze Zahl von \(bereich.lowerBound) bis "
                      + "\(bereich.upperBound) an.")
            return nil
        }
        return zahl
    }

    package mutating func iban(_ name: String) -> IBAN? {
        guard let text = rohtext(name) else { return nil }
        do throws(IBAN.Fehler) { return try IBAN(text) } catch {
            melde(name, grund: error.grund.trimmingSuffix("."),
                  abhilfe: "Vergleichen Sie mit Kontokarte oder Auszug.")
            return nil
        }
    }

    /// Die Angabe eines Auswahlfeldes; nur die angebotenen Werte gelten.
    package mutating func auswahl(_ name: String) -> String? {
        guard let wert = form[name], !wert.isEmpty else { return fehlend(name) }
        return angeboten(wert, name) ? wert : nil
    }

    /// Die Angabe eines Auswahlfeldes als Fall einer Aufzählung.
    package mutating func auswahl<Wert: RawRepresentable<String>>(
        _ name: String, als typ: Wert.Type
    ) -> Wert? {
        guard let wert = auswahl(name) else { return nil }
        if let fall = Wert(rawValue: wert) { return fall }
        melde(name, grund: "Diese Auswahl gibt es nicht", abhilfe: "Wählen Sie aus der Liste.")
        return nil
    }

    /// Alle angekreuzten Werte.
    package mutating func mehrere(_ name: String) -> [String] {
        let werte = form.all(name)
        if werte.isEmpty { _ = fehlend(name) as String? }
        return werte.filter { angeboten($0, name) }
    }

    package func haken(_ name: String) -> Bool { form[name] != nil }

    /// Ob im Feld überhaupt etwas steht, gleich ob es stimmt.
    package func istAusgefuellt(_ name: String) -> Bool {
        !(form[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
    }

    /// Eine Kennung aus einem versteckten oder Auswahlfeld.
    package mutating func kennung<Zweck>(
        _ name: String, als typ: TypedID<Zweck>.Type
    ) -> TypedID<Zweck>? {
        guard let text = rohtext(name) else { return nil }
        if let kennung = TypedID<Zweck>(text) { return kennung }
        melde(name, grund: "Diese Auswahl gibt es nicht",
              abhilfe: "Laden Sie die Seite neu und wählen Sie noch einmal.")
        return nil
    }

    /// Eine hochgeladene Datei mit einer Endung, die das Feld nimmt, und einem Anfang, der dazu
    /// passt. Den Inhalt prüft, wer sie annimmt.
    package mutating func datei(_ name: String) -> FormData.File? {
        if let datei = form.file(name), datei.content.readableBytes > 0 {
            return passt(datei, zu: beschreibung(name)) ? datei : nil
        }
        if form.file(name) != nil {
            melde(name, grund: "Die Datei ist leer", abhilfe: "Wählen Sie eine andere Datei.")
            return nil
        }
        return fehlend(name)
    }

    /// Alle hochgeladenen Dateien, auch leere: Ob eine leer sein darf, weiß, wer sie annimmt.
    package mutating func dateien(_ name: String) -> [FormData.File] {
        let dateien = form.files(name).filter { !$0.name.isEmpty }
        if dateien.isEmpty { _ = fehlend(name) as FormData.File? }
        for datei in dateien where !passt(datei, zu: beschreibung(name)) { return [] }
        return dateien
    }
}

extension Eingabe {
    private func beschreibung(_ name: String) -> Feld {
        guard let feld = felder.first(where: { $0.name == name }) else {
            assertionFailure("Das Formular beschreibt kein Feld „\(name)“.")
            return Feld(name, name)
        }
        return feld
    }

    /// Der Text ohne Ränder in zusammengesetzter Form (NFC); nil, wenn er leer ist.
    private mutating func rohtext(_ name: String) -> String? {
        let text = (form[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            .precomposedStringWithCanonicalMapping
        return text.isEmpty ? fehlend(name) : text
    }

    private mutating func fehlend<Wert>(_ name: String) -> Wert? {
        let feld = beschreibung(name)
        guard !feld.freiwillig else { return nil }
        switch feld.art {
        case .auswahl, .eine:
            melde(name, grund: "noch keine Auswahl", abhilfe: "Wählen Sie eine Möglichkeit.")
        case .mehrere:
            melde(name, grund: "noch keine Auswahl",
                  abhilfe: "Wählen Sie mindestens eine Möglichkeit.")
        case .datei:
            melde(name, grund: "noch keine Datei gewählt",
                  abhilfe: "Wählen Sie eine Datei von Ihrem Rechner.")
        default:
            melde(name, grund: "fehlt noch", abhilfe: "Füllen Sie das Feld aus.")
        }
        return nil
    }

    private mutating func angeboten(_ wert: String, _ name: String) -> Bool {
        if beschreibung(name).art.optionen.contains(where: { $0.wert == wert }) { return true }
        melde(name, grund: "Diese Auswahl gibt es nicht", abhilfe: "Wählen Sie aus der Liste.")
        return false
    }

    private static func istVerboten(_ zeichen: Unicode.Scalar, mehrzeilig: Bool) -> Bool {
        if mehrzeilig, zeichen == "\n" || zeichen == "\t" { return false }
        switch zeichen.value {
        case 0..<32, 127..<160: return true
        case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFF: return true
        default: return false
        }
    }

    private static func hex(_ zeichen: Unicode.Scalar) -> String {
        let ziffern = String(zeichen.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - ziffern.count)) + ziffern
    }

    /// Der Tag, den es im Kalender nicht gibt, wenn sonst alles stimmt: `Den 31. September`.
    private static func fehlenderTag(_ text: String) -> String? {
        let teile = text.split(separator: ".").map { Int($0) }
        guard teile.count == 3, let tag = teile[0], let nummer = teile[1], let jahr = teile[2],
              (1...31).contains(tag), (1...12).contains(nummer), (1..<10_000).contains(jahr)
        else { return nil }
        let monat = Monat(jahr < 100 ? 2000 + jahr : jahr, nummer)
        guard tag > monat.tage else { return nil }
        return "Den \(tag). \(monat.name)" + (nummer == 2 ? " \(monat.jahr)" : "")
    }

    /// Erkennt die häufigsten Tippfehler in Beträgen.
    private static func betragsgrund(_ text: String) -> (grund: String, abhilfe: String) {
        let beispiel = "Schreiben Sie nur Ziffern, Punkt und Komma, zum Beispiel 1.200,00."
        if text.contains(where: { "oO".contains($0) }) {
            return ("enthält den Buchstaben O statt der Ziffer 0", beispiel)
        }
        if text.contains(where: { "lI".contains($0) }) {
            return ("enthält einen Buchstaben statt der Ziffer 1", beispiel)
        }
        if let punkt = text.lastIndex(of: "."), !text.contains(","),
           text.distance(from: punkt, to: text.endIndex) <= 3 {
            return ("hat einen Punkt vor den Cent",
                    "Trennen Sie die Cent mit einem Komma, zum Beispiel 12,50.")
        }
        return ("„\(text.prefix(20))“ ist kein Betrag", beispiel)
    }
}
