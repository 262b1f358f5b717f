import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Kosten eines Vorhabens, das nicht alle Kommunen gemeinsam einführen, geteilt nach Einwohnern
/// (H-2.2). Erstellt ändert sich nichts mehr; eine zweite Person bestätigt oder verwirft sie.
package struct Kostenteilung: Sendable {
    package typealias ID = TypedID<Kostenteilung>

    package struct Zeile: Sendable {
        package let zahl: Einwohnerzahl
        package let anteil: Geld.Anteil
    }

    package struct Entscheidung: Sendable {
        package let bestaetigt: Bool
        package let grund: String
        package let von: User.ID
        package let am: Date
    }

    package let id: ID
    package let titel: String
    package let betrag: Geld
    package let vereinbartAm: Kalendertag
    package let stichtag: Kalendertag
    package let einwohner: Int64
    package let nachweisSHA256: [UInt8]
    package let erstelltVon: User.ID
    package let erstelltAm: Date
    package let entscheidung: Entscheidung?
    /// Nach AGS.
    package let zeilen: [Zeile]

    /// Die Rechnung als CSV, für Kreis und Kommune dieselben Bytes.
    package var csv: [UInt8] {
        Self.csv(titel, betrag, vereinbartAm, einwohner, zeilen)
    }

    static func csv(_ titel: String, _ betrag: Geld, _ vereinbartAm: Kalendertag,
                    _ einwohner: Int64, _ zeilen: [Zeile]) -> [UInt8] {
        Kostenanteil.csv(titel, betrag, vereinbartAm, einwohner, zeilen.map { zeile in
            .init(ags: zeile.zahl.ags, kommune: zeile.zahl.kommune, stichtag: zeile.zahl.stichtag,
                  quelle: zeile.zahl.quelle, anteil: zeile.anteil)
        })
    }

    /// Ob sich Betrag, Zeilen und Prüfsumme noch einmal ergeben.
    package var rechnetSich: Bool {
        betrag.anteile(nach: zeilen.map(\.zahl.anzahl)) == zeilen.map(\.anteil)
            && zeilen.map(\.anteil.betrag).summe() == betrag
            && Array(SHA256.hash(data: csv)) == nachweisSHA256
    }
}

extension Kostenteilung {
    /// Teilt einen Betrag unter den Kommunen, die das Vorhaben einführen.
    package static func erstellen(
        titel: String, betrag: Geld, vereinbartAm: Kalendertag, kommunen: [Mandant.ID],
        in session: KreisSession
    ) throws -> ID {
        guard betrag > .null else {
            throw Hindernis(.eingabe, feld: "betrag", "Der Betrag ist nicht größer als null.")
        }
        guard vereinbartAm <= session.heute else {
            throw Hindernis(.eingabe, feld: "vereinbart", "Die Vereinbarung liegt in der Zukunft.")
        }
        let stichtag = Einwohnerzahl.stichtag(fuer: vereinbartAm)
        let zahlen = try Einwohnerzahl.alle(am: stichtag, in: session)
            .filter { kommunen.contains($0.mandant) }
        guard zahlen.count == Set(kommunen).count, !kommunen.isEmpty else {
            let fehlend = kommunen.count - zahlen.count
            throw Hindernis(.regel, feld: "kommunen",
                            "Zum \(stichtag.deutsch) fehlt für "
                                + (fehlend == 1 ? "eine Kommune" : "\(fehlend) Kommunen")
                                + " die Einwohnerzahl.",
                            abhilfe: "Erfassen Sie zuerst die amtlichen Zahlen dieses Tages.")
        }
        let anteile = betrag.anteile(nach: zahlen.map(\.anzahl))
        let zeilen = zip(zahlen, anteile).map(Zeile.init)
        let einwohner = zahlen.map(\.anzahl).reduce(0, +), id = ID()
        let csv = csv(titel, betrag, vereinbartAm, einwohner, zeilen)
        try session.execute("""
            INSERT INTO kostenteilung (id, titel, betrag_cent, vereinbart_am, stichtag, einwohner,
                                       nachweis_sha256, erstellt_von)
            VALUES (\(id), \(titel), \(betrag), \(vereinbartAm), \(stichtag), \(einwohner),
                    \(Array(SHA256.hash(data: csv))), \(session.benutzer()))
            """)
        try session.execute("""
            INSERT INTO kostenteilung_teil (kostenteilung_id, mandant_id, ags, kommune, einwohner,
                einwohnerzahl_id, ganze_cent, rest, zusatz_cent, anteil_cent)
            SELECT \(id), t.mandant, t.ags, t.kommune, t.einwohner, t.zahl, t.ganze, t.rest,
                   t.zusatz, t.anteil
              FROM unnest(\(zahlen.map(\.mandant)), \(zahlen.map(\.ags)), \(zahlen.map(\.kommune)),
                          \(zahlen.map(\.anzahl)), \(zahlen.map(\.id)), \(anteile.map(\.ganze)),
                          \(anteile.map(\.rest)), \(anteile.map { Int64($0.zusatzcent ? 1 : 0) }),
                          \(anteile.map(\.betrag)))
                   AS t (mandant, ags, kommune, einwohner, zahl, ganze, rest, zusatz, anteil)
            """)
        try session.audit("kostenteilung.erstellt", titel, ["betrag": betrag.dezimal])
        return id
    }

    /// Bestätigt, was eine andere Person erstellt hat.
    package func bestaetigen(in session: KreisSession) throws {
        guard try erstelltVon != session.benutzer() else {
            throw Hindernis(.regel, "Wer die Kostenteilung erstellt hat, bestätigt sie nicht.",
                            abhilfe: "Bitten Sie eine andere Person der Abrechnungsstelle.")
        }
        try entscheiden(true, "", in: session)
        try fordern(in: session)
    }

    /// Fordert von jeder Kommune ihren Anteil: Die Datenbank bucht sie gegen die Kosten, die der
    /// Kreis ausgelegt hat.
    private func fordern(in session: KreisSession) throws {
        let jahr = session.heute.jahr
        let nummern = try zeilen.map { _ in try session.naechsteNummer("kostenteilung/\(jahr)") }
        try session.execute("""
            INSERT INTO kostenforderung (id, kostenteilung_id, mandant_id, nummer, kassenzeichen,
                                         tag, faellig, von)
            SELECT f.id, \(id), f.mandant, f.nummer, f.kassenzeichen, \(session.heute),
                   \(Bankkalender.frist(14, ab: session.heute)), \(session.benutzer())
              FROM unnest(\(zeilen.map { _ in UUIDv7() }), \(zeilen.map(\.zahl.mandant)),
                          \(nummern.map { "KT-\(jahr)-\($0.aufgefuellt(auf: 4))" }),
                          \(nummern.map { Kassenzeichen(.kosten, jahr: jahr, nummer: $0).wert }))
                   AS f (id, mandant, nummer, kassenzeichen)
            """)
    }

    package func verwerfen(grund: String, in session: KreisSession) throws {
        try entscheiden(false, grund, in: session)
    }

    private func entscheiden(_ ja: Bool, _ grund: String, in session: KreisSession) throws {
        let neu = try session.execute("""
            INSERT INTO kostenteilung_entscheidung (kostenteilung_id, bestaetigt, grund, von)
            VALUES (\(id), \(ja), \(grund), \(session.benutzer())) ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, "Darüber ist inzwischen entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        try session.audit(ja ? "kostenteilung.bestaetigt" : "kostenteilung.verworfen", titel)
    }
}

extension Kostenteilung {
    /// Was sie die Kommunen schulden macht, nach Nummer; leer, solange niemand sie bestätigt hat.
    package func forderungen(in session: KreisSession) throws -> [Forderung] {
        try session.all("""
            \(Forderung.abfrage) JOIN kostenforderung k ON k.id = f.id
             WHERE k.kostenteilung_id = \(id) ORDER BY f.nummer
            """)
    }

    /// Zu welchen dieser Forderungen das Schreiben abgelegt ist.
    package func geschriebene(in session: KreisSession) throws -> Set<Forderung.ID> {
        Set(try session.scalars("""
            SELECT s.forderung_id FROM kostenforderung_schreiben s
              JOIN kostenforderung k ON k.id = s.forderung_id
             WHERE k.kostenteilung_id = \(id) ORDER BY 1
            """, as: Forderung.ID.self))
    }

    /// Legt das Schreiben zu einer Forderung ab; ein zweites ändert nichts.
    package func schreibenAblegen(_ forderung: Forderung.ID, _ pdf: [UInt8],
                                  in session: KreisSession) throws {
        let neu = try session.execute("""
            INSERT INTO kostenforderung_schreiben (forderung_id, inhalt, sha256)
            SELECT k.id, \(pdf), \(Array(SHA256.hash(data: pdf))) FROM kostenforderung k
             WHERE k.id = \(forderung) AND k.kostenteilung_id = \(id) ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else { return }
        try session.audit("kostenteilung.schreiben", forderung.description)
    }

    /// Nil, solange es nicht erstellt ist.
    package func schreiben(_ forderung: Forderung.ID, in session: KreisSession) throws -> [UInt8]? {
        try session.scalars("""
            SELECT s.inhalt FROM kostenforderung_schreiben s
              JOIN kostenforderung k ON k.id = s.forderung_id
             WHERE k.id = \(forderung) AND k.kostenteilung_id = \(id)
            """, as: [UInt8].self).first
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Kostenteilung {
        guard let eine = try alle(in: session).first(where: { $0.id == id }) else {
            throw Hindernis.nichtGefunden
        }
        return eine
    }

    /// Alle, die jüngste zuerst; es sind einige im Jahr.
    package static func alle(in session: KreisSession) throws -> [Kostenteilung] {
        let zeilen = Dictionary(grouping: try zeilen(in: session), by: \.teilung)
        return try session.all("""
            SELECT k.id, k.titel, k.betrag_cent, k.vereinbart_am, k.stichtag, k.einwohner,
                   k.nachweis_sha256, k.erstellt_von, k.erstellt_am, e.bestaetigt, e.grund,
                   e.von AS entschieden_von, e.am AS entschieden_am
              FROM kostenteilung k
              LEFT JOIN kostenteilung_entscheidung e ON e.kostenteilung_id = k.id
             ORDER BY k.erstellt_am DESC, k.id
            """) { row in
            let id = try row.decode("id", as: ID.self)
            return try Kostenteilung(id, row, zeilen[id]?.map(\.zeile) ?? [])
        }
    }

    private init(_ id: ID, _ row: Row, _ zeilen: [Zeile]) throws {
        self.id = id
        self.zeilen = zeilen
        titel = try row.decode("titel")
        betrag = try row.decode("betrag_cent")
        vereinbartAm = try row.decode("vereinbart_am")
        stichtag = try row.decode("stichtag")
        einwohner = try row.decode("einwohner")
        nachweisSHA256 = try row.decode("nachweis_sha256")
        erstelltVon = try row.decode("erstellt_von")
        erstelltAm = try row.decode("erstellt_am")
        entscheidung = if let von = try row.decode("entschieden_von", as: User.ID?.self) {
            Entscheidung(bestaetigt: try row.decode("bestaetigt"), grund: try row.decode("grund"),
                         von: von, am: try row.decode("entschieden_am"))
        } else { nil }
    }

    private static func zeilen(in session: KreisSession) throws -> [(teilung: ID, zeile: Zeile)] {
        try session.all("""
            SELECT t.kostenteilung_id, e.id, t.mandant_id, t.kommune AS bezeichnung, t.ags,
                   e.stichtag, e.anzahl, e.quelle, t.einwohner, t.ganze_cent, t.rest,
                   t.zusatz_cent, t.anteil_cent
              FROM kostenteilung_teil t JOIN einwohnerzahl e ON e.id = t.einwohnerzahl_id
             ORDER BY t.ags
            """) { row in
            (try row.decode("kostenteilung_id"),
             Zeile(zahl: try Einwohnerzahl(row: row),
                   anteil: Geld.Anteil(
                       gewicht: try row.decode("einwohner"), ganze: try row.decode("ganze_cent"),
                       rest: try row.decode("rest"),
                       zusatzcent: try row.decode("zusatz_cent", as: Int64.self) == 1,
                       betrag: try row.decode("anteil_cent"))))
        }
    }
}

extension Forderung {
    /// Aus welcher Kostenteilung sie entstand; sonst nil.
    package func kostenteilung(in session: KreisSession) throws -> Kostenteilung.ID? {
        try session.scalars("SELECT kostenteilung_id FROM kostenforderung WHERE id = \(id)",
                            as: Kostenteilung.ID.self).first
    }
}
