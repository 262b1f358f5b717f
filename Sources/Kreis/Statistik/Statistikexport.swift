import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was die Kommunen zu einem Stichtag abgegeben haben, wie ein Datenbankadministrator es ausgibt.
///
/// Läuft unter dem Login `statistik_export`: Es erreicht nur die Funktionen der Statistik, und jede
/// Ausgabe steht danach in `kreis.statistik_export`.
package struct Statistikexport: Sendable {
    package let erhebung: String
    package let stichtag: Kalendertag
    /// Nur diese Kommune; nil: alle.
    package let ags: String?

    package init(erhebung: String, stichtag: Kalendertag, ags: String?) {
        self.erhebung = erhebung
        self.stichtag = stichtag
        self.ags = ags
    }

    /// Eine Erhebung und ein Stichtag, zu denen es etwas gibt.
    package struct Vorhanden: Sendable, RowDecodable {
        package let erhebung: String
        package let name: String
        package let periode: Erhebungsperiode
        package let stichtag: Kalendertag
        package let kommunen: Int
        package let saetze: Int

        package init(row: Row) throws {
            erhebung = try row.decode("erhebung")
            name = try row.decode("name")
            periode = try row.decode("periode")
            stichtag = try row.decode("stichtag")
            kommunen = try row.decode("kommunen")
            saetze = try row.decode("saetze")
        }
    }

    package static func vorhandene(in session: KreisSession) throws -> [Vorhanden] {
        try session.all("""
            SELECT erhebung, name, periode, stichtag, kommunen, saetze FROM statistik_erhebungen()
            """)
    }

    package var dateiname: String {
        "Statistik-\(erhebung)-\(stichtag)" + (ags.map { "-\($0)" } ?? "") + "-intern"
    }

    /// Gibt die Datei Stück für Stück aus; zurück kommen Zahl der Sätze und SHA-256 der Bytes.
    package func ausgeben(
        _ format: Statistikdatei.Format, in session: KreisSession,
        _ schreiben: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (saetze: Int, sha256: [UInt8]) {
        let vorhanden = try Self.vorhandene(in: session)
        guard let eine = vorhanden.first(where: {
            $0.erhebung == erhebung && $0.stichtag == stichtag
        }) else {
            throw Hindernis(.nichtGefunden, "Zu „\(erhebung)“ und dem \(stichtag.deutsch) hat noch "
                            + "keine Kommune abgegeben.",
                            abhilfe: "`mandat statistik liste` zeigt, was es gibt.")
        }
        var summe = SHA256()
        func weiter(_ bytes: UnsafeRawBufferPointer) throws {
            summe.update(bufferPointer: bytes)
            try schreiben(bytes)
        }
        let saetze = switch format {
        case .csv: try csv(in: session, weiter)
        case .datml: try datml(eine.periode, in: session, weiter)
        }
        return (saetze, Array(summe.finalize()))
    }

    /// COPY nimmt keine gebundenen Werte: Der Name steht im Katalog, das Übrige sind Ziffern.
    private var zeilen: SQL {
        let kommune = ags.map { "'\($0.filter(\.isNumber))'" } ?? "NULL"
        return """
            COPY (SELECT zeile FROM kreis.statistik_zeilen('\(unescaped: erhebung)', \
            '\(unescaped: stichtag.description)', \(unescaped: kommune))) TO STDOUT
            """
    }

    private func csv(
        in session: KreisSession, _ schreiben: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        var zeilenzahl = 0
        try session.transaction.copyOut(zeilen) { bytes in
            zeilenzahl += 1
            try schreiben(bytes)
        }
        return zeilenzahl - 1
    }

    private func datml(
        _ periode: Erhebungsperiode, in session: KreisSession,
        _ schreiben: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        let kopf = Statistikkopf(erhebung: erhebung, periode: periode, ende: stichtag,
                                 tag: stichtag, nachricht: dateiname)
        let merkmale = try Erhebungsmerkmal.alle(erhebung, am: stichtag, in: session)
        let schreiber = Statistikdatei.Format.datml.schreiber(kopf, merkmale, .interne)
        func ausgeben(_ text: String) throws {
            var text = text
            try text.withUTF8 { try schreiben(UnsafeRawBufferPointer($0)) }
        }
        var kommune: String?, saetze = -1
        try ausgeben(schreiber.kopf)
        try session.transaction.copyOut(zeilen) { bytes in
            saetze += 1
            guard saetze > 0 else { return }
            let teile = String(decoding: bytes.dropLast(), as: UTF8.self)
                .split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            if kommune != teile[0] {
                if kommune != nil { try ausgeben(schreiber.segmentende) }
                try ausgeben(schreiber.segment(teile[0]))
                kommune = teile[0]
            }
            try ausgeben(schreiber.satz(teile[0], teile[1], Array(teile.dropFirst(2))))
        }
        if kommune != nil { try ausgeben(schreiber.segmentende) }
        try ausgeben(schreiber.fuss)
        return saetze
    }
}
