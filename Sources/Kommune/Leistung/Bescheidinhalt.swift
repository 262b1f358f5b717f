import Grundwerte
import Leistungsrecht
import Platform

/// Was der Vordruck `bescheid.typ` druckt. Beträge und Tage sind fertiger deutscher Text: Der Brief von heute sieht
/// in zehn Jahren noch genauso aus.
package struct Bescheidinhalt: Sendable, Codable {
    struct Absender: Sendable, Codable { let name: String; let amt: String; let strasse: String; let ort: String }
    struct Auskunft: Sendable, Codable { let person: String; let zimmer: String?; let telefon: String? }
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
    struct Rechnung: Sendable, Codable { let monat: String; let summe: String; let gruppen: [Gruppe] }
    struct Frage: Sendable, Codable { let frage: String; let antwort: String }
    struct Unterschrift: Sendable, Codable { let name: String }

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
    let gruende: [String]
    let nebenbestimmungen: [String]
    let einfach: [Frage]
    let unterschrift: Unterschrift
    let widerspruchsstelle: String
}

extension Bescheidinhalt {
    init(_ bewilligung: Bewilligung, mandant: Mandant, unterzeichner: Unterzeichner, am tag: Kalendertag) {
        let akte = bewilligung.akte
        let erster = bewilligung.monate[0], letzter = bewilligung.monate[bewilligung.monate.count - 1]
        let namen = akte.namen(am: erster.monat.letzterTag)
        absender = Absender(mandant)
        auskunft = Auskunft(unterzeichner)
        empfaenger = akte.anschriftenfeld(am: tag)
        aktenzeichen = akte.fall.aktenzeichen
        datum = tag.deutsch
        kreis = "Kreiskasse"
        zeitraum = Spanne(von: erster.monat.ersterTag.deutsch, bis: letzter.monat.letzterTag.deutsch)
        norm = "§ 3 AsylbLG"
        monate = bewilligung.monate.map { Monatsbetrag(monat: $0.monat.deutsch, betrag: $0.ergebnis.leistung.betrag) }
        auszahlung = akte.wege(erster.ergebnis, einbehalte: erster.einbehalte).map(Weg.init)
        personen = erster.ergebnis.personen.map { person in
            Person(name: namen[person.person] ?? "", geboren: akte.geburtsdatum(person.person)?.deutsch ?? "",
                   stufe: person.stufe.map { "\($0.rawValue)" } ?? "–", bedarf: person.bedarf.betrag)
        }
        berechnung = Rechnung(erster.ergebnis, namen: namen)
        gruende = Bescheidinhalt.begruendung(bewilligung)
        nebenbestimmungen = [
            "Sie müssen uns Änderungen sofort mitteilen: Einkommen, Umzug, Geburt, Aus- oder Einzug von Personen, "
                + "eine andere Bankverbindung, Änderungen des Aufenthalts (§ 9 Abs. 3 AsylbLG, § 60 SGB I). Eine "
                + "Arbeit melden Sie spätestens am dritten Tag (§ 8a AsylbLG).",
            "Die Bewilligung steht unter dem Vorbehalt, dass sich Ihre Verhältnisse und die gesetzlichen Beträge "
                + "nicht ändern.",
        ]
        einfach = Bescheidinhalt.einfach(bewilligung, unterzeichner)
        unterschrift = Unterschrift(name: unterzeichner.name)
        widerspruchsstelle = "\(mandant.bezeichnung), \(mandant.strasse), \(mandant.plz) \(mandant.ort)"
    }

    private static func begruendung(_ bewilligung: Bewilligung) -> [String] {
        var absaetze = [
            "Sie und die genannten Personen gehören zum Personenkreis des § 1 AsylbLG. Ihr Bedarf ergibt sich aus "
                + "§ 3 und § 3a AsylbLG in der jeweils geltenden Fassung; Unterkunft, Heizung und Haushaltsenergie "
                + "kommen nach § 3 Abs. 3 Satz 2 AsylbLG hinzu.",
        ]
        if bewilligung.monate.contains(where: { $0.ergebnis.summe(.einkommen) != .null }) {
            absaetze.append("Einkommen ist nach § 7 AsylbLG vorrangig zu verbrauchen. Freibeträge und Abzüge stehen "
                            + "in der Berechnung.")
        }
        let teilmonat = bewilligung.monate.contains { folge in folge.ergebnis.personen.contains { $0.tage < 30 } }
        if teilmonat {
            absaetze.append("Wo Leistungen nicht für den vollen Monat zustehen, werden sie anteilig gezahlt; der "
                            + "Monat wird mit 30 Tagen gerechnet (§ 3 Abs. 5 Satz 3 AsylbLG).")
        }
        absaetze += bewilligung.monate.flatMap { folge in
            folge.einbehalte.map {
                "Für \(folge.monat.deutsch) werden \($0.betrag) einbehalten und auf die Rückforderung "
                    + "\($0.kassenzeichen) angerechnet (Aufrechnung)."
            }
        }
        if bewilligung.istAenderung {
            absaetze.append("Dieser Bescheid ersetzt frühere Bescheide für die genannten Monate (§ 9 Abs. 4 AsylbLG "
                            + "in Verbindung mit § 48 SGB X).")
        }
        return absaetze
    }

    private static func einfach(_ bewilligung: Bewilligung, _ unterzeichner: Unterzeichner) -> [Frage] {
        let erster = bewilligung.monate[0]
        return [
            Frage(frage: "Was steht in diesem Brief?",
                  antwort: "Sie bekommen Geld zum Leben. Für \(erster.monat.deutsch) sind es "
                    + "\(erster.ergebnis.leistung)."),
            Frage(frage: "Was muss ich tun?",
                  antwort: "Nichts. Das Geld kommt von selbst. Wenn sich etwas ändert, sagen Sie es uns sofort."),
            Frage(frage: "Was kann ich tun, wenn etwas falsch ist?",
                  antwort: "Sie können innerhalb eines Monats widersprechen. Schreiben Sie uns oder kommen Sie zu uns."),
            Frage(frage: "Wen kann ich fragen?",
                  antwort: [unterzeichner.name, unterzeichner.telefon.nichtLeer.map { "Telefon \($0)" },
                            unterzeichner.zimmer.nichtLeer.map { "Zimmer \($0)" }]
                    .compactMap(\.self).joined(separator: ", ")),
        ]
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
    init(_ ergebnis: Monatsergebnis, namen: [String: String]) {
        self.init(
            monat: ergebnis.monat.deutsch, summe: ergebnis.leistung.betrag,
            gruppen: Rechenschritt.Abschnitt.allCases.compactMap { abschnitt in
                let schritte = ergebnis.schritte.filter { $0.abschnitt == abschnitt }
                guard !schritte.isEmpty else { return nil }
                return Bescheidinhalt.Gruppe(
                    titel: abschnitt.bezeichnung, summe: ergebnis.summe(abschnitt).betrag,
                    summentitel: abschnitt.summe,
                    schritte: schritte.map { schritt in
                        Bescheidinhalt.Schritt(
                            bezeichnung: schritt.mitNamen(namen), begruendung: schritt.begruendung,
                            norm: schritt.norm, fundstelle: schritt.fundstelle, rechnung: schritt.rechnung,
                            betrag: schritt.betrag.betrag)
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
        Dictionary(uniqueKeysWithValues: mitglieder.map { ($0.id.description, $0.angabe(am: tag)?.name ?? "") })
    }

    func geburtsdatum(_ kennung: String) -> Kalendertag? {
        mitglieder.first { $0.id.description == kennung }?.angaben.last?.angabe.geburtsdatum
    }

    func anschriftenfeld(am tag: Kalendertag) -> [String] {
        let angabe = vorstand(am: tag)?.angabe(am: tag)
        let anrede: String? = switch angabe?.geschlecht {
        case .maennlich: "Herrn"
        case .weiblich: "Frau"
        default: nil
        }
        let wohnung = unterkunft(am: tag) ?? unterkuenfte.last
        return [anrede, angabe?.name, wohnung?.strasse, wohnung.map { "\($0.plz) \($0.ort)" }].compactMap(\.self)
    }
}

extension String {
    var nichtLeer: String? { isEmpty ? nil : self }
}
