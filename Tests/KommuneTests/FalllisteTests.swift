import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Listen der Fälle: eingrenzen, blättern, speichern")
struct FalllisteTests {
    private func filter(_ werte: [String: String]) -> Fallfilter { Fallfilter { werte[$0] } }

    private func alle(_ welt: Kommunenwelt, _ filter: Fallfilter, als wer: Akteur? = nil)
        async throws -> [Fall.ID] {
        try await welt.tue(wer ?? welt.frau) { session in
            let faelle = try Fall.seite(filter, in: session).eintraege.map(\.id)
            #expect(try Fall.anzahl(filter, in: session) == faelle.count)
            return faelle
        }
    }

    @Test("Ein Filter kommt unverändert aus der Adresse zurück; Unbekanntes grenzt nicht ein")
    func adresse() {
        let werte = ["wer": "alle", "zustand": "eingestellt", "grundlage": "analogleistung",
                     "status": "duldung", "wohnen": "wohnung", "offen": "konto",
                     "bewilligt_bis": "+30", "dokument_bis": "1.3."]
        let filter = self.filter(werte)
        #expect(Dictionary(uniqueKeysWithValues: filter.werte.map { ($0.name, $0.wert) }) == werte)
        #expect(filter.unlesbar(heute: Kommunenwelt.heute) == [])
        let falsch = self.filter(["wer": "niemand", "status": "x", "bewilligt_bis": "bald"])
        #expect(falsch.bearbeitung == .meine && falsch.status == nil)
        #expect(falsch.unlesbar(heute: Kommunenwelt.heute) == ["bewilligt_bis"])
    }

    @Test("Jede Einschränkung trifft den Fall, für den sie gilt, und keinen anderen")
    func einschraenkungen() async throws {
        let welt = try await Kommunenwelt.neu()
        let anderer = try await welt.fall(bestaetigt: false), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            let person = try #require(akte.mitglieder.first?.id)
            let ab = Zeitraum(von: Kommunenwelt.november.ersterTag)
            try Fall.aendern(fall, fassung: akte.fall.fassung, .aufenthalt(person, Aufenthalt(
                status: .duldung, eingereistAm: nil,
                dokumentBis: Kommunenwelt.heute.plus(tage: 20), gueltig: ab)),
                in: session)
            try Fall.aendern(fall, fassung: akte.fall.fassung + 1, .berechtigung(
                person, Berechtigung(personenkreis: .nr1, grundlage: .analogleistung,
                                     gueltig: ab)), in: session)
        }
        for (name, wert, trifft) in [
            ("grundlage", "analogleistung", [fall]), ("grundlage", "grundleistung", [anderer]),
            ("status", "duldung", [fall]), ("status", "aufenthaltsgestattung", [anderer]),
            ("wohnen", "wohnung", [anderer, fall]), ("wohnen", "aufnahmeeinrichtung", []),
            ("dokument_bis", "+20", [fall]), ("dokument_bis", "+19", []),
            ("bewilligt_bis", "30.11.", [fall]), ("bewilligt_bis", "29.11.", []),
            ("offen", "bewilligung", [anderer]), ("offen", "feststellung", [fall]),
            ("offen", "konto", [anderer]), ("offen", "wiedervorlage", [fall]),
            ("offen", "unterkunft", []), ("offen", "sperre", []),
            ("zustand", "eingestellt", []), ("zustand", "alle", [anderer, fall]),
            ("wer", "alle", [anderer, fall]),
        ] as [(String, String, [Fall.ID])] {
            #expect(try await alle(welt, filter([name: wert])) == trifft, "\(name)=\(wert)")
        }
        #expect(try await alle(welt, Fallfilter(), als: welt.kollege) == [])
        let sie = try #require(welt.frau.benutzer), ich = try #require(welt.kollege.benutzer)
        #expect(try await alle(welt, filter(["wer": "\(sie)"]), als: welt.kollege).count == 2)
        try await welt.tue(welt.frau) {
            try Vertretung.eintragen(
                .init(abwesend: sie, vertreter: ich, von: $0.heute, bis: $0.heute), in: $0)
        }
        #expect(try await alle(welt, filter(["wer": "tische"]), als: welt.kollege).count == 2)
        try await welt.verbund.abbauen()
    }

    @Test("Blättern und der Weg von Fall zu Fall lassen keinen aus, vorwärts wie rückwärts")
    func blaettern() async throws {
        let welt = try await Kommunenwelt.neu()
        for _ in 1...5 { _ = try await welt.fall(bestaetigt: false) }
        try await welt.tue(welt.frau) { session in
            let filter = Fallfilter(), alle = try Fall.seite(filter, in: session).eintraege
            #expect(alle.count == 5)
            let erste = try Fall.seite(filter, je: 2, in: session)
            #expect(erste.eintraege.map(\.id) == alle[0...1].map(\.id))
            #expect(!erste.davor && erste.danach)
            let zweite = try Fall.seite(filter, .nach(alle[1].aktenzeichen), je: 2, in: session)
            #expect(zweite.eintraege.map(\.id) == alle[2...3].map(\.id))
            #expect(zweite.davor && zweite.danach)
            let letzte = try Fall.seite(filter, .nach(alle[3].aktenzeichen), je: 2, in: session)
            #expect(letzte.eintraege.map(\.id) == [alle[4].id] && !letzte.danach)
            let zurueck = try Fall.seite(filter, .vor(alle[2].aktenzeichen), je: 2, in: session)
            #expect(zurueck.eintraege.map(\.id) == alle[0...1].map(\.id))
            #expect(!zurueck.davor && zurueck.danach)
            func nachbar(_ stelle: Fall.Stelle) throws -> Fall.ID? {
                try Fall.nachbar(filter, stelle, in: session)
            }
            #expect(try nachbar(.nach(alle[2].aktenzeichen)) == alle[3].id)
            #expect(try nachbar(.vor(alle[2].aktenzeichen)) == alle[1].id)
            #expect(try nachbar(.nach(alle[4].aktenzeichen)) == nil)
            #expect(try nachbar(.vor(alle[0].aktenzeichen)) == nil)
            #expect(try Fall.anzahl(filter, hoechstens: 3, in: session) == 3)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Eigene Listen sieht nur, wem sie gehören, gemeinsame die Kommune, fremde niemand")
    func gespeichert() async throws {
        let welt = try await Kommunenwelt.neu()
        let auskunft = try await welt.verbund.akteur("auskunft", mandant: welt.ahaus)
        let borken = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let (eigene, gemeinsame) = try await welt.tue(welt.frau) { session in
            (try Fallliste.speichern("Titel", filter: "status=duldung", gemeinsam: false,
                                     in: session),
             try Fallliste.speichern("Titel", filter: "dokument_bis=%2B30", gemeinsam: true,
                                     in: session))
        }
        func listen(_ wer: Akteur, _ wo: Mandant? = nil) async throws -> [Fallliste.ID] {
            try await welt.verbund.read(wo ?? welt.ahaus, als: wer) {
                try Fallliste.alle(in: $0).map(\.id)
            }
        }
        #expect(try await listen(welt.frau) == [eigene, gemeinsame])
        #expect(try await listen(welt.kollege) == [gemeinsame])
        #expect(try await listen(borken, welt.borken) == [])
        for gemeinsam in [true, false] {
            let fehler = await #expect(throws: Hindernis.self) {
                try await welt.tue(welt.frau) {
                    try Fallliste.speichern("Titel", filter: "", gemeinsam: gemeinsam, in: $0)
                }
            }
            #expect(fehler?.feld == "name" && fehler?.art == .konflikt)
        }
        await #expect(throws: PermissionDenied.self) {
            try await welt.tue(auskunft) { try Fallliste.entfernen(gemeinsame, in: $0) }
        }
        await #expect(throws: PermissionDenied.self) {
            try await welt.tue(auskunft) {
                try Fallliste.speichern("x", filter: "", gemeinsam: true, in: $0)
            }
        }
        // Eine fremde eigene Liste ist unsichtbar, auch für das Entfernen.
        try await welt.tue(welt.kollege) {
            try Fallliste.entfernen(eigene, in: $0)
            try Fallliste.entfernen(gemeinsame, in: $0)
        }
        #expect(try await listen(welt.frau) == [eigene])
        try await welt.verbund.abbauen()
    }

    @Test("Bankverbindungen und Zahlungen haben eine Reihe, die jede einmal vorlegt")
    func reihen() async throws {
        let welt = try await Kommunenwelt.neu()
        for _ in 1...3 { _ = try await welt.fall(bestaetigt: false) }
        let kollege = try #require(welt.kollege.benutzer), frau = try #require(welt.frau.benutzer)
        try await welt.tue(welt.kollege) { session in
            let offen = try Bankverbindung.offene(in: session).map(\.id)
            func nach(_ id: Bankverbindung.ID, _ wer: User.ID) throws -> Bankverbindung.ID? {
                try Bankverbindung.naechsteOffene(nach: id, fuer: wer, in: session)
            }
            let folge = try offen.map { try nach($0, kollege) }
            #expect(folge == [offen[1], offen[2], offen[0]])
            // Die eigenen bestätigt niemand.
            #expect(try nach(offen[0], frau) == nil)
            for id in offen { try Bankverbindung.bestaetigen(id, in: session) }
            #expect(try nach(offen[0], kollege) == nil)
        }
        let faelle = try await alle(welt, Fallfilter())
        for fall in faelle { try await welt.bewillige(fall) }
        try await welt.tue(welt.frau) { session in
            let offen = try Zahlung.liste(.feststellen, meine: true, in: session).map(\.id)
            #expect(offen.count == 6)
            let folge = try offen.map { try Zahlung.naechsteFestzustellende(nach: $0, in: session) }
            #expect(folge == offen[1...] + [offen[0]])
            try Zahlung.feststellen(Array(offen[1...]), in: session)
            #expect(try Zahlung.naechsteFestzustellende(nach: offen[0], in: session) == nil)
        }
        try await welt.verbund.abbauen()
    }
}
