import Grundwerte

extension AsylbLG {
    /// Wofür § 4 AsylbLG im Einzelfall leistet.
    package enum Krankenhilfe: String, Codable, CaseIterable, Sendable {
        case akut, schmerz, zahnersatz, schwangerschaft, vorsorge
        /// § 6 Abs. 1: zur Sicherung der Gesundheit unerlässlich, etwa bei chronischer Krankheit.
        case unerlaesslich

        package var bezeichnung: String {
            switch self {
            case .akut: "akute Erkrankung"
            case .schmerz: "Schmerzzustand"
            case .zahnersatz: "Zahnersatz"
            case .schwangerschaft: "Schwangerschaft und Geburt"
            case .vorsorge: "Schutzimpfung und Vorsorge"
            case .unerlaesslich: "zur Sicherung der Gesundheit unerlässlich"
            }
        }

        package var norm: String {
            switch self {
            case .akut, .schmerz, .zahnersatz: "§ 4 Abs. 1 AsylbLG"
            case .schwangerschaft, .vorsorge: "§ 4 Abs. 1, 2 AsylbLG"
            case .unerlaesslich: "§ 6 Abs. 1 AsylbLG"
            }
        }
    }

    /// §§ 4 und 6 AsylbLG: eine einzelne Bewilligung von Krankenhilfe.
    package struct Krankenbewilligung: Hashable, Sendable, Codable {
        package var art: Krankenhilfe
        package var am: Kalendertag
        package var grundlage: Anspruchsgrundlage
        /// Die Behandlung duldet aus medizinischen Gründen keinen Aufschub.
        package var unaufschiebbar: Bool

        package init(
            art: Krankenhilfe, am: Kalendertag, grundlage: Anspruchsgrundlage,
            unaufschiebbar: Bool = false
        ) {
            self.art = art
            self.am = am
            self.grundlage = grundlage
            self.unaufschiebbar = unaufschiebbar
        }
    }

    /// § 4 und § 6 AsylbLG: ob die Behandlung übernommen werden kann.
    ///
    /// Wer Leistungen nach § 2 erhält, wird von der Krankenkasse betreut (§ 264 Abs. 2 SGB V).
    /// Bei eingeschränktem Anspruch bleibt § 4, nicht aber § 6.
    package static func krankenhilfe(_ bewilligung: Krankenbewilligung) -> Entscheidung<Bool> {
        func nein(_ norm: String, _ grund: String) -> Entscheidung<Bool> {
            Entscheidung(false, norm: norm, begruendung: grund)
        }
        switch bewilligung.grundlage {
        case .keine: return nein("§ 1 AsylbLG", "Die Person ist nicht leistungsberechtigt.")
        case .analogleistung:
            return nein("§ 2 Abs. 1 AsylbLG, § 264 Abs. 2 SGB V",
                        "Mit Leistungen nach § 2 behandelt die gewählte Krankenkasse.")
        case .anspruchseinschraenkung where bewilligung.art == .unerlaesslich:
            return nein("§ 1a Abs. 1 AsylbLG",
                        "Neben einer Anspruchseinschränkung gibt es keine Leistungen nach § 6.")
        case .ueberbrueckungsleistung where bewilligung.art == .unerlaesslich:
            return nein("§ 1 Abs. 4 AsylbLG",
                        "Neben Überbrückungsleistungen gibt es keine Leistungen nach § 6.")
        default: break
        }
        if bewilligung.art == .zahnersatz, !bewilligung.unaufschiebbar {
            return nein(bewilligung.art.norm, "Zahnersatz gibt es nur, wenn er aus medizinischen "
                + "Gründen unaufschiebbar ist.")
        }
        return Entscheidung(true, norm: bewilligung.art.norm,
                            begruendung: "Übernommen: \(bewilligung.art.bezeichnung).")
    }
}
