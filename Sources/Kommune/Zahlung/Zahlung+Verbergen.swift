import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahlung {
    /// Was statt des Vermieters dasteht.
    static let verborgenerVermieter = "Vermieter (gesperrt)"

    /// Die Zahlungen, wie Seiten sie zeigen, auf denen niemand feststellt oder anordnet: Vor wem
    /// die Anschrift eines Falls verborgen ist, der liest auch den Vermieter nicht (§ 51 BMG). Eine
    /// Abfrage, gleich wie viele Fälle es sind; gezahlt wird weiter nach dem, was gespeichert ist.
    package static func lesbar(_ zahlungen: [Zahlung], in session: MandantSession) throws
        -> [Zahlung] {
        let faelle = Set(zahlungen.filter { $0.zweck == .unterkunft }.map(\.fall)).sorted()
        let schutz = try Anschriftenschutz(faelle, in: session)
        return zahlungen.map { zahlung in
            zahlung.zweck == .unterkunft && schutz.verborgen(zahlung.fall) ? zahlung.verborgen
                : zahlung
        }
    }

    var verborgen: Zahlung {
        var ohne = self
        ohne.empfaenger = Zahlung.verborgenerVermieter
        ohne.empfaengerSEPA = Zahlung.verborgenerVermieter
        ohne.iban = nil
        ohne.verwendungszweck = "gesperrt"
        ohne.istVerborgen = true
        return ohne
    }
}

extension GeplanteZahlung {
    /// Wem die Seite der Folgen die Zahlung nennt.
    package func empfaenger(verborgen: Bool) -> (name: String, sepa: String) {
        verborgen && zweck == .unterkunft
            ? (Zahlung.verborgenerVermieter, Zahlung.verborgenerVermieter)
            : (empfaenger, sepa.text)
    }

    /// Konto in Kurzform und Verwendungszweck.
    package func konto(verborgen: Bool) -> (kurz: String, zweck: String?) {
        verborgen && zweck == .unterkunft ? ("gesperrt", nil)
            : (iban?.gekuerzt ?? "bar", verwendungszweck)
    }
}

extension Bewilligung {
    /// Was wegfällt, wie Seiten es zeigen.
    package var wegfallende: [Zahlung] {
        monate.flatMap(\.wegfallend).map { zahlung in
            akte.anschriftVerborgen && zahlung.zweck == .unterkunft ? zahlung.verborgen : zahlung
        }
    }
}
