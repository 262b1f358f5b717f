import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Abrechnungsstelle in den letzten Wochen der Schulung: ein Abschlag ist bezahlt, eine
/// Rechnung mit geprüfter Stichprobe wartet auf die Freigabe, eine ist in der Prüfung, eine ohne
/// Liste, eine zurückgegeben, und eine Gutschrift wartet auf ihr Geld (B-6.1 bis B-6.8).
extension Kassenbetrieb {
    private enum Steller: Int, CaseIterable {
        case aerzte, zahnaerzte, apotheken

        var angaben: Rechnungssteller {
            switch self {
            case .aerzte: Rechnungssteller(
                art: .kassenaerztlicheVereinigung, name: "Kassenärztliche Vereinigung (Schulung)",
                strasse: "Musterstraße 1", plz: "44141", ort: "Dortmund")
            case .zahnaerzte: Rechnungssteller(
                art: .kassenzahnaerztlicheVereinigung,
                name: "Kassenzahnärztliche Vereinigung (Schulung)", strasse: "Musterstraße 2",
                plz: "48147", ort: "Münster")
            case .apotheken: Rechnungssteller(
                art: .apothekerverband, name: "Apothekerverband (Schulung)",
                strasse: "Musterstraße 3", plz: "48143", ort: "Münster")
            }
        }
    }

    /// Die Rechnungssteller, das bestätigte Konto des ersten, und sein Abschlag: geprüft,
    /// freigegeben und mit dem nächsten Lauf bezahlt.
    func abschlag(_ monat: Monat, am tag: Kalendertag) async throws {
        let erste = try await rechnungssteller(am: tag)[0]
        try await schreiben(.abrechnung, abrechnung, .sammelrechnungErfassen, am: tag) { session in
            try Rechnungsstellerkonto.erfassen(
                IBAN.deutsch(blz: 99_945_670, konto: 7_001), inhaber: "KV Schulung",
                fuer: erste.id, in: session)
        }
        try await schreiben(.abrechnung, zweiteAbrechnung, .sammelrechnungFreigeben, am: tag) {
            session in
            for konto in try Rechnungsstellerkonto.unbestaetigte(in: session) {
                try Rechnungsstellerkonto.bestaetigen(konto.id, in: session)
            }
        }
        let id = try await erfassen(
            .aerzte, "Abschlag \(monat)", Geld(cent: 4_183_927), fuer: monat, am: tag)
        try await schreiben(.abrechnung, abrechnung, .sammelrechnungPruefen, am: tag) { session in
            try Sammelrechnung.pruefen(id, vermerk: "Abschlag, Abrechnung folgt", in: session)
        }
        try await freigeben(id, am: tag)
    }

    /// Was heute eingeht; Listen werden eingelesen und die Stichproben gezogen.
    func sammelrechnungen(_ kranke: [Schulungskranker]) async throws {
        let monat = zeit.heute.monat.voriger, tag = zeit.heute
        for steller in [Steller.aerzte, .zahnaerzte] {
            let posten = liste(steller, kranke, monat)
            guard !posten.isEmpty else { continue }
            let id = try await erfassen(steller, "Einzelabrechnung \(monat)",
                                        posten.map(\.betrag).summe(), fuer: monat, am: tag)
            let csv = posten.map(\.zeile).joined(separator: "\n")
            try await schreiben(.abrechnung, abrechnung, .sammelrechnungPruefen, am: tag) {
                try Sammelrechnung.nachweisen(
                    id, name: "einzelposten.csv",
                    csv: Array("\(Einzelnachweis.kopf)\n\(csv)\n".utf8), in: $0)
            }
        }
        _ = try await erfassen(
            .apotheken, "Rezepte \(monat)", Geld(cent: 1_307_418), fuer: monat, am: tag)
        let fremd = try await erfassen(
            .apotheken, "Hilfsmittel \(monat)", Geld(cent: 64_890), fuer: monat, am: tag)
        try await schreiben(.abrechnung, abrechnung, .sammelrechnungPruefen, am: tag) {
            try Sammelrechnung.zurueckgeben(
                fremd, grund: "Hilfsmittel, die einzeln zu genehmigen sind, rechnet die Kommune "
                    + "ab, die sie bewilligt hat.", in: $0)
        }
        let gutschrift = try await erfassen(
            .aerzte, "Korrektur \(monat)", Geld(cent: 121_350), .gutschrift, fuer: monat, am: tag)
        try await schreiben(.abrechnung, abrechnung, .sammelrechnungPruefen, am: tag) {
            try Sammelrechnung.pruefen(gutschrift, vermerk: "", in: $0)
        }
        try await freigeben(gutschrift, am: tag)
    }

    /// Beurteilt, was beantwortet ist: die erste Stichprobe ganz, die zweite zur Hälfte.
    func stichprobePruefen() async throws {
        let tag = zeit.heute
        try await schreiben(.abrechnung, abrechnung, .sammelrechnungPruefen, am: tag, .abends) {
            session in
            let offene = try Sammelrechnung.offene(in: session).filter {
                try Stichprobe.laden($0.id, in: session) != nil
            }
            for (stelle, rechnung) in offene.enumerated() {
                let posten = try Sammelposition.gezogene(rechnung.id, in: session)
                for einer in posten.prefix(stelle == 0 ? posten.count : posten.count / 2) {
                    let ja = einer.zustaendigkeit == .ja
                    try Sammelposition.beurteilen(
                        rechnung.id, lfd: einer.posten.lfd, ja ? .inOrdnung : .beanstandet,
                        vermerk: ja ? "" : "Keine Kommune ist zuständig; Rückfrage gestellt",
                        in: session)
                }
                guard stelle == 0 else { continue }
                if let verletzt = posten.last(where: { $0.zustaendigkeit == .ja }) {
                    try Sammelposition.hinweisen(
                        rechnung.id, lfd: verletzt.posten.lfd, .unfall,
                        text: "Abgerechnet ist ein Verkehrsunfall.", in: session)
                }
                try Sammelrechnung.pruefen(
                    rechnung.id, vermerk: "Stichprobe geprüft; Beanstandetes klärt der "
                        + "Rechnungssteller", in: session)
            }
        }
    }

    private func freigeben(_ id: Sammelrechnung.ID, am tag: Kalendertag) async throws {
        try await schreiben(.abrechnung, zweiteAbrechnung, .sammelrechnungFreigeben, am: tag) {
            try Sammelrechnung.freigeben(id, in: $0)
        }
    }

    private func erfassen(
        _ steller: Steller, _ nummer: String, _ betrag: Geld,
        _ art: Sammelrechnung.Art = .rechnung, fuer monat: Monat, am tag: Kalendertag
    ) async throws -> Sammelrechnung.ID {
        let name = steller.angaben.name
        return try await schreiben(
            .abrechnung, abrechnung, .sammelrechnungErfassen, am: tag
        ) { session in
            guard let wer = try Rechnungssteller.alle(in: session).first(where: {
                $0.name == name
            }) else { throw Hindernis.nichtGefunden }
            return try Sammelrechnung.erfassen(
                .init(steller: wer.id, art: art, nummer: nummer, monat: monat,
                      rechnungsdatum: tag, betrag: betrag, dokumentname: "\(nummer).pdf",
                      dokument: Self.beleg(wer, nummer), hinweiseGeprueft: false), in: session)
        }
    }

    private struct Posten {
        let zeile: String
        let betrag: Geld
    }

    /// Je Person ein Posten; einer ist verschrieben, einen kennt keine Kommune. So wenige, dass
    /// alle gezogen werden: Jeder Aufbau gibt dieselben Daten, gleich was die Saat ist.
    private func liste(
        _ steller: Steller, _ kranke: [Schulungskranker], _ monat: Monat
    ) -> [Posten] {
        let geordnet = kranke.filter { !$0.schein.isEmpty } + kranke.filter(\.schein.isEmpty)
        return geordnet.enumerated().dropFirst(steller.rawValue * 10).prefix(10)
            .map { stelle, einer in
                var zufall = Zufall(anfang, stelle, steller.rawValue)
                let betrag = Geld(cent: Int64(zufall.zahl(1_800...14_500)))
                let tag = monat.ersterTag.plus(tage: zufall.zahl(1...26))
                let name = stelle % 10 == 5 ? "\(einer.familienname)-Neu" : einer.familienname
                let ags = stelle % 10 == 7 ? "05999999" : einer.ags
                return Posten(
                    zeile: [ags, einer.schein, name, einer.vorname, einer.geburtsdatum.deutsch,
                            tag.deutsch, tag.deutsch, steller == .aerzte ? "Hausarzt"
                                : "Zahnfüllung", betrag.betrag].joined(separator: ";"),
                    betrag: betrag)
            }
    }

    /// Die Liste der Abrechnungsstelle, beim ersten Mal angelegt.
    func rechnungssteller(am tag: Kalendertag) async throws -> [Rechnungssteller] {
        let neue = Steller.allCases.map(\.angaben)
        return try await schreiben(.abrechnung, abrechnung, .sammelrechnungErfassen, am: tag) {
            session in
            let vorhandene = try Rechnungssteller.alle(in: session)
            guard vorhandene.isEmpty else {
                return neue.compactMap { neuer in vorhandene.first { $0.name == neuer.name } }
            }
            for einer in neue { try einer.aufnehmen(in: session) }
            return neue
        }
    }

    /// Eine leere Seite, je Rechnung eine andere Datei.
    static func beleg(_ steller: Rechnungssteller, _ nummer: String) -> [UInt8] {
        Array("""
            %PDF-1.4
            % \(steller.name) \(nummer)
            1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
            2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
            3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj
            trailer << /Root 1 0 R >>
            %%EOF
            """.utf8)
    }
}
