import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Einnahme der Kommune auf ambulante Kosten, die der Kreis ausgelegt hat (B-6.6).
///
/// Über die Theke gehen Monat, Tag, Herkunft und Betrag; um wen es ging, bleibt in der Kommune.
package struct Durchleitungsmeldung: Sendable, RowDecodable {
    package typealias ID = TypedID<Durchleitungsmeldung>

    package enum Herkunft: String, Sendable, CaseIterable, SQLEnum {
        case krankenkasse
        case andererTraeger = "anderer_traeger"
        case kostenbeitrag, schadensersatz

        package var bezeichnung: String {
            switch self {
            case .krankenkasse: "Krankenkasse oder Krankenversicherung"
            case .andererTraeger: "Anderer Leistungsträger"
            case .kostenbeitrag: "Kostenbeitrag oder Erstattung einer Person"
            case .schadensersatz: "Schadensersatz"
            }
        }
    }

    package enum Zustand: String, Sendable, CaseIterable, SQLEnum {
        case gemeldet, uebernommen, abgelehnt

        package var bezeichnung: String {
            switch self {
            case .gemeldet: "gemeldet"
            case .uebernommen: "übernommen"
            case .abgelehnt: "abgelehnt"
            }
        }
    }

    package let id: ID
    package let nummer: String
    /// Der Monat der Behandlung.
    package let monat: Monat
    package let eingangAm: Kalendertag
    package let herkunft: Herkunft
    /// Negativ, wenn sie eine frühere Meldung zurücknimmt.
    package let betrag: Geld
    package let berichtigt: ID?
    package let vermerk: String
    package let gemeldetAm: Date
    package let zustand: Zustand
    /// Warum der Kreis sie ablehnt.
    package let grund: String
    /// In welcher Umlage sie steht.
    package let umlage: Monat?
    /// Ob eine spätere Meldung sie zurücknimmt.
    package let istBerichtigt: Bool

    package init(row: Row) throws {
        id = try row.decode("id")
        nummer = try row.decode("nummer")
        monat = try row.decode("monat")
        eingangAm = try row.decode("eingang_am")
        herkunft = try row.decode("herkunft")
        betrag = try row.decode("betrag_cent")
        berichtigt = try row.decode("berichtigt")
        vermerk = try row.decode("vermerk")
        gemeldetAm = try row.decode("gemeldet_am")
        zustand = try row.decode("zustand")
        grund = try row.decode("grund")
        umlage = try row.decode("umlage_monat")
        istBerichtigt = try row.decode("istberichtigt")
    }

    /// Was die fragende Kommune gemeldet hat, das Jüngste zuerst.
    package static func alle(in session: MandantSession) throws -> [Durchleitungsmeldung] {
        try session.all("""
            SELECT id, nummer, monat, eingang_am, herkunft, betrag_cent, berichtigt, vermerk,
                   gemeldet_am, zustand, grund, umlage_monat, istberichtigt
              FROM kreis.durchleitungen() ORDER BY gemeldet_am DESC, nummer DESC
            """)
    }

    /// Meldet eine Einnahme. Zurück kommt ihre Nummer.
    @discardableResult
    package static func melden(
        monat: Monat, eingang: Kalendertag, herkunft: Herkunft, betrag: Geld, vermerk: String,
        in session: MandantSession
    ) throws -> String {
        guard eingang <= session.heute else {
            throw Hindernis(.eingabe, feld: "eingang", "Der Eingang liegt in der Zukunft.",
                            abhilfe: "Melden Sie, was eingegangen ist.")
        }
        guard monat.ersterTag <= eingang else {
            throw Hindernis(.eingabe, feld: "monat", "Die Behandlung läge nach dem Eingang.",
                            abhilfe: "Nennen Sie den Monat, in dem behandelt wurde.")
        }
        guard betrag > .null else {
            throw Hindernis(.eingabe, feld: "betrag", "Der Betrag ist nicht größer als null.",
                            abhilfe: "Eine Meldung nehmen Sie bei ihr selbst zurück.")
        }
        return try melden(monat, eingang, herkunft, betrag, berichtigt: nil, vermerk, in: session)
    }

    /// Nimmt eine übernommene Meldung als Ganzes zurück.
    @discardableResult
    package static func zuruecknehmen(_ id: ID, grund: String, in session: MandantSession) throws
        -> String {
        guard let meldung = try alle(in: session).first(where: { $0.id == id }) else {
            throw Hindernis.nichtGefunden
        }
        guard meldung.zustand == .uebernommen, meldung.berichtigt == nil, !meldung.istBerichtigt
        else {
            throw Hindernis(.regel, "\(meldung.nummer) lässt sich nicht zurücknehmen.",
                            abhilfe: "Zurücknehmen lässt sich einmal, was der Kreis übernommen "
                                + "hat.")
        }
        return try melden(meldung.monat, session.heute, meldung.herkunft, -meldung.betrag,
                          berichtigt: id, grund, in: session)
    }

    private static func melden(
        _ monat: Monat, _ eingang: Kalendertag, _ herkunft: Herkunft, _ betrag: Geld,
        berichtigt: ID?, _ vermerk: String, in session: MandantSession
    ) throws -> String {
        do {
            let nummer = try session.scalar("""
                SELECT kreis.durchleitung_melden(\(ID()), \(monat), \(eingang), \(herkunft),
                    \(betrag), \(berichtigt), \(vermerk), \(session.benutzer()), \(session.heute))
                """, as: String.self)
            try session.audit("durchleitung.gemeldet", nummer, ["betrag": betrag.dezimal])
            return nummer
        } catch let fehler as PostgresError where fehler.constraint == "durchleitung_beteiligt" {
            throw Hindernis(.regel, feld: "monat",
                            "Im \(monat.deutsch) nahm die Kommune nicht an der zentralen "
                                + "Krankenhilfe teil.",
                            abhilfe: "Was sie selbst bezahlt hat, behält sie.")
        }
    }
}
