import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Auszahlung für einen Fall und Monat. Ihr Inhalt steht mit der Entstehung fest; was anders
/// sein soll, wird eine neue Zahlung.
package struct Zahlung: Sendable, RowDecodable {
    package typealias ID = TypedID<Zahlung>

    package enum Zweck: String, Sendable, Codable, CaseIterable, SQLEnum {
        case lebensunterhalt, unterkunft

        package var bezeichnung: String {
            switch self {
            case .lebensunterhalt: "Lebensunterhalt"
            case .unterkunft: "Unterkunft und Heizung"
            }
        }
    }

    package enum Zustand: String, Sendable, CaseIterable, SQLEnum {
        case erfasst, festgestellt, angeordnet, gesperrt
        case imLauf = "im_lauf"
        case uebergeben, gezahlt, rueckgelaufen
        case bankAbgelehnt = "bank_abgelehnt"
        case unklar, verworfen, storniert

        package var bezeichnung: String {
            switch self {
            case .erfasst: "erfasst"
            case .festgestellt: "festgestellt"
            case .angeordnet: "angeordnet"
            case .gesperrt: "gesperrt"
            case .imLauf: "im Zahllauf"
            case .uebergeben: "bei der Bank"
            case .gezahlt: "gezahlt"
            case .rueckgelaufen: "zurückgekommen"
            case .bankAbgelehnt: "von der Bank abgelehnt"
            case .unklar: "unklar"
            case .verworfen: "verworfen"
            case .storniert: "storniert"
            }
        }

        /// Wie es auf diesem Weg heißt: Bargeld liegt bei der Barkasse, nicht bei der Bank.
        package func bezeichnung(_ weg: Zahlweg) -> String {
            switch self {
            case .uebergeben: weg.ort
            case .gezahlt: weg.vollzug.ja
            case .bankAbgelehnt: weg.vollzug.nein
            default: bezeichnung
            }
        }

        /// Das Geld ist unterwegs oder angekommen und lässt sich nicht mehr zurückholen.
        static let gebunden: [Zustand] = [.imLauf, .uebergeben, .gezahlt, .unklar]
        /// Es ist noch nichts angeordnet.
        static let offen: [Zustand] = [.erfasst, .festgestellt, .gesperrt]
    }

    /// Wo sie steht.
    package var stand: String { zustand.bezeichnung(zahlweg) }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let monat: Monat
    package let zweck: Zweck
    package let zahlweg: Zahlweg
    package internal(set) var empfaenger: String
    /// Wie die Bank den Namen erhält.
    package internal(set) var empfaengerSEPA: String
    /// Nil: an den Vermieter, bar oder an jemanden, den der Kreis führt.
    let konto: Bankverbindung.ID?
    /// Nil, wenn bar gezahlt oder umgebucht wird.
    package internal(set) var iban: IBAN?
    /// Die Forderung der Kommune, auf die umgebucht wird; sonst nil.
    package let kassenzeichen: String?
    let zahlungsempfaenger: Zahlungsempfaenger.ID?
    /// Die Zahlung, aus der diese ein Teil ist.
    package let teilVon: ID?
    package let betrag: Geld
    package internal(set) var verwendungszweck: String
    package let faellig: Kalendertag
    package let zustand: Zustand
    /// Nummer des Zahllaufs, sobald einer die Zahlung hat.
    package let lauf: String
    package let gezahltAm: Kalendertag?
    /// Der Vermieter ist vor der lesenden Person verborgen: Er verriete eine gesperrte Anschrift.
    package internal(set) var istVerborgen = false

    static let spalten: SQL = """
        z.id, z.fall_id, f.aktenzeichen, z.monat, z.zweck, z.zahlweg, z.bankverbindung_id,
        z.empfaenger_name, z.empfaenger_sepa, z.iban, z.betrag_cent, z.verwendungszweck, z.faellig,
        z.zustand, z.lauf, z.gezahlt_am, z.zahlungsempfaenger_id, z.teil_von, z.kassenzeichen
        """

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        monat = try row.decode("monat")
        zweck = try row.decode("zweck")
        zahlweg = try row.decode("zahlweg")
        empfaenger = try row.decode("empfaenger_name")
        empfaengerSEPA = try row.decode("empfaenger_sepa")
        konto = try row.decode("bankverbindung_id")
        iban = try row.decode("iban")
        betrag = try row.decode("betrag_cent")
        verwendungszweck = try row.decode("verwendungszweck")
        faellig = try row.decode("faellig")
        zustand = try row.decode("zustand")
        lauf = try row.decode("lauf")
        gezahltAm = try row.decode("gezahlt_am")
        zahlungsempfaenger = try row.decode("zahlungsempfaenger_id")
        teilVon = try row.decode("teil_von")
        kassenzeichen = try row.decode("kassenzeichen")
    }

    package static func laden(_ id: ID, in session: MandantSession) throws -> Zahlung? {
        try session.first("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id WHERE z.id = \(id)
            """)
    }

    /// Alle Zahlungen eines Falls, der jüngste Monat zuerst.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Zahlung] {
        try session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.fall_id = \(fall) ORDER BY z.monat DESC, z.zweck, z.id DESC
            """)
    }

    /// Alle Zahlungen in einem der Zustände, die früher fällige zuerst.
    package static func alle(in zustaende: [Zustand], hoechstens: Int = 1000,
                             in session: MandantSession) throws -> [Zahlung] {
        try session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.zustand = ANY (\(zustaende.map(\.rawValue)))
             ORDER BY z.faellig, f.aktenzeichen, z.id LIMIT \(hoechstens)
            """)
    }

    /// Angeordnet und nach dem, was hier bekannt ist, noch in keinem Zahllauf.
    static func angeordnete(_ bedingung: SQL, in session: MandantSession) throws -> [Zahlung] {
        try session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.zustand = 'angeordnet' AND \(bedingung) ORDER BY z.id FOR UPDATE OF z
            """)
    }

    package struct Ereignis: Sendable, RowDecodable {
        package let zustand: Zustand
        package let am: Date
        package let von: User.ID?
        package let grund: String

        package init(row: Row) throws {
            zustand = try row.decode("zustand")
            am = try row.decode("am")
            von = try row.decode("benutzer_id")
            grund = try row.decode("grund")
        }
    }

    package static func ereignisse(_ id: ID, in session: MandantSession) throws -> [Ereignis] {
        try session.all("""
            SELECT zustand, am, benutzer_id, grund FROM zahlung_ereignis WHERE zahlung_id = \(id)
             ORDER BY lfd
            """)
    }

    /// Ändert den Zustand und hält fest, wer und warum. Ob der Übergang erlaubt ist, weiß die
    /// Datenbank.
    static func setze(
        _ zustand: Zustand, _ id: ID, grund: String = "", in session: MandantSession
    ) throws {
        try session.execute(wechsel(zustand, id, von: session.akteur.benutzer, grund: grund))
    }

    static func wechsel(_ zustand: Zustand, _ id: ID, von: User.ID?, grund: String = "") -> SQL {
        """
        UPDATE zahlung SET zustand = \(zustand), zustand_von = \(von), zustand_grund = \(grund)
         WHERE id = \(id)
        """
    }
}
