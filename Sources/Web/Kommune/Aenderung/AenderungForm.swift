import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Das Formular einer Änderung: seine Felder, was darin schon steht, und wie es gelesen wird.
struct AenderungForm: Sendable {
    let art: Aenderungsart
    let akte: Fallakte
    /// Um wen es geht, wenn es um jemanden geht.
    let mitglied: Fallakte.Mitglied?
    let heute: Kalendertag

    var felder: [Feld] {
        var felder = [Feld("fassung", "Fassung", .versteckt)]
        if art.brauchtPerson { felder.append(Feld("person", "Person", .versteckt)) }
        return felder + eigene
    }

    private var eigene: [Feld] {
        let ab = Feld("ab", "Gilt ab", .datum)
        switch art {
        case .unterkunft: return [ab] + Unterkunftfelder.felder
        case .einkommen:
            return [
                Feld("art", "Art des Einkommens", .auswahl(Option.alle(Einkommensart.self))),
                Feld("quelle", "Arbeitgeber oder zahlende Stelle", freiwillig: true, maximal: 120),
                ab,
                Feld("bis", "Gilt bis", .datum, hinweis: "Leer, wenn es weiterläuft",
                     freiwillig: true),
                Feld("brutto", "Betrag im Monat in €", .betrag, hinweis: "Brutto, voller Monat"),
                Feld("steuern", "Steuern in €", .betrag, freiwillig: true),
                Feld("sozialversicherung", "Sozialversicherung in €", .betrag, freiwillig: true),
                Feld("versicherungen", "Vorgeschriebene Versicherungen in €", .betrag,
                     freiwillig: true),
                Feld("ausgaben", "Notwendige Ausgaben in €", .betrag,
                     hinweis: "Etwa Fahrkarte zur Arbeit", freiwillig: true),
            ]
        case .vermoegen:
            return [
                Feld("art", "Was ist es?", hinweis: "Etwa Sparguthaben oder Fahrzeug", maximal: 80),
                ab, Feld("wert", "Wert in €", .betrag),
            ]
        case .aufenthalt: return [ab] + Aufenthaltfelder.felder()
        case .berechtigung: return [ab] + Berechtigungfelder.felder(heute)
        case .mehrbedarf: return [ab] + Mehrbedarffelder.felder
        case .monatsbedarf: return [ab] + Monatsbedarffelder.felder
        case .arbeitsgelegenheit: return Arbeitsgelegenheitfelder.felder
        case .wartezeit: return Wartezeitfelder.felder
        case .angabe: return [ab] + Angabefelder.felder()
        case .zugang: return [ab, Doppelwarnung.feld] + Mitgliedfelder.felder("", heute: heute)
        case .auszug: return [Feld("am", "Letzter Tag im Haushalt", .datum)]
        case .bankverbindung: return Kontofelder.felder(freiwillig: false) + [ab]
        case .einstellung:
            return [Feld("ende", "Letzter Tag mit Leistung", .datum),
                    Feld("grund", "Grund", .mehrzeilig, maximal: 300)]
        }
    }

    /// Was heute gilt, damit nur das Neue zu tippen ist.
    var werte: [String: String] {
        var werte = ["fassung": "\(akte.fall.fassung)", "person": mitglied?.id.description ?? ""]
        werte["ab"] = heute.deutsch
        switch art {
        case .unterkunft:
            werte.merge(akte.unterkunft(am: heute).map(Unterkunftfelder.werte) ?? [:]) { $1 }
        case .einkommen:
            if let einkommen = mitglied?.einkommen.first(where: { $0.gueltig.enthaelt(heute) }) {
                werte.merge(AenderungForm.werte(einkommen)) { $1 }
            }
        case .vermoegen:
            if let vermoegen = mitglied?.vermoegen.first(where: { $0.gueltig.enthaelt(heute) }) {
                werte.merge(["art": vermoegen.art, "wert": vermoegen.wert.betrag]) { $1 }
            }
        case .aufenthalt:
            if let aufenthalt = mitglied?.aufenthalt(am: heute) {
                werte["status"] = aufenthalt.status.rawValue
                werte["eingereist"] = aufenthalt.eingereistAm?.deutsch
                werte["dokument"] = aufenthalt.dokumentBis?.deutsch
            }
        case .berechtigung:
            if let berechtigung = mitglied?.berechtigung(am: heute) {
                werte.merge(Berechtigungfelder.werte(berechtigung)) { $1 }
            }
        case .angabe: werte.merge(mitglied?.angabe(am: heute).map(Angabefelder.werte) ?? [:]) { $1 }
        case .bankverbindung:
            werte["inhaber"] = akte.vorstand(am: heute)?.angabe(am: heute)?.name
        case .arbeitsgelegenheit: werte["monat"] = heute.monat.description
        case .mehrbedarf, .monatsbedarf, .wartezeit, .zugang, .auszug, .einstellung: break
        }
        return werte
    }

    private static func werte(_ einkommen: Einkommen) -> [String: String] {
        func betrag(_ geld: Geld) -> String { geld == .null ? "" : geld.betrag }
        return [
            "art": einkommen.art.rawValue, "quelle": einkommen.quelle,
            "brutto": einkommen.brutto.betrag, "steuern": betrag(einkommen.steuern),
            "versicherungen": betrag(einkommen.versicherungen),
            "sozialversicherung": betrag(einkommen.sozialversicherung),
            "ausgaben": betrag(einkommen.ausgaben),
        ]
    }
}
