import Platform
import Web

/// Wie Menschen und Programme den Dienst erreichen.
extension Configuration {
    /// Worauf die Weboberfläche hört; von außen erreicht man sie über einen Proxy.
    var adresse: String { werte[.adresse] ?? "127.0.0.1" }

    var port: Int {
        get throws {
            guard let text = werte[.port] else { return 8080 }
            guard let port = Int(text), (1...65_535).contains(port) else {
                throw Fehler(
                    .port, "„\(text)“ ist kein Port.",
                    abhilfe: "Nennen Sie eine Zahl von 1 bis 65535.")
            }
            return port
        }
    }

    /// Ob ein Proxy davor TLS spricht und dessen Angaben zur Herkunft gelten; nur die Schulung geht
    /// ohne.
    var hatTLS: Bool { get throws { try janein(.tls) ?? !istDemo } }

    /// Unter welcher Adresse die Menschen das Programm erreichen; ohne sie gibt es keine Passkeys
    /// und keine Anmeldung über Anbieter.
    var oeffentlich: RelyingParty? {
        get throws {
            guard let text = werte[.oeffentlich], !text.isEmpty else { return nil }
            guard let stelle = RelyingParty(text) else {
                throw Fehler(
                    .oeffentlich,
                    "„\(text)“ ist keine Adresse, an die sich Passkeys binden lassen.",
                    abhilfe: "Schreiben Sie „https://name“, wenn nötig mit „:port“, ohne weiteren "
                        + "Pfad; ohne TLS nur „http://localhost“.")
            }
            guard try !hatTLS || text.hasPrefix("https://") else {
                throw Fehler(
                    .oeffentlich, "„\(text)“ erreicht nur, wer an diesem Rechner sitzt.",
                    abhilfe: "Schreiben Sie „https://“ und den Namen, unter dem die Menschen das "
                        + "Programm erreichen.")
            }
            return stelle
        }
    }

    /// Wie viele Anfragen eine Person oder ein Programm je Minute stellen darf.
    var grenze: Anfragegrenze {
        get throws {
            guard let text = werte[.anfragen] else { return Anfragegrenze() }
            guard let zahl = Int(text), zahl >= 60 else {
                throw Fehler(
                    .anfragen, "„\(text)“ ist keine Zahl ab 60.",
                    abhilfe: "Lassen Sie sie weg, dann gelten \(Anfragegrenze.jeMinute) je Minute "
                        + "und Person.")
            }
            return Anfragegrenze(jeMinute: zahl)
        }
    }
}
