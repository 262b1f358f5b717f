import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Eine Änderung der Angaben zu einem Fall. Jede gilt ab einem Tag; was vorher galt, bleibt lesbar.
package enum Fallaenderung: Sendable {
    case unterkunft(Unterkunft)
    case einkommen(Person.ID, Einkommen)
    case vermoegen(Person.ID, Vermoegen)
    case mehrbedarf(Person.ID, Mehrbedarf)
    case monatsbedarf(Person.ID, Monatsbedarf)
    case arbeitsgelegenheit(Person.ID, Arbeitsgelegenheit)
    case wartezeit(Person.ID, Wartezeithindernis)
    case berechtigung(Person.ID, Berechtigung)
    case aufenthalt(Person.ID, Aufenthalt)
    case angabe(Person.ID, Person.Angabe, ab: Kalendertag)
    /// Eine neue Person im Haushalt, durch Geburt oder Zuzug.
    case zugang(NeuerFall.Mitglied, ab: Kalendertag)
    /// `am` ist der letzte Tag im Haushalt.
    case auszug(Person.ID, am: Kalendertag)
}

extension Fall {
    /// Hält eine Änderung fest und sagt im Verlauf, was sich geändert hat. Die Leistung ändert erst
    /// ein Bescheid.
    package static func aendern(_ id: ID, fassung: Int, _ aenderung: Fallaenderung,
                                in session: MandantSession) throws {
        let fall = try aendern(id, fassung: fassung, in: session)
        if let person = aenderung.person { try verlange(person, in: id, session) }
        switch aenderung {
        case let .unterkunft(neu):
            try verlangeAnschrift(id, in: session)
            try umziehen(neu, id, in: session)
        case let .einkommen(person, neu): try person.einkommenErfassen(neu, in: session)
        case let .vermoegen(person, neu): try person.vermoegenErfassen(neu, in: session)
        case let .mehrbedarf(person, neu): try person.mehrbedarfErfassen(neu, in: session)
        case let .monatsbedarf(person, neu): try person.monatsbedarfErfassen(neu, in: session)
        case let .arbeitsgelegenheit(person, neu):
            try person.arbeitsgelegenheitErfassen(neu, in: session)
        case let .wartezeit(person, neu): try person.wartezeithindernisErfassen(neu, in: session)
        case let .berechtigung(person, neu): try person.berechtigen(neu, in: session)
        case let .aufenthalt(person, neu): try person.aufenthaltErfassen(neu, in: session)
        case let .angabe(person, neu, tag):
            try person.angabeErfassen(neu, im: Zeitraum(von: tag), in: session)
        case let .zugang(mitglied, tag): try mitglied.aufnehmen(in: id, ab: tag, in: session)
        case let .auszug(person, tag):
            try Tatsache.mitglied.beenden(person.uuid, nach: tag, in: session)
            try Tatsache.berechtigung.beenden(person.uuid, nach: tag, in: session)
        }
        if aenderung.aendertPersonen { try Personenmarken.nachfuehren(id, in: session) }
        try Aktenvermerk.schreiben(aenderung.vermerk, zu: id, in: session)
        try session.audit("fall.geaendert", fall.aktenzeichen)
    }

    /// Wer die Anschrift nicht sehen darf, ersetzt sie auch nicht.
    private static func verlangeAnschrift(_ id: ID, in session: MandantSession) throws {
        guard try Anschriftenschutz([id], in: session).verborgen(id) else { return }
        throw Hindernis(.regel, "Die Anschrift ist gesperrt.",
                        abhilfe: "Die Unterkunft ändert, wer für die Sperre benannt ist.")
    }

    /// Beendet den Fall: Mitgliedschaften und Berechtigungen enden. Was für spätere Tage schon
    /// bewilligt war, hebt ein Einstellungsbescheid auf; was dafür gezahlt ist, ist überzahlt.
    /// Gibt den Bescheid zurück; nil, wenn nichts aufzuheben war.
    @discardableResult
    package static func einstellen(
        _ id: ID, fassung: Int, zum ende: Kalendertag, grund: String, unterzeichner: Unterzeichner,
        in session: MandantSession
    ) throws -> Bescheid.ID? {
        try beenden(id, fassung: fassung, zum: ende, grund: grund, in: session)
        return try Bewilligung.anpassen(id, unterzeichner: unterzeichner, in: session)
    }

    /// Die Angaben, ohne die Folgen für die Leistung; nur mit `Bewilligung.anpassen` danach ist die
    /// Einstellung vollständig.
    package static func beenden(
        _ id: ID, fassung: Int, zum ende: Kalendertag, grund: String, in session: MandantSession
    ) throws {
        let fall = try aendern(id, fassung: fassung, in: session)
        guard fall.eingestelltZum == nil else {
            throw Hindernis(.konflikt, "Der Fall ist schon eingestellt.")
        }
        let personen = try session.scalars("""
            SELECT DISTINCT person_id FROM mitglied
             WHERE fall_id = \(id) AND ersetzt_am IS NULL ORDER BY person_id
            """, as: Person.ID.self)
        for person in personen {
            try Tatsache.mitglied.beenden(person.uuid, nach: ende, in: session)
            try Tatsache.berechtigung.beenden(person.uuid, nach: ende, in: session)
        }
        try session.execute("UPDATE fall SET eingestellt_zum = \(ende) WHERE id = \(id)")
        try Personenmarken.nachfuehren(id, in: session)
        try Wiedervorlage.abgleichen(nur: id, in: session)
        try Aktenvermerk.schreiben(
            "Fall zum \(ende.deutsch) eingestellt: \(grund)", zu: id, in: session)
        try session.audit("fall.eingestellt", fall.aktenzeichen)
    }

    /// Ändert sich nur, an wen die Miete geht, folgt ihm auch, was schon vorgesehen ist; sonst
    /// regelt es der Bescheid.
    private static func umziehen(_ neu: Unterkunft, _ id: ID, in session: MandantSession) throws {
        let alt = try Fallakte.heute(id, in: session).unterkunft(am: neu.gueltig.von)
        try unterkunftErfassen(neu, fuer: id, in: session)
        guard let alt, neu.unterscheidetSichImVermieter(von: alt) else { return }
        try Zahlung.umleiten(id, in: session)
    }

    private static func verlange(
        _ person: Person.ID, in fall: ID, _ session: MandantSession
    ) throws {
        let gehoert = try session.scalar("""
            SELECT EXISTS (SELECT FROM mitglied WHERE fall_id = \(fall) AND person_id = \(person))
            """, as: Bool.self)
        guard gehoert else { throw Hindernis.nichtGefunden }
    }
}

extension Fallaenderung {
    var person: Person.ID? {
        switch self {
        case .unterkunft, .zugang: nil
        case let .einkommen(person, _), let .vermoegen(person, _), let .berechtigung(person, _),
             let .mehrbedarf(person, _), let .monatsbedarf(person, _),
             let .arbeitsgelegenheit(person, _), let .wartezeit(person, _),
             let .aufenthalt(person, _),
             let .angabe(person, _, _), let .auszug(person, _): person
        }
    }

    /// Ob sich ändert, wer zum Haushalt gehört oder wie jemand heißt.
    var aendertPersonen: Bool {
        switch self {
        case .angabe, .zugang, .auszug: true
        case .unterkunft, .einkommen, .vermoegen, .berechtigung, .aufenthalt, .mehrbedarf,
             .monatsbedarf, .arbeitsgelegenheit, .wartezeit: false
        }
    }

    /// Ohne Namen und Beträge Dritter: Der Verlauf sagt, was sich änderte, die Akte sagt, was gilt.
    var vermerk: String {
        switch self {
        case let .unterkunft(neu):
            "Unterkunft \(neu.gueltig): \(neu.art.bezeichnung), \(neu.anschrift)."
        case let .einkommen(_, neu):
            "Einkommen \(neu.gueltig): \(neu.art.bezeichnung), \(neu.brutto)."
        case let .vermoegen(_, neu): "Vermögen \(neu.gueltig): \(neu.art), \(neu.wert)."
        case let .mehrbedarf(_, neu): "\(neu.art.bezeichnung) \(neu.gueltig)."
        case let .monatsbedarf(_, neu): "\(neu.art.bezeichnung) \(neu.gueltig)."
        case let .arbeitsgelegenheit(_, neu):
            "Arbeitsgelegenheit \(neu.monat.deutsch): \(neu.dauer)"
        case let .wartezeit(_, neu): "\(neu.art.bezeichnung) \(neu.gueltig) (§ 2 AsylbLG)."
        case let .berechtigung(_, neu):
            "Berechtigung \(neu.gueltig): \(neu.grundlage.bezeichnung)"
                + (neu.einschraenkung.map { " nach \($0.norm)." } ?? ".")
        case let .aufenthalt(_, neu): "Aufenthalt \(neu.gueltig): \(neu.status.bezeichnung)."
        case let .angabe(_, _, tag): "Angaben zur Person ab \(tag.deutsch) geändert."
        case let .zugang(neu, tag): "\(neu.angabe.name) ab \(tag.deutsch) im Haushalt."
        case let .auszug(_, tag): "Eine Person verlässt den Haushalt am \(tag.deutsch)."
        }
    }
}
