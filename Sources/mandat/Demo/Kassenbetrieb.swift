import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Kreiskasse über die Monate der Schulung: Zahlläufe, Auszüge, Rückgaben, Erstattungen.
actor Kassenbetrieb {
    private let database: Database
    let zeit: Schulungszeit
    private let zeitleiste: Zeitleiste
    let buchhaltung: Personal.Mitarbeit
    let freigabe: [Personal.Mitarbeit]
    let abrechnung: Personal.Mitarbeit
    let zweiteAbrechnung: Personal.Mitarbeit
    let statistik: [Personal.Mitarbeit]
    let fachadministration: [Personal.Mitarbeit]
    /// Mit den Konten geladen.
    private var kalender = Zahllaufkalender(regeln: [])
    let anfang: Int
    private var banken: [Zahlweg: Schulungsbank]
    /// Auszüge liest die Kasse am nächsten Banktag.
    private var letzterBanktag: Kalendertag?

    init(zeit: Schulungszeit, personal: Personal, zeitleiste: Zeitleiste, anfang: Int,
         personen: Int, _ database: Database) throws {
        self.database = database
        self.zeit = zeit
        self.zeitleiste = zeitleiste
        self.anfang = anfang
        buchhaltung = try personal["kasse.buchhaltung"]
        freigabe = [try personal["kasse.freigabe1"], try personal["kasse.freigabe2"]]
        abrechnung = try personal["abrechnung"]
        zweiteAbrechnung = try personal["abrechnung2"]
        statistik = [try personal["statistik"], try personal["statistik2"]]
        fachadministration = [try personal["fachadmin"], try personal["fachadmin2"]]
        // Mehr, als in der Zeit je Person ausgeht: Kein Konto des Kreises ist je überzogen.
        let saldo = Geld(cent: 400_000 * Int64(personen))
        banken = [
            .ueberweisung: Schulungsbank(
                konto: try IBAN.deutsch(blz: 99_900_010, konto: 51_607), saldo: saldo),
            .bezahlkarte: Schulungsbank(
                konto: try IBAN.deutsch(blz: 99_900_010, konto: 51_615), saldo: saldo)
        ]
    }

    /// Hinterlegt die beiden Konten des Kreises.
    func eroeffnen() async throws {
        let konten = banken.sorted { $0.key.rawValue < $1.key.rawValue }.map { zahlweg, bank in
            Bankkonto(
                iban: bank.konto, bic: nil, inhaber: "Kreis Borken",
                bezeichnung: zahlweg == .ueberweisung
                    ? "Girokonto AsylbLG" : "Aufladung Bezahlkarten",
                zahlweg: zahlweg, gueltig: Zeitraum(von: zeit.beginn.ersterTag))
        }
        kalender = try await schreiben(
            .kasse, buchhaltung, .zahllaufErstellen, am: zeit.beginn.ersterTag
        ) { session in
            for konto in konten { try konto.anlegen(in: session) }
            return try Zahllaufkalender.laden(in: session)
        }
    }

    func monat(_ monat: Monat) async throws {
        let tage = (0..<monat.tage).map { monat.ersterTag.plus(tage: $0) }
            .filter { $0 < zeit.heute && Bankkalender.istBanktag($0) }
        for (lfd, tag) in tage.enumerated() {
            try await auszuegeLesen(am: tag)
            if lfd == 2, monat == zeit.heute.monat.voriger { try await abschlag(monat, am: tag) }
            if lfd == 4, monat > zeit.beginn { try await abschliessen(monat.voriger, am: tag) }
            if lfd == 8, monat > zeit.beginn { try await buecherSchliessen(monat.voriger, am: tag) }
            if lfd == 11 { try await mahnen(am: tag) }
            if kalender.lauf(am: tag) != nil {
                for zahlweg in Zahlweg.zumKonto { try await zahlen(zahlweg, am: tag) }
            }
            try await krankenhilfe(monat, am: tag, vorher: letzterBanktag)
            letzterBanktag = tag
        }
    }

    func bankEingang(von wem: String, zweck: String, betrag: Geld, am tag: Kalendertag) {
        banken[.ueberweisung]?.buchen(.eingang(von: wem, zweck: zweck, betrag: betrag), am: tag)
    }

    /// Der Auszug von heute Morgen: ein erloschenes Konto, ein Todesfall, eine Rückgabe ohne
    /// Kennung und fremdes Geld. Die letzten beiden muss jemand klären.
    func morgen(_ zurueck: [Schulungsrueckgabe]) async throws {
        guard let letzterBanktag else { return }
        for (zahlung, grund) in zip(zurueck, ["AC04", "MD07", "AC01"]) {
            banken[zahlung.zahlweg]?.buchen(
                .rueckgabe(endToEndId: grund == "AC01" ? "NOTPROVIDED" : zahlung.endToEndId,
                           empfaenger: zahlung.empfaenger, betrag: zahlung.betrag, grund: grund),
                am: letzterBanktag)
        }
        banken[.ueberweisung]?.buchen(
            .eingang(von: "Amtsgericht Borken", zweck: "Erstattung Gutachterkosten 14 F 203/25",
                     betrag: Geld(cent: 18_742)), am: letzterBanktag)
        try await auszuegeLesen(am: zeit.heute)
    }

    /// Der nächste Lauf steht zur Freigabe, eine Kostenteilung zur Bestätigung; Bargeld liegt
    /// bereit.
    func heute() async throws {
        try await kosten(MandantRegistry(database: database).all())
        try await empfaengerErfassen()
        try await barlisteGeben()
        try await finanzsoftware()
        guard let lauf = kalender.naechsterLauf(ab: zeit.heute) else { return }
        _ = try await erstellen(.ueberweisung, ausfuehrung: lauf.tag, am: zeit.heute)
    }

    private func auszuegeLesen(am tag: Kalendertag) async throws {
        guard let letzterBanktag else { return }
        for zahlweg in Zahlweg.zumKonto {
            guard let auszug = banken[zahlweg]?.auszug(vom: letzterBanktag) else { continue }
            try await schreiben(.kasse, buchhaltung, .bankEinlesen, am: tag) { session in
                _ = try Bankdatei.einlesen(name: auszug.name, bytes: auszug.bytes, in: session)
            }
        }
    }

    private func zahlen(_ zahlweg: Zahlweg, am tag: Kalendertag) async throws {
        guard let id = try await erstellen(zahlweg, ausfuehrung: tag, am: tag) else { return }
        try await freigeben(id, am: tag)
        let (lauf, positionen) = try await schreiben(
            .kasse, buchhaltung, .zahllaufUebergeben, am: tag
        ) { session in
            let (versuch, _) = try Zahllauf.uebergabeBeginnen(id, .herunterladen, in: session)
            try Zahllauf.uebergabeBestaetigen(id, versuch: versuch, in: session)
            return (try Zahllauf.laden(id, in: session),
                    try Zahllauf.positionen(id, je: 1_000_000, in: session))
        }
        banken[zahlweg]?.buchen(
            .sammler(msgId: lauf.msgId, anzahl: lauf.anzahl, betrag: lauf.summe), am: tag)
        rueckgaben(positionen, zahlweg, am: tag)
    }

    func freigeben(_ id: Zahllauf.ID, am tag: Kalendertag) async throws {
        for mitarbeit in freigabe {
            try await schreiben(.kasse, mitarbeit, .zahllaufFreigeben, am: tag) { session in
                let pruefsumme = try Zahllauf.laden(id, in: session).pruefsumme ?? ""
                try Zahllauf.freigeben(id, pruefziffern: String(pruefsumme.prefix(8)), in: session)
            }
        }
    }

    /// Nil, wenn nichts fällig ist.
    private func erstellen(_ zahlweg: Zahlweg, ausfuehrung: Kalendertag,
                           am tag: Kalendertag) async throws -> Zahllauf.ID? {
        try await schreiben(.kasse, buchhaltung, .zahllaufErstellen, am: tag) { session in
            let plan = try Zahllaufplan.laden(zahlweg, anzahl: 2, in: session).eintraege
            guard plan.contains(where: { $0.lauf.tag <= ausfuehrung && $0.anzahl > 0 }) else {
                return nil
            }
            let id = try Zahllauf.anlegen(zahlweg, ausfuehrung: ausfuehrung, in: session)
            try Zahllauf.erstellen(id, jetzt: Uhr.fest(am: tag).jetzt, in: session)
            return id
        }
    }

    /// Drei von tausend kommen zurück: Konto erloschen, falsche Nummer, gesperrt.
    private func rueckgaben(
        _ positionen: [Zahllauf.Position], _ zahlweg: Zahlweg, am tag: Kalendertag
    ) {
        let tagDerRueckgabe = Bankkalender.naechsterBanktag(
            nach: Bankkalender.naechsterBanktag(nach: tag))
        for (lfd, position) in positionen.enumerated() where !position.iban.contains("99945670") {
            var zufall = Zufall(
                anfang, Int(tag.tageSeit2000), zahlweg == .ueberweisung ? 1 : 2, lfd)
            guard zufall.zahl(1...1000) <= 3 else { continue }
            banken[zahlweg]?.buchen(
                .rueckgabe(endToEndId: position.endToEndId, empfaenger: position.empfaenger,
                           betrag: position.betrag,
                           grund: zufall.gewichtet([("AC04", 6), ("AC01", 3), ("AC06", 1)])),
                am: tagDerRueckgabe)
        }
    }

    /// Schließt den Vormonat ab; die Kommunen zahlen binnen zwei Wochen, manche später.
    private func abschliessen(_ monat: Monat, am tag: Kalendertag) async throws {
        let neue = try await schreiben(.abrechnung, abrechnung, .erstattungAbschliessen, am: tag) {
            session in
            let offen = try Erstattung.vorschau(monat, in: session).contains {
                $0.abgeschlossen == nil
            }
            guard offen else { return [Erstattung]() }
            return try Erstattung.abschliessen(monat, in: session).map {
                try Erstattung.laden($0, in: session)
            }
        }
        for (lfd, erstattung) in neue.enumerated() where erstattung.summe > .null {
            let betrag = zahlung(auf: erstattung, lfd: lfd)
            guard betrag > .null else { continue }
            var zufall = Zufall(anfang, lfd, monat.jahr * 12 + monat.nummer)
            let ab = tag.plus(tage: zufall.trifft(85) ? zufall.zahl(5...12) : zufall.zahl(15...30))
            let eingang = Bankkalender.istBanktag(ab) ? ab : Bankkalender.naechsterBanktag(nach: ab)
            banken[.ueberweisung]?.buchen(
                .eingang(
                    von: erstattung.kommune,
                    zweck: "\(erstattung.kassenzeichen) \(erstattung.nummer)",
                    betrag: betrag), am: eingang)
        }
    }

    @discardableResult
    func schreiben<R: Sendable>(
        _ office: KreisOffice, _ mitarbeit: Personal.Mitarbeit, _ recht: Permission,
        am tag: Kalendertag, _ tageszeit: Zeitleiste.Tageszeit = .mittags,
        _ arbeit: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await zeitleiste.spielen(am: tag, tageszeit, fuer: "kreis") { beginnen in
            try await database.write(office, recht, als: mitarbeit.akteur) { session in
                (try beginnen(session), try arbeit(session))
            }
        }
    }
}
