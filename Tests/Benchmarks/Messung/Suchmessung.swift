import Foundation
import Grundwerte
import Kommune
import Platform
import Postgres
import TestSupport

/// The search box on 100,000 persons: `messung suche`.
///
/// Each input goes through the use case; its floor is the plain trigram query that names alone
/// would need, under the same login. Reported are medians in milliseconds, one pair per input.
enum Suchmessung {
    static let personen = 100_000

    private static let eingaben: [(name: String, text: String)] = [
        ("haeufig", "Mohammed"), ("haeufig_zwei", "Muhammad Ahmad"), ("umlaut", "Muller"),
        ("arabisch", "محمد"), ("anfang", "rahm"), ("tippfehler", "Mohanmed Rahmnai"),
        ("name_und_geburt", "mohamed 1.3.90"), ("selten", "Schewtschenko Olha"),
            ("nichts", "Xylophon Quitte"),
        ("geburt", "1.3.90"), ("nummer", "4711"), ("aktenzeichen", "AHA-2026-00017"),
    ]

    static func run() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        let frau = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        for anfang in stride(from: 0, to: personen, by: 5_000) {
            try await verbund.write(ahaus,
                als: frau) { try Suchmessung.fuellen(ab: anfang, anzahl: 5_000, in: $0) }
        }
        let server = try verbund.superuser()
        for tabelle in ["person_angabe", "mitglied", "fall", "bankverbindung"] {
            try server.runScript("VACUUM ANALYZE \"\(ahaus.schema)\".\(tabelle)")
        }
        server.close()
        for (name, text) in eingaben {
            let (suche, trigramm, treffer) = try await verbund.read(ahaus, als: frau) { session in
                let gefaltet = Suchname.falten(text)
                let suche = try median { try Fall.suchen(text, in: session).count }
                let trigramm = try median {
                    try session.all("""
                        SELECT person_id FROM person_angabe
                         WHERE ersetzt_am IS NULL AND suchname OPERATOR(erweiterung.%) \(gefaltet)
                         ORDER BY erweiterung.similarity(suchname, \(gefaltet)) DESC LIMIT 50
                        """) { try $0.decode("person_id", as: UUIDv7.self) }.count
                }
                return (suche.0, trigramm.0, suche.1)
            }
            Messung.report("\(name)/suche", suche)
            Messung.report("\(name)/trigramm", trigramm)
            Messung.report("\(name)/treffer", Double(treffer))
        }
        try await verbund.abbauen()
    }

    /// Milliseconds of the middle one of eleven runs, and what the last one found.
    static func median(_ body: () throws -> Int) throws -> (Double, Int) {
        let clock = ContinuousClock()
        var zeiten: [Double] = [], anzahl = 0
        for _ in 0..<11 {
            let begin = clock.now
            anzahl = try body()
            zeiten.append(Messung.seconds(clock.now - begin) * 1_000)
        }
        return (zeiten.sorted()[5], anzahl)
    }

    /// Households of two; few names are frequent, as in life, and each in several spellings.
    static func fuellen(ab: Int, anzahl: Int, in session: MandantSession) throws {
        var zufall = Zufallsfolge(ab)
        let von = try session.benutzer(), zeitraum = Zeitraum(von: Monat(2026, 1).ersterTag)
        let personen = (0..<anzahl).map { _ in (id: Person.ID(), angabe: zufall.angabe()) }
        let faelle = (0..<anzahl / 2).map { (id: Fall.ID(),
                                             nummer: (ab / 2 + $0 + 1).aufgefuellt(auf: 5)) }
        func kopieren(_ sql: SQL, _ zeilen: (inout CopyWriter) throws -> Void) throws {
            try session.transaction.copyIn("COPY \(sql) FROM STDIN WITH (FORMAT binary)", zeilen)
        }
        try kopieren("fall (id, aktenzeichen, sachbearbeitung, angelegt_von)") { writer in
            for fall in faelle { try writer.typedRow(fall.id, "AHA-2026-\(fall.nummer)", von, von) }
        }
        try kopieren("person (id)") { writer in
            for person in personen { try writer.typedRow(person.id) }
        }
        try kopieren("""
            person_angabe (id, person_id, familienname, vorname, suchname, klang, faltung,
                geburtsdatum, geschlecht,
                           staatsangehoerigkeit, familienstand, gueltig, erfasst_von)
            """) { writer in
            for (id, a) in personen {
                try writer.typedRow(UUIDv7(), id, a.familienname, a.vorname, a.suchname, a.klang,
                                    Suchname.version,
                                    a.geburtsdatum, a.geschlecht, "423", a.familienstand, zeitraum,
                                        von)
            }
        }
        try kopieren("mitglied (id, fall_id, person_id, rolle, gueltig, erfasst_von)") { writer in
            for (stelle, person) in personen.enumerated() {
                try writer.typedRow(UUIDv7(), faelle[stelle / 2].id, person.id,
                                    stelle.isMultiple(of: 2) ? "haushaltsvorstand" : "partner",
                                        zeitraum, von)
            }
        }
        try kopieren("""
            bankverbindung (id, fall_id, zahlweg, inhaber, iban, gueltig_ab, erfasst_von)
            """) { writer in
            for (stelle, fall) in faelle.enumerated() {
                let nummer = (ab / 2 + stelle).aufgefuellt(auf: 10)
                try writer.typedRow(UUIDv7(), fall.id, "ueberweisung", "Konto",
                                    "DE0040154530\(nummer)",
                                    zeitraum.von, von)
            }
        }
    }
}

/// The same persons in every run.
private struct Zufallsfolge {
    private var stand: UInt64

    init(_ anfang: Int) { stand = UInt64(anfang) &* 2_654_435_769 &+ 88_172_645_463_325_252 }

    /// xorshift64 (Marsaglia 2003), as a fraction of one.
    private mutating func zahl() -> Double {
        stand ^= stand << 13
        stand ^= stand >> 7
        stand ^= stand << 17
        return Double(stand >> 11) / Double(UInt64(1) << 53)
    }

    private mutating func eines(_ liste: [String])
        -> String { liste[Int(Double(liste.count) * zahl())] }

    private mutating func haeufiges(_ liste: [String]) -> String {
        let x = zahl()
        return liste[Int(Double(liste.count) * x * x)]
    }

    mutating func angabe() -> Person.Angabe {
        // A third bears one of the frequent family names, the others one made of syllables.
        let familienname = zahl() < 0.35 ? haeufiges(Zufallsfolge.familien)
            : eines(Zufallsfolge.anlaute) + eines(Zufallsfolge.mitten) + eines(Zufallsfolge.enden)
        let geboren = zahl() < 0.1 ? Monat(1960 + Int(50 * zahl()), 1).ersterTag
            : Monat(1960, 1).ersterTag.plus(tage: Int(22_000 * zahl()))
        return Person.Angabe(
            familienname: familienname, vorname: haeufiges(Zufallsfolge.vornamen),
                geburtsdatum: geboren,
            geschlecht: .ohneAngabe, staatsangehoerigkeit: "423", familienstand: .unbekannt)
    }

    private static let vornamen = """
        Mohammed Ahmad Muhammad Ali Fatima Yusuf Mohamad Hassan Maryam Omar Mohamed Hussein Zahra
            Khaled Ibrahim Aisha \
        Mahmoud Amina Abdullah Youssef Karim Samira Rashid Leila Mustafa Noor Bilal Hala Tariq Rania
            Dragan Jelena \
        Besnik Arta Giorgi Nino Tigran Anahit Olha Oksana Sergej Iwan Mamadou Aminata Tesfay Selam
            Yonas Helen Azad \
        Berfin Emre Elif Imran Priya Gurpreet Abdi Hodan Reza Shirin Navid Parwin Milad Soraya
            Stefan Katharina Jürgen
        """.split(separator: " ").map(String.init)

    private static let familien = """
        Rahmani al-Hariri Ahmadzai Hosseini Haddad Karimi Yılmaz Öztürk Müller Kaya Diallo Bah
            Berisha Krasniqi Jovanović \
        Nikolić Beridze Sargsyan Schewtschenko Kowalenko Ivanov Haile Gebremedhin Mehari Barzani
            Çelik Singh Khan Warsame \
        Hamdan Khatib Saleh Darwish Noori Sadat Mohammadi Jafari Amiri Popal Schmidt Okafor Camara
        """.split(separator: " ").map(String.init)

    private static let anlaute = """
        Ab Bar Chal Dar El Far Gul Ham Is Jal Kar Lat Mor Nas Or Pet Qad Ros Sal Tar Um Vas Wal \
        Yar Zam
        """
        .split(separator: " ").map(String.init)
    private static let mitten = "a ba di do fa gi ha ka la li ma mo na ni ra ri sa ta to va wi ya"
        .split(separator: " ").map(String.init)
    private static let enden = "d di f fi ni k ki l m mi n r ri s si t ti v vi zi yan ov enko oglu"
        .split(separator: " ").map(String.init)
}
