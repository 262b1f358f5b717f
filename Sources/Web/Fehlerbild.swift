import HTTPTypes
import Hummingbird

/// What a refused or failed request shows: a heading, the reason, and what to do about it.
package struct Fehlerbild: Error, Sendable {
    package let status: HTTPResponse.Status
    package let titel: String
    package let grund: String
    package let abhilfe: String
    package var headers: HTTPFields
    /// What the log calls it; nil for what is no refusal.
    var ereignis: Schutzereignis?

    package init(
        _ status: HTTPResponse.Status, titel: String, grund: String, abhilfe: String,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.titel = titel
        self.grund = grund
        self.abhilfe = abhilfe
        self.headers = headers
    }

    package static func anfrage(grund: String) -> Fehlerbild {
        Fehlerbild(
            .badRequest, titel: "Diese Anfrage kann nicht gelesen werden", grund: grund,
            abhilfe: "Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular "
                + "noch einmal.")
    }

    /// `grund` names the missing permission, `abhilfe` who can help.
    package static func verboten(
        grund: String = "Ihre Rolle erlaubt das nicht.",
        abhilfe: String = "Fragen Sie die Fachadministration, wenn Sie das für die Arbeit brauchen."
    ) -> Fehlerbild {
        Fehlerbild(.forbidden, titel: "Dazu fehlt die Berechtigung", grund: grund, abhilfe: abhilfe)
            .als(.recht)
    }

    package static func nichtGefunden(
        grund: String = "Unter dieser Adresse gibt es nichts, oder es liegt nicht in Ihrem Bereich."
    ) -> Fehlerbild {
        Fehlerbild(
            .notFound, titel: "Nicht gefunden", grund: grund,
            abhilfe: "Prüfen Sie die Adresse oder nutzen Sie die Suche.")
    }

    package static func methode(erlaubt: [HTTPRequest.Method]) -> Fehlerbild {
        Fehlerbild(
            .methodNotAllowed, titel: "So geht das hier nicht",
            grund: "Diese Adresse gibt es, aber nicht für diese Art von Anfrage.",
            abhilfe: "Gehen Sie über die Verweise und Knöpfe der Seite.",
            headers: [.allow: erlaubt.map(\.rawValue).sorted().joined(separator: ", ")])
    }

    /// Someone else changed the same thing in the meantime.
    package static func konflikt(
        grund: String = "Jemand anderes hat das inzwischen geändert. "
            + "Ihre Änderung ist nicht gespeichert."
    ) -> Fehlerbild {
        Fehlerbild(
            .conflict, titel: "Inzwischen geändert", grund: grund,
            abhilfe: "Öffnen Sie die Seite neu, prüfen Sie den heutigen Stand und ändern Sie dann.")
    }

    package static func zuGross() -> Fehlerbild {
        Fehlerbild(
            .contentTooLarge, titel: "Zu viel auf einmal",
            grund: "Das Formular oder die Datei ist größer, als das Programm annimmt (30 MB).",
            abhilfe: "Teilen Sie die Datei oder scannen Sie mit geringerer Auflösung.")
    }

    package static func zuOft(sekunden: Int) -> Fehlerbild {
        Fehlerbild(
            .tooManyRequests, titel: "Zu viele Versuche",
            grund: "Von hier kamen in kurzer Zeit sehr viele Anfragen.",
            abhilfe: "Warten Sie \(sekunden) Sekunden und versuchen Sie es dann noch einmal.",
            headers: [.retryAfter: "\(sekunden)"]).als(.zuOft)
    }

    /// Passwords and codes are looked at one after the other, and too many wait.
    package static func besetzt(sekunden: Int) -> Fehlerbild {
        Fehlerbild(
            .serviceUnavailable, titel: "Gerade melden sich sehr viele an",
            grund: "Das Programm kann Ihr Kennwort oder Ihren Code jetzt nicht prüfen. Es wurde "
                + "nichts gespeichert, und als Fehlversuch zählt es nicht.",
            abhilfe: "Versuchen Sie es in \(sekunden) Sekunden noch einmal.",
            headers: [.retryAfter: "\(sekunden)"])
    }

    package static func nichtErreichbar(sekunden: Int = 30) -> Fehlerbild {
        Fehlerbild(
            .serviceUnavailable, titel: "Die Datenbank ist gerade nicht erreichbar",
            grund: "Es wurde nichts gespeichert.",
            abhilfe: "Versuchen Sie es in einer halben Minute noch einmal. Dauert es länger, "
                + "melden Sie es dem IT-Betrieb.",
            headers: [.retryAfter: "\(sekunden)"])
    }

    package static func intern() -> Fehlerbild {
        Fehlerbild(
            .internalServerError, titel: "Das Programm hat einen Fehler gemacht",
            grund: "Es wurde nichts gespeichert. Der Fehler ist protokolliert.",
            abhilfe: "Versuchen Sie es noch einmal. Tritt der Fehler wieder auf, melden Sie ihn "
                + "mit der Vorgangsnummer unten.")
    }

    /// The picture for an error of Hummingbird; its own message is for developers and not shown.
    static func http(_ error: HTTPError) -> Fehlerbild {
        var bild: Fehlerbild = switch error.status {
        case .forbidden, .unauthorized: .verboten()
        case .notFound: .nichtGefunden()
        case .methodNotAllowed: .methode(erlaubt: [])
        case .conflict: .konflikt()
        case .contentTooLarge: .zuGross()
        case .tooManyRequests: .zuOft(sekunden: 60)
        case .serviceUnavailable: .nichtErreichbar()
        case let status where status.kind == .clientError:
            .anfrage(grund: "Die Anfrage passt nicht zu dem, was hier erwartet wird.")
        default: .intern()
        }
        for field in error.headers { bild.headers[field.name] = field.value }
        return bild
    }
}
