import Grundwerte
import Leistungsrecht
import Platform

extension Fallakte.Mitglied {
    /// Ab `ab` bis längstens zum Ende des Quartals: So lange trägt die Kommune Behandlungen nach
    /// § 4 AsylbLG. Wirft, wenn sie es an diesem Tag nicht tut, und sagt, wer es tut.
    ///
    /// Wer Leistungen nach § 2 erhält, wird von einer Krankenkasse betreut (§ 264 Abs. 2 SGB V);
    /// eine Einschränkung nach § 1a lässt § 4 unberührt, weil sie nur §§ 2, 3 und 6 ausschließt.
    package func scheinzeitraum(
        ab: Kalendertag, im quartal: Quartal
    ) throws(Hindernis) -> Zeitraum {
        guard gehoertZumHaushalt(am: ab) else {
            throw Hindernis(
                .regel, "Am \(ab.deutsch) gehört die Person zu keinem laufenden Haushalt hier.",
                abhilfe: "Nehmen Sie sie zuerst im Fall auf; in einem Notfall rechnet die Praxis "
                    + "als Nothelferin nach § 6a AsylbLG ab.")
        }
        try verlangeKrankenhilfe(am: ab)
        var ende = ab
        while ende < quartal.letzterTag, krankenhilfe(am: ende.plus(tage: 1)) {
            ende = min(luecke(nach: ende.plus(tage: 1)) ?? quartal.letzterTag, quartal.letzterTag)
        }
        return Zeitraum(von: ab, bis: ende)
    }

    /// Wirft mit Grund und Abhilfe, wenn § 4 AsylbLG am Tag nicht gilt.
    package func verlangeKrankenhilfe(am tag: Kalendertag) throws(Hindernis) {
        switch berechtigung(am: tag)?.grundlage {
        case .grundleistung, .anspruchseinschraenkung, .ueberbrueckungsleistung: return
        case .analogleistung:
            throw Hindernis(
                .regel, "Bei Leistungen nach § 2 AsylbLG behandelt die Praxis auf die "
                    + "Gesundheitskarte der Krankenkasse (§ 264 Abs. 2 SGB V).",
                abhilfe: "Fehlt die Karte noch, stellt die Krankenkasse eine "
                    + "Ersatzbescheinigung aus; ist die Anmeldung offen, melden Sie die Person "
                    + "dort an.")
        case .keine, nil:
            throw Hindernis(
                .regel, "Für den \(tag.deutsch) ist keine Berechtigung nach dem AsylbLG erfasst.",
                abhilfe: "Besteht sie, erfassen Sie sie im Fall. Sonst ist die eigene "
                    + "Krankenversicherung oder der jetzige Träger zuständig.")
        }
    }

    private func krankenhilfe(am tag: Kalendertag) -> Bool {
        do { try verlangeKrankenhilfe(am: tag) } catch { return false }
        return gehoertZumHaushalt(am: tag)
    }

    /// Der letzte Tag, an dem gilt, was am Tag gilt; nil ohne Ende.
    private func luecke(nach tag: Kalendertag) -> Kalendertag? {
        let enden = [berechtigungen.first { $0.gueltig.enthaelt(tag) }?.gueltig.bis,
                     mitgliedschaften.first { $0.gueltig.enthaelt(tag) }?.gueltig.bis]
        return enden.compactMap(\.self).min()
    }
}
