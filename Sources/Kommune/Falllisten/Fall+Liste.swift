import Grundwerte
import Platform
import Postgres

extension Fall {
    /// Ein Ausschnitt einer Liste, nach Aktenzeichen.
    package struct Seite: Sendable {
        package let eintraege: [Eintrag]
        /// Ob davor oder danach noch Fälle stehen.
        package let davor: Bool
        package let danach: Bool
    }

    /// Wo ein Ausschnitt beginnt oder endet.
    package enum Stelle: Sendable, Equatable {
        case anfang
        case nach(String)
        case vor(String)
    }

    /// Liest einen Ausschnitt. Er hängt am Aktenzeichen, nicht an einer Nummer: So kostet die
    /// letzte Seite nicht mehr als die erste, und neue Fälle verschieben nichts.
    package static func seite(_ filter: Fallfilter, _ stelle: Stelle = .anfang, je: Int = 50,
                              in session: MandantSession) throws -> Seite {
        let (ab, richtung): (SQL, SQL) = switch stelle {
        case .anfang: ("", "ASC")
        case let .nach(aktenzeichen): ("AND f.aktenzeichen > \(aktenzeichen)", "ASC")
        case let .vor(aktenzeichen): ("AND f.aktenzeichen < \(aktenzeichen)", "DESC")
        }
        // Name, Personen und Monate liest die äußere Abfrage nur für die Zeilen der Seite.
        var eintraege = try session.all("""
            SELECT \(eintragsspalten)
              FROM (SELECT * FROM fall f WHERE \(filter.bedingung(in: session)) \(ab)
                     ORDER BY f.aktenzeichen \(richtung) LIMIT \(je + 1)) f \(vorstand)
             ORDER BY f.aktenzeichen
            """, as: Eintrag.self)
        let mehr = eintraege.count > je
        guard case .vor = stelle else {
            if mehr { eintraege.removeLast() }
            return Seite(eintraege: eintraege, davor: stelle != .anfang, danach: mehr)
        }
        if mehr { eintraege.removeFirst() }
        return Seite(eintraege: eintraege, davor: mehr, danach: true)
    }

    /// Wie viele Fälle der Filter zeigt, gezählt bis `hoechstens`.
    package static func anzahl(_ filter: Fallfilter, hoechstens: Int = 1_000,
                               in session: MandantSession) throws -> Int {
        try session.scalar("""
            SELECT count(*) FROM (SELECT FROM fall f WHERE \(filter.bedingung(in: session))
                                   LIMIT \(hoechstens)) g
            """)
    }

    /// Der Fall der Liste nach oder vor diesem Aktenzeichen, auch wenn der Fall selbst inzwischen
    /// nicht mehr dazugehört; nil am Ende.
    package static func nachbar(_ filter: Fallfilter, _ stelle: Stelle,
                                in session: MandantSession) throws -> ID? {
        try seite(filter, stelle, je: 1, in: session).eintraege.first?.id
    }
}
