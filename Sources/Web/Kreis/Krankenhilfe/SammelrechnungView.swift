import Grundwerte
import Kreis
import Platform

/// Eine Rechnung `sammelrechnung/zeigen.mustache`.
struct SammelrechnungView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ablauf: Ablauf
    let meldungen: [Meldung]
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let nachweis: Formular?
    let kopfzeile: String
    let vorlage: String
    let stichprobe: StichprobeView?
    let pruefen: Formular?
    let freigeben: Formular?
    let zurueckgeben: Formular?
    let setzen: Formular?
    let zahlung: ZahlungsteilView?
    let eingang: EingangsteilView?
    let verlauf: [Ereignis]
    let dokument: String
    let pruefsumme: Pruefsumme
    let liste: String?
    let schreiben: String?
    let basis: String
}

/// Wie es um die Zahlung einer freigegebenen Rechnung steht.
struct ZahlungsteilView: Sendable {
    let zahlungen: Tabelle?
    let kontoFehlt: Leer?
    let anweisen: Formular?
    let basis: String
}

/// Was zu einer freigegebenen Gutschrift eingegangen ist.
struct EingangsteilView: Sendable {
    let satz: String
    let eingaenge: Tabelle?
    let zuordnen: Formular?
    let loesen: Formular?
    let leer: Leer?
    let basis: String
}

/// Was die Seite einer Sammelrechnung braucht, in einer Transaktion gelesen.
struct Sammelrechnungsdaten: Sendable {
    let rechnung: Sammelrechnung
    let stichprobe: Stichprobe?
    let gezogene: [Sammelposition]
    let verteilung: Einzelnachweis.Posten.Verteilung
    let zahlungen: [Sammelzahlung]
    let konto: Rechnungsstellerkonto?
    let eingaenge: [Gutschrifteingang]
    let freie: [Gutschrifteingang]

    /// Was zu einer Gutschrift noch nicht eingegangen ist.
    var offen: Geld { rechnung.betrag - eingaenge.map(\.betrag).summe() }

    /// Was diese Person von der Gutschrift lösen kann; wer zugeordnet hat, prüft sich nicht selbst.
    func loesbare(von wer: User.ID) -> [Gutschrifteingang] {
        eingaenge.filter { $0.zugeordnetVon != wer }
    }

    init(_ id: Sammelrechnung.ID, in session: KreisSession) throws {
        rechnung = try Sammelrechnung.laden(id, in: session)
        stichprobe = try Stichprobe.laden(id, in: session)
        gezogene = try Sammelposition.gezogene(id, in: session)
        verteilung = .init(try Sammelrechnung.postenbetraege(id, in: session))
        zahlungen = try Sammelzahlung.alle(id, in: session)
        konto = try Rechnungsstellerkonto.geltendes(rechnung.steller, in: session)
        eingaenge = try Gutschrifteingang.zu(id, in: session)
        let offen = rechnung.betrag - eingaenge.map(\.betrag).summe()
        freie = rechnung.art == .gutschrift && rechnung.zustand == .freigegeben
            ? try Gutschrifteingang.freie(hoechstens: offen, in: session) : []
    }
}
