import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Welche Fälle eine Liste zeigt; was fehlt, schränkt nicht ein. Alles gilt heute.
///
/// Ein Filter steht in der Adresse der Liste, und so wird er auch gespeichert. Tage bleiben, wie
/// sie eingegeben sind: `+30` reicht morgen einen Tag weiter.
package struct Fallfilter: Sendable, Equatable {
    package enum Bearbeitung: Sendable, Equatable {
        case meine
        /// Die eigenen und die der heute Vertretenen.
        case tische
        case alle
        case person(User.ID)
    }

    package enum Zustand: String, Sendable, CaseIterable {
        case laufend, eingestellt, alle

        package var bezeichnung: String {
            switch self {
            case .laufend: "laufende"
            case .eingestellt: "eingestellte"
            case .alle: "laufende und eingestellte"
            }
        }
    }

    /// Was bei einem Fall noch zu tun ist.
    package enum Offenes: String, Sendable, CaseIterable {
        case wiedervorlage, bewilligung, feststellung, konto, unterkunft, sperre

        package var bezeichnung: String {
            switch self {
            case .wiedervorlage: "Wiedervorlage fällig"
            case .bewilligung: "noch nichts bewilligt"
            case .feststellung: "Zahlungen festzustellen"
            case .konto: "Bankverbindung unbestätigt"
            case .unterkunft: "Unterkunft fehlt"
            case .sperre: "Zahlungen gesperrt"
            }
        }
    }

    package var bearbeitung = Bearbeitung.meine
    package var zustand = Zustand.laufend
    /// Jemand im Haushalt erhält Leistungen auf dieser Grundlage.
    package var grundlage: Anspruchsgrundlage?
    package var status: Aufenthaltsstatus?
    package var unterbringung: Unterbringungsart?
    package var offen: Offenes?
    /// Der letzte bewilligte Monat endet spätestens an diesem Tag; wie eingegeben.
    package var bewilligtBis: String?
    /// Ein Aufenthaltsdokument im Haushalt gilt höchstens bis zu diesem Tag; wie eingegeben.
    package var dokumentBis: String?

    package init() {}
}

extension Fallfilter {
    /// Liest einen Filter; `wert` gibt, was unter einem Namen steht. Unbekanntes schränkt nicht
    /// ein.
    package init(_ wert: (String) -> String?) {
        func tag(_ name: String) -> String? {
            wert(name).map { $0.filter { !$0.isWhitespace } }.flatMap { $0.isEmpty ? nil : $0 }
        }
        bearbeitung = switch wert("wer") {
        case "alle": .alle
        case "tische": .tische
        case let text?: User.ID(text).map(Bearbeitung.person) ?? .meine
        case nil: .meine
        }
        zustand = wert("zustand").flatMap(Zustand.init) ?? .laufend
        grundlage = wert("grundlage").flatMap(Anspruchsgrundlage.init)
        status = wert("status").flatMap(Aufenthaltsstatus.init)
        unterbringung = wert("wohnen").flatMap(Unterbringungsart.init)
        offen = wert("offen").flatMap(Offenes.init)
        bewilligtBis = tag("bewilligt_bis")
        dokumentBis = tag("dokument_bis")
    }

    /// Name und Wert jeder Einschränkung, immer in derselben Reihenfolge.
    package var werte: [(name: String, wert: String)] {
        let wer: String? = switch bearbeitung {
        case .meine: nil
        case .tische: "tische"
        case .alle: "alle"
        case let .person(id): "\(id)"
        }
        let alle: [(String, String?)] = [
            ("wer", wer), ("zustand", zustand == .laufend ? nil : zustand.rawValue),
            ("grundlage", grundlage?.rawValue), ("status", status?.rawValue),
            ("wohnen", unterbringung?.rawValue), ("offen", offen?.rawValue),
            ("bewilligt_bis", bewilligtBis), ("dokument_bis", dokumentBis),
        ]
        return alle.compactMap { name, wert in wert.map { (name, $0) } }
    }

    /// Welche Angabe kein Tag ist: der Name ihres Feldes.
    package func unlesbar(heute: Kalendertag) -> [String] {
        [("bewilligt_bis", bewilligtBis), ("dokument_bis", dokumentBis)].filter { _, text in
            text.map { Kalendertag(eingabe: $0, heute: heute) == nil } ?? false
        }.map(\.0)
    }
}

extension Fallfilter {
    /// Die Bedingung an einen Fall `f`.
    func bedingung(in session: MandantSession) throws -> SQL {
        let heute = session.heute
        func tag(_ text: String?) -> Kalendertag? {
            text.flatMap { Kalendertag(eingabe: $0, heute: heute) }
        }
        let teile: [SQL?] = [
            "f.aktenzeichen NOT LIKE \(Fall.geloescht + "%")",
            try werBearbeitet(in: session), laeuft,
            grundlage.map { mitglied("berechtigung", "x.grundlage = \($0)", heute) },
            status.map { mitglied("aufenthalt", "x.status = \($0)", heute) },
            tag(dokumentBis).map { mitglied("aufenthalt", "x.dokument_bis <= \($0)", heute) },
            unterbringung.map { wohnt("AND u.art = \($0)", heute) },
            tag(bewilligtBis).map(bewilligt(bis:)), offen.map { offenes($0, heute) },
        ]
        return SQL.join(teile.compactMap(\.self), separator: " AND ")
    }

    private var laeuft: SQL {
        switch zustand {
        case .laufend: "f.eingestellt_zum IS NULL"
        case .eingestellt: "f.eingestellt_zum IS NOT NULL"
        case .alle: "true"
        }
    }

    private func werBearbeitet(in session: MandantSession) throws -> SQL? {
        switch bearbeitung {
        case .alle: nil
        case .meine: "f.sachbearbeitung = \(try session.benutzer())"
        case .tische: "f.sachbearbeitung = ANY (\(try Vertretung.tische(in: session)))"
        case let .person(id): "f.sachbearbeitung = \(id)"
        }
    }

    /// Für jemanden im Haushalt steht heute in der Tabelle, was `bedingung` verlangt.
    private func mitglied(_ tabelle: String, _ bedingung: SQL, _ heute: Kalendertag) -> SQL {
        """
        EXISTS (SELECT FROM mitglied m JOIN \(identifier: tabelle) x ON x.person_id = m.person_id
                 WHERE m.fall_id = f.id AND m.ersetzt_am IS NULL AND m.gueltig @> \(heute)
                   AND x.ersetzt_am IS NULL AND x.gueltig @> \(heute) AND \(bedingung))
        """
    }

    private func wohnt(_ weiter: SQL, _ heute: Kalendertag) -> SQL {
        """
        EXISTS (SELECT FROM unterkunft u WHERE u.fall_id = f.id AND u.ersetzt_am IS NULL
                   AND u.gueltig @> \(heute) \(weiter))
        """
    }

    /// Der letzte Monat, dessen letzter Tag nicht nach `tag` liegt, ist der letzte bewilligte.
    private func bewilligt(bis tag: Kalendertag) -> SQL {
        let monat = tag.monat.letzterTag == tag ? tag.monat : tag.monat.plus(-1)
        return """
            EXISTS (SELECT FROM anspruch a WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL
                       AND a.monat <= \(monat))
            AND NOT EXISTS (SELECT FROM anspruch a WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL
                               AND a.monat > \(monat))
            """
    }

    private func offenes(_ offen: Offenes, _ heute: Kalendertag) -> SQL {
        switch offen {
        case .wiedervorlage:
            """
            EXISTS (SELECT FROM wiedervorlage w WHERE w.fall_id = f.id AND w.erledigt_am IS NULL
                       AND w.faellig <= \(heute))
            """
        case .bewilligung:
            """
            NOT EXISTS (SELECT FROM anspruch a WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL)
            """
        case .feststellung:
            "EXISTS (SELECT FROM zahlung z WHERE z.fall_id = f.id AND z.zustand = 'erfasst')"
        case .konto:
            """
            EXISTS (SELECT FROM bankverbindung b WHERE b.fall_id = f.id AND NOT EXISTS (
                        SELECT FROM bankverbindung_bestaetigung c WHERE c.bankverbindung_id = b.id))
            """
        case .unterkunft: "NOT \(wohnt("", heute))"
        case .sperre:
            """
            EXISTS (SELECT FROM zahlungssperre s WHERE s.fall_id = f.id AND s.iban IS NULL
                       AND s.aufgehoben_am IS NULL)
            """
        }
    }
}
