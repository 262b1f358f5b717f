import Crypto
import Grundwerte
import Platform
import Postgres

/// Was eine Übernahme täte: welche Fälle neu sind, welche schon da, welche einen Fehler haben.
///
/// Geprüft wird im Programm, nicht in Zwischentabellen: Nur dort sind Datei, Zeile und Feld
/// bekannt,
/// und die Anmeldung einer Kommune darf weder Tabellen anlegen noch Zeilen löschen. Die Datenbank
/// beantwortet, was eine Menge ist: bekannte Schlüssel, vergebene Aktenzeichen und AZR-Nummern.
package struct Bestandsplan: Sendable {
    package let bestand: Bestand
    /// Nach Datei und Zeile.
    package let befunde: [Bestandsbefund]
    /// Fehlerfreie Fälle, die noch nicht da sind; je Gruppe alle oder keiner.
    let neue: [[Int]]
    package let schonDa: Int
    package let fehlerhaft: Int
    /// Fehler, von denen sich nicht sagen lässt, welchen Fall sie treffen: Sie halten alles auf.
    package let ohneFall: Int

    package var fehler: Int { befunde.count { $0.schwere == .fehler } }
    package var hinweise: Int { befunde.count - fehler }
    package var neueFaelle: Int { neue.reduce(0) { $0 + $1.count } }
    package var neuePersonen: Int { personen(neue.flatMap(\.self)).count }

    func personen(_ faelle: [Int]) -> [Int] {
        Set(faelle.flatMap { bestand.faelle[$0].mitglieder }).sorted()
    }

    /// Prüft einen gelesenen Bestand gegen sich selbst und gegen das, was die Kommune schon hat.
    package static func aufstellen(
        _ gelesen: (bestand: Bestand, befunde: [Bestandsbefund]), in session: MandantSession
    ) throws -> Bestandsplan {
        let bestand = gelesen.bestand
        let vorhanden = try Bestandsabgleich(bestand, in: session)
        let befunde = gelesen.befunde + bestand.pruefen(heute: session.heute) + vorhanden.befunde
        let fehler = befunde.lazy.filter { $0.schwere == .fehler }
        let schlecht = Set(fehler.flatMap { befund -> [Int] in
            switch befund.ort {
            case let .fall(fall): [fall]
            case let .person(person): bestand.personen[person].haushalte.map(\.fall)
            case nil: []
            }
        })
        let gruppen = bestand.gruppen()
        let offen = gruppen.filter { !$0.allSatisfy(vorhanden.faelle.contains) }
        let fehlerhaft = offen.filter { $0.contains(where: schlecht.contains) }
        return Bestandsplan(
            bestand: bestand, befunde: sortiert(befunde),
            neue: offen.filter { !$0.contains(where: schlecht.contains) },
            schonDa: vorhanden.faelle.count, fehlerhaft: fehlerhaft.reduce(0) { $0 + $1.count },
            ohneFall: befunde.count { $0.schwere == .fehler && $0.ort == nil })
    }

    private static func sortiert(_ befunde: [Bestandsbefund]) -> [Bestandsbefund] {
        let reihe = Dictionary(uniqueKeysWithValues: Bestandsdatei.allCases.enumerated().map {
            ($1.name, $0)
        })
        return befunde.enumerated().sorted { a, b in
            (reihe[a.element.datei] ?? 0, a.element.zeile, a.offset)
                < (reihe[b.element.datei] ?? 0, b.element.zeile, b.offset)
        }.map(\.element)
    }

    /// Verweigert, was nicht übernommen werden darf.
    func verlangeUebernehmbar(ohneFehlerhafte: Bool) throws {
        guard fehler > 0 else { return }
        guard ohneFall == 0 else {
            throw Hindernis(
                .eingabe,
                "Die Dateien haben \(fehler) Fehler; von \(ohneFall) lässt sich nicht sagen, "
                    + "welchen Fall sie treffen. Nichts wurde übernommen.",
                abhilfe: "Beheben Sie sie; `mandat bestand pruefen` nennt jede Zeile.")
        }
        guard ohneFehlerhafte else {
            throw Hindernis(
                .eingabe,
                "Die Dateien haben \(fehler) Fehler in \(fehlerhaft) Fällen. Nichts wurde "
                    + "übernommen.",
                abhilfe: "Beheben Sie sie, oder lassen Sie diese Fälle mit --ohne-fehlerhafte weg.")
        }
    }
}

extension Bestand {
    /// Über alle Zeilen eines Falls und seiner Personen, unabhängig von ihrer Reihenfolge.
    func pruefsumme(fall: Int) -> String {
        let abdruecke = faelle[fall].abdruecke
            + Set(faelle[fall].mitglieder).flatMap { personen[$0].abdruecke }
        return Bestand.pruefsumme(abdruecke)
    }

    func pruefsumme(person: Int) -> String { Bestand.pruefsumme(personen[person].abdruecke) }

    private static func pruefsumme(_ abdruecke: [UInt64]) -> String {
        var summe = SHA256()
        for abdruck in abdruecke.sorted() {
            withUnsafeBytes(of: abdruck.bigEndian) { summe.update(bufferPointer: $0) }
        }
        return hexText(summe.finalize())
    }
}

/// Was von einem Bestand die Kommune schon kennt.
private struct Bestandsabgleich {
    /// Fälle, die eine frühere Übernahme gebracht hat.
    private(set) var faelle: Set<Int> = []
    private(set) var befunde: [Bestandsbefund] = []

    init(_ bestand: Bestand, in session: MandantSession) throws {
        let bekannte = try Bestandsabgleich.herkunft("fall", bestand.faelle.map(\.schluessel),
            session)
        for (stelle, fall) in bestand.faelle.enumerated() {
            guard let summe = bekannte[fall.schluessel] else { continue }
            faelle.insert(stelle)
            if summe != bestand.pruefsumme(fall: stelle) {
                befunde.append(Bestandsbefund(
                    .faelle, zeile: fall.zeile, feld: "fall", wert: fall.schluessel,
                    "Der Fall ist schon übernommen, und seine Zeilen haben sich seitdem geändert.",
                    abhilfe: "Hier bleibt er, wie er ist; führen Sie die Änderung im Fall nach.",
                    ort: .fall(stelle), schwere: .hinweis))
            }
        }
        try personen(bestand, session)
        try aktenzeichen(bestand, session)
        try azr(bestand, session)
    }

    private static func herkunft(_ art: String, _ schluessel: [String],
                                 _ session: MandantSession) throws -> [String: String] {
        let paare = try session.all("""
            SELECT schluessel, pruefsumme FROM herkunft
             WHERE art = \(art) AND schluessel = ANY (\(schluessel)) ORDER BY schluessel
            """) { (try $0.decode("schluessel", as: String.self),
                    try $0.decode("pruefsumme", as: String.self)) }
        return Dictionary(uniqueKeysWithValues: paare)
    }

    /// Eine schon übernommene Person führt die Sachbearbeitung; ein neuer Fall mit ihr käme nur
    /// halb.
    private mutating func personen(_ bestand: Bestand, _ session: MandantSession) throws {
        let bekannte = try Bestandsabgleich.herkunft(
            "person", bestand.personen.map(\.schluessel), session)
        guard !bekannte.isEmpty else { return }
        for (stelle,
            person) in bestand.personen.enumerated() where bekannte[person.schluessel] != nil {
            for (fall, eintrag) in person.haushalte where !faelle.contains(fall) {
                befunde.append(Bestandsbefund(
                    .mitglieder, zeile: eintrag.zeile, feld: "person", wert: person.schluessel,
                    "Die Person ist schon mit einem anderen Fall übernommen.",
                    abhilfe: "Legen Sie diesen Fall in Mandat an und nehmen Sie sie dort auf.",
                    ort: .person(stelle)))
            }
        }
    }

    private mutating func aktenzeichen(_ bestand: Bestand, _ session: MandantSession) throws {
        let vergeben = Set(try session.scalars("""
            SELECT aktenzeichen FROM fall
             WHERE aktenzeichen = ANY (\(bestand.faelle.map(\.aktenzeichen))) ORDER BY aktenzeichen
            """, as: String.self))
        for (stelle, fall) in bestand.faelle.enumerated()
        where vergeben.contains(fall.aktenzeichen) && !faelle.contains(stelle) {
            befunde.append(Bestandsbefund(
                .faelle, zeile: fall.zeile, feld: "aktenzeichen", wert: fall.aktenzeichen,
                "Dieses Aktenzeichen hat in Mandat schon ein anderer Fall.",
                abhilfe: "Geben Sie einem von beiden ein anderes.", ort: .fall(stelle)))
        }
    }

    private mutating func azr(_ bestand: Bestand, _ session: MandantSession) throws {
        let nummern = bestand.personen.flatMap { $0.angaben.compactMap(\.wert.angabe.azrNummer) }
        let vorhanden = Set(try session.scalars("""
            SELECT DISTINCT azr_nummer FROM person_angabe
             WHERE ersetzt_am IS NULL AND azr_nummer = ANY (\(nummern)) ORDER BY azr_nummer
            """, as: String.self))
        guard !vorhanden.isEmpty else { return }
        for (stelle, person) in bestand.personen.enumerated()
        where !person.haushalte.contains(where: { faelle.contains($0.fall) }) {
            for eintrag in person.angaben
            where eintrag.wert.angabe.azrNummer.map(vorhanden.contains) ?? false {
                befunde.append(Bestandsbefund(
                    .personen, zeile: eintrag.zeile, feld: "azr_nummer",
                    "Eine Person mit dieser AZR-Nummer gibt es in Mandat schon.",
                    abhilfe: "Prüfen Sie, ob der Mensch zweimal geführt würde.",
                    ort: .person(stelle),
                    schwere: .hinweis))
            }
        }
    }
}
