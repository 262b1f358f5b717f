import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was zur Zuständigkeit (§§ 10a, 10b AsylbLG) oder zum Beginn der Leistung (§ 6b) festgestellt
/// ist, mit den Angaben, auf denen es beruht.
package struct Rechtsfeststellung: Sendable {
    package typealias ID = TypedID<Rechtsfeststellung>

    package enum Art: String, Sendable, SQLEnum {
        case zustaendigkeit, einsetzen

        package var bezeichnung: String {
            switch self {
            case .zustaendigkeit: "Örtliche Zuständigkeit"
            case .einsetzen: "Beginn der Leistung"
            }
        }
    }

    package let id: ID
    package let art: Art
    package let angaben: String
    package let ergebnis: String
    package let norm: String
    package let begruendung: String
    /// Die Behörde, die nach § 10b erstattet; leer: keine.
    package let erstattet: String
    package let am: Date
    package let von: User.ID

    /// Die jüngste zuerst.
    package static func alle(
        zu fall: Fall.ID, in session: MandantSession
    ) throws -> [Rechtsfeststellung] {
        try session.all("""
            SELECT id, art, angaben, ergebnis, norm, begruendung, erstattet, am, benutzer_id
              FROM rechtsfeststellung WHERE fall_id = \(fall) ORDER BY am DESC, id DESC
            """)
    }

    /// Stellt fest, wer nach § 10a zuständig ist und ob uns nach § 10b jemand erstattet; dann
    /// erinnert eine Wiedervorlage daran, es anzumelden.
    package static func zustaendigkeit(
        _ ort: AsylbLG.Ortslage, zu fall: Fall.ID, fassung: Int? = nil,
        in session: MandantSession
    ) throws {
        let entscheidung = AsylbLG.zustaendig(ort)
        let erstattung = AsylbLG.erstattung(leistend: session.mandant.bezeichnung, ort).wert ?? ""
        try festhalten(
            .zustaendigkeit, angaben: ort.angaben, ergebnis: entscheidung.wert,
            norm: entscheidung.norm, begruendung: entscheidung.begruendung,
            erstattet: erstattung, zu: fall, fassung: fassung, in: session)
        guard !erstattung.isEmpty else { return }
        try Wiedervorlage.anlegen(
            "Kostenerstattung nach § 10b AsylbLG bei \(erstattung.prefix(200)) anmelden; nach "
                + "zwölf Monaten ist sie ausgeschlossen (§ 111 SGB X).", zu: fall,
            faellig: Feiertag.werktag(ab: session.heute.plus(tage: 14)), quelle: .automatisch,
            in: session)
    }

    /// Stellt fest, ab wann nach § 6b zu leisten ist.
    package static func einsetzen(
        voraussetzungenAb: Kalendertag, kenntnis: Kalendertag,
        kenntnisUnzustaendiger: Kalendertag?, zu fall: Fall.ID, fassung: Int? = nil,
        in session: MandantSession
    ) throws {
        let entscheidung = AsylbLG.einsetzen(
            voraussetzungenAb: voraussetzungenAb, kenntnis: kenntnis,
            kenntnisUnzustaendiger: kenntnisUnzustaendiger)
        let angaben = [
            "Voraussetzungen ab \(voraussetzungenAb.deutsch)",
            "der Behörde bekannt am \(kenntnis.deutsch)",
            kenntnisUnzustaendiger.map { "einer unzuständigen Stelle am \($0.deutsch)" },
        ].compactMap(\.self).joined(separator: "; ")
        try festhalten(
            .einsetzen, angaben: angaben, ergebnis: entscheidung.wert.deutsch,
            norm: entscheidung.norm, begruendung: entscheidung.begruendung, erstattet: "",
            zu: fall, fassung: fassung, in: session)
    }

    private static func festhalten(
        _ art: Art, angaben: String, ergebnis: String, norm: String, begruendung: String,
        erstattet: String, zu fall: Fall.ID, fassung: Int?, in session: MandantSession
    ) throws {
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let id = ID()
        try session.execute("""
            INSERT INTO rechtsfeststellung (id, fall_id, art, angaben, ergebnis, norm, begruendung,
                                            erstattet, benutzer_id)
            VALUES (\(id), \(fall), \(art), \(angaben), \(ergebnis), \(norm), \(begruendung),
                    \(erstattet), \(session.benutzer()))
            """)
        try Aktenvermerk.schreiben(
            "\(art.bezeichnung): \(ergebnis) (\(norm)). \(begruendung)"
                + (erstattet.isEmpty ? "" : " Nach § 10b AsylbLG erstattet \(erstattet)."),
            zu: fall, in: session)
        try session.audit("rechtsfeststellung.\(art.rawValue)", id.description)
    }
}

extension Rechtsfeststellung: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        art = try row.decode("art")
        angaben = try row.decode("angaben")
        ergebnis = try row.decode("ergebnis")
        norm = try row.decode("norm")
        begruendung = try row.decode("begruendung")
        erstattet = try row.decode("erstattet")
        am = try row.decode("am")
        von = try row.decode("benutzer_id")
    }
}

extension AsylbLG.Ortslage {
    /// Worauf die Feststellung beruht, in einer Zeile.
    fileprivate var angaben: String {
        [
            "tatsächlicher Aufenthalt: \(tatsaechlich)",
            zuweisung.map { "Zuweisung: \($0)" },
            wohnsitzauflage.map { "Wohnsitzauflage: \($0)" },
            istStationaer ? "stationär" : nil,
            vorAufnahme.map { "vor der Aufnahme: \($0)" },
            istEilfall ? "Eilfall" : nil,
            mutter.map { "für die Mutter zuständig: \($0)" },
        ].compactMap(\.self).joined(separator: "; ")
    }
}
