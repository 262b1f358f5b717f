import Grundwerte
import Leistungsrecht
import Platform

/// Was der Vordruck `bescheid.typ` druckt. Beträge und Tage sind fertiger deutscher Text: Der Brief
/// von heute sieht in zehn Jahren noch genauso aus.
package struct Bescheidinhalt: Sendable, Codable {
    struct Absender: Sendable, Codable {
        let name: String; let amt: String; let strasse: String; let ort: String
    }
    struct Auskunft: Sendable, Codable {
        let person: String; let zimmer: String?; let telefon: String?
    }
    struct Spanne: Sendable, Codable { let von: String; let bis: String }
    struct Monatsbetrag: Sendable, Codable { let monat: String; let betrag: String }
    struct Weg: Sendable, Codable { let an: String; let zahlweg: String; let betrag: String }
    struct Person: Sendable, Codable {
        let name: String; let geboren: String; let stufe: String; let bedarf: String
    }
    struct Schritt: Sendable, Codable {
        let bezeichnung: String; let begruendung: String; let norm: String; let fundstelle: String
        let rechnung: String; let betrag: String
    }
    struct Gruppe: Sendable, Codable {
        let titel: String; let summe: String; let summentitel: String; let schritte: [Schritt]
    }
    struct Rechnung: Sendable, Codable {
        let monat: String
        /// Bis wann gleich gerechnet ist; nil, wenn nur dieser Monat.
        let bis: String?
        let summe: String
        let gruppen: [Gruppe]
    }
    struct Frage: Sendable, Codable { let frage: String; let antwort: String }
    struct Unterschrift: Sendable, Codable { let name: String }

    /// „Bescheid über die Änderung von Leistungen nach § 3 AsylbLG“; nil in Briefen von früher.
    let titel: String?
    /// Was der Bescheid regelt, in ganzen Sätzen; nil in Briefen von früher.
    let verfuegung: [String]?
    let absender: Absender
    let auskunft: Auskunft
    let empfaenger: [String]
    let aktenzeichen: String
    let datum: String
    let kreis: String
    let zeitraum: Spanne
    let norm: String
    let monate: [Monatsbetrag]
    let auszahlung: [Weg]
    let personen: [Person]
    let berechnung: Rechnung
    /// Für Monate, die anders gerechnet sind; nil in Briefen von früher.
    let weitere: [Rechnung]?
    let gruende: [String]
    let nebenbestimmungen: [String]
    let einfach: [Frage]
    let unterschrift: Unterschrift
    let widerspruchsstelle: String
}

extension Bescheidinhalt {
    init(
        _ bewilligung: Bewilligung, art: Bescheid.Art, mandant: Mandant,
        unterzeichner: Unterzeichner, am tag: Kalendertag
    ) {
        let akte = bewilligung.akte
        let norm = Bescheidinhalt.norm(bewilligung)
        let erster = bewilligung.monate[0],
            letzter = bewilligung.monate[bewilligung.monate.count - 1]
        let namen = akte.namen(am: erster.monat.letzterTag)
        absender = Absender(mandant)
        auskunft = Auskunft(unterzeichner)
        empfaenger = akte.anschriftenfeld(am: tag)
        aktenzeichen = akte.fall.aktenzeichen
        datum = tag.deutsch
        kreis = "Kreiskasse"
        zeitraum = Spanne(von: erster.monat.ersterTag.deutsch,
                          bis: letzter.monat.letzterTag.deutsch)
        titel = Bescheidinhalt.titel(art, norm: norm)
        verfuegung = Bescheidinhalt.verfuegung(bewilligung, art, norm: norm)
        self.norm = norm
        monate = bewilligung.monate.map {
            Monatsbetrag(monat: $0.monat.deutsch, betrag: $0.ergebnis.leistung.betrag)
        }
        auszahlung = akte.wege(erster.ergebnis, einbehalte: erster.einbehalte).map(Weg.init)
        personen = erster.ergebnis.personen.map { person in
            Person(
                name: namen[person.person] ?? "",
                geboren: akte.geburtsdatum(person.person)?.deutsch ?? "",
                stufe: person.stufe.map { "\($0.rawValue)" } ?? "–", bedarf: person.bedarf.betrag)
        }
        let rechnungen = Bescheidinhalt.rechnungen(bewilligung)
        berechnung = rechnungen[0]
        weitere = Array(rechnungen.dropFirst())
        gruende = Bescheidinhalt.begruendung(bewilligung, art)
        nebenbestimmungen = [
            "Sie müssen uns Änderungen sofort mitteilen: Einkommen, Umzug, Geburt, Aus- oder "
                + "Einzug von Personen, eine andere Bankverbindung, Änderungen des Aufenthalts "
                + "(§ 9 Abs. 3 AsylbLG, § 60 SGB I). Eine Arbeit melden Sie spätestens am dritten "
                + "Tag (§ 8a AsylbLG).",
            "Die Bewilligung steht unter dem Vorbehalt, dass sich Ihre Verhältnisse und die "
                + "gesetzlichen Beträge nicht ändern.",
        ]
        einfach = Bescheidinhalt.einfach(bewilligung, art, unterzeichner)
        unterschrift = Unterschrift(name: unterzeichner.name)
        widerspruchsstelle = "\(mandant.bezeichnung), \(mandant.strasse), \(mandant.plz) "
            + "\(mandant.ort)"
    }
}

extension Bescheidinhalt.Absender {
    init(_ mandant: Mandant) {
        self.init(name: mandant.bezeichnung, amt: "Fachbereich Soziales", strasse: mandant.strasse,
                  ort: "\(mandant.plz) \(mandant.ort)")
    }
}

extension Bescheidinhalt.Auskunft {
    init(_ unterzeichner: Unterzeichner) {
        self.init(person: unterzeichner.name, zimmer: unterzeichner.zimmer.nichtLeer,
                  telefon: unterzeichner.telefon.nichtLeer)
    }
}

extension Bescheidinhalt.Weg {
    init(_ weg: Auszahlungsweg) {
        self.init(an: weg.an, zahlweg: weg.zahlweg, betrag: weg.betrag.betrag)
    }
}

extension Bescheidinhalt.Rechnung {
    /// Die Schritte, nach Abschnitten gruppiert, wie Bogen und Bescheid sie zeigen.
    init(_ ergebnis: Monatsergebnis, namen: [String: String], bis: Monat? = nil) {
        self.init(
            monat: ergebnis.monat.deutsch, bis: bis?.deutsch, summe: ergebnis.leistung.betrag,
            gruppen: Rechenschritt.Abschnitt.allCases.compactMap { abschnitt in
                let schritte = ergebnis.schritte.filter { $0.abschnitt == abschnitt }
                guard !schritte.isEmpty else { return nil }
                return Bescheidinhalt.Gruppe(
                    titel: abschnitt.bezeichnung, summe: ergebnis.summe(abschnitt).betrag,
                    summentitel: abschnitt.summe,
                    schritte: schritte.map { schritt in
                        Bescheidinhalt.Schritt(
                            bezeichnung: schritt.mitNamen(namen), begruendung: schritt.begruendung,
                            norm: schritt.norm, fundstelle: schritt.fundstelle,
                            rechnung: schritt.rechnung, betrag: schritt.betrag.betrag)
                    })
            })
    }
}

extension Rechenschritt {
    /// „Yusuf Rahmani: Bedarfssatz Stufe 2“.
    package func mitNamen(_ namen: [String: String]) -> String {
        let betroffen = personen.compactMap { namen[$0] }
        guard !betroffen.isEmpty else { return bezeichnung }
        return betroffen.joined(separator: ", ") + ": " + bezeichnung
    }
}

extension Fallakte {
    /// Namen je Kennung der Haushaltslage.
    package func namen(am tag: Kalendertag) -> [String: String] {
        Dictionary(uniqueKeysWithValues: mitglieder.map {
            ($0.id.description, $0.angabe(am: tag)?.name ?? "")
        })
    }

    func geburtsdatum(_ kennung: String) -> Kalendertag? {
        mitglieder.first { $0.id.description == kennung }?.angaben.last?.angabe.geburtsdatum
    }

    func anschriftenfeld(am tag: Kalendertag) -> [String] {
        let empfaenger = vorstand(am: tag), angabe = empfaenger?.angabe(am: tag)
        let anrede: String? = switch angabe?.geschlecht {
        case .maennlich: "Herrn"
        case .weiblich: "Frau"
        default: nil
        }
        return [anrede, angabe?.name].compactMap(\.self) + zustellung(an: empfaenger?.id, am: tag)
    }

    /// Straße und Ort, oder der Weg über die Kommune, wenn die Anschrift gesperrt ist.
    func zustellung(an person: Person.ID?, am tag: Kalendertag) -> [String] {
        if let zustellungUeber { return zustellungUeber }
        if let person, woanders.contains(person) { return kommunenweg }
        let wohnung = unterkunft(am: tag) ?? unterkuenfte.last
        return wohnung.map { [$0.strasse, "\($0.plz) \($0.ort)"] } ?? []
    }
}

extension String {
    var nichtLeer: String? { isEmpty ? nil : self }
}
