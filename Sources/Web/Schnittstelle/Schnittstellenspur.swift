import Grundwerte
import Kommune
import Platform

extension MandantContext: Schnittstellenkontext {
    /// In the Kommune's Protokoll, under the program's name: if the note cannot be written, nothing
    /// is answered (B-7.4).
    func vermerkeAbruf(_ endpunkt: Endpunkt, _ kennungen: [UUIDv7]) async throws {
        guard let recht = endpunkt.rechte.first else { throw Fehlerbild.verboten() }
        let seite = Lesespur.schnittstelle + endpunkt.pfad
        try await write(recht) {
            try Lesezugriff.abgerufen(kennungen, seite: seite, in: $0)
        }
    }
}

extension KreisContext: Schnittstellenkontext {
    /// Nothing of a Mandant's data can be read from here.
    func vermerkeAbruf(_ endpunkt: Endpunkt, _ kennungen: [UUIDv7]) async throws {}
}
