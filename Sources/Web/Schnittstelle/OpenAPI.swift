import HTTPTypes
import Leistungsrecht
import Platform

/// The OpenAPI 3.1 document, made from the table that the router uses.
struct OpenAPI: Sendable {
    let kreis: String

    var dokument: JSONWert {
        .objekt([
            ("openapi", .text("3.1.0")),
            ("info", .objekt([
                ("title", .text("Mandat, Schnittstelle \(kreis)")), ("version", .text("1")),
                ("description", .text("Jeder Zugang gehört einer Kommune oder dem Kreis und darf "
                    + "nur, was ihm gegeben ist. Beträge stehen als Text in Euro. Wer sehr viel "
                    + "auf einmal fragt, bekommt 429 mit Retry-After.")),
            ])),
            ("security", .liste([.objekt([("zugang", .liste([]))])])),
            ("paths", .objekt(pfade)),
            ("components", .objekt([
                ("securitySchemes", .objekt([("zugang", .objekt([
                    ("type", .text("http")), ("scheme", .text("bearer")),
                    ("description", .text("Der Schlüssel beginnt mit „mandat_“ und ist nur einmal "
                        + "zu sehen: in einer Kommune für deren Leitung, wenn sie den Zugang "
                        + "bestätigt, im Kreis beim Anlegen. Er gilt höchstens ein Jahr.")),
                ]))])),
                ("schemas", .objekt(schemata)),
            ])),
        ])
    }

    private var pfade: [(schluessel: String, wert: JSONWert)] {
        let wege = Kommunenwege.alle.map { Wegbeschreibung(SchnittstelleRoutes.kommune, $0) }
            + Kreiswege.alle.map { Wegbeschreibung(SchnittstelleRoutes.kreis, $0) }
        var folge: [String] = []
        var je: [String: [(schluessel: String, wert: JSONWert)]] = [:]
        for weg in wege {
            if je[weg.pfad] == nil { folge.append(weg.pfad) }
            je[weg.pfad, default: []].append((weg.methode, weg.json))
        }
        return folge.map { ($0, .objekt(je[$0] ?? [])) }
    }

    private var schemata: [(schluessel: String, wert: JSONWert)] {
        let dinge = Kommunenwege.alle.compactMap(\.antwort.ding)
            + Kreiswege.alle.compactMap(\.antwort.ding)
        var schemata: [(schluessel: String, wert: JSONWert)] = [("Problem", Self.problem)]
        for ding in dinge where !schemata.contains(where: { $0.schluessel == ding.name }) {
            schemata.append((ding.name, ding.schema))
        }
        return schemata
    }

    private static let problem: JSONWert = .typ("object", [
        ("required", .liste(["type", "title", "status", "detail", "vorgang"].map { .text($0) })),
        ("properties", .objekt([
            ("type", .typ("string")), ("title", .typ("string")), ("status", .typ("integer")),
            ("detail", .typ("string")), ("vorgang", .format("uuid")),
        ])),
    ])
}

/// One address as OpenAPI says it.
private struct Wegbeschreibung {
    let pfad: String
    let methode: String
    let json: JSONWert

    init<Context>(_ vorsatz: String, _ weg: Schnittstellenweg<Context>) {
        pfad = "\(vorsatz)/\(weg.endpunkt.pfad)"
        methode = weg.endpunkt.method.rawValue.lowercased()
        var felder: [(schluessel: String, wert: JSONWert)] = [
            ("summary", .text(weg.satz)),
            ("description", .text("Braucht das Recht "
                + weg.endpunkt.rechte.map(\.rawValue).joined(separator: " oder ") + ".")),
            ("operationId", .text(Self.name(methode, pfad))),
            ("parameters", .liste(Self.parameter(pfad, weg))),
        ]
        if let koerper = Self.koerper(weg.koerper) { felder.append(("requestBody", koerper)) }
        felder.append(("responses", .objekt(Self.antworten(weg.antwort))))
        json = .objekt(felder)
    }

    private static func name(_ methode: String, _ pfad: String) -> String {
        methode + "_" + pfad.split(separator: "/").dropFirst(2)
            .map { $0.filter { $0 != "{" && $0 != "}" } }.joined(separator: "_")
    }

    private static func parameter<Context>(
        _ pfad: String, _ weg: Schnittstellenweg<Context>
    ) -> [JSONWert] {
        var parameter = pfad.split(separator: "/").filter { $0.hasPrefix("{") }.map { teil in
            let name = String(teil.dropFirst().dropLast())
            return eines(name, "path", name == "kuerzel" ? "Kürzel der Kommune" : "Kennung",
                         name == "kuerzel" ? .typ("string") : .format("uuid"))
        }
        if weg.antwort.art == .blatt, !weg.endpunkt.pfad.contains("{") {
            parameter += [
                eines("anzahl", "query", "Einträge je Blatt", .typ("integer", [
                    ("minimum", .zahl("1")), ("maximum", .zahl("\(Blatt.hoechstens)")),
                    ("default", .zahl("50"))]), pflicht: false),
                eines("nach", "query", "Was nach dieser Kennung kommt; steht als „naechste“ im "
                    + "Blatt davor", .format("uuid"), pflicht: false),
            ]
        }
        if let auswahl = weg.auswahl {
            parameter.append(eines(auswahl.name, "query", auswahl.satz, .typ("string", [
                ("enum", .liste(auswahl.werte.map { .text($0) }))]), pflicht: false))
        }
        if weg.verlangtFassung {
            parameter.append(eines("If-Match", "header", "Der ETag, den Sie gelesen haben",
                                   .typ("string", [("pattern", .text("^\"[0-9]{1,9}\"$"))])))
        }
        if weg.verlangtSchluessel {
            parameter.append(eines("Idempotency-Key", "header", "Ein eigener Text je Auftrag",
                                   .typ("string", [("minLength", .zahl("1")),
                                                   ("maxLength", .zahl("255"))])))
        }
        return parameter
    }

    private static func eines(_ name: String, _ ort: String, _ satz: String, _ schema: JSONWert,
                              pflicht: Bool = true) -> JSONWert {
        .objekt([("name", .text(name)), ("in", .text(ort)), ("required", .wahrheit(pflicht)),
                 ("description", .text(satz)), ("schema", schema)])
    }

    private static func koerper<Context>(_ koerper: Schnittstellenweg<Context>.Koerper)
        -> JSONWert? {
        switch koerper {
        case .keiner: return nil
        case .xml: return inhalt("application/xml", .typ("string"))
        case let .json(felder):
            let namen = felder.map { JSONWert.text($0.name) }
            let schemata = felder.map { feld -> (schluessel: String, wert: JSONWert) in
                let satz = [(schluessel: "description", wert: JSONWert.text(feld.satz))]
                return (feld.name, .objekt(satz + feld.art.schema.felder))
            }
            return inhalt("application/json", .typ("object", [
                ("required", .liste(namen)), ("additionalProperties", .wahrheit(false)),
                ("properties", .objekt(schemata)),
            ]))
        }
    }

    private static func inhalt(_ typ: String, _ schema: JSONWert) -> JSONWert {
        .objekt([("required", .wahrheit(true)),
                 ("content", .objekt([(typ, .objekt([("schema", schema)]))]))])
    }

    private static func antworten<Context>(_ antwort: Schnittstellenweg<Context>.Antwort)
        -> [(schluessel: String, wert: JSONWert)] {
        let ding = antwort.ding.map { ding in
            JSONWert.objekt([("$ref", .text("#/components/schemas/\(ding.name)"))])
        } ?? .null
        let problem = inhalt("Abgewiesen, mit Grund und Abhilfe", "application/problem+json",
                             .objekt([("$ref", .text("#/components/schemas/Problem"))]))
        return gut(antwort, ding) + [("default", problem)]
    }

    private static func gut<Context>(
        _ antwort: Schnittstellenweg<Context>.Antwort, _ ding: JSONWert
    ) -> [(schluessel: String, wert: JSONWert)] {
        switch antwort.art {
        case .eines where antwort.mitFassung:
            return [
                ("200", inhalt("Der Eintrag", "application/json", ding,
                               koepfe: [("ETag", "Seine Fassung")])),
                ("304", .objekt([("description", .text("Unverändert"))])),
            ]
        case .eines: return [("200", inhalt("Der Eintrag", "application/json", ding))]
        case .blatt: return [("200", inhalt("Ein Blatt", "application/json", blatt(ding)))]
        case .angelegt:
            let kennung = JSONWert.typ("object", [
                ("required", .liste([.text("id")])),
                ("properties", .objekt([("id", .format("uuid"))])),
            ])
            return [("201", inhalt("Angelegt", "application/json", kennung,
                                   koepfe: [("Location", "Wo es steht")]))]
        case .nichts: return [("204", .objekt([("description", .text("Getan"))]))]
        }
    }

    private static func blatt(_ ding: JSONWert) -> JSONWert {
        let naechste = JSONWert.objekt([("anyOf", .liste([.format("uuid"), .typ("null")]))])
        return .typ("object", [
            ("required", .liste([.text("eintraege"), .text("naechste")])),
            ("properties", .objekt([
                ("eintraege", .typ("array", [("items", ding)])), ("naechste", naechste),
            ])),
        ])
    }

    private static func inhalt(_ satz: String, _ typ: String, _ schema: JSONWert,
                               koepfe: [(String, String)] = []) -> JSONWert {
        var felder: [(schluessel: String, wert: JSONWert)] = [("description", .text(satz))]
        if !koepfe.isEmpty {
            felder.append(("headers", .objekt(koepfe.map { name, satz in
                (name, .objekt([("description", .text(satz)), ("schema", .typ("string"))]))
            })))
        }
        felder.append(("content", .objekt([(typ, .objekt([("schema", schema)]))])))
        return .objekt(felder)
    }
}
