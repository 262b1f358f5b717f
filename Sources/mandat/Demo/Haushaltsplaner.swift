import Grundwerte
import Kommune
import Leistungsrecht
import Uebergabe

/// Erfindet die Haushalte einer Kommune: aus demselben Anfang und Tag immer dieselben.
struct Haushaltsplaner {
    let kommune: Schulungskommune
    let zeit: Schulungszeit
    let anfang: Int

    /// Fälle für zusammen `personen` Menschen; die letzten sprechen erst heute vor.
    func faelle(personen: Int) throws -> [Fallplan] {
        let ankommend = personen < 2 ? 0 : max(1, personen / 40)
        var plaene: [Fallplan] = []
        var rest = personen
        while rest > 0 {
            var entwurf = Haushaltsentwurf(
                kommune: kommune, zeit: zeit, nummer: plaene.count,
                zufall: Zufall(anfang, kommune.nummer, plaene.count))
            let plan = rest > ankommend
                ? try entwurf.plan(hoechstens: rest - ankommend) : try entwurf.ankunft()
            plaene.append(plan)
            rest -= plan.personen
        }
        return plaene
    }
}

/// Ein Haushalt im Entstehen.
struct Haushaltsentwurf {
    let kommune: Schulungskommune
    let zeit: Schulungszeit
    let nummer: Int
    var zufall: Zufall

    enum Art: Sendable { case allein, paar, familie, alleinerziehend, geschwister }

    mutating func plan(hoechstens: Int) throws -> Fallplan {
        let herkunft = zufall.gewichtet(Herkunft.gewichte)
        let art = zufall.gewichtet([
            (Art.allein, 57), (.paar, 8), (.familie, 21), (.alleinerziehend, 11), (.geschwister, 3),
        ])
        let beginn = self.beginn()
        let mitglieder = Array(self.mitglieder(art, herkunft, beginn: beginn).prefix(hoechstens))
        let inUnterkunft = zufall.trifft(art == .allein ? 62 : 42)
        let unterkunft = inUnterkunft ? sammelunterkunft() : try wohnung(personen: mitglieder.count)
        let inhaber = mitglieder[0].angabe.name
        let konto = try konto(inhaber, karte: zufall.trifft(inUnterkunft ? 80 : 35), folge: 0)
        let ereignisse = try ereignisse(
            beginn: beginn, mitglieder: mitglieder, unterkunft: unterkunft, konto: konto,
            platz: hoechstens - mitglieder.count)
        return Fallplan(
            nummer: nummer, beginn: beginn, mitglieder: mitglieder, unterkunft: unterkunft,
            konto: konto, ereignisse: ereignisse)
    }

    /// Jemand, der heute allein vorspricht; eine Bezahlkarte hat er noch nicht.
    mutating func ankunft() throws -> Fallplan {
        let herkunft = zufall.gewichtet(Herkunft.gewichte)
        // Für einen 31. gäbe es je nach Rechenweise nichts (§ 3 Abs. 5 AsylbLG: Dreißigstel).
        let beginn = zeit.heute.tag == 31 ? zeit.heute.plus(tage: -1) : zeit.heute
        let mitglieder = self.mitglieder(.allein, herkunft, beginn: beginn)
        return Fallplan(
            nummer: nummer, beginn: beginn, mitglieder: mitglieder, unterkunft: sammelunterkunft(),
            konto: try konto(mitglieder[0].angabe.name, karte: false, folge: 0), ereignisse: [])
    }

    /// Die Hälfte war schon da, als der Verbund begann.
    private mutating func beginn() -> Kalendertag {
        let erster = zeit.beginn.ersterTag
        guard zufall.trifft(45) else { return erster }
        return erster.plus(tage: zufall.zahl(1...max(1, erster.tage(bis: zeit.heute) - 3)))
    }

    // Menschen.

    private mutating func mitglieder(_ art: Art, _ herkunft: Herkunft,
                                     beginn: Kalendertag) -> [NeuerFall.Mitglied] {
        let familie = zufall.eines(herkunft.namen.familien)
        let frau =
            art == .alleinerziehend ? zufall.trifft(88) : zufall.trifft(art == .allein ? 22 : 14)
        let kopf = Personenentwurf(herkunft: herkunft, familienname: familie, beginn: beginn)
        var liste = [kopf.mitglied(.haushaltsvorstand, alter: alter(art), frau: frau,
                                   verheiratet: art == .paar || art == .familie, &zufall)]
        switch art {
        case .allein: break
        case .paar, .familie:
            liste.append(
                kopf.mitglied(
                    .partner, alter: alter(art) - 2, frau: !frau, verheiratet: true, &zufall))
        case .alleinerziehend: break
        case .geschwister:
            for _ in 1...zufall.zahl(1...2) {
                liste.append(kopf.mitglied(.sonstigeErwachsene, alter: zufall.zahl(19...30),
                                           frau: zufall.trifft(30), verheiratet: false, &zufall))
            }
        }
        if art == .familie || art == .alleinerziehend {
            let anzahl = zufall.gewichtet([(1, 32), (2, 34), (3, 22), (4, 9), (5, 3)])
            for _ in 0..<anzahl {
                liste.append(
                    kopf.mitglied(
                        .kind, alter: zufall.zahl(0...16), frau: zufall.trifft(49),
                        verheiratet: false, &zufall))
            }
        }
        // Wer zu einer Akte gehört, teilt ihren Aufenthaltsstatus.
        for stelle in liste.indices.dropFirst() {
            liste[stelle].status = liste[0].status
            liste[stelle].personenkreis = liste[0].personenkreis
            liste[stelle].dokumentBis = liste[0].dokumentBis
            liste[stelle].eingereistAm = max(liste[0].eingereistAm ?? beginn,
                                             liste[stelle].angabe.geburtsdatum)
        }
        return beginn == zeit.beginn.ersterTag && nummer % 5 < 2 ? liste.map(langjaehrig) : liste
    }

    /// Seit über drei Jahren im Land: Leistungen nach § 2 AsylbLG.
    private func langjaehrig(_ mitglied: NeuerFall.Mitglied) -> NeuerFall.Mitglied {
        var mitglied = mitglied
        mitglied.grundlage = .analogleistung
        mitglied.eingereistAm = mitglied.eingereistAm.map {
            max($0.plus(monate: -(37 + nummer % 50)), mitglied.angabe.geburtsdatum)
        }
        return mitglied
    }

    private mutating func alter(_ art: Art) -> Int {
        switch art {
        case .allein: zufall.gewichtet([(zufall.zahl(18...25), 45), (zufall.zahl(26...39), 40),
                                        (zufall.zahl(40...72), 15)])
        case .paar: zufall.zahl(22...66)
        default: zufall.zahl(24...47)
        }
    }

    // Geld.

    mutating func konto(_ inhaber: String, karte: Bool, folge: Int) throws -> NeuerFall.Konto {
        // Bankleitzahlen mit 9 vergibt die Bundesbank nicht.
        let blz = karte ? 99_920_000 : zufall.eines([99_911_110, 99_934_570, 99_958_880])
        let konto =
            (kommune.nummer + 1) * 10_000_000 + nummer * 100 + folge * 10 + zufall.zahl(0...9)
        return NeuerFall.Konto(
            zahlweg: karte ? .bezahlkarte : .ueberweisung, inhaber: inhaber,
            iban: try IBAN.deutsch(blz: blz, konto: konto))
    }
}

/// Was Menschen einer Akte gemeinsam haben.
private struct Personenentwurf {
    let herkunft: Herkunft
    let familienname: String
    let beginn: Kalendertag

    func mitglied(_ rolle: Haushaltsrolle, alter: Int, frau: Bool, verheiratet: Bool,
                  _ zufall: inout Zufall) -> NeuerFall.Mitglied {
        let geburtsdatum = beginn.plus(monate: -12 * alter).plus(tage: -zufall.zahl(1...364))
        let geschlecht: Person.Geschlecht = frau ? .weiblich : .maennlich
        let vorname = herkunft.namen.vorname(geschlecht, &zufall)
        let nurEinName = rolle == .haushaltsvorstand && zufall.trifft(herkunft.namen.einName)
        let status = status(&zufall)
        return NeuerFall.Mitglied(
            angabe: Person.Angabe(
                familienname: nurEinName ? "" : familienname, vorname: vorname,
                geburtsdatum: geburtsdatum, geschlecht: geschlecht,
                staatsangehoerigkeit: herkunft.schluessel, azrNummer: azrNummer(&zufall),
                familienstand: verheiratet ? .verheiratet : .ledig),
            rolle: rolle, personenkreis: status.1, status: status.0,
            eingereistAm: beginn.plus(tage: -zufall.zahl(20...700)),
            dokumentBis: beginn.plus(tage: zufall.zahl(60...600)))
    }

    private func status(_ zufall: inout Zufall) -> (Aufenthaltsstatus, Personenkreis) {
        zufall.gewichtet([
            ((.aufenthaltsgestattung, .nr1), 58), ((.duldung, .nr4), 26), ((.asylgesuch, .nr1a), 6),
            ((.folgeOderZweitantrag, .nr7), 6), ((.aufenthaltserlaubnis255, .nr3c), 4),
        ])
    }

    private func azrNummer(_ zufall: inout Zufall) -> String? {
        guard zufall.trifft(90) else { return nil }
        return (0..<12).map { _ in String(zufall.zahl(0...9)) }.joined()
    }
}
