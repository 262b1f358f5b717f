import Foundation
import Grundwerte
import Platform
import TestSupport
import Testing
import Uebergabe
@testable import Web

@Suite("Seiten der Empfängerzahlen (B-6.7)")
struct EmpfaengerseitenTests {
    @Test("Die Abrechnungsstelle sieht, welche Zahlen feststehen und welche fehlen")
    func seiten() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let programm = Akteur.programm(anfrage: UUIDv7())
        try await buero.verbund.write(ahaus, als: programm) { session in
            for offen in try Empfaengerzahl.offene(in: session) where offen.monat.nummer == 10 {
                _ = try Empfaengerzahl.melden(
                    offen, anzahl: 34, sha256: [UInt8](repeating: 7, count: 32), in: session)
            }
        }
        let stelle = try await buero.person("abrechnungsstelle")
        let jahr = try await stelle.seite("/kreis/krankenhilfe", galerie: "kreis-empfaengerjahr")
        #expect(jahr.status == 200)
        #expect(jahr.text.contains("1 fehlt"))
        #expect(jahr.text.contains("Grundleistungen (§\u{A0}3\u{A0}AsylbLG)"))
        let monat = try await stelle.seite("/kreis/krankenhilfe/empfaenger/2026-10",
                                           galerie: "kreis-empfaenger")
        #expect(monat.text.contains(">34<"))
        #expect(monat.text.contains("Es fehlt noch: Stadt Borken."))
        #expect(monat.text.contains("0707070707070707"))
        #expect(try await stelle.seite("/kreis/krankenhilfe/empfaenger/2026-11").status == 404)
        let frei = try await buero.person("kasse_freigabe")
        #expect(try await frei.seite("/kreis/krankenhilfe").status == 403)
        try await buero.verbund.abbauen()
    }
}
