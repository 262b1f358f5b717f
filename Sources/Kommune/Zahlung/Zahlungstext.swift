import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Womit der Verwendungszweck der Zahlungen einer Kommune beginnt, ab einem Tag; dahinter stehen
/// Monat und Zeichen.
package struct Zahlungstext: Sendable, RowDecodable {
    package let zweck: Zahlung.Zweck
    package let text: String
    package let gueltigAb: Kalendertag

    package init(row: Row) throws {
        zweck = try row.decode("zweck")
        text = try row.decode("text")
        gueltigAb = try row.decode("gueltig_ab")
    }

    /// Alle festgelegten, die jüngsten zuerst.
    package static func alle(in session: MandantSession) throws -> [Zahlungstext] {
        try session.all("""
            SELECT zweck, text, gueltig_ab FROM zahlungstext ORDER BY gueltig_ab DESC, zweck
            """)
    }

    /// Gilt für alles, was ab dem Tag fällig ist, bis ein neuer beginnt; was schon vorgesehen ist,
    /// behält seinen.
    package static func festlegen(_ zweck: Zahlung.Zweck, _ text: String, ab: Kalendertag,
                                  in session: MandantSession) throws {
        guard ab >= session.heute else {
            throw Hindernis(.eingabe, feld: "ab", "Der \(ab.deutsch) ist vorbei.",
                            abhilfe: "Wählen Sie heute oder einen späteren Tag.")
        }
        try pruefen(text)
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO zahlungstext (id, zweck, text, gueltig_ab, erfasst_von)
                    VALUES (\(UUIDv7()), \(zweck), \(text), \(ab), \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "zahlungstext_einmal" {
            throw Hindernis(.konflikt, feld: "ab",
                            "Ab dem \(ab.deutsch) ist schon ein Text festgelegt.",
                            abhilfe: "Wählen Sie einen anderen Tag.")
        }
        try session.audit("zahlungstext.festgelegt", zweck.rawValue,
                          ["text": text, "ab": ab.description])
    }

    private static func pruefen(_ text: String) throws {
        guard !text.lowercased().contains("asyl") else {
            throw Hindernis(.eingabe, feld: "text", "Der Text verriete Dritten, nach welchem "
                                + "Gesetz gezahlt wird.",
                            abhilfe: "Nennen Sie die Kommune und etwa „Leistung“ oder „Miete“.")
        }
        guard (3...60).contains(text.count) else {
            throw Hindernis(.eingabe, feld: "text", "Der Text hat \(text.count) Zeichen.",
                            abhilfe: "3 bis 60 lassen Platz für Monat und Zeichen.")
        }
        let bank = try? SEPAText.verwendungszweck(text)
        guard bank?.text == text else {
            throw Hindernis(.eingabe, feld: "text", "Banken nehmen nicht alle Zeichen darin an.",
                            abhilfe: bank.map { "Sie schrieben: „\($0.text)“." }
                                ?? "Nehmen Sie Buchstaben und Ziffern.")
        }
    }
}

/// Die Anfänge der Verwendungszwecke einer Kommune.
struct Zahlungstexte: Sendable {
    let kommune: String
    let festgelegt: [Zahlungstext]

    static func laden(in session: MandantSession) throws -> Zahlungstexte {
        Zahlungstexte(kommune: session.mandant.bezeichnung,
                      festgelegt: try Zahlungstext.alle(in: session))
    }

    /// Ohne Festlegung der Name der Kommune und das Wort, das jeder versteht.
    func anfang(_ zweck: Zahlung.Zweck, am tag: Kalendertag) -> String {
        if let text = festgelegt.first(where: { $0.zweck == zweck && $0.gueltigAb <= tag }) {
            return text.text
        }
        return switch zweck {
        case .lebensunterhalt: "\(kommune) Leistung"
        case .unterkunft: "\(kommune) Miete"
        }
    }
}
