import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

extension Kommunenbetrieb {
    /// Trägt ein, was in diesem Monat bekannt wurde, und gibt die Akten zurück, die einen Bescheid
    /// brauchen.
    func aendern(_ monat: Monat, am tag: Kalendertag) async throws -> [Int] {
        let betroffen = akten.indices.filter { stelle in
            akten[stelle].laeuft
                && (akten[stelle].ereignisse.first?.bekannt ?? monat.naechster) <= monat
        }
        var neuZuBewilligen: Set<Int> = []
        for (stelle, gruppe) in gruppen(betroffen) {
            let vorgaenge = gruppe.flatMap { index -> [Aenderungsvorgang] in
                let faellig = akten[index].ereignisse.prefix { $0.bekannt <= monat }
                akten[index].ereignisse = akten[index].ereignisse.dropFirst(faellig.count)
                if faellig.contains(where: \.istEinstellung) { akten[index].istEingestellt = true }
                if faellig.contains(where: \.aendertLeistung) { neuZuBewilligen.insert(index) }
                return akten[index].id.map { id in
                    faellig.map {
                        Aenderungsvorgang(fall: id, plan: akten[index].plan, was: $0.was)
                    }
                } ?? []
            }
            let mitarbeit = sachbearbeitung[stelle]
            try await schreiben(mitarbeit, .fallAendern, am: tag) { session in
                for vorgang in vorgaenge {
                    try vorgang.eintragen(mitarbeit.unterzeichner, in: session)
                }
            }
        }
        try await bestaetigen(am: tag, ausser: nil)
        return neuZuBewilligen.sorted()
    }

    /// Was zurückkam: neues Konto, neuer Bescheid für die kommenden Monate, neue Zahlung.
    func rueckgabenBearbeiten(_ monat: Monat, am tag: Kalendertag) async throws {
        let mitarbeit = sachbearbeitung[0]
        let gesperrt = try await database.read(mandant, .fallLesen, als: mitarbeit.akteur) {
            session in
            try session.all("""
                SELECT z.id, z.fall_id, z.monat, b.inhaber, b.zahlweg
                  FROM zahlung z
                  JOIN bankverbindung b ON b.id = z.bankverbindung_id
                  JOIN bankverbindung_sperre s
                    ON s.bankverbindung_id = b.id AND s.aufgehoben_am IS NULL
                  JOIN fall f ON f.id = z.fall_id AND f.eingestellt_zum IS NULL
                 WHERE z.zustand = 'rueckgelaufen' AND \(Zahlung.unerledigt)
                 ORDER BY z.id
                """) { row in
                Rueckgabe(zahlung: try row.decode("id"), fall: try row.decode("fall_id"),
                          monat: try row.decode("monat"), inhaber: try row.decode("inhaber"),
                          zahlweg: try row.decode("zahlweg"))
            }
        }
        guard !gesperrt.isEmpty else { return }
        let kommune = kommunennummer
        try await schreiben(mitarbeit, .bankverbindungErfassen, am: tag) { session in
            for (lfd, rueckgabe) in gesperrt.enumerated() {
                let konto = (kommune + 1) * 10_000_000 + monat.nummer * 1000 + lfd
                try Bankverbindung.erfassen(
                    NeuerFall.Konto(zahlweg: rueckgabe.zahlweg, inhaber: rueckgabe.inhaber,
                                    iban: try IBAN.deutsch(blz: 99_977_700, konto: konto)),
                    fuer: rueckgabe.fall, ab: tag, in: session)
            }
        }
        try await bestaetigen(am: tag, ausser: nil)
        let neuZuBewilligen = try await schreiben(mitarbeit, .zahlungFeststellen, am: tag) {
            session in
            try neuZahlen(gesperrt, in: session)
        }
        let abJeFall = Dictionary(gesperrt.map { ($0.fall, monat) }) { erster, _ in erster }
            .merging(neuZuBewilligen) { min($0, $1) }
        let jeMonat = Dictionary(grouping: akten.indices) { stelle in
            akten[stelle].id.flatMap { abJeFall[$0] }
        }
        for case let (ab?, stellen) in jeMonat.sorted(by: { $0.value[0] < $1.value[0] }) {
            try await bewilligen(stellen, ab: ab, am: tag)
        }
    }
}

/// Zahlt neu, was noch geschuldet ist; zurück kommen die Fälle, deren Monat ein neuer Bescheid
/// regeln muss, weil inzwischen weniger bewilligt ist.
private func neuZahlen(_ rueckgaben: [Rueckgabe], in session: MandantSession) throws
    -> [(Fall.ID, Monat)] {
    try rueckgaben.compactMap { rueckgabe in
        do {
            try Zahlung.neuZahlen(rueckgabe.zahlung, in: session)
            return nil
        } catch let hindernis as Hindernis where hindernis.art == .regel {
            return (rueckgabe.fall, rueckgabe.monat)
        }
    }
}

private struct Rueckgabe: Sendable {
    let zahlung: Zahlung.ID
    let fall: Fall.ID
    let monat: Monat
    let inhaber: String
    let zahlweg: Zahlweg
}

extension Fallplan.Ereignis {
    fileprivate var aendertLeistung: Bool {
        if case .dokument = was { false } else { true }
    }

    fileprivate var istEinstellung: Bool {
        if case .einstellung = was { true } else { false }
    }
}

/// Eine Änderung an einer bestehenden Akte.
private struct Aenderungsvorgang: Sendable {
    let fall: Fall.ID
    let plan: Fallplan
    let was: Fallplan.Was

    func eintragen(_ unterzeichner: Unterzeichner, in session: MandantSession) throws {
        let fassung = try Fall.fassung(fall, in: session)
        switch was {
        case let .lohn(person, einkommen):
            guard let id = try self.person(person, in: session) else { return }
            try Fall.aendern(fall, fassung: fassung, .einkommen(id, einkommen), in: session)
        case let .umzug(unterkunft):
            try Fall.aendern(fall, fassung: fassung, .unterkunft(unterkunft), in: session)
        case let .geburt(kind, tag):
            try Fall.aendern(fall, fassung: fassung, .zugang(kind, ab: tag), in: session)
        case let .konto(konto):
            try Bankverbindung.erfassen(konto, fuer: fall, ab: session.heute, in: session)
        case let .dokument(bis):
            try verlaengern(bis, fassung, in: session)
        case let .einstellung(tag, grund):
            try Fall.einstellen(
                fall, fassung: fassung, zum: tag, grund: grund, unterzeichner: unterzeichner,
                in: session)
        }
    }

    private func verlaengern(
        _ bis: Kalendertag, _ fassung: Int, in session: MandantSession
    ) throws {
        let heute = session.heute
        var fassung = fassung
        for mitglied in try Fallakte.heute(fall, in: session).mitglieder {
            guard var aufenthalt = mitglied.aufenthalt(am: heute) else { continue }
            aufenthalt.dokumentBis = bis
            aufenthalt.gueltig = Zeitraum(von: heute)
            try Fall.aendern(
                fall, fassung: fassung, .aufenthalt(mitglied.id, aufenthalt), in: session)
            fassung = try Fall.fassung(fall, in: session)
        }
    }

    /// Die Person der Akte, die im Plan an dieser Stelle steht.
    private func person(_ stelle: Int, in session: MandantSession) throws -> Person.ID? {
        let gesucht = plan.mitglieder[stelle].angabe
        return try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)?.mitglieder
            .first { $0.angaben.first?.angabe == gesucht }?.id
    }
}
