import Platform
import Postgres

/// Was zu einem Fall freien Text enthält, in dem eine gesperrte Anschrift stehen kann.
///
/// Was Seiten und Schnittstelle lesen, geht beim Laden durch `lesbar`. Wer daraus etwas schreibt,
/// einen Brief oder einen Vermerk, nimmt, was gespeichert ist.
protocol MitFreitext: Sendable {
    var fall: Fall.ID { get }

    func lesbar(_ schutz: Textschutz) -> Self
}

extension Array where Element: MitFreitext {
    /// Eine Abfrage für die ganze Liste, gleich aus wie vielen Fällen sie ist.
    func lesbar(in session: MandantSession) throws -> [Element] {
        let schutz = try Textschutz(Set(map(\.fall)).sorted(), in: session)
        return map { $0.lesbar(schutz) }
    }
}

extension MitFreitext {
    func lesbar(in session: MandantSession) throws -> Self {
        lesbar(try Textschutz([fall], in: session))
    }
}

extension Wiedervorlage: MitFreitext {
    func lesbar(_ schutz: Textschutz) -> Wiedervorlage {
        var ohne = self
        ohne.text = schutz.lesbar(text, in: fall)
        ohne.warum = schutz.lesbar(warum, in: fall)
        return ohne
    }
}

extension Widerspruch: MitFreitext {
    func lesbar(_ schutz: Textschutz) -> Widerspruch {
        var ohne = self
        ohne.erhobenVon = schutz.lesbar(erhobenVon, in: fall)
        ohne.begruendung = schutz.lesbar(begruendung, in: fall)
        ohne.versaeumnis = schutz.lesbar(versaeumnis, in: fall)
        ohne.wirkungGrund = schutz.lesbar(wirkungGrund, in: fall)
        ohne.entscheidungGrund = schutz.lesbar(entscheidungGrund, in: fall)
        return ohne
    }
}

extension Anhoerung: MitFreitext {
    func lesbar(_ schutz: Textschutz) -> Anhoerung {
        var ohne = self
        ohne.sachverhalt = schutz.lesbar(sachverhalt, in: fall)
        ohne.verzichtGrund = schutz.lesbar(verzichtGrund, in: fall)
        ohne.ergebnisGrund = schutz.lesbar(ergebnisGrund, in: fall)
        ohne.antworten = antworten.map { antwort in
            var ohne = antwort
            ohne.text = schutz.lesbar(antwort.text, in: fall)
            return ohne
        }
        return ohne
    }
}

extension Einzelleistung: MitFreitext {
    func lesbar(_ schutz: Textschutz) -> Einzelleistung {
        var ohne = self
        ohne.antrag.gegenstand = schutz.lesbar(antrag.gegenstand, in: fall)
        ohne.antrag.begruendung = schutz.lesbar(antrag.begruendung, in: fall)
        if let entscheidung {
            ohne.entscheidung?.grund = schutz.lesbar(entscheidung.grund, in: fall)
        }
        return ohne
    }
}
