import Grundwerte
import Uebergabe

/// Eine Buchung auf dem Konto des Kreises, wie die Bank sie meldet.
///
/// Eine Sammelüberweisung ist ein einziger Umsatz; ihre Zahlungen stehen, wenn die Bank sie
/// mitliefert, in `einzelheiten`.
package struct Umsatz: Hashable, Sendable {
    package let richtung: Richtung
    /// Nie negativ; das Vorzeichen steht in `richtung`.
    package let betrag: Geld
    package let waehrung: String
    package let status: Status
    /// Die Bank macht eine frühere Buchung rückgängig. `richtung` ist schon die der Rückbuchung.
    package let istStorno: Bool
    package let buchungstag: Kalendertag?
    package let wertstellung: Kalendertag?
    /// Kennung der Bank für diese Buchung; `NONREF` gilt als keine.
    package let bankreferenz: String?
    package let eintragsreferenz: String?
    package let bankcode: Bankcode
    package let sammler: [Sammler]
    package let einzelheiten: [Einzelheit]
    package let zusatz: String?
    /// Der wievielte sonst gleiche Umsatz des Auszugs es ist: zwei gleiche Buchungen an einem Tag
    /// sind zwei.
    package internal(set) var ordnung = 1

    package enum Richtung: String, Sendable, Codable {
        case gutschrift = "CRDT"
        case belastung = "DBIT"
    }

    package enum Status: Hashable, Sendable {
        case gebucht, vorgemerkt, nurInformation, zukuenftig
        case sonstiger(String)

        init(code: String) {
            self = switch code {
            case "BOOK": .gebucht
            case "PDNG": .vorgemerkt
            case "INFO": .nurInformation
            case "FUTR": .zukuenftig
            default: .sonstiger(code)
            }
        }
    }

    /// Nur Gebuchtes ändert, was als gezahlt gilt.
    package var istGebucht: Bool { status == .gebucht }

    /// Der Betrag mit dem Vorzeichen, mit dem er auf den Saldo wirkt.
    package var wirkung: Geld { richtung == .gutschrift ? betrag : -betrag }

    /// Geld aus einer eigenen Überweisung kommt zurück: Gutschrift mit Rückgabegrund, `RRTN` oder
    /// Geschäftsvorfall 159. Die Rückgabe einer fremden Lastschrift ist es nicht.
    package var istRueckgabe: Bool {
        richtung == .gutschrift && (bankcode.istRueckueberweisung || einzelheiten.contains {
            $0.rueckgabe != nil || $0.bankcode.istRueckueberweisung
        })
    }
}

extension Umsatz {
    /// Geschäftsvorfall: nach ISO (Domäne, Familie, Unterfamilie) und nach dem Code der Bank, meist
    /// dem der DK.
    package struct Bankcode: Hashable, Sendable {
        package let domaene: String?
        package let familie: String?
        package let unterfamilie: String?
        package let eigener: String?

        static let keiner = Bankcode(domaene: nil, familie: nil, unterfamilie: nil, eigener: nil)

        /// Dreistelliger Geschäftsvorfallcode aus `NTRF+191+08381`.
        package var geschaeftsvorfall: Int? {
            guard let teile = eigener?.split(separator: "+"), teile.count >= 2,
                  teile[1].count == 3 else {
                return nil
            }
            return Int(teile[1])
        }

        var istRueckueberweisung: Bool { unterfamilie == "RRTN" || geschaeftsvorfall == 159 }
    }

    /// Angaben zum Auftrag, aus dem eine Sammelbuchung stammt; jede kann fehlen.
    package struct Sammler: Hashable, Sendable {
        package let msgId: String?
        package let pmtInfId: String?
        package let anzahl: Int?
        package let summe: Geld?
    }

    /// Eine einzelne Zahlung innerhalb des Umsatzes.
    package struct Einzelheit: Hashable, Sendable {
        package let msgId: String?
        package let pmtInfId: String?
        /// Nil auch bei `NOTPROVIDED`.
        package let endToEndId: String?
        package let bankreferenz: String?
        /// Nil, wenn die Bank keinen nennt: der Betrag des Umsatzes wird nie übertragen.
        package let betrag: Geld?
        /// Der ursprünglich beauftragte Betrag, wenn die Bank ihn nennt; bei Rückgaben kann weniger
        /// ankommen.
        package let auftragsbetrag: Geld?
        package let richtung: Richtung
        package let zahler: Partei
        package let empfaenger: Partei
        package let verwendungszweck: String?
        package let bankcode: Bankcode
        package let rueckgabe: Rueckgabe?

        /// Die andere Seite: bei Belastungen und Rückgaben der Empfänger, sonst der Zahler; nie das
        /// eigene Konto.
        package func gegenpartei(eigenesKonto: String) -> Partei? {
            let unsereZahlung = richtung == .belastung
                || rueckgabe != nil || bankcode.istRueckueberweisung
            return (unsereZahlung ? [empfaenger, zahler] : [zahler, empfaenger]).first {
                ($0.name != nil || $0.konto != nil) && $0.konto != eigenesKonto
            }
        }
    }

    package struct Partei: Hashable, Sendable {
        package let name: String?
        /// Wie die Bank es schreibt, ohne Leerzeichen; nicht immer eine gültige IBAN.
        package let konto: String?
        package let bic: String?

        package var iban: IBAN? { konto.flatMap { try? IBAN($0) } }
    }

    package struct Rueckgabe: Hashable, Sendable {
        package let grund: Rueckgabegrund?
        /// Der Geschäftsvorfall der ursprünglichen Buchung.
        package let urspruenglich: Bankcode
    }

    /// Woran derselbe Umsatz in einem anderen Auszug wiederzuerkennen ist.
    package struct Identitaet: Hashable, Sendable {
        package let buchungstag: Kalendertag?
        package let wirkung: Geld
        package let referenz: String?
        package let ordnung: Int
    }

    package var identitaet: Identitaet {
        Identitaet(buchungstag: buchungstag, wirkung: wirkung,
                   referenz: bankreferenz ?? eintragsreferenz,
                   ordnung: ordnung)
    }
}
