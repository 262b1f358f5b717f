import Grundwerte
import Kommune
import Leistungsrecht
import Uebergabe

extension Haushaltsentwurf {
    /// Was dem Haushalt bis heute geschieht. Nach einer Einstellung geschieht nichts mehr.
    mutating func ereignisse(
        beginn: Kalendertag, mitglieder: [NeuerFall.Mitglied], unterkunft: Unterkunft,
        konto: NeuerFall.Konto, platz: Int
    ) throws -> [Fallplan.Ereignis] {
        let spaeter = Monat.alle(von: beginn.monat.plus(2), bis: zeit.heute.monat)
        guard !spaeter.isEmpty else { return [] }
        var liste = verlaengerungen(mitglieder)
        if zufall.trifft(17), let arbeit = lohn(mitglieder, in: spaeter) { liste.append(arbeit) }
        if unterkunft.art != .wohnung, zufall.trifft(14) {
            let monat = zufall.eines(spaeter)
            var neu = try wohnung(personen: mitglieder.count)
            neu.gueltig = Zeitraum(von: monat.ersterTag)
            liste.append(.init(bekannt: monat, was: .umzug(neu)))
        }
        if platz > 0, mitglieder.count > 1, mitglieder[1].rolle == .partner, zufall.trifft(16) {
            liste.append(geburt(mitglieder, in: zufall.eines(spaeter)))
        }
        if zufall.trifft(7) {
            let neu = try self.konto(konto.inhaber, karte: konto.zahlweg != .bezahlkarte, folge: 1)
            liste.append(.init(bekannt: zufall.eines(spaeter), was: .konto(neu)))
        }
        if zufall.trifft(20) {
            let monat = zufall.eines(spaeter)
            let ende = Fallplan.Ereignis(
                bekannt: monat, was: .einstellung(zum: monat.letzterTag, grund: grund()))
            liste = liste.filter { $0.bekannt < monat } + [ende]
        }
        return liste.sorted { $0.bekannt < $1.bekannt }
    }

    /// Neue Dokumente kommen zum Ablauf; jedes zehnte lässt auf sich warten.
    private mutating func verlaengerungen(_ mitglieder: [NeuerFall.Mitglied])
        -> [Fallplan.Ereignis] {
        guard var bis = mitglieder[0].dokumentBis else { return [] }
        var liste: [Fallplan.Ereignis] = []
        while bis < zeit.heute, !zufall.trifft(10) {
            let monat = bis.monat
            bis = bis.plus(tage: zufall.zahl(180...540))
            liste.append(.init(bekannt: monat, was: .dokument(bis: bis)))
        }
        return liste
    }

    private mutating func grund() -> String {
        zufall.eines([
            "Anerkennung als Flüchtling, Leistungen des Jobcenters", "Umzug in einen anderen Kreis",
            "freiwillige Ausreise", "Lebensunterhalt durch Arbeit gesichert", "Aufenthalt unbekannt"
        ])
    }

    /// Jede dritte Arbeit wird erst einen Monat später bekannt: Dann ist zu viel gezahlt.
    private mutating func lohn(
        _ mitglieder: [NeuerFall.Mitglied], in monate: [Monat]
    ) -> Fallplan .Ereignis? {
        let erwachsene = mitglieder.indices.filter { mitglieder[$0].rolle != .kind }
        let bekannt = zufall.eines(monate)
        let verspaetet = zufall.trifft(33)
        let brutto = Geld(cent: Int64(zufall.zahl(32...165) * 1000))
        // Bis zur Geringfügigkeit ohne Abzüge.
        let frei = brutto <= 556
        return Fallplan.Ereignis(
            bekannt: bekannt,
            was: .lohn(
                person: zufall.eines(erwachsene),
                Einkommen(
                    art: .erwerbstaetigkeit, brutto: brutto,
                    steuern: frei ? .null : brutto.anteil(prozent: 4, rundung: .kaufmaennisch),
                    sozialversicherung: frei
                        ? .null : brutto.anteil(prozent: 20, rundung: .kaufmaennisch),
                    ausgaben: zufall.trifft(50) ? 29 : .null,
                    quelle: zufall.eines([
                        "Bäckerei Holtkamp", "Fleischwerke Niehues", "Gebäudereinigung Blank",
                        "Gärtnerei am Aasee", "Spedition Kuhlmann", "Gasthof Zur Linde"
                    ]),
                    gueltig: Zeitraum(von: (verspaetet ? bekannt.voriger : bekannt).ersterTag))))
    }

    private mutating func geburt(
        _ mitglieder: [NeuerFall.Mitglied], in monat: Monat
    ) -> Fallplan.Ereignis {
        var kind = mitglieder[0]
        let frau = zufall.trifft(49)
        let tag = monat.ersterTag.plus(tage: zufall.zahl(0...2))
        let namen = Herkunft.gewichte.first { $0.0.schluessel == kind.angabe.staatsangehoerigkeit }?
            .0.namen
        kind.angabe.vorname = (namen ?? .arabisch).vorname(frau ? .weiblich : .maennlich, &zufall)
        kind.angabe.familienname = mitglieder[1].angabe.familienname
        kind.angabe.geschlecht = frau ? .weiblich : .maennlich
        kind.angabe.geburtsdatum = tag
        kind.angabe.azrNummer = nil
        kind.angabe.familienstand = .ledig
        kind.rolle = .kind
        kind.eingereistAm = nil
        return Fallplan.Ereignis(bekannt: monat, was: .geburt(kind, am: tag))
    }
}
