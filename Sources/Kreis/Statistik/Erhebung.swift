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

    /// Die letzten Tage der Zeiträume, für die ein Lauf fehlt, der jüngste zuerst: der letzte, der
    /// zu Ende ist, und die Lücken davor bis zum ersten Lauf, den es gibt.
    package func fehlende(in laeufe: [Kreisstatistik], am heute: Kalendertag) -> [Kalendertag] {
        let da = Set(laeufe.lazy.filter { $0.erhebung == kennung }.map(\.ende))
        var fehlende: [Kalendertag] = []
        var zeitraum = letzterZeitraum(vor: heute)
        repeat {
            if !da.contains(zeitraum.ende) { fehlende.append(zeitraum.ende) }
            zeitraum = letzterZeitraum(vor: zeitraum.beginn)
        } while da.contains { $0 < zeitraum.ende }
        return fehlende
    }

    /// Der letzte Zeitraum, der vor dem Tag zu Ende war.
    package func letzterZeitraum(vor tag: Kalendertag) -> (beginn: Kalendertag, ende: Kalendertag) {
        periode.zeitraum(periode.zeitraum(tag).beginn.plus(tage: -1))
    }
}
