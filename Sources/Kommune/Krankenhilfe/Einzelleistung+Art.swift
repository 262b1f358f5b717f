import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Einzelleistung {
    /// Worum es geht; jede Art hat ihre Vorschrift und die Frage, die diese stellt.
    package enum Art: String, Sendable, Codable, CaseIterable, SQLEnum {
        case behandlung, zahnersatz, hilfsmittel, krankenfahrt
        case lebensunterhalt, gesundheit, kinder, mitwirkungspflicht
        case ausflug, schulbedarf, schulweg, lernfoerderung, mittagessen, teilhabe

        package enum Bereich: String, Sendable, CaseIterable {
            case krankenhilfe, sonstige, bildung

            package var bezeichnung: String {
                switch self {
                case .krankenhilfe: "Krankenhilfe (§ 4)"
                case .sonstige: "Sonstige Leistungen (§ 6)"
                case .bildung: "Bildung und Teilhabe (§ 3 Abs. 4)"
                }
            }
        }

        package var bereich: Bereich {
            switch self {
            case .behandlung, .zahnersatz, .hilfsmittel, .krankenfahrt: .krankenhilfe
            case .lebensunterhalt, .gesundheit, .kinder, .mitwirkungspflicht: .sonstige
            case .ausflug, .schulbedarf, .schulweg, .lernfoerderung, .mittagessen, .teilhabe:
                .bildung
            }
        }

        package var bezeichnung: String {
            switch self {
            case .behandlung: "Planbare Behandlung"
            case .zahnersatz: "Zahnersatz"
            case .hilfsmittel: "Heil- oder Hilfsmittel"
            case .krankenfahrt: "Krankenfahrt"
            case .lebensunterhalt: "Sicherung des Lebensunterhalts"
            case .gesundheit: "Sicherung der Gesundheit"
            case .kinder: "Besondere Bedürfnisse eines Kindes"
            case .mitwirkungspflicht: "Kosten einer Mitwirkungspflicht"
            case .ausflug: "Ausflug oder Klassenfahrt"
            case .schulbedarf: "Schulbedarf"
            case .schulweg: "Beförderung zur Schule"
            case .lernfoerderung: "Lernförderung"
            case .mittagessen: "Mittagessen in Schule oder Kita"
            case .teilhabe: "Teilhabe am sozialen und kulturellen Leben"
            }
        }

        /// Die Vorschrift für jemanden mit dieser Grundlage: Nach § 2 gilt für Bildung und Teilhabe
        /// § 34 SGB XII unmittelbar.
        package func norm(_ grundlage: Anspruchsgrundlage?) -> String {
            switch bereich {
            case .krankenhilfe:
                self == .zahnersatz ? "§ 4 Abs. 1 Satz 3 AsylbLG" : "§ 4 Abs. 1 Satz 1 AsylbLG"
            case .sonstige: "§ 6 Abs. 1 AsylbLG"
            case .bildung:
                (grundlage == .analogleistung ? "§ 2 Abs. 1" : "§ 3 Abs. 4")
                    + " AsylbLG, § 34 Abs. \(absatz) SGB XII"
            }
        }

        /// Wie die Rechnung des Monats sie nennt; nil, was nie in sie eingeht.
        var monatsart: Einzelleistungsart? {
            switch self {
            case .ausflug: .schulausflug
            case .schulbedarf: .schulbedarf
            case .schulweg: .schuelerbefoerderung
            case .lernfoerderung: .lernfoerderung
            case .mittagessen: .mittagsverpflegung
            case .teilhabe: .teilhabe
            default: nil
            }
        }

        private var absatz: Int {
            switch self {
            case .ausflug: 2
            case .schulbedarf: 3
            case .schulweg: 4
            case .lernfoerderung: 5
            case .mittagessen: 6
            default: 7
            }
        }

        /// Was vorliegen muss, damit bewilligt wird; die Entscheidung bestätigt es.
        package var voraussetzung: String {
            switch self {
            case .behandlung:
                "Die Behandlung ist wegen akuter Erkrankung oder wegen Schmerzen erforderlich."
            case .zahnersatz: "Der Zahnersatz ist aus medizinischen Gründen unaufschiebbar."
            case .hilfsmittel:
                "Das Mittel ist zur Genesung, Besserung oder Linderung erforderlich und verordnet."
            case .krankenfahrt:
                "Die Fahrt zur Behandlung ist medizinisch notwendig und anders nicht möglich."
            case .lebensunterhalt:
                "Die Leistung ist im Einzelfall zur Sicherung des Lebensunterhalts unerlässlich."
            case .gesundheit:
                "Die Leistung ist im Einzelfall zur Sicherung der Gesundheit unerlässlich."
            case .kinder: "Die Leistung ist für besondere Bedürfnisse des Kindes geboten."
            case .mitwirkungspflicht:
                "Sie ist für eine verwaltungsrechtliche Mitwirkungspflicht erforderlich."
            case .ausflug: "Schule oder Kita bestätigt Fahrt und Kosten."
            case .schulbedarf: "Die Person besucht eine allgemein- oder berufsbildende Schule."
            case .schulweg:
                "Die nächstgelegene Schule des Bildungsgangs ist ohne Beförderung nicht erreichbar."
            case .lernfoerderung:
                "Die Schule bestätigt: geeignet und zusätzlich nötig für die Lernziele."
            case .mittagessen:
                "Das Essen ist gemeinschaftlich und in der Verantwortung der Schule oder Kita."
            case .teilhabe:
                "Mitgliedschaft, Unterricht oder Freizeit ist belegt; die Person ist unter 18."
            }
        }
    }
}

extension Fallakte.Mitglied {
    /// Wirft mit Grund und Abhilfe, wenn diese Leistung am Tag nicht bewilligt werden kann.
    ///
    /// § 1a schließt §§ 2, 3 und 6 aus, nicht § 4. Nach § 2 gilt das SGB XII statt §§ 4 und 6.
    package func verlange(_ art: Einzelleistung.Art, am tag: Kalendertag) throws(Hindernis) {
        if art.bereich == .krankenhilfe { try verlangeKrankenhilfe(am: tag) }
        let grundlage = berechtigung(am: tag)?.grundlage
        switch (grundlage, art.bereich) {
        case (.grundleistung, _), (_, .krankenhilfe), (.analogleistung, .bildung): break
        case (.analogleistung, .sonstige):
            throw Hindernis(.regel, "Bei Leistungen nach § 2 AsylbLG gilt § 6 AsylbLG nicht.",
                            abhilfe: "Prüfen Sie den Bedarf nach dem SGB XII.")
        case (.anspruchseinschraenkung, _), (.ueberbrueckungsleistung, _):
            throw Hindernis(
                .regel, "\(grundlage?.bezeichnung ?? "") (\(grundlage?.norm ?? "")) schließt diese "
                    + "Leistung aus.", abhilfe: "Lehnen Sie ab, oder prüfen Sie die Einschränkung.")
        case (.keine, _), (nil, _):
            throw Hindernis(
                .regel, "Für den \(tag.deutsch) ist keine Berechtigung nach dem AsylbLG erfasst.",
                abhilfe: "Lehnen Sie ab, oder erfassen Sie die Berechtigung im Fall.")
        }
        if art == .teilhabe, let geboren = angabe(am: tag)?.geburtsdatum,
           tag.alter(geboren: geboren) >= 18 {
            throw Hindernis(
                .regel, "Teilhabe wird nur bis zum 18. Geburtstag berücksichtigt "
                    + "(§ 34 Abs. 7 SGB XII).",
                abhilfe: "Lehnen Sie ab.")
        }
    }
}
