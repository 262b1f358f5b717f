import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Postgres

/// Baut den Schulungsverbund auf: Kommunen, Menschen, vierzehn Monate Arbeit.
struct Verbundaufbau {
    let configuration: Configuration
    let zeit: Schulungszeit
    let personen: Int
    let anfang: Int
    let melden: @Sendable (String) -> Void

    func ausfuehren() async throws {
        let database = try configuration.database(
            .web, uhr: Schulungstag.uhr,
            limits: Database.Limits(perMandant: 1, perOffice: 1, platform: 1))
        melden("Lege \(Schulungskommune.alle.count) Kommunen an …")
        let mandanten = try kommunenAnlegen()
        let personal = try await Personal.anlegen(
            mandanten: mandanten, ab: zeit.beginn.ersterTag, mit: configuration.installation,
            database)
        let zeitleiste = Zeitleiste(heute: zeit.heute)
        let betriebe = try betriebe(mandanten, personal, zeitleiste, database)
        let kasse = try Kassenbetrieb(
            zeit: zeit, personal: personal, zeitleiste: zeitleiste, anfang: anfang,
            personen: personen, database)
        try await kasse.eroeffnen()
        for monat in zeit.alle {
            melden("\(monat.deutsch) …")
            try await spielen(monat, betriebe)
            try await kasse.monat(monat)
            let tag = min(monat.letzterTag, zeit.heute)
            try await jeder(betriebe) { try await $0.rueckmeldungen(am: tag) }
        }
        try await heute(betriebe, kasse)
        for betrieb in betriebe {
            for (grund, anzahl) in await betrieb.hindernisse.sorted(by: { $0.key < $1.key }) {
                melden("\(betrieb.mandant.kuerzel): \(anzahl) × \(grund)")
            }
        }
        await database.shutdown()
        try zeitleiste.stellen(try configuration.verwaltung)
        try await controlling(Array(mandanten.values), personal)
        try aufraeumen()
    }

    /// Erst mit den richtigen Zeitstempeln stimmen Dauern und offene Aufgaben.
    private func controlling(_ mandanten: [Mandant], _ personal: Personal) async throws {
        melden("Controlling …")
        let grenzen = Database.Limits(perMandant: 1, perOffice: 1, platform: 1)
        let worker = try configuration.database(.worker, uhr: Schulungstag.uhr, limits: grenzen)
        let web = try configuration.database(.web, uhr: Schulungstag.uhr, limits: grenzen)
        let zeitleiste = Zeitleiste(heute: zeit.heute)
        try await Schulungscontrolling(
            mandanten: mandanten, personal: personal, heute: zeit.heute, zeitleiste: zeitleiste,
            worker: worker, web: web).ausfuehren()
        await worker.shutdown()
        await web.shutdown()
        try zeitleiste.stellen(try configuration.verwaltung)
    }

    /// Damit jede Rolle auf ihrer Startseite etwas zu tun findet.
    private func heute(_ betriebe: [Kommunenbetrieb], _ kasse: Kassenbetrieb) async throws {
        var zurueck: [Schulungsrueckgabe] = []
        for betrieb in betriebe where zurueck.count < 3 {
            zurueck += try await betrieb.zuletztGezahlt().prefix(3 - zurueck.count)
        }
        try await kasse.morgen(zurueck)
        try await jeder(betriebe) { try await $0.rueckmeldungen(am: zeit.heute) }
        try await jeder(betriebe) { try await $0.heute() }
        try await krankenhilfe(betriebe, kasse)
        try await kasse.heute()
        try await jeder(betriebe) { try await $0.rueckmeldungen(am: zeit.heute) }
        try await statistik(betriebe, kasse)
    }

    /// Die Jahresstatistik ist geliefert und angenommen; zwei Monatsmeldungen laufen noch.
    private func statistik(
        _ betriebe: [Kommunenbetrieb], _ kasse: Kassenbetrieb
    ) async throws {
        let heute = zeit.heute, jahresende = Monat(heute.jahr - 1, 12).letzterTag
        let monatsende = heute.monat.voriger.letzterTag
        let jahr = try await kasse.statistikEroeffnen(
            "regelleistungen", ende: jahresende, frist: heute.plus(tage: -5),
            quelle: "Schreiben der Erhebungsstelle", am: heute)
        try await jeder(betriebe) { try await $0.statistik(jahr, .alle, am: heute) }
        try await kasse.statistikLiefern(jahr, am: heute)
        let laufende: [(String, Kommunenbetrieb.Abgabe)] = [
            ("fluechtlingsaufnahme", .zweiVonDrei), ("azr_meldung", .keine),
        ]
        for (erhebung, wer) in laufende {
            let lauf = try await kasse.statistikEroeffnen(
                erhebung, ende: monatsende, frist: heute.plus(tage: 7),
                quelle: "Verlängert durch die Bezirksregierung", am: heute)
            try await jeder(betriebe) { try await $0.statistik(lauf, wer, am: heute) }
        }
    }

    /// Die Abrechnungsstelle zieht aus den Listen, die Kommunen antworten, sie prüft und weist auf
    /// einen Anspruch hin (B-6.4).
    private func krankenhilfe(
        _ betriebe: [Kommunenbetrieb], _ kasse: Kassenbetrieb
    ) async throws {
        var kranke: [Schulungskranker] = []
        for betrieb in betriebe { kranke += try await betrieb.kranke() }
        try await kasse.sammelrechnungen(kranke)
        try await jeder(betriebe) { try await $0.kreisfragenBeantworten(.nachmittags) }
        try await kasse.stichprobePruefen()
        try await jeder(betriebe) { try await $0.kreisfragenBeantworten(.zuletzt) }
    }

    private func kommunenAnlegen() throws -> [String: Mandant] {
        let installation = try configuration.installation
        var mandanten: [String: Mandant] = [:]
        for kommune in Schulungskommune.alle {
            let mandant = try installation.anlegen(kommune.angaben)
            try installation.aktivieren(kuerzel: kommune.kuerzel, ab: zeit.beginn.ersterTag)
            try installation.schalter(
                "krankenhilfe_zentral", kommune.krankenhilfeZentral ? "ja" : "nein",
                fuer: mandant.id,
                gueltig: Zeitraum(von: zeit.beginn.ersterTag),
                quelle: "Vereinbarung nach § 23 GkG NRW")
            mandanten[kommune.kuerzel] = mandant
        }
        return mandanten
    }

    private func betriebe(
        _ mandanten: [String: Mandant], _ personal: Personal, _ zeitleiste: Zeitleiste,
        _ database: Database
    ) throws -> [Kommunenbetrieb] {
        try zip(Schulungskommune.alle, Schulungskommune.verteilen(personen)).compactMap {
            kommune, anzahl in
            guard let mandant = mandanten[kommune.kuerzel] else { return nil }
            let plaene = try Haushaltsplaner(kommune: kommune, zeit: zeit, anfang: anfang)
                .faelle(personen: anzahl)
            return try Kommunenbetrieb(
                mandant: mandant, plaene: plaene, zeit: zeit, personal: personal,
                zeitleiste: zeitleiste, database)
        }
    }

    /// Was die Warteschlange noch hätte, ist getan. Nur die neuen Briefe werden noch gesetzt.
    /// Damit ist der Bestand fertig.
    private func aufraeumen() throws {
        let connection = try Connection(try configuration.verwaltung)
        defer { connection.close() }
        let briefe = BescheidSetzen.kind
        try connection.transaction { transaction in
            try transaction.execute("DELETE FROM platform.job WHERE kind <> \(briefe)")
            try transaction.execute("DELETE FROM platform.fair_share")
            try Aufbauvermerk.entfernen(in: transaction)
            let schemas = try transaction.all("""
                SELECT id, schema_name FROM platform.mandant ORDER BY ags
                """
            ) {
                (
                    try $0.decode("id", as: Mandant.ID.self),
                    try $0.decode("schema_name", as: String.self)
                )
            }
            for (mandant, schema) in schemas {
                try transaction.execute("""
                    DELETE FROM platform.job
                     WHERE kind = \(briefe) AND mandant_id = \(mandant)
                       AND payload->>'bescheid' NOT IN (
                           SELECT id::text FROM \(identifier: schema).bescheid
                            WHERE erlassen_am > \(zeit.heute.plus(tage: -UngesetzterBrief.tage)))
                    """)
            }
        }
    }

    private func spielen(_ monat: Monat, _ betriebe: [Kommunenbetrieb]) async throws {
        let heute = zeit.heute
        let anfang = monat == zeit.beginn ? monat.ersterTag : werktag(monat.ersterTag.plus(tage: 3))
        let ende = werktag(monat.ersterTag.plus(tage: 18))
        if anfang < heute {
            try await jeder(betriebe) { try await $0.monatsanfang(monat, am: anfang) }
        }
        if ende < heute {
            let grenze = Monatsgrenze.letzter(am: ende), offen = monat == heute.monat
            try await jeder(betriebe) {
                try await $0.monatsende(monat, am: ende, letzterMonat: grenze, offen: offen)
            }
        }
    }

    private func werktag(_ tag: Kalendertag) -> Kalendertag {
        tag.wochentag > 5 ? tag.plus(tage: 8 - tag.wochentag) : tag
    }

    /// Kommunen arbeiten unabhängig voneinander, also gleichzeitig.
    private func jeder(
        _ betriebe: [Kommunenbetrieb],
        _ arbeit: @escaping @Sendable (Kommunenbetrieb) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { gruppe in
            for betrieb in betriebe.sorted(by: { $0.mandant.ags < $1.mandant.ags }) {
                gruppe.addTask { try await arbeit(betrieb) }
            }
            try await gruppe.waitForAll()
        }
    }
}
