import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Kreisstatistik {
    /// Was zum Eröffnen zu sagen ist. Die Frist nennt, wer sie gesetzt hat.
    package struct Eroeffnung: Sendable {
        package var erhebung: String
        package var ende: Kalendertag
        package var kenntnis: Kalendertag?
        package var fristKommunen: Kalendertag
        package var frist: Kalendertag
        package var fristQuelle: String
        package var berichtigt: ID?
        package var grund: String

        package init(
            erhebung: String, ende: Kalendertag, kenntnis: Kalendertag? = nil,
            fristKommunen: Kalendertag, frist: Kalendertag, fristQuelle: String,
            berichtigt: ID? = nil, grund: String = ""
        ) {
            self.erhebung = erhebung
            self.ende = ende
            self.kenntnis = kenntnis
            self.fristKommunen = fristKommunen
            self.frist = frist
            self.fristQuelle = fristQuelle
            self.berichtigt = berichtigt
            self.grund = grund
        }
    }

    /// Beginnt eine Erhebung: Alle Kommunen, die im Zeitraum tätig waren, rechnen, jede für sich.
    @discardableResult
    package static func eroeffnen(_ neu: Eroeffnung, in session: KreisSession) throws -> ID {
        let erhebung = try Erhebung.laden(neu.erhebung, in: session)
        let (beginn, ende) = erhebung.periode.zeitraum(neu.ende)
        guard ende < session.heute else {
            throw Hindernis(.eingabe, feld: "ende", "Der Zeitraum ist noch nicht vorbei.",
                            abhilfe: "Eröffnen Sie ab dem \(ende.plus(tage: 1).deutsch).")
        }
        guard neu.fristKommunen > ende, neu.frist >= neu.fristKommunen else {
            throw Hindernis(.eingabe, feld: "frist", "Die Fristen liegen nicht in ihrer Folge.",
                            abhilfe: "Erst geben die Kommunen ab, dann liefert der Kreis.")
        }
        if let kenntnis = neu.kenntnis, kenntnis < ende || kenntnis > session.heute {
            throw Hindernis(.eingabe, feld: "kenntnis",
                            "Der Kenntnisstand liegt nicht zwischen Stichtag und heute.",
                            abhilfe: "Nennen Sie einen Tag vom \(ende.deutsch) bis heute.")
        }
        let gibtEs: Bool = try session.scalar("""
            SELECT EXISTS (SELECT FROM statistik_lauf
                            WHERE erhebung = \(neu.erhebung) AND ende = \(ende)
                              AND berichtigt IS NOT DISTINCT FROM \(neu.berichtigt))
            """)
        if gibtEs {
            throw neu.berichtigt == nil
                ? Hindernis(.konflikt, feld: "ende", "Diese Erhebung ist schon eröffnet.",
                            abhilfe: "Nach der Lieferung lässt sie sich berichtigen.")
                : Hindernis(.konflikt, feld: "grund", "Diese Lieferung wird schon berichtigt.",
                            abhilfe: "Berichtigen Sie die jüngste Lieferung des Zeitraums.")
        }
        let id = ID()
        try session.execute("""
            SELECT statistik_eroeffnen(
                \(id), \(neu.erhebung), \(beginn), \(ende), \(neu.kenntnis), \(neu.fristKommunen),
                \(neu.frist), \(neu.fristQuelle), \(neu.berichtigt), \(neu.grund),
                \(session.benutzer()))
            """)
        try session.audit("statistik.eroeffnet", id.description,
                          ["erhebung": neu.erhebung, "ende": ende.description])
        return id
    }

    /// Lässt Kommunen neu beginnen, deren Auftrag abgebrochen oder gescheitert ist.
    package func erneutBeauftragen(_ mandanten: [Mandant.ID], in session: KreisSession) throws {
        try session.execute("SELECT platform.statistik_beauftragen(\(id), \(mandanten))")
        try session.audit("statistik.beauftragt", id.description)
    }

    private func verlangeKreis() throws {
        guard verbleib == .kreis else {
            throw Hindernis(.regel, "Diese Meldungen sendet jede Kommune selbst.",
                            abhilfe: "Der Kreis sieht hier nur, wie weit die Kommunen sind.")
        }
    }

    /// Stellt fest, dass die Datei vollständig und richtig ist; liefern muss eine andere Person.
    package static func feststellen(_ id: ID, in session: KreisSession) throws {
        let lauf = try laden(id, in: session)
        try lauf.verlangeKreis()
        guard lauf.festgestellt == nil else { return }
        let offen = try abgaben([id], in: session).filter { $0.zustand != .abgegeben }
        guard offen.isEmpty else {
            throw Hindernis(.regel, offen.count == 1
                            ? "\(offen[0].kommune) hat noch nicht abgegeben."
                            : "\(offen.count) Kommunen haben noch nicht abgegeben.",
                            abhilfe: "Festgestellt wird, wenn alle abgegeben haben.")
        }
        let datei = try Statistikdatei(lauf, am: session.heute, geladenBis: nil, in: session)
        let csv = try datei.pruefsumme(.csv, in: session)
        let datml = try datei.pruefsumme(.datml, in: session)
        try session.execute("""
            INSERT INTO statistik_feststellung (id, lauf_id, saetze, csv_sha256, datml_sha256, tag,
                                                von)
            VALUES (\(UUIDv7()), \(id), \(csv.saetze), \(csv.sha256), \(datml.sha256),
                    \(session.heute), \(session.benutzer()))
            """)
        try session.audit("statistik.festgestellt", id.description)
    }

    /// Liefert genau das Festgestellte; danach ändert sich nichts mehr.
    package static func liefern(_ id: ID, in session: KreisSession) throws {
        let lauf = try laden(id, in: session)
        guard let feststellung = lauf.festgestellt, lauf.geliefert == nil else {
            throw Hindernis(.regel, lauf.geliefert == nil ? "Noch ist nichts festgestellt."
                            : "Die Lieferung ist schon freigegeben.")
        }
        guard try feststellung.von != session.benutzer() else {
            throw Hindernis(.regel, "Wer festgestellt hat, gibt nicht frei.",
                            abhilfe: "Bitten Sie eine andere Person der Statistik.")
        }
        let datei = try Statistikdatei.festgestellte(lauf, in: session)
        for format in Statistikdatei.Format.allCases {
            guard try datei.pruefsumme(format, in: session).sha256 == datei.summe(format) else {
                throw Hindernis(.konflikt, "Die Datei ergibt nicht mehr ihre Prüfsumme.",
                                abhilfe: "Lassen Sie die Daten prüfen.")
            }
        }
        let jahr = session.heute.jahr
        let lfd = try session.naechsteNummer("statistik/\(jahr)")
        let nummer = "ST-\(jahr)-\(lfd.aufgefuellt(auf: 4))"
        try session.execute("""
            INSERT INTO statistik_lieferung (lauf_id, nummer, csv_sha256, datml_sha256, von)
            VALUES (\(id), \(nummer), \(datei.summe(.csv)), \(datei.summe(.datml)),
                    \(session.benutzer()))
            """)
        try session.audit("statistik.geliefert", nummer)
    }

    /// Hält fest, was die Erhebungsstelle geantwortet hat.
    package static func quittieren(
        _ id: ID, _ ergebnis: Statistikquittung.Ergebnis, am tag: Kalendertag, kennzeichen: String,
        vermerk: String, in session: KreisSession
    ) throws {
        guard try laden(id, in: session).geliefert != nil else {
            throw Hindernis(.regel, "Quittiert wird nur, was geliefert ist.")
        }
        guard tag <= session.heute else {
            throw Hindernis(.eingabe, feld: "tag", "Der Tag liegt in der Zukunft.")
        }
        let festgestellt = try session.scalar("""
            SELECT tag FROM statistik_feststellung WHERE lauf_id = \(id)
            """, as: Kalendertag.self)
        guard tag >= festgestellt else {
            throw Hindernis(
                .eingabe, feld: "tag",
                "Die Lieferung ist erst am \(festgestellt.deutsch) festgestellt worden.",
                abhilfe: "Nennen Sie den Tag, an dem die Antwort kam.")
        }
        try session.execute("""
            INSERT INTO statistik_quittung (id, lauf_id, tag, ergebnis, kennzeichen, vermerk, von)
            VALUES (\(UUIDv7()), \(id), \(tag), \(ergebnis.rawValue), \(kennzeichen), \(vermerk),
                    \(session.benutzer()))
            """)
        try session.audit("statistik.quittiert", id.description, ["ergebnis": ergebnis.rawValue])
    }
}
