import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahlung {
    package struct Anordnungsergebnis: Sendable {
        package var angeordnet: [Anordnungsvorschlag] = []
        /// Was nicht ging, mit Grund und Abhilfe.
        package var offen: [(vorschlag: Anordnungsvorschlag, hindernis: Hindernis)] = []
        /// Wie viele der gewählten inzwischen angeordnet, zurückgegeben oder zurückgenommen sind.
        package var verschwunden = 0

        /// Wie viele Fälle außen vor blieben, weil ihre Verarbeitung eingeschränkt ist.
        package var eingeschraenkt: Int {
            Set(offen.filter { $0.hindernis == Einschraenkung.einzeln }
                .map(\.vorschlag.zahlung.fall)).count
        }

        package var summe: Geld { angeordnet.map(\.zahlung.betrag).summe() }
    }

    /// Ordnet die gewählten Zahlungen an und reicht sie bei der Kreiskasse ein.
    ///
    /// Was ein Hindernis hat, bleibt liegen und wird genannt; das Übrige geht. Mit `probe`
    /// geschieht nichts, und das Ergebnis sagt, was geschähe. Ein eingeschränkter Fall geht nur
    /// für sich allein: Was bewilligt ist, wird ihm weiter gezahlt, aber jemand hat hingesehen.
    package static func anordnen(_ ids: [ID], probe: Bool = false,
                                 in session: MandantSession) throws -> Anordnungsergebnis {
        if !probe {
            try session.execute("""
                SELECT FROM zahlung WHERE id = ANY (\(ids)) ORDER BY id FOR UPDATE
                """)
        }
        var ergebnis = Anordnungsergebnis()
        let vorschlaege = try anordnungsvorschlaege(ids, in: session)
        let mehrere = Set(vorschlaege.map(\.zahlung.fall)).count > 1
        for vorschlag in vorschlaege {
            let einzeln = mehrere && vorschlag.istEingeschraenkt ? Einschraenkung.einzeln : nil
            if let hindernis = vorschlag.hindernis ?? einzeln {
                ergebnis.offen.append((vorschlag, hindernis))
            } else {
                ergebnis.angeordnet.append(vorschlag)
            }
        }
        ergebnis.verschwunden = Set(ids).count - ergebnis.angeordnet.count - ergebnis.offen.count
        guard !probe, !ergebnis.angeordnet.isEmpty else { return ergebnis }
        let von = try session.benutzer()
        // Alles in einem Zug: Hunderte Zahlungen kosten so wenige Wege zur Datenbank.
        try session.executeAll(ergebnis.angeordnet.flatMap { $0.anordnung(von: von) })
        try session.audit("zahlung.angeordnet", "", [
            "anzahl": "\(ergebnis.angeordnet.count)", "summe": ergebnis.summe.dezimal,
        ])
        return ergebnis
    }
}

extension Anordnungsvorschlag {
    /// Anordnung, Zustand, Auftrag an die Kreiskasse und Vermerk.
    fileprivate func anordnung(von: User.ID) -> [SQL] {
        let auftrag = Zahlungsauftrag(
            id: Zahlungsauftrag.ID(zahlung.id.uuid), zahlweg: zahlung.zahlweg,
            endToEndId: endToEndId, empfaenger: zahlung.empfaengerSEPA, iban: zahlung.iban,
            betrag: zahlung.betrag, verwendungszweck: zahlung.verwendungszweck,
            zweckcode: zahlung.zweck == .lebensunterhalt && zahlung.zahlungsempfaenger == nil
                ? "SSBE" : nil, faellig: zahlung.faellig,
            kassenzeichen: zahlung.kassenzeichen.flatMap(Einnahmezeichen.init))
        return [
            """
            INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
            SELECT z.id, \(von), zahlung_pruefsumme(z) FROM zahlung z WHERE z.id = \(zahlung.id)
            """,
            Zahlung.wechsel(.angeordnet, zahlung.id, von: von),
            auftrag.einreichung(feststellung: festgestelltVon, anordnung: von),
            Aktenvermerk.eintrag(
                "Zahlung \(zahlung.monat.deutsch), \(zahlung.zweck.bezeichnung), \(zahlung.betrag) "
                    + "angeordnet.",
                zu: zahlung.fall, von: von),
        ]
    }
}
