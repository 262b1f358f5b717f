import Foundation
import Grundwerte
import Platform
import Postgres

/// Stellt eine Auskunft zusammen: das lesbare PDF und das Paket mit allen Daten und Dokumenten.
package struct AuskunftErstellen: Job {
    package static let kind = "auskunft.erstellen"
    package let auskunft: Auskunft.ID

    package init(auskunft: Auskunft.ID) { self.auskunft = auskunft }

    package func run(_ run: JobRun) async throws {
        let id = auskunft
        guard let auskunft = try await run.read({ try Auskunft.laden(id, in: $0) }) else {
            throw Hindernis.nichtGefunden
        }
        guard !auskunft.istFertig else { return try await run.finish { _ in nil } }
        let schriftsatz = try run.schriftsatz()
        let amt = Unterzeichner(name: "Fachbereich Soziales", zimmer: "", telefon: "")
        let (inhalt, heute) = try await run.read { session in
            (try Auskunftsinhalt.sammeln(auskunft, unterzeichner: amt, in: session), session.heute)
        }
        let pdf = try await schriftsatz.setzen(
            vorlage: "Sources/Kommune/Vordrucke/\(Schreibeninhalt.vordruck).typ",
            daten: try inhalt.brief.vordruckJSON(), zeitpunkt: Uhr.fest(am: heute).jetzt)
        let zip = try await paket(inhalt, pdf, schriftsatz, run)
        try await run.finish { session in
            try Auskunft.ablegen([.pdf: pdf, .zip: zip], zu: id, in: session)
            return "zusammengestellt"
        }
    }

    private func paket(
        _ inhalt: Auskunftsinhalt, _ auskunft: [UInt8], _ schriftsatz: Schriftsatz, _ run: JobRun
    ) async throws -> [UInt8] {
        var zip = Zipdatei()
        zip.aufnehmen("Auskunft.pdf", auskunft)
        zip.aufnehmen("daten.json", Array(inhalt.json.utf8))
        for (stelle, dokument) in inhalt.dokumente.enumerated() {
            try await run.progress("Die Dokumente werden zusammengestellt.")
            guard let pdf = try await bytes(dokument, schriftsatz, run) else { continue }
            zip.aufnehmen("dokumente/\((stelle + 1).aufgefuellt(auf: 3)) \(dokument.dateiname).pdf",
                          pdf)
        }
        return zip.bytes
    }

    private func bytes(
        _ dokument: Auskunftsinhalt.Dokument, _ schriftsatz: Schriftsatz, _ run: JobRun
    ) async throws -> [UInt8]? {
        switch dokument.herkunft {
        case let .abgelegt(id): try await run.read { try Schriftstueck.unversehrt(id, in: $0) }
        case let .geschwaerzt(vordruck, inhalt, tag): try await schriftsatz.setzen(
            vorlage: "Sources/Kommune/Vordrucke/\(vordruck).typ", daten: Data(inhalt.utf8),
            zeitpunkt: Uhr.fest(am: tag).jetzt)
        }
    }
}

extension Auskunftsinhalt.Dokument {
    /// Ohne das, was in einem Dateinamen etwas anderes heißt.
    fileprivate var dateiname: String { name.replacing("/", with: "-") }
}

extension Auskunftsinhalt {
    /// Alle Zeilen je Tabelle, wie sie gespeichert sind, mit der Kategorie und ihrem Zweck.
    fileprivate var json: String {
        let teile = tabellen.map { tabelle in
            let kategorie = Datenkatalog.tabelle(tabelle.name)?.kategorie ?? .betrieb
            return """
                {"tabelle":"\(tabelle.name)","kategorie":"\(kategorie.bezeichnung)",\
                "zweck":"\(kategorie.zweck)","zeilen":\(tabelle.json)}
                """
        }
        return """
            {"person":"\(person)","hinweise":[\(ausgelassen.map { "\"\($0)\"" }
                .joined(separator: ","))],
            "tabellen":[
            \(teile.joined(separator: ",\n"))
            ]}

            """
    }
}
