import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was von einem Widerspruch beim Eingang bekannt ist.
package struct Widerspruchseingang: Sendable {
    package let eingegangen: Kalendertag
    package let erhobenVon: String
    package let form: Widerspruch.Form
    package let begruendung: String
    package let bekanntgabe: Bekanntgabeart
    package let abgesandt: Kalendertag
    /// Späterer Zugang, wenn er feststeht.
    package let zugang: Kalendertag?
    package let belehrt: Bool
    package let regelung: AufschiebendeWirkung.Regelung
    /// Warum die Frist versäumt ist und was daraus folgt; nur bei Verspätung.
    package let versaeumnis: String

    package init(
        eingegangen: Kalendertag, erhobenVon: String, form: Widerspruch.Form,
        begruendung: String = "",
        bekanntgabe: Bekanntgabeart, abgesandt: Kalendertag, zugang: Kalendertag? = nil,
        belehrt: Bool,
        regelung: AufschiebendeWirkung.Regelung, versaeumnis: String = ""
    ) {
        self.eingegangen = eingegangen
        self.erhobenVon = erhobenVon
        self.form = form
        self.begruendung = begruendung
        self.bekanntgabe = bekanntgabe
        self.abgesandt = abgesandt
        self.zugang = zugang
        self.belehrt = belehrt
        self.regelung = regelung
        self.versaeumnis = versaeumnis
    }

    package var frist: Widerspruchsfrist {
        Widerspruchsfrist(abgesandt: abgesandt, art: bekanntgabe, tatsaechlich: zugang,
                          belehrt: belehrt)
    }
}

extension Widerspruch {
    /// Wogegen ein Widerspruch möglich ist: welcher Fall, welche Nummer, wann erlassen.
    package struct Gegenstand: Sendable {
        package let fall: Fall.ID
        package let nummer: String
        package let erlassen: Kalendertag
        /// Was er regelt, soweit es sich aus seiner Art ergibt; das Formular schlägt es vor.
        package let regelung: AufschiebendeWirkung.Regelung
    }

    package static func gegenstand(_ ziel: Ziel, in session: MandantSession) throws -> Gegenstand {
        switch ziel {
        case let .bescheid(id):
            guard let bescheid = try Bescheid.laden(id, in: session)
                else { throw Hindernis.nichtGefunden }
            return Gegenstand(fall: bescheid.fall, nummer: bescheid.nummer,
                              erlassen: bescheid.erlassenAm,
                              regelung: bescheid.art == .einstellung ? .entzug
                                  : .ablehnung)
        case let .schreiben(id):
            guard let schreiben = try Schreiben.laden(id, in: session)
                else { throw Hindernis.nichtGefunden }
            guard schreiben.art.istBescheid else {
                throw Hindernis(.regel, "Gegen dieses Schreiben gibt es keinen Widerspruch; es "
                    + "ist kein Bescheid.")
            }
            return Gegenstand(fall: schreiben.fall, nummer: schreiben.nummer,
                              erlassen: schreiben.datum,
                              regelung: .erstattung)
        }
    }

    /// Nimmt einen Widerspruch auf, rechnet die Frist und legt die Wiedervorlagen an.
    package static func erfassen(_ eingang: Widerspruchseingang, gegen ziel: Ziel,
                                 in session: MandantSession) throws -> ID {
        let gegenstand = try gegenstand(ziel, in: session)
        _ = try Fall.aendern(gegenstand.fall, in: session)
        try pruefen(eingang, gegenstand, ziel, in: session)
        let frist = eingang.frist, id = ID()
        let ohne = AufschiebendeWirkung.entfaellt(bei: eingang.regelung)
        let bescheid: Bescheid.ID? = if case let .bescheid(id) = ziel { id } else { nil }
        let schreiben: Schreiben.ID? = if case let .schreiben(id) = ziel { id } else { nil }
        try session.execute("""
            INSERT INTO widerspruch (id, fall_id, bescheid_id, schreiben_id, eingegangen,
                                     erhoben_von, form,
                                     begruendung, bekannt_art, abgesandt, bekannt_am, belehrt,
                                     frist,
                                     versaeumnis, wirkung, wirkung_grund, erfasst_von)
            VALUES (\(id), \(gegenstand.fall), \(bescheid), \(schreiben), \(eingang.eingegangen),
                    \(eingang.erhobenVon), \(eingang.form), \(eingang.begruendung),
                    \(eingang.bekanntgabe.rawValue), \(eingang.abgesandt), \(frist.bekanntgabe),
                    \(eingang.belehrt), \(frist.ende), \(eingang.versaeumnis),
                    \(ohne == nil ? "aufschiebend" : "keine"), \(ohne ?? ""), \(session.benutzer()))
            """)
        try wiedervorlagen(eingang, gegenstand, in: session)
        let spaet = frist.istGewahrt(eingang: eingang.eingegangen)
            ? "fristgerecht (Ende \(frist.ende.deutsch))"
            : "verspätet (Ende \(frist.ende.deutsch)): \(eingang.versaeumnis)"
        try Aktenvermerk.schreiben(
            "Widerspruch gegen Bescheid \(gegenstand.nummer) von \(eingang.erhobenVon), "
                + "eingegangen am "
                + "\(eingang.eingegangen.deutsch), \(spaet). "
                + (ohne.map { "Keine aufschiebende Wirkung: \($0)" }
                   ?? "Er hat aufschiebende Wirkung."),
            zu: gegenstand.fall, in: session)
        try session.audit("widerspruch.erfasst", id.description)
        return id
    }

    private static func pruefen(_ eingang: Widerspruchseingang, _ gegenstand: Gegenstand,
                                _ ziel: Ziel,
                                in session: MandantSession) throws {
        guard eingang.abgesandt >= gegenstand.erlassen else {
            throw Hindernis(.eingabe, feld: "abgesandt",
                            "Der Bescheid ist vom \(gegenstand.erlassen.deutsch).",
                            abhilfe: "Er kann nicht früher bekannt gegeben sein.")
        }
        guard eingang.eingegangen >= eingang.abgesandt, eingang.eingegangen <= session.heute else {
            throw Hindernis(.eingabe, feld: "eingegangen",
                            "An diesem Tag kann er nicht eingegangen sein.",
                            abhilfe: "Wählen Sie einen Tag von der Bekanntgabe bis heute.")
        }
        guard try !gibtOffenen(ziel, in: session) else {
            throw Hindernis(.konflikt, "Gegen diesen Bescheid ist schon ein Widerspruch offen.",
                            abhilfe: "Ergänzen Sie dort oder entscheiden Sie ihn zuerst.")
        }
        let frist = eingang.frist
        if !frist.istGewahrt(eingang: eingang.eingegangen), eingang.versaeumnis.isEmpty {
            let ab = AsylbLG.nachzahlungAb(ueberpruefung: eingang.eingegangen)
            throw Hindernis(
                .eingabe, feld: "versaeumnis", "Die Frist endete am \(frist.ende.deutsch).",
                abhilfe: "Schreiben Sie, warum er zu spät ist und ob Wiedereinsetzung gewährt "
                    + "wird (§ 67 SGG). "
                    + "Als Überprüfungsantrag nach § 44 SGB X wirkt er auf Leistungen ab "
                    + "\(ab.deutsch).")
        }
    }

    private static func gibtOffenen(_ ziel: Ziel, in session: MandantSession) throws -> Bool {
        let bedingung: SQL = switch ziel {
        case let .bescheid(id): "w.bescheid_id = \(id)"
        case let .schreiben(id): "w.schreiben_id = \(id)"
        }
        return try session.scalar("""
            SELECT EXISTS (SELECT FROM widerspruch w WHERE \(bedingung)
               AND NOT EXISTS (SELECT FROM widerspruch_entscheidung e
                               WHERE e.widerspruch_id = w.id))
            """)
    }

    /// Zwei Wochen zur Abhilfeprüfung; ein Monat vor der Untätigkeitsklage (§ 88 Abs. 2 SGG) noch
    /// einmal.
    private static func wiedervorlagen(_ eingang: Widerspruchseingang, _ gegenstand: Gegenstand,
                                       in session: MandantSession) throws {
        let pruefen = Feiertag.werktag(ab: session.heute.plus(tage: 14))
        try Wiedervorlage.anlegen("Widerspruch gegen Bescheid \(gegenstand.nummer): Abhilfe "
            + "prüfen.",
                                  zu: gegenstand.fall, faellig: pruefen, quelle: .automatisch,
                                  in: session)
        let klage = eingang.eingegangen.plus(monate: 3)
        try Wiedervorlage.anlegen(
            "Widerspruch gegen Bescheid \(gegenstand.nummer): Ab \(klage.deutsch) ist die "
                + "Untätigkeitsklage möglich.",
            zu: gegenstand.fall, faellig: max(session.heute, eingang.eingegangen.plus(monate: 2)),
            quelle: .automatisch, in: session)
        if !eingang.form.istWirksam {
            try Wiedervorlage.anlegen(
                "Widerspruch gegen Bescheid \(gegenstand.nummer) kam formlos: Form bis "
                    + "\(eingang.frist.ende.deutsch) nachholen lassen.", zu: gegenstand.fall,
                faellig: session.heute, quelle: .automatisch, in: session)
        }
    }
}
