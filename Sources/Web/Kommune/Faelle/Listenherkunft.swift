import Foundation
import HTTPTypes
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Die Liste, die zuletzt offen war; durch sie führen „nächster Fall“ und „vorheriger Fall“.
///
/// Ein Cookie, das mit dem Browser endet, trägt sie: So gilt sie auf jeder Seite eines Falls und
/// auch nach einem Formular.
struct Listenherkunft: Sendable, Equatable {
    /// `Meine laufenden` oder der Name der gespeicherten Liste.
    let name: String
    /// Die Abfrage der Liste, ohne Fragezeichen.
    let abfrage: String
    /// Der Pfad der Fälle.
    let ort: String

    static let cookie = "mandat_liste"
    private static let trenner = "\u{1F}"

    init(name: String, abfrage: String, ort: String) {
        self.name = name
        self.abfrage = abfrage
        self.ort = ort
    }

    /// Nil, wenn diese Person noch keine Liste offen hatte.
    init?(_ request: Request, _ context: MandantContext) {
        guard let wert = context.services.cookies.value(Self.cookie, in: request),
              let text = bytes(base64URL: wert).flatMap({ String(data: $0, encoding: .utf8) })
        else { return nil }
        let teile = text.components(separatedBy: Self.trenner)
        guard teile.count == 3, teile[0] == "\(context.benutzer)" else { return nil }
        self.init(name: teile[1], abfrage: teile[2], ort: context.pfad("faelle"))
    }

    var filter: Fallfilter { Fallfilter(abfrage: abfrage) }

    /// Die Adresse der Liste.
    var ziel: String { FalllisteView.adresse(abfrage, ort: ort) }

    func setzen(_ response: inout Response, context: MandantContext) {
        let inhalt = ["\(context.benutzer)", name, abfrage].joined(separator: Self.trenner)
        response.headers.append(
            context.services.cookies.setting(Self.cookie, base64URL(inhalt.utf8)))
    }
}

extension Fallfilter {
    init(_ form: FormData) { self.init { form[$0] } }

    /// Was sich nicht lesen lässt, schränkt nicht ein.
    init(abfrage: String) {
        self.init((try? FormData(urlencoded: .init(string: abfrage))) ?? FormData())
    }

    /// Wie der Filter in der Adresse steht, ohne Fragezeichen; leer, wenn nichts einschränkt.
    var abfrage: String {
        werte.map { "\($0.name)=\($0.wert.alsAbfragewert)" }.joined(separator: "&")
    }
}
