import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Was eine Schnittstelle in einer Kommune lesen und tun kann.
enum Kommunenwege {
    typealias Weg = Schnittstellenweg<MandantContext>

    static let alle: [Weg] = [
        faelle, fall, mitglieder, bescheide, zahlungen, zahlung, behandlungsscheine,
        rueckforderungen, widersprueche, wiedervorlagen, wiedervorlage, neueVorlage, erledigung,
    ]

    private static let faelle = Weg.liste(
        "faelle", .fallLesen, "Alle Fälle", als: Ressource<Fall.Eintrag>.fall
    ) { context, blatt, _ in
        try await context.read(.fallLesen) { try Fall.Eintrag.blatt(blatt, in: $0) }
    }

    private static let fall = Weg.eines(
        "faelle/{id}", .fallLesen, "Ein Fall mit seiner Fassung", als: Ressource<Fallkarte>.akte
    ) { context, id in
        try await context.read(.fallLesen) { try Fallkarte.laden(.init(id), in: $0) }
    }

    private static let mitglieder = Weg(
        endpunkt: .get("faelle/{id}/personen", .fallLesen), satz: "Wer heute zum Haushalt zählt",
        antwort: .init(art: .blatt, ding: (person.name, person.schema), mitFassung: false),
        tun: personen)

    private static let bescheide = Weg.liste(
        "bescheide", .fallLesen, "Alle Bescheide", als: Ressource<Bescheid>.bescheid
    ) { context, blatt, _ in
        try await context.read(.fallLesen) { try Bescheid.blatt(blatt, in: $0) }
    }

    private static let zustand = Weg.Auswahl(
        name: "zustand", satz: "Nur Zahlungen in diesem Zustand",
        werte: Zahlung.Zustand.allCases.map(\.rawValue))

    private static let zahlungen = Weg.liste(
        "zahlungen", .zahlungLesen, "Alle Zahlungen", als: Ressource<Zahlung>.zahlung,
        auswahl: zustand
    ) { context, blatt, zustand in
        let zustand = zustand.flatMap(Zahlung.Zustand.init(rawValue:))
        return try await context.read(.zahlungLesen) {
            try Zahlung.blatt(blatt, zustand: zustand, in: $0)
        }
    }

    private static let zahlung = Weg.eines(
        "zahlungen/{id}", .zahlungLesen, "Eine Zahlung und ihr Stand",
        als: Ressource<Zahlung>.zahlung
    ) { context, id in
        try await context.read(.zahlungLesen) { try Zahlung.laden(.init(id), in: $0) }
    }

    private static let behandlungsscheine = Weg.liste(
        "behandlungsscheine", .krankenhilfeLesen, "Alle Behandlungsscheine",
        als: Ressource<Behandlungsschein>.behandlungsschein
    ) { context, blatt, _ in
        try await context.read(.krankenhilfeLesen) { try Behandlungsschein.blatt(blatt, in: $0) }
    }

    private static let rueckforderungen = Weg.liste(
        "rueckforderungen", .rueckforderungLesen, "Alle Rückforderungen",
        als: Ressource<Rueckforderung.Eintrag>.rueckforderung
    ) { context, blatt, _ in
        try await context.read(.rueckforderungLesen) { try Rueckforderung.blatt(blatt, in: $0) }
    }

    private static let widersprueche = Weg.liste(
        "widersprueche", .fallLesen, "Alle Widersprüche", als: Ressource<Widerspruch>.widerspruch
    ) { context, blatt, _ in
        try await context.read(.fallLesen) { try Widerspruch.blatt(blatt, in: $0) }
    }

    private static let wiedervorlagen = Weg.liste(
        "wiedervorlagen", .wiedervorlageBearbeiten, "Offene Wiedervorlagen",
        als: Ressource<Wiedervorlage>.wiedervorlage
    ) { context, blatt, _ in
        try await context.read(.wiedervorlageBearbeiten) { try Wiedervorlage.blatt(blatt, in: $0) }
    }

    private static let wiedervorlage = Weg.eines(
        "wiedervorlagen/{id}", .wiedervorlageBearbeiten,
        "Eine offene Wiedervorlage mit ihrer Fassung", als: Ressource<Wiedervorlage>.wiedervorlage
    ) { context, id in
        try await context.read(.wiedervorlageBearbeiten) {
            try Wiedervorlage.laden(.init(id), in: $0)
        }
    }

    private static let person = Ressource<Fallmitglied>.mitglied

    private static let vorlage: Weg.Koerper = .json([
        .init(name: "fall", art: .kennung, satz: "Kennung des Falls"),
        .init(name: "faellig", art: .tag, satz: "Heute oder später, höchstens in zehn Jahren"),
        .init(name: "text", art: .text(hoechstens: 500), satz: "Was zu tun ist"),
    ])

    private static let neueVorlage = Weg(
        endpunkt: .post("wiedervorlagen", .wiedervorlageBearbeiten),
        satz: "Der Sachbearbeitung eines Falls etwas vorlegen, etwa eine eingegangene Unterlage",
        koerper: vorlage, antwort: .init(art: .angelegt, ding: nil, mitFassung: false),
        verlangtSchluessel: true, tun: vorlegen)

    private static let erledigung = Weg(
        endpunkt: .post("wiedervorlagen/{id}/erledigung", .wiedervorlageBearbeiten),
        satz: "Eine Wiedervorlage erledigen, die seit dem Lesen niemand geändert hat",
        antwort: .init(art: .nichts, ding: nil, mitFassung: false), verlangtFassung: true,
        tun: erledigen)

    private static func personen(_ request: Request, _ context: MandantContext) async throws
        -> Response {
        let id = Fall.ID(try context.kennung()), heute = context.heute
        let mitglieder = try await context.read(.fallLesen) { session in
            guard try Fall.laden(id, in: session) != nil else { throw Hindernis.nichtGefunden }
            return try Fallmitglied.alle(zu: id, am: heute, in: session)
        }
        try await context.vermerkeAbruf(Self.mitglieder.endpunkt, [id.uuid])
        return .json(.objekt([
            ("eintraege", .liste(mitglieder.map(person.json))), ("naechste", .null),
        ]))
    }

    private static func vorlegen(_ request: Request, _ context: MandantContext) async throws
        -> Response {
        let vorgang = try request.vorgang(von: context.benutzer)
        let eingabe = try await Schnittstelleneingabe(request, vorlage)
        let fall = Fall.ID(try eingabe.kennung("fall")), faellig = try eingabe.tag("faellig")
        let text = try eingabe.text("text"), heute = context.heute
        guard faellig >= heute, faellig <= heute.plus(monate: 120) else {
            throw Schnittstelleneingabe.ungueltig(
                "faellig", "liegt in der Vergangenheit oder mehr als zehn Jahre entfernt")
        }
        let id = try await context.write(.wiedervorlageBearbeiten) { session in
            try session.einmal(vorgang) {
                try Einschraenkung.verlangeFrei(fall.uuid, in: session)
                return try Wiedervorlage.anlegen(text, zu: fall, faellig: faellig, quelle: .selbst,
                                          in: session).description
            }
        }
        return .angelegt(id, unter: "/api/v1/m/\(context.mandant.kuerzel)/wiedervorlagen/\(id)")
    }

    private static func erledigen(_ request: Request, _ context: MandantContext) async throws
        -> Response {
        let id = Wiedervorlage.ID(try context.kennung())
        let fassung = try request.verlangteFassung()
        try await context.write(.wiedervorlageBearbeiten) { session in
            try Einschraenkung.verlangeFrei(id.uuid, in: session)
            let ergebnis = try Wiedervorlage.ausfuehren(
                .erledigen, auf: [.init(id, fassung: fassung)], in: session)
            if ergebnis.unbekannt > 0 { throw Hindernis.nichtGefunden }
            if let offen = ergebnis.offen.first {
                throw Fehlerbild.schnittstelle(.preconditionFailed, offen.hindernis.satz)
            }
        }
        return Response(status: .noContent)
    }
}

extension Response {
    /// What was made: its id and where it is.
    static func angelegt(_ id: String, unter ort: String) -> Response {
        var response = json(.objekt([("id", .text(id))]), status: .created)
        response.headers[.location] = ort
        return response
    }
}
