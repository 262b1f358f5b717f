extension Parameter.Groesse {
    /// „Bedarfssätze“.
    package var bezeichnung: String {
        switch self {
        case .bedarfssaetze: "Bedarfssätze"
        case .einkommensregel: "Freibeträge von Einkommen und Vermögen"
        case .sofortzuschlag: "Sofortzuschlag"
        case .regelbedarf: "Regelbedarfsstufen"
        case .einschraenkung: "Eingeschränkte Leistungen"
        case .wartezeit: "Wartezeit bis zu den Analogleistungen"
        case .arbeitsgelegenheit: "Aufwandsentschädigung"
        case .mehrbedarf: "Mehrbedarfe"
        case .bildung: "Bildung und Teilhabe"
        case .wohnkosten: "Fristen bei der Unterkunft"
        case .analogEinkommen: "Freibeträge vom Einkommen, Analogleistungen"
        case .analogVermoegen: "Freibeträge vom Vermögen, Analogleistungen"
        case .vollverpflegung: "Abzug bei Vollverpflegung"
        }
    }

    /// „§ 3a Abs. 1 und 2 AsylbLG“.
    package var norm: String {
        switch self {
        case .bedarfssaetze: "§ 3a Abs. 1 und 2 AsylbLG"
        case .einkommensregel: "§ 7 Abs. 3 und 5 AsylbLG"
        case .sofortzuschlag: "§ 16 AsylbLG"
        case .regelbedarf: "Anlage zu § 28 SGB XII"
        case .einschraenkung: "§ 1a Abs. 1 Satz 2 AsylbLG"
        case .wartezeit: "§ 2 Abs. 1 Satz 1 AsylbLG"
        case .arbeitsgelegenheit: "§ 5 Abs. 2 AsylbLG"
        case .mehrbedarf: "§ 30 SGB XII"
        case .bildung: "§ 34 Abs. 3 und 7 SGB XII"
        case .wohnkosten: "§ 35 Abs. 1 und 3 SGB XII"
        case .analogEinkommen: "§ 82 Abs. 2 und 3 SGB XII"
        case .analogVermoegen: "§ 90 Abs. 2 Nr. 9 SGB XII"
        case .vollverpflegung: "§ 142 SGB XII"
        }
    }
}
