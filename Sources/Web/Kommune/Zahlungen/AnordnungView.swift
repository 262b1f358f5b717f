import Grundwerte
import Kommune
import Kreis
import Platform

/// Die Seite `zahlung/anordnung.mustache`: erst die Ausnahmen, einzeln; dann das Gleichbleibende,
/// nach Empfängern.
struct AnordnungView: Sendable {
    struct Zeile: Sendable {
        let id: String
        let cent: String
        let gewaehlt: Bool
        let waehlbar: Bool
        let name: String
        let ziel: String
        let aktenzeichen: String
        let monat: String
        let zweck: String
        let empfaenger: String
        let iban: String
        let was: String
        let marke: Marke?
        let vormonat: String
        let betrag: String
        let unterschied: String
        let festgestellt: String
        let zurueckgeben: String
    }

    struct Gruppe: Sendable {
        let id: String
        let titel: String
        let anzahl: Int
        let summe: String
        let zeilen: [Zeile]
    }

    /// Was ein Probelauf oder eine Anordnung ergab.
    struct Ausgang: Sendable {
        let titel: String
        let klasse: String
        let zeilen: [Zeilentext]
    }

    struct Zeilentext: Sendable {
        let ziel: String
        let name: String
        let satz: String
    }

    let page: Page
    let unterzeile: String
    let ziel: String
    let csrf: String
    let vorgang: String
    let ausgang: Ausgang?
    let laeufe: ZahllaufKasten
    let ausnahmen: [Zeile]
    let anzahlAusnahmen: Int
    let hatAusnahmen: Bool
    let gruppen: [Gruppe]
    let anzahlGleich: Int
    let hatGruppen: Bool
    let hatZeilen: Bool
    let leer: Leer?
    let anzahl: Int
    let wort: String
    let summe: String
}

extension AnordnungView {
    /// `gewaehlt` nil: alles, was sich mit anderem zusammen anordnen lässt.
    init(
        _ vorschlaege: [Anordnungsvorschlag], gewaehlt: Set<Zahlung.ID>?, ausgang: Ausgang?,
        vorgang: UUIDv7, namen: [User.ID: String], page: Page, kalender: Zahllaufkalender,
        context: MandantContext
    ) {
        let laeufe = ZahllaufKasten(jetzt: context.services.database.uhr.jetzt, kalender: kalender)
        self.init(
            vorschlaege, gewaehlt: gewaehlt, ausgang: ausgang, vorgang: vorgang, namen: namen,
            page: page, laeufe: laeufe, csrf: context.facts.csrfToken
        ) { context.pfad($0) }
    }

    init(
        _ vorschlaege: [Anordnungsvorschlag], gewaehlt: Set<Zahlung.ID>?, ausgang: Ausgang?,
        vorgang: UUIDv7, namen: [User.ID: String], page: Page, laeufe: ZahllaufKasten,
        csrf: String, pfad: (String) -> String
    ) {
        self.page = page
        self.laeufe = laeufe
        self.ausgang = ausgang
        self.csrf = csrf
        self.vorgang = vorgang.description
        ziel = pfad("anordnung")
        func istGewaehlt(_ vorschlag: Anordnungsvorschlag) -> Bool {
            vorschlag.hindernis == nil
                && (gewaehlt?.contains(vorschlag.zahlung.id) ?? !vorschlag.istEingeschraenkt)
        }
        func zeilen(_ auswahl: [Anordnungsvorschlag]) -> [Zeile] {
            auswahl.map { Zeile($0, gewaehlt: istGewaehlt($0), namen: namen, pfad: pfad) }
        }
        let besondere = vorschlaege.filter(\.istAusnahme)
        let gleiche = vorschlaege.filter { !$0.istAusnahme }
        ausnahmen = zeilen(besondere)
        anzahlAusnahmen = besondere.count
        hatAusnahmen = !besondere.isEmpty
        gruppen = Zahlung.Zweck.allCases.compactMap { zweck in
            let teil = gleiche.filter { $0.zahlung.zweck == zweck }
            return teil.isEmpty ? nil : Gruppe(
                id: zweck.rawValue,
                titel: zweck == .lebensunterhalt
                    ? "An Personen, gleiches Konto" : "An Vermieter, gleiche Miete",
                anzahl: teil.count, summe: "\(teil.map(\.zahlung.betrag).summe())",
                zeilen: zeilen(teil))
        }
        anzahlGleich = gleiche.count
        hatGruppen = !gleiche.isEmpty
        hatZeilen = !vorschlaege.isEmpty
        leer = vorschlaege.isEmpty ? Leer(
            "Nichts wartet auf eine Anordnung.",
            rat: "Hier erscheint, was die Sachbearbeitung feststellt.") : nil
        let auswahl = vorschlaege.filter(istGewaehlt).map(\.zahlung.betrag)
        anzahl = auswahl.count
        wort = auswahl.count == 1 ? "Zahlung" : "Zahlungen"
        summe = "\(auswahl.summe())"
        let eingeschraenkt = Set(vorschlaege.filter(\.istEingeschraenkt).map(\.zahlung.fall)).count
        let gesamt = vorschlaege.map(\.zahlung.betrag)
        let wieViele = Kreisanzeige.anzahl(gesamt.count, "Zahlung ist", "Zahlungen sind")
        unterzeile = "\(wieViele) festgestellt, zusammen \(gesamt.summe())"
            + (Einschraenkung.satz(eingeschraenkt).map { ". \($0)" } ?? "")
    }
}

extension AnordnungView.Zeile {
    init(
        _ vorschlag: Anordnungsvorschlag, gewaehlt: Bool, namen: [User.ID: String],
        pfad: (String) -> String
    ) {
        let zahlung = vorschlag.zahlung
        id = zahlung.id.description
        cent = String(zahlung.betrag.cent)
        self.gewaehlt = gewaehlt
        waehlbar = vorschlag.hindernis == nil
        name = vorschlag.name
        ziel = pfad("zahlungen/\(zahlung.id)")
        aktenzeichen = zahlung.aktenzeichen
        monat = zahlung.monat.deutsch
        zweck = zahlung.zweck.bezeichnung
        empfaenger = zahlung.empfaengerSEPA
        iban = zahlung.kontotext
        was = vorschlag.abweichungen.map(\.satz).joined(separator: ", ")
        marke = vorschlag.hindernis.map { Marke($0.grund.ohnePunkt, .warnung) }
        vormonat = vorschlag.vormonat?.betrag ?? "–"
        betrag = zahlung.betrag.betrag
        unterschied = (zahlung.betrag - (vorschlag.vormonat ?? .null)).mitVorzeichen
        festgestellt = namen[vorschlag.festgestelltVon] ?? "unbekannt"
        zurueckgeben = ziel + "#rueckgabe"
    }
}

extension AnordnungView.Ausgang {
    /// `probe`: Nichts ist geschehen, der Satz sagt, was geschähe.
    init(_ ergebnis: Zahlung.Anordnungsergebnis, probe: Bool, pfad: (String) -> String) {
        let gut = ergebnis.angeordnet.count
        let alle = gut + ergebnis.offen.count + ergebnis.verschwunden
        let satz = Einschraenkung.satz(ergebnis.eingeschraenkt).map { ". \($0)" } ?? ""
        titel = (probe
            ? "Probe: \(gut) von \(alle) gewählten Zahlungen können angeordnet werden, "
                + "zusammen \(ergebnis.summe)"
            : "\(gut) von \(alle) Zahlungen angeordnet, zusammen \(ergebnis.summe)") + satz
        klasse = gut == alle ? "meldung--erfolg" : "meldung--hinweis"
        var zeilen = ergebnis.offen.map { offen in
            AnordnungView.Zeilentext(
                ziel: pfad("zahlungen/\(offen.vorschlag.zahlung.id)"),
                name: "\(offen.vorschlag.name), \(offen.vorschlag.zahlung.betrag)",
                satz: offen.hindernis.satz)
        }
        if ergebnis.verschwunden > 0 {
            zeilen.append(.init(
                ziel: pfad("zahlungen"), name: "\(ergebnis.verschwunden) nicht mehr in der Liste",
                satz: "Sie sind inzwischen angeordnet, zurückgegeben oder zurückgenommen."))
        }
        self.zeilen = zeilen
    }
}
