import Grundwerte
import Kommune
import Platform

/// Woran, wann und wen erinnert werden soll.
struct WiedervorlageForm: Sendable {
    let text: String
    let faellig: Kalendertag
    let fuer: User.ID
    let vorgang: UUIDv7

    /// `texte` bietet das Formular an; zu ihnen gehört ein Tag, wenn keiner dabeisteht.
    static func felder(_ texte: [Vorlagetext], _ kollegen: [User]) -> [Feld] {
        [
            Feld("text", "Was ist zu tun?", maximal: 500, breite: .voll, fokus: true,
                 vorschlaege: texte.map(\.text)),
            Feld("faellig", "Fällig am", .datum,
                 hinweis: "Auch 1.3., heute, +14. Leer: wie beim vorgeschlagenen Text üblich",
                 freiwillig: true),
            Feld("fuer", "Für", .auswahl(kollegen.map { Option("\($0.id)", $0.name) })),
        ]
    }

    init(_ form: FormData, texte: [Vorlagetext], kollegen: [User], heute: Kalendertag) throws {
        var e = Eingabe(form, Self.felder(texte, kollegen), heute: heute)
        let text = e.text("text"), fuer = e.auswahl("fuer").flatMap(User.ID.init)
        var faellig = e.datum("faellig")
        if !e.istAusgefuellt("faellig") {
            faellig = texte.first { $0.text == text }.map { heute.plus(tage: $0.tage) }
            if faellig == nil {
                e.melde("faellig", grund: "fehlt noch",
                        abhilfe: "Nur zu den vorgeschlagenen Texten gehört ein üblicher Tag.")
            }
        }
        if let faellig { Self.pruefen(faellig, &e) }
        guard let text, let faellig, let fuer, e.ohneFehler else { throw e.formularfehler }
        (self.text, self.faellig, self.fuer, vorgang) = (text, faellig, fuer, try e.vorgang())
    }

    static func pruefen(_ faellig: Kalendertag, _ e: inout Eingabe) {
        if faellig < e.heute {
            e.melde("faellig", grund: "liegt in der Vergangenheit",
                    abhilfe: "Wählen Sie heute oder später.")
        }
        if faellig > e.heute.plus(monate: 120) {
            e.melde("faellig", grund: "liegt mehr als zehn Jahre entfernt",
                    abhilfe: "Prüfen Sie das Jahr.")
        }
    }
}

/// Was mit einer oder mehreren Wiedervorlagen geschehen soll.
struct VorlageaktionForm: Sendable {
    enum Art: String, Auswaehlbar {
        case erledigen, verschieben, uebergeben

        var bezeichnung: String {
            switch self {
            case .erledigen: "Erledigt"
            case .verschieben: "Auf einen anderen Tag verschieben"
            case .uebergeben: "An jemand anderen übergeben"
            }
        }
    }

    let aktion: Vorlageaktion
    let notiz: String
    let vorgang: UUIDv7

    /// `art` ist vorgewählt; die Schreibmarke steht auf dem Feld, das sie verlangt.
    static func felder(_ kollegen: [User], fokus art: Art? = nil) -> [Feld] {
        [
            Feld("aktion", "Was soll geschehen?", .eine(Option.alle(Art.self)),
                 fokus: art == .erledigen),
            Feld("faellig", "Neuer Tag", .datum,
                 hinweis: "Beim Verschieben: auch 1.3., heute, +14", freiwillig: true,
                 fokus: art == .verschieben),
            Feld("fuer", "Neue Zuständigkeit",
                 .auswahl(kollegen.map { Option("\($0.id)", $0.name) }),
                 hinweis: "Beim Übergeben", freiwillig: true, fokus: art == .uebergeben),
            Feld("notiz", "Notiz", hinweis: "Steht im Verlauf des Falls", freiwillig: true,
                 maximal: 300, breite: .voll),
        ]
    }

    init(_ form: FormData, kollegen: [User], heute: Kalendertag) throws {
        var e = Eingabe(form, Self.felder(kollegen), heute: heute)
        let art = e.auswahl("aktion", als: Art.self)
        let aktion = art.flatMap { Self.aktion($0, &e, kollegen) }
        let notiz = e.text("notiz") ?? ""
        guard let aktion, e.ohneFehler else { throw e.formularfehler }
        (self.aktion, self.notiz, vorgang) = (aktion, notiz, try e.vorgang())
    }

    private static func aktion(
        _ art: Art, _ e: inout Eingabe, _ kollegen: [User]
    ) -> Vorlageaktion? {
        switch art {
        case .erledigen: return .erledigen
        case .verschieben:
            guard let tag = e.datum("faellig") else {
                e.melde("faellig", grund: "fehlt noch",
                        abhilfe: "Sagen Sie, auf welchen Tag verschoben werden soll.")
                return nil
            }
            WiedervorlageForm.pruefen(tag, &e)
            return .verschieben(auf: tag)
        case .uebergeben:
            let wer = e.auswahl("fuer").flatMap(User.ID.init)
            guard let wer, let kollege = kollegen.first(where: { $0.id == wer }) else {
                e.melde("fuer", grund: "noch keine Auswahl",
                        abhilfe: "Sagen Sie, an wen übergeben werden soll.")
                return nil
            }
            return .uebergeben(an: wer, name: kollege.name)
        }
    }
}

extension Wiedervorlage.Gewaehlt {
    /// `ID.FASSUNG`, wie die Kästchen der Liste sie senden.
    init?(_ text: String) {
        let teile = text.split(separator: ".")
        guard teile.count == 2, let id = Wiedervorlage.ID(String(teile[0])),
              let fassung = Int(teile[1]) else { return nil }
        self.init(id, fassung: fassung)
    }

    static func wert(_ vorlage: Wiedervorlage) -> String { "\(vorlage.id).\(vorlage.fassung)" }
}
