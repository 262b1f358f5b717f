import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die nächsten geplanten Läufe mit dem, was in sie fällt (B-5.2).
package struct Zahllaufplan: Sendable {
    package let eintraege: [Eintrag]
    /// Wochen mit zu wenigen Läufen.
    package let warnungen: [Zahllaufkalender.Warnung]

    package struct Eintrag: Sendable {
        package let lauf: Zahllaufkalender.Lauf
        package let faelligBis: Kalendertag
        /// Offene Aufträge, die spätestens dieser Lauf zahlen muss und der vorige noch nicht nimmt.
        package let anzahl: Int
        package let summe: Geld
        /// Ein Lauf dieses Zahlwegs mit diesem Ausführungstag, der nicht verworfen ist.
        package let angelegt: Zahllauf.ID?
    }

    /// `anzahl` Läufe ab heute. Was überfällig ist, steht beim ersten.
    package static func laden(_ zahlweg: Zahlweg = .ueberweisung, anzahl: Int = 6,
                              in session: KreisSession) throws -> Zahllaufplan {
        let kalender = try Zahllaufkalender.laden(in: session)
        let offene = try session.all("""
            SELECT faellig, count(*) AS anzahl, sum(betrag_cent)::bigint AS summe
              FROM zahlungsauftrag WHERE zahlweg = \(zahlweg) AND zustand = 'offen'
             GROUP BY faellig ORDER BY faellig
            """) { (tag: try $0.decode("faellig", as: Kalendertag.self),
                    anzahl: try $0.decode("anzahl", as: Int.self),
                    summe: try $0.decode("summe", as: Geld.self)) }
        let angelegte = try session.all("""
            SELECT DISTINCT ON (ausfuehrungstag) id, ausfuehrungstag FROM zahllauf
             WHERE zahlweg = \(zahlweg) AND zustand <> 'verworfen'
               AND ausfuehrungstag >= \(session.heute)
             ORDER BY ausfuehrungstag, erstellt_am DESC
            """) { (try $0.decode("ausfuehrungstag", as: Kalendertag.self),
                    try $0.decode("id", as: Zahllauf.ID.self)) }
        let jeTag = Dictionary(uniqueKeysWithValues: angelegte)
        var eintraege: [Eintrag] = []
        var ab: Kalendertag?
        var tag = session.heute
        while eintraege.count < anzahl, let lauf = kalender.naechsterLauf(ab: tag) {
            let bis = kalender.faelligBis(lauf: lauf.tag) ?? lauf.gutschrift
            let darin = offene.filter { posten in
                posten.tag <= bis && (ab.map { posten.tag > $0 } ?? true)
            }
            eintraege.append(Eintrag(
                lauf: lauf, faelligBis: bis, anzahl: darin.map(\.anzahl).reduce(0, +),
                summe: darin.map(\.summe).summe(), angelegt: jeTag[lauf.tag]))
            ab = bis
            tag = lauf.tag.plus(tage: 1)
        }
        return Zahllaufplan(eintraege: eintraege, warnungen: kalender.warnungen(ab: session.heute))
    }
}
