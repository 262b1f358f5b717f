import Foundation
import Hummingbird
import Platform
import Postgres

extension Fehlerbild {
    /// The picture for errors of the lower modules; nil for what is a fault of the program.
    static func zuordnen(_ error: any Error) -> Fehlerbild? {
        switch error {
        case is PermissionDenied: .verboten()
        case let hindernis as Hindernis: .hindernis(hindernis)
        case let fehler as Formularfehler:
            .anfrage(grund: fehler.fehler.first?.saetze ?? "Eine Angabe fehlt.")
        case let voll as PasswordThread.Crowded: .besetzt(sekunden: voll.clearsIn)
        case is PoolError: .nichtErreichbar()
        case let fehler as PostgresError where fehler.istStoerung: .nichtErreichbar()
        case let fehler as PostgresError where fehler.isRetryable: .konflikt()
        default: nil
        }
    }

    private static func hindernis(_ hindernis: Hindernis) -> Fehlerbild {
        switch hindernis.art {
        case .nichtGefunden: .nichtGefunden()
        case .konflikt:
            Fehlerbild(.conflict, titel: "Inzwischen geändert", grund: hindernis.grund,
                       abhilfe: hindernis.abhilfe)
        case .eingabe, .regel:
            Fehlerbild(.unprocessableContent, titel: "Das geht so nicht", grund: hindernis.grund,
                       abhilfe: hindernis.abhilfe)
        }
    }
}

extension PostgresError {
    /// The server went away, is starting or shutting down, or a limit of time was reached.
    var istStoerung: Bool {
        let code = "\(sqlState)"
        return ["08", "53", "57P"].contains { code.hasPrefix($0) }
            || code == "55P03" || code == "57014"
    }
}

extension Formularfehler {
    /// A refusal of a use case, at the field it belongs to. What belongs to no field stands on top.
    package init(_ hindernis: Hindernis) {
        self.init(hindernis.feld ?? "", grund: hindernis.grund.ohnePunkt,
                  abhilfe: hindernis.abhilfe)
    }
}

extension String {
    var ohnePunkt: String { hasSuffix(".") ? String(dropLast()) : self }
}
