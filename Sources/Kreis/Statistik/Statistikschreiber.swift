import Foundation
import Grundwerte
import Uebergabe

/// Worüber eine Datei berichtet.
struct Statistikkopf: Sendable {
    let erhebung: String
    let periode: Erhebungsperiode
    let ende: Kalendertag
    /// Der Tag der Feststellung; die Datei kennt keine andere Zeit, damit sie sich wiederholen
    /// lässt.
    let tag: Kalendertag
    let nachricht: String
}

/// Schreibt die Stücke einer Datei: Kopf, je Kommune ein Segment mit Sätzen, Fuß.
protocol Statistikschreiber {
    var kopf: String { get }
    var segmentende: String { get }
    var fuss: String { get }
    func segment(_ ags: String) -> String
    func satz(_ ags: String, _ kennnummer: String, _ werte: [String]) -> String
}

extension Statistikdatei.Format {
    func schreiber(
        _ kopf: Statistikkopf, _ merkmale: [Erhebungsmerkmal], _ schluessel: Statistikschluessel
    ) -> any Statistikschreiber {
        switch self {
        case .csv: CSVStatistik(merkmale: merkmale, schluessel: schluessel)
        case .datml: DatMLStatistik(inhalt: kopf, merkmale: merkmale, schluessel: schluessel)
        }
    }
}

/// Strichpunkte, eine Kopfzeile; kein Wert enthält ein Zeichen, das zu schützen wäre.
private struct CSVStatistik: Statistikschreiber {
    let merkmale: [Erhebungsmerkmal]
    let schluessel: Statistikschluessel

    var kopf: String {
        (["kommune", "kennnummer"] + merkmale.map(schluessel.name)).joined(separator: ";") + "\n"
    }
    var segmentende: String { "" }
    var fuss: String { "" }
    func segment(_ ags: String) -> String { "" }
    func satz(_ ags: String, _ kennnummer: String, _ werte: [String]) -> String {
        ([ags, kennnummer] + zip(merkmale, werte).map(schluessel.wert)).joined(separator: ";")
            + "\n"
    }
}

/// DatML/RAW 2.0 (XStatistik, Statistisches Bundesamt). Ohne amtliche Kennungen steht `INTERN` als
/// Klasse an jeder Kennung, damit niemand die Datei für eine amtliche hält.
private struct DatMLStatistik: Statistikschreiber {
    let inhalt: Statistikkopf
    let merkmale: [Erhebungsmerkmal]
    let schluessel: Statistikschluessel

    private var zeitraum: String {
        let ende = inhalt.ende
        return switch inhalt.periode {
        case .jahr: "<jahr>\(ende.jahr)</jahr>"
        case .quartal: "<jahr>\(ende.jahr)</jahr><quartal>\(Quartal(ende).nummer)</quartal>"
        case .monat: "<jahr>\(ende.jahr)</jahr><monat>\(ende.monat.nummer)</monat>"
        }
    }

    private func kennung(_ klasse: String) -> String {
        guard schluessel.istAmtlich, let wert = schluessel.angabe(klasse) else {
            return "<kennung klasse=\"INTERN\">"
                + (klasse == "ERHID" ? inhalt.erhebung : "nicht geladen") + "</kennung>"
        }
        return "<kennung klasse=\"\(klasse)\">\(geschuetzt(wert))</kennung>"
    }

    var kopf: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <DatML-RAW-D xmlns="http://www.destatis.de/schema/datml-raw/2.0/de" version="2.0">
        <optionen/>
        <protokoll><dokumentinstanz><datum>\(inhalt.tag.description.filter { $0 != "-" })</datum>\
        <uhrzeit>000000</uhrzeit><anwendung><anwendungsname>Mandat</anwendungsname>\
        <version>1</version><hersteller>Verbund</hersteller></anwendung></dokumentinstanz>\
        </protokoll>
        <absender>\(kennung("MELDID"))</absender>
        <empfaenger>\(kennung("STAID"))</empfaenger>
        <nachricht><nachrichtenID>\(inhalt.nachricht)</nachrichtenID>
        <erhebung>\(kennung("ERHID"))</erhebung>
        <berichtszeitraum>\(zeitraum)</berichtszeitraum>

        """
    }

    func segment(_ ags: String) -> String {
        "<segment><hmm name=\"BerichtseinheitID\"><wert>\(ags)</wert></hmm><datensegment>\n"
    }
    var segmentende: String { "</datensegment></segment>\n" }
    var fuss: String { "</nachricht>\n</DatML-RAW-D>\n" }

    func satz(_ ags: String, _ kennnummer: String, _ werte: [String]) -> String {
        var text = "<meldungsID>\(kennnummer)</meldungsID><satz kennung=\"\(inhalt.erhebung)\">"
        for (merkmal, wert) in zip(merkmale, werte) where !wert.isEmpty {
            text += "<mm name=\"\(geschuetzt(schluessel.name(merkmal)))\"><wert>"
                + "\(geschuetzt(schluessel.wert(merkmal, wert)))</wert></mm>"
        }
        return text + "</satz>\n"
    }

    private func geschuetzt(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }
}
