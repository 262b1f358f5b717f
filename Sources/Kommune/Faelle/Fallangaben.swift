import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

// Die datierten Angaben einer Akte, wie sie erfasst und gelesen werden. Geldbeträge gelten je
// Monat.

/// Zugehörigkeit einer Person zum Haushalt.
package struct Mitgliedschaft: Sendable, Equatable {
    package var rolle: Haushaltsrolle
    package var gueltig: Zeitraum

    package init(rolle: Haushaltsrolle, gueltig: Zeitraum) {
        self.rolle = rolle
        self.gueltig = gueltig
    }
}

/// Grund nach § 1 Abs. 1 AsylbLG und die Leistungsart, die daraus folgt.
package struct Berechtigung: Sendable, Equatable {
    package var personenkreis: Personenkreis
    package var grundlage: Anspruchsgrundlage
    /// Nach welchem Absatz des § 1a; nur bei Anspruchseinschränkung.
    package var einschraenkung: Einschraenkungsabsatz?
    /// Wie § 1a erbracht wird; nil ist Sachleistung, die Regel. Geld heißt: wie das übrige.
    package var form: Leistungsform?
    /// Überbrückungsleistungen über zwei Wochen hinaus (§ 1 Abs. 4).
    package var haertefall: Bool
    package var gueltig: Zeitraum

    package init(personenkreis: Personenkreis, grundlage: Anspruchsgrundlage,
                 einschraenkung: Einschraenkungsabsatz? = nil, form: Leistungsform? = nil,
                 haertefall: Bool = false, gueltig: Zeitraum) {
        self.personenkreis = personenkreis
        self.grundlage = grundlage
        self.einschraenkung = einschraenkung
        self.form = form
        self.haertefall = haertefall
        self.gueltig = gueltig
    }
}

package struct Aufenthalt: Sendable, Equatable {
    package var status: Aufenthaltsstatus
    package var eingereistAm: Kalendertag?
    package var dokumentBis: Kalendertag?
    package var gueltig: Zeitraum

    package init(
        status: Aufenthaltsstatus, eingereistAm: Kalendertag?, dokumentBis: Kalendertag?,
        gueltig: Zeitraum
    ) {
        self.status = status
        self.eingereistAm = eingereistAm
        self.dokumentBis = dokumentBis
        self.gueltig = gueltig
    }
}

/// Wo der Haushalt wohnt und was das kostet.
package struct Unterkunft: Sendable, Equatable {
    package typealias ID = TypedID<Unterkunft>

    /// Wer die Miete unmittelbar erhält (§ 35a Abs. 3 SGB XII entsprechend).
    package struct Vermieter: Sendable, Equatable {
        package var name: String
        package var iban: IBAN
        /// Was der Vermieter auf dem Kontoauszug braucht, etwa die Mieternummer.
        package var mietzeichen: String

        package init(name: String, iban: IBAN, mietzeichen: String) {
            self.name = name
            self.iban = iban
            self.mietzeichen = mietzeichen
        }
    }

    /// Nil, solange nicht gespeichert.
    package var id: ID?
    package var art: Unterbringungsart
    package var strasse: String
    package var plz: String
    package var ort: String
    package var miete: Geld
    package var nebenkosten: Geld
    package var heizung: Geld
    package var energie: Geld
    package var vermieter: Vermieter?
    /// Was die Mahlzeiten, die es in der Unterkunft gibt, je Person wert sind.
    package var verpflegung: Geld
    /// Was davon angemessen ist; nil, wenn alles.
    package var mieteAnerkannt: Geld?
    package var heizungAnerkannt: Geld?
    /// Ein Tag im ersten Monat der Karenzzeit (§ 35 Abs. 1 SGB XII).
    package var karenzAb: Kalendertag?
    /// Bis wann zu hohe Kosten nach der Karenzzeit übernommen werden (§ 35 Abs. 3 SGB XII).
    package var senkungBis: Kalendertag?
    package var warmwasserDezentral = false
    /// Essen und Energie werden gestellt (§ 142 SGB XII).
    package var vollverpflegung = false
    package var gueltig: Zeitraum
    /// Die Anschrift ist vor der lesenden Person verborgen.
    package internal(set) var istVerborgen = false
    /// Wen Seiten und Schreiben als Vermieter nennen; gezahlt wird nach `vermieter`.
    package var vermieterSichtbar: Vermieter? { istVerborgen ? nil : vermieter }

    package init(
        art: Unterbringungsart, strasse: String, plz: String, ort: String, miete: Geld = .null,
        nebenkosten: Geld = .null, heizung: Geld = .null, energie: Geld = .null,
        vermieter: Vermieter? = nil, verpflegung: Geld = .null, gueltig: Zeitraum
    ) {
        self.art = art
        self.strasse = strasse
        self.plz = plz
        self.ort = ort
        self.miete = miete
        self.nebenkosten = nebenkosten
        self.heizung = heizung
        self.energie = energie
        self.vermieter = vermieter
        self.verpflegung = verpflegung
        self.gueltig = gueltig
    }

    package var anschrift: String { plz.isEmpty ? strasse : "\(strasse), \(plz) \(ort)" }

    /// Straße und Ort, oder dass sie gesperrt sind.
    package var kurzanschrift: String { ort.isEmpty ? strasse : "\(strasse), \(ort)" }
}

package struct Einkommen: Sendable, Equatable {
    package var art: Einkommensart
    package var brutto: Geld
    package var steuern: Geld
    package var sozialversicherung: Geld
    package var versicherungen: Geld
    package var ausgaben: Geld
    /// Arbeitgeber oder zahlende Stelle.
    package var quelle: String
    package var gueltig: Zeitraum

    package init(
        art: Einkommensart, brutto: Geld, steuern: Geld = .null, sozialversicherung: Geld = .null,
        versicherungen: Geld = .null, ausgaben: Geld = .null, quelle: String = "", gueltig: Zeitraum
    ) {
        self.art = art
        self.brutto = brutto
        self.steuern = steuern
        self.sozialversicherung = sozialversicherung
        self.versicherungen = versicherungen
        self.ausgaben = ausgaben
        self.quelle = quelle
        self.gueltig = gueltig
    }
}

package struct Vermoegen: Sendable, Equatable {
    /// Freitext: „Sparguthaben“, „Fahrzeug“.
    package var art: String
    package var wert: Geld
    package var gueltig: Zeitraum

    package init(art: String, wert: Geld, gueltig: Zeitraum) {
        self.art = art
        self.wert = wert
        self.gueltig = gueltig
    }
}

/// Wohin das Geld des Haushalts geht. Eine zweite Person bestätigt sie, vorher erhält sie nichts.
package struct Bankverbindung: Sendable, Equatable {
    package typealias ID = TypedID<Bankverbindung>

    package var id: ID
    package var zahlweg: Zahlweg
    package var inhaber: String
    package var iban: IBAN
    package var gueltigAb: Kalendertag
    package var erfasstVon: User.ID
    package var bestaetigtVon: User.ID?
    /// Grund einer Sperre, etwa nach einer Rückgabe der Bank.
    package var sperrgrund: String?

    package var istBereit: Bool { bestaetigtVon != nil && sperrgrund == nil }
}

// Lesen.

extension Mitgliedschaft: RowDecodable {
    package init(row: Row) throws {
        self.init(rolle: try row.decode("rolle"), gueltig: try row.decode("gueltig"))
    }
}

extension Berechtigung: RowDecodable {
    package init(row: Row) throws {
        self.init(
            personenkreis: try row.decode("personenkreis"), grundlage: try row.decode("grundlage"),
            einschraenkung: try row.decode("einschraenkung"), form: try row.decode("form"),
            haertefall: try row.decode("haertefall"), gueltig: try row.decode("gueltig"))
    }
}

extension Aufenthalt: RowDecodable {
    package init(row: Row) throws {
        self.init(status: try row.decode("status"), eingereistAm: try row.decode("eingereist_am"),
                  dokumentBis: try row.decode("dokument_bis"), gueltig: try row.decode("gueltig"))
    }
}

extension Unterkunft: RowDecodable {
    package init(row: Row) throws {
        var vermieter: Vermieter?
        if let name = try row.decode("vermieter_name", as: String?.self) {
            vermieter = Vermieter(name: name, iban: try row.decode("vermieter_iban"),
                                  mietzeichen: try row.decode("mietzeichen"))
        }
        self.init(
            art: try row.decode("art"), strasse: try row.decode("strasse"),
            plz: try row.decode("plz"), ort: try row.decode("ort"),
            miete: try row.decode("miete_cent"), nebenkosten: try row.decode("nebenkosten_cent"),
            heizung: try row.decode("heizung_cent"), energie: try row.decode("energie_cent"),
            vermieter: vermieter, verpflegung: try row.decode("verpflegung_cent"),
            gueltig: try row.decode("gueltig"))
        id = try row.decode("id")
        mieteAnerkannt = try row.decode("miete_anerkannt_cent")
        heizungAnerkannt = try row.decode("heizung_anerkannt_cent")
        karenzAb = try row.decode("karenz_ab")
        senkungBis = try row.decode("senkung_bis")
        warmwasserDezentral = try row.decode("warmwasser_dezentral")
        vollverpflegung = try row.decode("vollverpflegung")
    }
}

extension Einkommen: RowDecodable {
    package init(row: Row) throws {
        self.init(
            art: try row.decode("art"), brutto: try row.decode("brutto_cent"),
            steuern: try row.decode("steuern_cent"),
            sozialversicherung: try row.decode("sozialversicherung_cent"),
            versicherungen: try row.decode("versicherungen_cent"),
            ausgaben: try row.decode("ausgaben_cent"), quelle: try row.decode("quelle"),
            gueltig: try row.decode("gueltig"))
    }
}

extension Vermoegen: RowDecodable {
    package init(row: Row) throws {
        self.init(art: try row.decode("art"), wert: try row.decode("wert_cent"),
                  gueltig: try row.decode("gueltig"))
    }
}

extension Bankverbindung: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row.decode("id"), zahlweg: try row.decode("zahlweg"),
            inhaber: try row.decode("inhaber"), iban: try row.decode("iban"),
            gueltigAb: try row.decode("gueltig_ab"), erfasstVon: try row.decode("erfasst_von"),
            bestaetigtVon: try row.decode("bestaetigt_von"),
            sperrgrund: try row.decode("sperrgrund"))
    }
}

// Die Listen des Leistungsrechts stehen mit ihrem Rohwert in der Datenbank.
extension Haushaltsrolle: SQLEnum {}
extension Personenkreis: SQLEnum {}
extension Anspruchsgrundlage: SQLEnum {}
extension Leistungsform: SQLEnum {}
extension Aufenthaltsstatus: SQLEnum {}
extension Unterbringungsart: SQLEnum {}
extension Einkommensart: SQLEnum {}
