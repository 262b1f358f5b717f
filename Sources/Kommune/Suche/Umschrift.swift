/// Fremde Schriften in lateinischen Buchstaben, Wort für Wort und ohne Zeichen über den Buchstaben.
///
/// Es geht nicht um eine schöne Umschrift, sondern um eine, die zu den Schreibweisen auf den
/// Papieren denselben Klang ergibt: Kurze Vokale, die Arabisch nicht schreibt, stehen hier als `a`.
enum Umschrift {
    /// `wort` ist klein geschrieben und kanonisch zerlegt; was niemand kennt, fällt weg.
    static func lateinisch(_ wort: some StringProtocol) -> String {
        let zeichen = wort.unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
        if zeichen.contains(where: { arabisch[$0] != nil }) { return ausArabisch(Array(zeichen)) }
        return zeichen.map { scalar in
            if scalar.isASCII { return String(scalar) }
            return buchstaben[scalar] ?? aethiopisch(scalar) ?? ""
        }.joined()
    }

    // MARK: Arabisch, Persisch, Urdu, Kurdisch

    private static let arabisch = tabelle(
        "ا آ أ إ ٱ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي ى ة ئ ؤ ء "
            + "پ چ ژ گ ک ی ہ ھ ے ٹ ڈ ڑ ں ڤ ێ ۆ ە ڕ ڵ ۀ ې ټ ډ ړ ږ ښ ګ ڼ څ ځ",
        "a a a a a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h u i a a i u - "
            + "p tsch zh g k i h h i t d r n v e o a r l a i t d r g kh g n ts ts")

    private static let vokale: Set<Character> = ["a", "e", "i", "o", "u", "y"]

    private static func ausArabisch(_ wort: [Unicode.Scalar]) -> String {
        var zeichen = wort[...]
        // Der Artikel gehört nicht zum Klang: الحريري ist al-Hariri.
        if zeichen.count >= 5,
            zeichen.starts(with: "ال".unicodeScalars) { zeichen = zeichen.dropFirst(2) }
        var text = ""
        var zuletzt: Unicode.Scalar?
        for scalar in zeichen {
            guard var laut = arabisch[scalar] ?? (scalar.isASCII ? String(scalar)
                                                  : nil) else { continue }
            // Zwei Lam sind Artikel und Stamm, عبداللطيف, oder der Name Gottes: ein l.
            if scalar == "ل", zuletzt == "ل" { continue }
            if text.isEmpty, laut == "u" { laut = "w" }
            if text.isEmpty, laut == "i" { laut = "y" }
            if let vorher = text.last, let erster = laut.first, !vokale.contains(vorher),
                !vokale.contains(erster) {
                text += "a"
            }
            text += laut
            zuletzt = scalar
        }
        return text
    }

    // MARK: Alphabete

    private static let buchstaben = tabelle(
        "ß ø ł đ ð þ æ œ ı ə ɛ ɔ ŋ ħ ƙ ɓ ɗ", "ss o l d d th ae oe i e e o n h k b d"
    ).merging(tabelle(
        "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
        "a b v g d e zh z i k l m n o p r s t u f kh ts tsch sh sch - y - e ju ja")) { $1 }
        .merging(tabelle(
            "є і ґ ђ ј љ њ ћ џ ә ғ қ ң ө ү ұ һ ҳ ҷ",
            "je i g dj j lj nj tsch dsch a gh q n o u u h h j")) { $1 }
        .merging(tabelle(
            "ა ბ გ დ ე ვ ზ თ ი კ ლ მ ნ ო პ ჟ რ ს ტ უ ფ ქ ღ ყ შ ჩ ც ძ წ ჭ ხ ჯ ჰ",
            "a b g d e v z t i k l m n o p zh r s t u p k gh q sh tsch ts dz ts tsch kh j h"
        )) { $1 }
        .merging(tabelle(
            "ա բ գ դ ե զ է ը թ ժ ի լ խ ծ կ հ ձ ղ ճ մ յ ն շ ո չ պ ջ ռ ս վ տ ր ց ւ փ ք օ ֆ և",
            "a b g d e z e e t zh i l kh ts k h dz gh tsch m y n sh o tsch p j r s v t r ts v p "
                + "k o f ev")) { $1 }
        .merging(tabelle(
            "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ ς τ υ φ χ ψ ω",
            "a v g d e z i th i k l m n x o p r s s t y f ch ps o")) { $1 }

    /// Die Silben des Tigrinischen und Amharischen: je Konsonant acht Zeichen, je Zeichen ein
    /// Vokal.
    private static func aethiopisch(_ scalar: Unicode.Scalar) -> String? {
        guard (0x1200...0x1357).contains(scalar.value) else { return nil }
        let stelle = Int(scalar.value - 0x1200)
        return silbenanlaute[stelle / 8] + silbenvokale[stelle % 8]
    }

    private static let silbenanlaute = """
        h l h m s r s sh q q q q b v t tsch h h n n - k k kh kh w - z zh y d d j g g g t tsch p ts
            ts f p
        """.split(separator: " ").map { $0 == "-" ? "" : String($0) }

    private static let silbenvokale = ["a", "u", "i", "a", "e", "", "o", "a"]

    private static func tabelle(_ zeichen: String, _ laute: String) -> [Unicode.Scalar: String] {
        let von = zeichen.split(separator: " "), nach = laute.split(separator: " ")
        precondition(von.count == nach.count, "Die Tafel der Umschrift ist ungleich lang.")
        return Dictionary(zip(von, nach).compactMap { buchstabe, laut in
            buchstabe.unicodeScalars.first.map { ($0, laut == "-" ? "" : String(laut)) }
        }) { $1 }
    }
}
