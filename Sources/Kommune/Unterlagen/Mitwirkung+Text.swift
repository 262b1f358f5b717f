import Grundwerte

extension Mitwirkung {
    /// Der Brief: was fehlt, warum, bis wann und was sonst geschieht. `laeuft`: Es sind schon
    /// Leistungen bewilligt, die entzogen werden könnten.
    static func text(
        _ unterlagen: [Unterlage], _ akte: Fallakte, frist: Kalendertag, hinweis: String,
        laeuft: Bool
    ) -> Schreibentext {
        Schreibentext(
            titel: "Aufforderung zur Mitwirkung",
            abschnitte: [
                .init(absaetze: [
                    "für die Entscheidung über Ihre Leistungen nach dem "
                        + "Asylbewerberleistungsgesetz fehlen uns noch Unterlagen. Bitte legen "
                        + "Sie sie bis zum \(frist.deutsch) vor, persönlich, mit der Post oder "
                        + "als Kopie.",
                ] + Anhoerung.zeilen(hinweis)),
                .init(titel: "Was fehlt", liste: unterlagen.map { zeile($0, akte) }),
                .init(titel: "Warum Sie mitwirken müssen", absaetze: [
                    "Wer Leistungen beantragt oder erhält, hat alle Tatsachen anzugeben, die "
                        + "dafür erheblich sind, und auf Verlangen Urkunden vorzulegen (§ 60 "
                        + "Abs. 1 SGB I in Verbindung mit § 9 Abs. 3 AsylbLG). Das gilt nicht, "
                        + "soweit es unverhältnismäßig oder Ihnen aus wichtigem Grund nicht "
                        + "zuzumuten ist oder wir die Kenntnis leichter selbst erlangen (§ 65 "
                        + "Abs. 1 SGB I). Sagen Sie uns das dann bis zum selben Tag.",
                ]),
                .init(titel: "Was sonst geschieht", absaetze: [folge(frist, laeuft: laeuft)]),
            ],
            einfach: [
                ("Was steht in diesem Brief?", "Uns fehlen Papiere von Ihnen. Die Liste steht auf "
                    + "Seite 1."),
                ("Was muss ich tun?", "Bringen oder schicken Sie uns die Papiere bis zum "
                    + "\(frist.deutsch). Geht das nicht, sagen Sie uns vorher, warum."),
                ("Was passiert sonst?", laeuft ? "Dann können wir Ihr Geld kürzen oder stoppen."
                    : "Dann können wir Ihren Antrag ablehnen."),
            ])
    }

    private static func zeile(_ unterlage: Unterlage, _ akte: Fallakte) -> String {
        let mitglied = unterlage.person.flatMap { id in akte.mitglieder.first { $0.id == id } }
        let name = mitglied?.angabe(am: akte.stand.am)?.name
        return unterlage.bezeichnung + (name.map { ", für \($0)" } ?? "")
            + (unterlage.wozu.isEmpty ? "" : ": \(unterlage.wozu)")
    }

    /// § 66 Abs. 1 und 3, § 67 SGB I.
    private static func folge(_ frist: Kalendertag, laeuft: Bool) -> String {
        "Wirken Sie bis zum \(frist.deutsch) nicht mit und ist dadurch die Aufklärung erheblich "
            + "erschwert, können wir ohne weitere Ermittlungen die Leistung bis zur Nachholung "
            + "der Mitwirkung ganz oder teilweise "
            + (laeuft ? "versagen oder entziehen" : "versagen")
            + ", soweit ihre Voraussetzungen nicht nachgewiesen sind (§ 66 Abs. 1 und 3 SGB I). "
            + "Holen Sie die Mitwirkung nach, können wir nachträglich leisten (§ 67 SGB I)."
    }
}
