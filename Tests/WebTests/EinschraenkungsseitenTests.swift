import Grundwerte
import HTTPTypes
import Kommune
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Eingeschränkt: Wovon die Familie lebt, geht mit Grund (Art. 18 Abs. 2 DSGVO)")
struct EinschraenkungsseitenTests {
    private struct Szene {
        let buero: Kreisbuero
        let ahaus: Mandant
        let fall: Fall.ID
        let bescheid: String
        let person: Kommune.Person.ID
        /// Storniert und noch nicht neu gezahlt.
        let zahlung: Zahlung.ID
        let leser: Akteur

        var ort: String { "/m/ahaus/faelle/\(fall)" }

        func lies<R: Sendable>(
            _ body: @escaping @Sendable (MandantSession) throws -> R
        ) async throws -> R {
            try await buero.verbund.read(ahaus, als: leser, body)
        }

        func vermerke() async throws -> [String] {
            let fall = fall
            return try await lies { try Aktenvermerk.alle(zu: fall, in: $0).map(\.text) }
        }

        /// Ob es statt zum Schritt zur Frage nach dem Grund ging.
        func fragt(_ antwort: Antwort) -> Bool {
            antwort.status == 303 && antwort.ziel.hasPrefix("\(ort)/zweck?weiter=")
        }
    }

    /// Ein bewilligter Fall, danach eingeschränkt.
    private func szene() async throws -> Szene {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let ids = try await buero.kennungen(ahaus)
        let fall = try #require(Fall.ID(ids["faelle"] ?? ""))
        let zahlung = try #require(Zahlung.ID(ids["zahlungen"] ?? ""))
        let leser = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let leitung = try await buero.verbund.akteur("leitung", mandant: ahaus)
        let anordner = try await buero.verbund.akteur("anordnung", mandant: ahaus)
        try await buero.verbund.write(ahaus, als: anordner) {
            _ = try Zahlung.anordnen([zahlung], in: $0)
        }
        let person = try await buero.verbund.write(ahaus, als: leser) { session in
            try Zahlung.stornieren(zahlung, grund: "Falscher Tag.", in: session)
            return try #require(try Fallakte.heute(fall, in: session).mitglieder.first?.id)
        }
        try await buero.verbund.write(ahaus, als: leitung) {
            try Einschraenkung.eintragen(fall, grund: .richtigkeit,
                                         vermerk: "Bestreitet das Einkommen.", in: $0)
        }
        return Szene(buero: buero, ahaus: ahaus, fall: fall,
                     bescheid: try #require(ids["bescheide"]), person: person, zahlung: zahlung,
                     leser: leser)
    }

    /// Nennt den Grund auf der Seite, zu der die Frage geführt hat.
    private func nenne(_ person: WebTests.Person, _ frage: String) async throws -> Antwort {
        try await person.sende(frage, auf: frage, [
            "zweck": "rechtsanspruch", "grund": "Der Anspruch besteht weiter.",
        ])
    }

    @Test("Bewilligen und neu zahlen: ohne Grund nichts, mit Grund von der Sachbearbeitung allein")
    func bewilligen() async throws {
        let szene = try await szene(), ort = szene.ort, fall = szene.fall
        let frau = try await szene.buero.person("sachbearbeitung", mandant: szene.ahaus)
        let seite = "\(ort)/bewilligung/neu?von=12.2026&bis=12.2026"
        let gefragt = try await frau.seite(seite), csrf = try await frau.seite("/m/ahaus")
            .wert("csrf")
        #expect(szene.fragt(gefragt))
        let ersatz = "/m/ahaus/zahlungen/\(szene.zahlung)/ersatz"
        for versuch in ["\(ort)/bewilligung", ersatz, "\(ort)/feststellung"] {
            #expect(try await szene.fragt(frau.anfrage(.post, versuch, csrf: csrf)), "\(versuch)")
        }
        let zahlung = szene.zahlung
        let davor = try await szene.lies {
            (bescheide: try Bescheid.alle(zu: fall, in: $0).count,
             ersatz: try Zahlung.ersatz(zahlung, in: $0))
        }
        #expect(davor.bescheide == 1 && davor.ersatz == nil, "Ohne Grund geschieht nichts.")
        #expect(!(try await szene.vermerke().contains { $0.contains("Art. 18 Abs. 2") }))

        let ohne = try await frau.sende(gefragt.ziel, auf: gefragt.ziel, ["grund": "Anspruch"])
        #expect(ohne.status == 422, "Der Zweck gehört dazu.")
        #expect(try await nenne(frau, gefragt.ziel).ziel == seite)
        #expect(try await szene.vermerke().contains {
            $0.hasPrefix("Trotz Einschränkung verarbeitet (Art. 18 Abs. 2 DSGVO)")
                && $0.hasSuffix("Der Anspruch besteht weiter.")
        })
        let fassung = try await frau.seite(seite).wert("fassung")
        let bewilligt = try await frau.sende("\(ort)/bewilligung", auf: seite, [
            "von": "12.2026", "bis": "12.2026", "fassung": fassung,
        ])
        #expect(bewilligt.ziel == "\(ort)/leistung")
        let neu = try await frau.sende(ersatz, auf: "/m/ahaus/zahlungen/\(szene.zahlung)")
        #expect(neu.ziel.hasPrefix("/m/ahaus/zahlungen/"))
        let danach = try await szene.lies {
            (bescheide: try Bescheid.alle(zu: fall, in: $0).count,
             ersatz: try Zahlung.ersatz(zahlung, in: $0))
        }
        #expect(danach.bescheide == 2 && danach.ersatz != nil)
        // Was nicht zum Leben der Familie gehört, öffnet auch der Grund nicht.
        let anderes = try await frau.anfrage(.post, "\(ort)/aenderung/vermoegen", csrf: csrf)
        #expect(anderes.status >= 400 && anderes.text.contains("ist eingeschränkt"))
        try await szene.buero.verbund.abbauen()
    }

    @Test("Ein Behandlungsschein: Der Grund einer anderen Person gilt nicht, der eigene genügt")
    func schein() async throws {
        let szene = try await szene(), ort = "\(szene.ort)/behandlungsschein"
        let frau = try await szene.buero.person("sachbearbeitung", mandant: szene.ahaus)
        _ = try await nenne(frau, "\(szene.ort)/zweck")
        let kranke = try await szene.buero.person(
            "sachbearbeitung_krankenhilfe", mandant: szene.ahaus)
        let gefragt = try await kranke.seite(ort)
        #expect(szene.fragt(gefragt))
        #expect(try await nenne(kranke, gefragt.ziel).ziel == ort)
        let schein = try await kranke.sende(ort, auf: ort, [
            "person": "\(szene.person)", "art": "aerztlich",
            "quartal": "\(Quartal(szene.buero.verbund.tag))",
        ])
        #expect(schein.ziel.hasPrefix("/m/ahaus/behandlungsscheine/"))
        try await szene.buero.verbund.abbauen()
    }

    @Test("Konto und Widerspruch fragen nach dem Grund, auch die Leitung; weiter geht es nur hier")
    func frage() async throws {
        let szene = try await szene(), ort = szene.ort
        let frau = try await szene.buero.person("sachbearbeitung", mandant: szene.ahaus)
        let leitung = try await szene.buero.person("leitung", mandant: szene.ahaus)
        let widerspruch = "/m/ahaus/bescheide/\(szene.bescheid)/widerspruch"
        for weg in ["\(ort)/aenderung/bankverbindung", widerspruch, "\(ort)/einzelleistung/hilfe"] {
            #expect(try await szene.fragt(frau.seite(weg)), "\(weg)")
        }
        #expect(try await szene.fragt(leitung.seite(widerspruch)))
        let fremd = "\(ort)/zweck?weiter=//boese.example/m/ahaus"
        #expect(try await nenne(frau, fremd).ziel == ort)
        #expect(try await frau.seite(widerspruch).status == 200)
        let haushalt = try await frau.seite(ort, galerie: "eingeschraenkt").text
        for ziel in ["\(ort)/zweck", "\(ort)/bewilligung/neu", "\(ort)/aenderung/bankverbindung"] {
            #expect(haushalt.contains("\"\(ziel)\""), "\(ziel)")
        }
        #expect(!haushalt.contains("\(ort)/aenderung\""))
        // Wer nur liest, nennt keinen Grund.
        let pruefung = try await szene.buero.person("rechnungspruefung", mandant: szene.ahaus)
        #expect(try await pruefung.seite("\(ort)/zweck").status == 403)
        try await szene.buero.verbund.abbauen()
    }

    @Test("Wiedervorlage, Doppelerfassung und Schnittstelle gehen nicht daran vorbei")
    func vorbei() async throws {
        let szene = try await szene(), fall = szene.fall
        let frau = try await szene.buero.person("sachbearbeitung", mandant: szene.ahaus)
        let csrf = try await frau.seite("/m/ahaus").wert("csrf")
        let vorlage = try await szene.buero.verbund.write(szene.ahaus, als: szene.leser) {
            try Wiedervorlage.anlegen("Rückruf", zu: fall, faellig: $0.heute, quelle: .selbst,
                                      in: $0)
        }
        let ort = "/m/ahaus/wiedervorlagen/\(vorlage)"
        for weg in [ort, "\(ort)/erledigung"] {
            #expect(try await szene.fragt(frau.anfrage(.post, weg, csrf: csrf)), "\(weg)")
        }
        let paar = "/m/ahaus/doppelerfassungen/\(UUIDv7())/\(szene.person)"
        let antwort = try await frau.anfrage(.post, paar, csrf: csrf)
        #expect(antwort.status >= 400 && antwort.text.contains("ist eingeschränkt"))
        let verzicht = "/m/{kuerzel}/verzichte/{id}/freigabe"
        #expect(Lesespur.seite(verzicht, in: Schutzschranke.bereiche)
            == "verzichte/{id}/freigabe")

        let token = try await szene.buero.zugang(
            szene.ahaus, [.fallLesen, .wiedervorlageBearbeiten])
        let basis = "/api/v1/m/ahaus", heute = szene.buero.verbund.tag
        let neu = try await szene.buero.programm(
            token, .post, "\(basis)/wiedervorlagen",
            [.contentType: "application/json", .idempotencyKey: "eingang-1"],
            #"{"fall":"\#(fall)","faellig":"\#(heute)","text":"Brief kam an"}"#)
        #expect((400..<500).contains(neu.status) && neu.text.contains("ist eingeschränkt"))
        for weg in ["faelle", "faelle/\(fall)"] {
            let gelesen = try await szene.buero.programm(token, .get, "\(basis)/\(weg)")
            #expect(gelesen.text.contains(#""eingeschraenkt":true"#), "\(weg)")
        }
        try await szene.buero.verbund.abbauen()
    }

    @Test("Liste, Suche und Kopf des Falls sagen, dass er eingeschränkt ist (Erwägungsgrund 67)")
    func zeichen() async throws {
        let szene = try await szene()
        let frau = try await szene.buero.person("sachbearbeitung", mandant: szene.ahaus)
        let zeichen = "Verarbeitung eingeschränkt"
        for weg in ["/m/ahaus/faelle?wer=alle", szene.ort] {
            #expect(try await frau.seite(weg).text.contains(zeichen), "\(weg)")
        }
        let fall = szene.fall
        let treffer = try await szene.lies { try Fall.suchen("Rahmani", in: $0) }
        #expect(treffer.map(\.fall.id) == [fall])
        let tabelle = try #require(SucheView.tabelle(treffer, namen: [:]) { "/\($0)" })
        #expect("\(tabelle)".contains(zeichen))
        try await szene.buero.verbund.abbauen()
    }
}
