import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahllauf {
    /// Beginnt einen Lauf und stellt seine Erstellung in die Warteschlange.
    ///
    /// Läuft für denselben Zahlweg und Tag schon eine Erstellung, so ist das dieser Lauf: Zwei
    /// Klicks machen einen.
    package static func anlegen(_ zahlweg: Zahlweg, ausfuehrung: Kalendertag,
                                in session: KreisSession) throws -> ID {
        let von = try session.benutzer()
        try pruefe(ausfuehrung, zahlweg, heute: session.heute)
        guard try zahlweg.istKassenliste
            || Bankkonto.laden(zahlweg, am: ausfuehrung, in: session) != nil else {
            throw Hindernis(
                .regel,
                "Für den Zahlweg „\(zahlweg.bezeichnung)“ ist kein Konto des Kreises hinterlegt.",
                abhilfe: "Hinterlegen Sie zuerst das Konto.")
        }
        let faelligBis = try zahlweg.istEilig ? ausfuehrung
            : Zahllaufkalender.laden(in: session).faelligBis(lauf: ausfuehrung)
            ?? Bankkalender.gutschrift(ausfuehrung: ausfuehrung)
        let id = ID()
        // Die laufende Nummer wird erst vergeben, wenn der Platz frei ist, damit keine ausfällt.
        if let laufender = try entwurf(zahlweg, ausfuehrung, in: session) { return laufender }
        try pruefeFaellige(zahlweg, bis: faelligBis, in: session)
        do {
            try session.transaction.savepoint {
                let lfd = try session.naechsteNummer("zahllauf/\(session.heute.jahr)")
                // Zwei Anfragen zugleich: Die zweite wartete eben auf den Zähler und sieht jetzt
                // die erste.
                if try entwurf(zahlweg, ausfuehrung, in: session) != nil { throw SchonBegonnen() }
                let nummer = "\(session.heute.jahr)-\(lfd.aufgefuellt(auf: 3))"
                try session.execute("""
                    INSERT INTO zahllauf (id, nummer, zahlweg, ausfuehrungstag, faellig_bis, msgid,
                                          erstellt_von)
                    VALUES (\(id), \(nummer), \(zahlweg), \(ausfuehrung), \(faelligBis),
                            \("ML-\(nummer)-\(zufallsteil())"), \(von))
                    """)
            }
        } catch is SchonBegonnen {
            if let laufender = try entwurf(zahlweg, ausfuehrung, in: session) { return laufender }
            throw einAndererLaeuft
        } catch let fehler as PostgresError where fehler.constraint == "zahllauf_einer_offen" {
            throw einAndererLaeuft
        }
        try session.enqueue(ZahllaufErstellen(lauf: id), key: id.description)
        try session.audit("zahllauf.begonnen", id.description,
                          ["ausfuehrung": ausfuehrung.description])
        return id
    }

    /// Stellt die Erstellung eines stehengebliebenen Entwurfs noch einmal in die Warteschlange.
    package static func nochmalsErstellen(_ id: ID, in session: KreisSession) throws {
        let lauf = try sperren(id, in: session)
        guard lauf.zustand == .entwurf else { return }
        try session.enqueue(ZahllaufErstellen(lauf: id), key: id.description)
    }

    private struct SchonBegonnen: Error {}

    private static let einAndererLaeuft = Hindernis(
        .konflikt, "Für diesen Zahlweg wird gerade ein anderer Zahllauf erstellt.",
        abhilfe: "Warten Sie, bis er fertig ist, oder verwerfen Sie ihn.")

    private static func entwurf(
        _ zahlweg: Zahlweg, _ tag: Kalendertag, in session: KreisSession
    ) throws -> ID? {
        let offen = try session.first("""
            SELECT id, ausfuehrungstag FROM zahllauf
             WHERE zahlweg = \(zahlweg) AND zustand = 'entwurf'
            """) { (try $0.decode("id", as: ID.self),
                    try $0.decode("ausfuehrungstag", as: Kalendertag.self)) }
        guard let offen else { return nil }
        guard offen.1 == tag else { throw einAndererLaeuft }
        return offen.0
    }

    private static func pruefe(_ tag: Kalendertag, _ zahlweg: Zahlweg, heute: Kalendertag) throws {
        guard tag >= heute else {
            throw Hindernis(
                .eingabe, feld: "ausfuehrung", "Der Ausführungstag \(tag.deutsch) ist vorbei.",
                abhilfe: "Wählen Sie heute oder einen späteren Banktag.")
        }
        guard heute.tage(bis: tag) <= DKRegeln.hoechsterVorlaufTage else {
            throw Hindernis(.eingabe, feld: "ausfuehrung",
                            "Banken nehmen Aufträge höchstens \(DKRegeln.hoechsterVorlaufTage) "
                                + "Tage im Voraus an.",
                            abhilfe: "Wählen Sie einen früheren Tag.")
        }
        guard zahlweg.istEilig || Bankkalender.istBanktag(tag) else {
            let naechster = Bankkalender.naechsterBanktag(nach: tag)
            throw Hindernis(
                .eingabe, feld: "ausfuehrung", "Am \(tag.deutsch) arbeiten die Banken nicht.",
                abhilfe: "Der nächste Banktag ist der \(naechster.deutsch).")
        }
    }

    private static func pruefeFaellige(
        _ zahlweg: Zahlweg, bis tag: Kalendertag, in session: KreisSession
    ) throws {
        let gibtEs = try session.scalar("""
            SELECT EXISTS (SELECT FROM zahlungsauftrag
                            WHERE zahlweg = \(zahlweg) AND zustand = 'offen' AND faellig <= \(tag))
            """, as: Bool.self)
        guard gibtEs else { throw Hindernis(.regel, nichtsFaellig(bis: tag)) }
    }

    static func nichtsFaellig(bis tag: Kalendertag) -> String {
        "Es gibt keinen offenen Auftrag, der bis zum \(tag.deutsch) fällig ist."
    }

    /// 64 Bit Zufall: Auch eine aus der Sicherung wiederhergestellte Kasse wiederholt keine
    /// Kennung.
    private static func zufallsteil() -> String {
        let hex = String(UInt64.random(in: 0...UInt64.max), radix: 16, uppercase: true)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }
}

/// Nimmt die fälligen Aufträge in den Lauf, schreibt die Datei und schließt sich selbst in
/// derselben Transaktion ab: Ein Absturz lässt den Entwurf zurück, der nächste Versuch beginnt von
/// vorn, ein zweiter findet nichts mehr zu tun.
package struct ZahllaufErstellen: Job {
    package static let kind = "zahllauf.erstellen"
    package let lauf: Zahllauf.ID

    package init(lauf: Zahllauf.ID) { self.lauf = lauf }

    package func run(_ run: JobRun) async throws {
        let jetzt = run.database.uhr.jetzt
        try await run.progress("Die fälligen Aufträge werden zusammengestellt.")
        try await run.finish(.kasse, .zahllaufErstellen) { session in
            try Zahllauf.erstellen(lauf, jetzt: jetzt, in: session)
        }
    }
}

extension Zahllauf {
    /// Gibt zurück, was auf der Seite steht.
    @discardableResult
    package static func erstellen(
        _ id: ID, jetzt: Date, in session: KreisSession
    ) throws -> String {
        let lauf = try sperren(id, in: session)
        guard lauf.zustand == .entwurf else { return "Der Lauf ist schon erstellt." }
        guard !lauf.zahlweg.istKassenliste else {
            return try kassenlisteErstellen(lauf, in: session)
        }
        guard let konto = try Bankkonto.laden(
            lauf.zahlweg, am: lauf.ausfuehrungstag, in: session)
        else {
            return try aufgeben(
                lauf, grund: "Für den Zahlweg ist kein Konto hinterlegt.", in: session)
        }
        let kopf = Zahlungsdatei.Kopf(
            msgId: lauf.msgId, pmtInfId: lauf.msgId, erstelltAm: jetzt,
            ausfuehrungstag: lauf.ausfuehrungstag, auftraggeber: konto.inhaber, iban: konto.iban,
            bic: konto.bic, istEilig: lauf.zahlweg == .eilueberweisung)
        var auswahl = try Laufauswahl.faellige(lauf, in: session)
        auswahl.pruefen(kopf: kopf, heute: session.heute)
        guard auswahl.dateifehler.isEmpty else {
            return try aufgeben(
                lauf, grund: auswahl.dateifehler.joined(separator: " "), in: session)
        }
        try auswahl.auslassen(aus: lauf, in: session)
        guard !auswahl.posten.isEmpty else {
            let grund = auswahl.ausgelassen.isEmpty ? nichtsFaellig(bis: lauf.faelligBis)
                : "Alle \(auswahl.ausgelassen.count) fälligen Aufträge würde die Bank ablehnen."
            return try aufgeben(lauf, grund: grund, in: session)
        }
        let datei = try Zahlungsdatei(
            kopf: kopf, posten: auswahl.posten, erwartet: auswahl.kontrollwerte,
            heute: session.heute)
        try auswahl.aufnehmen(in: lauf, session)
        try speichern(datei.bytes(), auswahl.kontrollwerte, zu: lauf, in: session)
        try session.rueckmeldungAnkuendigen(mandanten(id, in: session))
        try session.audit("zahllauf.erstellt", lauf.nummer,
                          ["anzahl": "\(datei.posten.count)", "summe": datei.summe.dezimal])
        return "\(datei.posten.count) Zahlungen über \(datei.summe), \(auswahl.ausgelassen.count) "
            + "ausgelassen."
    }

    static func speichern(_ bytes: [UInt8], _ werte: DKRegeln.Kontrollwerte, zu lauf: Zahllauf,
                          in session: KreisSession) throws {
        try session.execute("""
            INSERT INTO lauf_datei (lauf_id, inhalt, sha256)
            VALUES (\(lauf.id), \(bytes), \(Array(SHA256.hash(data: bytes))))
            """)
        try session.execute("""
            UPDATE zahllauf SET zustand = 'datei_erzeugt', anzahl = \(werte.anzahl),
                   summe_cent = \(werte.summe)
             WHERE id = \(lauf.id)
            """)
    }

    /// Ein Entwurf, aus dem keine Datei werden kann, macht den Platz für den nächsten frei und
    /// sagt, warum.
    static func aufgeben(_ lauf: Zahllauf, grund: String,
                         in session: KreisSession) throws -> String {
        try session.execute("""
            UPDATE zahllauf SET zustand = 'verworfen', grund = \(grund) WHERE id = \(lauf.id)
            """)
        try session.audit("zahllauf.verworfen", lauf.nummer, ["grund": grund])
        return grund
    }
}
