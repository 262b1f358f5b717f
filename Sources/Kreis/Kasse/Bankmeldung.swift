import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was die Bank in einem Statusbericht (pain.002) zu einer Datei oder zu einer Zahlung darin sagt.
///
/// Angenommen ist nicht gezahlt: Das sagt nur der Kontoauszug. Eine abgelehnte Zahlung erfährt die
/// Kommune genau einmal; über eine abgelehnte Datei und alles, was nicht passt, entscheidet eine
/// Person.
package struct Bankmeldung: Sendable {
    package typealias ID = TypedID<Bankmeldung>

    package enum Ebene: String, Sendable, SQLEnum { case datei, zahlung }

    package enum Zustand: String, Sendable, SQLEnum {
        case vermerkt
        /// Eine Person muss sie ansehen.
        case offen
        case erledigt
    }

    package let id: ID
    package let ebene: Ebene
    package let msgId: String
    package let endToEndId: String
    package let meldung: Statusbericht.Meldung
    package let lauf: Zahllauf.ID?
    package let laufnummer: String?
    package let zustand: Zustand
    /// Warum eine Person sie ansehen muss.
    package let hinweis: String
    package let am: Date
    package let entschiedenVon: User.ID?
    package let entscheidung: String
    /// Unter welchem Namen die Bank das Konto führt; leer, wenn sie ihn nicht nennt.
    package let bankname: String

    /// Die Empfängerüberprüfung hat etwas beanstandet: Jemand entscheidet, ob dennoch gezahlt wird.
    package var istNamenspruefung: Bool {
        ebene == .zahlung && [.nameBeinahe, .namePasstNicht].contains(meldung.status)
    }

    package var istAblehnung: Bool { meldung.status == .abgelehnt }
}

extension Bankmeldung: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        ebene = try row.decode("ebene")
        msgId = try row.decode("msgid")
        endToEndId = try row.decode("endtoend")
        let grund = try row.decode("grund", as: String.self),
            zusatz = try row.decode("zusatz", as: String.self)
        meldung = Statusbericht.Meldung(
            code: try row.decode("status"),
            gruende: grund.isEmpty ? []
                : [Rueckgabegrund(code: grund, zusatz: zusatz.isEmpty ? nil : zusatz)])
        lauf = try row.decode("lauf_id")
        laufnummer = try row.decode("nummer")
        zustand = try row.decode("zustand")
        hinweis = try row.decode("hinweis")
        am = try row.decode("am")
        entschiedenVon = try row.decode("entschieden_von")
        entscheidung = try row.decode("entscheidung")
        bankname = try row.decode("bankname")
    }

    private static let abfrage: SQL = """
        SELECT m.id, m.ebene, m.msgid, m.endtoend, m.status, m.grund, m.zusatz, m.lauf_id, l.nummer,
               m.zustand,
               m.hinweis, m.am, m.entschieden_von, m.entscheidung, m.bankname
          FROM bankmeldung m LEFT JOIN zahllauf l ON l.id = m.lauf_id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Bankmeldung {
        guard let meldung: Bankmeldung = try session.first("\(abfrage) WHERE m.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return meldung
    }

    /// Die Arbeitsliste: Meldungen, die eine Person ansehen muss.
    package static func offene(hoechstens: Int = 200, in session: KreisSession) throws
        -> [Bankmeldung] {
        try session.all("""
            \(abfrage) WHERE m.zustand = 'offen' ORDER BY m.am, m.lfd, m.id LIMIT \(hoechstens)
            """)
    }

    package static func anzahlOffen(in session: KreisSession) throws -> Int {
        try session.scalar("SELECT count(*) FROM bankmeldung WHERE zustand = 'offen'")
    }

    /// Was die Bank zu einem Lauf gemeldet hat, das Jüngste zuerst.
    package static func alle(zu lauf: Zahllauf.ID, hoechstens: Int = 200,
                             in session: KreisSession) throws -> [Bankmeldung] {
        try session.all("""
            \(abfrage) WHERE m.lauf_id = \(lauf) ORDER BY m.am DESC, m.lfd, m.id LIMIT \(hoechstens)
            """)
    }

    package static func alle(aus datei: Bankdatei.ID, hoechstens: Int = 500,
                             in session: KreisSession) throws -> [Bankmeldung] {
        try session.all("""
            \(abfrage) WHERE m.bankdatei_id = \(datei) ORDER BY m.lfd LIMIT \(hoechstens)
            """)
    }

    /// Legt eine offene Meldung mit einem Grund ab. Über eine abgelehnte Datei entscheidet man am
    /// Lauf.
    package static func ablegen(_ id: ID, grund: String, in session: KreisSession) throws {
        try session.execute("SELECT id FROM bankmeldung WHERE id = \(id) FOR UPDATE")
        let meldung = try laden(id, in: session)
        guard meldung.zustand == .offen else {
            throw Hindernis(.konflikt, "Diese Meldung ist inzwischen erledigt.")
        }
        guard meldung.lauf == nil || meldung.ebene == .zahlung || !meldung.istAblehnung else {
            throw Hindernis(.regel, "Über eine abgelehnte Datei wird am Zahllauf entschieden.")
        }
        guard !meldung.istNamenspruefung else {
            throw Hindernis(.regel,
                            "Über die Empfängerüberprüfung wird entschieden, nicht abgelegt.")
        }
        let grund = try Zahllauf.verlangterGrund(grund), wer = try session.benutzer()
        try session.execute("""
            UPDATE bankmeldung SET zustand = 'erledigt', entschieden_von = \(wer),
                entscheidung = \(grund)
             WHERE id = \(id)
            """)
        try session.audit("bankmeldung.abgelegt", id.description, ["grund": grund])
    }
}

extension Bankmeldung {
    /// Entscheidet nach der Empfängerüberprüfung, ob die Bank die Zahlung ausführen soll; wer trotz
    /// der Warnung zahlt, trägt das Risiko. Nie die Person, die den Lauf übergeben hat.
    ///
    /// Der Name bleibt, wie er angeordnet ist; die Kommune erfährt, was die Bank gesagt hat.
    package static func namenspruefungEntscheiden(
        _ id: ID, zahlen: Bool, grund: String, in session: KreisSession
    ) throws {
        try session.execute("SELECT id FROM bankmeldung WHERE id = \(id) FOR UPDATE")
        let meldung = try laden(id, in: session), wer = try session.benutzer()
        guard meldung.zustand == .offen, meldung.istNamenspruefung else {
            throw Hindernis(.konflikt, "Über diese Meldung ist schon entschieden.")
        }
        let uebergaben = try meldung.lauf.map { try Zahllauf.uebergaben($0, in: session) } ?? []
        guard !uebergaben.contains(where: { $0.benutzer == wer }) else {
            throw Hindernis(.regel, "Sie haben diesen Lauf selbst übergeben.",
                            abhilfe: "Bitten Sie eine andere Person der Kreiskasse um die "
                                + "Entscheidung.")
        }
        let grund = try Zahllauf.verlangterGrund(grund)
        let satz = (zahlen ? "Zahlen: " : "Nicht zahlen: ") + grund
        try session.execute("""
            UPDATE bankmeldung SET zustand = 'erledigt', hinweis = '', entschieden_von = \(wer),
                entscheidung = \(satz)
             WHERE id = \(id)
            """)
        try session.audit("bankmeldung.namenspruefung", id.description,
                          ["zahlen": zahlen ? "ja" : "nein", "grund": grund])
    }
}
