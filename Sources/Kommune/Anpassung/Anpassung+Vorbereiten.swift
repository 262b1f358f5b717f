import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was eine Freigabe für einen Fall bedeutet, ohne Datenbank gerechnet.
struct Anpassungsvorschlag: Sendable {
    let fall: Fall.ID
    let fassung: Int
    let art: Anpassung.Art
    let von: Monat
    let bis: Monat
    let bisher: Geld
    let neu: Geld
    let warum: String
    let hindernis: String

    /// Was ohne und mit dem freigegebenen Stand gilt, und der Tag, ab dem er es tut.
    struct Freigabe: Sendable {
        let ohne: Parameter
        let mit: Parameter
        let gueltigAb: Kalendertag
    }

    /// Was für die Monate eines Falls gilt.
    struct Bewilligt: Sendable {
        /// Durch Bescheide von hier.
        var hier: [Monat: Geld] = [:]
        /// Auch durch das alte Verfahren.
        var alle: [Monat: Geld] = [:]
    }

    /// Nil, wenn kein bewilligter Monat anders ausfällt und keiner erst jetzt zu bewilligen ist.
    init?(_ akte: Fallakte, bewilligt: Bewilligt, nach freigabe: Freigabe, heute: Kalendertag) {
        let geaendert = Bewilligung.geaenderterZeitraum(
            akte, bewilligt: bewilligt.hier, parameter: freigabe.mit, heute: heute)
        if let geaendert {
            (art, von, bis) = (.aenderung, geaendert.von, geaendert.bis)
        } else if let folge = Self.weiterbewilligung(akte, bewilligt.alle, freigabe) {
            (art, von, bis) = (.weiterbewilligung, folge.von, folge.bis)
        } else {
            return nil
        }
        fall = akte.fall.id
        fassung = akte.fall.fassung
        bisher = bewilligt.alle[von] ?? bewilligt.alle[von.voriger] ?? .null
        let lage = akte.lage(im: von)
        do {
            let ergebnis = try Bewilligung.rechnen(lage, freigabe.mit)
            neu = ergebnis.leistung
            warum = (try? Bewilligung.rechnen(lage, freigabe.ohne.fortgeschrieben)).map {
                Rechenvergleich(alt: $0, neu: ergebnis).gruende.map(\.satz).joined(separator: "; ")
            } ?? ""
            hindernis = ""
        } catch {
            (neu, warum) = (.null, "")
            hindernis = (error as? Hindernis)?.satz ?? "\(error)"
        }
    }

    /// Wer bis zum letzten Monat vor dem neuen Stand bewilligt hat, konnte nicht weiter: Es gab
    /// keinen Satz.
    private static func weiterbewilligung(
        _ akte: Fallakte, _ bewilligt: [Monat: Geld], _ freigabe: Freigabe
    ) -> (von: Monat, bis: Monat)? {
        let von = freigabe.gueltigAb.monat
        guard let letzter = bewilligt.keys.max(), letzter == von.voriger,
              akte.fall.eingestelltZum == nil, !akte.lage(im: von).personen.isEmpty,
              (try? Bewilligung.rechnen(akte.lage(im: von), freigabe.mit)) != nil,
              (try? Bewilligung.rechnen(akte.lage(im: von), freigabe.ohne)) == nil
        else { return nil }
        let grenze = Bewilligung.letzterMonat(ab: von, fuer: akte.fall, parameter: freigabe.mit)
        return (von, max(von, min(von.plus(Bewilligung.vorgeschlageneMonate - 1), grenze)))
    }
}
