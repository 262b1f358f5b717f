import Grundwerte
import Kommune
import Kreis
import Leistungsrecht

extension Supportakte {
    /// Die Tabellen der gelesenen Seite.
    var tabellen: [Tabelle] {
        [personen.map(Self.personen), unterkuenfte.map(Self.unterkuenfte),
         einkommen.map(Self.einkommen), ansprueche.map(Self.ansprueche),
         bescheide.map(Self.bescheide), zahlungen.map(Self.zahlungen),
         vermerke.map(Self.vermerke), vorlagen.map(Self.vorlagen)].compactMap(\.self)
    }

    private static func zeit(_ von: Kalendertag, _ bis: Kalendertag?) -> Zelle {
        Zelle((Zeitraum(pruefe: von, bis: bis) ?? Zeitraum(von: von)).description)
    }

    private static func personen(_ personen: [Person]) -> Tabelle {
        Tabelle("Personen", spalten: [
            Spalte("Name"), Spalte("Geboren", .datum), Spalte("Rolle"), Spalte("Gilt"),
            Spalte("Personenkreis und Grundlage"), Spalte("Aufenthalt"),
        ], zeilen: personen.map { person in
            let kreis = person.personenkreis.map { Personenkreis(rawValue: $0)?.bezeichnung ?? $0 }
            let grundlage = person.grundlage.map {
                Anspruchsgrundlage(rawValue: $0)?.bezeichnung ?? $0
            }
            return [Zelle(person.name), Zelle(person.geburtsdatum),
                    Zelle(Haushaltsrolle(rawValue: person.rolle)?.bezeichnung ?? person.rolle),
                    zeit(person.von, person.bis), Zelle(kreis ?? "–", zusatz: grundlage),
                    Zelle(person.status.map { Aufenthaltsstatus(rawValue: $0)?.bezeichnung ?? $0 }
                        ?? "–")]
        })
    }

    private static func unterkuenfte(_ unterkuenfte: [Unterkunft]) -> Tabelle {
        Tabelle("Unterkunft", spalten: [
            Spalte("Anschrift"), Spalte("Art"), Spalte("Gilt"), Spalte("Miete in €", .zahl),
        ], zeilen: unterkuenfte.map {
            [Zelle($0.anschrift),
             Zelle(Unterbringungsart(rawValue: $0.art)?.bezeichnung ?? $0.art),
             zeit($0.von, $0.bis), Zelle(Geld(cent: $0.mieteCent))]
        })
    }

    private static func einkommen(_ einkommen: [Einkommen]) -> Tabelle {
        Tabelle("Einkommen", spalten: [
            Spalte("Art"), Spalte("Gilt"), Spalte("Brutto in €", .zahl),
        ], zeilen: einkommen.map {
            [Zelle(Einkommensart(rawValue: $0.art)?.bezeichnung ?? $0.art), zeit($0.von, $0.bis),
             Zelle(Geld(cent: $0.bruttoCent))]
        })
    }

    private static func ansprueche(_ ansprueche: [Anspruch]) -> Tabelle {
        Tabelle("Bewilligt je Monat", spalten: [
            Spalte("Monat"), Spalte("Bescheid"), Spalte("Leistung in €", .zahl),
        ], zeilen: ansprueche.map {
            [Zelle($0.monat.monat.deutsch), Zelle($0.bescheid),
             Zelle(Geld(cent: $0.leistungCent))]
        })
    }

    private static func bescheide(_ bescheide: [Bescheid]) -> Tabelle {
        Tabelle("Bescheide", spalten: [
            Spalte("Nummer"), Spalte("Art"), Spalte("Zeitraum"), Spalte("Erlassen", .datum),
        ], zeilen: bescheide.map {
            [Zelle($0.nummer),
             Zelle(Kommune.Bescheid.Art(rawValue: $0.art)?.bezeichnung ?? $0.art),
             zeit($0.von, $0.bis), Zelle($0.erlassenAm)]
        })
    }

    private static func zahlungen(_ zahlungen: [Zahlung]) -> Tabelle {
        Tabelle("Zahlungen", spalten: [
            Spalte("Monat"), Spalte("Empfänger"), Spalte("Fällig", .datum),
            Spalte("Betrag in €", .zahl), Spalte("Stand"),
        ], zeilen: zahlungen.map { zahlung in
            [Zelle(zahlung.monat.monat.deutsch,
                   zusatz: Kommune.Zahlung.Zweck(rawValue: zahlung.zweck)?.bezeichnung),
             Zelle(zahlung.empfaenger), Zelle(zahlung.faellig),
             Zelle(Geld(cent: zahlung.betragCent)),
             Zelle(Kommune.Zahlung.Zustand(rawValue: zahlung.zustand)?.bezeichnung
                 ?? zahlung.zustand)]
        })
    }

    private static func vermerke(_ vermerke: [Vermerk]) -> Tabelle {
        Tabelle("Vermerke", spalten: [Spalte("Tag", .datum), Spalte("Was geschah")],
                zeilen: vermerke.map { [Zelle($0.am), Zelle($0.text)] })
    }

    private static func vorlagen(_ vorlagen: [Vorlage]) -> Tabelle {
        Tabelle("Offene Wiedervorlagen", spalten: [Spalte("Fällig", .datum), Spalte("Zu tun")],
                zeilen: vorlagen.map { [Zelle($0.faellig), Zelle($0.text)] })
    }
}
