import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing

/// Ein Fall mit einem Antrag, über den zu entscheiden ist.
private struct Antragswelt: Sendable {
    let welt: Kommunenwelt
    let fall: Fall.ID
    let id: Einzelleistung.ID

    static func neu(
        _ art: Einzelleistung.Art = .zahnersatz,
        stelle: Einzelleistung.Stelle? = .init(name: "Praxis Dr. Weß", strasse: "Markt 3",
                                               ort: "48683 Ahaus")
    ) async throws -> Antragswelt {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let id = try await welt.tue(welt.frau) { session in
            let akte = try #require(try Fallakte.laden(
                fall, stand: Stand(am: session.heute), in: session))
            return try Einzelleistung.beantragen(
                .init(person: akte.mitglieder[0].id, art: art, gegenstand: "Teilkrone 36",
                      beantragtAm: session.heute, geschaetzt: 480, stelle: stelle),
                zu: fall, in: session)
        }
        return Antragswelt(welt: welt, fall: fall, id: id)
    }

    static let umfang = Einzelleistung.Umfang(
        hoechstens: 450, gueltig: Zeitraum(von: Kommunenwelt.heute,
                                           bis: Kommunenwelt.heute.plus(monate: 3)))

    func entscheide(_ umfang: Einzelleistung.Umfang?) async throws -> Einzelleistung {
        try await welt.tue(welt.frau) { [id] session in
            try Einzelleistung.entscheiden(
                id, umfang: umfang, grund: "Der Zahn schmerzt.",
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
            return try #require(try Einzelleistung.laden(id, in: session))
        }
    }

    func rechnung(_ nummer: String, _ betrag: Geld, anerkannt: Geld? = nil) async throws {
        try await welt.tue(welt.frau) { [id] session in
            try Einzelrechnung.erfassen(
                Einzelrechnung(nummer: nummer, vom: session.heute, betrag: betrag,
                               anerkannt: anerkannt ?? betrag,
                               kuerzung: anerkannt == nil ? "" : "über der Zusage"),
                zu: id, in: session)
        }
    }

    func geladen() async throws -> Einzelleistung {
        try await welt.tue(welt.frau) { [id] in try #require(try Einzelleistung.laden(id, in: $0)) }
    }
}

@Suite("Einzelleistungen: Antrag, Entscheidung, Rechnung (§§ 4, 6, § 3 Abs. 4 AsylbLG)")
struct EinzelleistungTests {
    @Test("Bildung und Teilhabe ohne abrechnende Stelle geht in die Rechnung des Monats ein")
    func inDenMonat() async throws {
        func bedarfe(_ art: Einzelleistung.Art, _ stelle: Einzelleistung.Stelle?)
            async throws -> [Monatsbedarf] {
            let welt = try await Antragswelt.neu(art, stelle: stelle), fall = welt.fall
            _ = try await welt.entscheide(Antragswelt.umfang)
            let bedarfe = try await welt.welt.tue(welt.welt.frau) {
                try Fallakte.heute(fall, in: $0).mitglieder[0].monatsbedarfe
            }
            try await welt.welt.verbund.abbauen()
            return bedarfe
        }
        let stelle = Einzelleistung.Stelle(name: "Schule", strasse: "", ort: "")
        #expect(try await bedarfe(.schulbedarf, nil) == [Monatsbedarf(
            art: .schulbedarf, begruendung: "Teilkrone 36", gueltig: Antragswelt.umfang.gueltig)])
        let tag = Antragswelt.umfang.gueltig.von
        #expect(try await bedarfe(.schulweg, nil) == [Monatsbedarf(
            art: .schuelerbefoerderung, betrag: 450, begruendung: "Teilkrone 36",
            gueltig: Zeitraum(von: tag, bis: tag))])
        #expect(try await bedarfe(.schulweg, stelle).isEmpty)
        #expect(try await bedarfe(.zahnersatz, nil).isEmpty)
    }

    @Test("Bewilligt: Bescheid, Zusage an die Stelle, Vermerk; ein zweites Mal geht nicht")
    func bewilligt() async throws {
        let welt = try await Antragswelt.neu()
        #expect(try await welt.geladen().zustand == .offen)
        let leistung = try await welt.entscheide(Antragswelt.umfang)
        let entscheidung = try #require(leistung.entscheidung)
        #expect(leistung.zustand == .bewilligt)
        #expect(entscheidung.umfang == Antragswelt.umfang)
        #expect(entscheidung.hatZusage)
        #expect(entscheidung.nummer == "2026/00001")
        let fall = welt.fall
        let (vermerk, bescheide) = try await welt.welt.tue(welt.welt.frau) { session in
            (try Aktenvermerk.alle(zu: fall, in: session).first?.text,
             try Bescheid.alle(zu: fall, in: session))
        }
        #expect(vermerk?.contains("bewilligt bis 450,00") == true)
        #expect(bescheide.map(\.art) == [.bewilligung])
        await #expect(throws: Hindernis.self) { try await welt.entscheide(nil) }
        try await welt.welt.verbund.abbauen()
    }

    @Test("Abgelehnt: ein Ablehnungsbescheid und keine Zusage; ohne Anschrift auch sonst keine")
    func abgelehnt() async throws {
        let welt = try await Antragswelt.neu()
        let leistung = try await welt.entscheide(nil)
        #expect(leistung.zustand == .abgelehnt)
        #expect(leistung.entscheidung?.hatZusage == false)
        await #expect(throws: Hindernis.self) { try await welt.rechnung("R-1", 10) }
        let fall = welt.fall
        let arten = try await welt.welt.tue(welt.welt.frau) {
            try Bescheid.alle(zu: fall, in: $0).map(\.art)
        }
        #expect(arten == [.ablehnung])
        let ohne = try await Antragswelt.neu(stelle: .init(name: "Praxis Dr. Weß"))
        #expect(try await ohne.entscheide(Antragswelt.umfang).entscheidung?.hatZusage == false)
        try await ohne.welt.verbund.abbauen()
        try await welt.welt.verbund.abbauen()
    }

    @Test("Rechnungen werden gegen die Zusage geprüft, gekürzt und nicht zweimal erfasst")
    func rechnungen() async throws {
        let welt = try await Antragswelt.neu()
        _ = try await welt.entscheide(Antragswelt.umfang)
        try await welt.rechnung("R-1", 300)
        await #expect(throws: Hindernis.self) { try await welt.rechnung("R-1", 10) }
        await #expect(throws: Hindernis.self) { try await welt.rechnung("R-2", 200) }
        try await welt.rechnung("R-2", 200, anerkannt: 150)
        #expect(try await welt.geladen().entscheidung?.frei == .null)
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.welt.tue(welt.welt.frau) { [id = welt.id] session in
                try session.execute("""
                    INSERT INTO einzelrechnung (id, einzelleistung_id, nummer, vom, betrag_cent,
                                                anerkannt_cent, erfasst_von)
                    VALUES (\(UUIDv7()), \(id), 'R-3', \(session.heute), 1, 1,
                            \(session.benutzer()))
                    """)
            }
        }
        #expect(fehler?.constraint == "einzelrechnung_im_rahmen")
        try await welt.welt.verbund.abbauen()
    }

    @Test("Zwei Rechnungen zugleich überschreiten die Zusage nicht")
    func zugleich() async throws {
        let welt = try await Antragswelt.neu()
        _ = try await welt.entscheide(Antragswelt.umfang)
        await withTaskGroup(of: Void.self) { gruppe in
            for lfd in 1...8 {
                gruppe.addTask { try? await welt.rechnung("R-\(lfd)", 100) }
            }
        }
        #expect(try await welt.geladen().entscheidung?.anerkannt == 400)
        try await welt.welt.verbund.abbauen()
    }

    @Test("§ 1a schließt §§ 3 und 6 aus, § 2 führt zum SGB XII", arguments: [
        (Anspruchsgrundlage.grundleistung, Einzelleistung.Art.zahnersatz, true),
        (.grundleistung, .mitwirkungspflicht, true), (.grundleistung, .ausflug, true),
        (.analogleistung, .zahnersatz, false), (.analogleistung, .lebensunterhalt, false),
        (.analogleistung, .ausflug, true), (.anspruchseinschraenkung, .zahnersatz, true),
        (.anspruchseinschraenkung, .lebensunterhalt, false),
        (.anspruchseinschraenkung, .ausflug, false),
        (.ueberbrueckungsleistung, .behandlung, true), (.ueberbrueckungsleistung, .kinder, false),
        (.keine, .ausflug, false), (.keine, .behandlung, false),
    ])
    func berechtigt(grundlage: Anspruchsgrundlage, art: Einzelleistung.Art, geht: Bool) {
        #expect(moeglich(art, grundlage, alter: 10) == geht)
    }

    @Test("Teilhabe endet mit dem 18. Geburtstag (§ 34 Abs. 7 SGB XII)", arguments: [
        (17, true), (18, false),
    ])
    func teilhabe(alter: Int, geht: Bool) {
        #expect(moeglich(.teilhabe, .grundleistung, alter: alter) == geht)
    }

    private func moeglich(_ art: Einzelleistung.Art, _ grundlage: Anspruchsgrundlage,
                          alter: Int) -> Bool {
        let heute = Kommunenwelt.heute, geboren = heute.plus(monate: -12 * alter)
        let angabe = Person.Angabe(familienname: "R", vorname: "A", geburtsdatum: geboren,
                                   geschlecht: .weiblich, staatsangehoerigkeit: "423",
                                   familienstand: .ledig)
        let ab = Zeitraum(von: heute.plus(tage: -30))
        let mitglied = Fallakte.Mitglied(
            id: .init(), angaben: [(Zeitraum(von: geboren), angabe)],
            mitgliedschaften: [Mitgliedschaft(rolle: .kind, gueltig: ab)],
            berechtigungen: [Berechtigung(personenkreis: .nr1, grundlage: grundlage, gueltig: ab)],
            aufenthalte: [], einkommen: [], vermoegen: [])
        do throws(Hindernis) { try mitglied.verlange(art, am: heute) } catch { return false }
        return true
    }
}

@Suite("Briefe zu Einzelleistungen", .enabled(
    if: ProcessInfo.processInfo.environment["MANDAT_TEST_PYTHON"] != nil,
    "MANDAT_TEST_PYTHON nennt kein Python mit typst"))
struct EinzelbriefTests {
    @Test("Bescheid und Zusage haben bei jedem Satz dieselben Bytes", arguments: [true, false])
    func setzen(bewilligt: Bool) async throws {
        let welt = try await Antragswelt.neu()
        let leistung = try await welt.entscheide(bewilligt ? Antragswelt.umfang : nil)
        let entscheidung = try #require(leistung.entscheidung)
        let python = try #require(ProcessInfo.processInfo.environment["MANDAT_TEST_PYTHON"])
        let heimat = TestVerbund.sql.deletingLastPathComponent().path
        let schriftsatz = Schriftsatz(.init(python: python, heimat: heimat),
                                      logger: Logger(label: "test"))
        let (bescheid, satz, zusage) = try await welt.welt.tue(welt.welt.frau) { [id = welt.id] in
            (try #require(try Bescheid.laden(entscheidung.bescheid, in: $0)),
             try #require(try Bescheid.satz(entscheidung.bescheid, in: $0)),
             try Kostenzusage.laden(id, in: $0))
        }
        let pdf = try await bescheid.setzen(satz, mit: schriftsatz)
        #expect(try await bescheid.setzen(satz, mit: schriftsatz) == pdf)
        #expect((zusage != nil) == bewilligt)
        if let zusage {
            #expect(try await zusage.setzen(am: entscheidung.am, mit: schriftsatz).count > 1_000)
        }
        await schriftsatz.beenden()
        try await welt.welt.verbund.abbauen()
    }
}
