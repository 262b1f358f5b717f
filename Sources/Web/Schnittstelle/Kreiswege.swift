import Grundwerte
import HTTPTypes
import Hummingbird
import Kreis
import NIOCore
import Platform
import Uebergabe

/// Was eine Schnittstelle im Kreis lesen und tun kann.
enum Kreiswege {
    typealias Weg = Schnittstellenweg<KreisContext>

    static let alle: [Weg] = [
        kommunen, zahllaeufe, zahllauf, erstattungen, erstattung, bankdatei, neueBankdatei,
    ]

    /// Das Programm führt die Kommunen im Gedächtnis; ihre Folge ist die der Kennungen.
    private static let kommunen = Weg.liste(
        "kommunen", .mandantLesen, "Die Kommunen des Verbunds", als: Ressource<Mandant>.kommune
    ) { context, blatt, _ in
        try context.akteur.verlange(.mandantLesen)
        let alle = try await context.services.registry.all().sorted { $0.id < $1.id }
        let nach = blatt.nach.map(Mandant.ID.init)
        return Array(alle.drop { eine in nach.map { eine.id <= $0 } ?? false }
            .prefix(blatt.grenze))
    }

    private static let zahllaeufe = Weg.liste(
        "zahllaeufe", .zahllaufLesen, "Alle Zahlläufe", als: Ressource<Zahllauf>.zahllauf
    ) { context, blatt, _ in
        try await context.read(.kasse, .zahllaufLesen) { try Zahllauf.blatt(blatt, in: $0) }
    }

    private static let zahllauf = Weg.eines(
        "zahllaeufe/{id}", .zahllaufLesen, "Ein Zahllauf und sein Stand",
        als: Ressource<Zahllauf>.zahllauf
    ) { context, id in
        try await context.read(.kasse, .zahllaufLesen) { try Zahllauf.laden(.init(id), in: $0) }
    }

    private static let erstattungen = Weg.liste(
        "erstattungen", .erstattungLesen, "Alle Erstattungsanforderungen",
        als: Ressource<Erstattung>.erstattung
    ) { context, blatt, _ in
        try await context.read(.abrechnung, .erstattungLesen) {
            try Erstattung.blatt(blatt, in: $0)
        }
    }

    private static let erstattung = Weg.eines(
        "erstattungen/{id}", .erstattungLesen, "Eine Erstattungsanforderung",
        als: Ressource<Erstattung>.erstattung
    ) { context, id in
        try await context.read(.abrechnung, .erstattungLesen) {
            try Erstattung.laden(.init(id), in: $0)
        }
    }

    private static let bankdatei = Weg.eines(
        "bankdateien/{id}", .bankLesen, "Eine Datei der Bank und ob sie gebucht ist",
        als: Ressource<Bankdatei>.bankdatei
    ) { context, id in
        try await context.read(.kasse, .bankLesen) { try Bankdatei.laden(.init(id), in: $0) }
    }

    private static let neueBankdatei = Weg(
        endpunkt: .post("bankdateien", .bankEinlesen),
        satz: "Einen Kontoauszug (camt.05x) oder Statusbericht (pain.002) einliefern; dieselbe "
            + "Datei wird nur einmal gebucht",
        koerper: .xml, antwort: .init(art: .angelegt, ding: nil, mitFassung: false),
        tun: einliefern)

    private static let hoechstens = 32 << 20

    private static func einliefern(_ request: Request, _ context: KreisContext) async throws
        -> Response {
        try request.verlange(typ: "application/xml")
        var request = request
        let bytes = Array(try await request.ganzerInhalt(bis: hoechstens).readableBytesView)
        let id = try await context.write(.kasse, .bankEinlesen) { session in
            try Bankdatei.annehmen(name: "Schnittstelle", bytes: bytes, in: session).description
        }
        return .angelegt(id, unter: "/api/v1/kreis/bankdateien/\(id)")
    }
}

extension Zahllauf.Zustand: Darstellbar {}

extension Ressource where Wert == Mandant {
    static var kommune: Ressource {
        Ressource("Kommune", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("kuerzel", "Kürzel in den Adressen", \.kuerzel),
            .feld("bezeichnung", "Wie sie zeichnet", \.bezeichnung),
            .feld("ags", "Amtlicher Gemeindeschlüssel", \.ags),
            .feld("aktiv_ab", "Arbeitet mit dem Programm seit", \.aktivAb),
            .feld("aktiv_bis", "und bis", \.aktivBis),
        ])
    }
}

extension Ressource where Wert == Zahllauf {
    static var zahllauf: Ressource {
        Ressource("Zahllauf", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("nummer", "Nummer, je Jahr fortlaufend", \.nummer),
            .feld("zahlweg", "Wie gezahlt wird", \.zahlweg),
            .feld("ausfuehrungstag", "Wann die Bank ausführt", \.ausfuehrungstag),
            .feld("zustand", "Wo der Lauf steht", \.zustand),
            .feld("anzahl", "Wie viele Zahlungen", \.anzahl),
            .feld("summe", "Summe in Euro", \.summe),
            .feld("nachricht", "MsgId der Datei", \.msgId),
            .feld("sha256", "Prüfsumme der Datei", \.pruefsumme),
        ])
    }
}

extension Ressource where Wert == Erstattung {
    static var erstattung: Ressource {
        Ressource("Erstattung", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("kommune", "Kennung der Kommune", \.mandant),
            .feld("monat", "Für welchen Monat", \.monat),
            .feld("nummer", "Nummer, je Jahr lückenlos", \.nummer),
            .feld("kassenzeichen", "Kassenzeichen", \.kassenzeichen),
            .feld("gezahlt", "Was der Kreis für die Kommune zahlte", \.gezahlt),
            .feld("ruecklauf", "Was zurückkam, nie positiv", \.ruecklauf),
            .feld("rueckforderung", "Eingänge auf Rückforderungen, nie positiv", \.rueckforderung),
            .feld("summe", "Was die Kommune erstattet", \.summe),
            .feld("faellig", "Fällig am", \.faellig),
            .feld("offen", "Was davon noch offen ist; negativ: Guthaben", \.offen),
            .feld("abgeschlossen_am", "Seither unveränderlich", \.abgeschlossenAm),
        ])
    }
}

extension Ressource where Wert == Bankdatei {
    static var bankdatei: Ressource {
        Ressource("Bankdatei", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("art", "Kontoauszug oder Statusbericht", \.art.rawValue),
            .feld("zustand", "angenommen, gebucht oder abgelehnt", \.zustand.rawValue),
            .feld("grund", "Warum nichts aus ihr gebucht ist, sonst leer", \.grund),
            .feld("bytes", "Größe", \.bytes),
            .feld("eingelesen_am", "Eingelesen am", \.eingelesenAm),
        ])
    }
}
