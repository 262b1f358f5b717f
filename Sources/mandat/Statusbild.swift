import Kreis
import Uebergabe

/// Ein gelesener Statusbericht (pain.002) in der Form der Ausgabe.
struct Statusbild: Encodable {
    struct Grund: Encodable { let code: String, erklaerung: String, zusatz: String? }
    struct Meldung: Encodable { let code: String, bedeutung: String, gruende: [Grund] }
    struct Zahlung: Encodable { let endToEndId: String?, meldung: Meldung?, empfaenger: String? }
    struct Sammler: Encodable { let pmtInfId: String?, meldung: Meldung?, zahlungen: [Zahlung] }

    let art = "pain.002"
    let msgId: String?, auftrag: String, gesamt: Meldung?, sammler: [Sammler]

    init(_ bericht: Statusbericht) {
        msgId = bericht.msgId
        auftrag = bericht.auftrag
        gesamt = bericht.gesamt.map(Meldung.init)
        sammler = bericht.sammler.map { sammler in
            .init(pmtInfId: sammler.pmtInfId, meldung: sammler.meldung.map(Meldung.init),
                  zahlungen: sammler.zahlungen.map {
                      .init(endToEndId: $0.endToEndId, meldung: $0.meldung.map(Meldung.init),
                            empfaenger: $0.empfaenger)
                  })
        }
    }
}

extension Statusbild.Meldung {
    fileprivate init(_ meldung: Statusbericht.Meldung) {
        code = meldung.code
        bedeutung = meldung.status.bezeichnung
        gruende = meldung.gruende.map {
            .init(code: $0.code, erklaerung: $0.erklaerung, zusatz: $0.zusatz)
        }
    }
}
