import Grundwerte
import Platform
import Postgres

/// Der Brief, mit dem die Kommune bei einer anderen Behörde anmeldet, dass diese ihr erstattet
/// (§ 10b AsylbLG; Frist § 111 SGB X).
package struct Erstattungsanmeldung: Sendable {
    package let strasse: String
    /// Postleitzahl und Ort.
    package let ort: String
    /// Seit wann die Kommune für die andere leistet.
    package let ab: Kalendertag

    package init(strasse: String, ort: String, ab: Kalendertag) {
        self.strasse = strasse
        self.ort = ort
        self.ab = ab
    }

    private typealias Monatsleistung = (monat: Monat, betrag: Geld)

    /// Schreibt an die Behörde, die nach der jüngsten Feststellung erstattet. Nach sechs Wochen
    /// liegt der Fall wieder vor.
    @discardableResult
    package func senden(
        zu fall: Fall.ID, fassung: Int? = nil, unterzeichner: Unterzeichner,
        in session: MandantSession
    ) throws -> Schreiben.ID {
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let feststellung = try Rechtsfeststellung.alle(zu: fall, in: session)
            .first { $0.art == .zustaendigkeit }
        guard let feststellung, !feststellung.erstattet.isEmpty else {
            throw Hindernis(.regel, "Zu diesem Fall ist keine Behörde festgestellt, die erstattet.",
                            abhilfe: "Prüfen Sie zuerst die örtliche Zuständigkeit.")
        }
        guard ab <= session.heute else {
            throw Hindernis(.eingabe, feld: "ab", "Der Tag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, ab dem schon geleistet wird.")
        }
        let akte = try Fallakte.heute(fall, in: session)
        let schreiben = try Schreiben.anlegen(
            .kostenerstattung,
            text(feststellung, akte, leistungen: leistungen(fall, in: session),
                 am: session.heute),
            akte: akte, unterzeichner: unterzeichner, in: session)
        try Aktenvermerk.schreiben(
            "Kostenerstattung nach § 10b AsylbLG bei \(feststellung.erstattet) angemeldet, für "
                + "Leistungen ab dem \(ab.deutsch).", zu: fall, in: session)
        try Wiedervorlage.anlegen(
            "Hat \(feststellung.erstattet.prefix(200)) die Kostenerstattung anerkannt?", zu: fall,
            faellig: Feiertag.werktag(ab: session.heute.plus(tage: 42)), quelle: .automatisch,
            in: session)
        try session.audit("kostenerstattung.angemeldet", schreiben.description)
        return schreiben
    }

    /// Was seither für jeden Monat bewilligt ist; einzelne Krankenkosten kommen später dazu.
    private func leistungen(
        _ fall: Fall.ID, in session: MandantSession
    ) throws -> [Monatsleistung] {
        try session.all("""
            SELECT monat, leistung_cent FROM anspruch
             WHERE fall_id = \(fall) AND ersetzt_am IS NULL
               AND monat BETWEEN \(ab.monat.ersterTag) AND \(session.heute)
             ORDER BY monat
            """) {
            (try $0.decode("monat", as: Monat.self), try $0.decode("leistung_cent", as: Geld.self))
        }
    }

    private func text(
        _ feststellung: Rechtsfeststellung, _ akte: Fallakte, leistungen: [Monatsleistung],
        am tag: Kalendertag
    ) -> Schreibentext {
        let personen = akte.mitglieder(am: tag).compactMap { $0.angabe(am: tag) }
        return Schreibentext(
            titel: "Kostenerstattung nach § 10b AsylbLG",
            empfaenger: [feststellung.erstattet, strasse, ort],
            abschnitte: [
                .init(
                    absaetze: [
                        "wir leisten seit dem \(ab.deutsch) nach dem Asylbewerberleistungsgesetz "
                            + "an die hier genannten Personen und melden hiermit unseren "
                            + "Anspruch auf Erstattung der aufgewendeten Kosten an (§ 10b "
                            + "AsylbLG, § 111 SGB X).",
                    ],
                    liste: personen.map { "\($0.name), geboren am \($0.geburtsdatum.deutsch)" }),
                .init(titel: "Warum Sie erstatten", absaetze: [
                    warum(feststellung), "Dem liegt zugrunde: \(feststellung.angaben).",
                ]),
            ] + aufstellung(leistungen) + [
                .init(titel: "Worum wir bitten", absaetze: [
                    "Bitte erkennen Sie Ihre Pflicht zur Erstattung dem Grunde nach an. "
                        + "Angefangene Monate, Kosten der Krankenhilfe und Leistungen weiterer "
                        + "Monate rechnen wir gesondert ab. Halten Sie eine andere Behörde für "
                        + "zuständig, nennen Sie uns diese bitte.",
                ]),
            ])
    }

    /// Die Feststellung begründet, wer zuständig ist; im Eilfall, warum wir vorläufig leisten.
    private func warum(_ feststellung: Rechtsfeststellung) -> String {
        let grund = "(\(feststellung.norm)): \(feststellung.begruendung)"
        return feststellung.ergebnis == feststellung.erstattet
            ? "Örtlich zuständig ist \(feststellung.erstattet) \(grund)"
            : "Örtlich zuständig ist \(feststellung.erstattet). Wir leisten nur vorläufig \(grund)"
    }

    private func aufstellung(_ leistungen: [Monatsleistung]) -> [Schreibentext.Abschnitt] {
        guard !leistungen.isEmpty else { return [] }
        return [.init(
            titel: "Bisher bewilligt",
            tabelle: [["Monat", "Betrag in €"]]
                + leistungen.map { [$0.monat.deutsch, $0.betrag.betrag] },
            summe: ["Summe", leistungen.map(\.betrag).summe().betrag])]
    }
}
