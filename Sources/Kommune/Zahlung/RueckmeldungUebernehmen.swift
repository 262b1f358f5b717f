import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Folgt den Antworten der Kreiskasse, jeder genau einmal, und zieht die Folgen: Was zurückkam,
/// sperrt das Konto und liegt am selben Tag bei der Sachbearbeitung.
package struct RueckmeldungUebernehmen: Job {
    package static let kind = "rueckmeldung.uebernehmen"
    private static let buendel = 5000

    package init() {}

    package func run(_ run: JobRun) async throws {
        while try await run.write({ try RueckmeldungUebernehmen.uebernehmen(in: $0) })
            == Self.buendel {
            try await run.progress("Rückmeldungen werden übernommen")
        }
        while try await run.write({
            try Forderungseingang.buchen(hoechstens: Self.buendel, in: $0)
        }) == Self.buendel {
            try await run.progress("Eingänge auf Rückforderungen werden gebucht")
        }
        try await run.finish { _ in nil }
    }

    /// Ein Bündel; zurück kommt, wie viele es waren.
    package static func uebernehmen(in session: MandantSession) throws -> Int {
        let antworten = try session.all("""
            SELECT zahlung_id, zustand, grund FROM rueckmeldungen_uebernehmen(\(buendel)::int)
            """) {
            (zahlung: try $0.decode("zahlung_id", as: Zahlung.ID.self),
             zustand: try $0.decode("zustand", as: String.self),
             grund: try $0.decode("grund", as: String.self))
        }
        func mit(_ zustand: Zahlung.Zustand) -> [Zahlung.ID] {
            antworten.filter { $0.zustand == zustand.rawValue }.map(\.zahlung)
        }
        try Einbehalt.buchen(gezahlt: mit(.gezahlt), in: session)
        try namenMelden(mit(.gezahlt), in: session)
        try Einbehalt.aufheben(zurueck: mit(.rueckgelaufen), in: session)
        for antwort in antworten where antwort.zustand == Zahlung.Zustand.rueckgelaufen.rawValue {
            try folgen(antwort.zahlung, "Zahlung zurückgekommen", code: antwort.grund, in: session)
        }
        for antwort in antworten where antwort.zustand == Zahlung.Zustand.bankAbgelehnt.rawValue {
            try folgen(
                antwort.zahlung, "Die Bank hat die Zahlung abgelehnt", code: antwort.grund,
                in: session)
        }
        return antworten.count
    }

    /// Gezahlt ist, aber die Bank kennt das Konto unter einem anderen Namen: Er ist zu prüfen,
    /// bevor die nächste Zahlung scheitert.
    private static func namenMelden(_ ids: [Zahlung.ID], in session: MandantSession) throws {
        let pruefungen = try Empfaengerpruefung.alle(
            zu: ids.map { Zahlungsauftrag.ID($0.uuid) }, in: session)
        for pruefung in pruefungen where pruefung.ergebnis != .unmoeglich {
            guard let zahlung = try Zahlung.laden(Zahlung.ID(pruefung.auftrag.uuid), in: session)
            else { continue }
            try melden(zahlung, "Empfängerüberprüfung: \(pruefung.satz)", in: session)
        }
    }

    private static func folgen(
        _ id: Zahlung.ID, _ was: String, code: String, in session: MandantSession
    ) throws {
        guard let zahlung = try Zahlung.laden(id, in: session) else { return }
        guard !code.isEmpty else { return try melden(zahlung, "\(was).", in: session) }
        let grund = Rueckgabegrund(code: code), erklaerung = grund.satz
        var folge = ""
        guard let iban = zahlung.iban, zahlung.zahlungsempfaenger == nil else {
            let ereignis = zahlung.iban == nil ? "Zahlung \(zahlung.stand)" : was
            return try melden(zahlung, "\(ereignis): \(erklaerung)", in: session)
        }
        switch (grund.reaktion, zahlung.konto) {
        case let (.kontoSperren, konto?):
            try Bankverbindung.sperren(konto, grund: erklaerung, in: session)
            folge = try anhalten("z.bankverbindung_id = \(konto)", grund: erklaerung, in: session)
        case (.kontoSperren, nil), (.personSperren, nil):
            try Zahlungssperre.setzen(erklaerung, nach: zahlung, iban: iban, in: session)
            folge = try anhalten("z.iban = \(iban) AND z.zweck = 'unterkunft'", grund: erklaerung,
                                 in: session)
        case let (.personSperren, konto?):
            try Bankverbindung.sperren(konto, grund: erklaerung, in: session)
            try Zahlungssperre.setzen(erklaerung, nach: zahlung, iban: nil, in: session)
            folge = try anhalten("z.fall_id = \(zahlung.fall)", grund: erklaerung, in: session)
        case (.alarm, _), (.kreis, _), (.hinweis, _):
            break
        }
        try melden(zahlung, "\(was): \(erklaerung)\(folge)", in: session)
    }

    /// Holt zurück, was schon angeordnet ist und noch in keinem Zahllauf; was noch nicht angeordnet
    /// ist, hält die Sperre selbst auf. Zurück kommt, was davon zu sagen ist.
    private static func anhalten(
        _ bedingung: SQL, grund: String, in session: MandantSession
    ) throws -> String {
        let betroffen = try Zahlung.angeordnete(bedingung, in: session)
        var anzahl = 0
        for zahlung in betroffen where try zahlung.zuruecknehmen(grund: grund, in: session) {
            try Aktenvermerk.schreiben(
                "Zahlung \(zahlung.monat.deutsch), \(zahlung.betrag) nach einer Rückgabe "
                    + "storniert: \(grund)",
                zu: zahlung.fall, in: session)
            anzahl += 1
        }
        guard anzahl > 0 else { return "" }
        return anzahl == 1 ? " Eine angeordnete Zahlung ist zurückgenommen."
            : " \(anzahl) angeordnete Zahlungen sind zurückgenommen."
    }

    private static func melden(
        _ zahlung: Zahlung, _ text: String, in session: MandantSession
    ) throws {
        let satz = "\(text) \(zahlung.monat.deutsch), \(zahlung.betrag)."
        try Aktenvermerk.schreiben(satz, zu: zahlung.fall, in: session)
        try Wiedervorlage.anlegen(satz, zu: zahlung.fall, faellig: session.heute,
                                  quelle: .ruecklauf, in: session)
    }
}
