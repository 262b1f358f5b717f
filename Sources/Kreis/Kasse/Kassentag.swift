import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was in der Kreiskasse heute wartet, für die Startseite.
package struct Kassentag: Sendable {
    /// Läufe, an denen noch jemand etwas zu tun hat.
    package let laeufe: [Zahllauf]
    /// Läufe, die auf die Freigabe dieser Person warten: nicht von ihr erstellt, noch nicht von ihr freigegeben.
    package let freizugeben: [Zahllauf]
    /// Zahlwege, für die heute ein Lauf geplant und noch nicht erstellt ist, und wie viele Aufträge er hätte.
    package let zuErstellen: [(zahlweg: Zahlweg, anzahl: Int, summe: Geld)]
    package let warnungen: [Zahllaufkalender.Warnung]

    package static func laden(in session: KreisSession) throws -> Kassentag {
        let laeufe = try Zahllauf.offene(in: session)
        let plaene = try Zahlweg.allCases.map { (weg: $0, plan: try Zahllaufplan.laden($0, anzahl: 1, in: session)) }
        return Kassentag(
            laeufe: laeufe,
            freizugeben: try laeufe.filter { lauf in
                try lauf.zustand == .dateiErzeugt && Zahllauf.freigabehindernis(lauf.id, in: session) == nil
            },
            zuErstellen: plaene.compactMap { weg, plan in
                guard let heute = plan.eintraege.first, heute.lauf.tag == session.heute, heute.angelegt == nil,
                      heute.anzahl > 0 else { return nil }
                return (weg, heute.anzahl, heute.summe)
            },
            warnungen: plaene.first?.plan.warnungen ?? [])
    }
}
