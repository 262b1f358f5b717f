import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Alles, was für einen Lauf feststeht, bevor der erste Fall gerechnet wird.
struct Statistikplan: Sendable {
    let auftrag: Statistikauftrag
    private let pruefung: Plausibilitaet
    private let rechnung: Statistikrechnung
    private let zeit: Zeitraum

    /// Nil, wenn es nichts zu rechnen gibt: Der Kreis erwartet nichts, oder es ist abgeschlossen.
    ///
    /// Ein Lauf, der fertig gerechnet war, beginnt von vorn; ein unterbrochener geht weiter.
    init?(_ lauf: Statistiklauf.ID, in session: MandantSession) throws {
        guard let auftrag = try Statistikauftrag.laden(lauf, in: session) else { return nil }
        self.auftrag = auftrag
        zeit = Zeitraum(von: auftrag.beginn, bis: auftrag.ende)
        pruefung = Plausibilitaet(
            merkmale: try Erhebungsmerkmal.alle(auftrag.erhebung, am: auftrag.ende, in: session),
            regeln: try Statistikregel.alle(auftrag.erhebung, am: auftrag.ende, in: session),
            beginn: auftrag.beginn, ende: auftrag.ende)
        rechnung = Statistikrechnung(
            erhebung: auftrag.erhebung, beginn: auftrag.beginn, ende: auftrag.ende,
            ags: session.mandant.ags)
        let neu = try session.execute("""
            INSERT INTO statistik_stand (lauf_id, erhebung, beginn, ende, kenntnis)
            VALUES (\(lauf), \(auftrag.erhebung), \(auftrag.beginn), \(auftrag.ende),
                    \(auftrag.kenntnis))
            ON CONFLICT DO NOTHING
            """) == 1
        if neu { try nummernUebernehmen(in: session) }
        guard let stand = try Statistikstand.sperren(lauf, in: session),
              stand.abgeschlossen == nil else { return nil }
        if stand.gerechnetAm != nil { try vonVorn(in: session) }
    }

    /// Eine Berichtigung behält die Kenn-Nummern, solange die Kommune sie noch kennt.
    private func nummernUebernehmen(in session: MandantSession) throws {
        guard let berichtigt = auftrag.berichtigt else { return }
        try session.execute("""
            INSERT INTO statistik_kennnummer (lauf_id, gegenstand, kennnummer)
            SELECT \(auftrag.lauf), gegenstand, kennnummer FROM statistik_kennnummer
             WHERE lauf_id = \(berichtigt)
            """)
    }

    private func vonVorn(in session: MandantSession) throws {
        try session.execute("DELETE FROM statistik_befund WHERE lauf_id = \(auftrag.lauf)")
        try session.execute("DELETE FROM statistik_satz WHERE lauf_id = \(auftrag.lauf)")
        try session.execute("""
            UPDATE statistik_stand SET bis_fall = NULL, gerechnet_am = NULL
             WHERE lauf_id = \(auftrag.lauf)
            """)
    }

    /// Rechnet die nächsten Fälle; zurück kommt, wie viel Prozent fertig sind, nil am Ende.
    func schritt(_ anzahl: Int, in session: MandantSession) throws -> Int? {
        guard auftrag.erhebung != "ausgaben_einnahmen" else { return nil }
        guard let stand = try Statistikstand.sperren(auftrag.lauf, in: session) else { return nil }
        let ids = try session.scalars("""
            SELECT id FROM fall WHERE (\(stand.bisFall)::uuid IS NULL OR id > \(stand.bisFall))
             ORDER BY id LIMIT \(anzahl)
            """, as: Fall.ID.self)
        guard let letzter = ids.last else { return nil }
        let bestand = Statistikbestand(
            zeit: zeit, stand: Stand(am: auftrag.ende, bekannt: auftrag.kenntnis), in: session)
        let haushalte = try bestand.haushalte(ids)
        var nummern = try Kennnummern(auftrag.lauf, in: session)
        try nummern.vergeben(haushalte.flatMap { haushalt in
            [haushalt.akte.fall.id.uuid] + haushalt.personen.map(\.id.uuid)
        }, in: session)
        var saetze: [Satz] = []
        for (akte, personen) in haushalte {
            let haushalt = Statistikrechnung.Haushalt(
                nummer: nummern[akte.fall.id.uuid], akte: akte, personen: personen)
            saetze += personen.compactMap { person in
                rechnung.satz(person, in: haushalt).map {
                    Satz(kennnummer: nummern[person.id.uuid], fall: akte.fall.id,
                         person: person.id, werte: geordnet($0))
                }
            }
        }
        try festhalten(saetze, in: session)
        try session.execute("""
            UPDATE statistik_stand SET bis_fall = \(letzter) WHERE lauf_id = \(auftrag.lauf)
            """)
        return try session.scalar("""
            SELECT 100 * count(*) FILTER (WHERE id <= \(letzter)) / greatest(count(*), 1) FROM fall
            """)
    }

    /// Der letzte Schritt: Der Satz des Trägers, wenn es um ihn geht, und die Meldung an den Kreis,
    /// wie viele Sätze und Befunde es sind.
    func abschliessen(in session: MandantSession) throws -> Jobstand {
        guard try Statistikstand.sperren(auftrag.lauf, in: session)?.gerechnetAm == nil else {
            return "war schon gerechnet"
        }
        if auftrag.erhebung == "ausgaben_einnahmen" {
            var nummern = try Kennnummern(auftrag.lauf, in: session)
            try nummern.vergeben([auftrag.lauf.uuid], in: session)
            let werte = try Traegerrechnung.satz(
                zeit: zeit, bekannt: auftrag.kenntnis, in: session)
            try festhalten([Satz(kennnummer: nummern[auftrag.lauf.uuid], fall: nil, person: nil,
                                 werte: geordnet(werte))], in: session)
        }
        let zahlen = try Statistikstand.zahlen(auftrag.lauf, in: session)
        try session.execute("""
            UPDATE statistik_stand SET gerechnet_am = now() WHERE lauf_id = \(auftrag.lauf)
            """)
        try Statistiksatz.melden(auftrag.lauf, saetze: zahlen.saetze, fehler: zahlen.fehler,
                                 hinweise: zahlen.hinweise, in: session)
        try session.audit("statistik.gerechnet", auftrag.lauf.description,
                          ["saetze": String(zahlen.saetze), "fehler": String(zahlen.fehler)])
        return "gerechnet"
    }

    private struct Satz {
        let kennnummer: String
        let fall: Fall.ID?
        let person: Person.ID?
        let werte: [String]
    }

    /// Die Werte in der Folge des Katalogs; ein Name, den er nicht kennt, ist ein Programmfehler.
    private func geordnet(_ werte: Statistikrechnung.Werte) -> [String] {
        let namen = pruefung.merkmale.map(\.name)
        assert(Set(werte.keys).subtracting(namen).isEmpty, "\(werte.keys) in \(namen)")
        return namen.map { werte[$0] ?? "" }
    }

    private func festhalten(_ saetze: [Satz], in session: MandantSession) throws {
        guard !saetze.isEmpty else { return }
        try session.execute("""
            INSERT INTO statistik_satz (lauf_id, kennnummer, fall_id, person_id, werte)
            SELECT \(auftrag.lauf), n.nummer, n.fall, n.person, string_to_array(n.zeile, ';')
              FROM unnest(\(saetze.map(\.kennnummer)), \(saetze.map(\.fall))::uuid[],
                          \(saetze.map(\.person))::uuid[],
                          \(saetze.map { $0.werte.joined(separator: ";") }))
                   AS n (nummer, fall, person, zeile)
            """)
        let befunde = saetze.flatMap { satz in
            pruefung.befunde(satz.werte).map { (satz.kennnummer, $0) }
        }
        guard !befunde.isEmpty else { return }
        try session.execute("""
            INSERT INTO statistik_befund (lauf_id, kennnummer, regel, schwere, satz, abhilfe)
            SELECT \(auftrag.lauf), b.* FROM unnest(
                \(befunde.map(\.0)), \(befunde.map(\.1.regel)),
                \(befunde.map(\.1.schwere.rawValue)), \(befunde.map(\.1.satz)),
                \(befunde.map(\.1.abhilfe))) AS b
            """)
    }
}

/// Die Kenn-Nummern eines Laufs: zwölf zufällige Ziffern, die nichts bedeuten.
struct Kennnummern {
    private let lauf: Statistiklauf.ID
    private var nummern: [UUIDv7: String] = [:]

    init(_ lauf: Statistiklauf.ID, in session: MandantSession) throws { self.lauf = lauf }

    /// Jeder Gegenstand, der schon eine hat, behält sie.
    mutating func vergeben(_ gegenstaende: [UUIDv7], in session: MandantSession) throws {
        let neue = gegenstaende.map { _ in
            String(UInt64.random(in: 100_000_000_000...999_999_999_999))
        }
        try session.execute("""
            INSERT INTO statistik_kennnummer (lauf_id, gegenstand, kennnummer)
            SELECT \(lauf), n.gegenstand, n.nummer FROM unnest(\(gegenstaende), \(neue))
                   AS n (gegenstand, nummer)
            ON CONFLICT (lauf_id, gegenstand) DO NOTHING
            """)
        let zeilen = try session.all("""
            SELECT gegenstand, kennnummer FROM statistik_kennnummer
             WHERE lauf_id = \(lauf) AND gegenstand = ANY (\(gegenstaende))
            """) { (try $0.decode("gegenstand", as: UUIDv7.self),
                    try $0.decode("kennnummer", as: String.self)) }
        nummern.merge(zeilen) { _, neu in neu }
    }

    /// Die Nummer eines Gegenstands, dem eine vergeben ist.
    subscript(gegenstand: UUIDv7) -> String { nummern[gegenstand] ?? "" }
}
