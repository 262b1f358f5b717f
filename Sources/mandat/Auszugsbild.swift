import Grundwerte
import Kreis
import Uebergabe

/// Ein gelesener Kontoauszug in der Form der Ausgabe. Beträge sind Dezimaltext, Belastungen
/// negativ.
struct Auszugsbild: Encodable {
    struct Saldo: Encodable {
        let art: String, betrag: Geld, waehrung: String, tag: Kalendertag?
    }
    struct Rueckgabe: Encodable { let grund: String?, erklaerung: String?, zusatz: String? }
    struct Einzelheit: Encodable {
        let endToEndId: String?, pmtInfId: String?, msgId: String?, bankreferenz: String?
        let betrag: Geld?, auftragsbetrag: Geld?, gegenname: String?, gegenkonto: String?
        let verwendungszweck: String?, rueckgabe: Rueckgabe?, rueckgabegrund: String?
    }
    struct Sammler: Encodable {
        let msgId: String?, pmtInfId: String?, anzahl: Int?, summe: Geld?
    }
    struct Buchung: Encodable {
        let betrag: Geld, waehrung: String, gebucht: Bool, status: String, storno: Bool
        let rueckgabe: Bool, buchungstag: Kalendertag?, wertstellung: Kalendertag?
        let bankreferenz: String?, geschaeftsvorfall: Int?, bankcode: String?, ordnung: Int
        let sammler: [Sammler], einzelheiten: [Einzelheit], zusatz: String?
    }
    struct Auszug: Encodable {
        let id: String, konto: String, waehrung: String, nummer: Int?, tag: Kalendertag?
        let salden: [Saldo], umsaetze: [Buchung], befunde: [String]
    }

    let art: String, fassung: Int, msgId: String?, auszuege: [Auszug]

    init(_ datei: Kontoauszugsdatei) {
        art = datei.art.rawValue
        fassung = datei.fassung
        msgId = datei.msgId
        auszuege = datei.auszuege.map(Auszug.init)
    }
}

extension Auszugsbild.Auszug {
    fileprivate init(_ auszug: Kontoauszug) {
        id = auszug.id
        konto = auszug.konto
        waehrung = auszug.waehrung
        nummer = auszug.nummer
        tag = auszug.tag
        salden = auszug.salden.map {
            .init(art: $0.art.name, betrag: $0.betrag, waehrung: $0.waehrung, tag: $0.tag)
        }
        umsaetze = auszug.umsaetze.map { .init($0, konto: auszug.konto) }
        befunde = auszug.befunde.map(\.satz)
    }
}

extension Auszugsbild.Buchung {
    fileprivate init(_ umsatz: Umsatz, konto: String) {
        betrag = umsatz.wirkung
        waehrung = umsatz.waehrung
        gebucht = umsatz.istGebucht
        status = umsatz.status.name
        storno = umsatz.istStorno
        rueckgabe = umsatz.istRueckgabe
        buchungstag = umsatz.buchungstag
        wertstellung = umsatz.wertstellung
        bankreferenz = umsatz.bankreferenz ?? umsatz.eintragsreferenz
        geschaeftsvorfall = umsatz.bankcode.geschaeftsvorfall
        let code = [umsatz.bankcode.domaene, umsatz.bankcode.familie, umsatz.bankcode.unterfamilie]
            .compactMap(\.self)
        bankcode = code.isEmpty ? umsatz.bankcode.eigener : code.joined(separator: "/")
        ordnung = umsatz.ordnung
        sammler = umsatz.sammler.map {
            .init(msgId: $0.msgId, pmtInfId: $0.pmtInfId, anzahl: $0.anzahl, summe: $0.summe)
        }
        einzelheiten = umsatz.einzelheiten.map { .init($0, konto: konto) }
        zusatz = umsatz.zusatz
    }
}

extension Auszugsbild.Einzelheit {
    fileprivate init(_ einzelheit: Umsatz.Einzelheit, konto: String) {
        let gegenpartei = einzelheit.gegenpartei(eigenesKonto: konto)
        endToEndId = einzelheit.endToEndId
        pmtInfId = einzelheit.pmtInfId
        msgId = einzelheit.msgId
        bankreferenz = einzelheit.bankreferenz
        betrag = einzelheit.betrag.map { einzelheit.richtung == .gutschrift ? $0 : -$0 }
        auftragsbetrag = einzelheit.auftragsbetrag
        gegenname = gegenpartei?.name
        gegenkonto = gegenpartei?.konto
        verwendungszweck = einzelheit.verwendungszweck
        rueckgabe = einzelheit.rueckgabe.map {
            .init(grund: $0.grund?.code, erklaerung: $0.grund?.erklaerung, zusatz: $0.grund?.zusatz)
        }
        rueckgabegrund = einzelheit.rueckgabe?.grund?.code
    }
}

extension Umsatz.Status {
    fileprivate var name: String {
        switch self {
        case .gebucht: "gebucht"
        case .vorgemerkt: "vorgemerkt"
        case .nurInformation: "information"
        case .zukuenftig: "zukuenftig"
        case let .sonstiger(code): code
        }
    }
}

extension Kontoauszug.Saldoart {
    fileprivate var name: String {
        switch self {
        case .anfang: "anfang"
        case .voriger: "voriger"
        case .schluss: "schluss"
        case .verfuegbar: "verfuegbar"
        case .zwischenstand: "zwischenstand"
        case let .sonstiger(code): code
        }
    }
}
