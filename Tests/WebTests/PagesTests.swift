import Grundwerte
import Testing
@testable import Web

@Suite("Pages: Vorlagen, geprüft beim Start und bei jeder Seite")
struct PagesTests {
    struct Innen: Sendable {
        let name: String
        let zusatz: String?
    }

    struct Aussen: Sendable {
        let titel: String
        let zusatz: String?
        let liste: [Innen]
        let betrag: Geld
        let anzahl: Int?
        let flag: Bool
    }

    private let view = Aussen(
        titel: "A & <B>", zusatz: "außen",
        liste: [Innen(name: "x", zusatz: nil), Innen(name: "y", zusatz: "innen")],
        betrag: Geld(cent: 123_450), anzahl: 0, flag: false)

    private func pages(_ vorlage: String) throws -> Pages {
        try Pages(sources: ["v": vorlage], statics: Vorlagen.statics())
    }

    @Test("Text wird maskiert; ein leeres Feld innen verdeckt das gleichnamige außen")
    func werte() throws {
        let html = try pages("""
            {{titel}} {{betrag}} {{#anzahl}}{{.}}{{/anzahl}}{{#flag}}!{{/flag}}{{^flag}}nein\
            {{/flag}} \
            {{#liste}}[{{name}}{{#zusatz}}+{{.}}{{/zusatz}}{{titel}}]{{/liste}}
            """).render("v", view)
        #expect(html
            == "A &amp; &lt;B&gt; 1.234,50 € 0nein [xA &amp; &lt;B&gt;][y+innenA &amp; &lt;B&gt;]")
    }

    @Test("Eine Marke, die es nicht gibt, ist ein Fehler und kein leerer Fleck", arguments: [
        ("{{titl}}", "titl"), ("{{#liste}}{{nam}}{{/liste}}", "nam"),
        ("{{#flagg}}x{{/flagg}}", "flagg"), ("{{#liste}}{{name}}{{/liste}} {{betrga}}", "betrga"),
    ])
    func unbekannt(vorlage: String, marke: String) throws {
        #expect(try pages(vorlage).check("v", against: view) == [marke])
        #expect(throws: TemplateError.self) { try pages(vorlage).render("v", view) }
    }

    @Test("Auch hinter einem Punkt fällt der falsche Name auf")
    func punkt() throws {
        struct Mit: Sendable { let innen: Innen }
        let mit = Mit(innen: Innen(name: "n", zusatz: nil))
        #expect(try pages("{{innen.name}}{{innen.zusatz}}").check("v", against: mit) == [])
        #expect(try pages("{{innen.nam}}").check("v", against: mit) == ["nam"])
    }

    @Test("Eine fehlende Teilvorlage und ein Fehler im Aufbau nennen beim Start ihre Datei")
    func start() {
        #expect { try Pages(sources: ["a": "{{>fehlt}}"], statics: Vorlagen.statics()) } throws: {
            "\($0)".contains("a.mustache") && "\($0)".contains("fehlt")
        }
        #expect { try Pages(sources: ["b": "x\n{{#a}}"], statics: Vorlagen.statics()) } throws: {
            "\($0)".contains("b.mustache, Zeile")
        }
    }

    @Test("Für jede Art von Feld gibt es eine Vorlage")
    func feldarten() throws {
        let pages = try Vorlagen.pages()
        for feld in Beispielformular.felder {
            #expect(pages.contains(FeldView(feld, werte: [], fehler: nil).vorlage))
        }
    }

    @Test("Zellen einer Tabelle sind Text: Markup darin wird maskiert, auch in Verweisen")
    func tabelle() throws {
        let tabelle = Tabelle(
            "T", spalten: [Spalte("<a>"), Spalte("€ & \"b\"", .zahl)],
            zeilen: [[Zelle("<script>", zusatz: "'x'", ziel: "/a\"b"), Zelle(Geld(cent: -150))]])
        #expect(tabelle.kopf.description
            == "<th scope=\"col\">&lt;a&gt;</th>"
                + "<th scope=\"col\" class=\"zahl\">€ &amp; &quot;b&quot;</th>")
        #expect(tabelle.zeilen.description == """
            <tr><th scope="row"><a href="/a&quot;b">&lt;script&gt;</a>\
            <small>&#39;x&#39;</small></th>\
            <td class="zahl" data-kopf="€ &amp; &quot;b&quot;">−1,50</td></tr>

            """)
    }
}
