import Grundwerte
import Leistungsrecht
import Uebergabe

/// Die Dateien, in denen ein Bestand kommt und geht. Alle bilden zusammen einen Stand.
package enum Bestandsdatei: String, CaseIterable, Sendable {
    case faelle, personen, mitglieder, berechtigungen, aufenthalte, unterkuenfte, einkommen,
        vermoegen
    case mehrbedarfe, monatsbedarfe, arbeitsgelegenheiten, wartezeithindernisse
    case konten, bewilligungen, summen

    package var name: String { "\(rawValue).csv" }

    package var zweck: String {
        switch self {
        case .faelle: "Eine Zeile je Fall."
        case .personen:
            "Eine Zeile je Person und Zeitraum, in dem die Angaben galten; der Schlüssel bleibt "
                + "gleich."
        case .mitglieder:
            "Wer wann zum Haushalt eines Falls gehörte; eine Person gehört zu einer Zeit nur zu "
                + "einem."
        case .berechtigungen:
            "Grund nach § 1 Abs. 1 AsylbLG und Leistungsart je Person und Zeitraum."
        case .aufenthalte: "Aufenthaltsrechtlicher Status je Person und Zeitraum."
        case .unterkuenfte: "Wo der Haushalt wohnt und was das im Monat kostet."
        case .einkommen: "Einkommen je Monat vor Abzügen, mit den Abzügen nach § 7 Abs. 3 AsylbLG."
        case .vermoegen: "Verwertbares Vermögen (§ 7 Abs. 5 AsylbLG)."
        case .mehrbedarfe: "Mehrbedarf nach § 30 SGB XII. Die Datei darf fehlen."
        case .monatsbedarfe:
            "Was von Bildung und Teilhabe, § 6 und Einzelfällen in die Rechnung des Monats "
                + "eingeht. Ein Tag heißt einmalig, sonst zählt der Betrag in jedem Monat. Die "
                + "Datei darf fehlen."
        case .arbeitsgelegenheiten:
            "Was nach § 5 AsylbLG in einem Monat gearbeitet wurde. Die Datei darf fehlen."
        case .wartezeithindernisse:
            "Was bei einer Person gegen Leistungen nach § 2 AsylbLG steht: wesentliche "
                + "Unterbrechung des Aufenthalts, Rechtsmissbrauch. Die Datei darf fehlen."
        case .konten:
            "Wohin das Geld des Haushalts geht. Gezahlt wird erst, wenn eine zweite Person die "
                + "Konten der Übernahme bestätigt hat."
        case .bewilligungen:
            "Was für einen Monat bewilligt und was davon schon gezahlt ist. Diese Beträge werden "
                + "nie noch einmal gezahlt; Nachzahlung und Überzahlung rechnen mit ihnen."
        case .summen: "Kontrollsummen der übrigen Dateien. Sie darf fehlen."
        }
    }

    /// Ob es die Datei geben muss; leer darf jede sein.
    package var istPflicht: Bool {
        switch self {
        case .summen, .mehrbedarfe, .monatsbedarfe, .arbeitsgelegenheiten, .wartezeithindernisse:
            false
        default: true
        }
    }

    package var felder: [Bestandsfeld] { Bestandsdatei.alleFelder[self] ?? [] }

    private static let alleFelder: [Bestandsdatei: [Bestandsfeld]] = [
        .faelle: [
            fall("Eindeutiger Schlüssel des Falls im alten Verfahren."),
            Bestandsfeld("aktenzeichen", .text(hoechstens: 60),
                "Es bleibt das Aktenzeichen des Falls."),
            Bestandsfeld("sachgebiet", .text(hoechstens: 60), "Freier Text.", pflicht: false),
            Bestandsfeld("sachbearbeitung", .text(hoechstens: 100),
                         "Anmeldename in Mandat; leer: wer die Übernahme ausführt.",
                         pflicht: false),
            Bestandsfeld("eingestellt_zum", .tag, "Letzter Tag eines beendeten Falls.",
                pflicht: false),
            Bestandsfeld("eingeschraenkt",
                         .auswahl(Einschraenkung.Grund.allCases.map(\.rawValue)),
                         "Warum die Verarbeitung eingeschränkt ist (Art. 18 DSGVO); leer: ist sie "
                             + "nicht.",
                         pflicht: false),
        ],
        .personen: [
            person("Eindeutiger Schlüssel der Person im alten Verfahren."),
            Bestandsfeld("familienname", .text(hoechstens: 200), "Leer bei nur einem Namen.",
                         pflicht: false, personenbezogen: true),
            Bestandsfeld("vorname", .text(hoechstens: 200),
                "Einer der beiden Namen steht immer da.",
                         pflicht: false, personenbezogen: true),
            Bestandsfeld("weitere_namen", .text(hoechstens: 400), "Andere Schreibweisen.",
                         pflicht: false, personenbezogen: true),
            Bestandsfeld("geburtsdatum", .tag, "Unbekannt: wie im AZR, meist der 01.01.",
                         personenbezogen: true),
            Bestandsfeld("geschlecht", .auswahl(Person.Geschlecht.allCases.map(\.rawValue)),
                         "m männlich, w weiblich, d divers, x ohne Angabe."),
            Bestandsfeld("staatsangehoerigkeit", .ziffern(3),
                         "Schlüssel des Statistischen Bundesamts, etwa 423 Afghanistan."),
            Bestandsfeld("azr_nummer", .ziffern(12), "Nummer im Ausländerzentralregister.",
                         pflicht: false, personenbezogen: true),
            Bestandsfeld("familienstand", .auswahl(Person.Familienstand.allCases.map(\.rawValue)),
                ""),
        ] + zeitraum,
        .mitglieder: [
            fall("Schlüssel aus faelle.csv."), person("Schlüssel aus personen.csv."),
            Bestandsfeld("rolle", .auswahl(Haushaltsrolle.allCases.map(\.rawValue)),
                         "Zu einer Zeit ein Haushaltsvorstand und höchstens ein Partner."),
        ] + zeitraum,
        .berechtigungen: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("personenkreis", .auswahl(Personenkreis.allCases.map(\.rawValue)),
                         "Nummer des § 1 Abs. 1 AsylbLG."),
            Bestandsfeld("grundlage", .auswahl(Anspruchsgrundlage.allCases.map(\.rawValue)),
                         "Leistungsart: § 3, § 2, § 1a, § 1 Abs. 4 oder keine."),
        ] + zeitraum + zurBerechtigung,
        .aufenthalte: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("status", .auswahl(Aufenthaltsstatus.allCases.map(\.rawValue)), ""),
            Bestandsfeld("eingereist_am", .tag, "Beginn des Aufenthalts im Bundesgebiet.",
                         pflicht: false),
            Bestandsfeld("dokument_bis", .tag, "Ablauf des Papiers.", pflicht: false),
        ] + zeitraum,
        .unterkuenfte: [
            fall("Schlüssel aus faelle.csv."),
            Bestandsfeld("art", .auswahl(Unterbringungsart.allCases.map(\.rawValue)), ""),
            Bestandsfeld("strasse", .text(hoechstens: 200), "Mit Hausnummer.",
                personenbezogen: true),
            Bestandsfeld("plz", .ziffern(5), ""),
            Bestandsfeld("ort", .text(hoechstens: 100), ""),
            betrag("miete", "Grundmiete des Haushalts."), betrag("nebenkosten", ""),
            betrag("heizung", ""), betrag("energie", "Haushaltsenergie."),
            Bestandsfeld("vermieter_name", .text(hoechstens: 70),
                         "Nur, wenn die Miete unmittelbar an ihn geht.", pflicht: false,
                         personenbezogen: true),
            Bestandsfeld("vermieter_iban", .iban, "Nur zusammen mit dem Namen.", pflicht: false,
                         personenbezogen: true),
            Bestandsfeld("mietzeichen", .text(hoechstens: 60), "Etwa die Mieternummer.",
                pflicht: false),
            betrag("verpflegung", "Wert der Mahlzeiten in der Unterkunft je Person."),
        ] + zeitraum + zurUnterkunft,
        .einkommen: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("art", .auswahl(Einkommensart.allCases.map(\.rawValue)), ""),
            Bestandsfeld("brutto", .betrag(), "Vor Abzügen."),
            betrag("steuern", ""), betrag("sozialversicherung", ""),
            betrag("versicherungen", "Gesetzlich vorgeschriebene."),
            betrag("ausgaben", "Notwendige Ausgaben zur Erzielung."),
            Bestandsfeld("quelle", .text(hoechstens: 200), "Arbeitgeber oder zahlende Stelle.",
                         pflicht: false, personenbezogen: true),
        ] + zeitraum,
        .vermoegen: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("art", .text(hoechstens: 100), "Etwa Sparguthaben."),
            Bestandsfeld("wert", .betrag(bis: 1_000_000), ""),
        ] + zeitraum,
        .mehrbedarfe: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("art", .auswahl(Mehrbedarfsart.allCases.map(\.rawValue)), ""),
            Bestandsfeld("betrag", .betrag(), "Nur bei Ernährung; die anderen nennt das Gesetz.",
                         pflicht: false),
            Bestandsfeld("nachweis", .text(hoechstens: 200), "Etwa Attest vom 01.03.2026.",
                         pflicht: false, personenbezogen: true),
        ] + zeitraum,
        .monatsbedarfe: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("art", .auswahl(Einzelleistungsart.allCases.map(\.rawValue)), ""),
            Bestandsfeld("betrag", .betrag(), "Leer bei schulbedarf und teilhabe.",
                         pflicht: false),
            Bestandsfeld("begruendung", .text(hoechstens: 200), "Steht auf dem Berechnungsbogen.",
                         pflicht: false, personenbezogen: true),
        ] + zeitraum,
        .arbeitsgelegenheiten: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("monat", .monat, ""),
            Bestandsfeld("minuten", .text(hoechstens: 5), "Ganze Minuten im Monat."),
            betrag("mehraufwand", "Nachgewiesene höhere Aufwendungen."),
        ],
        .wartezeithindernisse: [
            person("Schlüssel aus personen.csv."),
            Bestandsfeld("art", .auswahl(Wartezeithindernis.Art.allCases.map(\.rawValue)), ""),
            Bestandsfeld("grund", .text(hoechstens: 500), "Worauf die Feststellung beruht.",
                         personenbezogen: true),
        ] + zeitraum,
        .konten: [
            fall("Schlüssel aus faelle.csv."),
            Bestandsfeld("zahlweg", .auswahl(Zahlweg.zumKonto.map(\.rawValue)), ""),
            Bestandsfeld("inhaber", .text(hoechstens: 70), "", personenbezogen: true),
            Bestandsfeld("iban", .iban, "Innerhalb des Europäischen Wirtschaftsraums.",
                         personenbezogen: true),
            Bestandsfeld("ab", .tag, "Es gilt das Konto, das zuletzt begonnen hat."),
        ],
        .bewilligungen: [
            fall("Schlüssel aus faelle.csv."),
            Bestandsfeld("monat", .monat, ""),
            Bestandsfeld("bewilligt", .betrag(),
                "Leistung des Haushalts im Monat, auch Sachleistung."),
            betrag("gezahlt_lebensunterhalt", "Vor der Übernahme an den Haushalt gezahlt."),
            betrag("gezahlt_unterkunft", "Vor der Übernahme an den Vermieter gezahlt."),
            Bestandsfeld("bescheid_nummer", .text(hoechstens: 60), "Des alten Bescheids.",
                         pflicht: false),
            Bestandsfeld("bescheid_vom", .tag, "", pflicht: false),
        ],
        .summen: [
            Bestandsfeld("datei", .auswahl(allCases.filter { $0 != .summen }.map(\.name)), ""),
            Bestandsfeld("zeilen", .text(hoechstens: 12), "Anzahl ohne Kopfzeile."),
            Bestandsfeld("summe", .text(hoechstens: 30), "Alle Beträge der Datei zusammen."),
        ],
    ]

    private static let zurBerechtigung: [Bestandsfeld] = [
        Bestandsfeld("einschraenkung", .auswahl(Einschraenkungsabsatz.allCases.map(\.rawValue)),
                     "Absatz des § 1a AsylbLG; nur bei Anspruchseinschränkung.", pflicht: false),
        jaNein("haertefall", "Überbrückungsleistungen über zwei Wochen hinaus."),
        Bestandsfeld("form", .auswahl(Leistungsform.beiEinschraenkung.map(\.rawValue)),
                     "Form der eingeschränkten Leistung; leer: Sachleistung.", pflicht: false),
    ]

    private static let zurUnterkunft: [Bestandsfeld] = [
        anerkannt("miete_anerkannt", "Höchstens die Miete."),
        anerkannt("heizung_anerkannt", "Höchstens die Heizung."),
        Bestandsfeld("karenz_ab", .tag, "Beginn der Karenzzeit (§ 35 SGB XII).", pflicht: false),
        Bestandsfeld("senkung_bis", .tag, "Bis wann die Kosten zu senken sind.", pflicht: false),
        jaNein("warmwasser_dezentral", "Warmwasser wird in der Wohnung erzeugt."),
        jaNein("vollverpflegung", "Alle Mahlzeiten werden gestellt."),
    ]

    private static func fall(_ erklaerung: String) -> Bestandsfeld {
        Bestandsfeld("fall", .schluessel, erklaerung)
    }

    private static func person(_ erklaerung: String) -> Bestandsfeld {
        Bestandsfeld("person", .schluessel, erklaerung)
    }

    private static func betrag(_ name: String, _ erklaerung: String) -> Bestandsfeld {
        Bestandsfeld(name, .betrag(), erklaerung + (erklaerung.isEmpty ? "" : " ") + "Leer: 0,00.",
                     pflicht: false)
    }

    /// Leer heißt hier: alles, nicht nichts.
    private static func anerkannt(_ name: String, _ erklaerung: String) -> Bestandsfeld {
        Bestandsfeld(name, .betrag(), "\(erklaerung) Leer: ganz anerkannt.", pflicht: false)
    }

    private static func jaNein(_ name: String, _ erklaerung: String) -> Bestandsfeld {
        Bestandsfeld(name, .auswahl(["ja", "nein"]), "\(erklaerung) Leer: nein.", pflicht: false)
    }

    private static let zeitraum = [
        Bestandsfeld("von", .tag, "Erster Tag."),
        Bestandsfeld("bis", .tag, "Letzter Tag; leer: bis auf Weiteres.", pflicht: false),
    ]
}
