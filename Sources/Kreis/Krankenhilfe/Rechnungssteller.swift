import Grundwerte
import Platform
import Postgres

/// Wer Behandlungen für alle Kommunen zusammen abrechnet (B-6.1); die Liste führt die
/// Abrechnungsstelle.
package struct Rechnungssteller: Sendable, RowDecodable {
    package typealias ID = TypedID<Rechnungssteller>

    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case kassenaerztlicheVereinigung = "kassenaerztliche_vereinigung"
        case kassenzahnaerztlicheVereinigung = "kassenzahnaerztliche_vereinigung"
        case apothekerverband
        case andere

        package var bezeichnung: String {
            switch self {
            case .kassenaerztlicheVereinigung: "Kassenärztliche Vereinigung"
            case .kassenzahnaerztlicheVereinigung: "Kassenzahnärztliche Vereinigung"
            case .apothekerverband: "Apothekerverband"
            case .andere: "Andere"
            }
        }
    }

    package let id: ID
    package let art: Art
    package let name: String
    package let strasse: String
    package let plz: String
    package let ort: String

    package init(art: Art, name: String, strasse: String, plz: String, ort: String) {
        id = ID()
        self.art = art
        self.name = name
        self.strasse = strasse
        self.plz = plz
        self.ort = ort
    }

    package init(row: Row) throws {
        id = try row.decode("id")
        art = try row.decode("art")
        name = try row.decode("name")
        strasse = try row.decode("strasse")
        plz = try row.decode("plz")
        ort = try row.decode("ort")
    }

    package static func alle(in session: KreisSession) throws -> [Rechnungssteller] {
        try session.all("""
            SELECT id, art, name, strasse, plz, ort FROM rechnungssteller ORDER BY name
            """)
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Rechnungssteller {
        guard let steller: Rechnungssteller = try session.first("""
            SELECT id, art, name, strasse, plz, ort FROM rechnungssteller WHERE id = \(id)
            """) else { throw Hindernis.nichtGefunden }
        return steller
    }

    /// Nimmt einen Rechnungssteller in die Liste auf.
    package func aufnehmen(in session: KreisSession) throws {
        let neu = try session.execute("""
            INSERT INTO rechnungssteller (id, art, name, strasse, plz, ort, angelegt_von)
            VALUES (\(id), \(art), \(name), \(strasse), \(plz), \(ort), \(session.benutzer()))
            ON CONFLICT (name) DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, feld: "name", "„\(name)“ steht schon in der Liste.",
                            abhilfe: "Nennen Sie den Landesteil oder den Ort im Namen.")
        }
        try session.audit("rechnungssteller.aufgenommen", name)
    }
}
