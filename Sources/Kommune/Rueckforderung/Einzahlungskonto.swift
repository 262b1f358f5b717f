import Grundwerte
import Platform
import Postgres

/// Wohin jemand zahlt, was er der Kommune erstattet: auf deren eigenes Konto, wenn sie eines
/// bestimmt hat (Schalter `einzahlungskonto`, der Wert ist die IBAN), sonst auf das des Kreises,
/// der es mit der Erstattung weiterreicht (B-5.4).
struct Einzahlungskonto: Sendable, Equatable {
    static let schalter = "einzahlungskonto"

    let inhaber: String
    let iban: IBAN

    /// Das am Tag geltende; nil, solange weder Kommune noch Kreis eines hinterlegt haben.
    static func geltendes(in session: MandantSession) throws -> Einzahlungskonto? {
        let heute = session.heute
        let eigenes = try Mandant.Schalter.eigene(in: session).first {
            $0.name == schalter && $0.gueltig.enthaelt(heute)
        }
        if let eigenes {
            return Einzahlungskonto(inhaber: session.mandant.bezeichnung,
                                    iban: try IBAN(eigenes.wert))
        }
        return try session.first("""
            SELECT inhaber, iban FROM kreis.einzahlungskonto(\(heute))
            """) { row in
            Einzahlungskonto(
                inhaber: "\(try row.decode("inhaber", as: String.self)) für "
                    + session.mandant.bezeichnung,
                iban: try row.decode("iban"))
        }
    }
}

extension Rueckforderung {
    /// Der Satz, der sagt, wie zu zahlen ist.
    func zahlsatz(_ konto: Einzahlungskonto?) -> String {
        guard let konto else { return "Geben Sie das Kassenzeichen \(kassenzeichen) an." }
        return "Überweisen Sie an \(konto.inhaber), IBAN \(konto.iban.gruppiert), und geben Sie "
            + "als Verwendungszweck nur das Kassenzeichen \(kassenzeichen) an."
    }
}
