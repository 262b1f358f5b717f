import Foundation
import Grundwerte
import Platform

/// Der Kasten `konzept/hinweis.mustache`, bis die geltende Fassung gelesen ist.
struct Konzepthinweis: Sendable {
    let text: String
    let ziel: String

    init?(_ context: some Bereichskontext) async throws {
        guard context.login.rechte.contains(.konzeptLesen),
              let fassung = try await context.readPlatform(.konzeptLesen, {
                  try Konzeptfassung.ungelesen(in: $0)
              }) else { return nil }
        text = "Fassung \(fassung) gilt auch für Sie. Lesen Sie sie und bestätigen Sie, dass Sie sie kennen."
        ziel = context.pfad("berechtigungskonzept")
    }
}

/// Die Seite `konzept/zeigen.mustache`.
struct KonzeptView: Sendable {
    struct Inhalt: Sendable {
        let fassung: Konzeptfassung
        let gilt: Bool
        let alle: [(nummer: Int, seit: Date)]
        let gelesenAm: Date?
        /// Wie viele der eigenen Stelle die Fassung noch nicht gelesen haben.
        let ausstehend: Int
    }

    struct Rolle: Sendable {
        let name: String
        let stelle: String
        let aufgabe: String
        let rechte: [String]
        let eigene: Marke?
    }

    let page: Page
    let untertitel: String
    let pdf: String
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme
    let kenntnis: Formular?
    let kenntnisZiel: String
    let fassung: String
    let rollen: [Rolle]
    let regeln: [Berechtigungskonzept.Regel]
    let hatRegeln: Bool
    let unvereinbar: Tabelle
    let logins: Tabelle
    let fassungen: [Verweis]

    init(_ inhalt: Inhalt, _ context: some Bereichskontext) {
        let fassung = inhalt.fassung, konzept = fassung.konzept
        let tag = Uhr.berlinTag(fassung.seit).deutsch, ort = context.pfad("berechtigungskonzept")
        page = context.seite("Berechtigungskonzept", pfad: [])
        untertitel = "Fassung \(fassung.nummer), in Kraft seit dem \(tag). Erzeugt aus dem, was "
            + "Programm und Datenbank durchsetzen."
        pdf = "\(ort)/\(fassung.nummer)/pdf"
        eckdaten = [
            Eckdatum("Von Ihnen gelesen", inhalt.gelesenAm.map { Uhr.berlinTag($0).deutsch }
                ?? "noch nicht"),
            Eckdatum("Noch nicht gelesen haben", inhalt.ausstehend == 1 ? "1 Person Ihrer Stelle"
                : "\(inhalt.ausstehend) Personen Ihrer Stelle"),
        ]
        pruefsumme = Pruefsumme(hex: hexadecimal(fassung.sha256))
        kenntnis = inhalt.gilt && inhalt.gelesenAm == nil
            ? Formular([], facts: context.facts) : nil
        kenntnisZiel = "\(ort)/kenntnis"
        self.fassung = "\(fassung.nummer)"
        regeln = konzept.regeln ?? []
        hatRegeln = !regeln.isEmpty
        rollen = Self.rollen(konzept, eigene: context.login.rollen)
        unvereinbar = Tabelle(
            "Was niemand zugleich hat", form: .liste,
            spalten: [Spalte("Rolle"), Spalte("nicht zugleich mit"), Spalte("Warum")],
            zeilen: konzept.unvereinbar.map { [Zelle($0.eine), Zelle($0.andere), Zelle($0.grund)] })
        logins = Self.logins(konzept)
        fassungen = inhalt.alle.map {
            Verweis("Fassung \($0.nummer) vom \(Uhr.berlinTag($0.seit).deutsch)",
                    "\(ort)?fassung=\($0.nummer)")
        }
    }

    private static func rollen(_ konzept: Berechtigungskonzept, eigene: [String]) -> [Rolle] {
        let saetze = Dictionary(uniqueKeysWithValues: konzept.rechte.map { ($0.name, $0.satz) })
        return konzept.rollen.map { rolle in
            Rolle(name: rolle.bezeichnung, stelle: rolle.ebene == .kreis ? "Kreis" : "Kommune",
                  aufgabe: rolle.aufgabe, rechte: rolle.rechte.map { saetze[$0] ?? $0 },
                  eigene: eigene.contains(rolle.bezeichnung) ? Marke("Ihre Rolle", .ok) : nil)
        }
    }

    private static func logins(_ konzept: Berechtigungskonzept) -> Tabelle {
        func wort(_ befehl: String) -> String {
            switch befehl {
            case "SELECT": "lesen"
            case "INSERT": "hinzufügen"
            case "UPDATE": "ändern"
            case "DELETE": "löschen"
            default: befehl
            }
        }
        return Tabelle(
            "Was die Datenbank jedem Login erlaubt", form: .liste,
            spalten: [Spalte("Login"), Spalte("Bereich"), Spalte("darf"),
                      Spalte("Tabellen", .zahl)],
            zeilen: konzept.zugriffe.map {
                [Zelle($0.login, zusatz: Berechtigungskonzept.zweck($0.login)), Zelle($0.schema),
                 Zelle(wort($0.befehl)), Zelle($0.tabellen.count)]
            })
    }
}
