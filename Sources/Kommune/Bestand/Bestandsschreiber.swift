import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Schreibt ganze Fälle mit COPY in die Tabellen der Kommune, alle in der laufenden Transaktion.
struct Bestandsschreiber {
    private let bestand: Bestand
    private let plan: Bestandsplan
    private let uebernahme: Bestandsuebernahme.ID
    private let bezeichnung: String
    private let session: MandantSession
    private let von: User.ID

    init(_ plan: Bestandsplan, _ uebernahme: Bestandsuebernahme.ID, bezeichnung: String,
         in session: MandantSession) throws {
        self.plan = plan
        bestand = plan.bestand
        self.uebernahme = uebernahme
        self.bezeichnung = bezeichnung
        self.session = session
        von = try session.benutzer()
    }

    func schreiben(_ faelle: [Int]) throws {
        let fallIDs = faelle.map { (stelle: $0, id: Fall.ID()) }
        let personIDs = plan.personen(faelle).map { (stelle: $0, id: Person.ID()) }
        try herkunft(fallIDs, personIDs)
        try stamm(fallIDs, personIDs)
        try einschraenkungen(fallIDs)
        try personen(personIDs)
        try haushalte(personIDs, Dictionary(uniqueKeysWithValues: fallIDs))
        try verhaeltnisse(personIDs)
        try bedarfe(personIDs)
        try unterkuenfte(fallIDs)
        try konten(fallIDs)
        try bewilligungen(fallIDs)
        try nummernkreise(faelle)
        try Personenmarken.nachfuehren(personIDs.map(\.id), in: session)
    }

    private typealias Faelle = [(stelle: Int, id: Fall.ID)]
    private typealias Personen = [(stelle: Int, id: Person.ID)]

    private func kopieren(_ sql: SQL, _ zeilen: (inout CopyWriter) throws -> Void) throws {
        try session.transaction.copyIn("COPY \(sql) FROM STDIN WITH (FORMAT binary)", zeilen)
    }

    /// Zuerst, damit eine zweite Übernahme desselben Bestands hier wartet und nicht später.
    private func herkunft(_ faelle: Faelle, _ personen: Personen) throws {
        try kopieren("herkunft (art, schluessel, ziel_id, uebernahme_id, pruefsumme)") { writer in
            for (stelle, id) in faelle {
                try writer.typedRow("fall", bestand.faelle[stelle].schluessel, id.uuid, uebernahme,
                                    bestand.pruefsumme(fall: stelle))
            }
            for (stelle, id) in personen {
                try writer.typedRow("person", bestand.personen[stelle].schluessel, id.uuid,
                    uebernahme,
                                    bestand.pruefsumme(person: stelle))
            }
        }
    }

    private func stamm(_ faelle: Faelle, _ personen: Personen) throws {
        try kopieren("""
            fall (id, aktenzeichen, sachgebiet, sachbearbeitung, angelegt_von, eingestellt_zum)
            """) { writer in
            for (stelle, id) in faelle {
                let fall = bestand.faelle[stelle]
                try writer.typedRow(id, fall.aktenzeichen, fall.sachgebiet,
                    fall.sachbearbeitung ?? von,
                                    von, fall.eingestelltZum)
            }
        }
        try kopieren("person (id)") { writer in
            for (_, id) in personen { try writer.typedRow(id) }
        }
        try kopieren("aktenvermerk (id, fall_id, benutzer_id, text)") { writer in
            for (stelle, id) in faelle {
                let schluessel = bestand.faelle[stelle].schluessel
                try writer.typedRow(UUIDv7(), id, von,
                                    "Fall aus „\(bezeichnung)“ übernommen, dort \(schluessel).")
            }
        }
    }

    /// Ein Recht der Person endet nicht damit, dass ihr Fall in ein anderes Verfahren kommt.
    private func einschraenkungen(_ faelle: Faelle) throws {
        try kopieren("einschraenkung (id, fall_id, grund, vermerk, erfasst_von)") { writer in
            for (stelle, id) in faelle {
                guard let grund = bestand.faelle[stelle].eingeschraenkt else { continue }
                try writer.typedRow(UUIDv7(), id, grund, "Aus „\(bezeichnung)“ übernommen.", von)
            }
        }
    }

    private func personen(_ personen: Personen) throws {
        try kopieren("""
            person_angabe (id, person_id, familienname, vorname, weitere_namen, suchname,
                           klang, faltung, geburtsdatum, geschlecht, staatsangehoerigkeit,
                           azr_nummer, familienstand, gueltig, erfasst_von)
            """) { writer in
            for (stelle, id) in personen {
                for eintrag in bestand.personen[stelle].angaben {
                    let a = eintrag.wert.angabe
                    try writer.typedRow(
                        UUIDv7(), id, a.familienname, a.vorname, a.weitereNamen, a.suchname,
                        a.klang, Suchname.version,
                        a.geburtsdatum, a.geschlecht, a.staatsangehoerigkeit, a.azrNummer,
                        a.familienstand, eintrag.wert.gueltig, von)
                }
            }
        }
    }

    private func haushalte(_ personen: Personen, _ fallIDs: [Int: Fall.ID]) throws {
        try kopieren("mitglied (id, fall_id, person_id, rolle, gueltig, erfasst_von)") { writer in
            for (stelle, id) in personen {
                for (fall, eintrag) in bestand.personen[stelle].haushalte {
                    // Fälle, die eine Person verbindet, stehen im selben Stapel.
                    guard let fall = fallIDs[fall] else { continue }
                    try writer.typedRow(UUIDv7(), fall, id, eintrag.wert.rolle,
                        eintrag.wert.gueltig, von)
                }
            }
        }
    }

    private func verhaeltnisse(_ personen: Personen) throws {
        try kopieren("""
            berechtigung (id, person_id, personenkreis, grundlage, einschraenkung, form,
                          haertefall, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.berechtigungen) { id, b in
                try writer.typedRow(UUIDv7(), id, b.personenkreis, b.grundlage, b.einschraenkung,
                                    b.form, b.haertefall, b.gueltig, von)
            }
        }
        try kopieren("""
            aufenthalt (id, person_id, status, eingereist_am, dokument_bis, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.aufenthalte) { id, a in
                try writer.typedRow(UUIDv7(), id, a.status, a.eingereistAm, a.dokumentBis,
                    a.gueltig, von)
            }
        }
        try kopieren("""
            einkommen (id, person_id, art, brutto_cent, steuern_cent, sozialversicherung_cent,
                       versicherungen_cent, ausgaben_cent, quelle, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.einkommen) { id, e in
                try writer.typedRow(UUIDv7(), id, e.art, e.brutto, e.steuern, e.sozialversicherung,
                                    e.versicherungen, e.ausgaben, e.quelle, e.gueltig, von)
            }
        }
        try kopieren("vermoegen (id, person_id, art, wert_cent, gueltig, erfasst_von)") { writer in
            try jede(personen, \.vermoegen) { id, v in
                try writer.typedRow(UUIDv7(), id, v.art, v.wert, v.gueltig, von)
            }
        }
    }

    private func bedarfe(_ personen: Personen) throws {
        try kopieren("""
            mehrbedarf (id, person_id, art, betrag_cent, nachweis, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.mehrbedarfe) { id, m in
                try writer.typedRow(UUIDv7(), id, m.art, m.betrag, m.nachweis, m.gueltig, von)
            }
        }
        try kopieren("""
            monatsbedarf (id, person_id, art, betrag_cent, begruendung, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.monatsbedarfe) { id, m in
                try writer.typedRow(UUIDv7(), id, m.art, m.betrag, m.begruendung, m.gueltig, von)
            }
        }
        try kopieren("""
            arbeitsgelegenheit (id, person_id, minuten, mehraufwand_cent, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.arbeitsgelegenheiten) { id, a in
                try writer.typedRow(UUIDv7(), id, Int32(a.minuten), a.mehraufwand,
                                    a.monat.zeitraum, von)
            }
        }
        try kopieren("""
            wartezeithindernis (id, person_id, art, grund, gueltig, erfasst_von)
            """) { writer in
            try jede(personen, \.wartezeithindernisse) { id, w in
                try writer.typedRow(UUIDv7(), id, w.art, w.grund, w.gueltig, von)
            }
        }
    }

    private func jede<Wert>(
        _ personen: Personen, _ angaben: KeyPath<Bestand.Person, [Bestand.Eintrag<Wert>]>,
        _ zeile: (Person.ID, Wert) throws -> Void
    ) throws {
        for (stelle, id) in personen {
            for eintrag in bestand.personen[stelle][keyPath: angaben] { try zeile(id,
                eintrag.wert) }
        }
    }

    private func unterkuenfte(_ faelle: Faelle) throws {
        try kopieren("""
            unterkunft (id, fall_id, art, strasse, plz, ort, miete_cent, nebenkosten_cent,
                        heizung_cent, energie_cent, vermieter_name, vermieter_iban, mietzeichen,
                        verpflegung_cent, miete_anerkannt_cent, heizung_anerkannt_cent, karenz_ab,
                        senkung_bis, warmwasser_dezentral, vollverpflegung, gueltig, erfasst_von)
            """) { writer in
            for (stelle, id) in faelle {
                for eintrag in bestand.faelle[stelle].unterkuenfte {
                    let u = eintrag.wert
                    try writer.typedRow(
                        UUIDv7(), id, u.art, u.strasse, u.plz, u.ort, u.miete, u.nebenkosten,
                        u.heizung,
                        u.energie, u.vermieter?.name, u.vermieter?.iban,
                        u.vermieter?.mietzeichen ?? "",
                        u.verpflegung, u.mieteAnerkannt, u.heizungAnerkannt, u.karenzAb,
                        u.senkungBis, u.warmwasserDezentral, u.vollverpflegung, u.gueltig, von)
                }
            }
        }
    }

    /// Ohne Bestätigung: Dorthin zahlt niemand, bis eine zweite Person die Liste bestätigt hat.
    private func konten(_ faelle: Faelle) throws {
        let konten = faelle.flatMap { stelle, fall in
            bestand.faelle[stelle].konten.map { (id: Bankverbindung.ID(), fall: fall,
                konto: $0.wert) }
        }
        try kopieren("""
            bankverbindung (id, fall_id, zahlweg, inhaber, iban, gueltig_ab, erfasst_von)
            """) { writer in
            for (id, fall, eintrag) in konten {
                try writer.typedRow(id, fall, eintrag.konto.zahlweg, eintrag.konto.inhaber,
                                    eintrag.konto.iban, eintrag.ab, von)
            }
        }
        try kopieren("uebernahme_konto (bankverbindung_id, uebernahme_id)") { writer in
            for konto in konten { try writer.typedRow(konto.id, uebernahme) }
        }
    }

    private func bewilligungen(_ faelle: Faelle) throws {
        try kopieren("""
            altbewilligung (fall_id, monat, bewilligt_cent, lebensunterhalt_cent, unterkunft_cent,
                            bescheid_nummer, bescheid_vom, uebernahme_id)
            """) { writer in
            for (stelle, id) in faelle {
                for eintrag in bestand.faelle[stelle].bewilligungen {
                    let b = eintrag.wert
                    try writer.typedRow(id, b.monat, b.bewilligt, b.lebensunterhalt, b.unterkunft,
                                        b.bescheidNummer, b.bescheidVom, uebernahme)
                }
            }
        }
    }

    /// Ein übernommenes Aktenzeichen der eigenen Form wird nicht noch einmal vergeben.
    private func nummernkreise(_ faelle: [Int]) throws {
        var hoechste: [String: Int] = [:]
        for fall in faelle {
            let teile = bestand.faelle[fall].aktenzeichen.split(separator: "-")
            guard teile.count == 3, String(teile[0]) == session.mandant.kuerzelGross,
                  let jahr = Int(teile[1]), let nummer = Int(teile[2]), nummer > 0 else { continue }
            hoechste["fall/\(jahr)", default: 0] = max(hoechste["fall/\(jahr)"] ?? 0, nummer)
        }
        for (reihe, wert) in hoechste.sorted(by: { $0.key < $1.key }) {
            try session.execute("""
                INSERT INTO zaehler (name, wert) VALUES (\(reihe), \(wert))
                ON CONFLICT (name) DO UPDATE SET wert = greatest(zaehler.wert, excluded.wert)
                """)
        }
    }
}
