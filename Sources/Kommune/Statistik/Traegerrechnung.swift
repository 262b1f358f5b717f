import Grundwerte
import Platform
import Postgres
import Uebergabe

/// § 12 Abs. 2 Nr. 3: Ausgaben und Einnahmen der Kommune im Berichtsjahr.
///
/// Gezählt wird, was gezahlt ist, am Tag der Zahlung. Eine Zahlung teilt sich auf § 2 und § 3, wie
/// ihre Berechnung sich auf die Personen verteilt, auf den Cent genau; Mieten zählen bei § 3 zu den
/// Sachleistungen. Rechnungen Dritter zählen an ihrem Rechnungstag, die zentrale Krankenhilfe mit
/// dem Anteil der Kommune an der Umlage ihres Monats.
enum Traegerrechnung {
    static func satz(zeit: Zeitraum, bekannt: Kalendertag?, in session: MandantSession) throws
        -> Statistikrechnung.Werte {
        var werte = ["art_des_traegers": "oertlicher_traeger"]
        for (name, cent) in try zahlungen(zeit, bekannt, in: session)
            .merging(rechnungen(zeit, bekannt, in: session), uniquingKeysWith: +) {
            werte[name] = String(cent)
        }
        for name in namen where werte[name] == nil { werte[name] = "0" }
        return werte
    }

    private static let namen = [
        "hlu_paragraph_2_in_einrichtungen_cent", "hlu_paragraph_2_ausserhalb_cent",
        "grundleistung_geld_in_einrichtungen_cent", "grundleistung_geld_ausserhalb_cent",
        "grundleistung_sachleistung_in_einrichtungen_cent",
        "grundleistung_sachleistung_ausserhalb_cent", "krankheit_schwangerschaft_geburt_cent",
        "sonstige_leistungen_cent", "bildung_und_teilhabe_cent", "einnahmen_von_empfaengern_cent",
        "ruecklaeufe_cent",
    ]

    private static func zahlungen(
        _ zeit: Zeitraum, _ bekannt: Kalendertag?, in session: MandantSession
    ) throws -> [String: Int64] {
        let zeilen = try session.all("""
            SELECT g.art || CASE WHEN g.einrichtung THEN '_in_einrichtungen_cent'
                                 ELSE '_ausserhalb_cent' END AS name,
                   sum(g.cent)::bigint AS cent
              FROM (SELECT t.art, t.cent,
                           EXISTS (SELECT FROM unterkunft u
                                    WHERE u.fall_id = z.fall_id AND u.ersetzt_am IS NULL
                                      AND u.gueltig @> z.monat
                                      AND u.art IN ('aufnahmeeinrichtung',
                                          'gemeinschaftsunterkunft',
                                          'vergleichbare_unterkunft')) AS einrichtung
                      FROM zahlung z
                      JOIN anspruch a ON a.fall_id = z.fall_id AND a.id = z.anspruch_id
                      JOIN berechnung b ON b.fall_id = a.fall_id AND b.id = a.berechnung_id
                      CROSS JOIN LATERAL (
                          SELECT coalesce(round(z.betrag_cent
                                     * sum((p->>'leistung')::numeric) FILTER (
                                         WHERE p->>'grundlage' = 'analogleistung')
                                     / nullif(sum((p->>'leistung')::numeric), 0)), 0) AS analog
                            FROM jsonb_array_elements(b.ergebnis->'personen') p) s
                      CROSS JOIN LATERAL (VALUES
                          ('hlu_paragraph_2', s.analog),
                          (CASE z.zweck WHEN 'unterkunft' THEN 'grundleistung_sachleistung'
                                        ELSE 'grundleistung_geld' END,
                           z.betrag_cent - s.analog)) AS t (art, cent)
                     WHERE z.gezahlt_am BETWEEN \(zeit.von) AND \(zeit.bis)
                       AND (\(bekannt)::date IS NULL OR z.gezahlt_am <= \(bekannt))) g
             GROUP BY 1
            UNION ALL
            SELECT 'ruecklaeufe_cent', coalesce(sum(z.betrag_cent), 0)::bigint
              FROM zahlung z JOIN zahlung_ereignis e ON e.zahlung_id = z.id
             WHERE e.zustand = 'rueckgelaufen'
               AND (e.am AT TIME ZONE 'Europe/Berlin')::date BETWEEN \(zeit.von) AND \(zeit.bis)
            UNION ALL
            SELECT 'einnahmen_von_empfaengern_cent', coalesce(sum(f.betrag_cent), 0)::bigint
              FROM forderungseingang f WHERE f.tag BETWEEN \(zeit.von) AND \(zeit.bis)
            """) { (try $0.decode("name", as: String.self), try $0.decode("cent", as: Int64.self)) }
        return Dictionary(zeilen, uniquingKeysWith: +)
    }

    private static func rechnungen(
        _ zeit: Zeitraum, _ bekannt: Kalendertag?, in session: MandantSession
    ) throws -> [String: Int64] {
        let rechnungen = try session.all("""
            SELECT e.art, sum(r.anerkannt_cent)::bigint AS cent
              FROM einzelrechnung r JOIN einzelleistung e ON e.id = r.einzelleistung_id
             WHERE r.vom BETWEEN \(zeit.von) AND \(zeit.bis)
               AND (\(bekannt)::date IS NULL OR r.vom <= \(bekannt))
             GROUP BY e.art ORDER BY e.art
            """) { (try $0.decode("art", as: Einzelleistung.Art.self),
                    try $0.decode("cent", as: Int64.self)) }
        var summen: [String: Int64] = [:]
        for (art, cent) in rechnungen {
            let name = switch art.bereich {
            case .krankenhilfe: "krankheit_schwangerschaft_geburt_cent"
            case .sonstige: "sonstige_leistungen_cent"
            case .bildung: "bildung_und_teilhabe_cent"
            }
            summen[name, default: 0] += cent
        }
        for umlage in try Umlagestand.alle(in: session)
        where zeit.enthaelt(umlage.monat.letzterTag) {
            summen["krankheit_schwangerschaft_geburt_cent", default: 0] += umlage.anteil.betrag.cent
        }
        return summen
    }
}
