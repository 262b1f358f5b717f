import Grundwerte
import Kommune
import Leistungsrecht
import Uebergabe

// Die Angaben, die der neue Fall und seine Änderungen gemeinsam fragen und prüfen.

extension Person.Geschlecht: Auswaehlbar {}
extension Person.Familienstand: Auswaehlbar {}
extension Haushaltsrolle: Auswaehlbar {}
extension Aufenthaltsstatus: Auswaehlbar {}
extension Unterbringungsart: Auswaehlbar {}
extension Einkommensart: Auswaehlbar {}
extension Anspruchsgrundlage: Auswaehlbar {}
extension Zahlweg: Auswaehlbar {}

/// Wer jemand ist. `n` unterscheidet mehrere Personen in einem Formular: `_1`, `_2`.
enum Angabefelder {
    static func felder(_ n: String = "") -> [Feld] {
        [
            Feld("familienname\(n)", "Familienname", hinweis: "Leer bei nur einem Namen",
                 freiwillig: true, maximal: 100, breite: .mittel),
            Feld("vorname\(n)", "Vorname", hinweis: "Oder der einzige Name", maximal: 100,
                 breite: .mittel),
            Feld("weitere\(n)", "Weitere Schreibweisen", hinweis: "Wie auf anderen Papieren",
                 freiwillig: true, breite: .mittel),
            Feld("geburtsdatum\(n)", "Geburtsdatum", .datum, hinweis: "TT.MM.JJJJ"),
            Feld("geschlecht\(n)", "Geschlecht", .auswahl(Option.alle(Person.Geschlecht.self))),
            Feld("familienstand\(n)", "Familienstand",
                 .auswahl(Option.alle(Person.Familienstand.self))),
            Feld("staat\(n)", "Staatsangehörigkeit", .auswahl(Staatsangehoerigkeit.auswahl.map {
                Option($0.schluessel, $0.name)
            })),
            Feld("azr\(n)", "AZR-Nummer", hinweis: "12 Ziffern", freiwillig: true, maximal: 20,
                 breite: .mittel),
        ]
    }

    static func werte(_ angabe: Person.Angabe) -> [String: String] {
        ["familienname": angabe.familienname, "vorname": angabe.vorname,
         "weitere": angabe.weitereNamen, "geburtsdatum": angabe.geburtsdatum.deutsch,
         "geschlecht": angabe.geschlecht.rawValue, "familienstand": angabe.familienstand.rawValue,
         "staat": angabe.staatsangehoerigkeit, "azr": angabe.azrNummer ?? ""]
    }

    static func lies(_ e: inout Eingabe, _ n: String = "") -> Person.Angabe? {
        let familienname = e.text("familienname\(n)") ?? "", vorname = e.text("vorname\(n)")
        let weitere = e.text("weitere\(n)") ?? ""
        let geburtsdatum = e.geburtsdatum("geburtsdatum\(n)")
        let geschlecht = e.auswahl("geschlecht\(n)", als: Person.Geschlecht.self)
        let stand = e.auswahl("familienstand\(n)", als: Person.Familienstand.self)
        let staat = e.auswahl("staat\(n)"), azr = e.azrNummer("azr\(n)")
        guard let vorname, let geburtsdatum, let geschlecht, let stand, let staat else {
            return nil
        }
        return Person.Angabe(
            familienname: familienname, vorname: vorname, weitereNamen: weitere,
            geburtsdatum: geburtsdatum, geschlecht: geschlecht, staatsangehoerigkeit: staat,
            azrNummer: azr, familienstand: stand)
    }
}

/// Status, Einreise und Dokument.
enum Aufenthaltfelder {
    static func felder(_ n: String = "") -> [Feld] {
        [
            Feld("status\(n)", "Aufenthaltsstatus", .auswahl(Option.alle(Aufenthaltsstatus.self))),
            Feld("eingereist\(n)", "Eingereist am", .datum, hinweis: "TT.MM.JJJJ",
                 freiwillig: true),
            Feld("dokument\(n)", "Dokument gültig bis", .datum, hinweis: "TT.MM.JJJJ",
                 freiwillig: true),
        ]
    }

    static func lies(_ e: inout Eingabe, _ n: String = "", geboren: Kalendertag?)
        -> (status: Aufenthaltsstatus, eingereist: Kalendertag?, dokument: Kalendertag?)? {
        let status = e.auswahl("status\(n)", als: Aufenthaltsstatus.self)
        let eingereist = e.datum("eingereist\(n)"), dokument = e.datum("dokument\(n)")
        if let eingereist, eingereist > e.heute {
            e.melde("eingereist\(n)", grund: "liegt in der Zukunft",
                    abhilfe: "Tragen Sie den Tag ein, an dem die Person eingereist ist.")
        } else if let eingereist, let geboren, eingereist < geboren {
            e.melde("eingereist\(n)", grund: "liegt vor der Geburt am \(geboren.deutsch)",
                    abhilfe: "Prüfen Sie beide Daten; wer hier geboren ist, hat keine Einreise.")
        }
        if let dokument, let eingereist, dokument < eingereist {
            e.melde("dokument\(n)", grund: "liegt vor der Einreise",
                    abhilfe: "Prüfen Sie beide Daten.")
        } else if let dokument, dokument > e.heute.plus(monate: 240) {
            e.melde("dokument\(n)", grund: "liegt mehr als 20 Jahre entfernt",
                    abhilfe: "Prüfen Sie das Jahr.")
        }
        return status.map { ($0, eingereist, dokument) }
    }
}

/// Eine Person mit Rolle und Berechtigung, wie sie in einen Haushalt kommt.
enum Mitgliedfelder {
    static func felder(_ n: String = "", heute: Kalendertag) -> [Feld] {
        Angabefelder.felder(n) + [
            Feld("rolle\(n)", "Rolle im Haushalt", .auswahl(Option.alle(Haushaltsrolle.self))),
            Feld("personenkreis\(n)", "Berechtigt nach", .auswahl(personenkreise(heute)),
                 breite: .voll),
        ] + Aufenthaltfelder.felder(n)
    }

    static func personenkreise(_ heute: Kalendertag) -> [Option] {
        Personenkreis.auswahl(am: heute).map {
            Option($0.rawValue, "\($0.norm.trimmingSuffix(" AsylbLG")): \($0.bezeichnung)")
        }
    }

    static func lies(_ e: inout Eingabe, _ n: String = "") -> NeuerFall.Mitglied? {
        let angabe = Angabefelder.lies(&e, n)
        let rolle = e.auswahl("rolle\(n)", als: Haushaltsrolle.self)
        let kreis = e.auswahl("personenkreis\(n)", als: Personenkreis.self)
        let aufenthalt = Aufenthaltfelder.lies(&e, n, geboren: angabe?.geburtsdatum)
        guard let angabe, let rolle, let kreis, let aufenthalt else { return nil }
        return NeuerFall.Mitglied(
            angabe: angabe, rolle: rolle, personenkreis: kreis, status: aufenthalt.status,
            eingereistAm: aufenthalt.eingereist, dokumentBis: aufenthalt.dokument)
    }
}

/// Wo der Haushalt wohnt und was es kostet.
enum Unterkunftfelder {
    static let felder = [
        Feld("art", "Art der Unterbringung", .auswahl(Option.alle(Unterbringungsart.self))),
        Feld("strasse", "Straße und Hausnummer", maximal: 120),
        Feld("plz", "PLZ", maximal: 5, breite: .kurz),
        Feld("ort", "Ort", maximal: 80, breite: .mittel),
        Feld("miete", "Miete in €", .betrag, hinweis: "Im Monat, ohne Nebenkosten",
             freiwillig: true),
        Feld("nebenkosten", "Nebenkosten in €", .betrag, freiwillig: true),
        Feld("heizung", "Heizung in €", .betrag, freiwillig: true),
        Feld("energie", "Haushaltsenergie in €", .betrag, freiwillig: true),
        Feld("verpflegung", "Wert der Verpflegung je Person in €", .betrag,
             hinweis: "Nur wenn es in der Unterkunft Mahlzeiten gibt", freiwillig: true),
        Feld("miete_anerkannt", "Davon angemessen: Miete in €", .betrag,
             hinweis: "Nur wenn die Miete zu hoch ist", freiwillig: true),
        Feld("heizung_anerkannt", "Davon angemessen: Heizung in €", .betrag, freiwillig: true),
        Feld("karenz_ab", "Karenzzeit seit", .datum,
             hinweis: "§ 35 SGB XII, ein Jahr ab diesem Monat; zählt bei Leistungen nach § 2",
             freiwillig: true),
        Feld("senkung_bis", "Zu hohe Kosten noch bis", .datum,
             hinweis: "Leer: sechs Monate nach der Karenzzeit", freiwillig: true),
        Feld("warmwasser", "Warmwasser aus Geräten in der Wohnung", .haken, freiwillig: true),
        Feld("vollverpflegung", "Essen und Energie werden gestellt (§ 142 SGB XII)", .haken,
             freiwillig: true),
        Feld("vermieter", "Vermieter", hinweis: "Nur wenn die Miete direkt an ihn geht",
             freiwillig: true, maximal: 70),
        Feld("vermieter_iban", "IBAN des Vermieters", .iban, freiwillig: true),
        Feld("mietzeichen", "Mietzeichen", hinweis: "Steht auf dem Kontoauszug des Vermieters",
             freiwillig: true, maximal: 70, breite: .mittel),
    ]

    static func werte(_ unterkunft: Unterkunft) -> [String: String] {
        func betrag(_ geld: Geld) -> String { geld == .null ? "" : geld.betrag }
        var werte = [
            "art": unterkunft.art.rawValue, "strasse": unterkunft.strasse,
            "plz": unterkunft.plz, "ort": unterkunft.ort, "miete": betrag(unterkunft.miete),
            "nebenkosten": betrag(unterkunft.nebenkosten), "heizung": betrag(unterkunft.heizung),
            "energie": betrag(unterkunft.energie), "verpflegung": betrag(unterkunft.verpflegung),
            "vermieter": unterkunft.vermieterSichtbar?.name ?? "",
            "vermieter_iban": unterkunft.vermieterSichtbar?.iban.gruppiert ?? "",
            "mietzeichen": unterkunft.vermieterSichtbar?.mietzeichen ?? "",
            "miete_anerkannt": unterkunft.mieteAnerkannt?.betrag ?? "",
            "heizung_anerkannt": unterkunft.heizungAnerkannt?.betrag ?? "",
            "karenz_ab": unterkunft.karenzAb?.deutsch ?? "",
            "senkung_bis": unterkunft.senkungBis?.deutsch ?? "",
        ]
        if unterkunft.warmwasserDezentral { werte["warmwasser"] = "1" }
        if unterkunft.vollverpflegung { werte["vollverpflegung"] = "1" }
        return werte
    }

    static func lies(_ e: inout Eingabe, ab: Kalendertag?) -> Unterkunft? {
        let art = e.auswahl("art", als: Unterbringungsart.self), strasse = e.text("strasse")
        let plz = e.plz("plz"), ort = e.text("ort")
        let miete = e.monatsbetrag("miete"), nebenkosten = e.monatsbetrag("nebenkosten")
        let heizung = e.monatsbetrag("heizung"), energie = e.monatsbetrag("energie")
        let verpflegung = e.monatsbetrag("verpflegung")
        let vermieter = lies(vermieter: &e)
        let mieteAnerkannt = lies(&e, "miete_anerkannt", hoechstens: miete)
        let heizungAnerkannt = lies(&e, "heizung_anerkannt", hoechstens: heizung)
        let karenzAb = e.datum("karenz_ab"), senkungBis = e.datum("senkung_bis")
        guard let art, let strasse, let plz, let ort, let ab else { return nil }
        var unterkunft = Unterkunft(
            art: art, strasse: strasse, plz: plz, ort: ort, miete: miete, nebenkosten: nebenkosten,
            heizung: heizung, energie: energie, vermieter: vermieter, verpflegung: verpflegung,
            gueltig: Zeitraum(von: ab))
        unterkunft.mieteAnerkannt = mieteAnerkannt
        unterkunft.heizungAnerkannt = heizungAnerkannt
        unterkunft.karenzAb = karenzAb
        unterkunft.senkungBis = senkungBis
        unterkunft.warmwasserDezentral = e.haken("warmwasser")
        unterkunft.vollverpflegung = e.haken("vollverpflegung")
        return unterkunft
    }

    /// Der angemessene Teil; leer heißt alles.
    private static func lies(_ e: inout Eingabe, _ name: String, hoechstens: Geld) -> Geld? {
        guard e.istAusgefuellt(name), let betrag = e.betrag(name) else { return nil }
        if betrag > hoechstens {
            e.melde(name, grund: "ist mehr als die Kosten von \(hoechstens)",
                    abhilfe: "Lassen Sie das Feld leer, wenn alles angemessen ist.")
        }
        return betrag
    }

    /// Name und Konto gehören zusammen; nur beide zusammen machen eine Direktzahlung.
    private static func lies(vermieter e: inout Eingabe) -> Unterkunft.Vermieter? {
        let name = e.text("vermieter"), zeichen = e.text("mietzeichen") ?? ""
        let hatIBAN = e.istAusgefuellt("vermieter_iban")
        let iban = e.iban("vermieter_iban")
        if name != nil, !hatIBAN {
            e.melde("vermieter_iban", grund: "fehlt noch",
                    abhilfe: "Tragen Sie die IBAN ein oder lassen Sie den Vermieter leer.")
        }
        if name == nil, hatIBAN || !zeichen.isEmpty {
            e.melde("vermieter", grund: "fehlt noch", abhilfe: "Wessen Konto ist es?")
        }
        guard let name, let iban else { return nil }
        return Unterkunft.Vermieter(name: name, iban: iban, mietzeichen: zeichen)
    }
}

/// Wohin das Geld des Haushalts geht.
enum Kontofelder {
    static func felder(freiwillig: Bool) -> [Feld] {
        [
            Feld("zahlweg", "Zahlweg",
                 .auswahl(Zahlweg.zumKonto.map { Option($0.rawValue, $0.bezeichnung) }),
                 freiwillig: freiwillig),
            Feld("inhaber", "Inhaberin oder Inhaber", freiwillig: freiwillig, maximal: 70),
            Feld("iban", "IBAN", .iban, hinweis: "Auch die Bezahlkarte hat eine",
                 freiwillig: freiwillig),
        ]
    }

    /// Ganz leer heißt: noch kein Konto. Halb ausgefüllt ist ein Fehler.
    static func lies(_ e: inout Eingabe) -> NeuerFall.Konto? {
        let namen = ["zahlweg", "inhaber", "iban"]
        let leer = namen.filter { !e.istAusgefuellt($0) }
        let weg = e.auswahl("zahlweg", als: Zahlweg.self), inhaber = e.text("inhaber")
        let iban = e.iban("iban")
        if leer.count < namen.count {
            for name in leer {
                e.melde(name, grund: "fehlt noch",
                        abhilfe: "Füllen Sie das Konto ganz aus oder lassen Sie es ganz leer.")
            }
        }
        if let iban, !iban.istEWR {
            e.melde("iban", grund: "liegt außerhalb des Europäischen Wirtschaftsraums",
                    abhilfe: "Tragen Sie ein Konto innerhalb des EWR oder eine Bezahlkarte ein.")
        }
        guard let weg, let inhaber, let iban else { return nil }
        return NeuerFall.Konto(zahlweg: weg, inhaber: inhaber, iban: iban)
    }
}
