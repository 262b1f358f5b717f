import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Zeile der Erstattung neben dem, was die Kommune selbst weiß: So prüft sie, was der Kreis
/// anfordert (B-5.3).
package struct Erstattungsabgleich: Sendable {
    package enum Abweichung: Sendable, Equatable {
        /// Der Kreis rechnet ab, was es hier nicht gibt.
        case unbekannt
        case betrag(Geld)
        /// Hier ist die Zahlung nicht so weit, wie der Kreis sie abrechnet.
        case zustand(Zahlung.Zustand)

        package var satz: String {
            switch self {
            case .unbekannt: "hier nicht bekannt"
            case let .betrag(betrag): "hier \(betrag)"
            case let .zustand(zustand): "hier \(zustand.bezeichnung)"
            }
        }
    }

    package let zeile: Erstattungszeile
    /// Nil, wenn die Kommune keine Zahlung unter dieser Kennung hat.
    package let zahlung: Zahlung?
    package let abweichung: Abweichung?

    private init(zeile: Erstattungszeile, zahlung: Zahlung?) {
        self.zeile = zeile
        self.zahlung = zahlung
        abweichung = zahlung.map { Erstattungsabgleich.vergleiche(zeile, $0) } ?? .unbekannt
    }

    /// Ein Eingang auf eine Rückforderung.
    private init(zeile: Erstattungszeile, istGebucht: Bool) {
        self.zeile = zeile
        zahlung = nil
        abweichung = istGebucht ? nil : .unbekannt
    }

    /// Eine Rückzahlung zählt negativ; die Zahlung dazu kam zurück. Eine gezahlte darf inzwischen
    /// auch zurückgekommen sein: Das steht dann als eigene Zeile in seinem Monat.
    private static func vergleiche(_ zeile: Erstattungszeile, _ zahlung: Zahlung) -> Abweichung? {
        let erwartet = zeile.betrag.istNegativ ? -zahlung.betrag : zahlung.betrag
        guard zeile.betrag == erwartet else { return .betrag(erwartet) }
        let erlaubt: [Zahlung.Zustand] = zeile.betrag.istNegativ
            ? [.rueckgelaufen] : [.gezahlt, .rueckgelaufen]
        return erlaubt.contains(zahlung.zustand) ? nil : .zustand(zahlung.zustand)
    }

    /// Die Zeilen eines Monats in der Folge des Kreises, jede mit dem, was hier dazu steht.
    package static func alle(_ monat: Monat, in session: MandantSession) throws
        -> [Erstattungsabgleich] {
        let zeilen = try Erstattungszeile.alle(monat, in: session)
        let eigene = try Zahlung.alle(
            ids: zeilen.compactMap { $0.auftrag.map { Zahlung.ID($0.uuid) } }, in: session)
        var eingaenge = try Forderungseingang.alle(in: session)
        return zeilen.map { zeile in
            guard let auftrag = zeile.auftrag else {
                let stelle = eingaenge.firstIndex(where: zeile.meint)
                if let stelle { eingaenge.remove(at: stelle) }
                return Erstattungsabgleich(zeile: zeile, istGebucht: stelle != nil)
            }
            return Erstattungsabgleich(zeile: zeile, zahlung: eigene[Zahlung.ID(auftrag.uuid)])
        }
    }
}

extension Erstattungszeile {
    /// Ob die Zeile diesen Eingang weiterreicht. Gebucht wird er frühestens an seinem Tag; ist
    /// dessen Monat abgeschlossen, später.
    func meint(_ eingang: Forderungseingang) -> Bool {
        kassenzeichen == eingang.kassenzeichen && betrag == -eingang.betrag
            && buchungstag >= eingang.tag
    }
}
