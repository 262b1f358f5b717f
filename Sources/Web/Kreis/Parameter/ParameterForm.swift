import Grundwerte
import Leistungsrecht
import NIOCore

/// Ein Entwurf als Text oder als Datei; die Datei geht vor.
struct ParameterForm: Sendable {
    let stand: [UInt8]
    let ausDatei: Bool
    let vorgang: UUIDv7

    static let felder = [
        Feld("stand", "Der neue Stand", .mehrzeilig,
             hinweis: "In der Form der amtlichen Dateien (JSON). Vorbelegt mit dem jüngsten Stand: "
                 + "Tragen Sie ein, was sich ändert, und die Fundstelle.",
             freiwillig: true, maximal: 20_000, breite: .voll),
        Feld("datei", "Oder eine Datei mit diesem Inhalt",
             .datei(annehmen: "application/json,.json"),
             hinweis: "Ist eine gewählt, zählt sie und nicht der Text.", freiwillig: true),
    ]

    init(_ form: FormData, heute: Kalendertag) throws {
        var eingabe = Eingabe(form, Self.felder, heute: heute)
        let datei = eingabe.datei("datei"), text = eingabe.text("stand")
        vorgang = try eingabe.vorgang()
        if datei == nil, text == nil {
            eingabe.melde("stand", grund: "fehlt noch",
                          abhilfe: "Füllen Sie das Feld aus oder wählen Sie eine Datei.")
        }
        if let datei, datei.content.readableBytes > 20_000 {
            eingabe.melde("datei", grund: "Die Datei ist größer als 20 KB",
                          abhilfe: "Ein Stand ist kleiner. Wählen Sie eine andere Datei.")
        }
        guard eingabe.ohneFehler else { throw eingabe.formularfehler }
        ausDatei = datei != nil
        stand = datei.map { Array($0.content.readableBytesView) } ?? Array((text ?? "").utf8)
    }

    /// Alle Mängel an dem Feld, aus dem der Entwurf kam.
    static func fehler(_ maengel: Standentwurf.Maengel, ausDatei: Bool) -> Formularfehler {
        Formularfehler(maengel.fehler.map { mangel in
            let istStelle = mangel.feld.first?.isUppercase == true
            let wo = istStelle ? mangel.feld : "Feld „\(mangel.feld)“"
            return Feldfehler(ausDatei ? "datei" : "stand",
                              grund: "\(wo): \(mangel.grund.ohnePunkt)", abhilfe: mangel.abhilfe)
        })
    }
}
