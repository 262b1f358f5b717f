import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Ein Mensch in der Akte. Wie er heißt und wer er ist, steht in datierten Angaben.
package struct Person: Sendable {
    package typealias ID = TypedID<Person>

    package enum Geschlecht: String, Sendable, Codable, CaseIterable, SQLEnum {
        case maennlich = "m", weiblich = "w", divers = "d", ohneAngabe = "x"

        package var bezeichnung: String {
            switch self {
            case .maennlich: "männlich"
            case .weiblich: "weiblich"
            case .divers: "divers"
            case .ohneAngabe: "ohne Angabe"
            }
        }
    }

    package enum Familienstand: String, Sendable, Codable, CaseIterable, SQLEnum {
        case ledig, verheiratet, lebenspartnerschaft, geschieden, verwitwet, unbekannt

        package var bezeichnung: String {
            switch self {
            case .ledig: "ledig"
            case .verheiratet: "verheiratet"
            case .lebenspartnerschaft: "in Lebenspartnerschaft"
            case .geschieden: "geschieden"
            case .verwitwet: "verwitwet"
            case .unbekannt: "unbekannt"
            }
        }
    }

    /// Wer die Person ist, in einem Zeitraum.
    package struct Angabe: Sendable, Equatable {
        /// Leer bei Menschen mit nur einem Namen.
        package var familienname: String
        package var vorname: String
        /// Andere Schreibweisen, wie sie auf Papieren stehen.
        package var weitereNamen: String
        package var geburtsdatum: Kalendertag
        package var geschlecht: Geschlecht
        /// Schlüssel des Statistischen Bundesamts, drei Ziffern.
        package var staatsangehoerigkeit: String
        package var azrNummer: String?
        package var familienstand: Familienstand

        package init(familienname: String, vorname: String, weitereNamen: String = "",
                     geburtsdatum: Kalendertag, geschlecht: Geschlecht,
                     staatsangehoerigkeit: String, azrNummer: String? = nil,
                     familienstand: Familienstand) {
            self.familienname = familienname
            self.vorname = vorname
            self.weitereNamen = weitereNamen
            self.geburtsdatum = geburtsdatum
            self.geschlecht = geschlecht
            self.staatsangehoerigkeit = staatsangehoerigkeit
            self.azrNummer = azrNummer
            self.familienstand = familienstand
        }

        /// `Yusuf Rahmani`, oder der eine Name, den es gibt.
        package var name: String {
            [vorname, familienname].filter { !$0.isEmpty }.joined(separator: " ")
        }

        /// `Rahmani, Yusuf`.
        package var nameSortiert: String {
            [familienname, vorname].filter { !$0.isEmpty }.joined(separator: ", ")
        }

        /// Alle Namen, wie die Suche sie vergleicht.
        package var suchname: String {
            Suchname.falten("\(familienname) \(vorname) \(weitereNamen)")
        }

        /// Wie ihre Namen klingen, jeder Klang einmal und geordnet.
        package var klang: [String] { Set(Klang.woerter(suchname).flatMap(\.self)).sorted() }
    }
}

extension Person.Angabe: RowDecodable {
    package init(row: Row) throws {
        self.init(
            familienname: try row.decode("familienname"), vorname: try row.decode("vorname"),
            weitereNamen: try row.decode("weitere_namen"),
            geburtsdatum: try row.decode("geburtsdatum"),
            geschlecht: try row.decode("geschlecht"),
            staatsangehoerigkeit: try row.decode("staatsangehoerigkeit"),
            azrNummer: try row.decode("azr_nummer"), familienstand: try row.decode("familienstand"))
    }
}
