import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was in der Kreiskasse heute wartet, für die Startseite.
package struct Kassentag: Sendable {
    /// Läufe, an denen noch jemand etwas zu tun hat.
    package let laeufe: [Zahllauf]
    /// Läufe, die auf die Freigabe dieser Person warten: nicht von ihr erstellt, noch nicht von ihr
    /// freigegeben.
    package let freizugeben: [Zahllauf]
    /// Zahlwege, für die heute ein Lauf geplant ist und Aufträge warten, und wie viele; auch, wenn
    /// er schon erstellt ist und vor Annahmeschluss noch welche kamen. Nicht, solange einer
    /// entsteht: der nimmt sie noch auf.
    package let zuErstellen: [Wartend]
    package let warnungen: [Zahllaufkalender.Warnung]
    /// Läufe, die bei der Bank sind und zwei Banktage nach ihrer Ausführung nicht ganz gebucht.
    package let vermisst: [Zahllauf]

    package static func laden(in session: KreisSession) throws -> Kassentag {
        let laeufe = try Zahllauf.offene(in: session)
        let plaene = try Zahlweg.zumKonto.map {
            (weg: $0, plan: try Zahllaufplan.laden($0, anzahl: 1, in: session))
        }
        let entstehend = Set(laeufe.lazy.filter { $0.zustand == .entwurf }.map(\.zahlweg))
        return Kassentag(
            laeufe: laeufe,
            freizugeben: try laeufe.filter { lauf in
                try lauf.zustand == .dateiErzeugt
                    && Zahllauf.freigabehindernis(lauf.id, in: session) == nil
            },
            zuErstellen: (try eilige(in: session) + plaene.compactMap { weg, plan in
                guard let heute = plan.eintraege.first, heute.lauf.tag == session.heute,
                      heute.anzahl > 0 else { return nil }
                return Wartend(zahlweg: weg, anzahl: heute.anzahl, summe: heute.summe)
            }).filter { !entstehend.contains($0.zahlweg) },
            warnungen: plaene.first?.plan.warnungen ?? [],
            vermisst: laeufe.filter { lauf in
                let naechster = Bankkalender.naechsterBanktag(nach: lauf.ausfuehrungstag)
                return lauf.zustand == .uebergeben && !lauf.zahlweg.istKassenliste
                    && session.heute > Bankkalender.naechsterBanktag(nach: naechster)
            })
    }

    /// Aufträge eines Zahlwegs, für die noch kein Lauf da ist.
    package struct Wartend: Sendable {
        package let zahlweg: Zahlweg
        package let anzahl: Int
        package let summe: Geld
    }

    /// Eilzahlungen und Barauszahlungen warten auf keinen geplanten Lauf.
    package static func eilige(in session: KreisSession) throws -> [Wartend] {
        try session.all("""
            SELECT zahlweg, count(*) AS anzahl, sum(betrag_cent)::bigint AS summe
              FROM zahlungsauftrag
             WHERE zahlweg = ANY (\(Zahlweg.allCases.filter(\.istEilig).map(\.rawValue)))
               AND zustand = 'offen' AND faellig <= \(session.heute)
             GROUP BY zahlweg ORDER BY zahlweg
            """) { Wartend(zahlweg: try $0.decode("zahlweg"), anzahl: try $0.decode("anzahl"),
                           summe: try $0.decode("summe")) }
    }
}
