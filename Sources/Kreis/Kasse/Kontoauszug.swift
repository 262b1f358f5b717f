import Grundwerte

/// Ein Kontoauszug der Bank, wie er gemeldet wurde (camt.053, ebenso camt.052 und camt.054).
package struct Kontoauszug: Hashable, Sendable {
    package let art: Art
    package let id: String
    package let konto: IBAN
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
        package let konto: IBAN
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

    package var anfangssaldo: Saldo? {
        salden.first { $0.art == .anfang } ?? salden.first { $0.art == .voriger }
    }

    package var schlusssaldo: Saldo? { salden.last { $0.art == .schluss } }

    /// Die Summe der gebuchten Umsätze, Gutschriften positiv.
    package var bewegung: Geld { umsaetze.lazy.filter(\.istGebucht).map(\.wirkung).summe() }
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
        case anzahl(gemeldet: Int, gelesen: Int)
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
            case let .anzahl(gemeldet, gelesen):
                "Die Bank meldet \(gemeldet) Umsätze, der Auszug enthält \(gelesen)."
            case let .einzelbetraege(umsatz, differenz):
                "Umsatz \(umsatz): Die Einzelbeträge ergeben "
                + "\(differenz.gemeldet), gebucht sind \(differenz.erwartet)."
            case let .fremdwaehrung(umsatz, waehrung):
                "Umsatz \(umsatz): Ein Einzelbetrag lautet auf \(waehrung) und zählt nicht."
            }
        }
    }
}
