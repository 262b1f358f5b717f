import Grundwerte

extension AsylbLG {
    /// § 3 Abs. 5 Satz 4 AsylbLG: ab wann die Geldleistung eines Monats ausgezahlt werden darf,
    /// höchstens einen Monat im Voraus.
    package static func fruehesteAuszahlung(fuer monat: Monat) -> Kalendertag {
        monat.ersterTag.plus(monate: -1)
    }

    /// § 3 Abs. 5 Satz 4 AsylbLG: ob an `tag` schon für `monat` gezahlt werden darf.
    package static func vorauszahlung(
        fuer monat: Monat, am tag: Kalendertag
    ) -> Entscheidung<Bool> {
        let ab = fruehesteAuszahlung(fuer: monat)
        return Entscheidung(
            tag >= ab, norm: "§ 3 Abs. 5 Satz 4 AsylbLG",
            begruendung: "Für \(monat.deutsch) darf ab dem \(ab.deutsch) gezahlt werden, höchstens "
                + "einen Monat im Voraus.")
    }
}
