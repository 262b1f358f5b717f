import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was der geltende Bescheid eines Monats als zu viel gezahlt festgestellt hat, soweit es noch
/// keine Forderung verfolgt und das Geld nicht inzwischen von der Bank zurückkam. Ein neuer
/// Bescheid stellt dasselbe noch einmal fest.
package struct OffeneUeberzahlung: Sendable, RowDecodable {
    package typealias ID = TypedID<OffeneUeberzahlung>

    package let id: ID
    package let monat: Monat
    package let zweck: Zahlung.Zweck
    package let betrag: Geld
    package let bescheid: Bescheid.ID
    package let bescheidnummer: String
    package let erkanntAm: Kalendertag

    package init(row: Row) throws {
        id = try row.decode("id")
        monat = try row.decode("monat")
        zweck = try row.decode("zweck")
        betrag = try row.decode("betrag_cent")
        bescheid = try row.decode("bescheid_id")
        bescheidnummer = try row.decode("nummer")
        erkanntAm = try row.decode("erlassen_am")
    }

    package static func alle(zu fall: Fall.ID, in session: MandantSession)
        throws -> [OffeneUeberzahlung] {
        try session.all("""
            SELECT u.id, u.monat, u.zweck,
                   u.betrag_cent - v.summe_cent - w.summe_cent AS betrag_cent,
                   u.bescheid_id, b.nummer, b.erlassen_am
              FROM ueberzahlung u
              JOIN bescheid b ON b.id = u.bescheid_id
              JOIN anspruch a ON a.fall_id = u.fall_id AND a.monat = u.monat
                             AND a.bescheid_id = u.bescheid_id AND a.ersetzt_am IS NULL
              CROSS JOIN LATERAL (
                   SELECT coalesce(sum(p.betrag_cent), 0)::bigint AS summe_cent
                     FROM rueckforderung_position p
                     JOIN rueckforderung r ON r.id = p.rueckforderung_id
                    WHERE r.fall_id = u.fall_id AND p.monat = u.monat AND p.zweck = u.zweck) v
              CROSS JOIN LATERAL (
                   SELECT coalesce(sum(z.betrag_cent), 0)::bigint AS summe_cent
                     FROM zahlung z
                    WHERE z.fall_id = u.fall_id AND z.monat = u.monat AND z.zweck = u.zweck
                      AND z.zustand IN ('rueckgelaufen', 'bank_abgelehnt')
                      AND z.zustand_am > a.erfasst_am
                      AND NOT EXISTS (SELECT FROM zahlung n WHERE n.ersetzt_zahlung_id = z.id)) w
             WHERE u.fall_id = \(fall) AND u.betrag_cent > v.summe_cent + w.summe_cent
             ORDER BY u.monat, u.zweck, u.id
            """)
    }
}

extension Rueckforderung {
    /// Eine von Hand erfasste Überzahlung.
    package struct Handposten: Sendable {
        package let monat: Monat
        package let zweck: Zahlung.Zweck
        package let betrag: Geld

        package init(monat: Monat, zweck: Zahlung.Zweck, betrag: Geld) {
            self.monat = monat
            self.zweck = zweck
            self.betrag = betrag
        }
    }

    /// Legt eine Forderung an: aus erkannten Überzahlungen, von Hand oder beidem. Verlangt ist noch
    /// nichts.
    package static func anlegen(
        fall: Fall.ID, schuldner: Person.ID, grund: String, kenntnis: Kalendertag,
        ueberzahlungen: [OffeneUeberzahlung.ID], handposten: [Handposten] = [], fassung: Int? = nil,
        in session: MandantSession
    ) throws -> ID {
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let offene = try OffeneUeberzahlung.alle(zu: fall, in: session)
            .filter { ueberzahlungen.contains($0.id) }
        guard offene.count == Set(ueberzahlungen).count else {
            throw Hindernis(.konflikt,
                            "Eine der Überzahlungen verfolgt schon eine andere Forderung.",
                            abhilfe: "Laden Sie die Seite neu und wählen Sie noch einmal.")
        }
        guard !(offene.isEmpty && handposten.isEmpty) else {
            throw Hindernis(.eingabe, feld: "ueberzahlung", "Es ist kein Betrag gewählt.",
                            abhilfe: "Wählen Sie eine Überzahlung oder tragen Sie Monat und "
                                + "Betrag ein.")
        }
        guard kenntnis <= session.heute else {
            throw Hindernis(.eingabe, feld: "kenntnis", "Der Tag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, an dem die Tatsachen bekannt waren.")
        }
        let akte = try Fallakte.heute(fall, in: session)
        guard let person = akte.mitglieder.first(where: { $0.id == schuldner }),
              let angabe = person.angabe(am: session.heute) else { throw Hindernis.nichtGefunden }
        let id = ID(), lfd = try session.naechsteNummer("rueckforderung/\(session.heute.jahr)")
        let jahr = session.heute.jahr, nummer = lfd.aufgefuellt(auf: 5)
        let zeichen = "R\(session.mandant.kuerzelGross)-\(jahr)-\(nummer)"
        try session.execute("""
            INSERT INTO rueckforderung (id, fall_id, kassenzeichen, schuldner_id, grund,
                                        kenntnis_am,
                                        angelegt_von)
            VALUES (\(id), \(fall), \(zeichen), \(schuldner), \(grund), \(kenntnis),
            \(session.benutzer()))
            """)
        try session.executeAll(offene.map { offen in
            position(id, offen.monat, offen.zweck, offen.betrag, ueberzahlung: offen)
        } + handposten.map { position(id, $0.monat, $0.zweck, $0.betrag, ueberzahlung: nil) })
        guard let forderung = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        try forderung.vermerken("Rückforderung von \(forderung.summe) gegen \(angabe.name) "
            + "angelegt. \(grund)",
                                "angelegt", ["summe": forderung.summe.dezimal], in: session)
        return id
    }

    private static func position(_ id: ID, _ monat: Monat, _ zweck: Zahlung.Zweck, _ betrag: Geld,
                                 ueberzahlung: OffeneUeberzahlung?) -> SQL {
        """
        INSERT INTO rueckforderung_position (id, rueckforderung_id, monat, zweck, betrag_cent,
                                             ueberzahlung_id, bescheid_id)
        VALUES (\(Position.ID()), \(id), \(monat), \(zweck), \(betrag), \(ueberzahlung?.id),
                \(ueberzahlung?.bescheid))
        """
    }

    /// Hört vor der Rückforderung an.
    package static func anhoeren(_ id: ID, frist: Kalendertag, unterzeichner: Unterzeichner,
                                 in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        try forderung.verlangeOhneAnhoerung()
        let anhoerung = try Anhoerung.anhoeren(
            forderung.vorhaben, text: forderung.anhoerungstext(frist: frist), fall: forderung.fall,
            frist: frist, fassung: nil, unterzeichner: unterzeichner, in: session)
        try forderung.verbinden(anhoerung, in: session)
    }

    /// Sieht von der Anhörung ab, mit dem Grund des § 24 Abs. 2 SGB X.
    package static func ohneAnhoerung(_ id: ID, verzicht: Anhoerungsverzicht, grund: String,
                                      in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        try forderung.verlangeOhneAnhoerung()
        if verzicht == .geringfuegig, forderung.summe >= 70 {
            throw Hindernis(.eingabe, feld: "verzicht",
                            "\(forderung.summe) sind nicht weniger als 70 Euro.",
                            abhilfe: "Hören Sie an oder wählen Sie einen anderen Grund.")
        }
        let anhoerung = try Anhoerung.absehen(forderung.vorhaben, fall: forderung.fall,
                                              verzicht: verzicht,
                                              grund: grund, in: session)
        try forderung.verbinden(anhoerung, in: session)
    }

    private var vorhaben: Anhoerung.Vorhaben {
        Anhoerung.Vorhaben(anlass: .rueckforderung, norm: "§ 50 SGB X", person: schuldner,
                           sachverhalt: grund)
    }

    private func verlangeOhneAnhoerung() throws {
        guard anhoerung == nil else {
            throw Hindernis(.konflikt, "Zu dieser Forderung wurde schon angehört.")
        }
    }

    private func verbinden(_ anhoerung: Anhoerung.ID, in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO rueckforderung_anhoerung (rueckforderung_id, fall_id, anhoerung_id)
            VALUES (\(id), \(fall), \(anhoerung))
            """)
    }
}
