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
    /// Das Kassenzeichen der Rückforderung, wenn die Zahlung zu Unrecht ging (B-5.4).
    package let fehlzahlung: String?
    /// Was hier dazu steht; zurückgekommen ist negativ.
    package let hier: Geld

    /// Was der Kreis mehr fordert, als hier steht.
    package var unterschied: Geld { zeile.betrag - hier }

    private init(zeile: Erstattungszeile, zahlung: Zahlung?, fehlzahlung: String?) {
        self.zeile = zeile
        self.zahlung = zahlung
        self.fehlzahlung = zeile.betrag.istNegativ ? nil : fehlzahlung
        hier = zahlung.map { zeile.betrag.istNegativ ? -$0.betrag : $0.betrag } ?? .null
        abweichung = zahlung.map { Erstattungsabgleich.vergleiche(zeile, $0) } ?? .unbekannt
    }

    /// Ein Eingang auf eine Rückforderung.
    private init(zeile: Erstattungszeile, istGebucht: Bool) {
        self.zeile = zeile
        zahlung = nil
        fehlzahlung = nil
        hier = istGebucht ? zeile.betrag : .null
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
        let fehlzahlungen = try fehlzahlungen(Set(eigene.values.map(\.fall)), in: session)
        var eingaenge = try Forderungseingang.alle(in: session)
        return zeilen.map { zeile in
            guard let auftrag = zeile.auftrag else {
                let stelle = eingaenge.firstIndex(where: zeile.meint)
                if let stelle { eingaenge.remove(at: stelle) }
                return Erstattungsabgleich(zeile: zeile, istGebucht: stelle != nil)
            }
            let zahlung = eigene[Zahlung.ID(auftrag.uuid)]
            return Erstattungsabgleich(
                zeile: zeile, zahlung: zahlung,
                fehlzahlung: zahlung.flatMap { fehlzahlungen[Anteil($0)] })
        }
    }

    private struct Anteil: Hashable {
        let fall: Fall.ID
        let monat: Monat
        let zweck: Zahlung.Zweck

        init(_ zahlung: Zahlung) {
            self.init(fall: zahlung.fall, monat: zahlung.monat, zweck: zahlung.zweck)
        }

        init(fall: Fall.ID, monat: Monat, zweck: Zahlung.Zweck) {
            self.fall = fall
            self.monat = monat
            self.zweck = zweck
        }
    }

    /// Wofür aus diesen Fällen zurückgefordert wird, mit dem Kassenzeichen.
    private static func fehlzahlungen(_ faelle: Set<Fall.ID>, in session: MandantSession) throws
        -> [Anteil: String] {
        let alle = try session.all("""
            SELECT r.fall_id, p.monat, p.zweck, r.kassenzeichen
              FROM rueckforderung r JOIN rueckforderung_position p ON p.rueckforderung_id = r.id
             WHERE r.fall_id = ANY (\(Array(faelle))) ORDER BY r.angelegt_am, r.id
            """) {
            (Anteil(fall: try $0.decode("fall_id"), monat: try $0.decode("monat"),
                    zweck: try $0.decode("zweck")),
             try $0.decode("kassenzeichen", as: String.self))
        }
        return Dictionary(alle, uniquingKeysWith: { _, letzte in letzte })
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
