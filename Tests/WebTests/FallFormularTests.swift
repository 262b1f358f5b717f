import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Testing
@testable import Web

@Suite("Neuer Fall und Änderungen: jede Regel steht an ihrem Feld")
struct FallFormularTests {
    private static let gut: [String: String] = [
        "vorgang": UUIDv7().description, "personen": "2", "beginn": "heute",
        "familienname_1": "Rahmani", "vorname_1": "Yusuf", "geburtsdatum_1": "07.03.1990",
        "geschlecht_1": "m",
        "familienstand_1": "verheiratet", "staat_1": "423", "azr_1": "0000 0031 7011",
        "rolle_1": "haushaltsvorstand", "personenkreis_1": "nr_1",
        "status_1": "aufenthaltsgestattung",
        "eingereist_1": "01.02.2024", "dokument_1": "14.02.2027",
        "vorname_2": "Samira", "geburtsdatum_2": "22.08.1992", "geschlecht_2": "w",
        "familienstand_2": "verheiratet", "staat_2": "423", "rolle_2": "partner",
        "personenkreis_2": "nr_1",
        "status_2": "aufenthaltsgestattung",
        "art": "wohnung", "strasse": "Lindenweg 12", "plz": "46325", "ort": "Eschental",
        "miete": "500,00",
    ]

    private func neu(_ anders: [String: String] = [:]) throws -> NeuerFallForm {
        try NeuerFallForm(FormData(Self.gut.merging(anders) { $1 }), heute: Vorlagen.heute)
    }

    @Test("Ein Haushalt mit einem Menschen, der nur einen Namen hat, geht durch")
    func gut() throws {
        let neu = try neu().neu
        #expect(neu.mitglieder.map(\.angabe.familienname) == ["Rahmani", ""])
        #expect(neu.mitglieder[0].angabe.azrNummer == "000000317011")
        #expect(neu.unterkunft.miete == 500)
        #expect(neu.konto == nil)
    }

    @Test("Was nicht stimmt, steht an seinem Feld", arguments: [
        ("vorname_1", ""), ("geburtsdatum_1", "+1m"), ("geburtsdatum_1", "01.01.1890"),
        ("geburtsdatum_1", "31.02.1990"), ("geburtsdatum_2", ""), ("geschlecht_1", "q"),
        ("staat_1", "910"),
        ("staat_2", ""), ("azr_1", "123"), ("azr_2", "000000317011"), ("familienstand_1", ""),
        ("rolle_1", "kind"), ("rolle_2", "haushaltsvorstand"), ("personenkreis_1", "nr_9"),
        ("status_1", ""), ("eingereist_1", "01.01.1980"), ("eingereist_1", "morgen"),
        ("dokument_1", "01.01.2020"), ("dokument_1", "01.01.2099"), ("beginn", "01.01.2019"),
        ("beginn", "+2j"), ("art", ""), ("strasse", ""), ("plz", "4632"), ("plz", "4632a"),
        ("ort", ""), ("miete", "5OO"),
        ("miete", "200.000,00"), ("heizung", "-1"), ("vermieter_iban", "DE00"), ("iban", "DE00"),
    ])
    func regel(feld: String, wert: String) throws {
        let fehler = try #require(throws: Formularfehler.self) { try neu([feld: wert]) }
        #expect(fehler.fehler.map(\.feld).contains(feld))
    }

    @Test("Vermieter und Konto sind ganz oder gar nicht auszufüllen", arguments: [
        (["vermieter": "Wohnbau eG"], "vermieter_iban"), (["mietzeichen": "12"], "vermieter"),
        (["vermieter_iban": "DE02120300000000202051"], "vermieter"), (["inhaber": "Yusuf"], "iban"),
        (["iban": "DE02120300000000202051"], "zahlweg"),
    ])
    func halb(anders: [String: String], feld: String) throws {
        let fehler = try #require(throws: Formularfehler.self) { try neu(anders) }
        #expect(fehler.fehler.map(\.feld).contains(feld))
    }

    @Test("Eine Person kommt dazu, ohne dass etwas verloren geht")
    func mehr() {
        let form = FormData(Self.gut)
        let felder = NeuerFallForm.felder(personen: 3, heute: Vorlagen.heute)
        let formular = Formular(
            felder, eingaben: form, ersetzt: ["personen": "3"], facts: RequestFacts())
        #expect(formular.feld["vorname_2"]?.wert == "Samira")
        #expect(formular.feld["personen"]?.wert == "3")
        #expect(formular.feld["vorname_3"]?.wert == "")
        #expect(formular.fehler == nil)
    }

    @Test("Höchstens zwölf Personen, mindestens eine", arguments: [
        (nil, 1), ("0", 1), ("5", 5), ("99", 12), ("x", 1),
    ] as [(String?, Int)])
    func anzahl(text: String?, personen: Int) { #expect(NeuerFallForm.personen(text) == personen) }

    private func aendern(_ art: Aenderungsart, _ anders: [String: String]) throws -> Aenderung {
        let akte = try Testfall.akte()
        let form = AenderungForm(
            art: art, akte: akte, mitglied: akte.mitglieder[0], heute: Testfall.heute)
        var werte = form.werte
        werte["vorgang"] = UUIDv7().description
        return try form.lies(FormData(werte.merging(anders) { $1 })).aenderung
    }

    @Test("Was heute gilt, steht schon im Formular und lässt sich so speichern", arguments: [
        Aenderungsart.unterkunft, .einkommen, .vermoegen, .aufenthalt, .berechtigung, .angabe,
    ])
    func vorbelegt(art: Aenderungsart) throws { _ = try aendern(art, [:]) }

    @Test("Änderungen prüfen Tage, Beträge und Rollen", arguments: [
        (Aenderungsart.unterkunft, ["ab": "01.01.2021"], "ab"), (.unterkunft, ["ab": "+2j"], "ab"),
        (.einkommen, ["bis": "01.01.2024"], "bis"),
        (.einkommen, ["steuern": "5.000,00"], "steuern"),
        (.einkommen, ["brutto": "1.2OO,00"], "brutto"), (.vermoegen, ["wert": ""], "wert"),
        (.aufenthalt, ["eingereist": "+1m"], "eingereist"),
        (.berechtigung, ["personenkreis": "x"], "personenkreis"),
        (.berechtigung, ["grundlage": "anspruchseinschraenkung"], "absatz"),
        (.berechtigung, ["grundlage": "anspruchseinschraenkung", "absatz": "absatz_1"], "absatz"),
        (.berechtigung,
         ["grundlage": "anspruchseinschraenkung", "absatz": "absatz_4", "bis": "+7m"], "bis"),
        (.berechtigung, ["grundlage": "ueberbrueckungsleistung"], "personenkreis"),
        (.berechtigung,
         ["grundlage": "ueberbrueckungsleistung", "personenkreis": "nr_5", "bis": "+14"], "bis"),
        (.mehrbedarf, ["art": "schwangerschaft"], "termin"),
        (.mehrbedarf, ["art": "ernaehrung"], "betrag"),
        (.mehrbedarf, ["art": "merkzeichen_g", "betrag": "5"], "betrag"),
        (.monatsbedarf, ["art": "klassenfahrt", "betrag": "5"], "art"),
        (.monatsbedarf, ["art": "sonstige"], "betrag"), (.arbeitsgelegenheit, [:], "stunden"),
        (.unterkunft, ["miete_anerkannt": "600"], "miete_anerkannt"),
        (.angabe, ["vorname": ""], "vorname"), (.auszug, ["am": "heute"], "am"),
        (.auszug, [:], "am"), (.bankverbindung, [:], "iban"),
        (.bankverbindung, ["iban": "CH9300762011623852957"], "iban"),
        (.einstellung, ["ende": "heute"], "grund"),
        (.zugang, ["geburtsdatum": "+1m"], "geburtsdatum"),
    ] as [(Aenderungsart, [String: String], String)])
    func aenderung(art: Aenderungsart, anders: [String: String], feld: String) throws {
        let fehler = try #require(throws: Formularfehler.self) { try aendern(art, anders) }
        #expect(fehler.fehler.map(\.feld).contains(feld))
    }

    @Test("Ohne Angabe endet § 1a nach sechs Monaten, die Überbrückung nach zwei Wochen, § 2 nie")
    func fristen() throws {
        func berechtigung(_ anders: [String: String]) throws -> Berechtigung {
            guard case let .angaben(.berechtigung(_, neu)) = try aendern(.berechtigung, anders)
            else {
                throw Hindernis.nichtGefunden
            }
            return neu
        }
        let heute = Testfall.heute
        let eingeschraenkt = try berechtigung(
            ["grundlage": "anspruchseinschraenkung", "absatz": "absatz_4"])
        #expect(eingeschraenkt.einschraenkung == .absatz4)
        #expect(eingeschraenkt.gueltig.bis == heute.plus(monate: 6).plus(tage: -1))
        let bruecke = try berechtigung(
            ["grundlage": "ueberbrueckungsleistung", "personenkreis": "nr_5"])
        #expect(bruecke.gueltig.bis == heute.plus(tage: 13))
        #expect(try berechtigung(["grundlage": "analogleistung"]).gueltig.bis == nil)
    }

    @Test("Der Mehrbedarf bei Schwangerschaft folgt aus dem Termin")
    func schwangerschaft() throws {
        let termin = Testfall.heute.plus(tage: 100)
        guard case let .angaben(.mehrbedarf(_, neu)) = try aendern(
            .mehrbedarf, ["art": "schwangerschaft", "termin": termin.deutsch]) else {
            throw Hindernis.nichtGefunden
        }
        #expect(neu.gueltig == Zeitraum(von: Testfall.heute, bis: termin.monat.letzterTag))
    }
}
