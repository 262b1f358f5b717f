import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Postgres

/// Was neben der laufenden Leistung auf den Tischen liegt.
extension Kommunenbetrieb {
    /// Zu viel gezahlter Lohn wird zurückgefordert: was älter ist, ist festgesetzt; im letzten
    /// Monat läuft die Anhörung, und das Jüngste ist noch zu prüfen.
    func zurueckfordern(_ monat: Monat, am tag: Kalendertag) async throws {
        let laeuftNoch = monat == zeit.heute.monat
        for (stelle, gruppe) in gruppen(akten.indices.filter { akten[$0].laeuft }) {
            let faelle = gruppe.compactMap { akten[$0].id }
            let wer = sachbearbeitung[stelle]
            try await schreiben(wer, .rueckforderungBearbeiten, am: tag) { session in
                for fall in faelle {
                    let offene = try OffeneUeberzahlung.alle(zu: fall, in: session)
                        .filter { $0.monat < monat.voriger }
                    guard !offene.isEmpty else { continue }
                    try fordern(offene, fall, anhoeren: laeuftNoch, wer.unterzeichner, in: session)
                }
            }
        }
    }

    /// Scheine des Quartals und ein Widerspruch gegen den jüngsten Bescheid.
    func vorsprachen(am tag: Kalendertag) async throws {
        for (stelle, gruppe) in gruppen(akten.indices.filter { akten[$0].laeuft }) {
            let faelle = gruppe.compactMap { akten[$0].id }, wer = sachbearbeitung[stelle]
            let kranke = faelle.enumerated().filter { $0.offset % 6 == 2 }.map(\.element)
            try await schreiben(wer, .behandlungsscheinAusstellen, am: tag) { session in
                for fall in kranke { try scheinAusstellen(fall, wer.unterzeichner, in: session) }
            }
            guard let streitig = faelle.first(where: { !kranke.contains($0) }) else { continue }
            try await schreiben(wer, .widerspruchBearbeiten, am: tag) { session in
                try widersprechen(streitig, am: tag, in: session)
            }
        }
    }
}

private func fordern(_ offene: [OffeneUeberzahlung], _ fall: Fall.ID, anhoeren: Bool,
                     _ unterzeichner: Unterzeichner, in session: MandantSession) throws {
    guard let vorstand = try Fallakte.heute(fall, in: session).mitglieder.first else { return }
    let id = try Rueckforderung.anlegen(
        fall: fall, schuldner: vorstand.id, grund: "Lohn verspätet mitgeteilt",
        kenntnis: session.heute, ueberzahlungen: offene.map(\.id), in: session)
    if anhoeren {
        return try Rueckforderung.anhoeren(id, frist: session.heute.plus(tage: 21),
                                           unterzeichner: unterzeichner, in: session)
    }
    try Rueckforderung.ohneAnhoerung(id, verzicht: .einkommen,
                                     grund: "Einkommensabhängige Leistung", in: session)
    guard let forderung = try Rueckforderung.laden(id, in: session) else { return }
    let grundlagen = forderung.positionen.map { ($0.id, Aufhebungsgrund.einkommenErzielt) }
    try Rueckforderung.entscheiden(
        id, .init(grundlagen: Dictionary(uniqueKeysWithValues: grundlagen),
                  begruendung: "Der Lohn war anzurechnen."),
        unterzeichner: unterzeichner, in: session)
}

private func scheinAusstellen(_ fall: Fall.ID, _ unterzeichner: Unterzeichner,
                              in session: MandantSession) throws {
    guard let person = try Fallakte.heute(fall, in: session).mitglieder.first else { return }
    let wunsch = Scheinwunsch(fall: fall, personen: [person.id], art: .aerztlich,
                              quartal: Quartal(session.heute))
    do {
        _ = try Behandlungsschein.ausstellen(wunsch, unterzeichner: unterzeichner, in: session)
    } catch is Scheinverweigerung {
        // Wer nach § 2 versichert ist, bekommt keinen.
    }
}

private func widersprechen(
    _ fall: Fall.ID, am tag: Kalendertag, in session: MandantSession
) throws {
    let bescheide = try Bescheid.alle(zu: fall, in: session)
    guard let bescheid = bescheide.max(by: { $0.erlassenAm < $1.erlassenAm }),
          let vorstand = try Fallakte.heute(fall, in: session).mitglieder.first,
          let name = vorstand.angabe(am: tag)?.name else { return }
    let eingang = Widerspruchseingang(
        eingegangen: tag, erhobenVon: name, form: .schriftlich,
        begruendung: "Die Miete ist höher als anerkannt.", bekanntgabe: .post,
        abgesandt: bescheid.erlassenAm, belehrt: true, regelung: .ablehnung,
        versaeumnis: "")
    guard eingang.frist.ende >= tag else { return }
    _ = try Widerspruch.erfassen(eingang, gegen: .bescheid(bescheid.id), in: session)
}
