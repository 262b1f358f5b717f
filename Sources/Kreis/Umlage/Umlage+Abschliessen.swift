import Crypto
import Grundwerte
import Platform
import Postgres

extension Umlage {
    /// Schließt einen festgestellten Monat ab: Rechnung, Nummern und Kassenzeichen stehen damit
    /// fest, und die Forderungen sind gebucht. Das tut eine andere Person als die Feststellung.
    @discardableResult
    package static func abschliessen(_ monat: Monat, in session: KreisSession) throws -> ID {
        // Wartet auf Buchungen, die gerade entstehen, und hält weitere bis zum Ende auf.
        try session.execute("SELECT hauptbuch_sperren()")
        let vorschlag = try Umlagevorschlag.offen(monat, in: session)
        guard let feststellung = vorschlag.gueltigeFeststellung else {
            throw Hindernis(.regel, vorschlag.feststellung == nil
                            ? "Der \(monat.deutsch) ist noch nicht festgestellt."
                            : "Seit der Feststellung hat sich etwas geändert.",
                            abhilfe: "Erst stellt eine Person den Nachweis fest, dann schließt "
                                + "eine andere ihn ab.")
        }
        guard try feststellung.von != session.benutzer() else { throw vierAugen }
        let id = ID()
        try anlegen(id, vorschlag, feststellung, in: session)
        try teileAnlegen(id, vorschlag.rechnung, in: session)
        // Was die Datenbank sonst erst beim Festschreiben prüft, prüft sie hier.
        try session.execute("SET CONSTRAINTS umlage_stimmt IMMEDIATE")
        try session.audit("umlage.abgeschlossen", monat.description,
                          ["netto": vorschlag.rechnung.netto.dezimal,
                           "empfaenger": String(vorschlag.rechnung.empfaenger)])
        return id
    }

    private static let vierAugen = Hindernis(
        .regel, "Wer festgestellt hat, schließt nicht ab.",
        abhilfe: "Bitten Sie eine andere Person der Abrechnungsstelle um den Abschluss.")

    private static func anlegen(
        _ id: ID, _ vorschlag: Umlagevorschlag, _ feststellung: Umlagevorschlag.Feststellung,
        in session: KreisSession
    ) throws {
        let rechnung = vorschlag.rechnung
        try session.execute("""
            INSERT INTO umlage (id, monat, regel, netto_cent, empfaenger, positionen,
                                nachweis_sha256, feststellung_id, tag, faellig, abgeschlossen_von)
            VALUES (\(id), \(rechnung.monat), \(rechnung.regel), \(rechnung.netto),
                    \(rechnung.empfaenger), \(Int32(rechnung.positionen.count)),
                    \(feststellung.nachweisSHA256), \(feststellung.id), \(session.heute),
                    \(Bankkalender.frist(14, ab: session.heute)), \(session.benutzer()))
            """)
        try session.execute("""
            INSERT INTO umlage_position (umlage_id, buchungszeile_id, lfd)
            SELECT \(id), p.zeile, p.lfd
              FROM unnest(\(rechnung.positionen.map(\.buchungszeile)))
                   WITH ORDINALITY AS p (zeile, lfd)
            """)
    }

    private static func teileAnlegen(
        _ id: ID, _ rechnung: Umlagerechnung, in session: KreisSession
    ) throws {
        let jahr = session.heute.jahr, zeilen = rechnung.zeilen
        let nummern = try zeilen.map { _ in try session.naechsteNummer("umlage/\(jahr)") }
        // Alle in einem Satz: Mit ihm bucht die Datenbank.
        try session.execute("""
            INSERT INTO umlage_teil (id, umlage_id, mandant_id, ags, kommune, gewicht, ganze_cent,
                                     rest, zusatz_cent, anteil_cent, durchleitung_cent, nummer,
                                     kassenzeichen)
            SELECT t.id, \(id), t.mandant, t.ags, t.kommune, t.gewicht, t.ganze, t.rest, t.zusatz,
                   t.anteil, t.durchleitung, t.nummer, t.kassenzeichen
              FROM unnest(\(zeilen.map { _ in UUIDv7() }), \(zeilen.map(\.mandant)),
                          \(zeilen.map(\.ags)), \(zeilen.map(\.kommune)),
                          \(zeilen.map(\.anteil.gewicht)), \(zeilen.map(\.anteil.ganze)),
                          \(zeilen.map(\.anteil.rest)),
                          \(zeilen.map { Int64($0.anteil.zusatzcent ? 1 : 0) }),
                          \(zeilen.map(\.anteil.betrag)), \(zeilen.map(\.durchleitung)),
                          \(nummern.map { "UL-\(jahr)-\($0.aufgefuellt(auf: 4))" }),
                          \(nummern.map { Kassenzeichen(.umlage, jahr: jahr, nummer: $0).wert }))
                   AS t (id, mandant, ags, kommune, gewicht, ganze, rest, zusatz, anteil,
                         durchleitung, nummer, kassenzeichen)
            """)
    }
}

extension Umlage {
    /// Der Rechenweg, wie er festgehalten ist.
    package func rechnung(in session: KreisSession) throws -> Umlagerechnung {
        Umlagerechnung(monat: monat, regel: regel,
                       positionen: try Umlagerechnung.eingefroren(id, in: session),
                       zeilen: try Umlageteil.alle(id, in: session).map(\.zeile))
    }

    /// Der Nachweis, Byte für Byte wie beim Abschluss.
    package func nachweis(in session: KreisSession) throws -> Umlagenachweis {
        let nachweis = Umlagenachweis(try rechnung(in: session))
        guard nachweis.sha256 == nachweisSHA256 else {
            throw Hindernis(.konflikt, "Der Nachweis zum \(monat.deutsch) ergibt nicht mehr seine "
                                + "Prüfsumme.",
                            abhilfe: "Lassen Sie die Daten prüfen (`mandat pruefen`).")
        }
        return nachweis
    }

    package struct Nachrechnung: Sendable {
        /// Die Anteile ergeben die Positionen, auf den Cent (I13).
        package let summe: Bool
        /// Jede Zeile ergibt sich noch einmal aus Betrag und Empfängerzahlen.
        package let rechenweg: Bool
        /// Die Gewichte sind die Zahlen, die die Kommunen gemeldet haben.
        package let gewichte: Bool
        /// Die Datenbank rechnet dasselbe, und das Hauptbuch hat es so gebucht.
        package let hauptbuch: Bool
        /// Der Nachweis ergibt Byte für Byte die Prüfsumme vom Abschluss.
        package let pruefsumme: Bool

        package var allesGleich: Bool {
            summe && rechenweg && gewichte && hauptbuch && pruefsumme
        }
    }

    /// Rechnet nach, was beim Abschluss festgehalten wurde.
    package func nachrechnen(in session: KreisSession) throws -> Nachrechnung {
        let rechnung = try rechnung(in: session), zeilen = rechnung.zeilen
        let neu = netto.anteile(nach: zeilen.map(\.anteil.gewicht))
        return Nachrechnung(
            summe: zeilen.map(\.anteil.betrag).summe() == netto && rechnung.netto == netto,
            rechenweg: neu == zeilen.map(\.anteil),
            gewichte: zeilen.allSatisfy { Int64($0.zahl?.anzahl ?? 0) == $0.anteil.gewicht }
                && rechnung.empfaenger == Int64(empfaenger),
            hauptbuch: try session.scalar("SELECT umlage_fehler(\(id)) IS NULL"),
            pruefsumme: Umlagenachweis(rechnung).sha256 == nachweisSHA256)
    }
}

extension Umlageteil {
    /// Legt das Schreiben an die Kommune ab; es gibt genau eines.
    package func schreibenAblegen(_ pdf: [UInt8], in session: KreisSession) throws {
        let abgelegt = try session.execute("""
            INSERT INTO umlage_schreiben (teil_id, inhalt, sha256)
            VALUES (\(id), \(pdf), \(Array(SHA256.hash(data: pdf)))) ON CONFLICT DO NOTHING
            """)
        if abgelegt == 1 { try session.audit("umlage.schreiben", nummer) }
    }

    /// Das abgelegte Schreiben als PDF.
    package func schreiben(in session: KreisSession) throws -> [UInt8]? {
        try session.scalars("SELECT inhalt FROM umlage_schreiben WHERE teil_id = \(id)",
                            as: [UInt8].self).first
    }
}
