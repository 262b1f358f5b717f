/// Der Klang eines Namens als Folge von Lautklassen, gleich für alle Schreibweisen, die man dafür
/// kennt.
///
/// Die Kölner Phonetik ist für deutsche Namen gemacht und wirft bei umgeschriebenen zusammen, was
/// verschieden klingt, und auseinander, was gleich ist. Hier zählen Konsonanten; Vokale, `h`, `j`,
/// `w` und `v` im Wort schwanken zwischen den Umschriften und zählen nicht. Am Wortanfang zählt
/// jeder Laut.
///
///     B b p      F f ph      H h kh x    J j y dsch   K k g q ck   L   M   N   R
///     S s z sch  T t d th    W w v       A Vokal
package enum Klang {
    /// Ein Name, wie er klingt: `abd al rahman` sind drei geschriebene Wörter und ein Klang.
    package struct Name: Sendable, Equatable {
        /// Die Wörter, wie sie dastehen, gefaltet.
        package var geschrieben: [String]
        /// Die Klänge; mehrere, wo eine Schreibweise zwei Laute meinen kann.
        package let klaenge: [String]
    }

    /// Die Klänge jedes Namens in einem gefalteten Text.
    package static func woerter(_ gefaltet: String) -> [[String]] {
        namen(gefaltet.split(separator: " ").map(String.init)).map(\.klaenge).filter { !$0.isEmpty }
    }

    /// Fasst gefaltete Wörter zu Namen zusammen.
    ///
    /// Artikel zählen nicht, wenn noch etwas anderes dasteht.
    package static func namen(_ woerter: [String]) -> [Name] {
        let namen = verbunden(woerter)
        let stamm = namen.filter { !artikel.contains($0.wort) }
        return (stamm.isEmpty ? namen : stamm).map {
            Name(geschrieben: $0.geschrieben, klaenge: schluessel($0.wort))
        }
    }

    /// Die Klänge eines Worts aus `a` bis `z`, der übliche zuerst.
    package static func schluessel(_ wort: String) -> [String] {
        let wort = diener(wort)
        var ergebnis = [klang(wort, ch: "K", kh: "K")]
        if wort.contains("ch") { ergebnis.append(klang(wort, ch: "S", kh: "K")) }
        // Achmed ist Ahmed: Im Wort kann ch auch ein bloßes h sein.
        if wort.contains("ch") || wort.contains("kh") {
            ergebnis.append(klang(wort, ch: "", kh: ""))
        }
        // Alhariri ist al-Hariri, Elena nicht: beides gilt.
        if wort.count >= 6, wort.hasPrefix("al") || wort.hasPrefix("el") {
            ergebnis += schluessel(String(wort.dropFirst(2)))
        }
        var gesehen: Set<String> = []
        return ergebnis.filter { !$0.isEmpty && gesehen.insert($0).inserted }
    }

    private static let artikel: Set = [
        "al", "el", "ul", "ad", "ed", "an", "en", "ar", "er", "as", "es", "ash", "at", "az",
        "bin", "ben", "ibn", "bint", "von", "van", "de",
    ]
    private static let abd: Set = [
        "abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdoul", "abad", "abed",
    ]

    /// `abd al rahman`, `abdul rahman` → `abdrahman`.
    private static func verbunden(_ woerter: [String]) -> [(geschrieben: [String], wort: String)] {
        var ergebnis: [(geschrieben: [String], wort: String)] = []
        var rest = woerter[...]
        while let wort = rest.popFirst() {
            let danach = rest.drop { artikel.contains($0) }
            guard abd.contains(wort), let name = danach.first else {
                ergebnis.append(([wort], wort))
                continue
            }
            let weitere = rest[..<danach.startIndex] + [name]
            ergebnis.append(([wort] + weitere, "abd" + name))
            rest = danach.dropFirst()
        }
        return ergebnis
    }

    /// `abdulrahman`, `abdelrahman` → `abdrahman`; der Artikel in der Mitte schwankt.
    private static func diener(_ wort: String) -> String {
        let mitArtikel = ["abdoul", "abdul", "abdel", "abdal", "abdol", "abadal"]
        for anfang in mitArtikel where wort.hasPrefix(anfang) {
            let name = wort.dropFirst(anfang.count)
            if name.count >= 3 { return "abd" + name }
        }
        return wort
    }

    /// Die Klasse eines Lauts; leer, wo er im Wort nicht zählt. Die längste Schreibweise gewinnt.
    private static let laute = tafel("""
        dsch- tschS schS tchS dzh- shS zhS ghK phF thT dhT dj- dzS tzS tsS czS szS ckK ceS ciS cyS \
        bB pB dT tT fF cK kK gK qK xX lL mM nN rR sS zS
        """)

    /// Was am Wortanfang anders klingt als darin.
    private static let anlaute = tafel("""
        dschJ dzhJ djJ jJ yJ khH hH xH vW wW ouaW ouiW aA eA iA oA uA
        """)

    private static let ch = Array("ch".utf8), kh = Array("kh".utf8)

    /// `schS`: Schreibweise und Klasse.
    private static func tafel(_ text: String) -> [(schrift: [UInt8], klasse: String)] {
        text.split(separator: " ").map { eintrag in
            let klasse = String(eintrag.suffix(1))
            return (Array(eintrag.dropLast().utf8), ["-": "", "X": "KS"][klasse] ?? klasse)
        }
    }

    private static func klang(_ wort: String, ch: String, kh: String) -> String {
        let schrift = Array(wort.utf8)
        var ergebnis = "", stelle = 0
        // Zwei gleiche Laute zählen einmal, wenn nichts zwischen ihnen steht.
        var getrennt = true
        while stelle < schrift.count {
            let laut = laut(schrift[stelle...], amAnfang: stelle == 0, ch: ch, kh: kh)
            stelle += max(laut.laenge, 1)
            guard !laut.klasse.isEmpty else {
                getrennt = true
                continue
            }
            if getrennt || !ergebnis.hasSuffix(laut.klasse) { ergebnis += laut.klasse }
            getrennt = laut.mitVokal
        }
        return String(ergebnis.prefix(12))
    }

    /// Der Laut, mit dem `rest` beginnt; ohne Klasse, wenn er nicht zählt.
    private static func laut(_ rest: ArraySlice<UInt8>, amAnfang: Bool, ch: String, kh: String)
        -> (klasse: String, laenge: Int, mitVokal: Bool) {
        if rest.starts(with: Klang.ch) { return (amAnfang && ch != "S" ? "H" : ch, 2, false) }
        if rest.starts(with: Klang.kh), !amAnfang { return (kh, 2, false) }
        // Jovanovic: c am Ende nach i.
        if rest.count == 1, rest.first == UInt8(ascii: "c"), !amAnfang { return ("S", 1, false) }
        let anlaut = amAnfang ? anlaute.first { rest.starts(with: $0.schrift) } : nil
        guard let laut = anlaut ?? laute.first(where: { rest.starts(with: $0.schrift) }) else {
            return ("", 1, true)
        }
        // ce, ci und cy nehmen ihren Vokal mit.
        let vokal = laut.schrift.last.map { "aeiouy".utf8.contains($0) } ?? false
        return (laut.klasse, laut.schrift.count, vokal)
    }
}
