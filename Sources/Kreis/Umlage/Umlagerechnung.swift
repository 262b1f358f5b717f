import Grundwerte
import Platform
import Postgres

/// Ein Monat der Umlage mit seinem ganzen Rechenweg (B-6.7): was umzulegen ist, nach welchen
/// Zahlen, und der Anteil jeder Kommune.
package struct Umlagerechnung: Sendable {
    /// Eine Zeile des Kontos Vorschuss: eine Rechnung, eine Gutschrift (B-6.8), oder was eine
    /// Kommune durchleitet (B-6.6).
    package struct Position: Sendable, RowDecodable {
        let buchungszeile: UUIDv7
        package let tag: Kalendertag
        /// `Sammelrechnung SR-2026-0007`.
        package let text: String
        /// Leer bei einer Durchleitung.
        package let rechnungssteller: String
        package let rechnung: Sammelrechnung.ID?
        /// Die Kommune, die durchleitet.
        package let mandant: Mandant.ID?
        /// Was die Umlage mindert, ist negativ.
        package let betrag: Geld

        package init(row: Row) throws {
            buchungszeile = try row.decode("buchungszeile_id")
            tag = try row.decode("tag")
            text = try row.decode("text")
            rechnungssteller = try row.decode("rechnungssteller")
            rechnung = try row.decode("rechnung_id")
            mandant = try row.decode("mandant_id")
            betrag = try row.decode("betrag_cent")
        }
    }

    package struct Zeile: Sendable {
        package let mandant: Mandant.ID
        package let kommune: String
        package let ags: String
        /// Die gemeldete Empfängerzahl; nil bei einer Kommune, die nur durchleitet.
        package let zahl: Empfaengerstand.Zahl?
        package let anteil: Geld.Anteil
        /// Was die Kommune selbst eingenommen hat und mit der Umlage weitergibt.
        package let durchleitung: Geld

        /// Was die Kommune zahlt; negativ, was sie bekommt.
        package var betrag: Geld { anteil.betrag + durchleitung }
    }

    package let monat: Monat
    /// Der Monat, ab dem die Zählregel gilt.
    package let regel: Monat
    package let positionen: [Position]
    /// Nach AGS.
    package let zeilen: [Zeile]

    package var netto: Geld { positionen.map(\.betrag).summe() }
    package var empfaenger: Int64 { zeilen.map(\.anteil.gewicht).reduce(0, +) }
    package var zusatzcents: Int { zeilen.filter(\.anteil.zusatzcent).count }

    /// Aus den Konten, ohne dass schon etwas feststeht.
    static func vorlaeufig(_ monat: Monat, regel: Monat, in session: KreisSession) throws
        -> Umlagerechnung {
        let positionen = try offene(bis: monat.letzterTag, in: session)
        let durchgeleitet = Dictionary(
            positionen.compactMap { position in position.mandant.map { ($0, -position.betrag) } },
            uniquingKeysWith: +)
        let staende = try Empfaengerstand.alle(im: monat, in: session)
            + nurDurchleitende(durchgeleitet, monat, in: session)
        let anteile = positionen.map(\.betrag).summe()
            .anteile(nach: staende.map { Int64($0.zahl?.anzahl ?? 0) })
        let zeilen = zip(staende, anteile).map { stand, anteil in
            Zeile(mandant: stand.mandant, kommune: stand.kommune, ags: stand.ags, zahl: stand.zahl,
                  anteil: anteil, durchleitung: durchgeleitet[stand.mandant] ?? .null)
        }
        return Umlagerechnung(monat: monat, regel: regel, positionen: positionen,
                              zeilen: zeilen.sorted { $0.ags < $1.ags })
    }

    /// Wer im Monat nicht teilnimmt und doch durchleitet: Er hat kein Gewicht.
    private static func nurDurchleitende(
        _ durchgeleitet: [Mandant.ID: Geld], _ monat: Monat, in session: KreisSession
    ) throws -> [Empfaengerstand] {
        try session.all("""
            SELECT m.id, m.bezeichnung, m.ags, NULL::bigint AS anzahl, NULL::bytea AS sha256,
                   NULL::date AS gezaehlt_zum, NULL::timestamptz AS gemeldet_am
              FROM platform.mandant m
             WHERE m.id = ANY (\(durchgeleitet.filter { $0.value != .null }.map(\.key)))
               AND NOT platform.krankenhilfe_zentral(m.id, \(monat)) ORDER BY m.ags
            """)
    }

    private static func offene(bis tag: Kalendertag, in session: KreisSession) throws
        -> [Position] {
        try session.all("""
            SELECT v.buchungszeile_id, v.tag, v.betrag_cent, \(herkunft)
              FROM offene_vorschuesse(\(tag)) v JOIN buchung b ON b.id = v.buchung_id
            \(verknuepfung) ORDER BY v.tag, b.text COLLATE "C", v.buchungszeile_id
            """)
    }

    static func eingefroren(_ umlage: Umlage.ID, in session: KreisSession) throws -> [Position] {
        try session.all("""
            SELECT z.id AS buchungszeile_id, b.buchungstag AS tag, z.betrag_cent, \(herkunft)
              FROM umlage_position p JOIN buchungszeile z ON z.id = p.buchungszeile_id
              JOIN buchung b ON b.id = z.buchung_id
            \(verknuepfung) WHERE p.umlage_id = \(umlage) ORDER BY p.lfd
            """)
    }

    private static let herkunft: SQL = """
        b.text, coalesce(s.name, '') AS rechnungssteller, f.rechnung_id, d.mandant_id
        """

    private static let verknuepfung: SQL = """
          LEFT JOIN sammelrechnung_freigabe f ON f.buchung_id = b.id
          LEFT JOIN sammelrechnung r ON r.id = f.rechnung_id
          LEFT JOIN rechnungssteller s ON s.id = r.steller_id
          LEFT JOIN durchleitung_annahme a ON a.buchung_id = b.id
          LEFT JOIN durchleitung d ON d.id = a.durchleitung_id
        """
}
