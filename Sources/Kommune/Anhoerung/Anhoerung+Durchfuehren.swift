import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Anhoerung {
    /// So lange hat man mindestens Zeit, zu antworten; die Rechtsprechung hält zwei Wochen für
    /// angemessen, mit der Post dazu.
    package static let mindestfristTage = 14
    private static let hoechstfristTage = 92

    /// Worum es geht, gleich aus welchem Anlass.
    package struct Vorhaben: Sendable {
        package let anlass: Anlass
        package let norm: String
        package let person: Person.ID
        package let sachverhalt: String

        package init(anlass: Anlass, norm: String, person: Person.ID, sachverhalt: String) {
            self.anlass = anlass
            self.norm = norm
            self.person = person
            self.sachverhalt = sachverhalt
        }
    }

    /// Hört an: Brief mit Frist, Wiedervorlage am Tag danach.
    @discardableResult
    package static func anhoeren(
        _ vorhaben: Vorhaben, fall: Fall.ID, frist: Kalendertag, fassung: Int? = nil,
        unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> ID {
        try anhoeren(vorhaben, text: text(vorhaben, frist: frist), fall: fall, frist: frist,
                     fassung: fassung, unterzeichner: unterzeichner, in: session)
    }

    static func anhoeren(
        _ vorhaben: Vorhaben, text: Schreibentext, fall: Fall.ID, frist: Kalendertag, fassung: Int?,
        unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> ID {
        let tage = session.heute.tage(bis: frist)
        guard (mindestfristTage...hoechstfristTage).contains(tage) else {
            let erster = session.heute.plus(tage: mindestfristTage)
            throw Hindernis(
                .eingabe, feld: "frist", tage < mindestfristTage ? "Die Frist ist zu kurz."
                    : "Die Frist ist länger als drei Monate.",
                abhilfe: "Geben Sie frühestens den \(erster.deutsch) an: zwei Wochen sind "
                    + "angemessen.")
        }
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let akte = try Fallakte.heute(fall, in: session)
        let schreiben = try Schreiben.anlegen(.anhoerung, text, an: vorhaben.person, akte: akte,
                                              unterzeichner: unterzeichner, in: session)
        let id = try speichern(vorhaben, fall: fall, schreiben: schreiben, frist: frist,
                               in: session)
        try Wiedervorlage.setzen(
            [.anhoerung(id, fall: fall, norm: vorhaben.norm, frist: frist)], in: session)
        try Aktenvermerk.schreiben(
            "Anhörung zu \(vorhaben.norm) versandt, Antwort bis \(frist.deutsch).", zu: fall,
            in: session)
        try session.audit("anhoerung.versandt", id.description)
        return id
    }

    /// Sieht von der Anhörung ab. Das geht nur aus einem Grund des § 24 Abs. 2 SGB X, der dasteht.
    @discardableResult
    package static func absehen(
        _ vorhaben: Vorhaben, fall: Fall.ID, verzicht: Anhoerungsverzicht, grund: String,
        fassung: Int? = nil, in session: MandantSession
    ) throws -> ID {
        guard vorhaben.anlass != .einschraenkung || verzicht != .geringfuegig else {
            throw Hindernis(.eingabe, feld: "verzicht", "Eine Einschränkung ist keine Aufrechnung.",
                            abhilfe: "Hören Sie an oder wählen Sie einen anderen Grund.")
        }
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let id = try speichern(vorhaben, fall: fall, verzicht: verzicht, grund: grund, in: session)
        try Aktenvermerk.schreiben(
            "Von der Anhörung zu \(vorhaben.norm) abgesehen (\(verzicht.norm)): \(grund)", zu: fall,
            in: session)
        try session.audit("anhoerung.unterblieben", id.description, ["grund": verzicht.rawValue])
        return id
    }

    private static func speichern(
        _ vorhaben: Vorhaben, fall: Fall.ID, schreiben: Schreiben.ID? = nil,
        frist: Kalendertag? = nil,
        verzicht: Anhoerungsverzicht? = nil, grund: String = "", in session: MandantSession
    ) throws -> ID {
        let id = ID()
        try session.execute("""
            INSERT INTO anhoerung (id, fall_id, anlass, norm, person_id, sachverhalt, schreiben_id,
                                   frist, verzicht, verzicht_grund, angelegt_von)
            VALUES (\(id), \(fall), \(vorhaben.anlass), \(vorhaben.norm), \(vorhaben.person),
                    \(vorhaben.sachverhalt), \(schreiben), \(frist), \(verzicht?.rawValue),
                    \(grund),
                    \(session.benutzer()))
            """)
        return id
    }

    /// Hält fest, was geantwortet wurde; auch nach Ablauf der Frist, solange nichts entschieden
    /// ist.
    package static func antwortErfassen(_ id: ID, eingegangen: Kalendertag, text: String,
                                        in session: MandantSession) throws {
        guard let anhoerung = try gespeichert(id, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let versandt = Uhr.berlinTag(anhoerung.angelegtAm)
        guard anhoerung.ergebnis == nil, anhoerung.schreiben != nil else {
            throw Hindernis(.regel, "Zu dieser Anhörung wird keine Antwort mehr erwartet.")
        }
        guard eingegangen <= session.heute, eingegangen >= min(versandt, session.heute) else {
            throw Hindernis(.eingabe, feld: "eingegangen",
                            "An diesem Tag kann die Antwort nicht gekommen sein.",
                            abhilfe: "Wählen Sie einen Tag seit der Anhörung bis heute.")
        }
        _ = try Fall.aendern(anhoerung.fall, in: session)
        try session.execute("""
            INSERT INTO anhoerung_antwort (id, anhoerung_id, eingegangen, text, erfasst_von)
            VALUES (\(UUIDv7()), \(id), \(eingegangen), \(text), \(session.benutzer()))
            """)
        try Aktenvermerk.schreiben(
            "Antwort auf die Anhörung vom \(eingegangen.deutsch) erfasst.", zu: anhoerung.fall,
            in: session)
        try session.audit("anhoerung.beantwortet", id.description)
    }

    /// Schließt die Anhörung ab: Es ist entschieden, oder es bleibt, wie es ist.
    package static func abschliessen(_ id: ID, _ ergebnis: Ergebnis, begruendung: String,
                                     in session: MandantSession) throws {
        guard let anhoerung = try gespeichert(id, in: session) else {
            throw Hindernis.nichtGefunden
        }
        guard anhoerung.ergebnis == nil else {
            throw Hindernis(.konflikt, "Über diese Anhörung ist schon entschieden.")
        }
        if ergebnis == .entschieden { try anhoerung.verlangeReife(heute: session.heute) }
        _ = try Fall.aendern(anhoerung.fall, in: session)
        try session.execute("""
            INSERT INTO anhoerung_ergebnis (anhoerung_id, ergebnis, begruendung, benutzer_id)
            VALUES (\(id), \(ergebnis), \(begruendung), \(session.benutzer()))
            """)
        try Aktenvermerk.schreiben(
            "Nach Anhörung \(ergebnis.rawValue) (\(anhoerung.norm)): \(begruendung)",
            zu: anhoerung.fall, in: session)
        try session.audit("anhoerung.abgeschlossen", id.description,
                          ["ergebnis": ergebnis.rawValue])
    }

    /// Vor Ablauf der Frist wird ohne Antwort nicht entschieden.
    func verlangeReife(heute: Kalendertag) throws {
        guard !istEntscheidungsreif(heute: heute), let frist else { return }
        throw Hindernis(
            .regel, "Die Frist der Anhörung läuft noch bis zum \(frist.deutsch).",
            abhilfe: "Erfassen Sie die Antwort oder warten Sie die Frist ab.")
    }
}
