import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Uebergabe

/// Ein Verbund mit gezahlten, offenen und eben erstellten Aufträgen, gegen den Sätze als Superuser
/// laufen: die mächtigste Anmeldung, die das Programm je benutzt (`mandat migrate`).
struct Angriffswelt: Sendable {
    let welt: Kassenwelt
    /// Gezahlt, 100 € für Ahaus; ihr Lauf ist gebucht.
    let gezahlt: Zahlungsauftrag.ID
    let gebuchterLauf: Zahllauf
    /// Im zweiten Lauf, der auf seine Freigabe wartet: 50 € für Borken.
    let imLauf: Zahlungsauftrag.ID
    let wartenderLauf: Zahllauf
    /// 70 € für Ahaus, erst im Dezember fällig.
    let offen: Zahlungsauftrag.ID

    static let zahltag = Monat(2026, 10).letzterTag.plus(tage: -1)

    static func neu() async throws -> Angriffswelt {
        let welt = try await Kassenwelt.neu()
        let gezahlt = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: zahltag)
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        let imLauf = try await welt.auftrag("B-1", 50, mandant: welt.borken)
        return Angriffswelt(
            welt: welt, gezahlt: gezahlt, gebuchterLauf: lauf, imLauf: imLauf,
            wartenderLauf: try await welt.erstellterLauf(),
            offen: try await welt.auftrag("A-2", 70, faellig: Kassenwelt.heute.plus(tage: 30)))
    }

    /// Der Name der Schranke, an der `saetze` scheitern, spätestens mit dem Ende der Transaktion;
    /// nil, wenn keine sie aufhält. Es bleibt nichts davon.
    func schranke(_ saetze: String, schema: String = "kreis") throws -> String? {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        do {
            try server.runScript("""
                BEGIN; SET LOCAL search_path = "\(schema)", platform;
                \(woerter(saetze)); SET CONSTRAINTS ALL IMMEDIATE
                """)
            try server.runScript("ROLLBACK")
            return nil
        } catch let fehler as PostgresError {
            return fehler.constraint ?? fehler.sqlState.rawValue
        }
    }

    /// `{gezahlt}` ist die Kennung des gezahlten Auftrags und so fort; `{neu}` jedes Mal eine neue.
    func woerter(_ text: String) -> String {
        let fest = [
            "gezahlt": gezahlt.description, "im_lauf": imLauf.description,
            "offen": offen.description, "lauf": wartenderLauf.id.description,
            "gebuchter_lauf": gebuchterLauf.id.description,
            "ahaus": welt.ahaus.id.description, "borken": welt.borken.id.description,
            "buchhaltung": welt.buchhaltung.benutzer?.description ?? "",
            "freigabe": welt.freigabe.benutzer?.description ?? "",
            "feststellung": welt.feststellung.benutzer?.description ?? "",
            "anordnung": welt.anordnung.benutzer?.description ?? "",
            "sha256": "\\x" + (wartenderLauf.pruefsumme ?? ""),
        ]
        var ergebnis = fest.reduce(text) {
            $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value)
        }
        while let stelle = ergebnis.range(of: "{neu}") {
            ergebnis.replaceSubrange(stelle, with: UUIDv7().description)
        }
        return ergebnis
    }

    /// Ein Fall mit Anspruch und einer festgestellten Zahlung in Ahaus, über dessen eigene
    /// Anmeldung; `{fall}` und `{zahlung}` in späteren Sätzen sind seine.
    func zahlungInAhaus() async throws -> (fall: UUIDv7, zahlung: UUIDv7) {
        let fall = UUIDv7(), zahlung = UUIDv7()
        let saetze = Self.zahlungssaetze.map { satz in
            woerter(satz.replacingOccurrences(of: "{fall}", with: fall.description)
                .replacingOccurrences(of: "{zahlung}", with: zahlung.description))
        }
        try await welt.verbund.write(welt.ahaus, als: welt.feststellung) { session in
            for satz in saetze { try session.execute("\(unescaped: satz)") }
        }
        return (fall, zahlung)
    }

    private static let zahlungssaetze = [
        """
        INSERT INTO fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
        VALUES ('{fall}', 'A-1', '{feststellung}', '{feststellung}')
        """,
        """
        INSERT INTO berechnung (id, fall_id, monat, eingabe, ergebnis, leistung_cent, erstellt_von)
        VALUES ('{fall}', '{fall}', '2026-11-01', '{}', '{}', 45500, '{feststellung}')
        """,
        """
        INSERT INTO bescheid (id, fall_id, nummer, art, zeitraum, erlassen_am, erlassen_von, inhalt)
        VALUES ('{fall}', '{fall}', 'B-1', 'bewilligung', '[2026-11-01,2026-12-01)', '2026-11-02',
                '{feststellung}', '{}')
        """,
        """
        INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                              erfasst_von)
        VALUES ('{fall}', '{fall}', '2026-11-01', '{fall}', '{fall}', 45500, '{feststellung}')
        """,
        """
        INSERT INTO bankverbindung (id, fall_id, zahlweg, inhaber, iban, gueltig_ab, erfasst_von)
        VALUES ('{fall}', '{fall}', 'ueberweisung', 'Amina Rahmani', 'DE02120300000000202051',
                '2026-01-01', '{anordnung}')
        """,
        """
        INSERT INTO bankverbindung_bestaetigung (bankverbindung_id, bestaetigt_von)
        VALUES ('{fall}', '{feststellung}')
        """,
        """
        INSERT INTO zahlung (id, fall_id, anspruch_id, monat, zweck, zahlweg, bankverbindung_id,
                             empfaenger_name, empfaenger_sepa, iban, betrag_cent, verwendungszweck,
                             faellig, endtoend, erfasst_von)
        VALUES ('{zahlung}', '{fall}', '{fall}', '2026-11-01', 'lebensunterhalt', 'ueberweisung',
                '{fall}', 'Amina Rahmani', 'Amina Rahmani', 'DE02120300000000202051', 45500,
                'Leistung 11/2026', '2026-11-27', 'Z-1', '{feststellung}')
        """,
        """
        INSERT INTO feststellung (id, zahlung_id, benutzer_id, inhalt_sha256)
        SELECT '{neu}', z.id, '{feststellung}', zahlung_pruefsumme(z)
          FROM zahlung z WHERE z.id = '{zahlung}'
        """,
        """
        UPDATE zahlung SET zustand = 'festgestellt', zustand_von = '{feststellung}'
         WHERE id = '{zahlung}'
        """,
    ]
}
