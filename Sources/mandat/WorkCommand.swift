import ArgumentParser
import Foundation
import Kommune
import Kreis
import Logging
import Platform
import Postgres
import ServiceLifecycle
import UnixSignals

struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Arbeitet die Warteschlange ab: Briefe, Zahlläufe, Rückmeldungen.",
        discussion: """
            Beliebig viele Prozesse dürfen nebeneinander laufen. Auf SIGTERM nimmt er keinen \
            Auftrag mehr an und endet, wenn die laufenden fertig sind.
            """)

    @Option(help: ArgumentHelp("Wie viele Aufträge zugleich laufen.", valueName: "anzahl"))
    var parallel = 2

    func validate() throws {
        guard (1...64).contains(parallel) else {
            throw ValidationError("--parallel nimmt eine Zahl von 1 bis 64.")
        }
    }

    func run() async throws {
        let configuration = try Configuration.laden()
        let logger = Logger(label: "mandat.work")
        let database = try configuration.database(.worker)
        try await database.verlangePassend(sql: try configuration.sql)
        let schriftsatz = try configuration.satz(logger)
        let worker = JobWorker(
            database: database, registry: MandantRegistry(database: database), jobs: Auftraege.alle,
            ticks: Auftraege.regelmaessig, typesetter: schriftsatz,
            siegelbuch: try configuration.siegelbuch, logger: logger, parallel: parallel)
        let gruppe = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: WorkerService(worker: worker))],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        logger.info("Der Worker nimmt Aufträge an.", metadata: ["parallel": "\(parallel)"])
        try await gruppe.run()
        await schriftsatz?.beenden()
        await database.shutdown()
        logger.info("Der Worker ist beendet.")
    }
}

private struct WorkerService: Service {
    let worker: JobWorker

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}

/// Alles, was die Warteschlange kennt.
enum Auftraege {
    static let alle: [any Job.Type] = Mandantauftraege.alle + [
        ZahllaufErstellen.self, BankdateiBuchen.self, ControllingSchuetzen.self,
        ZugaengeNachsehen.self,
    ]

    static let regelmaessig = [
        // Fängt auf, was nach einem Ausfall niemand angekündigt hat.
        jeMandant(RueckmeldungUebernehmen.self, "rueckmeldung.nachsehen", every: 900),
        // Diese Namen tragen die Version: Der erste Worker eines neuen Programms beginnt sogleich.
        jeMandant(NamenNeuFalten.self, "namen.neu_falten.\(Suchname.version)", every: 86_400),
        jeMandant(
            PersonenmarkenAbgleichen.self,
            "personenmarken.abgleichen.\(Suchname.version).schutz", every: 86_400),
        // Mehr als einmal am Tag, damit die Termine des Tages am Morgen daliegen, wann auch immer
        // der erste Worker gestartet ist.
        jeMandant(WiedervorlagenAbgleichen.self, "wiedervorlage.abgleichen", every: 21_600),
        // Findet jeden Monat, der zu zählen ist, und nach einem Ausfall auch frühere.
        jeMandant(EmpfaengerMelden.self, "empfaenger.melden", every: 21_600),
        // Wie bei den Rückmeldungen: was niemand angekündigt hat.
        jeMandant(KreisfragenBeantworten.self, "krankenhilfe.nachsehen", every: 900),
        // Kenn-Nummern bedeuten nichts mehr, sobald eine Lieferung angenommen ist.
        jeMandant(StatistikZuordnungLoeschen.self, "statistik.loeschen", every: 21_600),
        jeMandant(AuskuenfteEntfernen.self, "auskunft.entfernen", every: 21_600),
        jeMandant(LoeschungVorschlagen.self, "loeschung.vorschlagen", every: 86_400),
        jeMandant(TagVersiegeln.self, "siegel.bilden", every: 21_600),
        imKreis(TagVersiegeln.self, "siegel.bilden.kreis", every: 21_600),
        // Findet jeden Monat, der zu zählen und zu schützen ist, und beschlossene
        // Sonderauswertungen.
        jeMandant(ControllingZaehlen.self, "controlling.zaehlen", every: 21_600),
        imKreis(ControllingSchuetzen.self, "controlling.schuetzen", every: 3_600),
        imKreis(ZugaengeNachsehen.self, "zugaenge.nachsehen", every: 21_600),
        jeMandant(AusgeschiedeneAbgleichen.self, "ausgeschiedene.abgleichen", every: 21_600),
    ]

    /// Ein Auftrag des Kreises ohne Angaben; wartet noch einer, bleibt es bei ihm.
    private static func imKreis(
        _ job: any Job.Type, _ name: String, every seconds: Int
    ) -> JobWorker.Tick {
        JobWorker.Tick(name, every: seconds) { transaction in
            try transaction.execute("""
                INSERT INTO job (id, kind, unique_key, vt, prio)
                VALUES (gen_random_uuid(), \(job.kind), 'regelmaessig', virtuelle_zeit(), 50)
                ON CONFLICT DO NOTHING
                """)
        }
    }

    /// Ein Auftrag ohne Angaben für jeden tätigen Mandanten; wartet noch einer, bleibt es bei ihm.
    private static func jeMandant(
        _ job: any Job.Type, _ name: String, every seconds: Int
    ) -> JobWorker.Tick {
        JobWorker.Tick(name, every: seconds) { transaction in
            try transaction.execute("""
                INSERT INTO job (id, mandant_id, kind, unique_key, vt, prio)
                SELECT gen_random_uuid(), m.id, \(job.kind), 'regelmaessig', virtuelle_zeit(), 50
                  FROM mandant m WHERE m.aktiv_ab <= current_date
                ON CONFLICT DO NOTHING
                """)
        }
    }
}
