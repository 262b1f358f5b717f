import ArgumentParser
import Foundation
import Grundwerte
import Logging
import Platform
import ServiceLifecycle
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Stellt die Weboberfläche bereit.",
        discussion: """
            Hört nur auf diesen Rechner; nach außen gehört ein Proxy mit TLS davor. Auf SIGTERM \
            beantwortet er, was er angenommen hat, und endet.
            """)

    @ArgumentParser.Option(
        help: ArgumentHelp("Port, sonst der aus den Einstellungen.", valueName: "zahl"))
    var port: Int?

    func validate() throws {
        guard (1...65_535).contains(port ?? 1) else {
            throw ValidationError("--port nimmt eine Zahl von 1 bis 65535.")
        }
    }

    func run() async throws {
        let configuration = try Configuration.laden()
        let logger = Logger(label: "mandat.serve")
        let database = try configuration.database(.web)
        try await database.verlangePassend(sql: try configuration.sql)
        try await Konzeptfassung.festhalten(auf: database)
        let schriftsatz = try configuration.satz(logger)
        let services = try services(configuration, database, schriftsatz)
        let server = WebServer(
            services: services, key: try configuration.schluessel,
            trustsProxy: try configuration.hatTLS)
        let application = server.makeApplication(
            host: configuration.adresse, port: try port ?? configuration.port, logger: logger)
        let gruppe = ServiceGroup(configuration: ServiceGroupConfiguration(
            services: [.init(service: application)], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger))
        try await gruppe.run()
        await schriftsatz?.beenden()
        await database.shutdown()
        logger.info("Die Weboberfläche ist beendet.")
    }

    private func services(_ configuration: Configuration, _ database: Database,
                          _ schriftsatz: Schriftsatz?) throws -> WebServices {
        let web = try configuration.heimat.appendingPathComponent("Sources/Web", isDirectory: true)
        let pages = try Pages(
            directory: web.appendingPathComponent("Templates").path,
            statics: try StaticFiles(directory: web.appendingPathComponent("Static").path))
        return WebServices(
            database: database, registry: MandantRegistry(database: database),
            signIn: SignIn(
                database: database,
                anbieter: Anbieterdienst(ohneTLS: try !configuration.hatTLS)),
            pages: pages,
            kennwoerter: PasswordThread(liste: try configuration.kennwortliste),
            schriftsatz: schriftsatz,
            ablage: try configuration.ablage, kreis: try configuration.kreis,
            kreiskontakt: try configuration.kreiskontakt,
            schulung: try configuration.istDemo, isSecure: try configuration.hatTLS,
            oeffentlich: try configuration.oeffentlich, grenze: try configuration.grenze)
    }
}

extension Database {
    /// Auf Schemas, die nicht zum Programm passen, arbeitet es nicht.
    func verlangePassend(sql: URL) async throws {
        let befunde = try await Installation.check(self, sql: sql)
        guard befunde.isEmpty else {
            throw Hindernis(
                .regel, "Die Datenbank passt nicht zum Programm. " + befunde.joined(separator: " "),
                abhilfe: "Führen Sie `mandat migrate` aus.")
        }
    }
}
