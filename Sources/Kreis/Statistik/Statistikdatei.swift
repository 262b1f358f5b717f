import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die Datei einer Lieferung, CSV oder DatML/RAW 2.0: gleiche Sätze und Schlüssel, gleiche Bytes.
///
/// Amtlich heißt sie nur, wenn die Erhebungskennung, jeder Name eines Merkmals und jeder
/// Schlüsselwert geladen sind; sonst trägt sie sichtbar die internen Kennungen.
package struct Statistikdatei: Sendable {
    package enum Format: String, Sendable, CaseIterable { case csv, datml }

    let lauf: Kreisstatistik
    let tag: Kalendertag
    let merkmale: [Erhebungsmerkmal]
    let schluessel: Statistikschluessel
    private let summen: [Format: [UInt8]]

    /// `geladenBis`: was an Schlüsseln bis dahin geladen war; nil: alles.
    init(_ lauf: Kreisstatistik, am tag: Kalendertag, geladenBis: Date?,
         summen: [Format: [UInt8]] = [:], in session: KreisSession) throws {
        self.lauf = lauf
        self.tag = tag
        self.summen = summen
        merkmale = try Erhebungsmerkmal.alle(lauf.erhebung, am: lauf.ende, in: session)
        schluessel = try Statistikschluessel(
            lauf.erhebung, am: lauf.ende, geladenBis: geladenBis, merkmale, in: session)
    }

    /// Wie festgestellt, mit ihren Prüfsummen.
    package static func festgestellte(
        _ lauf: Kreisstatistik, in session: KreisSession
    ) throws -> Statistikdatei {
        let feststellung = try session.first("""
            SELECT tag, am, csv_sha256, datml_sha256 FROM statistik_feststellung
             WHERE lauf_id = \(lauf.id)
            """) { (try $0.decode("tag", as: Kalendertag.self), try $0.decode("am", as: Date.self),
                    try $0.decode("csv_sha256", as: [UInt8].self),
                    try $0.decode("datml_sha256", as: [UInt8].self)) }
        guard let (tag, am, csv, datml) = feststellung else {
            throw Hindernis(.regel, "Noch ist nichts festgestellt.")
        }
        return try Statistikdatei(lauf, am: tag, geladenBis: am,
                                  summen: [.csv: csv, .datml: datml], in: session)
    }

    package var istAmtlich: Bool { schluessel.istAmtlich }
    /// Was zur amtlichen Form fehlt, für die Seite.
    package var fehlendeSchluessel: Int { schluessel.fehlend }

    package func summe(_ format: Format) -> [UInt8] { summen[format] ?? [] }

    /// `Statistik-regelleistungen-2026-12-31-intern.csv`.
    package func name(_ format: Format) -> String {
        "Statistik-\(lauf.erhebung)-\(lauf.ende)-\(istAmtlich ? "amtlich" : "intern")."
            + (format == .csv ? "csv" : "xml")
    }

    package func inhalt(_ format: Format, in session: KreisSession) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try schreiben(format, in: session) { bytes += $0.utf8 }
        return bytes
    }

    func pruefsumme(
        _ format: Format, in session: KreisSession
    ) throws -> (saetze: Int, sha256: [UInt8]) {
        var summe = SHA256()
        let saetze = try schreiben(format, in: session) { summe.update(data: Array($0.utf8)) }
        return (saetze, Array(summe.finalize()))
    }

    /// Gibt die Datei Stück für Stück aus, nach AGS und Kenn-Nummer; zurück kommt die Zahl der
    /// Sätze.
    @discardableResult
    private func schreiben(
        _ format: Format, in session: KreisSession, _ ausgeben: (String) -> Void
    ) throws -> Int {
        let kopf = Statistikkopf(erhebung: lauf.erhebung, periode: lauf.periode, ende: lauf.ende,
                                 tag: tag, nachricht: lauf.id.description)
        let schreiber = format.schreiber(kopf, merkmale, schluessel)
        var saetze = 0, kommune: String?
        ausgeben(schreiber.kopf)
        try session.transaction.forEach("""
            SELECT ags, kennnummer, werte FROM statistik_satz WHERE lauf_id = \(lauf.id)
             ORDER BY ags, kennnummer
            """) { zeile in
            let ags: String = try zeile.decode("ags")
            if kommune != ags {
                if kommune != nil { ausgeben(schreiber.segmentende) }
                ausgeben(schreiber.segment(ags))
                kommune = ags
            }
            ausgeben(schreiber.satz(ags, try zeile.decode("kennnummer"),
                                    try zeile.decode("werte")))
            saetze += 1
        }
        if kommune != nil { ausgeben(schreiber.segmentende) }
        ausgeben(schreiber.fuss)
        return saetze
    }
}
