import Crypto
import Grundwerte
import Platform
import Postgres

/// Der Anteil einer Kommune an einer Kostenteilung nach Einwohnern, mit der ganzen Rechnung: Die
/// Zahlen sind amtlich und öffentlich (H-2.2).
package struct Kostenanteil: Sendable {
    package struct Zeile: Sendable {
        package let ags: String
        package let kommune: String
        package let stichtag: Kalendertag
        package let quelle: String
        package let anteil: Geld.Anteil

        package init(ags: String, kommune: String, stichtag: Kalendertag, quelle: String,
                     anteil: Geld.Anteil) {
            self.ags = ags
            self.kommune = kommune
            self.stichtag = stichtag
            self.quelle = quelle
            self.anteil = anteil
        }
    }

    /// `KT-2026-0001`
    package let nummer: String
    package let kassenzeichen: String
    /// Der fragenden Kommune.
    package let ags: String
    package let titel: String
    package let vereinbartAm: Kalendertag
    /// Was zu teilen ist.
    package let betrag: Geld
    package let einwohner: Int64
    package let faellig: Kalendertag
    package let nachweisSHA256: [UInt8]
    /// Nach AGS.
    package let zeilen: [Zeile]

    package var eigene: Zeile? { zeilen.first { $0.ags == ags } }

    /// Ob sich Betrag, Zeilen und Prüfsumme noch einmal ergeben.
    package var rechnetSich: Bool {
        betrag.anteile(nach: zeilen.map(\.anteil.gewicht)) == zeilen.map(\.anteil)
            && zeilen.map(\.anteil.betrag).summe() == betrag
            && Array(SHA256.hash(data: csv)) == nachweisSHA256
    }

    /// Dieselben Bytes wie beim Kreis.
    package var csv: [UInt8] {
        Kostenanteil.csv(titel, betrag, vereinbartAm, einwohner, zeilen)
    }

    /// Die Rechnung als CSV in UTF-8: eine Zeile je Kommune mit allen Schritten.
    package static func csv(_ titel: String, _ betrag: Geld, _ vereinbartAm: Kalendertag,
                            _ einwohner: Int64, _ zeilen: [Zeile]) -> [UInt8] {
        let kopf = ["Vorhaben", "Vereinbart am", "AGS", "Zu teilen", "Einwohner", "Stichtag",
                    "Quelle", "Einwohner zusammen", "Abgerundet", "Rest", "Zusatzcent", "Anteil"]
        let rechnung = zeilen.map { zeile in
            [titel, vereinbartAm.deutsch, zeile.ags, betrag.csv, String(zeile.anteil.gewicht),
             zeile.stichtag.deutsch, zeile.quelle, String(einwohner), zeile.anteil.ganze.csv,
             String(zeile.anteil.rest), zeile.anteil.zusatzcent ? "1" : "0",
             zeile.anteil.betrag.csv]
        }
        return Array((CSVZeile.kennung
                      + ([kopf] + rechnung).map { CSVZeile.text($0) }.joined()).utf8)
    }
}

extension Kostenanteil {
    /// Alle der fragenden Kommune, der jüngste zuerst; es sind einige im Jahr.
    package static func alle(in session: MandantSession) throws -> [Kostenanteil] {
        try session.all("""
            SELECT nummer, kassenzeichen, ags, titel, vereinbart_am, betrag_cent, einwohner,
                   faellig, nachweis_sha256
              FROM kreis.eigene_kostenteilungen() ORDER BY nummer DESC
            """) { row in
            let nummer = try row.decode("nummer", as: String.self)
            return Kostenanteil(
                nummer: nummer, kassenzeichen: try row.decode("kassenzeichen"),
                ags: try row.decode("ags"), titel: try row.decode("titel"),
                vereinbartAm: try row.decode("vereinbart_am"),
                betrag: try row.decode("betrag_cent"), einwohner: try row.decode("einwohner"),
                faellig: try row.decode("faellig"),
                nachweisSHA256: try row.decode("nachweis_sha256"),
                zeilen: [])
        }
    }

    /// Einer mit seiner Rechnung; nil, wenn die Kommune keinen unter dieser Nummer hat.
    package static func laden(_ nummer: String, in session: MandantSession) throws
        -> Kostenanteil? {
        guard let kopf = try alle(in: session).first(where: { $0.nummer == nummer }) else {
            return nil
        }
        let zeilen = try session.all("""
            SELECT ags, kommune, anzahl, stichtag, quelle, ganze_cent, rest, zusatz_cent,
                   anteil_cent
              FROM kreis.kostenteilung_zeilen(\(nummer)) ORDER BY ags
            """) { row in
            Zeile(ags: try row.decode("ags"), kommune: try row.decode("kommune"),
                  stichtag: try row.decode("stichtag"), quelle: try row.decode("quelle"),
                  anteil: Geld.Anteil(
                      gewicht: try row.decode("anzahl"), ganze: try row.decode("ganze_cent"),
                      rest: try row.decode("rest"),
                      zusatzcent: try row.decode("zusatz_cent", as: Int64.self) == 1,
                      betrag: try row.decode("anteil_cent")))
        }
        return Kostenanteil(
            nummer: kopf.nummer, kassenzeichen: kopf.kassenzeichen, ags: kopf.ags,
            titel: kopf.titel, vereinbartAm: kopf.vereinbartAm, betrag: kopf.betrag,
            einwohner: kopf.einwohner, faellig: kopf.faellig,
            nachweisSHA256: kopf.nachweisSHA256, zeilen: zeilen)
    }
}
