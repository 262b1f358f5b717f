import Grundwerte
@testable import Kommune
import Testing

@Suite("Namen für die Suche: gefaltet, umgeschrieben, nach Klang")
struct SuchnameTests {
    @Test("Gefaltet sind Namen klein, lateinisch und ohne Zeichen über den Buchstaben", arguments: [
        ("Müller", "mueller"), ("MUELLER", "mueller"), ("Şahin", "sahin"), ("O’Neill", "oneill"),
            ("Ja'far", "jafar"),
        ("al-Ḥasan", "al hasan"), ("Nuʿmān", "numan"), ("Łukasz", "lukasz"),
            ("  Nguyễn  Văn ", "nguyen van"),
        ("Đorđević", "dordevic"), ("Weiß", "weiss"), ("İbrahim Yıldız", "ibrahim yildiz"),
            ("Müller-Lüdenscheidt",
        "mueller luedenscheidt"), ("Mu\u{308}ller", "mueller"), ("", ""), ("–", ""),
    ])
    func falten(name: String, gefaltet: String) { #expect(Suchname.falten(name) == gefaltet) }

    @Test("Andere Schriften stehen in lateinischen Buchstaben", arguments: [
        ("محمد", "mahamad"), ("يوسف", "yusaf"), ("وليد", "walid"), ("الحريري", "hariri"),
            ("Сергей", "sergei"),
        ("Шевченко", "shevtschenko"), ("გიორგი", "giorgi"), ("Արամ", "aram"), ("ሰላም", "salam"),
        ("Γιώργος", "giorgos"), ("پرویز", "paruiz"),
    ])
    func umschrift(name: String, gefaltet: String) { #expect(Suchname.falten(name) == gefaltet) }

    @Test("Was verschieden geschrieben und gleich gesprochen wird, klingt gleich", arguments: [
        ["Müller", "Mueller", "Muller", "Mühler"],
        ["Mohammed", "Muhammad", "Mohamad", "Mohamed", "Mohammad", "Muhammed", "Mehmet", "Mamadou",
         "محمد", "Мухаммад"],
        ["Ahmed", "Ahmad", "Ahmet", "Achmed", "Ehmed", "احمد", "أحمد"],
        ["Yusuf", "Youssef", "Jussuf", "Yousef", "Joussef", "يوسف", "Юсуф"],
        ["Khaled", "Chaled", "Khalid", "Xalid", "Halid", "خالد"],
        ["Rashid", "Raschid", "Rachid", "Rasheed", "راشد"],
        ["Schewtschenko", "Shevchenko", "Ševčenko", "Шевченко"],
        ["Abdulrahman", "Abdul Rahman", "Abd al-Rahman", "Abdelrahman", "Abdurrahman", "عبد الرحمن",
         "عبدالرحمن"],
        ["Abdullah", "Abdallah", "Abdulla", "عبدالله"],
        ["Abdulaziz", "Abdul Aziz", "Abdelaziz", "عبد العزيز"],
        ["al-Hariri", "Alhariri", "El Hariri", "Hariri", "الحريري"],
        ["Jamal", "Dschamal", "Djamal", "جمال"],
        ["David", "Dawit", "Davit", "Dawood", "Daoud", "داود"],
        ["Jovanović", "Jovanovic", "Jowanowitsch", "Јовановић"],
        ["Grigorjan", "Grigoryan", "Գրիգորյան"],
        ["Gebremedhin", "Gebremedhn", "ገብረመድህን"],
        ["Hassan", "Hasan", "Hassen", "حسن"],
        ["Fatima", "Fatma", "Fatemeh", "فاطمة"],
        ["Hussein", "Husain", "Hossein", "Hüseyin", "حسين"],
        ["Sarah", "Sara", "Zahra", "سارة"],
        ["Oleksandr", "Aleksandr", "Alexander", "Олександр"],
    ])
    func klang(namen: [String]) throws {
        let erster = Set(try #require(klaenge(namen[0]).first))
        for name in namen.dropFirst() {
            let worte = klaenge(name)
            #expect(worte.count == 1, "\(name): \(worte)")
            #expect(worte.contains { !erster.isDisjoint(with: $0) },
                    "\(namen[0]) \(erster), \(name) \(worte)")
        }
    }

    @Test("Was verschieden gesprochen wird, klingt verschieden", arguments: [
        ("Müller", "Meier"), ("Ahmad", "Amina"), ("Hassan", "Hussam"), ("Karim", "Karin"),
            ("Yusuf", "Yunus"),
        ("Fatima", "Farida"), ("Omar", "Amin"), ("Rahmani", "Rahimi"), ("Ali", "Elias"),
        ("Schmidt", "Schuster"), ("Mohammed", "Mahdi"), ("Elena", "Nina"),
    ])
    func verschieden(einer: String, anderer: String) {
        let links = Set(klaenge(einer).flatMap(\.self)),
            rechts = Set(klaenge(anderer).flatMap(\.self))
        #expect(links.isDisjoint(with: rechts), "\(links) \(rechts)")
    }

    @Test("Jeder Klang besteht nur aus den Klassen der Laute und ist höchstens zwölf lang",
          arguments: [
        "Wolfeschlegelsteinhausenbergerdorff", "Xhesika", "Ng", "Ou", "a", "Tschch", "cccc", "q",
    ])
    func form(name: String) {
        for klang in klaenge(name).flatMap(\.self) {
            #expect(klang.wholeMatch(of: /[ABFHJKLMNRSTW]{1,12}/) != nil, "\(klang)")
        }
    }

    @Test("Falten ändert Gefaltetes nicht mehr",
          arguments: ["Müller", "محمد", "Đorđević", "ገብረመድህን", "Сергей"])
    func nochEinmal(name: String) {
        let einmal = Suchname.falten(name)
        #expect(Suchname.falten(einmal) == einmal)
    }

    private func klaenge(_ name: String) -> [[String]] { Klang.woerter(Suchname.falten(name)) }
}

@Suite("Die Eingabe im Suchfeld")
struct SuchanfrageTests {
    private static let heute = Monat(2026, 11).ersterTag.plus(tage: 23)
    private static let geburt = Monat(1990, 3).ersterTag

    private func lies(_ text: String) -> Suchanfrage { Suchanfrage(text, heute: Self.heute) }

    @Test("Ein Geburtsdatum in jeder Form, auch neben einem Namen", arguments: [
        "1.3.90", "01.03.1990", "1.3.1990", "01031990", "010390", "1990-03-01", "Rahmani 1.3.90",
            "1.3.1990 Rahmani",
    ])
    func geburt(text: String) { #expect(lies(text).geburtsdatum == Self.geburt) }

    @Test("Ein Geburtstag liegt nie in der Zukunft")
    func vergangen() { #expect(lies("1.3.30").geburtsdatum == Monat(1930, 3).ersterTag) }

    @Test("Namen in jeder Reihenfolge, mit Komma, mit Geburtsjahr")
    func namen() {
        #expect(lies("Rahmani, Yusuf").namen == ["rahmani", "yusuf"])
        #expect(lies("Yusuf Rahmani 1990").namen == ["yusuf", "rahmani"])
        #expect(lies("Yusuf Rahmani 1990").geburtsjahr == 1990)
        #expect(lies("محمد").namen == ["mahamad"])
    }

    @Test("Ein Aktenzeichen, ganz oder ein Teil", arguments: [
        ("AHA-2026-00017", "AHA-2026-00017"), ("aha-2026-17", "AHA-2026-00017"),
            ("2026-17", "%-2026-00017"),
        ("AHA-2026", "AHA-2026-%"), ("AHA-2026-", "AHA-2026-%"), ("17", "%-00017"),
            ("00017", "%-00017"),
        ("alt-50-17", "%ALT-50-17%"),
    ])
    func aktenzeichen(text: String, muster: String) { #expect(lies(text).aktenzeichen == muster) }

    @Test("AZR-Nummer, Ende oder ganze IBAN")
    func nummern() {
        #expect(lies("0000 0031 7011").azrNummer == "000000317011")
        #expect(lies("2051").ibanEnde == "2051")
        #expect(lies("DE02 1203 0000 0000 2020 51").ibanEnde == "DE02120300000000202051")
        #expect(lies("205").ibanEnde == nil)
    }

    @Test("Nichts, wonach sich suchen ließe", arguments: ["", " ", "a", "-", "%", "_", "'"])
    func leer(text: String) { #expect(lies(text).istLeer) }
}
