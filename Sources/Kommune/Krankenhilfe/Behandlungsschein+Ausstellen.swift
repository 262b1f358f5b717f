import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

/// Wofür und für wen Scheine entstehen sollen; alle Personen gehören zu einem Fall.
package struct Scheinwunsch: Sendable {
    package var fall: Fall.ID
    package var personen: [Person.ID]
    package var art: Behandlungsschein.Art
    /// Nur bei Überweisung.
    package var fachrichtung: String
    package var quartal: Quartal
    /// Nil: ab heute, in einem anderen Quartal ab dessen erstem Tag.
    package var ab: Kalendertag?
    /// Warum es trotz eines gültigen Scheins einen zweiten geben soll; sonst leer.
    package var zweitgrund: String

    package init(fall: Fall.ID, personen: [Person.ID], art: Behandlungsschein.Art,
                 fachrichtung: String = "", quartal: Quartal, ab: Kalendertag? = nil,
                 zweitgrund: String = "") {
        self.fall = fall
        self.personen = personen
        self.art = art
        self.fachrichtung = fachrichtung
        self.quartal = quartal
        self.ab = ab
        self.zweitgrund = zweitgrund
    }

    /// Die Kennung dieses Wunsches aus dem Formular: Wer im Browser zurückgeht und etwas anderes
    /// wählt, wünscht etwas Neues; dasselbe zweimal bleibt ein Wunsch.
    package func vorgang(_ formular: UUIDv7) -> UUIDv7 {
        let tag = ab.map { "\($0)" } ?? ""
        let text = [
            "\(formular)", "\(fall)", personen.map { "\($0)" }.joined(separator: ","), art.rawValue,
            fachrichtung, "\(quartal)", tag, zweitgrund,
        ].joined(separator: "\u{1F}")
        let summe = Array(SHA256.hash(data: Data(text.utf8)))
        func wort(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }
        return UUIDv7(oben: wort(summe[0..<8]), unten: wort(summe[8..<16]))
    }
}

/// Für wen warum kein Schein entstand. Dann entstand auch für die anderen keiner.
package struct Scheinverweigerung: Error, Sendable {
    package struct Einzelne: Error, Sendable {
        package let person: Person.ID
        package let hindernis: Hindernis
        /// Was schon gilt und noch einmal gedruckt werden kann.
        package let vorhanden: Behandlungsschein?
    }

    package let einzelne: [Einzelne]
}

extension Behandlungsschein {
    /// Stellt für jede Person einen Schein aus und nummeriert sie lückenlos: alle oder keinen.
    ///
    /// Der Zähler des Jahres bleibt bis zum Ende der Transaktion gesperrt. Wer zugleich ausstellt,
    /// wartet darauf und sieht dann, was inzwischen gilt.
    package static func ausstellen(
        _ wunsch: Scheinwunsch, unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> [ID] {
        let stand = Stand(am: session.heute)
        guard let akte = try Fallakte.laden(wunsch.fall, stand: stand, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let ab = try wunsch.beginn(heute: session.heute)
        var ids: [ID] = [], verweigert: [Scheinverweigerung.Einzelne] = []
        for person in wunsch.personen {
            guard let mitglied = akte.mitglieder.first(where: { $0.id == person }) else {
                throw Hindernis.nichtGefunden
            }
            let lfd = try session.naechsteNummer("behandlungsschein/\(session.heute.jahr)")
            switch try wunsch.pruefen(mitglied, ab: ab, in: session) {
            case let .success(gueltig):
                ids.append(try wunsch.anlegen(mitglied, akte, lfd: lfd, gueltig: gueltig,
                                              unterzeichner, in: session))
            case let .failure(grund): verweigert.append(grund)
            }
        }
        guard verweigert.isEmpty else { throw Scheinverweigerung(einzelne: verweigert) }
        return ids
    }
}

extension Scheinwunsch {
    /// Der erste Tag; nur für das laufende Quartal, das davor und das danach.
    fileprivate func beginn(heute: Kalendertag) throws -> Kalendertag {
        let laufend = Quartal(heute)
        guard [laufend.voriges, laufend, laufend.naechstes].contains(quartal) else {
            throw Hindernis(.eingabe, feld: "quartal", "Das \(quartal.deutsch) liegt zu weit weg.",
                            abhilfe: "Wählen Sie das laufende Quartal, das davor oder das danach.")
        }
        guard let ab else { return quartal == laufend ? heute : quartal.ersterTag }
        guard quartal.zeitraum.enthaelt(ab) else {
            throw Hindernis(.eingabe, feld: "ab", "\(ab.deutsch) liegt nicht im "
                + "\(quartal.deutsch).", abhilfe: "Ändern Sie den Tag oder das Quartal.")
        }
        return ab
    }

    /// Ob die Kommune trägt und nicht schon ein Schein gilt.
    fileprivate func pruefen(
        _ mitglied: Fallakte.Mitglied, ab: Kalendertag, in session: MandantSession
    ) throws -> Result<Zeitraum, Scheinverweigerung.Einzelne> {
        func nein(_ hindernis: Hindernis, _ vorhanden: Behandlungsschein? = nil)
            -> Result<Zeitraum, Scheinverweigerung.Einzelne> {
            .failure(.init(person: mitglied.id, hindernis: hindernis, vorhanden: vorhanden))
        }
        let gueltig: Zeitraum
        do throws(Hindernis) {
            gueltig = try mitglied.scheinzeitraum(ab: ab, im: quartal)
        } catch {
            return nein(error)
        }
        let vorhanden = try Behandlungsschein.gueltige(
            mitglied.id, art, fachrichtung: fachrichtung, quartal, in: session).first
        guard let vorhanden, zweitgrund.isEmpty else { return .success(gueltig) }
        return nein(Hindernis(
            .konflikt, "Im \(quartal.deutsch) gilt schon der Schein \(vorhanden.nummer) "
                + "(\(vorhanden.bezeichnung)).",
            abhilfe: "Drucken Sie ihn noch einmal, oder nennen Sie den Grund für einen zweiten."),
            vorhanden)
    }

    fileprivate func anlegen(
        _ mitglied: Fallakte.Mitglied, _ akte: Fallakte, lfd: Int, gueltig: Zeitraum,
        _ unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> Behandlungsschein.ID {
        let id = Behandlungsschein.ID(), heute = session.heute
        let nummer = Behandlungsschein.nummer(heute.jahr, lfd)
        guard let angabe = mitglied.angabe(am: gueltig.von) else { throw Hindernis.nichtGefunden }
        let inhalt = Scheininhalt(
            self, nummer: nummer, gueltig: gueltig, fuer: mitglied.id, person: angabe, akte: akte,
            mandant: session.mandant, unterzeichner: unterzeichner, am: heute)
        try session.execute("""
            INSERT INTO behandlungsschein (id, fall_id, person_id, jahr, lfd, art, fachrichtung,
                quartal, gueltig, zweitgrund, inhalt, ausgestellt_am, ausgestellt_von)
            VALUES (\(id), \(fall), \(mitglied.id), \(heute.jahr), \(lfd), \(art), \(fachrichtung),
                \(quartal.ersterTag), \(gueltig), \(zweitgrund), \(JSON(inhalt)), \(heute),
                \(session.benutzer()))
            """)
        let grund = zweitgrund.isEmpty ? "" : " Zweiter Schein: \(zweitgrund)"
        try Aktenvermerk.schreiben(
            "Behandlungsschein \(nummer) (\(inhalt.art), \(quartal.deutsch)) für \(angabe.name) "
                + "ausgestellt, gültig \(gueltig).\(grund)", zu: fall, in: session)
        try session.audit("behandlungsschein.ausgestellt", id.description)
        try session.enqueue(BehandlungsscheinSetzen(schein: id), key: id.description)
        return id
    }
}
