import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Erhebung des Katalogs: worüber wann wem berichtet wird.
package struct Erhebung: Sendable, RowDecodable {
    package let kennung: String
    package let name: String
    package let kurz: String
    /// Nummer der Bundesstatistik, wenn sie belegt ist.
    package let evas: String?
    package let rechtsgrundlage: String
    package let periode: Erhebungsperiode
    package let einheit: String
    package let verbleib: Statistikverbleib
    /// Tage nach dem Ende des Zeitraums; nil: Die Frist setzt die Erhebungsstelle.
    package let fristTage: Int?
    package let empfaenger: String
    package let fundstelle: String

    package init(row: Row) throws {
        kennung = try row.decode("kennung")
        name = try row.decode("name")
        kurz = try row.decode("kurz")
        evas = try row.decode("evas")
        rechtsgrundlage = try row.decode("rechtsgrundlage")
        periode = try row.decode("periode")
        einheit = try row.decode("einheit")
        verbleib = try row.decode("verbleib")
        fristTage = try row.decode("frist_tage", as: Int32?.self).map(Int.init)
        empfaenger = try row.decode("empfaenger")
        fundstelle = try row.decode("fundstelle")
    }

    /// Alle in der Folge des Katalogs.
    package static func alle(in session: KreisSession) throws -> [Erhebung] {
        try session.all("""
            SELECT kennung, name, kurz, evas, rechtsgrundlage, periode, einheit, verbleib,
                   frist_tage, empfaenger, fundstelle
              FROM statistik_erhebung ORDER BY lfd
            """)
    }

    package static func laden(_ kennung: String, in session: KreisSession) throws -> Erhebung {
        guard let erhebung = try alle(in: session).first(where: { $0.kennung == kennung }) else {
            throw Hindernis.nichtGefunden
        }
        return erhebung
    }

    /// Der letzte Zeitraum, der vor dem Tag zu Ende war.
    package func letzterZeitraum(vor tag: Kalendertag) -> (beginn: Kalendertag, ende: Kalendertag) {
        periode.zeitraum(periode.zeitraum(tag).beginn.plus(tage: -1))
    }
}
