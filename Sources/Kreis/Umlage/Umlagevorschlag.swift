import Foundation
import Grundwerte
import Platform
import Postgres

/// Was für einen Monat umzulegen wäre, und was dem noch im Weg steht (B-6.7).
package struct Umlagevorschlag: Sendable {
    package let rechnung: Umlagerechnung
    /// Teilnehmende Kommunen, deren Empfängerzahl fehlt.
    package let fehlende: [String]
    /// Ein früherer Monat, der zuerst umzulegen ist.
    package let vorher: Monat?
    /// Die letzte Feststellung des Monats, ob sie noch gilt oder nicht.
    package let feststellung: Feststellung?
    private let heute: Kalendertag

    /// Wer den Nachweis eines Monats geprüft hat, und welchen.
    package struct Feststellung: Sendable, RowDecodable {
        package typealias ID = TypedID<Feststellung>

        package let id: ID
        package let nachweisSHA256: [UInt8]
        package let von: User.ID
        package let am: Date

        package init(row: Row) throws {
            id = try row.decode("id")
            nachweisSHA256 = try row.decode("nachweis_sha256")
            von = try row.decode("von")
            am = try row.decode("am")
        }
    }

    package var monat: Monat { rechnung.monat }
    package var nachweis: Umlagenachweis { Umlagenachweis(rechnung) }

    /// Die Feststellung, wenn sich seitdem nichts geändert hat.
    package var gueltigeFeststellung: Feststellung? {
        feststellung.flatMap { $0.nachweisSHA256 == nachweis.sha256 ? $0 : nil }
    }

    package static func laden(_ monat: Monat, in session: KreisSession) throws -> Umlagevorschlag {
        let regeln = try Empfaengerregel.alle(in: session)
        guard let regel = regeln.geltende(fuer: monat) else { throw Hindernis.nichtGefunden }
        let staende = try Empfaengerstand.alle(im: monat, in: session)
        return Umlagevorschlag(
            rechnung: try .vorlaeufig(monat, regel: regel.gueltigAb, in: session),
            fehlende: staende.filter { $0.zahl == nil }.map(\.kommune),
            vorher: try session.scalar("SELECT umlage_vorher(\(monat))", as: Monat?.self),
            feststellung: try session.first("""
                SELECT id, nachweis_sha256, von, am FROM umlage_feststellung
                 WHERE monat = \(monat) ORDER BY am DESC, id DESC LIMIT 1
                """),
            heute: session.heute)
    }

    /// Warum der Monat noch nicht festgestellt werden kann; nil, wenn er es kann.
    package var hindernis: Hindernis? {
        let name = monat.deutsch
        if monat >= heute.monat {
            return Hindernis(.regel, "Der \(name) ist noch nicht vorbei.",
                             abhilfe: "Umgelegt wird er ab dem "
                                + "\(monat.naechster.ersterTag.deutsch), wenn alle gezählt haben.")
        }
        if rechnung.positionen.isEmpty {
            return Hindernis(.regel, "Im \(name) ist nichts umzulegen.",
                             abhilfe: "Umgelegt wird, was als Vorschuss gebucht ist.")
        }
        if let vorher {
            return Hindernis(.regel, "Der \(vorher.deutsch) ist noch nicht umgelegt.",
                             abhilfe: "Schließen Sie zuerst diesen Monat ab.")
        }
        if !fehlende.isEmpty {
            return Hindernis(.regel, "Es fehlen Empfängerzahlen: "
                                + "\(fehlende.joined(separator: ", ")).",
                             abhilfe: "Die Kommunen zählen von selbst; fragen Sie sonst den "
                                + "IT-Betrieb nach dem Auftrag „empfaenger.melden“.")
        }
        if rechnung.empfaenger == 0, rechnung.netto != .null {
            return Hindernis(.regel, "Im \(name) hatte keine Kommune Empfänger; nach ihrer Zahl "
                                + "lässt sich nichts umlegen.",
                             abhilfe: "Der Betrag geht in die Umlage des nächsten Monats ein.")
        }
        return nil
    }
}

extension Umlagevorschlag {
    /// Stellt fest, dass der Nachweis des Monats sachlich und rechnerisch richtig ist. Abschließen
    /// muss eine andere Person, und nur genau diesen Nachweis.
    package static func feststellen(_ monat: Monat, in session: KreisSession) throws {
        try session.execute("SELECT hauptbuch_sperren()")
        let vorschlag = try offen(monat, in: session)
        guard vorschlag.gueltigeFeststellung == nil else {
            throw Hindernis(.konflikt, "Der \(monat.deutsch) ist schon festgestellt.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        try session.execute("""
            INSERT INTO umlage_feststellung (id, monat, netto_cent, nachweis_sha256, von)
            VALUES (\(Feststellung.ID()), \(monat), \(vorschlag.rechnung.netto),
                    \(vorschlag.nachweis.sha256), \(session.benutzer()))
            """)
        try session.audit("umlage.festgestellt", monat.description,
                          ["netto": vorschlag.rechnung.netto.dezimal])
    }

    /// Der Vorschlag eines Monats, der noch nicht umgelegt ist und es werden kann.
    static func offen(_ monat: Monat, in session: KreisSession) throws -> Umlagevorschlag {
        guard try Umlage.laden(monat, in: session) == nil else {
            throw Hindernis(.konflikt, "Der \(monat.deutsch) ist schon umgelegt.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        let vorschlag = try laden(monat, in: session)
        if let hindernis = vorschlag.hindernis { throw hindernis }
        return vorschlag
    }
}
