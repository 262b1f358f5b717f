import Foundation
import Grundwerte
import Platform
import Postgres

/// Gibt den Bestand einer Kommune in derselben Form aus, in der einer übernommen wird.
///
/// Jede Datei kommt aus einer Abfrage, die der Server selbst als CSV schreibt; nur die Anmeldenamen
/// der Sachbearbeitung kennt das Schema der Kommune nicht, deshalb baut das Programm `faelle.csv`.
package struct Bestandsausgabe {
    /// Nimmt die Bytes einer Datei Stück für Stück.
    package typealias Ziel = (Bestandsdatei, UnsafeRawBufferPointer) throws -> Void

    private let session: MandantSession
    private let anmeldenamen: [User.ID: String]
    private let ziel: Ziel

    /// Schreibt alle Dateien; eine Transaktion mit gleichbleibender Sicht gibt einen Stand.
    /// - Returns: die Dateien mit ihren Kontrollsummen.
    package static func schreiben(
        anmeldenamen: [User.ID: String], in session: MandantSession, nach ziel: Ziel
    ) throws -> [Bestand.Datei] {
        // Die Grenze der Anmeldung gilt Seiten; ein ganzer Bestand darf länger brauchen.
        try session.execute("SELECT set_config('statement_timeout', '600s', true)")
        try verlangeAnschriften(in: session)
        return try withoutActuallyEscaping(ziel) { ziel in
            let ausgabe = Bestandsausgabe(session: session, anmeldenamen: anmeldenamen, ziel: ziel)
            var dateien = [try ausgabe.faelle()]
            for (datei, quelle) in Bestandsausgabe.quellen {
                dateien.append(try ausgabe.kopieren(datei, quelle))
            }
            try ausgabe.summen(dateien)
            return dateien
        }
    }

    /// Ein Bestand enthält jede Anschrift; wer eine nicht sehen darf, gibt ihn nicht aus.
    private static func verlangeAnschriften(in session: MandantSession) throws {
        let faelle = try session.scalars("SELECT id FROM fall ORDER BY id", as: Fall.ID.self)
        let schutz = try Anschriftenschutz(faelle, in: session)
        let verborgene = faelle.count(where: schutz.verborgen)
        guard verborgene > 0 else { return }
        throw Hindernis(.regel, "In \(verborgene) Fällen ist die Anschrift gesperrt.",
                        abhilfe: "Ausgeben kann den Bestand, wer für jede dieser Sperren benannt "
                            + "ist.")
    }

    private func text(_ text: String, in datei: Bestandsdatei) throws {
        var text = text
        try text.withUTF8 { try ziel(datei, UnsafeRawBufferPointer($0)) }
    }

    private func kopf(_ datei: Bestandsdatei) throws {
        try text("\u{FEFF}" + CSVText.zeile(datei.felder.map(\.name)), in: datei)
    }

    private func faelle() throws -> Bestand.Datei {
        try kopf(.faelle)
        let zeilen = try session.all("""
            SELECT \(Bestandsausgabe.fallschluessel) AS schluessel, f.aktenzeichen, f.sachgebiet,
                   f.sachbearbeitung, f.eingestellt_zum, e.grund AS eingeschraenkt
              FROM fall f LEFT JOIN herkunft hf ON hf.ziel_id = f.id AND hf.art = 'fall'
              LEFT JOIN einschraenkung e ON e.fall_id = f.id AND e.aufgehoben_am IS NULL
             ORDER BY \(Bestandsausgabe.fallschluessel) COLLATE "C"
            """) { row in
            CSVText.zeile([
                try row.decode("schluessel"), try row.decode("aktenzeichen"),
                try row.decode("sachgebiet"),
                anmeldenamen[try row.decode("sachbearbeitung")] ?? "",
                try row.decode("eingestellt_zum", as: Kalendertag?.self)?.deutsch ?? "",
                try row.decode("eingeschraenkt", as: String?.self) ?? "",
            ])
        }
        try text(zeilen.joined(), in: .faelle)
        return Bestand.Datei(name: Bestandsdatei.faelle.name, zeilen: zeilen.count)
    }

    private func kopieren(_ datei: Bestandsdatei, _ quelle: Quelle) throws -> Bestand.Datei {
        try kopf(datei)
        var ergebnis = Bestand.Datei(name: datei.name)
        var puffer: [UInt8] = []
        let spalten = zip(datei.felder, quelle.spalten).map(Bestandsausgabe.zelle)
        try session.transaction.copyOut("""
            COPY (SELECT \(SQL.join(spalten)) FROM \(quelle.tabellen)
                   ORDER BY \(quelle.reihenfolge)) TO STDOUT WITH (FORMAT csv, DELIMITER ';')
            """) { zeile in
            ergebnis.zeilen += 1
            puffer += zeile
            guard puffer.count > 1 << 16 else { return }
            try puffer.withUnsafeBytes { try ziel(datei, $0) }
            puffer.removeAll(keepingCapacity: true)
        }
        try puffer.withUnsafeBytes { try ziel(datei, $0) }
        let betraege: [SQL] = zip(datei.felder, quelle.spalten).filter { $0.0.istBetrag }
            .map { "coalesce(\($0.1), 0)" }
        if !betraege.isEmpty {
            ergebnis.summe = try session.scalar("""
                SELECT coalesce(sum(\(SQL.join(betraege, separator: " + "))), 0)
                  FROM \(quelle.tabellen)
                """)
        }
        return ergebnis
    }

    private func summen(_ dateien: [Bestand.Datei]) throws {
        try kopf(.summen)
        for datei in dateien {
            try text(CSVText.zeile([datei.name, String(datei.zeilen), datei.summe.csv]),
                in: .summen)
        }
    }

    /// Der Ausdruck eines Feldes in der Schreibweise der Datei.
    private static func zelle(_ feld: Bestandsfeld, _ ausdruck: SQL) -> SQL {
        switch feld.art {
        case .betrag: "replace(to_char((\(ausdruck)) / 100.0, 'FM9999999999990.00'), '.', ',')"
        case .tag, .monat: "to_char(\(ausdruck), 'DD.MM.YYYY')"
        case .schluessel, .text, .iban, .ziffern, .auswahl: "nullif(\(ausdruck), '')"
        }
    }
}

extension Bestandsfeld {
    fileprivate var istBetrag: Bool { if case .betrag = art { true } else { false } }
}

// Woher die Zeilen jeder Datei kommen. Ausgegeben wird, was nach heutigem Wissen gilt.
extension Bestandsausgabe {
    private struct Quelle {
        /// In der Reihenfolge der Felder.
        let spalten: [SQL]
        let tabellen: SQL
        let reihenfolge: SQL
    }

    /// Der Schlüssel des alten Verfahrens; was hier entstand, behält seine Kennung.
    private static let fallschluessel: SQL = "coalesce(hf.schluessel, f.id::text)"
    private static let personschluessel: SQL = "coalesce(hp.schluessel, t.person_id::text)"

    private static let jePerson: SQL = """
        LEFT JOIN herkunft hp ON hp.ziel_id = t.person_id AND hp.art = 'person'
        WHERE t.ersetzt_am IS NULL
          AND EXISTS (SELECT FROM mitglied m
                       WHERE m.person_id = t.person_id AND m.ersetzt_am IS NULL)
        """

    private static let jeFall: SQL = """
        JOIN fall f ON f.id = t.fall_id
        LEFT JOIN herkunft hf ON hf.ziel_id = f.id AND hf.art = 'fall'
        """

    private static let zeitraum: [SQL] = ["lower(t.gueltig)", "upper(t.gueltig) - 1"]

    private static func ja(_ spalte: SQL) -> SQL { "CASE WHEN \(spalte) THEN 'ja' ELSE '' END" }

    private static func person(
        _ tabelle: SQL, _ spalten: [SQL], danach: [SQL] = [], dann weiter: SQL = ""
    ) -> Quelle {
        Quelle(spalten: [personschluessel] + spalten + zeitraum + danach,
            tabellen: "\(tabelle) t \(jePerson)",
               reihenfolge: "\(personschluessel) COLLATE \"C\" \(weiter), lower(t.gueltig), t.id")
    }

    private static let zurUnterkunft: [SQL] = [
        "t.miete_anerkannt_cent", "t.heizung_anerkannt_cent", "t.karenz_ab", "t.senkung_bis",
        ja("t.warmwasser_dezentral"), ja("t.vollverpflegung"),
    ]

    private static let quellen: [(Bestandsdatei, Quelle)] = [
        (.personen, person("person_angabe", [
            "t.familienname", "t.vorname", "t.weitere_namen", "t.geburtsdatum", "t.geschlecht",
            "t.staatsangehoerigkeit", "t.azr_nummer", "t.familienstand",
        ])),
        (.mitglieder, Quelle(
            spalten: [fallschluessel, personschluessel, "t.rolle"] + zeitraum,
            tabellen: """
                mitglied t \(jeFall)
                LEFT JOIN herkunft hp ON hp.ziel_id = t.person_id AND hp.art = 'person'
                WHERE t.ersetzt_am IS NULL
                """,
            reihenfolge: """
                \(fallschluessel) COLLATE "C", \(personschluessel) COLLATE "C", lower(t.gueltig)
                """)),
        (.berechtigungen, person("berechtigung", ["t.personenkreis", "t.grundlage"],
                                 danach: ["t.einschraenkung", ja("t.haertefall"),
                                          "t.form"])),
        (.aufenthalte, person("aufenthalt", ["t.status", "t.eingereist_am", "t.dokument_bis"])),
        (.unterkuenfte, Quelle(
            spalten: [fallschluessel, "t.art", "t.strasse", "t.plz", "t.ort", "t.miete_cent",
                      "t.nebenkosten_cent", "t.heizung_cent", "t.energie_cent", "t.vermieter_name",
                      "t.vermieter_iban", "t.mietzeichen", "t.verpflegung_cent"] + zeitraum
                + zurUnterkunft,
            tabellen: "unterkunft t \(jeFall) WHERE t.ersetzt_am IS NULL",
            reihenfolge: "\(fallschluessel) COLLATE \"C\", lower(t.gueltig)")),
        (.einkommen, person("einkommen", [
            "t.art", "t.brutto_cent", "t.steuern_cent", "t.sozialversicherung_cent",
            "t.versicherungen_cent", "t.ausgaben_cent", "t.quelle",
        ], dann: ", t.art, t.quelle COLLATE \"C\"")),
        (.vermoegen, person("vermoegen", ["t.art", "t.wert_cent"], dann: ", t.art COLLATE \"C\"")),
        (.mehrbedarfe, person("mehrbedarf", ["t.art", "t.betrag_cent", "t.nachweis"],
                              dann: ", t.art")),
        (.monatsbedarfe, person("monatsbedarf", ["t.art", "t.betrag_cent", "t.begruendung"],
                                dann: ", t.art, t.begruendung COLLATE \"C\"")),
        (.arbeitsgelegenheiten, Quelle(
            spalten: [personschluessel, "lower(t.gueltig)", "t.minuten::text",
                      "t.mehraufwand_cent"],
            tabellen: "arbeitsgelegenheit t \(jePerson)",
            reihenfolge: "\(personschluessel) COLLATE \"C\", lower(t.gueltig), t.id")),
        (.wartezeithindernisse, person("wartezeithindernis", ["t.art", "t.grund"],
                                       dann: ", t.art")),
        // Von mehreren am selben Tag das, auf das gezahlt würde; gesperrte gehören nicht in ein
        // neues Verfahren.
        (.konten, Quelle(
            spalten: [fallschluessel, "t.zahlweg", "t.inhaber", "t.iban", "t.gueltig_ab"],
            tabellen: """
                (SELECT DISTINCT ON (b.fall_id, b.gueltig_ab)
                        b.fall_id, b.zahlweg, b.inhaber, b.iban, b.gueltig_ab
                   FROM bankverbindung b
                   LEFT JOIN bankverbindung_bestaetigung c ON c.bankverbindung_id = b.id
                  WHERE NOT EXISTS (SELECT FROM bankverbindung_sperre s
                                     WHERE s.bankverbindung_id = b.id AND s.aufgehoben_am IS NULL)
                  ORDER BY b.fall_id, b.gueltig_ab, (c.bankverbindung_id IS NULL),
                           b.erfasst_am DESC, b.id DESC) t \(jeFall)
                """,
            reihenfolge: "\(fallschluessel) COLLATE \"C\", t.gueltig_ab")),
        (.bewilligungen, Quelle(
            spalten: [fallschluessel, "t.monat", "t.bewilligt_cent", "t.lebensunterhalt_cent",
                      "t.unterkunft_cent", "t.bescheid_nummer", "t.bescheid_vom"],
            tabellen: "(\(bewilligungen)) t \(jeFall)",
            reihenfolge: "\(fallschluessel) COLLATE \"C\", t.monat")),
    ]

    /// Je Fall und Monat, was zuletzt bewilligt und was hier oder im alten Verfahren gezahlt ist.
    private static let bewilligungen: SQL = """
        SELECT m.fall_id, m.monat,
               coalesce(a.leistung_cent, alt.bewilligt_cent, 0) AS bewilligt_cent,
               (coalesce(alt.lebensunterhalt_cent, 0) + coalesce(z.lebensunterhalt, 0))::bigint
                   AS lebensunterhalt_cent,
               (coalesce(alt.unterkunft_cent, 0) + coalesce(z.unterkunft, 0))::bigint
                   AS unterkunft_cent,
               coalesce(b.nummer, alt.bescheid_nummer) AS bescheid_nummer,
               CASE WHEN b.id IS NULL THEN alt.bescheid_vom ELSE b.erlassen_am END AS bescheid_vom
          FROM (SELECT fall_id, monat FROM anspruch WHERE ersetzt_am IS NULL
                UNION SELECT fall_id, monat FROM altbewilligung
                UNION SELECT fall_id, monat FROM zahlung
                       WHERE zustand IN ('im_lauf', 'uebergeben', 'gezahlt', 'unklar')) m
          LEFT JOIN anspruch a
            ON a.fall_id = m.fall_id AND a.monat = m.monat AND a.ersetzt_am IS NULL
          LEFT JOIN bescheid b ON b.fall_id = a.fall_id AND b.id = a.bescheid_id
          LEFT JOIN altbewilligung alt ON alt.fall_id = m.fall_id AND alt.monat = m.monat
          LEFT JOIN (SELECT fall_id, monat,
                            sum(betrag_cent) FILTER (WHERE zweck = 'lebensunterhalt')
                                AS lebensunterhalt,
                            sum(betrag_cent) FILTER (WHERE zweck = 'unterkunft') AS unterkunft
                       FROM zahlung WHERE zustand IN ('im_lauf', 'uebergeben', 'gezahlt', 'unklar')
                      GROUP BY fall_id, monat) z ON z.fall_id = m.fall_id AND z.monat = m.monat
        """
}
