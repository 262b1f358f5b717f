import Crypto
import Grundwerte
import HTTPTypes
import Hummingbird
import Leistungsrecht
import NIOCore
import Platform

extension Fehlerbild {
    /// A refusal told to a program: what was wrong, in one sentence.
    static func schnittstelle(
        _ status: HTTPResponse.Status, _ grund: String, abhilfe: String = "",
        headers: HTTPFields = [:]
    ) -> Fehlerbild {
        Fehlerbild(status, titel: status.kind == .clientError ? "Diese Anfrage geht so nicht"
            : "Das ging nicht", grund: grund, abhilfe: abhilfe, headers: headers)
    }
}

extension Response {
    /// An answer of the JSON interface.
    static func json(_ wert: JSONWert, status: HTTPResponse.Status = .ok,
                     typ: String = "application/json") -> Response {
        Response(status: status, headers: [.contentType: typ, .cacheControl: "no-store"],
                 body: ResponseBody(byteBuffer: ByteBuffer(string: wert.json)))
    }

    /// RFC 9457, with the number under which the log knows the request.
    static func problem(_ bild: Fehlerbild, vorgang: UUIDv7) -> Response {
        let satz = bild.abhilfe.isEmpty ? bild.grund : "\(bild.grund) \(bild.abhilfe)"
        return .json(.objekt([
            ("type", .text("about:blank")), ("title", .text(bild.titel)),
            ("status", .zahl("\(bild.status.code)")), ("detail", .text(satz)),
            ("vorgang", .text(vorgang.description)),
        ]), status: bild.status, typ: "application/problem+json")
    }
}

/// The values of a JSON body, checked field by field.
struct Schnittstelleneingabe {
    private let werte: [String: JSONWert]

    private static let hoechstens = 65_536

    /// Refuses what is no JSON, lacks a field or has one that nobody asked for.
    init<Context>(_ request: Request, _ koerper: Schnittstellenweg<Context>.Koerper) async throws {
        guard case let .json(felder) = koerper else { preconditionFailure("Kein JSON verlangt.") }
        try request.verlange(typ: "application/json")
        var request = request
        let bytes = try await request.ganzerInhalt(bis: Self.hoechstens)
        let wert: JSONWert
        do { wert = try JSONLeser.lesen(bytes.readableBytesView) } catch {
            throw Fehlerbild.schnittstelle(.badRequest, error.description)
        }
        guard case .objekt = wert else {
            throw Fehlerbild.schnittstelle(.badRequest, "Erwartet wird ein Objekt.")
        }
        if let fremd = wert.felder.first(where: { eines in
            !felder.contains { $0.name == eines.schluessel }
        }) {
            throw Self.ungueltig(String(fremd.schluessel.prefix(40)), "gehört nicht dazu")
        }
        for feld in felder { try feld.pruefen(wert[feld.name]) }
        werte = Dictionary(uniqueKeysWithValues: wert.felder.map { ($0.schluessel, $0.wert) })
    }

    func text(_ name: String) throws -> String {
        guard let text = werte[name]?.alsText else { throw Self.ungueltig(name, "fehlt") }
        return text
    }

    func tag(_ name: String) throws -> Kalendertag {
        guard let tag = Kalendertag(try text(name)) else {
            throw Self.ungueltig(name, "ist kein Tag der Form JJJJ-MM-TT")
        }
        return tag
    }

    func kennung(_ name: String) throws -> UUIDv7 {
        guard let kennung = UUIDv7(try text(name)) else {
            throw Self.ungueltig(name, "ist keine Kennung")
        }
        return kennung
    }

    static func ungueltig(_ name: String, _ satz: String) -> Fehlerbild {
        .schnittstelle(.unprocessableContent, "„\(name)“ \(satz).")
    }
}

extension Schnittstellenweg.Eingabefeld {
    fileprivate func pruefen(_ wert: JSONWert?) throws {
        guard let text = wert?.alsText else {
            throw Schnittstelleneingabe.ungueltig(name, wert == nil ? "fehlt" : "ist kein Text")
        }
        let stimmt = switch art {
        case let .text(hoechstens):
            (1...hoechstens).contains(text.unicodeScalars.count)
                && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
                && text.contains { !$0.isWhitespace }
        case .tag: Kalendertag(text) != nil
        case .kennung: UUIDv7(text) != nil
        }
        guard stimmt else { throw Schnittstelleneingabe.ungueltig(name, art.regel) }
    }
}

extension Schnittstellenweg.Eingabefeld.Art {
    fileprivate var regel: String {
        switch self {
        case let .text(hoechstens): "ist leer, länger als \(hoechstens) Zeichen oder mehrzeilig"
        case .tag: "ist kein Tag der Form JJJJ-MM-TT"
        case .kennung: "ist keine Kennung"
        }
    }

    var schema: JSONWert {
        switch self {
        case let .text(hoechstens):
            .typ("string", [("minLength", .zahl("1")), ("maxLength", .zahl("\(hoechstens)"))])
        case .tag: .format("date")
        case .kennung: .format("uuid")
        }
    }
}

extension Request {
    func verlange(typ: String) throws {
        let angabe = headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard angabe.filter({ $0 != " " }) == typ else {
            throw Fehlerbild.schnittstelle(.unsupportedMediaType, "Erwartet wird \(typ).")
        }
    }

    /// The version that the caller has seen.
    func verlangteFassung() throws -> Int {
        guard let marke = headers[.ifMatch] else {
            throw Fehlerbild.schnittstelle(
                .preconditionRequired, "If-Match fehlt.",
                abhilfe: "Lesen Sie den Eintrag und senden Sie seinen ETag mit.")
        }
        guard marke.first == "\"", marke.last == "\"", marke.count > 2,
              let fassung = Int(marke.dropFirst().dropLast()) else {
            throw Fehlerbild.schnittstelle(.badRequest, "If-Match nennt keine Fassung.")
        }
        return fassung
    }

    /// The key under which a request is known, of this caller alone: the same text from another
    /// integration is another request.
    func vorgang(von wem: User.ID) throws -> UUIDv7 {
        guard let schluessel = headers[.idempotencyKey], (1...255).contains(schluessel.utf8.count)
        else {
            throw Fehlerbild.schnittstelle(
                .badRequest, "Idempotency-Key fehlt oder ist länger als 255 Zeichen.",
                abhilfe: "Senden Sie mit jedem Auftrag einen eigenen Text, etwa eine UUID, und "
                    + "wiederholen Sie ihn nur für denselben.")
        }
        let summe = SHA256.hash(data: Array("\(wem)|\(schluessel)".utf8))
        let worte = Array(summe.prefix(16)).map(UInt64.init)
        return UUIDv7(oben: worte[..<8].reduce(0) { $0 << 8 | $1 },
                      unten: worte[8...].reduce(0) { $0 << 8 | $1 })
    }
}
