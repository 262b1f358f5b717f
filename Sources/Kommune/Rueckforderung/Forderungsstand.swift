import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Wo eine Rückforderung steht und was als Nächstes zu tun ist, aus ihren Tatsachen geschlossen.
package struct Forderungsstand: Sendable {
    package enum Lage: Sendable, Equatable {
        case anzuhoeren, angehoert(bis: Kalendertag), zuEntscheiden, abgesehen
        /// Widerspruch ist erhoben; bis zur Entscheidung wird nichts beigetrieben (§ 86a SGG).
        case angefochten
        case offen(faellig: Kalendertag), ueberfaellig(Geld), gestundet(bis: Kalendertag)
        case inRaten, beglichen

        package var bezeichnung: String {
            switch self {
            case .anzuhoeren: "anzuhören"
            case let .angehoert(bis): "angehört, Frist bis \(bis.deutsch)"
            case .zuEntscheiden: "zu entscheiden"
            case .abgesehen: "nicht gefordert"
            case .angefochten: "Widerspruch, ruht"
            case let .offen(faellig): "fällig am \(faellig.deutsch)"
            case let .ueberfaellig(betrag): "überfällig \(betrag)"
            case let .gestundet(bis): "gestundet bis \(bis.deutsch)"
            case .inRaten: "in Raten"
            case .beglichen: "erledigt"
            }
        }

        /// Ob noch etwas zu verfolgen ist.
        package var laeuft: Bool { self != .abgesehen && self != .beglichen }
    }

    package let lage: Lage
    package let offen: Geld
    package let plan: Ratenplan?
    package let aufrechnung: Aufrechnung?
    /// Bis wann die letzte Mahnung Zeit gab; nil ohne Mahnung seit der letzten Vereinbarung.
    package let mahnfrist: Kalendertag?
    package let mahnstufe: Int
    /// § 50 Abs. 4 SGB X; nil, solange nicht festgesetzt.
    package let verjaehrt: Kalendertag?

    /// Was ohne Rücksicht auf Stundung bis zum Tag hätte gezahlt sein müssen und es nicht ist.
    static func rueckstand(offen: Geld, plan: Ratenplan?, faellig: Kalendertag,
                           am tag: Kalendertag) -> Geld {
        guard let plan else { return tag > faellig ? offen : .null }
        // Die Rate ist erst am Tag nach ihrer Fälligkeit überfällig.
        return max(.null, min(offen, plan.faellig(am: tag.plus(tage: -1)) - (plan.ausgang - offen)))
    }

    package static func laden(_ forderung: Rueckforderung, in session: MandantSession) throws
        -> Forderungsstand {
        let id = forderung.id
        let offen = try Forderungskonto.laden(id, in: session).offen
        let plan = try session.first("""
            SELECT ausgang_cent, rate_cent, erste FROM ratenplan
             WHERE rueckforderung_id = \(id) AND ersetzt_am IS NULL
            """, as: Ratenplan.self)
        let stundung = try session.first("""
            SELECT bis FROM stundung WHERE rueckforderung_id = \(id) AND ersetzt_am IS NULL
            """) { try $0.decode("bis", as: Kalendertag.self) }
        let mahnung = try session.first("""
            SELECT m.stufe, m.frist FROM mahnung m
             WHERE m.rueckforderung_id = \(id)
               AND m.erfasst_am > coalesce(
                   (SELECT max(p.erfasst_am) FROM ratenplan p
                   WHERE p.rueckforderung_id = \(id)), '-infinity')
               AND m.erfasst_am > coalesce(
                   (SELECT max(s.erfasst_am) FROM stundung s
                   WHERE s.rueckforderung_id = \(id)), '-infinity')
             ORDER BY m.erfasst_am DESC, m.stufe DESC LIMIT 1
            """) { row in
            (Int(try row.decode("stufe", as: Int32.self)),
             try row.decode("frist", as: Kalendertag.self))
        }
        return Forderungsstand(
            lage: try lage(forderung, offen: offen, plan: plan, stundung: stundung, in: session),
            offen: offen,
            plan: plan, aufrechnung: try Aufrechnung.laufende(id, in: session),
            mahnfrist: mahnung?.1,
            mahnstufe: mahnung?.0 ?? 0,
            // Fällig ist sie mit dem Ende der Widerspruchsfrist.
            verjaehrt: forderung.entscheidung?.faellig.map(erstattungVerjaehrt))
    }

    private static func lage(
        _ forderung: Rueckforderung, offen: Geld, plan: Ratenplan?, stundung: Kalendertag?,
        in session: MandantSession
    ) throws -> Lage {
        let heute = session.heute
        guard let entscheidung = forderung.entscheidung else {
            let anhoerung = try forderung.anhoerung.flatMap {
                try Anhoerung.gespeichert($0, in: session)
            }
            guard let anhoerung else { return .anzuhoeren }
            if case let .wartet(bis) = anhoerung.stand(heute: heute) { return .angehoert(bis: bis) }
            return .zuEntscheiden
        }
        guard let schreiben = entscheidung.schreiben, let faellig = entscheidung.faellig else {
            return .abgesehen
        }
        if offen == .null { return .beglichen }
        if try Widerspruch.istOffen(gegen: schreiben, in: session) { return .angefochten }
        if let stundung, heute <= stundung { return .gestundet(bis: stundung) }
        let rueckstand = rueckstand(offen: offen, plan: plan, faellig: stundung ?? faellig,
                                    am: heute)
        if rueckstand > .null { return .ueberfaellig(rueckstand) }
        return plan == nil ? .offen(faellig: faellig) : .inRaten
    }
}

extension Rueckforderung {
    /// Bis zur Entscheidung über einen Widerspruch wird nicht beigetrieben (§ 86a Abs. 1 SGG).
    func verlangeVollziehbar(in session: MandantSession) throws {
        guard try !Widerspruch.istOffen(gegen: festgesetzt(), in: session) else {
            throw Hindernis(
                .regel, "Gegen den Bescheid ist Widerspruch erhoben; er schiebt die Erstattung "
                    + "auf.",
                abhilfe: "Entscheiden Sie zuerst über den Widerspruch.")
        }
    }
}
