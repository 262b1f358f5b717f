import Grundwerte
import Kreis
import Leistungsrecht
import NIOCore

/// Ein neuer Stand, Wert für Wert eingegeben. Die Felder folgen aus den Angaben der Größe.
struct NeuerStandForm: Sendable {
    /// In der Form der amtlichen Dateien.
    let stand: [UInt8]
    let beschluss: AGBeschluss?
    let vorgang: UUIDv7

    static let kopf = [
        Feld("gueltig_ab", "Gilt ab", .datum),
        Feld("gueltig_bis", "Gilt bis", .datum,
             hinweis: "Leer: bis ein neuer Stand beginnt", freiwillig: true),
        Feld("fundstelle", "Fundstelle", hinweis: "Zum Beispiel BGBl. 2025 I Nr. 251"),
    ]

    static func felder(_ groesse: Parameter.Groesse) -> [Feld] {
        kopf + (groesse.beschliesstAG ? AGBeschluss.felder(freiwillig: true) : [])
            + groesse.angaben.map(feld)
    }

    /// Beträge und Zahlen stehen alle rechtsbündig untereinander.
    private static func feld(_ angabe: Parameterangabe) -> Feld {
        Feld(angabe.feld, angabe.bezeichnung, .betrag,
             hinweis: "\(angabe.einheit.zeichen) \(angabe.bezug)")
    }

    /// Vorbelegt mit dem jüngsten Stand: was sich nicht ändert, steht schon da.
    static func werte(
        _ groesse: Parameter.Groesse, nach letzter: Standangaben?, heute: Kalendertag
    ) -> [String: String] {
        let (ab, bis) = gueltigkeit(nach: letzter, heute: heute)
        var werte = ["gueltig_ab": ab.deutsch, "gueltig_bis": bis?.deutsch ?? ""]
        for angabe in groesse.angaben {
            werte[angabe.feld] = letzter?[angabe.pfad].map(angabe.einheit.eingabe)
        }
        return werte
    }

    /// Im Anschluss an einen Stand, der von sich aus endet, und ebenso lange; sonst ab dem nächsten
    /// Monat.
    static func gueltigkeit(
        nach letzter: Standangaben?, heute: Kalendertag
    ) -> (ab: Kalendertag, bis: Kalendertag?) {
        guard let letzter, let ende = letzter.gueltigBis else {
            return (heute.monat.naechster.ersterTag, nil)
        }
        let ab = ende.plus(tage: 1)
        let monate = letzter.gueltigAb.monat.monate(bis: ende.monat)
        return (ab, ab.monat.plus(monate).letzterTag)
    }

    init(_ form: FormData, als groesse: Parameter.Groesse, heute: Kalendertag) throws {
        var eingabe = Eingabe(form, Self.felder(groesse), heute: heute)
        let ab = eingabe.datum("gueltig_ab"), bis = eingabe.datum("gueltig_bis")
        let fundstelle = eingabe.text("fundstelle")
        beschluss = groesse.beschliesstAG ? AGBeschluss.lesen(&eingabe) : nil
        let werte = groesse.angaben.compactMap { eingabe.wert($0) }
        vorgang = try eingabe.vorgang()
        guard let ab, let fundstelle, eingabe.ohneFehler else { throw eingabe.formularfehler }
        stand = Standentwurf.datei(ab: ab, bis: bis, fundstelle: fundstelle, werte: werte)
    }

    /// Jeder Mangel an seinem Feld.
    static func fehler(_ maengel: Standentwurf.Maengel) -> Formularfehler {
        Formularfehler(maengel.fehler.map {
            Feldfehler($0.feld, grund: $0.grund.ohnePunkt, abhilfe: $0.abhilfe)
        })
    }
}

extension Eingabe {
    fileprivate mutating func wert(_ angabe: Parameterangabe) -> Standangaben.Feld? {
        if angabe.einheit == .euro {
            return betrag(angabe.feld).map { .init(pfad: angabe.pfad, wert: .betrag($0)) }
        }
        guard let text = text(angabe.feld) else { return nil }
        guard let zahl = angabe.einheit.zahl(text) else {
            melde(angabe.feld, grund: "„\(text.prefix(20))“ gilt hier nicht",
                  abhilfe: "Geben Sie \(angabe.einheit.erlaubt) an.")
            return nil
        }
        return .init(pfad: angabe.pfad, wert: .zahl(zahl))
    }
}

/// Ein neuer Stand aus einer Datei in der amtlichen Form.
struct StanddateiForm: Sendable {
    let stand: [UInt8]
    let vorgang: UUIDv7

    private static let hoechstens = 20_000

    static let felder = [
        Feld("datei", "Datei", .datei(annehmen: "application/json,.json"),
             hinweis: "Ein einzelner Stand (JSON)"),
    ]

    init(_ form: FormData, heute: Kalendertag) throws {
        var eingabe = Eingabe(form, Self.felder, heute: heute)
        let datei = eingabe.datei("datei")
        vorgang = try eingabe.vorgang()
        if let datei, datei.content.readableBytes > Self.hoechstens {
            eingabe.melde("datei", grund: "Die Datei ist größer als 20 KB",
                          abhilfe: "Ein Stand ist kleiner. Wählen Sie eine andere Datei.")
        }
        guard let datei, eingabe.ohneFehler else { throw eingabe.formularfehler }
        stand = Array(datei.content.readableBytesView)
    }

    /// Alle Mängel am einen Feld, jeder mit der Stelle in der Datei.
    static func fehler(_ maengel: Standentwurf.Maengel) -> Formularfehler {
        Formularfehler(maengel.fehler.map { mangel in
            let istStelle = mangel.feld.first?.isUppercase == true
            let wo = istStelle ? mangel.feld : "Feld „\(mangel.feld)“"
            return Feldfehler("datei", grund: "\(wo): \(mangel.grund.ohnePunkt)",
                              abhilfe: mangel.abhilfe)
        })
    }
}
