import Grundwerte
import Platform
import Postgres

extension Bankumsatz {
    /// Was dagegen spricht, dass so viel von dieser Gutschrift auf jene Forderung gezahlt ist, in
    /// Sätzen; leer, wenn nichts. Gebucht wird es dann nur auf ausdrücklichen Wunsch.
    func bedenken(auf id: Forderung.ID, _ betrag: Geld, in session: KreisSession) throws
        -> [String] {
        guard betrag > .null else { return [] }
        let forderung = try Forderung.laden(id, in: session)
        var saetze: [String] = []
        if betrag > forderung.offen {
            saetze.append("Auf \(forderung.nummer) sind nur \(max(forderung.offen, .null)) offen, "
                + "gezahlt sind \(betrag).")
        }
        // Etwa weil die Zahlung erst auf einen anderen Posten kam und von dort zurückgenommen ist.
        if let gemahnt = try session.scalar("""
            SELECT max(tag) FROM forderung_mahnung
             WHERE forderung_id = \(id) AND tag >= \(buchungstag)
            """, as: Kalendertag?.self) {
            saetze.append("\(forderung.nummer) ist am \(gemahnt.deutsch) gemahnt worden, obwohl "
                + "diese Zahlung seit dem \(buchungstag.deutsch) da ist. Sagen Sie "
                + "\(forderung.kommune), dass sich die Mahnung erledigt hat.")
        }
        // Der Kreis heißt wie eine seiner Kommunen; wer ihn nennt, nennt sie nicht.
        let genannt = try session.all("""
            SELECT id, name FROM platform.mandant
             WHERE position(lower(name) IN
                       replace(lower(\(gegenname + " " + zweck)), 'kreis ' || lower(name), '')) > 0
             ORDER BY name
            """) { (id: try $0.decode("id", as: Mandant.ID.self),
                    name: try $0.decode("name", as: String.self)) }
        if !genannt.isEmpty, !genannt.contains(where: { $0.id == forderung.mandant }) {
            saetze.append("Gegenpartei oder Zweck nennen "
                + "\(genannt.map(\.name).joined(separator: " und ")), gewählt ist eine Forderung "
                + "gegen \(forderung.kommune).")
        }
        return saetze
    }

    func pruefeBedenken(_ klaerung: Klaerung, _ betrag: Geld, in session: KreisSession) throws {
        guard let forderung = klaerung.forderung else { return }
        let saetze = try bedenken(auf: forderung, betrag, in: session)
        guard let erster = saetze.first else { return }
        throw Hindernis(
            .regel, feld: "trotzdem", erster,
            abhilfe: (saetze.dropFirst() + ["Wählen Sie anders, oder bestätigen Sie es."])
                .joined(separator: " "))
    }
}

extension Klaerung {
    /// Die Forderung gegen eine Kommune, auf die gezahlt sein soll.
    var forderung: Forderung.ID? {
        switch self {
        case let .erstattung(id): Forderung.ID(id.uuid)
        case let .umlage(id): Forderung.ID(id.uuid)
        case let .kosten(id): id
        case .ruecklauf, .rueckforderung, .sammler, .durchlaufend, .barkasse: nil
        }
    }
}
