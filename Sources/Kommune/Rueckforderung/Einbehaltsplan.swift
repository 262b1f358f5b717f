import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Verteilt laufende Aufrechnungen auf die Zahlungen einer Bewilligung, Monat für Monat, bis die
/// Forderungen getilgt wären.
struct Einbehaltsplan {
    private let aufrechnungen: [Aufrechnung]
    private let bisher: [Zahlung.ID: [Einbehalt]]
    /// Was je Forderung noch nicht getilgt und noch nicht verplant ist.
    private var rest: [Rueckforderung.ID: Geld] = [:]

    /// `bleiben` sagt, ob eine noch nicht gezahlte Zahlung mit ihrem Einbehalt stehen bleibt.
    init(fall: Fall.ID, zahlungen: [Zahlung], bleiben: (Zahlung) -> Bool,
         in session: MandantSession) throws {
        bisher = try Einbehalt.alle(fall: fall, in: session)
        aufrechnungen = try Aufrechnung.laufende(fall: fall, in: session).filter {
            guard let forderung = try Rueckforderung.laden($0.forderung, in: session),
                  let bescheid = forderung.entscheidung?.schreiben else { return false }
            return try !Widerspruch.istOffen(gegen: bescheid, in: session)
        }
        for aufrechnung in aufrechnungen {
            let id = aufrechnung.forderung
            rest[id] = try Forderungskonto.laden(id, in: session).offen
        }
        // Was gezahlt ist, steht schon auf dem Konto; was noch aussteht und bleibt, ist verplant.
        for zahlung in zahlungen where zahlung.zustand != .gezahlt && bleiben(zahlung) {
            for einbehalt in bisher[zahlung.id] ?? [] {
                rest[einbehalt.forderung, default: .null] -= einbehalt.betrag
            }
        }
    }

    /// Um wie viel schon vorhandene Zahlungen gekürzt sind.
    func einbehalten(_ zahlungen: [Zahlung]) -> Geld {
        einbehalte(zahlungen).map(\.betrag).summe()
    }

    func einbehalte(_ zahlungen: [Zahlung]) -> [Einbehalt] {
        zahlungen.flatMap { bisher[$0.id] ?? [] }
    }

    /// Kürzt eine geplante Zahlung zum Lebensunterhalt; `gebunden` sind die des Monats, die schon
    /// unterwegs oder gezahlt sind.
    mutating func kuerzen(_ plan: GeplanteZahlung, _ ergebnis: Monatsergebnis,
                          gebunden: [Zahlung]) -> GeplanteZahlung {
        guard plan.zweck == .lebensunterhalt else { return plan }
        var neu = plan, schon = einbehalte(gebunden)
        for aufrechnung in aufrechnungen where aufrechnung.umfasst(plan.monat) {
            let person = aufrechnung.schuldner.description
            let bedarf = ergebnis.personen.first { $0.person == person }?.bedarf
            let grenze = Aufrechnungsgrenze.betrag(im: plan.monat, bedarf: bedarf ?? .null,
                                                   auszahlung: plan.betrag)
            let dafuer = schon.filter { $0.forderung == aufrechnung.forderung }.map(\.betrag)
                .summe()
            let betrag = min(aufrechnung.monatlich - dafuer, grenze - schon.map(\.betrag).summe(),
                             rest[aufrechnung.forderung] ?? .null)
            guard betrag > .null else { continue }
            let einbehalt = Einbehalt(forderung: aufrechnung.forderung,
                                      kassenzeichen: aufrechnung.kassenzeichen, betrag: betrag)
            rest[aufrechnung.forderung, default: .null] -= betrag
            schon.append(einbehalt)
            neu.betrag -= betrag
            neu.einbehalte.append(einbehalt)
        }
        return neu
    }
}
