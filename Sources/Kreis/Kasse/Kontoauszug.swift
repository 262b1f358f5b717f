import Grundwerte

/// Ein Kontoauszug der Bank, wie er gemeldet wurde (camt.053, ebenso camt.052 und camt.054).
package struct Kontoauszug: Hashable, Sendable {
    package let art: Art
    package let id: String
    /// Wie die Bank es schreibt, ohne Leerzeichen; nicht immer eine gültige IBAN.
    package let konto: String
    /// Des Kontos; was anders lautet, steht als Befund da und bewegt keinen Saldo.
    package let waehrung: String
    package let elektronischeNummer: Int?
    package let amtlicheNummer: Int?
    package let zeitraum: Zeitraum?
    package let salden: [Saldo]
    package let umsaetze: [Umsatz]
    /// Was beim Lesen auffiel; der Auszug gilt trotzdem, die Abstimmung zeigt es.
    package internal(set) var befunde: [Befund]

    package enum Art: String, Sendable, Codable {
        /// Tagesauszug: Nur er bucht.
        case auszug = "camt.053"
        /// Bewegungen im Laufe des Tages.
        case tagesbericht = "camt.052"
        /// Anzeige einzelner Belastungen und Gutschriften.
        case anzeige = "camt.054"
    }

    /// Ein gemeldeter Saldo; ein Sollsaldo ist negativ.
    package struct Saldo: Hashable, Sendable {
        package let art: Saldoart
        package let betrag: Geld
        package let waehrung: String
        package let tag: Kalendertag?
        /// Auf Seiten eines geteilten Auszugs (`INTM`).
        package let istZwischensaldo: Bool
    }

    package enum Saldoart: Hashable, Sendable {
        case anfang, voriger, schluss, verfuegbar, zwischenstand
        case sonstiger(String)

        init(code: String) {
            self = switch code {
            case "OPBD": .anfang
            case "PRCD": .voriger
            case "CLBD": .schluss
            case "CLAV": .verfuegbar
            case "ITBD": .zwischenstand
            default: .sonstiger(code)
            }
        }
    }

    /// Woran derselbe Auszug wiederzuerkennen ist; dazu kommt die Prüfsumme der Bytes beim
    /// Einspielen.
    package struct Identitaet: Hashable, Sendable {
        package let art: Art
        package let konto: String
        package let jahr: Int?
        package let nummer: Int?
        package let id: String
    }

    package var identitaet: Identitaet {
        Identitaet(art: art, konto: konto, jahr: tag?.jahr, nummer: nummer, id: id)
    }

    /// Die Nummer, nach der die Kette der Auszüge läuft.
    package var nummer: Int? { elektronischeNummer ?? amtlicheNummer }

    /// Der Geschäftstag: der des Schlusssaldos, sonst das Ende des Zeitraums.
    package var tag: Kalendertag? {
        (salden.last { $0.art == .schluss })?.tag ?? zeitraum?.bis ?? umsaetze.last?.buchungstag
    }

    package var iban: IBAN? { try? IBAN(konto) }

    /// Ob jeder Betrag auf Euro lautet; nur dann wird gebucht.
    package var istEuro: Bool {
        waehrung == "EUR" && salden.allSatisfy { $0.waehrung == "EUR" }
            && umsaetze.allSatisfy { $0.waehrung == "EUR" }
    }

    package var anfangssaldo: Saldo? {
        eigene.first { $0.art == .anfang } ?? eigene.first { $0.art == .voriger }
    }

    package var schlusssaldo: Saldo? { eigene.last { $0.art == .schluss } }

    private var eigene: [Saldo] { salden.filter { $0.waehrung == waehrung } }

    /// Die Summe der gebuchten Umsätze in der Währung des Kontos, Gutschriften positiv.
    package var bewegung: Geld {
        umsaetze.lazy.filter { $0.istGebucht && $0.waehrung == waehrung }.map(\.wirkung).summe()
    }
}

extension Kontoauszug {
    /// Ein erwarteter und ein gemeldeter Betrag, die nicht gleich sind.
    package struct Differenz: Hashable, Sendable {
        package let erwartet: Geld
        package let gemeldet: Geld

        package var betrag: Geld { gemeldet - erwartet }

        init?(erwartet: Geld, gemeldet: Geld) {
            guard erwartet != gemeldet else { return nil }
            self.erwartet = erwartet
            self.gemeldet = gemeldet
        }
    }

    /// Anfangssaldo und Umsätze gegen den Schlusssaldo; nil auch, wenn ein Saldo fehlt (siehe
    /// `befunde`).
    package var differenz: Differenz? {
        guard let anfangssaldo, let schlusssaldo else { return nil }
        return Differenz(erwartet: anfangssaldo.betrag + bewegung, gemeldet: schlusssaldo.betrag)
    }

    /// Der Anfangssaldo gegen den Schlusssaldo des vorigen Auszugs.
    package func differenz(zumVorigen schluss: Geld) -> Differenz? {
        anfangssaldo.flatMap { Differenz(erwartet: schluss, gemeldet: $0.betrag) }
    }

    package enum Befund: Hashable, Sendable {
        case saldo(Differenz)
        case saldoFehlt
        case nummerFehlt
        /// Die Nummer des Kontos ist keine gültige IBAN.
        case keineIBAN
        /// Ein Saldo oder Umsatz in anderer Währung als das Konto, oder ein Konto nicht in Euro.
        case waehrung(String)
        case anzahl(gemeldet: Int, gelesen: Int)
        /// Gebucht wird dann am Tag des Auszugs; `umsatz` zählt ab 1.
        case buchungstagFehlt(umsatz: Int)
        /// Die Einzelbeträge ergeben nicht den Betrag des Umsatzes; `umsatz` zählt ab 1.
        case einzelbetraege(umsatz: Int, Differenz)
        /// Ein Einzelbetrag in fremder Währung; nur der Betrag des Umsatzes gilt.
        case fremdwaehrung(umsatz: Int, waehrung: String)

        package var satz: String {
            switch self {
            case let .saldo(differenz):
                "Der Schlusssaldo ist \(differenz.gemeldet), nach den Umsätzen müsste er "
                + "\(differenz.erwartet) sein (Differenz \(differenz.betrag))."
            case .saldoFehlt: "Der Auszug nennt Anfangs- oder Schlusssaldo nicht."
            case .nummerFehlt: "Der Auszug hat keine Nummer; ob einer fehlt, ist nicht zu erkennen."
            case .keineIBAN: "Die Nummer des Kontos ist keine gültige IBAN; gebucht wird nichts."
            case let .waehrung(fremde):
                "Ein Betrag lautet auf \(fremde); gebucht werden nur Auszüge in Euro."
            case let .anzahl(gemeldet, gelesen):
                "Die Bank meldet \(gemeldet) Umsätze, der Auszug enthält \(gelesen)."
            case let .buchungstagFehlt(umsatz):
                "Umsatz \(umsatz): Die Bank nennt keinen Buchungstag."
            case let .einzelbetraege(umsatz, differenz):
                "Umsatz \(umsatz): Die Einzelbeträge ergeben "
                + "\(differenz.gemeldet), gebucht sind \(differenz.erwartet)."
            case let .fremdwaehrung(umsatz, waehrung):
                "Umsatz \(umsatz): Ein Einzelbetrag lautet auf \(waehrung) und zählt nicht."
            }
        }
    }
}
