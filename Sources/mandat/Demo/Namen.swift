import Kommune

/// Namen einer Gegend. Erfunden im Ganzen: Vor- und Familiennamen werden zufällig verbunden.
struct Namensraum: Sendable {
    let maenner: [String]
    let frauen: [String]
    let familien: [String]
    /// Wie oft von hundert jemand nur einen Namen führt.
    var einName = 0

    func vorname(_ geschlecht: Person.Geschlecht, _ zufall: inout Zufall) -> String {
        zufall.eines(geschlecht == .weiblich ? frauen : maenner)
    }

    private init(_ maenner: String, _ frauen: String, _ familien: String, einName: Int = 0) {
        self.maenner = maenner.split(separator: " ").map(String.init)
        self.frauen = frauen.split(separator: " ").map(String.init)
        self.familien = familien.split(separator: ",").map(String.init)
        self.einName = einName
    }

    static let arabisch = Namensraum(
        "Ahmad Muhammad Khaled Omar Yūsuf Hassan Bilal Mahmoud Tariq Anas Samer Fadi Rami Walid "
            + "Nizar",
        "Fatima Aisha Mariam Rania Hala Samira Noor Ghada Layla Hanan Rasha Zaynab Dima Lubna Ruba",
        "al-Hariri,Haddad,an-Najjar,Al Masri,Khatib,Darwish,Al-Ahmad,Kassab,Shaheen,Barakat,"
            + "Abu Zaid,Hamdan,as-Sayyid,Nasser,Saleh,Al Jaburi,Hussein Ali,Tamimi")
    static let kurdisch = Namensraum(
        "Azad Rojhat Baran Serhat Dilovan Kawa Rêzan Sîpan Hêmin Şivan Welat Zana",
        "Berfîn Rojda Zilan Dilnaz Nesrîn Hêvîn Gulistan Evîn Jîyan Xezal Rûken Avin",
        "Çelik,Demir,Barzani,Yıldız,Amedî,Bozkurt,Rasho,Khalaf,Gülmez,Özkan,Şengal,Murad")
    static let persisch = Namensraum(
        "Yusuf Reza Hamid Mehdi Zabihullah Navid Farhad Ghulam Esmatullah Arash Omid Jawad Idris "
            + "Milad",
        "Zahra Masuma Farzana Shirin Parwin Nilofar Maryam Soraya Fereshteh Razia Laila Mahnaz "
            + "Golnar",
        "Rahmani,Ahmadzai,Hosseini,Karimi,Mohammadi,Noori,Rezai,Sadat,Stanekzai,Haidari,Jafari,"
            + "Amiri,Popal,Wardak,Moradi,Azizi", einName: 9)
    static let tuerkisch = Namensraum(
        "Mehmet Emre Burak İsmail Ömer Yiğit Onur Hakan Tolga Uğur Çağan Ferhat",
        "Ayşe Elif Zeynep Gül Derya Büşra Nurcan Pınar Şeyma Özlem Hatice Songül",
        "Yılmaz,Kaya,Öztürk,Şahin,Aydın,Arslan,Koç,Güneş,Doğan,Kılıç,Çetin,Erdoğdu")
    static let tigrinisch = Namensraum(
        "Tesfay Yonas Filmon Abel Berhane Mehari Samuel Dawit Kidane Robel Merhawi Hagos",
        "Selam Helen Rahwa Senait Mihret Winta Feven Almaz Luwam Azeb Saba Yordanos",
        "Tesfamariam,Gebremedhin,Haile,Ghebreyesus,Mehari,Woldu,Kifle,Habte,Tekle,Araya,Zerai,Okbay"
    )
    static let westafrikanisch = Namensraum(
        "Mamadou Ibrahima Alpha Ousmane Chidi Emeka Tunde Kwame Boubacar Sékou Obinna Lamine",
        "Aminata Fatoumata Mariama Blessing Ngozi Chioma Hawa Kadiatou Grace Adaeze Djénabou "
            + "Esther",
        "Diallo,Bah,Barry,Camara,Okafor,Adeyemi,Sylla,Nwosu,Condé,Touré,Eze,Osagie,Soumah,Keïta")
    static let balkanisch = Namensraum(
        "Dragan Besnik Arben Zoran Miloš Nenad Ilir Goran Đorđe Agim Stefan Fatmir",
        "Jelena Arta Mirjana Vesna Drita Snežana Elvira Besa Ljubica Sabina Milica Vjosa",
        "Jovanović,Berisha,Petrović,Krasniqi,Nikolić,Hoxha,Đorđević,Osmani,Stojanovski,Gashi,"
            + "Marković,Selimi,Ramadani")
    static let kaukasisch = Namensraum(
        "Giorgi Levan Davit Nika Tigran Aram Rauf Elchin Zurab Hovhannes Vakhtang Artur",
        "Nino Mariam Tamar Anahit Lusine Ketevan Sevda Aynur Eka Hasmik Salome Gohar",
        "Beridze,Kapanadze,Gelashvili,Grigorjan,Sargsyan,Maisuradze,Mammadov,Hakobyan,Lomidze,"
            + "Tsiklauri,Aliyev,Petrosyan")
    static let ostslawisch = Namensraum(
        "Andrij Oleksandr Dmitrij Serhij Maksym Iwan Ruslan Mykola Timur Artem Wolodymyr Islam",
        "Oksana Olha Tetjana Natalija Irina Kateryna Swetlana Julija Halyna Zarema Anastassija "
            + "Milana",
        "Kowalenko,Schewtschuk,Tkatschenko,Bondar,Melnyk,Iwanow,Dudajewa,Petrenko,Lysenko,"
            + "Magomedow,Kravtschuk,Smirnow")
    static let suedasiatisch = Namensraum(
        "Gurpreet Rahul Imran Sajid Bilawal Arif Tharindu Kumar Rashed Harjit Vijay Usman",
        "Harpreet Amina Sadia Priya Nasreen Shabana Anjali Rubina Tahmina Lakshmi Kiran Sumaira",
        "Singh,Khan,Ahmed,Begum,Malik,Rahman,Kaur,Chowdhury,Perera,Iqbal,Das,Siddiqui", einName: 6)
    static let somalisch = Namensraum(
        "Abdi Mohamed Cabdullahi Yuusuf Warsame Liban Guled Farah Mahad Sharmarke",
        "Hodan Ifrah Ayaan Sahra Fardowsa Khadra Nimco Ubah Hibo Sagal",
        "Warsame Ali,Abdi Farah,Hassan Nur,Mohamud,Jama,Osman,Aden,Abukar,Hersi,Elmi")
}

/// Woher jemand kommt: Schlüssel der Staatsangehörigkeit (Destatis) und Gewicht im Bestand.
struct Herkunft: Sendable {
    let schluessel: String
    let namen: Namensraum

    private static let bestand: [(String, Namensraum, Int)] = [
        ("475", .arabisch, 145), ("475", .kurdisch, 35), ("423", .persisch, 130),
        ("438", .arabisch, 65),
        ("438", .kurdisch, 35), ("163", .tuerkisch, 55), ("163", .kurdisch, 45),
        ("439", .persisch, 60),
        ("224", .tigrinisch, 35), ("232", .westafrikanisch, 50), ("261", .westafrikanisch, 60),
        ("170", .balkanisch, 40), ("144", .balkanisch, 30), ("121", .balkanisch, 22),
        ("150", .balkanisch, 12),
        ("430", .kaukasisch, 35), ("422", .kaukasisch, 22), ("425", .kaukasisch, 14),
        ("160", .ostslawisch, 35),
        ("166", .ostslawisch, 12), ("451", .arabisch, 16), ("436", .suedasiatisch, 14),
        ("460", .suedasiatisch, 10), ("273", .somalisch, 22), ("252", .arabisch, 10),
        ("287", .arabisch, 10),
        ("998", .arabisch, 14), ("997", .arabisch, 6)
    ]

    static let gewichte = bestand.map { (Herkunft(schluessel: $0.0, namen: $0.1), $0.2) }
}
