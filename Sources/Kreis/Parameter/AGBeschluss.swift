import Grundwerte
import Leistungsrecht
import Platform

/// Worauf sich die Freigabe eines Satzes stützt, über den die AG entscheidet (B-3.4b).
package struct AGBeschluss: Sendable, Equatable {
    /// „Sitzung 2/2026, TOP 3“.
    package let text: String
    package let vom: Kalendertag
    /// Warum der Satz früher gilt als drei Monate nach dem Beschluss; leer, wenn er es nicht tut.
    package let fristGrund: String

    package init(text: String, vom: Kalendertag, fristGrund: String = "") {
        self.text = text
        self.vom = vom
        self.fristGrund = fristGrund
    }

    /// So lange vorher ist eine Änderung anzukündigen.
    package static let ankuendigungMonate = 3
}

extension Parameter.Groesse {
    /// Ob kein Gesetz die Größe bestimmt, sondern die AG: die Tafel dessen, was bei einer
    /// Anspruchseinschränkung bleibt.
    package var beschliesstAG: Bool { self == .einschraenkung }

    /// Was haben muss, wer einen Entwurf der Größe freigibt.
    package var freigaberecht: Permission {
        beschliesstAG ? .parameterBeschliessen : .parameterFreigeben
    }
}

extension Parametersatz {
    var freigaberecht: Permission { groesse?.freigaberecht ?? .parameterFreigeben }

    /// Worüber die AG entscheidet, ist vor der Freigabe beschlossen.
    func verlange(_ beschluss: AGBeschluss?) throws {
        guard groesse?.beschliesstAG == true else { return }
        guard let beschluss, !beschluss.text.isEmpty else {
            throw Hindernis(
                .eingabe, feld: "beschluss", "Über diesen Satz entscheidet die AG (B-3.4b).",
                abhilfe: "Nennen Sie Tag und Nummer ihres Beschlusses.")
        }
        try beschluss.verlangeFrist(ab: gueltigAb)
    }

    /// Wer diesen Entwurf freigeben kann, nach Namen: nie, wer ihn erfasst hat.
    package func freigebende(in session: PlatformSession) throws -> [String] {
        try User.mit(freigaberecht, mandant: nil, am: session.heute, in: session.transaction)
            .filter { $0.id != erfasstVon }.map(\.name)
    }
}

extension AGBeschluss {
    /// Was die AG beschließt, gilt frühestens drei Monate danach, außer das Gesetz bestimmt den
    /// Tag.
    func verlangeFrist(ab gueltigAb: Kalendertag) throws {
        let fruehestens = vom.plus(monate: AGBeschluss.ankuendigungMonate)
        guard gueltigAb >= fruehestens || !fristGrund.isEmpty else {
            throw Hindernis(
                .eingabe, feld: "frist_grund",
                "Nach diesem Beschluss gilt der Satz frühestens ab dem \(fruehestens.deutsch).",
                abhilfe: "Nennen Sie das Gesetz, das den früheren Tag bestimmt, oder erfassen "
                    + "Sie einen Entwurf ab einem späteren Tag.")
        }
    }
}
