import Grundwerte
@testable import Kommune
import Kreis
import Leistungsrecht
import Platform
import Testing
import Uebergabe
@testable import Web

/// Ein erfundener Haushalt, ohne Datenbank.
enum Testfall {
    static let heute = Vorlagen.heute
    static let anna = User.ID(), bernd = User.ID()
    static let ort = "/m/eschental/faelle/1"

    static func laeufe() throws -> ZahllaufKasten {
        let montag = try #require(Kalendertag("2020-01-06"))
        let schluss = try #require(Uhrzeit("08:30"))
        let regel = try #require(Zahllaufregel(
            gueltigAb: montag, wochentage: [2, 5], annahmeschluss: schluss, grund: "Vereinbarung"))
        return ZahllaufKasten(
            jetzt: Uhr.fest(am: heute).jetzt, kalender: Zahllaufkalender(regeln: [regel]))
    }

    static func mitglied(_ rolle: Haushaltsrolle, _ vorname: String, geboren: Kalendertag,
                         bis: Kalendertag? = nil, dokumentBis: Kalendertag? = nil,
                         einreise: Kalendertag? = nil) -> Fallakte.Mitglied {
        let ab = Zeitraum(von: heute.plus(monate: -20))
        let angabe = Kommune.Person.Angabe(
            familienname: "Rahmani", vorname: vorname, weitereNamen: "Youssef",
                geburtsdatum: geboren,
            geschlecht: .divers, staatsangehoerigkeit: "423", azrNummer: "000000317011",
                familienstand: .ledig)
        return Fallakte.Mitglied(
            id: Kommune.Person.ID(), angaben: [(ab, angabe)],
            mitgliedschaften: [Mitgliedschaft(rolle: rolle,
                                              gueltig: Zeitraum(von: ab.von, bis: bis))],
            berechtigungen: [Berechtigung(personenkreis: .nr1, grundlage: .grundleistung,
                                          gueltig: ab)],
            aufenthalte: [Aufenthalt(status: .aufenthaltsgestattung, eingereistAm: einreise,
                                     dokumentBis: dokumentBis, gueltig: ab)],
            einkommen: [Einkommen(art: .erwerbstaetigkeit, brutto: 1_200, steuern: 50,
                                  quelle: "Gärtnerei",
                                  gueltig: ab)],
            vermoegen: [Vermoegen(art: "Sparguthaben", wert: 150, gueltig: ab)],
            mehrbedarfe: [Mehrbedarf(art: .ernaehrung, betrag: 40, nachweis: "Attest",
                                     gueltig: ab)],
            monatsbedarfe: [Monatsbedarf(art: .schulbedarf, gueltig: ab)],
            arbeitsgelegenheiten: [Arbeitsgelegenheit(monat: heute.monat, minuten: 4_830)])
    }

    static func unterkunft(ab: Kalendertag) -> Unterkunft {
        Unterkunft(art: .wohnung, strasse: "Lindenweg 12", plz: "46325", ort: "Eschental",
                   miete: 500,
                   nebenkosten: 100, heizung: 80, energie: 40, verpflegung: 10,
                       gueltig: Zeitraum(von: ab))
    }

    static func konto(bestaetigtVon: User.ID? = nil, sperrgrund: String? = nil) throws
        -> Bankverbindung {
        Bankverbindung(id: .init(), zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                       iban: try IBAN("DE02120300000000202051"), gueltigAb: heute.plus(monate: -20),
                       erfasstVon: anna, bestaetigtVon: bestaetigtVon, sperrgrund: sperrgrund)
    }

    static func akte(_ mitglieder: [Fallakte.Mitglied]? = nil, konten: [Bankverbindung]? = nil,
                     eingestelltZum: Kalendertag? = nil) throws -> Fallakte {
        Fallakte(
            fall: Fall(id: .init(), aktenzeichen: "ESC-2024-00317", sachbearbeitung: anna,
                       eingestelltZum: eingestelltZum, fassung: 3),
            stand: Stand(am: heute),
            mitglieder: mitglieder ?? [
                mitglied(.haushaltsvorstand, "Yusuf", geboren: heute.plus(monate: -400)),
                mitglied(.partner, "Samira", geboren: heute.plus(monate: -390)),
                mitglied(.kind, "Karim", geboren: heute.plus(monate: -80),
                         bis: heute.plus(tage: -9)),
            ],
            unterkuenfte: [unterkunft(ab: heute.plus(monate: -20)),
                           unterkunft(ab: heute.plus(monate: -2))],
            bankverbindungen: try konten ?? [konto()])
    }
}

extension Testfall {
    static func aehnliche(_ vorname: String = "Youssef", _ aktenzeichen: String = "ESC-2025-00012")
        throws -> Aehnliche {
        let mitglied = mitglied(.haushaltsvorstand, vorname, geboren: heute.plus(monate: -400))
        return Aehnliche(person: mitglied.id, angabe: mitglied.angaben[0].angabe, fall: .init(),
                         aktenzeichen: aktenzeichen, gruende: [.azr, .nameUndGeburt])
    }

    static func doppelwarnung() throws -> DoppelwarnungView {
        let neu = mitglied(.haushaltsvorstand, "Yusuf",
                           geboren: heute.plus(monate: -400)).angaben[0].angabe
        return DoppelwarnungView(Doppelwarnung(funde: [.init(neu: neu,
            aehnliche: [try aehnliche()])])) { "/m/e/\($0)" }
    }
}
