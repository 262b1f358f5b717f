import Grundwerte
import Leistungsrecht
import Platform

/// Was eine Änderung an der bewilligten Leistung bewirkt, bevor sie jemand speichert.
package enum Aenderungsfolge: Sendable {
    /// Kein bewilligter Monat bekommt einen anderen Betrag.
    case keine
    case bewilligung(Bewilligung)
    /// Die Monate lassen sich danach nicht mehr rechnen.
    case hindernis(Hindernis)

    /// Führt `aenderung` auf Probe aus und rechnet die bewilligten Monate an der Akte nach, wie sie
    /// danach wäre. Was im Wege stünde, wenn gespeichert würde, wirft auch die Probe.
    package static func von(
        _ fall: Fall.ID, nach aenderung: (MandantSession) throws -> Void, in session: MandantSession
    ) throws -> Aenderungsfolge {
        try session.aufProbe {
            try aenderung(session)
            return try von(fall, in: session)
        }
    }

    /// Die Folge dessen, was in dieser Transaktion schon geändert ist.
    private static func von(_ fall: Fall.ID, in session: MandantSession) throws -> Aenderungsfolge {
        let parameter = try Parameter.geltende(in: session)
        guard let akte = try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)
        else { throw Hindernis.nichtGefunden }
        let zeitraum = try Bewilligung.geaenderterZeitraum(akte, parameter: parameter, in: session)
        guard let zeitraum else { return .keine }
        do {
            return .bewilligung(try Bewilligung.vorschau(
                fall: fall, von: zeitraum.von, bis: zeitraum.bis, parameter: parameter,
                in: session))
        } catch let hindernis as Hindernis where hindernis.art == .regel {
            return .hindernis(hindernis)
        }
    }
}

extension Bewilligung {
    /// Bewilligt nach einer Änderung in derselben Transaktion neu, was sich durch sie ändert; nil,
    /// wenn kein bewilligter Monat anders ausfällt.
    package static func anpassen(
        _ fall: Fall.ID, unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> Bescheid.ID? {
        guard let akte = try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)
        else { throw Hindernis.nichtGefunden }
        let zeitraum = try geaenderterZeitraum(akte, parameter: .geltende(in: session), in: session)
        guard let zeitraum else { return nil }
        return try erlassen(
            fall: fall, von: zeitraum.von, bis: zeitraum.bis, fassung: akte.fall.fassung,
            unterzeichner: unterzeichner, in: session)
    }
}
