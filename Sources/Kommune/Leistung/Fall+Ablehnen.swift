import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Warum ein Antrag im Ganzen abgelehnt wird.
package struct Ablehnung: Sendable {
    package let beantragtAm: Kalendertag
    package let gruende: [Ablehnungsgrund]
    /// Was im Einzelfall dazu zu sagen ist; steht im Brief.
    package let begruendung: String

    package init(beantragtAm: Kalendertag, gruende: [Ablehnungsgrund], begruendung: String) {
        self.beantragtAm = beantragtAm
        self.gruende = gruende
        self.begruendung = begruendung
    }
}

extension Fall {
    /// Ob für den Fall je eine laufende Leistung bewilligt war, auch im alten Verfahren.
    package static func warBewilligt(_ id: ID, in session: MandantSession) throws -> Bool {
        try session.scalar("""
            SELECT EXISTS (SELECT FROM anspruch WHERE fall_id = \(id))
                OR EXISTS (SELECT FROM altbewilligung WHERE fall_id = \(id))
            """)
    }

    /// Lehnt den Antrag im Ganzen durch Bescheid ab und schließt den Fall mit dem heutigen Tag.
    /// Wird einem Widerspruch dagegen abgeholfen, lebt der Fall wieder auf.
    @discardableResult
    package static func ablehnen(
        _ id: ID, fassung: Int? = nil, _ ablehnung: Ablehnung, unterzeichner: Unterzeichner,
        in session: MandantSession
    ) throws -> Bescheid.ID {
        let fall = try aendern(id, fassung: fassung, in: session)
        try pruefen(ablehnung, fall, in: session)
        let akte = try Fallakte.heute(id, in: session)
        let inhalt = Schreibeninhalt(
            ablehnung.text(akte, am: session.heute), an: nil, akte: akte, mandant: session.mandant,
            unterzeichner: unterzeichner, am: session.heute)
        let (bescheid, nummer) = try Bescheid.anlegen(
            fall: id, art: .ablehnung,
            zeitraum: Zeitraum(von: ablehnung.beantragtAm, bis: session.heute),
            vordruck: Schreibeninhalt.vordruck, inhalt: inhalt, in: session)
        try Aktenvermerk.schreiben(
            "Bescheid \(nummer) (Ablehnung) erlassen: Antrag vom "
                + "\(ablehnung.beantragtAm.deutsch) abgelehnt nach "
                + ablehnung.gruende.map(\.norm).aufgezaehlt + ".", zu: id, in: session)
        try session.audit("bescheid.erlassen", bescheid.description)
        try beenden(id, fassung: fall.fassung + 1, zum: session.heute, grund: "Antrag abgelehnt.",
                    in: session)
        try session.enqueue(BescheidSetzen(bescheid: bescheid), key: bescheid.description)
        return bescheid
    }

    private static func pruefen(
        _ ablehnung: Ablehnung, _ fall: Fall, in session: MandantSession
    ) throws {
        guard fall.eingestelltZum == nil else {
            throw Hindernis(.konflikt, "Der Fall ist schon beendet.")
        }
        guard try !warBewilligt(fall.id, in: session) else {
            throw Hindernis(
                .regel, "Für diesen Fall sind schon Leistungen bewilligt.",
                abhilfe: "Stellen Sie die Leistung ein oder bewilligen Sie die Monate neu.")
        }
        guard !ablehnung.gruende.isEmpty else {
            throw Hindernis(.eingabe, feld: "gruende", "Noch ist kein Grund gewählt.",
                            abhilfe: "Wählen Sie mindestens einen.")
        }
        guard ablehnung.beantragtAm <= session.heute else {
            throw Hindernis(.eingabe, feld: "beantragt", "Der Antrag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, an dem er einging.")
        }
        let versagt = ablehnung.gruende.contains { $0.verlangtAufforderung == true }
        guard try !versagt || Mitwirkung.istVersaeumt(fall.id, in: session) else {
            throw Hindernis(
                .regel, feld: "gruende", "Versagt wird erst nach einer Aufforderung mit Frist, "
                    + "die ohne Erfolg abgelaufen ist (§ 66 Abs. 3 SGB I).",
                abhilfe: "Fordern Sie die Unterlagen im Reiter Dokumente an.")
        }
    }
}

extension Ablehnung {
    /// Der Brief an den Haushalt.
    func text(_ akte: Fallakte, am tag: Kalendertag) -> Schreibentext {
        let namen = akte.mitglieder(am: tag).compactMap { $0.angabe(am: tag)?.name }
        let fuer = namen.count > 1 ? " für \(namen.aufgezaehlt)" : ""
        return Schreibentext(
            titel: "Bescheid über die Ablehnung von Leistungen nach dem AsylbLG",
            abschnitte: [
                .init(absaetze: [
                    "Ihren Antrag vom \(beantragtAm.deutsch) auf Leistungen nach dem "
                        + "Asylbewerberleistungsgesetz (AsylbLG)\(fuer) lehnen wir ab.",
                ]),
                .init(titel: "Gründe", absaetze: gruende.map { "\($0.norm): \($0.text)" }
                    + Anhoerung.zeilen(begruendung)),
                .init(titel: "Was Sie tun können", absaetze: [
                    "Ändern sich Ihre Verhältnisse, können Sie jederzeit einen neuen Antrag "
                        + "stellen.",
                    "Ein Widerspruch führt nicht dazu, dass wir vorläufig leisten. Ist die Hilfe "
                        + "dringend, können Sie beim Sozialgericht eine einstweilige Anordnung "
                        + "beantragen (§ 86b Abs. 2 Sozialgerichtsgesetz).",
                ]),
            ],
            rechtsbehelf: Schreibentext.widerspruchsbelehrung,
            einfach: [
                ("Was steht in diesem Brief?", "Sie bekommen kein Geld von uns."),
                ("Warum?", gruende.map(\.inEinfacherSprache).joined(separator: " ")),
                ("Sie sind nicht einverstanden?",
                 "Dann schreiben Sie uns oder kommen Sie zu uns. Sie haben dafür einen Monat "
                    + "Zeit. Das heißt: Widerspruch. Er kostet kein Geld."),
            ])
    }
}
