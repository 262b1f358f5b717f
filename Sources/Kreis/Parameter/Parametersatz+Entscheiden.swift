import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

extension Parametersatz {
    /// Erfasst einen Entwurf. Dasselbe Formular ein zweites Mal ändert nichts. Ein Beschluss der AG
    /// kann schon dabei sein, wo sie entscheidet, oder erst bei der Freigabe folgen.
    @discardableResult
    package static func erfassen(
        _ bytes: [UInt8], als groesse: Parameter.Groesse, beschluss: AGBeschluss? = nil,
        vorgang: UUIDv7, in session: PlatformSession
    ) throws -> ID {
        let entwurf = try Standentwurf(bytes, als: groesse, nach: .freigegebene(in: session))
        try beschluss?.verlangeFrist(ab: entwurf.angaben.gueltigAb)
        let von = try session.benutzer()
        let neu = try session.execute("""
            INSERT INTO parameterstand (id, name, gueltig_ab, wert, fundstelle, erfasst_von,
                                        beschluss, beschlossen_am, frist_grund)
            VALUES (\(vorgang), \(groesse.rawValue), \(entwurf.angaben.gueltigAb),
                    \(entwurf.wert)::jsonb, \(entwurf.angaben.fundstelle), \(von),
                    \(beschluss?.text ?? ""), \(beschluss?.vom), \(beschluss?.fristGrund ?? ""))
            ON CONFLICT (id) DO NOTHING
            """)
        if neu == 1 {
            try session.audit("parameter.erfasst", vorgang.description, [
                "groesse": groesse.rawValue, "gueltig_ab": entwurf.angaben.gueltigAb.description,
            ])
        }
        return ID(vorgang)
    }

    /// Gibt einen Entwurf frei: Von seinem Tag an rechnen alle Kommunen danach, und jede legt ihrer
    /// Sachbearbeitung vor, welche Fälle es betrifft. Nie tut das, wer ihn erfasst hat; worüber die
    /// AG entscheidet, nur ihre Geschäftsstelle mit dem Beschluss.
    package static func freigeben(
        _ id: ID, beschluss: AGBeschluss?, in session: PlatformSession
    ) throws {
        let satz = try offener(id, in: session), von = try session.benutzer()
        try session.akteur.verlange(satz.freigaberecht)
        guard satz.erfasstVon != von else { throw selbstErfasst }
        try satz.verlange(beschluss)
        try satz.verlangeFolge(in: session)
        do {
            let frei = try session.transaction.savepoint {
                try session.execute("""
                    UPDATE parameterstand
                       SET freigegeben_von = \(von), freigegeben_am = now(),
                           beschluss = \(beschluss?.text ?? ""),
                           beschlossen_am = \(beschluss?.vom),
                           frist_grund = \(beschluss?.fristGrund ?? "")
                     WHERE id = \(id) AND freigegeben_am IS NULL AND verworfen_am IS NULL
                    """)
            }
            guard frei == 1 else { throw schonEntschieden }
        } catch let fehler as PostgresError where fehler.constraint == "parameterstand_vier_augen" {
            throw selbstErfasst
        } catch let fehler as PostgresError where fehler.constraint == "parameterstand_einmal" {
            throw Hindernis(
                .konflikt, "Für den \(satz.gueltigAb.deutsch) ist schon ein Stand freigegeben.",
                abhilfe: "Freigegebenes ändert sich nicht mehr. Erfassen Sie einen Entwurf ab "
                    + "einem anderen Tag.")
        }
        try session.audit(
            "parameter.freigegeben", id.description, ["beschluss": beschluss?.text ?? ""])
        try Anpassungsauftrag.ankuendigen(
            groesse: satz.groesse?.rawValue ?? "", gueltigAb: satz.gueltigAb, freigabe: id.uuid,
            in: session)
    }

    /// Verwirft einen Entwurf; auch wer ihn erfasst hat, darf das.
    package static func verwerfen(_ id: ID, grund: String, in session: PlatformSession) throws {
        let satz = try offener(id, in: session)
        if !session.akteur.rechte.contains(.parameterErfassen) {
            try session.akteur.verlange(satz.freigaberecht)
        }
        let von = try session.benutzer()
        let weg = try session.execute("""
            UPDATE parameterstand
               SET verworfen_von = \(von), verworfen_am = now(), verworfen_grund = \(grund)
             WHERE id = \(id) AND freigegeben_am IS NULL AND verworfen_am IS NULL
            """)
        guard weg == 1 else { throw schonEntschieden }
        try session.audit("parameter.verworfen", id.description, ["grund": grund])
    }

    private static func offener(_ id: ID, in session: PlatformSession) throws -> Parametersatz {
        let satz = try laden(id, in: session)
        guard satz.zustand == .entwurf else { throw schonEntschieden }
        return satz
    }

    /// Seit dem Erfassen kann anderes freigegeben sein, in dessen Folge dieser Stand nicht passt.
    private func verlangeFolge(in session: PlatformSession) throws {
        do {
            guard try angaben(nach: .freigegebene(in: session)) != nil else {
                throw Hindernis(.regel, "Diese Größe kennt das Programm nicht.")
            }
        } catch let fehler as Parameterfehler {
            throw Hindernis(.regel, fehler.description,
                            abhilfe: "Verwerfen Sie den Entwurf und erfassen Sie ihn neu.")
        }
    }

    private static let selbstErfasst = Hindernis(
        .regel, "Sie haben diesen Entwurf selbst erfasst.",
        abhilfe: "Freigeben muss ihn eine zweite Person.")

    private static let schonEntschieden = Hindernis(
        .konflikt, "Über diesen Entwurf ist schon entschieden.",
        abhilfe: "Laden Sie die Seite neu, um zu sehen, wie.")
}
