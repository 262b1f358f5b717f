import Grundwerte
import Kreis
import Leistungsrecht
import Platform

/// Ein Entwurf, wie seine Seite ihn zeigt: was er ändert, wer ihn erfasst hat, wer entscheidet.
struct Entwurfsanzeige: Sendable {
    let satz: Parametersatz
    /// Nil, wenn er nicht mehr in die Folge der anderen Stände passt.
    let vergleich: Standvergleich?
    private let davor: Standangaben?
    private let freigebende: [String]

    init(
        _ satz: Parametersatz, als groesse: Parameter.Groesse, in session: PlatformSession
    ) throws {
        // Was der Stand ablöst, ist das am selben Tag Freigegebene der anderen.
        let parameter = try Parametersatz.ohne(satz.id, in: session)
        let davor = try parameter.angaben(groesse, am: satz.gueltigAb)
        self.satz = satz
        self.davor = davor
        vergleich = (try? satz.angaben(nach: parameter)).map {
            Standvergleich(groesse: groesse, neu: $0, alt: davor)
        }
        freigebende = satz.zustand == .entwurf ? try satz.freigebende(in: session) : []
    }

    var eckdaten: [Eckdatum] {
        let gilt = vergleich.map { Parameteranzeige.eckdaten($0.neu, alt: davor) }
            ?? [Eckdatum("Gilt", "ab \(satz.gueltigAb.deutsch)"),
                Eckdatum("Fundstelle", satz.fundstelle)]
        let beschluss = satz.groesse?.beschliesstAG != true ? [] : [
            Eckdatum("Beschluss der AG", satz.beschluss.map(Self.text) ?? "steht noch aus"),
        ]
        guard satz.zustand == .entwurf else { return gilt + beschluss }
        return gilt + beschluss + [
            Eckdatum("Erfasst von", satz.erfasst.wer), Eckdatum("Freigeben kann", wer),
        ]
    }

    private var wer: String {
        let weitere = freigebende.count - 3
        guard !freigebende.isEmpty else { return "niemand" }
        return freigebende.prefix(3).joined(separator: ", ")
            + (weitere > 0 ? " und \(weitere) weitere" : "")
    }

    private static func text(_ beschluss: AGBeschluss) -> String {
        "\(beschluss.text) vom \(beschluss.vom.deutsch)"
            + (beschluss.fristGrund.isEmpty ? "" : "; Tag nach \(beschluss.fristGrund)")
    }

    func hinweis(_ context: KreisContext, _ zurueck: Zurueck?) -> Meldung? {
        let eigener = satz.erfasstVon == context.benutzer
        if let zurueck, satz.zustand != .entwurf || eigener && zurueck.welches == "freigabe" {
            // Das Formular gibt es nicht mehr; was im Wege stand, steht darum hier.
            return zurueck.fehler.fehler.first.map { .warnung($0.saetze) }
        }
        guard satz.zustand == .entwurf else { return nil }
        if vergleich == nil {
            return .warnung("Dieser Stand passt nicht mehr in die Folge der anderen.")
        }
        if freigebende.isEmpty {
            return .warnung("Niemand außer der Person, die ihn erfasst hat, kann diesen Entwurf "
                + "freigeben. Vergeben Sie die Rolle an eine zweite Person.")
        }
        if eigener {
            return .hinweis(
                "Sie haben diesen Entwurf erfasst. Freigeben muss ihn eine zweite Person.")
        }
        return satz.gueltigAb < context.heute ? .warnung(
            "Der Stand wirkt zurück: Monate seit \(satz.gueltigAb.monat.deutsch), die schon "
                + "bewilligt sind, werden nach der Freigabe neu gerechnet.") : nil
    }

    var verlauf: [Ereignis] {
        let erfasst = Ereignis(
            Kreisanzeige.zeit(satz.erfasst.am), wer: satz.erfasst.wer, "Entwurf erfasst")
        guard let tat = satz.entscheidung else { return [erfasst] }
        let text = satz.grund.map { "Verworfen: \($0)" } ?? "Freigegeben"
        return [Ereignis(Kreisanzeige.zeit(tat.am), wer: tat.wer, text), erfasst]
    }
}
