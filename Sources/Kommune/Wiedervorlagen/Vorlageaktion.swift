import Foundation
import Grundwerte
import Platform
import Postgres

/// Was mit Wiedervorlagen geschehen soll, mit einer oder mit vielen zugleich.
package enum Vorlageaktion: Sendable, Equatable {
    case verschieben(auf: Kalendertag)
    /// Der Name steht im Verlauf des Falls.
    case uebergeben(an: User.ID, name: String)
    case erledigen

    /// Name im Protokoll.
    fileprivate var vorgang: String {
        switch self {
        case .verschieben: "wiedervorlage.verschoben"
        case .uebergeben: "wiedervorlage.uebergeben"
        case .erledigen: "wiedervorlage.erledigt"
        }
    }

    /// Was mit dieser Wiedervorlage geschieht: `an Birgit Lenz übergeben`.
    package func folge(_ vorlage: Wiedervorlage) -> String {
        switch self {
        case let .verschieben(tag):
            "vom \(vorlage.faellig.deutsch) auf den \(tag.deutsch) verschoben"
        case let .uebergeben(_, name): "an \(name) übergeben"
        case .erledigen: "erledigt"
        }
    }

    /// Warum sie für diese Wiedervorlage nichts bewirkt; nil, wenn sie es tut.
    fileprivate func hindernis(_ vorlage: Wiedervorlage) -> Hindernis? {
        switch self {
        case let .verschieben(tag) where tag == vorlage.faellig:
            Hindernis(.regel, "Sie ist schon für den \(tag.deutsch) vorgemerkt.")
        case let .uebergeben(wer, name) where wer == vorlage.fuer:
            Hindernis(.regel, "Sie liegt schon bei \(name).")
        default: nil
        }
    }

    /// Was für jede Auswahl gilt.
    fileprivate func pruefen(in session: MandantSession) throws {
        switch self {
        case let .verschieben(tag) where tag < session.heute:
            throw Hindernis(.eingabe, feld: "faellig", "Der Tag liegt in der Vergangenheit.",
                            abhilfe: "Wählen Sie heute oder später.")
        case let .uebergeben(wer, _):
            guard try session.scalar(
                "SELECT platform.arbeitet_hier(\(wer), \(session.heute))", as: Bool.self)
            else {
                throw Hindernis(.eingabe, feld: "fuer", "Diese Person arbeitet nicht hier.",
                                abhilfe: "Wählen Sie jemanden aus der Liste.")
            }
        default: break
        }
    }

    fileprivate func aendern(_ ids: [UUIDv7], in session: MandantSession) throws {
        let neu: SQL = switch self {
        case let .verschieben(tag): "faellig = \(tag)"
        case let .uebergeben(wer, _): "fuer = \(wer)"
        case .erledigen: "erledigt_am = now(), erledigt_von = \(try session.benutzer())"
        }
        try session.execute("""
            UPDATE wiedervorlage SET \(neu), fassung = fassung + 1 WHERE id = ANY (\(ids))
            """)
    }
}

extension Wiedervorlage {
    /// Eine gewählte Wiedervorlage, wie die Seite sie zeigte; ohne Fassung gilt sie, wie sie ist.
    package struct Gewaehlt: Sendable, Hashable {
        package let id: ID
        package let fassung: Int?

        package init(_ id: ID, fassung: Int? = nil) {
            self.id = id
            self.fassung = fassung
        }
    }

    package struct Ergebnis: Sendable {
        package var getan: [Wiedervorlage] = []
        /// Was nicht ging, mit Grund und Abhilfe.
        package var offen: [(vorlage: Wiedervorlage, hindernis: Hindernis)] = []
        /// Wie viele der gewählten es hier nicht gibt.
        package var unbekannt = 0

        /// Wie viele Fälle außen vor blieben, weil ihre Verarbeitung eingeschränkt ist.
        package var eingeschraenkt: Int {
            Set(offen.filter { $0.hindernis == Einschraenkung.einzeln }.map(\.vorlage.fall)).count
        }

        package var anzahl: Int { getan.count + offen.count + unbekannt }

        /// Wie Seiten es zeigen: ohne gesperrte Anschriften.
        fileprivate func lesbar(in session: MandantSession) throws -> Ergebnis {
            let faelle = Set((getan + offen.map(\.vorlage)).map(\.fall)).sorted()
            let schutz = try Textschutz(faelle, in: session)
            var ohne = self
            ohne.getan = getan.map { $0.lesbar(schutz) }
            ohne.offen = offen.map { ($0.vorlage.lesbar(schutz), $0.hindernis) }
            return ohne
        }
    }

    /// Führt `aktion` an jeder gewählten aus. Was ein Hindernis hat, bleibt, wie es ist, und wird
    /// genannt; das Übrige geht. Mit `probe` geschieht nichts, und das Ergebnis sagt, was geschähe.
    @discardableResult
    package static func ausfuehren(
        _ aktion: Vorlageaktion, notiz: String = "", auf gewaehlte: [Gewaehlt],
        probe: Bool = false, in session: MandantSession
    ) throws -> Ergebnis {
        try aktion.pruefen(in: session)
        let ids = gewaehlte.map(\.id.uuid)
        if !probe {
            try session.execute("""
                SELECT FROM wiedervorlage WHERE id = ANY (\(ids)) ORDER BY id FOR UPDATE
                """)
        }
        let ergebnis = try einordnen(aktion, gewaehlte, in: session)
        guard !probe, !ergebnis.getan.isEmpty else { return try ergebnis.lesbar(in: session) }
        try aktion.aendern(ergebnis.getan.map(\.id.uuid), in: session)
        let von = session.akteur.benutzer
        try session.executeAll(ergebnis.getan.map { vorlage in
            Aktenvermerk.eintrag(vorlage.vermerk(aktion, notiz), zu: vorlage.fall, von: von)
        })
        let einzige = ergebnis.getan.count == 1 ? ergebnis.getan.first : nil
        try session.audit(aktion.vorgang, einzige?.id.description ?? "",
                          ["anzahl": "\(ergebnis.getan.count)"])
        return try ergebnis.lesbar(in: session)
    }

    private static func einordnen(
        _ aktion: Vorlageaktion, _ gewaehlte: [Gewaehlt], in session: MandantSession
    ) throws -> Ergebnis {
        let fassungen = Dictionary(gewaehlte.map { ($0.id, $0.fassung) },
                                   uniquingKeysWith: { erste, _ in erste })
        let zeilen = try session.all("""
            \(auswahl) WHERE w.id = ANY (\(Array(fassungen.keys).map(\.uuid)))
             ORDER BY w.faellig, w.id
            """) { (vorlage: try Wiedervorlage(row: $0), vorbei: try vorbei($0)) }
        let aus = try Einschraenkung.ausgelassene(zeilen.map(\.vorlage.fall), in: session)
        var ergebnis = Ergebnis()
        for (vorlage, vorbei) in zeilen {
            let einzeln = aus.contains(vorlage.fall) ? Einschraenkung.einzeln : nil
            if let hindernis = vorbei ?? einzeln
                ?? vorlage.geaendert(seit: fassungen[vorlage.id] ?? nil)
                ?? aktion.hindernis(vorlage) {
                ergebnis.offen.append((vorlage, hindernis))
            } else {
                ergebnis.getan.append(vorlage)
            }
        }
        ergebnis.unbekannt = fassungen.count - zeilen.count
        return ergebnis
    }

    private static func vorbei(_ row: Row) throws -> Hindernis? {
        guard try row.decode("erledigt_am", as: Date?.self) != nil else { return nil }
        return try row.decode("erledigt_von", as: User.ID?.self) == nil
            ? Hindernis(.konflikt, "Das Programm hat sie zurückgenommen; ihr Grund ist entfallen.")
            : Hindernis(.konflikt, "Sie ist inzwischen erledigt.")
    }

    private func geaendert(seit fassung: Int?) -> Hindernis? {
        guard let fassung, fassung != self.fassung else { return nil }
        return Hindernis(.konflikt, "Jemand hat sie inzwischen verschoben oder übergeben.",
                         abhilfe: "Sehen Sie sie an und entscheiden Sie neu.")
    }

    private func vermerk(_ aktion: Vorlageaktion, _ notiz: String) -> String {
        let satz = "Wiedervorlage \(aktion.folge(self)): \(text)"
        return notiz.isEmpty ? satz : "\(satz) Notiz: \(notiz)"
    }

    /// Erledigt; ein zweites Mal ändert nichts.
    package static func erledigen(_ id: ID, in session: MandantSession) throws {
        let ergebnis = try ausfuehren(.erledigen, auf: [Gewaehlt(id)], in: session)
        guard ergebnis.unbekannt == 0 else { throw Hindernis.nichtGefunden }
    }
}
