import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Die Seite `fall/haushalt.mustache`: wer zum Haushalt gehört, wo er wohnt, wovon er lebt, was
/// ansteht.
struct HaushaltView: Sendable {
    struct Konto: Sendable {
        let inhaber: String
        let iban: String
        let zahlweg: String
        let ab: String
        let zustand: Marke
        let zusatz: String?
        /// Wohin der Knopf „Bestätigen“ sendet; nil, wenn diese Person hier nicht bestätigt.
        let bestaetigen: String?
    }

    /// Eine offene Wiedervorlage des Falls.
    struct Vorlage: Sendable {
        let tag: String
        let text: String
        /// Nil ohne Recht und in einer Rückschau.
        let ziel: String?
        let taste: String?
    }

    struct Schritt: Sendable {
        let satz: String
        let erlaeuterung: String
        /// Nil, wenn die Rolle den Schritt nicht gehen darf.
        let ziel: String?
    }

    /// Ein Verweis in der Überschrift eines Abschnitts; nil in einer Rückschau oder ohne Recht.
    struct Wege: Sendable {
        var zugang: String?
        var unterkunft: String?
        var einkommen: String?
        var vermoegen: String?
        var mehrbedarf: String?
        var monatsbedarf: String?
        var arbeitsgelegenheit: String?
        var wartezeit: String?
        var bankverbindung: String?
        /// Für alle, die den Fall lesen dürfen: Die Antworten stehen dort.
        var abgleich: String?
    }

    let page: Page
    let kopf: FallKopf
    let csrf: String
    let stichtag: String
    let mitglieder: Tabelle?
    let frueher: Tabelle?
    let unterkunft: [Eckdatum]
    let hatUnterkunft: Bool
    let unterkuenfte: Tabelle?
    let einkommen: Tabelle?
    let vermoegen: Tabelle?
    let bedarfe: Tabelle?
    let wartezeit: Tabelle?
    let konten: [Konto]
    let hatKonten: Bool
    let wege: Wege
    let schritte: [Schritt]
    let hatSchritte: Bool
    let vorlagen: [Vorlage]
    let hatVorlagen: Bool
    let verlauf: [Ereignis]
    let verlaufZiel: String
}

extension HaushaltView {
    /// Was die Seite außer der Akte braucht, in einer Transaktion gelesen.
    struct Daten: Sendable {
        let akte: Fallakte
        /// Die Rechnung des Monats, in dem der Stichtag liegt.
        let berechnung: Berechnung?
        let bewilligtBis: Monat?
        let vermerke: [Aktenvermerk]
        let geplant: [Wiedervorlage]
    }

    init(_ daten: Daten, kopf: FallKopf, anfrage: Fallanfrage, namen: [User.ID: String],
         page: Page, ort: String, ich: User.ID, darf: (Permission) -> Bool) {
        let akte = daten.akte, tag = anfrage.stand.am
        let handelt = anfrage.istHeute && !akte.istEingestellt(am: tag)
        self.page = page
        self.kopf = kopf
        csrf = page.csrf
        stichtag = tag.deutsch
        mitglieder = HaushaltView.mitglieder(akte, daten.berechnung, am: tag)
        frueher = HaushaltView.zeiten(akte)
        unterkunft = akte.unterkunft(am: tag).map(HaushaltView.eckdaten) ?? []
        hatUnterkunft = !unterkunft.isEmpty
        unterkuenfte = HaushaltView.unterkuenfte(akte)
        einkommen = HaushaltView.einkommen(akte, am: tag)
        vermoegen = HaushaltView.vermoegen(akte, am: tag)
        bedarfe = HaushaltView.bedarfe(akte, am: tag)
        wartezeit = HaushaltView.wartezeit(akte, am: tag)
        konten = HaushaltView.konten(akte, namen: namen, ort: ort, ich: ich,
                                     bestaetigen: handelt && darf(.bankverbindungBestaetigen))
        hatKonten = !konten.isEmpty
        wege = HaushaltView.wege(ort, aendern: handelt && darf(.fallAendern),
                                 konto: handelt && darf(.bankverbindungErfassen),
                                 abgleich: anfrage.istHeute)
        schritte = anfrage.istHeute
            ? akte.naechsteSchritte(heute: anfrage.heute, bewilligtBis: daten.bewilligtBis)
                .map { HaushaltView.schritt($0, ort: ort, darf: darf) } : []
        hatSchritte = !schritte.isEmpty
        let bearbeitet = anfrage.istHeute && darf(.wiedervorlageBearbeiten)
        let geplant = anfrage.stand.bekannt == nil ? daten.geplant : []
        vorlagen = geplant.enumerated().map { stelle, vorlage in
            Vorlage(tag: vorlage.faellig.deutsch, text: vorlage.text,
                    ziel: bearbeitet ? "\(page.start)/wiedervorlagen/\(vorlage.id)" : nil,
                    taste: bearbeitet && stelle == 0 ? "e" : nil)
        }
        hatVorlagen = !vorlagen.isEmpty
        verlauf = Fallverlauf.ereignisse(daten.vermerke, geplant: [], stand: anfrage.stand,
                                         namen: namen)
        verlaufZiel = "\(ort)/verlauf\(anfrage.abfrage)"
    }

    private static func wege(_ ort: String, aendern: Bool, konto: Bool, abgleich: Bool) -> Wege {
        func weg(_ art: String, _ erlaubt: Bool) -> String? {
            erlaubt ? "\(ort)/aenderung/\(art)" : nil
        }
        return Wege(zugang: weg("zugang", aendern), unterkunft: weg("unterkunft", aendern),
                    einkommen: weg("einkommen", aendern), vermoegen: weg("vermoegen", aendern),
                    mehrbedarf: weg("mehrbedarf", aendern),
                    monatsbedarf: weg("monatsbedarf", aendern),
                    arbeitsgelegenheit: weg("arbeitsgelegenheit", aendern),
                    wartezeit: weg("wartezeit", aendern),
                    bankverbindung: weg("bankverbindung", konto),
                    abgleich: abgleich ? "\(ort)/abgleich" : nil)
    }

    private static func schritt(_ schritt: NaechsterSchritt, ort: String,
                                darf: (Permission) -> Bool) -> Schritt {
        let (recht, weg): (Permission, String) = switch schritt.art {
        case .unterkunft: (.fallAendern, "aenderung/unterkunft")
        case .bankverbindung: (.bankverbindungErfassen, "aenderung/bankverbindung")
        case .bestaetigung: (.bankverbindungBestaetigen, "#konten")
        case let .sperre(id): (.fallAendern, "sperren/\(id)")
        case .bewilligung: (.leistungBerechnen, "bewilligung/neu")
        case let .aufenthalt(person): (.fallAendern, "aenderung/aufenthalt?person=\(person)")
        case let .berechtigung(person): (.fallAendern, "aenderung/berechtigung?person=\(person)")
        case let .angabe(person): (.fallAendern, "aenderung/angabe?person=\(person)")
        }
        let ziel = weg.hasPrefix("#") ? weg : "\(ort)/\(weg)"
        return Schritt(satz: schritt.satz, erlaeuterung: schritt.erlaeuterung,
                       ziel: darf(recht) ? ziel : nil)
    }
}

extension HaushaltView.Daten {
    init(_ anfrage: Fallanfrage, in session: MandantSession) throws {
        akte = try anfrage.akte(in: session)
        berechnung = anfrage.stand.bekannt == nil
            ? try Berechnung.geltende(anfrage.id, anfrage.stand.am.monat, in: session) : nil
        bewilligtBis = try Bewilligung.bewilligt(anfrage.id, in: session).keys.max()
        vermerke = try Aktenvermerk.alle(zu: anfrage.id, hoechstens: 6, in: session)
        geplant = try Wiedervorlage.offene(zu: anfrage.id, in: session)
    }
}
