import Foundation
import Grundwerte
import Kommune
import Platform
import Uebergabe

/// Die Seite `zahlung/zahlung.mustache`: was gezahlt wird, was bisher geschah und was sich noch
/// tun lässt.
struct ZahlungView: Sendable {
    /// Ein Knopf, der ohne weitere Angaben etwas tut.
    struct Handlung: Sendable {
        let ziel: String
        let knopf: String
        /// Dasselbe, und weiter zur nächsten Zahlung; nil, wo es keine Reihe gibt.
        let knopfWeiter: String?
        let satz: String
        let csrf: String
        let vorgang: String
    }

    /// Ein Formular mit Grund.
    struct Begruendung: Sendable {
        let id: String
        let titel: String
        let satz: String
        let ziel: String
        let knopf: String
        let formular: Formular
    }

    let page: Page
    let unterzeile: String
    let zustand: Marke
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let verlauf: [Ereignis]
    let spur: Tabelle?
    let handlungen: [Handlung]
    let begruendungen: [Begruendung]
    /// Zur Seite, auf der sie anders ausgezahlt wird; nil, wenn es dafür zu spät ist.
    let aufteilen: String?

    static let stornofelder = [
        Feld("stornogrund", "Grund des Stornos", hinweis: "Steht im Verlauf des Falls.",
             maximal: 200),
    ]
    static let rueckgabefelder = [
        Feld("rueckgabegrund", "Grund der Rückgabe",
             hinweis: "Die Sachbearbeitung liest ihn in ihrer Wiedervorlage.", maximal: 200),
    ]
}

extension ZahlungView {
    struct Inhalt: Sendable {
        let zahlung: Zahlung
        let ereignisse: [Zahlung.Ereignis]
        let ersatz: Zahlung.ID?
        let einbehalte: [Einbehalt]
        let spur: [Kassenspur]
        let pruefung: Empfaengerpruefung?
        let name: String
    }

    init(
        _ inhalt: Inhalt, storno: Formular, rueckgabe: Formular, namen: [User.ID: String],
        page: Page, csrf: String, pfad: (String) -> String, darf: (Permission) -> Bool
    ) {
        let zahlung = inhalt.zahlung
        self.page = page
        unterzeile = "\(inhalt.name) · \(zahlung.aktenzeichen)"
        zustand = Marke(zahlung)
        ergebnis = Ergebnis("An \(zahlung.empfaengerSEPA)", zahlung.betrag,
                            zusatz: zahlung.iban?.gruppiert
                                ?? zahlung.kassenzeichen.map { "Umgebucht auf Kassenzeichen \($0)" }
                                ?? "An der Kreiskasse abzuholen")
        eckdaten = ZahlungView.eckdaten(inhalt, pfad: pfad)
        verlauf = inhalt.ereignisse.reversed().map { .init($0, zahlung.zahlweg, namen: namen) }
        spur = .kassenspur(inhalt.spur, zahlung.zahlweg, pfad: pfad)
        let ort = pfad("zahlungen/\(zahlung.id)")
        handlungen = ZahlungView.handlungen(inhalt, ort: ort, csrf: csrf, darf: darf)
        aufteilen = zahlung.istVorgesehen && darf(.zahlungFeststellen) ? "\(ort)/teile" : nil
        begruendungen = ZahlungView.begruendungen(
            zahlung, ort: ort, storno: storno, rueckgabe: rueckgabe, darf: darf)
    }

    private static func eckdaten(_ inhalt: Inhalt, pfad: (String) -> String) -> [Eckdatum] {
        let zahlung = inhalt.zahlung
        let immer = [
            Eckdatum("Fall", zahlung.aktenzeichen, ziel: pfad("faelle/\(zahlung.fall)/zahlungen")),
            Eckdatum("Monat", zahlung.monat.deutsch,
                     ziel: pfad("faelle/\(zahlung.fall)/berechnung/\(zahlung.monat)")),
            Eckdatum("Zweck", zahlung.zweck.bezeichnung),
            Eckdatum("Zahlweg", zahlung.zahlweg.bezeichnung),
            Eckdatum("Fällig", zahlung.faellig.deutsch),
            Eckdatum("Verwendungszweck", zahlung.verwendungszweck),
        ]
        let einbehalte = inhalt.einbehalte.map {
            Eckdatum("Einbehalten", "\($0.betrag) für \($0.kassenzeichen)",
                     ziel: pfad("rueckforderungen/\($0.forderung)"))
        }
        return immer + besondere(inhalt, pfad: pfad) + einbehalte
    }

    /// Was nicht jede Zahlung hat.
    private static func besondere(_ inhalt: Inhalt, pfad: (String) -> String) -> [Eckdatum] {
        let zahlung = inhalt.zahlung
        var angaben: [Eckdatum] = []
        if zahlung.empfaenger != zahlung.empfaengerSEPA {
            angaben.append(Eckdatum("Name in der Akte", zahlung.empfaenger))
        }
        if let pruefung = inhalt.pruefung {
            angaben.append(Eckdatum("Empfängerüberprüfung", pruefung.satz))
        }
        if !zahlung.lauf.isEmpty { angaben.append(Eckdatum("Zahllauf", zahlung.lauf)) }
        if let tag = zahlung.gezahltAm {
            angaben.append(Eckdatum("\(zahlung.zahlweg.vollzug.ja.erstGross) am", tag.deutsch))
        }
        if let ganze = zahlung.teilVon {
            angaben.append(Eckdatum("Teil von", "zur ganzen Zahlung",
                                    ziel: pfad("zahlungen/\(ganze)")))
        }
        if let ersatz = inhalt.ersatz {
            angaben.append(Eckdatum("Neu gezahlt", "zur neuen Zahlung",
                                    ziel: pfad("zahlungen/\(ersatz)")))
        }
        return angaben
    }

    private static func handlungen(_ inhalt: Inhalt, ort: String, csrf: String,
                                   darf: (Permission) -> Bool) -> [Handlung] {
        func handlung(_ teil: String, _ knopf: String, weiter: String? = nil,
                      _ satz: String) -> Handlung {
            Handlung(ziel: "\(ort)/\(teil)", knopf: knopf, knopfWeiter: weiter, satz: satz,
                     csrf: csrf, vorgang: UUIDv7().description)
        }
        guard darf(.zahlungFeststellen) else { return [] }
        switch inhalt.zahlung.zustand {
        case .erfasst:
            return [handlung(
                "feststellung", "Feststellen", weiter: "Feststellen und nächste",
                "Sie bestätigen, dass Grund und Betrag sachlich und rechnerisch richtig sind.")]
        case _ where inhalt.zahlung.istNeuZahlbar && inhalt.ersatz == nil:
            return [handlung(
                "ersatz", "Neu zahlen",
                "Derselbe Betrag geht auf das heute gültige Konto, soweit er noch bewilligt ist. "
                    + "Feststellung und Anordnung folgen neu.")]
        default:
            return []
        }
    }

    private static func begruendungen(
        _ zahlung: Zahlung, ort: String, storno: Formular, rueckgabe: Formular,
        darf: (Permission) -> Bool
    ) -> [Begruendung] {
        var begruendungen: [Begruendung] = []
        if zahlung.zustand == .festgestellt, darf(.zahlungAnordnen) {
            begruendungen.append(Begruendung(
                id: "rueckgabe", titel: "Nicht anordnen, sondern zurückgeben",
                satz: "Die Zahlung geht mit Ihrem Grund an die Sachbearbeitung zurück.",
                ziel: "\(ort)/rueckgabe", knopf: "Zurückgeben", formular: rueckgabe))
        }
        let stornierbar: [Zahlung.Zustand] = [.erfasst, .festgestellt, .gesperrt, .angeordnet]
        if stornierbar.contains(zahlung.zustand), darf(.zahlungStornieren) {
            begruendungen.append(Begruendung(
                id: "storno", titel: "Stornieren",
                satz: zahlung.zustand == .angeordnet
                    ? "Das geht, solange kein Zahllauf die Zahlung hat. "
                        + "Der bewilligte Anspruch bleibt."
                    : "Die Zahlung wird verworfen. Der bewilligte Anspruch bleibt.",
                ziel: "\(ort)/storno", knopf: "Zahlung stornieren", formular: storno))
        }
        return begruendungen
    }
}

extension Ereignis {
    init(_ ereignis: Zahlung.Ereignis, _ weg: Zahlweg, namen: [User.ID: String]) {
        let grund = ereignis.grund.isEmpty ? "" : ": "
            + (ereignis.zustand == .rueckgelaufen || ereignis.zustand == .bankAbgelehnt
                ? Rueckgabegrund(code: ereignis.grund).satz : ereignis.grund)
        self.init("\(Uhr.berlinTag(ereignis.am).deutsch), \(Uhr.berlinUhrzeit(ereignis.am))",
                  wer: ereignis.von.map { namen[$0] ?? "unbekannt" } ?? "Kreiskasse",
                  ereignis.zustand.bezeichnung(weg) + grund)
    }
}

extension Tabelle {
    /// Nil, solange die Bank nichts gebucht hat.
    static func kassenspur(_ spur: [Kassenspur], _ weg: Zahlweg, pfad: (String) -> String)
        -> Tabelle? {
        guard !spur.isEmpty else { return nil }
        return Tabelle(
            "Weg durch die Kreiskasse",
            spalten: [Spalte("Gebucht"), Spalte("Bewegung"), Spalte("Lauf"),
                      Spalte("Beleg der Bank"), Spalte("Erstattung"), Spalte("Betrag in €", .zahl)],
            zeilen: spur.map { schritt in
                let zeile = schritt.monat.flatMap { monat in
                    schritt.zeile.map { pfad("erstattung/\(monat)/zeilen/\($0)") }
                }
                return [
                    Zelle(schritt.buchungstag),
                    Zelle(schritt.betrag.istNegativ ? "zurückgekommen" : weg.vollzug.ja),
                    Zelle(schritt.lauf.isEmpty ? "–" : schritt.lauf,
                          zusatz: schritt.datei.isEmpty ? nil : "Datei \(schritt.datei)"),
                    Zelle(schritt.beleg.isEmpty ? "–" : schritt.beleg),
                    Zelle(schritt.erstattung.map { "\($0), Zeile \(schritt.zeile ?? 0)" }
                        ?? (weg == .umbuchung ? "keine, nichts ausgelegt"
                            : "noch nicht angefordert"), ziel: zeile),
                    Zelle(schritt.betrag),
                ]
            })
    }
}
