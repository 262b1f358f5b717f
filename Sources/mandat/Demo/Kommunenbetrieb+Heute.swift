import Grundwerte
import Kommune
import Platform
import Postgres
import Uebergabe

/// Was heute auf den Tischen liegt.
extension Kommunenbetrieb {
    /// Wer heute vorspricht, bekommt seinen Bescheid. Die Hälfte seiner Zahlungen ist angeordnet,
    /// die andere wartet darauf; ein gewechseltes Konto wartet auf das zweite Augenpaar.
    func heute() async throws {
        let tag = zeit.heute
        let neu = try await aufnehmen(bis: tag)
        try await bewilligen(neu, ab: tag.monat, am: tag)
        if kommunennummer < 3 { try await bargeldVorsehen(am: tag) }
        try await feststellen(bis: tag.monat.naechster, am: tag)
        let faelle = Set(neu.compactMap { akten[$0].id }), anfang = kommunennummer
        try await anordnen(am: tag) { zahlungen in
            let (kasse, uebrige) = (zahlungen.filter { $0.zahlweg.istKassenliste },
                                    zahlungen.filter { !$0.zahlweg.istKassenliste })
            return kasse + uebrige.filter { faelle.contains($0.fall) }.enumerated()
                .filter { ($0.offset + anfang) % 2 == 1 }.map(\.element)
        }
        try await kontowechsel(am: tag)
        try await vorsprachen(am: tag)
        try await wiedervorlagen(am: tag)
        try await arbeitsteilung(am: tag)
        try await erstattungPruefen(am: tag)
        try await kontaktEintragen(am: tag)
    }

    /// Das Verzeichnis nach Art. 30 DSGVO nennt, wie Kommune und Datenschutz zu erreichen sind.
    private func kontaktEintragen(am tag: Kalendertag) async throws {
        let kuerzel = mandant.kuerzel
        try await schreiben(leitung, .verzeichnisFuehren, am: tag) { session in
            try Verzeichniskontakt.eintragen(
                erreichbar: "02861 0000-0, post@\(kuerzel).example (Schulung)",
                datenschutz: "Behördlicher Datenschutz, datenschutz@\(kuerzel).example (Schulung)",
                in: session)
        }
    }

    /// Eine Kommune wendet sich gegen eine Zeile der letzten Erstattung, andere bestätigen sie.
    private func erstattungPruefen(am tag: Kalendertag) async throws {
        let monat = tag.monat.voriger, nummer = kommunennummer
        guard nummer % 3 < 2 else { return }
        try await schreiben(sachbearbeitung[0], .erstattungAeussern, am: tag) { session in
            let angefordert = try Erstattungsstand.alle(in: session)
                .contains { $0.monat == monat && $0.nummer != nil }
            guard angefordert else { return }
            if nummer == 1 {
                try Zeilenaeusserung.einwenden(
                    monat, zeile: 1, grund: "Die Zahlung galt einem Fall, der zum Ersten "
                        + "eingestellt wurde. Bitte prüfen.", in: session)
            }
            try Zeilenaeusserung.bestaetigen(monat, zeile: nil, in: session)
        }
    }

    /// Wer heute ohne Geld vor der Tür steht, bekommt einen Teil bar an der Kreiskasse; ein
    /// Teil gleicht die Gebühr für die Unterkunft der Kommune aus.
    private func bargeldVorsehen(am tag: Kalendertag) async throws {
        let bar = Geld(cent: 10_000), gebuehr = Geld(cent: 4_500)
        let zeichen = "GB-\(tag.jahr).\(kommunennummer)"
        try await schreiben(sachbearbeitung[0], .zahlungFeststellen, am: tag) { session in
            let offen = try Zahlung.alle(in: [.erfasst], hoechstens: 100_000, in: session)
            guard let zahlung = offen.first(where: { $0.betrag > bar + gebuehr })
            else { return }
            try Zahlung.aufteilen(
                zahlung.id,
                in: [Zahlungsteil(betrag: bar, weg: .bar),
                     Zahlungsteil(betrag: gebuehr, weg: .umbuchung, zeichen: zeichen),
                     Zahlungsteil(betrag: zahlung.betrag - bar - gebuehr, weg: .geplant)],
                grund: "Karte verloren, Vorsprache heute", session: session)
        }
    }

    var kommunennummer: Int {
        Schulungskommune.alle.first { $0.kuerzel == mandant.kuerzel }?.nummer ?? 0
    }

    private func kontowechsel(am tag: Kalendertag) async throws {
        let laufend = akten.last { $0.laeuft && $0.plan.beginn < tag }
        guard let akte = laufend, let fall = akte.id else { return }
        let konto = NeuerFall.Konto(
            zahlweg: .ueberweisung, inhaber: akte.plan.konto.inhaber,
            iban: try IBAN.deutsch(
                blz: 99_911_110, konto: (kommunennummer + 1) * 10_000_000 + 9_999_001))
        let wer = sachbearbeitung[akte.plan.nummer % 2]
        try await schreiben(wer, .bankverbindungErfassen, am: tag) { session in
            try Bankverbindung.erfassen(konto, fuer: fall, ab: tag, in: session)
        }
    }

    /// Angekommene Zahlungen an laufende Haushalte, je Haushalt die letzte; zuerst die der ersten
    /// Sachbearbeitung.
    func zuletztGezahlt() async throws -> [Schulungsrueckgabe] {
        let wer = sachbearbeitung[0].akteur
        return try await database.read(mandant, .zahlungLesen, als: wer) { session in
            try session.all("""
                SELECT l.endtoend, l.empfaenger_sepa, l.betrag_cent, l.zahlweg
                  FROM (SELECT DISTINCT ON (f.id) z.endtoend, z.empfaenger_sepa, z.betrag_cent,
                               z.zahlweg, z.monat, f.aktenzeichen,
                               f.sachbearbeitung = \(session.benutzer()) AS eigener
                          FROM zahlung z JOIN fall f ON f.id = z.fall_id
                         WHERE z.zustand = 'gezahlt' AND z.zweck = 'lebensunterhalt'
                           AND f.eingestellt_zum IS NULL
                         ORDER BY f.id, z.monat DESC, z.id) l
                 ORDER BY l.eigener DESC, l.monat DESC, l.aktenzeichen
                """)
        }
    }

    /// Die eine ist in Urlaub, die andere vertritt sie; dazu eine gemeinsame und eine eigene Liste.
    private func arbeitsteilung(am tag: Kalendertag) async throws {
        guard let abwesend = sachbearbeitung[1].akteur.benutzer,
              let vertreter = sachbearbeitung[0].akteur.benutzer else { return }
        try await schreiben(sachbearbeitung[1], .vertretungEintragen, am: tag) { session in
            try Vertretung.eintragen(
                .init(abwesend: abwesend, vertreter: vertreter, von: tag, bis: tag.plus(tage: 9),
                      hinweis: "Anordnungen kommen am Vormittag zurück."), in: session)
        }
        try await schreiben(sachbearbeitung[0], .listeTeilen, am: tag) { session in
            try Fallliste.speichern(
                "Dokument läuft in 30 Tagen ab", filter: "wer=alle&dokument_bis=%2B30",
                gemeinsam: true, in: session)
            try Fallliste.speichern(
                "Noch nichts bewilligt", filter: "offen=bewilligung", gemeinsam: false, in: session)
        }
    }

    private func wiedervorlagen(am tag: Kalendertag) async throws {
        let mandantnummer = mandant.ags.utf8.reduce(0) { $0 + Int($1) }
        for (stelle, gruppe) in gruppen(akten.indices.filter { akten[$0].laeuft }) {
            let auswahl = gruppe.compactMap { index in
                akten[index].id.map { (akten[index].plan, $0) }
            }
            try await schreiben(sachbearbeitung[stelle], .wiedervorlageBearbeiten, am: tag) {
                session in
                for (plan, fall) in auswahl {
                    var zufall = Zufall(mandantnummer, plan.nummer)
                    if zufall.trifft(6) {
                        try Wiedervorlage.anlegen(
                            zufall.eines([
                                "Mietvertrag nachreichen lassen", "Lohnabrechnung anfordern",
                                "Schulbescheinigung fehlt",
                                "Einzug in die Wohnung bestätigen lassen"
                            ]),
                            zu: fall, faellig: tag.plus(tage: zufall.zahl(-4...9)), quelle: .selbst,
                            in: session)
                    }
                }
            }
        }
    }
}
