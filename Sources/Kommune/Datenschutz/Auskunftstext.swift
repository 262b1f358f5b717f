import Grundwerte
import Platform
import Postgres

/// Der lesbare Teil einer Auskunft: erst die Angaben, dann wozu, woher, wohin und wie lange
/// (Art. 15 Abs. 1 DSGVO).
struct Auskunftstext: Sendable {
    private var abschnitte: [Schreibentext.Abschnitt] = []

    init(person: Person.ID, faelle: [Fall.ID], schwaerzung: Schwaerzung, dokumente: [String],
         in session: MandantSession) throws {
        for abfrage in Auskunftstext.abfragen(person, faelle) {
            let zeilen = try session.scalars(abfrage.sql, as: [String].self)
                .map { abfrage.zeile($0).map(schwaerzung.anwenden) }
            abschnitte.append(Schreibentext.Abschnitt(
                titel: abfrage.titel,
                absaetze: zeilen.isEmpty ? ["Dazu ist nichts gespeichert."] : [],
                tabelle: zeilen.isEmpty ? [] : [abfrage.spalten] + zeilen))
        }
        abschnitte.append(Schreibentext.Abschnitt(
            titel: "Dokumente der Akte",
            absaetze: [dokumente.isEmpty ? "In der Akte liegt kein Dokument."
                : "Diese Dokumente liegen dem Datenpaket bei:"],
            liste: dokumente.isEmpty ? nil : dokumente))
        try verarbeitung(in: session)
    }

    func schreiben(_ auskunft: Auskunft) -> Schreibentext {
        let anfang = Schreibentext.Abschnitt(absaetze: [
            "am \(auskunft.verlangtAm.deutsch) haben Sie Auskunft über Ihre Daten verlangt "
                + "(Art. 15 Datenschutz-Grundverordnung). Hier steht, was wir über Sie gespeichert "
                + "haben, wozu wir es brauchen, wer es bekommt und wie lange es bleibt.",
            "Angaben anderer Personen Ihres Haushalts sind ausgelassen oder mit "
                + "\(Schwaerzung.balken) unkenntlich gemacht. Alle Daten in maschinenlesbarer Form "
                + "und die Dokumente selbst enthält das Datenpaket.",
        ])
        return Schreibentext(
            titel: "Auskunft über Ihre gespeicherten Daten", abschnitte: [anfang] + abschnitte,
            einfach: [
                ("Was ist das?", "Sie wollten wissen, was wir über Sie aufgeschrieben haben. Hier "
                    + "steht alles."),
                ("Stimmt etwas nicht?", "Dann sagen Sie es uns. Wir berichtigen es."),
            ])
    }

    /// Zweck, Grundlage, Empfänger und Dauer je Kategorie, dann die Rechte.
    private mutating func verarbeitung(in session: MandantSession) throws {
        let regeln = try Loeschregel.geltende(am: session.heute, in: session)
        for kategorie in Datenkategorie.allCases
        where kategorie != .betrieb && kategorie != .beschaeftigte {
            let dauer = kategorie.loeschart.flatMap { regeln[$0] }
            abschnitte.append(Schreibentext.Abschnitt(
                titel: "Wozu und wie lange: \(kategorie.bezeichnung)", absaetze: [
                    "Zweck: \(kategorie.zweck). Rechtsgrundlage: \(kategorie.grundlage).",
                    "Empfänger: " + (kategorie.empfaenger.isEmpty ? "nur die Kommune"
                        : kategorie.empfaenger.joined(separator: "; ")) + ".",
                    dauer.map { "Gespeichert: \($0.dauer) (\($0.fundstelle))." } ?? "",
                ].filter { !$0.isEmpty }))
        }
        abschnitte.append(Schreibentext.Abschnitt(
            titel: "Herkunft und Ihre Rechte", absaetze: [
                "Die Daten stammen von Ihnen, aus Ihren Unterlagen, von der Ausländerbehörde und "
                    + "aus dem Verfahren selbst. Eine automatisierte Entscheidung nach Art. 22 "
                    + "DSGVO findet nicht statt: Über jede Leistung entscheidet ein Mensch.",
                "Sie können verlangen, dass wir Falsches berichtigen (Art. 16), Daten löschen, die "
                    + "wir nicht mehr brauchen (Art. 17), oder ihre Verarbeitung einschränken "
                    + "(Art. 18). Sie können widersprechen (Art. 21) und sich bei der "
                    + "Landesbeauftragten für Datenschutz und Informationsfreiheit "
                    + "Nordrhein-Westfalen beschweren.",
            ]))
    }
}
