import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine festgestellte Zahlung vor der Anordnung, mit dem, was gegenüber dem Vormonat anders ist.
package struct Anordnungsvorschlag: Sendable {
    package enum Abweichung: Sendable, Equatable {
        /// Für diesen Zweck wurde im Vormonat nichts gezahlt.
        case erste
        case betrag(vorher: Geld)
        case konto(vorher: IBAN)
        /// Eine weitere Zahlung für denselben Monat und Zweck.
        case nachzahlung
        /// Die Bank erhält den Namen anders, als er in der Akte steht.
        case umschrift
        /// Ein Teil, der einen anderen Weg nimmt als vorgesehen.
        case weg(Zahlweg, direkt: Bool)
        /// Die Verarbeitung des Falls ist eingeschränkt: nie mit anderen zusammen.
        case eingeschraenkt

        package var satz: String {
            switch self {
            case .erste: "im Vormonat nichts gezahlt"
            case .betrag: "anderer Betrag"
            case let .konto(vorher): "anderes Konto als \(vorher.gekuerzt)"
            case .nachzahlung: "weitere Zahlung für diesen Monat"
            case .umschrift: "Name in Bankschreibweise"
            case let .weg(weg, direkt): direkt ? "Direktzahlung an Dritte" : weg.bezeichnung
            case .eingeschraenkt: "Verarbeitung eingeschränkt, nur einzeln"
            }
        }
    }

    package let zahlung: Zahlung
    /// Des Haushaltsvorstands: „Rahmani, Yusuf“.
    package let name: String
    package let festgestelltVon: User.ID
    /// Was im Vormonat für denselben Zweck gezahlt wurde; nil, wenn nichts.
    package let vormonat: Geld?
    package let abweichungen: [Abweichung]
    /// Warum diese Person jetzt nicht anordnen kann und was dann hilft; nil, wenn sie es kann.
    package let hindernis: Hindernis?
    let endToEndId: String

    package var istAusnahme: Bool { hindernis != nil || !abweichungen.isEmpty }
    package var istEingeschraenkt: Bool { abweichungen.contains(.eingeschraenkt) }
}

extension Zahlung {
    /// Was auf die Anordnung durch die angemeldete Person wartet, oder davon nur `ids`: Ausnahmen
    /// zuerst, dann nach Fälligkeit.
    package static func anordnungsvorschlaege(
        _ ids: [ID]? = nil, in session: MandantSession
    ) throws -> [Anordnungsvorschlag] {
        let ich = try session.benutzer()
        let nurDiese: SQL = ids.map { "AND z.id = ANY (\($0))" } ?? ""
        let vorschlaege = try session.all("""
            SELECT \(spalten), z.endtoend, coalesce(n.name, '') AS name,
                   fs.benutzer_id AS festgestellt_von, v.betrag_cent AS vormonat_cent,
                   v.iban AS vormonat_iban,
                   EXISTS (SELECT FROM zahlung w
                            WHERE w.fall_id = z.fall_id AND w.monat = z.monat AND w.zweck = z.zweck
                              AND w.id <> z.id
                              AND w.zustand = ANY (\(weitere.map(\.rawValue)))) AS nachzahlung,
                   z.bankverbindung_id IS NOT NULL AND NOT EXISTS (
                       SELECT FROM bankverbindung_bestaetigung b
                        WHERE b.bankverbindung_id = z.bankverbindung_id) AS unbestaetigt,
                   coalesce(k.erfasst_von, u.erfasst_von) = \(ich) AS konto_erfasst,
                   s.grund AS sperrgrund, \(Einschraenkung.gilt("z.fall_id")) AS eingeschraenkt,
                   z.zahlungsempfaenger_id IS NOT NULL
                       AND NOT kreis.zahlungsempfaenger_gilt(z.zahlungsempfaenger_id, z.iban)
                       AS empfaenger_beendet,
                   (SELECT p.grund FROM zahlungssperre p
                     WHERE p.aufgehoben_am IS NULL
                       AND (p.iban IS NULL AND p.fall_id = z.fall_id
                            OR p.iban = z.iban AND z.zweck = 'unterkunft')
                     ORDER BY p.iban NULLS FIRST LIMIT 1) AS halt
              FROM zahlung z
              JOIN fall f ON f.id = z.fall_id
              JOIN feststellung fs ON fs.zahlung_id = z.id AND fs.aufgehoben_am IS NULL
              LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
              LEFT JOIN LATERAL (
                   SELECT sum(w.betrag_cent)::bigint AS betrag_cent, max(w.iban) AS iban
                     FROM zahlung w
                    WHERE w.fall_id = z.fall_id AND w.zweck = z.zweck
                      AND w.monat = (z.monat - interval '1 month')::date
                      AND w.zustand = ANY (\(weitere.map(\.rawValue)))) v ON true
              LEFT JOIN bankverbindung k ON k.id = z.bankverbindung_id
              LEFT JOIN unterkunft u ON u.id = z.unterkunft_id
              LEFT JOIN bankverbindung_sperre s
                ON s.bankverbindung_id = z.bankverbindung_id AND s.aufgehoben_am IS NULL
             WHERE z.zustand = 'festgestellt' \(nurDiese)
             ORDER BY z.faellig, f.aktenzeichen, z.id
            """) { try vorschlag($0, ich: ich) }
        return vorschlaege.filter(\.istAusnahme) + vorschlaege.filter { !$0.istAusnahme }
    }

    private static let weitere: [Zustand] = [.festgestellt, .angeordnet] + Zustand.gebunden

    private static func vorschlag(_ row: Row, ich: User.ID) throws -> Anordnungsvorschlag {
        let zahlung = try Zahlung(row: row)
        let vormonat = try row.decode("vormonat_cent", as: Geld?.self)
        var abweichungen: [Anordnungsvorschlag.Abweichung] = []
        if let vormonat {
            if vormonat != zahlung.betrag { abweichungen.append(.betrag(vorher: vormonat)) }
            if zahlung.teilVon == nil,
               let konto = try row.decode("vormonat_iban", as: IBAN?.self), konto != zahlung.iban {
                abweichungen.append(.konto(vorher: konto))
            }
        } else {
            abweichungen.append(.erste)
        }
        if try row.decode("nachzahlung") { abweichungen.append(.nachzahlung) }
        if zahlung.empfaenger != zahlung.empfaengerSEPA { abweichungen.append(.umschrift) }
        if zahlung.teilVon != nil {
            abweichungen.append(.weg(zahlung.zahlweg, direkt: zahlung.zahlungsempfaenger != nil))
        }
        if try row.decode("eingeschraenkt") { abweichungen.append(.eingeschraenkt) }
        let festgestelltVon = try row.decode("festgestellt_von", as: User.ID.self)
        return Anordnungsvorschlag(
            zahlung: zahlung, name: try row.decode("name"), festgestelltVon: festgestelltVon,
            vormonat: vormonat, abweichungen: abweichungen,
            hindernis: try hindernis(row, selbst: festgestelltVon == ich),
            endToEndId: try row.decode("endtoend"))
    }

    private static func hindernis(_ row: Row, selbst: Bool) throws -> Hindernis? {
        if selbst {
            return Hindernis(.regel, "Sie haben diese Zahlung selbst festgestellt.",
                             abhilfe: "Anordnen muss eine andere Person.")
        }
        if try row.decode("konto_erfasst", as: Bool?.self) == true {
            return Hindernis(.regel, "Sie haben dieses Konto selbst erfasst.",
                             abhilfe: "Anordnen muss eine andere Person.")
        }
        if let grund = try row.decode("halt", as: String?.self) {
            return Hindernis(
                .regel, "Nach einer Rückgabe gesperrt: \(grund)",
                abhilfe: "Die Sachbearbeitung entscheidet im Fall, ob weiter gezahlt wird.")
        }
        if try row.decode("unbestaetigt") {
            return Hindernis(
                .regel, "Die Bankverbindung hat nur eine Person geprüft.",
                abhilfe: "Jemand anderes bestätigt sie, dann lässt sich die Zahlung anordnen.")
        }
        if try row.decode("empfaenger_beendet", as: Bool.self) {
            return Hindernis(.regel, "Der Kreis führt diesen Empfänger nicht mehr.",
                             abhilfe: "Geben Sie die Zahlung zurück; die Sachbearbeitung teilt sie "
                                + "neu auf.")
        }
        if let grund = try row.decode("sperrgrund", as: String?.self) {
            return Hindernis(.regel, "Die Bankverbindung ist gesperrt: \(grund)",
                             abhilfe: "Geben Sie die Zahlung zurück; die Sachbearbeitung erfasst "
                                 + "ein neues Konto.")
        }
        return nil
    }
}
