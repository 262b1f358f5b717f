import Foundation
import Grundwerte
import Kommune
import Kreis
import Platform

/// Die Seite `aufgaben/meine.mustache`: der Tag einer Sachbearbeitung.
struct AufgabenView: Sendable {
    struct Vorlage: Sendable {
        let zustand: Marke
        let name: String
        let aktenzeichen: String
        let fall: String
        let text: String
        let quelle: String
        /// Nil bei dem, was jemand selbst vorgemerkt hat.
        let warum: String?
        /// Wen die angemeldete Person hier vertritt; nil bei Eigenem.
        let vertritt: Marke?
        /// Die Seite der Wiedervorlage und der schnelle Weg, sie zu erledigen; nil ohne Recht.
        let ziel: String?
        let erledigen: String?
    }

    struct Konto: Sendable {
        let inhaber: String
        let aktenzeichen: String
        let iban: String
        let ziel: String
        let wer: String
    }

    /// Ein Halt nach einer Rückgabe, über den zu entscheiden ist.
    struct Sperre: Sendable {
        let name: String
        let aktenzeichen: String
        let fall: String
        let was: String
        let grund: String
        /// Nil ohne Recht.
        let entscheiden: String?
    }

    /// Wen die angemeldete Person heute vertritt.
    struct Vertretener: Sendable {
        let satz: String
        let hinweis: String?
    }

    /// Eine gespeicherte Liste mit der Zahl ihrer Fälle.
    struct Liste: Sendable {
        let name: String
        let ziel: String
        let anzahl: String
        let gemeinsam: Bool
    }

    let page: Page
    var konzept: Konzepthinweis?
    let zeile: String
    let csrf: String
    let vertretene: [Vertretener]
    let hatVertretene: Bool
    var zaehler: [Zaehler]
    let sperren: [Sperre]
    let hatSperren: Bool
    let laeufe: ZahllaufKasten
    let vorlagen: [Vorlage]
    let hatVorlagen: Bool
    let weitere: Verweis?
    /// Viele zugleich verschieben, übergeben, erledigen; nil ohne Recht.
    let sammeln: String?
    let erste: String?
    let vertretungen: String?
    let listen: [Liste]
    let hatListen: Bool
    let zurueck: Tabelle?
    let konten: [Konto]
    let hatKonten: Bool
    let erstesKonto: String?
    let neuerFall: String?
    let suche: String
}

extension AufgabenView {
    /// Bis zu so vielen Fällen zählt eine Liste auf der Startseite.
    static let zaehleHoechstens = 100

    /// Alles für die Seite, in einer Transaktion gelesen.
    struct Daten: Sendable {
        let ich: User.ID
        let vertretungen: [Vertretung]
        let listen: [(liste: Fallliste, anzahl: Int)]
        let vorlagen: [Wiedervorlage]
        let zurueck: [Zahlung]
        let sperren: [Zahlungssperre]
        let konten: [Bankverbindung.Offen]
        let anordnungen: Int
        let forderungen: [Rueckforderung.Eintrag]
        let widersprueche: [Widerspruch]
        let verzichte: [Verzicht]
        let anpassungen: Int
        let probefaelle: Int
        let faelle: Int
        let kalender: Zahllaufkalender

        init(tage: Int, darf: Set<Permission>, in session: MandantSession) throws {
            let ich = try session.benutzer()
            self.ich = ich
            vertretungen = try Vertretung.heute(durch: ich, in: session)
            let tische = [ich] + vertretungen.map(\.abwesend)
            listen = try Fallliste.alle(in: session).map { liste in
                (liste, try Fall.anzahl(Fallfilter(abfrage: liste.filter),
                                        hoechstens: AufgabenView.zaehleHoechstens, in: session))
            }
            vorlagen = try Wiedervorlage.offene(
                fuer: tische, bis: session.heute.plus(tage: tage), in: session)
            faelle = try Fall.anzahl(fuer: [ich], in: session)
            kalender = try Zahllaufkalender.laden(in: session)
            zurueck = darf.contains(.zahlungLesen)
                ? try Zahlung.zurueckgekommene(fuer: tische, in: session) : []
            sperren = darf.contains(.zahlungLesen)
                ? try Zahlungssperre.offene(fuer: tische, in: session) : []
            konten = darf.contains(.bankverbindungBestaetigen)
                ? try Bankverbindung.offene(in: session).filter { $0.erfasstVon != ich } : []
            anordnungen = darf.contains(.zahlungAnordnen)
                ? try Zahlung.wartende(in: session) : 0
            forderungen = darf.contains(.rueckforderungBearbeiten)
                ? try Rueckforderung.offene(nur: tische, in: session) : []
            widersprueche = darf.contains(.widerspruchBearbeiten)
                ? try Widerspruch.offene(nur: tische, in: session) : []
            anpassungen = darf.contains(.bescheidErlassen)
                ? try Anpassung.anzahl(.meine, in: session) : 0
            probefaelle = try Probelauf.anzahlMeiner(in: session)
            verzichte = darf.contains(.rueckforderungVerzichten)
                ? try Verzicht.offene(in: session).filter { $0.von != ich } : []
        }
    }

    init(
        _ daten: Daten, tage: Int, page: Page, heute: Kalendertag, jetzt: Date,
        namen: [User.ID: String], darf: Set<Permission>, pfad: (String) -> String
    ) {
        self.page = page
        zeile = "\(heute.wochentagName), \(heute.deutsch) · "
            + (daten.faelle == 1 ? "1 laufender Fall" : "\(daten.faelle) laufende Fälle")
        csrf = page.csrf
        vertretene = daten.vertretungen.map { Vertretener($0, namen: namen) }
        hatVertretene = !vertretene.isEmpty
        zaehler = AufgabenView.zaehler(daten, heute: heute, darf: darf, pfad: pfad)
        laeufe = ZahllaufKasten(jetzt: jetzt, kalender: daten.kalender)
        sperren = daten.sperren.map { sperre in
            let ort = pfad("faelle/\(sperre.fall)")
            return Sperre(
                name: sperre.name, aktenzeichen: sperre.aktenzeichen, fall: ort,
                was: sperre.iban.map { "Miete auf \($0.gekuerzt)" } ?? "Alle Zahlungen",
                grund: sperre.grund,
                entscheiden: darf.contains(.fallAendern) ? "\(ort)/sperren/\(sperre.id)" : nil)
        }
        hatSperren = !sperren.isEmpty
        let erledigt = darf.contains(.wiedervorlageBearbeiten)
        vorlagen = daten.vorlagen.map { vorlage in
            Vorlage(zustand: AufgabenView.zustand(vorlage.faellig, heute), name: vorlage.name,
                    aktenzeichen: vorlage.aktenzeichen, fall: pfad("faelle/\(vorlage.fall)"),
                    text: vorlage.text, quelle: vorlage.quelle.bezeichnung,
                    warum: vorlage.warum.isEmpty ? nil : vorlage.warum,
                    vertritt: vorlage.fuer == daten.ich ? nil
                        : Marke("für \(namen[vorlage.fuer] ?? "–")", .hinweis),
                    ziel: erledigt ? pfad("wiedervorlagen/\(vorlage.id)") : nil,
                    erledigen: erledigt ? pfad("wiedervorlagen/\(vorlage.id)/erledigung") : nil)
        }
        hatVorlagen = !vorlagen.isEmpty
        sammeln = erledigt ? pfad("wiedervorlagen") : nil
        erste = vorlagen.first?.ziel
        vertretungen = darf.contains(.vertretungEintragen) ? pfad("vertretungen") : nil
        weitere = tage == 0 ? Verweis("Auch die nächsten 7 Tage", pfad("") + "?tage=7")
            : Verweis("Nur bis heute", pfad(""))
        listen = daten.listen.map { Liste($0.liste, anzahl: $0.anzahl, pfad: pfad) }
        hatListen = !listen.isEmpty
        zurueck = AufgabenView.zurueck(daten.zurueck, pfad: pfad)
        konten = daten.konten.map {
            Konto(inhaber: $0.inhaber, aktenzeichen: $0.aktenzeichen, iban: $0.iban.gruppiert,
                  ziel: pfad("bankverbindungen/\($0.id)"), wer: namen[$0.erfasstVon] ?? "")
        }
        hatKonten = !konten.isEmpty
        erstesKonto = konten.first?.ziel
        neuerFall = darf.contains(.fallAnlegen) ? pfad("faelle/neu") : nil
        suche = pfad("faelle")
    }

    private static func zaehler(_ daten: Daten, heute: Kalendertag, darf: Set<Permission>,
                                pfad: (String) -> String) -> [Zaehler] {
        let ueberfaellig = daten.vorlagen.count { $0.faellig < heute }
        let faellig = daten.vorlagen.count { $0.faellig == heute }
        var zaehler = [
            Zaehler(ueberfaellig, "überfällig", ziel: "#faellig", dringend: true),
            Zaehler(faellig, "heute fällig", ziel: "#faellig"),
        ]
        if !daten.sperren.isEmpty {
            zaehler.insert(
                Zaehler(daten.sperren.count, "Zahlungen gesperrt", ziel: "#sperren",
                        dringend: true), at: 0)
        }
        if darf.contains(.zahlungLesen) {
            zaehler.append(Zaehler(daten.zurueck.count, "Zahlungen zurück", ziel: "#zurueck"))
        }
        if darf.contains(.fallAendern) {
            zaehler.append(Zaehler(daten.vorlagen.filter { $0.quelle == .anordnung }.count,
                                   "Anordnung zurück", ziel: "#faellig"))
        }
        if darf.contains(.bankverbindungBestaetigen) {
            zaehler.append(Zaehler(daten.konten.count, "Konten zu bestätigen", ziel: "#konten"))
        }
        if darf.contains(.zahlungAnordnen) {
            zaehler.append(Zaehler(daten.anordnungen, "Anordnungen offen", ziel: pfad("anordnung")))
        }
        return zaehler + verfahren(daten, darf: darf, pfad: pfad)
    }

    private static func verfahren(_ daten: Daten, darf: Set<Permission>,
                                  pfad: (String) -> String) -> [Zaehler] {
        [
            darf.contains(.rueckforderungBearbeiten)
                ? Zaehler(daten.forderungen.count { $0.istUeberfaellig },
                          "Rückforderungen überfällig", ziel: pfad("rueckforderungen")) : nil,
            darf.contains(.widerspruchBearbeiten)
                ? Zaehler(daten.widersprueche.count, "Widersprüche offen",
                          ziel: pfad("widersprueche")) : nil,
            darf.contains(.rueckforderungVerzichten)
                ? Zaehler(daten.verzichte.count, "Verzichte freizugeben",
                          ziel: pfad("rueckforderungen")) : nil,
            // Nur wenn es etwas gibt: Sätze ändern sich selten.
            daten.anpassungen == 0 ? nil
                : Zaehler(daten.anpassungen, "Anpassungen zu erlassen", ziel: pfad("anpassungen")),
            daten.probefaelle == 0 ? nil
                : Zaehler(daten.probefaelle, "Fälle im Probelauf anders", ziel: pfad("probelauf")),
        ].compactMap(\.self)
    }

    /// Was heute fällig ist, warnt nicht: Wenn alles warnt, warnt nichts.
    static func zustand(_ faellig: Kalendertag, _ heute: Kalendertag) -> Marke {
        let tag = faellig.jahr == heute.jahr ? faellig.deutschKurz : faellig.deutsch
        if faellig < heute { return Marke("\(tag) überfällig", .gefahr) }
        return faellig == heute ? Marke("heute") : Marke(tag, .hinweis)
    }

    private static func zurueck(_ zahlungen: [Zahlung], pfad: (String) -> String) -> Tabelle? {
        guard !zahlungen.isEmpty else { return nil }
        return Tabelle(
            "Zahlungen, die nicht angekommen sind",
            spalten: [Spalte("Fall"), Spalte("Zustand"), Spalte("Was jetzt zu tun ist"),
                      Spalte("Betrag in €", .zahl)],
            zeilen: zahlungen.map { zahlung in
                [Zelle(zahlung.aktenzeichen,
                       zusatz: "\(zahlung.monat.deutsch), \(zahlung.zweck.bezeichnung)",
                       ziel: pfad("zahlungen/\(zahlung.id)")),
                 Zelle(Marke(zahlung.stand, zahlung.zustand == .unklar ? .warnung : .gefahr)),
                 Zelle(folge(zahlung)), Zelle(zahlung.betrag)]
            })
    }

    private static func folge(_ zahlung: Zahlung) -> String {
        switch zahlung.zustand {
        case .rueckgelaufen where zahlung.zweck == .unterkunft:
            "Konto des Vermieters klären, bei der Unterkunft ändern, dann neu zahlen."
        case .rueckgelaufen:
            "Bankverbindung klären, neue erfassen und bestätigen lassen, dann neu zahlen."
        case .bankAbgelehnt where zahlung.iban == nil:
            "Den Grund nennt die Kreiskasse bei der Zahlung. Klären, dann neu zahlen."
        case .bankAbgelehnt: "Grund bei der Kreiskasse erfragen, dann neu zahlen."
        default: "Die Kreiskasse klärt mit der Bank. Bis dahin nicht noch einmal zahlen."
        }
    }
}

extension AufgabenView.Vertretener {
    init(_ vertretung: Vertretung, namen: [User.ID: String]) {
        satz = "Sie vertreten \(namen[vertretung.abwesend] ?? "–")"
            + (vertretung.gueltig.bis.map { " bis \($0.deutsch)" } ?? "") + "."
        hinweis = vertretung.hinweis.isEmpty ? nil : vertretung.hinweis
    }
}

extension AufgabenView.Liste {
    init(_ liste: Fallliste, anzahl: Int, pfad: (String) -> String) {
        name = liste.name
        ziel = FalllisteView.adresse(
            "\(liste.filter)&liste=\(liste.id)", ort: pfad("faelle"))
        self.anzahl = anzahl < AufgabenView.zaehleHoechstens ? "\(anzahl)"
            : "ab \(AufgabenView.zaehleHoechstens)"
        gemeinsam = liste.istGemeinsam
    }
}
