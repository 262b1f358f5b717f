import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Ein Stand, den der Kreis erfasst hat: Entwurf, freigegeben oder verworfen, und das für immer
/// nachlesbar (B-1.2.5, B-3.4).
package struct Parametersatz: Sendable, RowDecodable {
    package typealias ID = TypedID<Parametersatz>

    package enum Zustand: String, Sendable, SQLEnum { case entwurf, freigegeben, verworfen }

    /// Wer etwas getan hat und wann.
    package struct Tat: Sendable {
        package let wer: String
        package let am: Date
    }

    package let id: ID
    /// Nil für eine Größe, die diese Fassung des Programms nicht kennt.
    package let groesse: Parameter.Groesse?
    package let gueltigAb: Kalendertag
    package let fundstelle: String
    package let zustand: Zustand
    package let erfasstVon: User.ID
    package let erfasst: Tat
    /// Die Freigabe oder das Verwerfen.
    package let entscheidung: Tat?
    /// Auf den sich die Freigabe stützt oder stützen soll; nil, wenn keiner genannt ist.
    package let beschluss: AGBeschluss?
    /// Warum verworfen.
    package let grund: String?
    /// In der Form der amtlichen Dateien.
    let json: Data

    package init(row: Row) throws {
        id = try row.decode("id")
        groesse = Parameter.Groesse(rawValue: try row.decode("name"))
        gueltigAb = try row.decode("gueltig_ab")
        fundstelle = try row.decode("fundstelle")
        zustand = try row.decode("zustand")
        erfasstVon = try row.decode("erfasst_von")
        erfasst = Tat(wer: try row.decode("erfasst_name"), am: try row.decode("erfasst_am"))
        let am = try row.decode("entschieden_am", as: Date?.self)
        let wer = try row.decode("entschieden_name", as: String.self)
        entscheidung = am.map { Tat(wer: wer, am: $0) }
        beschluss = try row.decode("beschlossen_am", as: Kalendertag?.self).map {
            AGBeschluss(
                text: try row.decode("beschluss"), vom: $0,
                fristGrund: try row.decode("frist_grund"))
        }
        grund = try row.decode("verworfen_grund")
        json = Data(try row.decode("stand", as: String.self).utf8)
    }

    private static let abfrage: SQL = """
        SELECT p.id, p.name, p.gueltig_ab, p.fundstelle, p.erfasst_von, p.erfasst_am,
               p.beschluss, p.beschlossen_am, p.frist_grund, p.verworfen_grund,
               coalesce(e.name, '') AS erfasst_name, coalesce(b.name, '') AS entschieden_name,
               coalesce(p.freigegeben_am, p.verworfen_am) AS entschieden_am,
               CASE WHEN p.freigegeben_am IS NOT NULL THEN 'freigegeben'
                    WHEN p.verworfen_am IS NOT NULL THEN 'verworfen' ELSE 'entwurf' END AS zustand,
               (p.wert || jsonb_build_object(
                   'gueltig_ab', p.gueltig_ab, 'fundstelle', p.fundstelle,
                   'geprueft_am', (coalesce(p.freigegeben_am, p.erfasst_am)
                                   AT TIME ZONE 'Europe/Berlin')::date))::text AS stand
          FROM parameterstand p
          LEFT JOIN benutzer e ON e.id = p.erfasst_von
          LEFT JOIN benutzer b ON b.id = coalesce(p.freigegeben_von, p.verworfen_von)
        """

    /// Alle, in der Folge ihrer Größen und Tage; zu einem Tag der zuerst erfasste zuerst.
    package static func alle(in session: PlatformSession) throws -> [Parametersatz] {
        try session.all("\(abfrage) ORDER BY p.name, p.gueltig_ab, p.id")
    }

    /// Entwürfe, über die diese Person entscheiden kann: nicht ihre eigenen.
    package static func freizugebende(in session: PlatformSession) throws -> [Parametersatz] {
        let ich = try session.benutzer()
        return try alle(in: session).filter {
            $0.zustand == .entwurf && $0.erfasstVon != ich
                && session.akteur.rechte.contains($0.freigaberecht)
        }
    }

    package static func laden(_ id: ID, in session: PlatformSession) throws -> Parametersatz {
        let satz: Parametersatz? = try session.first("\(abfrage) WHERE p.id = \(id)")
        guard let satz else { throw Hindernis.nichtGefunden }
        return satz
    }

    /// Was ohne diesen Satz gilt: wogegen er zu vergleichen ist.
    package static func ohne(_ id: ID, in session: PlatformSession) throws -> Parameter {
        try Parameter.amtlich.mit(alle(in: session).filter { $0.id != id })
    }

    /// Was in den Feldern steht, gelesen an seinem Platz in der Folge der anderen Stände.
    package func angaben(nach parameter: Parameter) throws -> Standangaben? {
        guard let groesse else { return nil }
        var probe = parameter
        try probe.aufnehmen(groesse, json: json)
        return try probe.staende(groesse).first { $0.gueltigAb == gueltigAb }
    }
}

extension Parameter {
    /// Wonach der Kreis prüft: die Werte des Programms und was seither freigegeben ist, ohne die
    /// Schalter der Kommunen.
    package static func freigegebene(in session: PlatformSession) throws -> Parameter {
        try Parameter.amtlich.mit(Parametersatz.alle(in: session))
    }

    fileprivate func mit(_ saetze: [Parametersatz]) throws -> Parameter {
        var parameter = self
        for satz in saetze where satz.zustand == .freigegeben {
            guard let groesse = satz.groesse else { continue }
            try parameter.aufnehmen(groesse, json: satz.json)
        }
        return parameter
    }
}
