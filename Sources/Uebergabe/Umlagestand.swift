import Foundation
import Grundwerte
import Platform
import Postgres

/// Der Teil der fragenden Kommune an der Umlage eines Monats (B-6.7), mit dem, was sie zum
/// Nachrechnen braucht: die eigene Zeile und die Summen, nie die Zeile einer anderen.
package struct Umlagestand: Sendable, RowDecodable {
    package let monat: Monat
    package let nummer: String
    package let kassenzeichen: String
    package let netto: Geld
    /// Aller Kommunen zusammen.
    package let empfaenger: Int64
    package let beteiligte: Int
    package let anteil: Geld.Anteil
    package let durchleitung: Geld
    package let faellig: Kalendertag
    package let eingegangen: Geld
    /// Nach Eingängen und Verrechnungen; negativ ist ein Guthaben.
    package let offen: Geld
    /// Wie viele Cent nach dem Abrunden zu vergeben waren.
    package let zusatzcents: Int
    /// Rest und Gewicht der letzten Zeile, die noch einen Cent bekam.
    package let grenze: (rest: Int64, gewicht: Int64)?
    package let gezaehltZum: Kalendertag?
    package let nachweisSHA256: [UInt8]
    package let abgeschlossenAm: Date

    /// Was die Kommune zahlt; negativ, was sie bekommt.
    package var betrag: Geld { anteil.betrag + durchleitung }
    /// Was aus Guthaben anderer Posten darauf verrechnet ist; negativ, was von hier wegging.
    package var verrechnet: Geld { betrag - eingegangen - offen }

    package init(row: Row) throws {
        monat = try row.decode("monat")
        nummer = try row.decode("nummer")
        kassenzeichen = try row.decode("kassenzeichen")
        netto = try row.decode("netto_cent")
        empfaenger = try row.decode("empfaenger")
        beteiligte = try row.decode("beteiligte")
        anteil = Geld.Anteil(
            gewicht: try row.decode("gewicht"), ganze: try row.decode("ganze_cent"),
            rest: try row.decode("rest"),
            zusatzcent: try row.decode("zusatz_cent", as: Int64.self) == 1,
            betrag: try row.decode("anteil_cent"))
        durchleitung = try row.decode("durchleitung_cent")
        faellig = try row.decode("faellig")
        eingegangen = try row.decode("eingegangen_cent")
        offen = try row.decode("offen_cent")
        zusatzcents = try row.decode("zusatz_gesamt_cent")
        grenze = if let rest = try row.decode("grenze_rest", as: Int64?.self) {
            (rest, try row.decode("grenze_gewicht"))
        } else { nil }
        gezaehltZum = try row.decode("gezaehlt_zum")
        nachweisSHA256 = try row.decode("nachweis_sha256")
        abgeschlossenAm = try row.decode("abgeschlossen_am")
    }

    /// Alle Umlagen mit einem Teil der fragenden Kommune, der jüngste Monat zuerst.
    package static func alle(in session: MandantSession) throws -> [Umlagestand] {
        try session.all("""
            SELECT monat, nummer, kassenzeichen, netto_cent, empfaenger, beteiligte, gewicht,
                   ganze_cent, rest, zusatz_cent, anteil_cent, durchleitung_cent, faellig,
                   eingegangen_cent, offen_cent, zusatz_gesamt_cent, grenze_rest, grenze_gewicht,
                   gezaehlt_zum, nachweis_sha256, abgeschlossen_am
              FROM kreis.umlagen() ORDER BY monat DESC
            """)
    }

    /// Ob der eigene Cent zu Recht vergeben ist oder fehlt: Mehr Rest als die Grenze bekommt einen,
    /// weniger keinen; genau auf ihr entscheidet das Gewicht, dann der AGS.
    package var cent: Centprobe {
        guard let grenze else { return anteil.zusatzcent ? .falsch : .richtig }
        let eigenes = (anteil.rest, anteil.gewicht), letztes = (grenze.rest, grenze.gewicht)
        if eigenes > letztes { return anteil.zusatzcent ? .richtig : .falsch }
        if eigenes < letztes { return anteil.zusatzcent ? .falsch : .richtig }
        return .nachAGS
    }

    package enum Centprobe: Sendable { case richtig, falsch, nachAGS }

    /// Ob sich die eigene Zeile aus Betrag und Zahlen noch einmal ergibt.
    package var rechnetSich: Bool {
        guard empfaenger > 0 else { return anteil.betrag == .null }
        let genau = (netto.istNegativ ? -netto.cent : netto.cent)
            .multipliedFullWidth(by: anteil.gewicht)
        let (ganze, rest) = empfaenger.dividingFullWidth(genau)
        let cents = ganze + (anteil.zusatzcent ? 1 : 0)
        return anteil.ganze.cent == ganze && anteil.rest == rest
            && anteil.betrag.cent == (netto.istNegativ ? -cents : cents) && cent != .falsch
    }
}

/// Eine Rechnung, Gutschrift oder Durchleitung hinter der Umlage eines Monats.
package struct Umlageposten: Sendable, RowDecodable {
    package let text: String
    package let von: String
    package let tag: Kalendertag
    package let betrag: Geld

    package init(row: Row) throws {
        text = try row.decode("text")
        von = try row.decode("von")
        tag = try row.decode("tag")
        betrag = try row.decode("betrag_cent")
    }

    package static func alle(_ monat: Monat, in session: MandantSession) throws
        -> [Umlageposten] {
        try session.all("""
            SELECT text, von, tag, betrag_cent FROM kreis.umlage_posten(\(monat)) ORDER BY lfd
            """)
    }
}
