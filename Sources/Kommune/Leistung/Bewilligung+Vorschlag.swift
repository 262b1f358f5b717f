import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Bewilligung {
    static let vorgeschlageneMonate = 6

    /// Der Zeitraum, der als Nächstes zu bewilligen ist.
    ///
    /// Hat sich ein bewilligter Monat durch neue Angaben geändert, sind es er und alle bewilligten
    /// danach. Sonst ist es der erste noch nicht bewilligte und die folgenden, höchstens bis zum
    /// letzten mit freigegebenen Sätzen.
    package static func vorschlag(
        _ akte: Fallakte, parameter: Parameter, in session: MandantSession
    ) throws -> (von: Monat, bis: Monat) {
        if let geaendert = try geaenderterZeitraum(akte, parameter: parameter, in: session) {
            return geaendert
        }
        let bewilligt = try bewilligt(akte.fall.id, in: session)
        // Was das alte Verfahren bewilligt, aber nicht mehr gezahlt hat, ist hier noch zu
        // bewilligen.
        let erledigt = Set(try Altbewilligung.alle(zu: akte.fall.id, in: session)
            .filter { !$0.istOffen }.map(\.monat)).union(bewilligt.keys)
        let letzter = letzterMonat(ab: session.heute.monat, fuer: akte.fall, parameter: parameter)
        let fruehester = session.heute.monat.plus(1 - hoechstensMonate)
        let beginn = akte.mitglieder.flatMap(\.mitgliedschaften).map(\.gueltig.von.monat).min()
            ?? session.heute.monat
        let von = Monat.alle(von: max(beginn, fruehester), bis: max(beginn, letzter))
            .first { !erledigt.contains($0) } ?? max(beginn, letzter)
        return (von, max(von, min(von.plus(vorgeschlageneMonate - 1), letzter)))
    }

    /// Vom ersten bewilligten Monat an, der nach der Akte anders ausfiele, bis zum letzten
    /// bewilligten; nil, wenn keiner anders ausfällt.
    static func geaenderterZeitraum(
        _ akte: Fallakte, parameter: Parameter, in session: MandantSession
    ) throws -> (von: Monat, bis: Monat)? {
        geaenderterZeitraum(akte, bewilligt: try bewilligt(akte.fall.id, in: session),
                            parameter: parameter, heute: session.heute)
    }

    /// Dasselbe, wenn schon bekannt ist, was bewilligt ist.
    static func geaenderterZeitraum(
        _ akte: Fallakte, bewilligt: [Monat: Geld], parameter: Parameter, heute: Kalendertag
    ) -> (von: Monat, bis: Monat)? {
        let fruehester = heute.monat.plus(1 - hoechstensMonate)
        let bewilligt = bewilligt.filter {
            $0.key >= fruehester && parameter.fehlt(im: $0.key) == nil
        }
        let geaendert = bewilligt.filter { monat, leistung in
            // Was sich nicht mehr rechnen lässt, ist auch eine Änderung: Die Vorschau sagt, woran
            // es liegt.
            (try? rechnen(akte.lage(im: monat), parameter))?.leistung != leistung
        }.keys.min()
        guard let geaendert, let letzter = bewilligt.keys.max() else { return nil }
        return (geaendert, min(letzter, geaendert.plus(hoechstensMonate - 1)))
    }

    /// Bis wann gerechnet werden kann: der letzte Monat mit allen freigegebenen Sätzen, für
    /// eingestellte Fälle der Monat der Einstellung.
    package static func letzterMonat(
        ab monat: Monat, fuer fall: Fall, parameter: Parameter
    ) -> Monat {
        let ende = fall.eingestelltZum?.monat ?? monat.plus(2 * hoechstensMonate)
        var letzter = monat
        while letzter < ende, parameter.fehlt(im: letzter.naechster) == nil {
            letzter = letzter.naechster
        }
        return min(letzter, ende)
    }
}

extension Parameter {
    /// Der erste Satz, der für den Monat nicht freigegeben ist; nil, wenn gerechnet werden kann.
    package func fehlt(im monat: Monat) -> KeinStand? {
        do {
            for tag in [monat.ersterTag, monat.letzterTag] {
                _ = try bedarfssaetze.stand(am: tag)
                _ = try einkommensregel.stand(am: tag)
                _ = try sofortzuschlag.stand(am: tag)
                _ = try schalter.stand(am: tag)
            }
            return nil
        } catch {
            return error
        }
    }
}

/// Ein Monat, für den Leistung bewilligt ist, mit dem Bescheid, der das sagt.
package struct BewilligterMonat: Sendable, RowDecodable {
    package let monat: Monat
    package let leistung: Geld
    package let bescheid: Bescheid.ID
    package let nummer: String
    package let erlassenAm: Kalendertag

    package init(row: Row) throws {
        monat = try row.decode("monat")
        leistung = try row.decode("leistung_cent")
        bescheid = try row.decode("bescheid_id")
        nummer = try row.decode("nummer")
        erlassenAm = try row.decode("erlassen_am")
    }

    /// Von `ab` an, der jüngste zuerst.
    package static func alle(
        zu fall: Fall.ID, ab: Monat, in session: MandantSession
    ) throws -> [BewilligterMonat] {
        try session.all("""
            SELECT a.monat, a.leistung_cent, a.bescheid_id, b.nummer, b.erlassen_am
              FROM anspruch a JOIN bescheid b ON b.id = a.bescheid_id
             WHERE a.fall_id = \(fall) AND a.monat >= \(ab) AND a.ersetzt_am IS NULL
             ORDER BY a.monat DESC
            """)
    }
}
