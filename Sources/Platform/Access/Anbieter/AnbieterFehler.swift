/// Why a provider's word is not believed; the raw value goes to the audit.
package enum AnbieterFehler: String, Error, Equatable, Sendable {
    case nichtErreichbar = "Anbieter nicht erreichbar"
    case antwort = "Antwort des Anbieters unbrauchbar"
    case ziel = "Adresse liegt nicht beim Anbieter"
    case vorgang = "Anfrage unbekannt, verbraucht oder abgelaufen"
    case abgebrochen = "beim Anbieter abgebrochen"
    case verweigert = "vom Anbieter verweigert"
    case einloesung = "Anbieter nimmt Code oder Geheimnis nicht an"
    case malformed = "Token nicht lesbar"
    case algorithm = "Verfahren nicht erlaubt"
    case key = "Schlüssel unbekannt"
    case signature = "Unterschrift falsch"
    case issuer = "von einem anderen Anbieter"
    case audience = "für einen anderen Dienst"
    case time = "abgelaufen oder noch nicht gültig"
    case nonce = "gehört zu einer anderen Anfrage"
    case accessToken = "passt nicht zum Zugriffstoken"
    case authTime = "Anmeldung beim Anbieter ist nicht neu"
    case claim = "Merkmal der Person fehlt"
    case unverknuepft = "Konto ist nicht verknüpft"
    case vergeben = "Konto ist schon verknüpft"
    case user = "Konto einer anderen Person"
    case blocked = "Konto gesperrt"

    /// What the person at the screen reads. What would help to get past a check is not told apart.
    package var satz: String {
        switch self {
        case .nichtErreichbar:
            "Die Anmeldung Ihrer Kommune antwortet gerade nicht. Nehmen Sie Ihr Kennwort oder "
                + "versuchen Sie es später noch einmal."
        case .vorgang:
            "Diese Anmeldung ist abgelaufen oder gehört zu einem anderen Fenster. Beginnen Sie "
                + "noch einmal."
        case .abgebrochen: "Sie haben die Anmeldung bei Ihrer Kommune abgebrochen."
        case .verweigert:
            "Die Anmeldung Ihrer Kommune hat abgelehnt. Fragen Sie deren IT, ob Ihr Konto dieses "
                + "Programm benutzen darf."
        case .authTime:
            "Die Anmeldung Ihrer Kommune hat Sie nicht neu gefragt. Melden Sie sich dort ab und "
                + "versuchen Sie es noch einmal."
        case .unverknuepft, .blocked:
            "Dieses Konto Ihrer Kommune öffnet hier nichts. Melden Sie sich mit Ihrem Kennwort an "
                + "und verknüpfen Sie es unter „Mein Konto“."
        case .vergeben:
            "Dieses Konto ist schon verknüpft. Melden Sie sich bei Ihrer Kommune mit Ihrem eigenen "
                + "Konto an."
        case .user: "Das ist nicht das Konto, das mit Ihrem verknüpft ist."
        default:
            "Die Antwort von der Anmeldung Ihrer Kommune wurde nicht angenommen "
                + "(\(rawValue)). Nehmen Sie Ihr Kennwort und sagen Sie der Fachadministration "
                + "Bescheid."
        }
    }

    /// Whether somebody may have tried something. What goes wrong on its own is not counted, nor
    /// what any page can send any browser here with: a way that nobody began or that is over, as
    /// after loading anew. Otherwise thirty pictures would shut a whole office out.
    package var zaehlt: Bool {
        switch self {
        case .nichtErreichbar, .abgebrochen, .verweigert, .vorgang: false
        default: true
        }
    }
}
