import Grundwerte
import HTTPTypes
import Hummingbird
import Leistungsrecht
import Platform

/// Where the interface is at home: it notes what a program reads, before the answer leaves.
protocol Schnittstellenkontext: WebContext {
    /// `kennungen` name what the answer shows.
    func vermerkeAbruf(_ endpunkt: Endpunkt, _ kennungen: [UUIDv7]) async throws
}

/// One address of the JSON interface with everything that is to be known of it: router, door and
/// the published OpenAPI document are made from the same value and cannot disagree.
struct Schnittstellenweg<Context: Schnittstellenkontext>: Sendable {
    /// A field of a JSON body.
    struct Eingabefeld: Sendable {
        enum Art: Sendable { case text(hoechstens: Int), tag, kennung }

        let name: String
        let art: Art
        let satz: String
    }

    /// What a request carries.
    enum Koerper: Sendable {
        case keiner
        case json([Eingabefeld])
        /// A file of the bank.
        case xml
    }

    /// A choice in the query.
    struct Auswahl: Sendable {
        let name: String
        let satz: String
        let werte: [String]
    }

    /// What the answer holds.
    struct Antwort: Sendable {
        enum Art: Sendable { case eines, blatt, angelegt, nichts }

        let art: Art
        /// Name and schema of the thing; nil where there is none.
        let ding: (name: String, schema: JSONWert)?
        let mitFassung: Bool
    }

    let endpunkt: Endpunkt
    let satz: String
    var auswahl: Auswahl?
    var koerper: Koerper = .keiner
    let antwort: Antwort
    /// Asks for `If-Match`: nobody overwrites what he has not seen.
    var verlangtFassung = false
    /// Asks for `Idempotency-Key`: sent twice, it happens once.
    var verlangtSchluessel = false
    let tun: @Sendable (Request, Context) async throws -> Response

    func add(to group: RouterGroup<Context>) {
        group.on(RouterPath(endpunkt.pfad), method: endpunkt.method, use: tun)
    }
}

extension Schnittstellenweg {
    /// A list, page by page.
    static func liste<Wert: Sendable>(
        _ pfad: String, _ recht: Permission, _ satz: String, als ding: Ressource<Wert>,
        auswahl: Auswahl? = nil,
        _ laden: @escaping @Sendable (Context, Blatt, _ auswahl: String?) async throws -> [Wert]
    ) -> Schnittstellenweg {
        let endpunkt = Endpunkt.get(pfad, recht)
        return Schnittstellenweg(
            endpunkt: endpunkt, satz: satz, auswahl: auswahl,
            antwort: Antwort(art: .blatt, ding: (ding.name, ding.schema), mitFassung: false)
        ) { request, context in
            let abfrage = try request.abfrage()
            let blatt = try Blatt(abfrage)
            let wahl = try auswahl.flatMap { try $0.lies(abfrage) }
            let werte = try await laden(context, blatt, wahl)
            let gezeigt = werte.prefix(blatt.anzahl)
            try await context.vermerkeAbruf(endpunkt, gezeigt.map(ding.kennung))
            let weiter = werte.count > blatt.anzahl ? gezeigt.last.map(ding.kennung) : nil
            return .json(.objekt([
                ("eintraege", .liste(gezeigt.map(ding.json))),
                ("naechste", weiter.map { JSONWert.text($0.description) } ?? .null),
            ]))
        }
    }

    /// One thing by its id; with a version, if it has one.
    static func eines<Wert: Sendable>(
        _ pfad: String, _ recht: Permission, _ satz: String, als ding: Ressource<Wert>,
        _ laden: @escaping @Sendable (Context, UUIDv7) async throws -> Wert?
    ) -> Schnittstellenweg {
        let endpunkt = Endpunkt.get(pfad, recht)
        return Schnittstellenweg(
            endpunkt: endpunkt, satz: satz,
            antwort: Antwort(art: .eines, ding: (ding.name, ding.schema),
                             mitFassung: ding.fassung != nil)
        ) { request, context in
            guard let wert = try await laden(context, try context.kennung()) else {
                throw Fehlerbild.nichtGefunden()
            }
            let marke = ding.fassung.map { "\"\($0(wert))\"" }
            let bekannt = marke != nil && request.headers[.ifNoneMatch] == marke
            if !bekannt { try await context.vermerkeAbruf(endpunkt, [ding.kennung(wert)]) }
            var response = bekannt ? Response(status: .notModified)
                : Response.json(ding.json(wert))
            if let marke { response.headers[.eTag] = marke }
            return response
        }
    }
}

extension Schnittstellenweg.Auswahl {
    fileprivate func lies(_ abfrage: FormData) throws -> String? {
        guard let wert = abfrage[name] else { return nil }
        guard werte.contains(wert) else {
            throw Fehlerbild.schnittstelle(
                .badRequest, "„\(name)“ kennt nur \(werte.joined(separator: ", ")).")
        }
        return wert
    }
}

extension Blatt {
    /// `?anzahl=50&nach=…`
    fileprivate init(_ abfrage: FormData) throws {
        let nach = abfrage["nach"].map(UUIDv7.init)
        if case .some(nil) = nach {
            throw Fehlerbild.schnittstelle(.badRequest, "„nach“ ist keine Kennung.")
        }
        let anzahl = abfrage["anzahl"].map { Int($0) } ?? 50
        guard let anzahl, (1...Blatt.hoechstens).contains(anzahl),
              abfrage["anzahl"].map({ $0.utf8.allSatisfy { (48...57).contains($0) } }) ?? true
        else {
            throw Fehlerbild.schnittstelle(
                .badRequest, "„anzahl“ ist eine Zahl von 1 bis \(Blatt.hoechstens).")
        }
        self.init(nach: nach ?? nil, anzahl: anzahl)
    }
}

extension RequestContext {
    /// The id in the path; what is none is not found.
    func kennung() throws -> UUIDv7 {
        guard let id = parameters.get("id").flatMap(UUIDv7.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }
}
