import Grundwerte
import Platform
import Postgres

/// Was das alte Verfahren für einen Monat bewilligt und gezahlt hat.
///
/// Sie ist keine Zahlung: Nichts kann sie noch einmal anordnen oder in eine Erstattung bringen. Als
/// schon gezahlt zählt sie aber, wenn der Monat in Mandat neu bewilligt wird.
package struct Altbewilligung: Sendable, Equatable, RowDecodable {
    package let monat: Monat
    package let bewilligt: Geld
    package let lebensunterhalt: Geld
    package let unterkunft: Geld
    package let bescheidNummer: String
    package let bescheidVom: Kalendertag?

    package init(monat: Monat, bewilligt: Geld, lebensunterhalt: Geld, unterkunft: Geld,
                 bescheidNummer: String = "", bescheidVom: Kalendertag? = nil) {
        self.monat = monat
        self.bewilligt = bewilligt
        self.lebensunterhalt = lebensunterhalt
        self.unterkunft = unterkunft
        self.bescheidNummer = bescheidNummer
        self.bescheidVom = bescheidVom
    }

    package init(row: Row) throws {
        monat = try row.decode("monat")
        bewilligt = try row.decode("bewilligt_cent")
        lebensunterhalt = try row.decode("lebensunterhalt_cent")
        unterkunft = try row.decode("unterkunft_cent")
        bescheidNummer = try row.decode("bescheid_nummer")
        bescheidVom = try row.decode("bescheid_vom")
    }

    package var gezahlt: Geld { lebensunterhalt + unterkunft }

    package func gezahlt(fuer zweck: Zahlung.Zweck) -> Geld {
        switch zweck {
        case .lebensunterhalt: lebensunterhalt
        case .unterkunft: unterkunft
        }
    }

    /// Bewilligt, aber vor der Übernahme nicht mehr gezahlt: Das ist in Mandat noch zu tun.
    package var istOffen: Bool { bewilligt > .null && gezahlt == .null }

    /// Alle Monate eines Falls, der früheste zuerst.
    package static func alle(zu fall: Fall.ID,
        in session: MandantSession) throws -> [Altbewilligung] {
        try session.all("""
            SELECT monat, bewilligt_cent, lebensunterhalt_cent, unterkunft_cent, bescheid_nummer,
                   bescheid_vom
              FROM altbewilligung WHERE fall_id = \(fall) ORDER BY monat
            """)
    }
}
