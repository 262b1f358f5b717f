import Foundation
import Platform

/// Eine Tabelle als XLSX: ein Blatt, die erste Zeile ist der Kopf. Zahlen sind Zahlen.
package struct Arbeitsmappe: Sendable {
    package enum Feld: Sendable {
        case text(String)
        /// Dezimal mit Punkt.
        case zahl(String)
    }

    let blatt: String
    let zeilen: [[Feld]]

    package init(_ blatt: String, zeilen: [[Feld]]) {
        // So nennt ein Tabellenprogramm ein Blatt: höchstens 31 Zeichen, ohne diese.
        self.blatt = String(blatt.filter { !"[]:*?/\\".contains($0) }.prefix(31))
        self.zeilen = zeilen
    }

    package var bytes: [UInt8] {
        var zip = Zipdatei()
        for (name, inhalt) in teile { zip.aufnehmen(name, Array(inhalt.utf8)) }
        return zip.bytes
    }

    private var teile: [(String, String)] {
        let kopf = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        let haupt = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let bezug = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let paket = "http://schemas.openxmlformats.org/package/2006"
        let art = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        return [
            ("[Content_Types].xml", """
                \(kopf)<Types xmlns="\(paket)/content-types">\
                <Default Extension="rels" \
                ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
                <Override PartName="/xl/workbook.xml" ContentType="\(art).sheet.main+xml"/>\
                <Override PartName="/xl/worksheets/sheet1.xml" \
                ContentType="\(art).worksheet+xml"/></Types>
                """),
            ("_rels/.rels", """
                \(kopf)<Relationships xmlns="\(paket)/relationships"><Relationship Id="r1" \
                Type="\(bezug)/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """),
            ("xl/workbook.xml", """
                \(kopf)<workbook xmlns="\(haupt)" xmlns:r="\(bezug)"><sheets>\
                <sheet name="\(Self.xml(blatt))" sheetId="1" r:id="r1"/></sheets></workbook>
                """),
            ("xl/_rels/workbook.xml.rels", """
                \(kopf)<Relationships xmlns="\(paket)/relationships"><Relationship Id="r1" \
                Type="\(bezug)/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
                """),
            ("xl/worksheets/sheet1.xml", """
                \(kopf)<worksheet xmlns="\(haupt)"><sheetData>\
                \(zeilen.map(Self.zeile).joined())</sheetData></worksheet>
                """),
        ]
    }

    private static func zeile(_ felder: [Feld]) -> String {
        "<row>" + felder.map { feld in
            switch feld {
            case .text(let text): "<c t=\"inlineStr\"><is><t>\(xml(text))</t></is></c>"
            case .zahl(let zahl): "<c><v>\(zahl)</v></c>"
            }
        }.joined() + "</row>"
    }

    private static func xml(_ text: String) -> String { "\(HTML("\(text)"))" }
}
