import Foundation
import FoundationXML

/// Liest eine ISO-20022-Nachricht im Strom und reicht jedes fertige Element weiter.
///
/// Behalten wird nur, was der Abnehmer nicht verbraucht; so bleibt auch ein Sammler mit 100.000
/// Zahlungen klein. Dokumenttypen werden vor und während des Lesens abgewiesen.
final class Bankxmlleser: NSObject {
    struct Grenzen: Sendable {
        var bytes = 256 << 20
        var tiefe = 32
        var textzeichen = 10_000
        var elementeJeTeilbaum = 20_000
    }

    /// Ein fertiges Element und die noch offenen, in denen es steht, von der Wurzel her.
    struct Fund {
        let element: Bankxml
        let eltern: [Bankxml]
        let zeile: Int
    }

    /// Sagt, ob das Element verbraucht ist.
    typealias Abnehmer = (Fund) throws(Lesefehler) -> Bool

    private let grenzen: Grenzen
    private let kopf:
        (_ namensraum: String, _ wurzel: String, _ nachricht: String) throws(Lesefehler) -> Void
    private let abnehmer: Abnehmer
    private var stapel: [Bankxml] = []
    private var groessen: [Int] = []
    private var namensraum = ""
    private var fehler: Lesefehler?
    private var beendet = false

    /// `kopf` prüft Namensraum, Wurzel und das Element darunter, bevor irgendetwas gelesen wird.
    init(grenzen: Grenzen = Grenzen(),
         kopf: @escaping (String, String, String) throws(Lesefehler) -> Void,
         abnehmer: @escaping Abnehmer) {
        self.grenzen = grenzen
        self.kopf = kopf
        self.abnehmer = abnehmer
    }

    func lies(_ bytes: [UInt8]) throws(Lesefehler) {
        try Bankxmlleser.pruefeRohdaten(bytes, grenzen: grenzen)
        // Als Strom: `XMLParser(data:)` weist auf Linux große Dateien ab.
        let leser = XMLParser(stream: InputStream(data: Data(bytes)))
        leser.shouldProcessNamespaces = true
        leser.shouldResolveExternalEntities = false
        leser.delegate = self
        let gelesen = leser.parse()
        if let fehler { throw fehler }
        guard beendet || bytes.last(where: { $0 > 32 }) == UInt8(ascii: ">") else {
            throw .abgeschnitten
        }
        // Was nach der Wurzel kommt, meldet `XMLParser` auf Linux nicht.
        guard gelesen, beendet, Bankxmlleser.endetMitWurzel(bytes) else {
            throw .keinXML(zeile: leser.lineNumber)
        }
    }

    private static func pruefeRohdaten(_ bytes: [UInt8], grenzen: Grenzen) throws(Lesefehler) {
        guard bytes.contains(where: { $0 > 32 }) else { throw .leer }
        guard bytes.count <= grenzen.bytes else { throw .zuGross(hoechstens: grenzen.bytes) }
        // UTF-16 und UTF-32 haben Nullbytes; hinter ihnen könnte sich ein DOCTYPE verstecken.
        guard !bytes.contains(0), nenntUTF8(bytes.prefix(200)) else { throw .keinUTF8 }
        // `XMLParser` beendet auf Linux den Prozess, wenn ein Name kein UTF-8 ist.
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .keinUTF8 }
        guard !nenntDokumenttyp(bytes) else { throw .dokumenttyp }
        // Ebenso, wenn eine Anweisung keinen Inhalt hat.
        if let stelle = leereAnweisung(bytes) {
            let zeile = 1 + bytes[..<stelle].count { $0 == UInt8(ascii: "\n") }
            throw .leereAnweisung(zeile: zeile)
        }
    }

    private static func nenntUTF8(_ anfang: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: anfang, as: UTF8.self)
        guard let ende = text.range(of: "?>"), let angabe = text.range(of: "encoding", range:
            text.startIndex..<ende.lowerBound) else { return true }
        let wert = text[angabe.upperBound..<ende.lowerBound].drop { " \t\r\n=".contains($0) }
        return wert.dropFirst().lowercased().hasPrefix("utf-8")
    }

    /// `<!D` und `<!E` kann in XML nur eine Deklaration sein; ein CDATA-Text, der so aussieht, wird
    /// mit abgewiesen.
    private static func nenntDokumenttyp(_ bytes: [UInt8]) -> Bool {
        var stelle = 0
        while let treffer = bytes[stelle...].firstIndex(of: UInt8(ascii: "!")) {
            if treffer > 0, bytes[treffer - 1] == UInt8(ascii: "<"), treffer + 1 < bytes.count,
               "DE".utf8.contains(bytes[treffer + 1] & 0xDF) { return true }
            stelle = treffer + 1
        }
        return false
    }

    /// Wo `<?` steht und der Name dahinter gleich mit `?>` endet.
    private static func leereAnweisung(_ bytes: [UInt8]) -> Int? {
        let frage = UInt8(ascii: "?")
        var stelle = 0
        while let treffer = bytes[stelle...].firstIndex(of: frage) {
            stelle = treffer + 1
            guard treffer > 0, bytes[treffer - 1] == UInt8(ascii: "<") else { continue }
            let name = bytes[stelle...].prefix { $0 > 32 && $0 != frage }
            if bytes[name.endIndex...].starts(with: "?>".utf8) { return treffer }
        }
        return nil
    }

    /// Ob `</Document>` genau einmal vorkommt und das Letzte ist.
    private static func endetMitWurzel(_ bytes: [UInt8]) -> Bool {
        guard let ende = bytes.lastIndex(where: { $0 > 32 }) else { return false }
        let wurzel = Array("Document".utf8)
        var stelle = 0
        while let strich = bytes[stelle...].firstIndex(of: UInt8(ascii: "/")) {
            stelle = strich + 1
            guard strich > 0, bytes[strich - 1] == UInt8(ascii: "<") else { continue }
            let name = bytes[stelle...].prefix { $0 != UInt8(ascii: ">") && $0 > 32 }
            let lokal = name.split(separator: UInt8(ascii: ":")).last
            guard lokal?.elementsEqual(wurzel) == true else { continue }
            return bytes[name.endIndex...].firstIndex(of: UInt8(ascii: ">")) == ende
        }
        return false
    }
}

extension String {
    /// Ohne den Weißraum, den XML kennt; die meisten Texte haben keinen und bleiben, wie sie sind.
    fileprivate var ohneWeissraumAmRand: String {
        guard let erstes = utf8.first, let letztes = utf8.last, erstes <= 32 || letztes <= 32 else {
            return self
        }
        var rest = self[...]
        while let zeichen = rest.utf8.first, zeichen <= 32 { rest = rest.dropFirst() }
        while let zeichen = rest.utf8.last, zeichen <= 32 { rest = rest.dropLast() }
        return String(rest)
    }
}

extension Bankxmlleser: XMLParserDelegate {
    func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
                qualifiedName: String?, attributes: [String: String]) {
        pruefend(parser) { () throws(Lesefehler) in
            if stapel.isEmpty { namensraum = namespaceURI ?? "" }
            guard !namensraum.isEmpty else { throw .ohneNamensraum }
            if stapel.count == 1 { try kopf(namensraum, stapel[0].name, name) }
            guard stapel.count < grenzen.tiefe else { throw .zuTief(zeile: parser.lineNumber) }
            // Was in einem anderen Namensraum steht, darf nicht für unser Element gehalten werden.
            let lokal = namespaceURI == namensraum ? name : "(fremd)"
            stapel.append(Bankxml(name: lokal, attribute: attributes))
            groessen.append(1)
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        pruefend(parser) { () throws(Lesefehler) in
            guard !stapel.isEmpty else { return }
            stapel[stapel.count - 1].text += text
            guard stapel[stapel.count - 1].text.utf8.count <= grenzen.textzeichen else {
                throw .zuLang(zeile: parser.lineNumber)
            }
        }
    }

    func parser(_ parser: XMLParser, foundCDATA inhalt: Data) {
        self.parser(parser, foundCharacters: String(decoding: inhalt, as: UTF8.self))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
                qualifiedName: String?) {
        pruefend(parser) { () throws(Lesefehler) in
            guard var element = stapel.popLast(), let groesse = groessen.popLast() else { return }
            element.text = element.text.ohneWeissraumAmRand
            guard !stapel.isEmpty else {
                beendet = true
                return
            }
            // Der Weißraum zwischen Unterelementen soll sich in langen Listen nicht ansammeln.
            if stapel[stapel.count - 1].text.utf8.allSatisfy({ $0 <= 32 }) {
                stapel[stapel.count - 1].text = ""
            }
            guard try !istVerbraucht(element, parser) else { return }
            stapel[stapel.count - 1].kinder.append(element)
            groessen[groessen.count - 1] += groesse
            guard groessen[groessen.count - 1] <= grenzen.elementeJeTeilbaum else {
                throw .zuLang(zeile: parser.lineNumber)
            }
        }
    }

    func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String,
        value: String?) {
        abbrechen(parser, .dokumenttyp)
    }

    func parser(_ parser: XMLParser, foundExternalEntityDeclarationWithName name: String,
        publicID: String?,
                systemID: String?) {
        abbrechen(parser, .dokumenttyp)
    }

    /// Eigene Funktion, damit der Fund den Stapel wieder loslässt, bevor er wächst; sonst würde er
    /// jedes Mal kopiert.
    private func istVerbraucht(_ element: Bankxml, _ parser: XMLParser) throws(Lesefehler) -> Bool {
        try abnehmer(Fund(element: element, eltern: stapel, zeile: parser.lineNumber))
    }

    private func pruefend(_ parser: XMLParser, _ schritt: () throws(Lesefehler) -> Void) {
        guard fehler == nil else { return }
        do { try schritt() } catch { abbrechen(parser, error) }
    }

    private func abbrechen(_ parser: XMLParser, _ grund: Lesefehler) {
        fehler = fehler ?? grund
        parser.abortParsing()
    }
}
