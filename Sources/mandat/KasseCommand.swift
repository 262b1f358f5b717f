import ArgumentParser
import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

struct KasseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kasse", abstract: "Werkzeuge der Kreiskasse.", subcommands: [Auszug.self])

    struct Auszug: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "auszug", abstract: "Kontoauszüge der Bank.", subcommands: [Lesen.self])
    }

    struct Lesen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lesen",
            abstract: "Zeigt als JSON, was eine Datei der Bank (camt.052, .053, .054) sagt.",
            discussion: "Bucht nichts und braucht keine Datenbank.")

        @Argument(help: ArgumentHelp("Datei der Bank.", valueName: "datei"))
        var datei: String

        func run() throws {
            let bytes = Array(try eingabe(datei)), gelesen: Kontoauszugsdatei
            do { gelesen = try Kontoauszugsdatei.lesen(bytes) } catch {
                throw Hindernis(.eingabe, error.grund)
            }
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Ausgabe.roh(try encoder.encode(Dateibild(gelesen)))
            Ausgabe.zeile("")
        }
    }
}

/// Die gelesene Datei in der Form der Ausgabe. Beträge sind Dezimaltext, Belastungen negativ.
private struct Dateibild: Encodable {
    struct Saldo: Encodable { let art: String; let betrag: Geld; let tag: Kalendertag? }
    struct Einzelheit: Encodable {
        let endToEndId: String?, pmtInfId: String?, betrag: Geld?, gegenname: String?,
            gegenkonto: String?
        let verwendungszweck: String?, rueckgabegrund: String?
    }
    struct Buchung: Encodable {
        let betrag: Geld, gebucht: Bool, storno: Bool, rueckgabe: Bool
        let buchungstag: Kalendertag?, wertstellung: Kalendertag?, bankreferenz: String?
        let geschaeftsvorfall: Int?, einzelheiten: [Einzelheit]
    }
    struct Auszug: Encodable {
        let id: String, konto: IBAN, nummer: Int?, tag: Kalendertag?
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

extension Dateibild.Auszug {
    init(_ auszug: Kontoauszug) {
        id = auszug.id
        konto = auszug.konto
        nummer = auszug.nummer
        tag = auszug.tag
        salden = auszug.salden.map { .init(art: $0.art.name, betrag: $0.betrag, tag: $0.tag) }
        umsaetze = auszug.umsaetze.map { umsatz in
            .init(
                betrag: umsatz.wirkung, gebucht: umsatz.istGebucht, storno: umsatz.istStorno,
                rueckgabe: umsatz.istRueckgabe, buchungstag: umsatz.buchungstag,
                wertstellung: umsatz.wertstellung,
                bankreferenz: umsatz.bankreferenz ?? umsatz.eintragsreferenz,
                geschaeftsvorfall: umsatz.bankcode.geschaeftsvorfall,
                einzelheiten: umsatz.einzelheiten.map { .init($0, konto: auszug.konto) })
        }
        befunde = auszug.befunde.map(\.satz)
    }
}

extension Dateibild.Einzelheit {
    init(_ einzelheit: Umsatz.Einzelheit, konto: IBAN) {
        let gegenpartei = einzelheit.gegenpartei(eigenesKonto: konto)
        endToEndId = einzelheit.endToEndId
        pmtInfId = einzelheit.pmtInfId
        betrag = einzelheit.betrag.map { einzelheit.richtung == .gutschrift ? $0 : -$0 }
        gegenname = gegenpartei?.name
        gegenkonto = gegenpartei?.konto
        verwendungszweck = einzelheit.verwendungszweck
        rueckgabegrund = einzelheit.rueckgabe?.grund?.code
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
