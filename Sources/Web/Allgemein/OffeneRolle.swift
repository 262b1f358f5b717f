import Foundation
import Grundwerte
import Platform

/// Eine Rolle, die noch nicht gilt, in `zugang/rollenposten.mustache`.
struct OffeneRolle: Sendable {
    let wert: String
    let person: String
    let anmeldename: String
    let rolle: String
    let zeit: String
    let herkunft: String
    /// Seit wann die Person ein Kennwort hat, das nur sie kennt.
    let kennwort: String
    /// Was seither jemand am Konto getan hat.
    let eingriff: String?
    /// Diese Person kann sie jetzt bestätigen.
    let darf: Bool
    /// Warum nicht; nil, wenn sie darf.
    let hindernis: String?

    init(_ rolle: Zugangsbestaetigung.Rolle) {
        let zuweisung = rolle.zuweisung
        wert = "\(zuweisung.id)"
        person = rolle.name
        anmeldename = rolle.anmeldename
        self.rolle = zuweisung.bezeichnung
            + (zuweisung.sachgebiet.isEmpty ? "" : " · \(zuweisung.sachgebiet)")
        zeit = zuweisung.gueltig.description
        herkunft = (rolle.vergebenVon.isEmpty ? "vom Programm" : "von \(rolle.vergebenVon)")
            + ", \(Kreisanzeige.zeit(rolle.vergebenAm))"
        kennwort = rolle.lage.kennwortsatz
        eingriff = rolle.lage.eingriffsatz
        darf = rolle.istBestaetigbar
        hindernis = rolle.istBestaetigbar ? nil
            : rolle.darf ? Anmeldelage.warten : "Diese Rolle bestätigt eine andere Leitung."
    }

    /// Welche der angezeigten im Formular gewählt sind.
    static func gewaehlte(
        _ form: FormData, aus offene: [Zugangsbestaetigung.Rolle]
    ) throws -> [Role.Zuweisung.ID] {
        let gewaehlt = offene.filter {
            $0.istBestaetigbar && form["r-\($0.zuweisung.id)"] != nil
        }
        guard !gewaehlt.isEmpty else {
            throw Hindernis(.eingabe, "Noch ist nichts gewählt",
                            abhilfe: "Wählen Sie mindestens eine Rolle.")
        }
        return gewaehlt.map(\.zuweisung.id)
    }
}

extension Anmeldelage {
    static let warten = "Bestätigen können Sie, sobald die Person mit ihrem Einmalcode ein eigenes "
        + "Kennwort gewählt hat. Bis dahin könnte sich auch damit anmelden, wer ihn ausgegeben hat."

    var kennwortsatz: String {
        kennwortAm.map {
            "Kennwort gewählt am \(Kreisanzeige.zeit($0)): Fragen Sie die Person, ob sie es selbst "
                + "war."
        } ?? "Noch kein eigenes Kennwort gewählt."
    }

    var eingriffsatz: String? {
        eingriff.map { eingriff in
            let was = eingriff.istKennwort ? "Kennwort zurückgesetzt" : "Zweiter Faktor entfernt"
            let von = eingriff.von.isEmpty ? "jemandem, der sich nicht nannte" : eingriff.von
            return "\(was) am \(Kreisanzeige.zeit(eingriff.am)) von \(von). Fragen Sie die Person, "
                + "ob sie selbst darum gebeten und sich wieder angemeldet hat, bevor Sie "
                + "bestätigen."
        }
    }
}

/// Wann eine Seite gezeigt hat, worüber auf ihr entschieden wird: im Formular in Mikrosekunden.
enum Zeigepunkt {
    static func text(_ zeit: Date) -> String {
        "\(Int64((zeit.timeIntervalSince1970 * 1_000_000).rounded()))"
    }

    /// Ohne brauchbare Angabe war nichts zu sehen.
    static func lies(_ form: FormData) -> Date {
        let mikro = form["gezeigt"].flatMap { Int64($0) } ?? 0
        return Date(timeIntervalSince1970: Double(min(max(mikro, 0), jahr2100)) / 1_000_000)
    }

    private static let jahr2100: Int64 = 4_102_444_800_000_000
}
