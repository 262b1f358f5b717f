import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Alles, was ein neuer Fall braucht, geprüft und noch nicht gespeichert.
package struct NeuerFall: Sendable {
    package struct Mitglied: Sendable {
        package var angabe: Person.Angabe
        package var rolle: Haushaltsrolle
        package var personenkreis: Personenkreis
        package var grundlage: Anspruchsgrundlage
        package var status: Aufenthaltsstatus
        package var eingereistAm: Kalendertag?
        package var dokumentBis: Kalendertag?
        /// Ähnliche Personen, von denen bei der Erfassung entschieden wurde, dass sie andere sind.
        package var verschiedenVon: [Person.ID] = []

        package init(angabe: Person.Angabe, rolle: Haushaltsrolle, personenkreis: Personenkreis,
                     grundlage: Anspruchsgrundlage = .grundleistung, status: Aufenthaltsstatus,
                     eingereistAm: Kalendertag? = nil, dokumentBis: Kalendertag? = nil) {
            self.angabe = angabe
            self.rolle = rolle
            self.personenkreis = personenkreis
            self.grundlage = grundlage
            self.status = status
            self.eingereistAm = eingereistAm
            self.dokumentBis = dokumentBis
        }
    }

    package struct Konto: Sendable {
        package var zahlweg: Zahlweg
        package var inhaber: String
        package var iban: IBAN

        package init(zahlweg: Zahlweg, inhaber: String, iban: IBAN) {
            self.zahlweg = zahlweg
            self.inhaber = inhaber
            self.iban = iban
        }
    }

    /// Ab wann der Haushalt im Fall geführt wird.
    package var ab: Kalendertag
    package var mitglieder: [Mitglied]
    package var unterkunft: Unterkunft
    package var konto: Konto?

    package init(ab: Kalendertag, mitglieder: [Mitglied], unterkunft: Unterkunft, konto: Konto?) {
        self.ab = ab
        self.mitglieder = mitglieder
        self.unterkunft = unterkunft
        self.konto = konto
    }

    /// Was jede Person für sich nicht wissen kann: ein Vorstand, höchstens ein Partner, volljährig.
    func pruefen() throws {
        let vorstaende = mitglieder.filter { $0.rolle == .haushaltsvorstand }
        guard vorstaende.count == 1 else {
            throw Hindernis(
                .eingabe, feld: "rolle_1",
                "Ein Haushalt hat genau einen Haushaltsvorstand, hier sind es \(vorstaende.count).",
                abhilfe: "Wählen Sie für eine Person „Haushaltsvorstand“.")
        }
        guard mitglieder.filter({ $0.rolle == .partner }).count <= 1 else {
            throw Hindernis(
                .eingabe, feld: "rolle_2",
                "Ein Haushalt hat höchstens eine Partnerin oder einen Partner.",
                abhilfe: "Führen Sie weitere Erwachsene als „weitere erwachsene Person“.")
        }
        for (stelle, mitglied) in mitglieder.enumerated() where mitglied.angabe.geburtsdatum > ab {
            // Ein Kind, das später geboren wird, kommt mit seiner Geburt dazu.
            throw Hindernis(
                .eingabe, feld: "geburtsdatum_\(stelle + 1)",
                "Das Geburtsdatum liegt nach dem Beginn des Falls.",
                abhilfe: "Nehmen Sie die Person mit dem Tag ihrer Geburt in den Haushalt auf.")
        }
    }
}

extension Fall {
    /// Legt einen Fall mit Haushalt, Berechtigung, Unterkunft und Konto an und schreibt den Vermerk
    /// dazu.
    package static func anlegen(_ neu: NeuerFall, in session: MandantSession) throws -> ID {
        try neu.pruefen()
        let id = ID(), ab = neu.ab, von = try session.benutzer()
        let nummer = try session.naechsteNummer("fall/\(ab.jahr)")
        let aktenzeichen =
            "\(session.mandant.kuerzelGross)-\(ab.jahr)-\(nummer.aufgefuellt(auf: 5))"
        try session.execute("""
            INSERT INTO fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
            VALUES (\(id), \(aktenzeichen), \(von), \(von))
            """)
        for mitglied in neu.mitglieder {
            try mitglied.aufnehmen(in: id, ab: ab, in: session)
        }
        var unterkunft = neu.unterkunft
        unterkunft.gueltig = Zeitraum(von: ab)
        try unterkunftErfassen(unterkunft, fuer: id, in: session)
        if let konto = neu.konto {
            try Bankverbindung.erfassen(konto, fuer: id, ab: ab, in: session)
        }
        try Personenmarken.nachfuehren(id, in: session)
        try Aktenvermerk.schreiben(
            "Fall angelegt, \(neu.mitglieder.count) Personen, ab \(ab.deutsch).",
            zu: id, in: session)
        try session.audit("fall.angelegt", aktenzeichen)
        return id
    }

    /// Die Unterkunft gilt im Zeitraum; was sich überschneidet, weicht.
    static func unterkunftErfassen(
        _ neu: Unterkunft, fuer fall: ID, in session: MandantSession
    ) throws {
        try Tatsache.unterkunft.abloesen(fall.uuid, im: neu.gueltig, in: session)
        try session.execute("""
            INSERT INTO unterkunft (
                id, fall_id, art, strasse, plz, ort, miete_cent, nebenkosten_cent, heizung_cent,
                energie_cent, vermieter_name, vermieter_iban, mietzeichen, verpflegung_cent,
                miete_anerkannt_cent, heizung_anerkannt_cent, karenz_ab, senkung_bis,
                warmwasser_dezentral, vollverpflegung, gueltig, erfasst_von)
            VALUES (\(Unterkunft.ID()), \(fall), \(neu.art), \(neu.strasse), \(neu.plz), \(neu.ort),
                    \(neu.miete), \(neu.nebenkosten), \(neu.heizung), \(neu.energie),
                    \(neu.vermieter?.name), \(neu.vermieter?.iban),
                    \(neu.vermieter?.mietzeichen ?? ""), \(neu.verpflegung),
                    \(neu.mieteAnerkannt), \(neu.heizungAnerkannt), \(neu.karenzAb),
                    \(neu.senkungBis), \(neu.warmwasserDezentral), \(neu.vollverpflegung),
                    \(neu.gueltig), \(session.benutzer()))
            """)
    }
}

extension NeuerFall.Mitglied {
    /// Legt die Person an und nimmt sie mit allem, was dazugehört, in den Haushalt auf.
    func aufnehmen(in fall: Fall.ID, ab tag: Kalendertag, in session: MandantSession) throws {
        let person = try Person.anlegen(angabe, ab: min(tag, angabe.geburtsdatum), in: session)
        let ab = Zeitraum(von: tag)
        try person.aufnehmen(in: fall, Mitgliedschaft(rolle: rolle, gueltig: ab), in: session)
        try person.berechtigen(
            Berechtigung(personenkreis: personenkreis, grundlage: grundlage, gueltig: ab),
            in: session)
        try person.aufenthaltErfassen(
            Aufenthalt(status: status, eingereistAm: eingereistAm, dokumentBis: dokumentBis,
                       gueltig: ab), in: session)
        for paar in verschiedenVon.compactMap({ Doppelpruefung.Paar(person, $0) }) {
            try Doppelpruefung.festhalten(
                paar, .verschieden, grund: "Bei der Erfassung verglichen.", in: session)
        }
    }
}

extension Person.ID {
    func aufnehmen(
        in fall: Fall.ID, _ mitgliedschaft: Mitgliedschaft, in session: MandantSession
    ) throws {
        try Tatsache.mitglied.abloesen(uuid, im: mitgliedschaft.gueltig, in: session)
        try session.execute("""
            INSERT INTO mitglied (id, fall_id, person_id, rolle, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(fall), \(self), \(mitgliedschaft.rolle),
                    \(mitgliedschaft.gueltig), \(session.benutzer()))
            """)
    }

    func berechtigen(_ neu: Berechtigung, in session: MandantSession) throws {
        try Tatsache.berechtigung.abloesen(uuid, im: neu.gueltig, in: session)
        try session.execute("""
            INSERT INTO berechtigung (id, person_id, personenkreis, grundlage, einschraenkung,
                                      form, haertefall, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.personenkreis), \(neu.grundlage),
                    \(neu.einschraenkung), \(neu.form), \(neu.haertefall), \(neu.gueltig),
                    \(session.benutzer()))
            """)
    }

    func aufenthaltErfassen(_ neu: Aufenthalt, in session: MandantSession) throws {
        try Tatsache.aufenthalt.abloesen(uuid, im: neu.gueltig, in: session)
        try session.execute("""
            INSERT INTO aufenthalt (id, person_id, status, eingereist_am, dokument_bis, gueltig,
                                    erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.status), \(neu.eingereistAm), \(neu.dokumentBis),
                    \(neu.gueltig), \(session.benutzer()))
            """)
    }

    func einkommenErfassen(_ neu: Einkommen, in session: MandantSession) throws {
        try Tatsache.einkommen.abloesen(
            uuid, im: neu.gueltig,
            weiter: "AND art = \(neu.art) AND quelle = \(neu.quelle)", in: session)
        try session.execute("""
            INSERT INTO einkommen (id, person_id, art, brutto_cent, steuern_cent,
                                   sozialversicherung_cent, versicherungen_cent, ausgaben_cent,
                                   quelle, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.art), \(neu.brutto), \(neu.steuern),
                    \(neu.sozialversicherung), \(neu.versicherungen), \(neu.ausgaben),
                    \(neu.quelle), \(neu.gueltig), \(session.benutzer()))
            """)
    }

    func vermoegenErfassen(_ neu: Vermoegen, in session: MandantSession) throws {
        try Tatsache.vermoegen.abloesen(
            uuid, im: neu.gueltig, weiter: "AND art = \(neu.art)", in: session)
        try session.execute("""
            INSERT INTO vermoegen (id, person_id, art, wert_cent, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.art), \(neu.wert), \(neu.gueltig),
                    \(session.benutzer()))
            """)
    }

    func angabeErfassen(
        _ neu: Person.Angabe, im zeitraum: Zeitraum, in session: MandantSession
    ) throws {
        try Tatsache.personAngabe.abloesen(uuid, im: zeitraum, in: session)
        try session.execute("""
            INSERT INTO person_angabe (id, person_id, familienname, vorname, weitere_namen,
                                       suchname, klang, faltung, geburtsdatum, geschlecht,
                                       staatsangehoerigkeit, azr_nummer, familienstand, gueltig,
                                       erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.familienname), \(neu.vorname), \(neu.weitereNamen),
                    \(neu.suchname), \(neu.klang), \(Suchname.version),
                    \(neu.geburtsdatum), \(neu.geschlecht), \(neu.staatsangehoerigkeit),
                    \(neu.azrNummer), \(neu.familienstand), \(zeitraum), \(session.benutzer()))
            """)
    }
}

extension Person {
    static func anlegen(
        _ angabe: Angabe, ab tag: Kalendertag, in session: MandantSession
    ) throws -> ID {
        let id = ID()
        try session.execute("INSERT INTO person (id) VALUES (\(id))")
        try id.angabeErfassen(angabe, im: Zeitraum(von: tag), in: session)
        return id
    }
}

extension Mandant {
    /// Vorsatz der Aktenzeichen: die ersten drei Buchstaben des Kürzels.
    var kuerzelGross: String { String(kuerzel.filter(\.isLetter).prefix(3)).uppercased() }
}
