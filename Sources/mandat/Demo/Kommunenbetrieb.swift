import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Das Sozialamt einer Kommune über die Monate der Schulung. Jeder Schritt geht durch dieselben
/// Anwendungsfälle wie die Weboberfläche, unter der Anmeldung der Kommune.
actor Kommunenbetrieb {
    struct Akte: Sendable {
        let plan: Fallplan
        var id: Fall.ID?
        var bewilligtBis: Monat?
        var ereignisse: ArraySlice<Fallplan.Ereignis>
        var istEingestellt = false

        init(_ plan: Fallplan) {
            self.plan = plan
            ereignisse = plan.ereignisse[...]
        }
    }

    nonisolated let mandant: Mandant
    let database: Database
    let zeit: Schulungszeit
    let zeitleiste: Zeitleiste
    let sachbearbeitung: [Personal.Mitarbeit]
    let leitung: Personal.Mitarbeit
    let anordnung: Personal.Mitarbeit
    var akten: [Akte]
    /// Warum Bescheide nicht ergingen; erwartet ist nur die gesperrte Bankverbindung.
    var hindernisse: [String: Int] = [:]

    init(mandant: Mandant, plaene: [Fallplan], zeit: Schulungszeit, personal: Personal,
         zeitleiste: Zeitleiste, _ database: Database) throws {
        self.mandant = mandant
        self.database = database
        self.zeit = zeit
        self.zeitleiste = zeitleiste
        sachbearbeitung = [
            try personal["sb.\(mandant.kuerzel)"], try personal["sb2.\(mandant.kuerzel)"]
        ]
        anordnung = try personal["anordnung.\(mandant.kuerzel)"]
        leitung = try personal["leitung.\(mandant.kuerzel)"]
        akten = plaene.map(Akte.init)
    }

    /// Die ersten Tage des Monats: was neu ist und was sich geändert hat.
    func monatsanfang(_ monat: Monat, am tag: Kalendertag) async throws {
        let neu = try await aufnehmen(bis: tag)
        try await rueckgabenBearbeiten(monat, am: tag)
        let geaendert = try await aendern(monat, am: tag)
        try await bewilligen(Array(Set(neu + geaendert)).sorted(), ab: monat, am: tag)
        try await zurueckfordern(monat, am: tag)
        try await feststellen(bis: monat, am: tag)
        try await anordnen(am: tag)
    }

    /// Um den Zwanzigsten: der nächste Monat, damit das Geld an seinem Ersten da ist.
    func monatsende(
        _ monat: Monat, am tag: Kalendertag, letzterMonat: Monat, offen: Bool
    ) async throws {
        let neu = try await aufnehmen(bis: tag)
        try await bewilligen(neu, ab: monat, am: tag)
        let naechster = monat.naechster
        if naechster <= letzterMonat {
            let auslaufend = akten.indices.filter { stelle in
                akten[stelle].laeuft && (akten[stelle].bewilligtBis ?? monat) <= monat
            }
            try await bewilligen(auslaufend, ab: naechster, am: tag)
        }
        try await feststellen(bis: naechster, am: tag)
        try await anordnen(am: tag) { zahlungen in
            offen ? zahlungen.enumerated().filter { $0.offset % 8 != 0 }.map(\.element) : zahlungen
        }
        try await aufraeumen(am: tag)
        try await empfaengerMelden(am: tag)
        try await einnahmeMelden(monat, am: tag)
    }

    // Schritte.

    /// Legt an, wer bis zum Tag angekommen ist. Kurz vor heute wartet manches Konto noch auf
    /// Bestätigung.
    func aufnehmen(bis tag: Kalendertag) async throws -> [Int] {
        let neu = akten.indices.filter { akten[$0].id == nil && akten[$0].plan.beginn <= tag }
        for (stelle, gruppe) in gruppen(neu) {
            let plaene = gruppe.map { akten[$0].plan }
            let ids = try await schreiben(sachbearbeitung[stelle], .fallAnlegen, am: tag) {
                session in
                try plaene.map { plan in
                    try Fall.anlegen(
                        NeuerFall(
                            ab: plan.beginn, mitglieder: plan.mitglieder,
                            unterkunft: plan.unterkunft, konto: plan.konto), in: session)
                }
            }
            for (index, id) in zip(gruppe, ids) { akten[index].id = id }
        }
        let wartend = tag.tage(bis: zeit.heute) <= 3
        try await bestaetigen(am: tag, ausser: wartend ? 3 : nil)
        return neu
    }

    /// Wer das Konto nicht erfasst hat, bestätigt es; `ausser` lässt jedes n-te liegen.
    func bestaetigen(am tag: Kalendertag, ausser jedes: Int?) async throws {
        for (stelle, mitarbeit) in sachbearbeitung.enumerated() {
            let anderer = sachbearbeitung[1 - stelle].akteur.benutzer
            try await schreiben(mitarbeit, .bankverbindungBestaetigen, am: tag) { session in
                let offene = try Bankverbindung.offene(in: session).filter {
                    $0.erfasstVon == anderer
                }
                for (lfd, konto) in offene.enumerated()
                where jedes.map({ (lfd + 1) % $0 != 0 }) ?? true {
                    try Bankverbindung.bestaetigen(konto.id, in: session)
                }
            }
        }
    }

    /// Erlässt für jede Akte den Bescheid ab dem Monat, frühestens ab ihrem Beginn.
    func bewilligen(_ stellen: [Int], ab monat: Monat, am tag: Kalendertag) async throws {
        let betroffen = stellen.filter { akten[$0].laeuft }
        for (stelle, gruppe) in gruppen(betroffen) {
            let mitarbeit = sachbearbeitung[stelle]
            let auftraege = gruppe.compactMap { index in auftrag(index, ab: monat, am: tag) }
            let ergebnisse = try await schreiben(mitarbeit, .bescheidErlassen, am: tag) { session in
                try auftraege.map { auftrag in
                    try auftrag.erlassen(mitarbeit.unterzeichner, in: session)
                }
            }
            for (auftrag, hindernis) in zip(auftraege, ergebnisse) {
                if let hindernis {
                    hindernisse[hindernis, default: 0] += 1
                } else {
                    akten[auftrag.stelle].bewilligtBis = auftrag.bis
                }
            }
        }
    }

    private func auftrag(_ stelle: Int, ab monat: Monat, am tag: Kalendertag) -> Bescheidauftrag? {
        guard let fall = akten[stelle].id else { return nil }
        let von = akten[stelle].bewilligtBis == nil ? akten[stelle].plan.beginn.monat : monat
        let grenze = Monatsgrenze.letzter(am: tag)
        let bis = min(max(von.plus(5), akten[stelle].bewilligtBis ?? von), grenze)
        return von <= bis ? Bescheidauftrag(stelle: stelle, fall: fall, von: von, bis: bis) : nil
    }

    func feststellen(bis monat: Monat, am tag: Kalendertag) async throws {
        let jeFall = Dictionary(uniqueKeysWithValues: akten.compactMap { akte in
            akte.id.map { ($0, akte.plan.nummer % 2) }
        })
        for (stelle, mitarbeit) in sachbearbeitung.enumerated() {
            try await schreiben(mitarbeit, .zahlungFeststellen, am: tag) { session in
                let offen = try Zahlung.alle(in: [.erfasst], hoechstens: 100_000, in: session)
                try Zahlung.feststellen(
                    offen.filter { $0.monat <= monat && jeFall[$0.fall] == stelle }.map(\.id),
                    in: session)
            }
        }
    }

    /// Ordnet an, was geht; was `auswahl` nicht nennt, bleibt für die Übung liegen.
    func anordnen(
        am tag: Kalendertag, _ auswahl: @escaping @Sendable ([Zahlung]) -> [Zahlung] = { $0 }
    ) async throws {
        try await schreiben(anordnung, .zahlungAnordnen, am: tag) { session in
            let offen = try Zahlung.alle(in: [.festgestellt], hoechstens: 100_000, in: session)
            _ = try Zahlung.anordnen(auswahl(offen).map(\.id), in: session)
        }
    }

    /// Was länger als drei Wochen auf dem Tisch lag, ist getan.
    private func aufraeumen(am tag: Kalendertag) async throws {
        for mitarbeit in sachbearbeitung {
            try await schreiben(mitarbeit, .wiedervorlageBearbeiten, am: tag) { session in
                let alte = try Wiedervorlage.offene(
                    fuer: [session.benutzer()], bis: tag.plus(tage: -21), in: session)
                for vorlage in alte { try Wiedervorlage.erledigen(vorlage.id, in: session) }
            }
        }
    }

    /// Folgt den Antworten der Kasse.
    func rueckmeldungen(am tag: Kalendertag) async throws {
        let programm = Akteur.programm(anfrage: UUIDv7())
        var anzahl = 0
        repeat {
            anzahl = try await schreiben(programm, .fallAendern, am: tag, .nachmittags) { session in
                try RueckmeldungUebernehmen.uebernehmen(in: session)
            }
        } while anzahl > 0
    }

    /// Antwortet dem Kreis, für wen die Kommune zuständig ist, und legt seine Hinweise vor (B-6.4).
    func kreisfragenBeantworten(_ tageszeit: Zeitleiste.Tageszeit) async throws {
        let programm = Akteur.programm(anfrage: UUIDv7())
        try await schreiben(programm, .fallAendern, am: zeit.heute, tageszeit) { session in
            try Kreisfrage.beantworten(in: session)
        }
    }

    /// Zählt die Empfänger der Monate, deren Zähltag erreicht ist (B-6.7).
    private func empfaengerMelden(am tag: Kalendertag) async throws {
        let programm = Akteur.programm(anfrage: UUIDv7())
        try await schreiben(programm, .fallAendern, am: tag, .nachmittags) { session in
            try Empfaengerzaehlung.melden(in: session)
        }
    }

    /// Von einer Krankenkasse kommt etwas zurück, und die Kommune gibt es weiter (B-6.6): in den
    /// Vormonaten Ahaus, in diesem Monat Vreden.
    private func einnahmeMelden(_ monat: Monat, am tag: Kalendertag) async throws {
        let wer = monat == zeit.heute.monat ? "vreden" : "ahaus"
        guard mandant.kuerzel == wer, monat >= zeit.heute.monat.plus(-2) else { return }
        var zufall = Zufall(mandant.kuerzel.utf8.count, monat.jahr * 12 + monat.nummer, 63)
        let betrag = Geld(cent: Int64(zufall.zahl(8_000...45_000)))
        try await schreiben(sachbearbeitung[0], .durchleitungMelden, am: tag) { session in
            _ = try Durchleitungsmeldung.melden(
                monat: monat.plus(-2), eingang: tag.plus(tage: -4), herkunft: .krankenkasse,
                betrag: betrag, vermerk: "Mitgliedschaft rückwirkend festgestellt", in: session)
        }
    }

    // Werkzeug.

    /// Teilt Akten nach Sachbearbeitung und in Bündel, die je eine Transaktion sind.
    func gruppen(_ stellen: [Int], je groesse: Int = 40) -> [(Int, [Int])] {
        (0...1).flatMap { wer -> [(Int, [Int])] in
            let eigene = stellen.filter { akten[$0].plan.nummer % 2 == wer }
            return stride(from: 0, to: eigene.count, by: groesse).map { anfang in
                (wer, Array(eigene[anfang..<min(anfang + groesse, eigene.count)]))
            }
        }
    }

    @discardableResult
    func schreiben<R: Sendable>(
        _ mitarbeit: Personal.Mitarbeit, _ recht: Permission, am tag: Kalendertag,
        _ arbeit: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await schreiben(mitarbeit.akteur, recht, am: tag, .vormittags, arbeit)
    }

    @discardableResult
    private func schreiben<R: Sendable>(
        _ akteur: Akteur, _ recht: Permission, am tag: Kalendertag,
        _ tageszeit: Zeitleiste.Tageszeit,
        _ arbeit: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await zeitleiste.spielen(am: tag, tageszeit, fuer: mandant.schema) { beginnen in
            try await database.write(mandant, recht, als: akteur) { session in
                (try beginnen(session), try arbeit(session))
            }
        }
    }
}

extension Kommunenbetrieb.Akte {
    var laeuft: Bool { id != nil && !istEingestellt }
}

extension Personal.Mitarbeit {
    var unterzeichner: Unterzeichner {
        Unterzeichner(name: benutzer.name, zimmer: benutzer.zimmer, telefon: benutzer.telefon)
    }
}

/// Ein Bescheid, der zu erlassen ist.
struct Bescheidauftrag: Sendable {
    let stelle: Int
    let fall: Fall.ID
    let von: Monat
    let bis: Monat

    /// Nil, wenn er erging, sonst das Hindernis.
    func erlassen(_ unterzeichner: Unterzeichner, in session: MandantSession) throws -> String? {
        do {
            _ = try session.transaction.savepoint {
                try Bewilligung.erlassen(
                    fall: fall, von: von, bis: bis, fassung: try Fall.fassung(fall, in: session),
                    unterzeichner: unterzeichner, in: session)
            }
            return nil
        } catch let hindernis as Hindernis {
            return hindernis.grund
        }
    }
}

/// Bis wann bewilligt werden kann: Die Sätze eines Jahres werden im November davor bekannt.
enum Monatsgrenze {
    static func letzter(am tag: Kalendertag) -> Monat {
        let bekannt = Monat(tag.monat.nummer >= 11 ? tag.jahr + 1 : tag.jahr, 12)
        return min(bekannt, letzterAmtlicher(ab: tag.monat))
    }

    /// Der letzte Monat, für den Bedarfssätze freigegeben sind.
    private static func letzterAmtlicher(ab monat: Monat) -> Monat {
        var letzter = monat
        while (try? Parameter.amtlich.bedarfssaetze.stand(am: letzter.naechster.ersterTag)) != nil,
              letzter < monat.plus(24) {
            letzter = letzter.naechster
        }
        return letzter
    }
}
