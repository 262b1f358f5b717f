// Die Bezeichnungen aller Werte aller Größen; Tests prüfen, dass keinem der amtlichen Dateien eine
// fehlt.

extension Parameter.Groesse {
    /// Was ein Stand dieser Größe enthält, in der Folge, in der es zu lesen ist.
    package var angaben: [Parameterangabe] {
        switch self {
        case .bedarfssaetze: jeStufe(1...6) { [
            angabe("stufen.\($0).notwendiger_bedarf", "Bedarfsstufe \($0): notwendiger Bedarf",
                   .euro, "im Monat", "§ 3a Abs. 2 Nr. \($0) AsylbLG"),
            angabe("stufen.\($0).notwendiger_persoenlicher_bedarf",
                   "Bedarfsstufe \($0): notwendiger persönlicher Bedarf",
                   .euro, "im Monat", "§ 3a Abs. 1 Nr. \($0) AsylbLG"),
        ] }
        case .einkommensregel: einkommensangaben
        case .sofortzuschlag: [angabe("betrag", "Sofortzuschlag", .euro, "im Monat")]
        case .regelbedarf: jeStufe(1...6) { [
            angabe("stufen.\($0)", "Regelbedarfsstufe \($0)", .euro, "im Monat"),
        ] }
        case .einschraenkung: jeStufe(1...6) { stufe in
            [("ernaehrung", "Ernährung"), ("gesundheitspflege", "Gesundheitspflege"),
             ("koerperpflege", "Körperpflege")].map { name, bezeichnung in
                angabe("stufen.\(stufe).\(name)", "Bedarfsstufe \(stufe): \(bezeichnung)",
                       .euro, "im Monat")
            }
        }
        case .wartezeit: [angabe(
            "monate", "Aufenthalt bis zu den Analogleistungen", .monate,
            "ohne wesentliche Unterbrechung")]
        case .arbeitsgelegenheit: [
            angabe("betrag", "Aufwandsentschädigung", .euro, "je Stunde"),
        ]
        case .mehrbedarf: mehrbedarfsangaben
        case .bildung: bildungsangaben
        case .wohnkosten: [
            angabe("karenz_monate", "Karenzzeit für unangemessene Kosten", .monate,
                   "ab dem ersten Monat", "§ 35 Abs. 1 SGB XII"),
            angabe("senkung_monate", "Frist, die Kosten zu senken", .monate, "in der Regel",
                   "§ 35 Abs. 3 SGB XII"),
        ]
        case .analogEinkommen: analogEinkommensangaben
        case .analogVermoegen: [
            angabe("volljaehrig", "Freies Vermögen: volljährige Person", .euro, "je Person"),
            angabe("unterhalten", "Freies Vermögen: überwiegend unterhaltene Person", .euro,
                   "je Person"),
        ]
        case .vollverpflegung: jeStufe([1, 2, 4, 5, 6]) { [
            angabe("stufen.\($0)", "Regelbedarfsstufe \($0): Abzug", .euro, "im Monat"),
        ] }
        }
    }

    private var einkommensangaben: [Parameterangabe] {
        [angabe("erwerb_prozent", "Frei vom Erwerbseinkommen", .prozent, "des Einkommens",
                "§ 7 Abs. 3 Satz 1 AsylbLG"),
         angabe("erwerb_hoechstprozent", "Frei vom Erwerbseinkommen, höchstens", .prozent,
                "des Bedarfssatzes", "§ 7 Abs. 3 Satz 1 AsylbLG"),
         angabe("ehrenamt", "Frei aus Ehrenamt", .euro, "im Monat", "§ 7 Abs. 3 Satz 2 AsylbLG"),
         angabe("vermoegen", "Freies Vermögen", .euro, "je Person", "§ 7 Abs. 5 Satz 1 AsylbLG")]
    }

    private var mehrbedarfsangaben: [Parameterangabe] {
        [angabe("merkzeichen_g", "Merkzeichen G im Alter oder bei voller Erwerbsminderung",
                .tausendstel, "der Regelbedarfsstufe", "§ 30 Abs. 1 SGB XII"),
         angabe("schwangerschaft", "Schwangerschaft nach der zwölften Woche", .tausendstel,
                "der Regelbedarfsstufe", "§ 30 Abs. 2 SGB XII"),
         angabe("alleinerziehend", "Alleinerziehend: ein Kind unter 7, zwei oder drei unter 16",
                .tausendstel, "der Regelbedarfsstufe 1", "§ 30 Abs. 3 Nr. 1 SGB XII"),
         angabe("je_kind", "Alleinerziehend: je Kind", .tausendstel, "der Regelbedarfsstufe 1",
                "§ 30 Abs. 3 Nr. 2 SGB XII"),
         angabe("je_kind_hoechstens", "Alleinerziehend: alle Kinder, höchstens", .tausendstel,
                "der Regelbedarfsstufe 1", "§ 30 Abs. 3 Nr. 2 SGB XII")]
            + jeStufe([1, 2, 4, 5, 6]) { [
                angabe("warmwasser.\($0)", "Regelbedarfsstufe \($0): dezentrales Warmwasser",
                       .tausendstel, "der Regelbedarfsstufe \($0)", "§ 30 Abs. 7 SGB XII"),
            ] }
    }

    private var bildungsangaben: [Parameterangabe] {
        [angabe("erstes_halbjahr", "Schulbedarf zum 1. August", .euro, "je Kind",
                "§ 34 Abs. 3 SGB XII"),
         angabe("zweites_halbjahr", "Schulbedarf zum 1. Februar", .euro, "je Kind",
                "§ 34 Abs. 3 SGB XII"),
         angabe("teilhabe", "Teilhabe am sozialen und kulturellen Leben", .euro, "im Monat",
                "§ 34 Abs. 7 SGB XII")]
    }

    private var analogEinkommensangaben: [Parameterangabe] {
        [angabe("erwerb_prozent", "Frei vom Erwerbseinkommen", .prozent, "des Einkommens",
                "§ 82 Abs. 3 Satz 1 SGB XII"),
         angabe("erwerb_hoechstprozent", "Frei vom Erwerbseinkommen, höchstens", .prozent,
                "der Regelbedarfsstufe 1", "§ 82 Abs. 3 Satz 1 SGB XII"),
         angabe("ehrenamt", "Frei aus Ehrenamt", .euro, "im Monat", "§ 82 Abs. 2 Satz 2 SGB XII")]
    }

    /// Ohne eigene Norm gilt die der Größe.
    private func angabe(
        _ pfad: String, _ bezeichnung: String, _ einheit: Parameterangabe.Einheit,
        _ bezug: String, _ norm: String? = nil
    ) -> Parameterangabe {
        Parameterangabe(
            pfad: pfad.split(separator: ".").map(String.init), bezeichnung: bezeichnung,
            einheit: einheit, bezug: bezug, norm: norm ?? self.norm)
    }

    private func jeStufe(
        _ stufen: some Sequence<Int>, _ angaben: (Int) -> [Parameterangabe]
    ) -> [Parameterangabe] {
        stufen.flatMap(angaben)
    }
}
