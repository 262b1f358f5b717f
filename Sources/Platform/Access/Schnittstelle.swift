import Foundation
import Grundwerte
import Postgres

/// The access of somebody else's program: what it may do, for whom, until when.
///
/// Its token is shown once, when it is made, and stored as SHA-256: that of the Kreis is made with
/// the access, that of a Kommune only when she confirms it, so that nobody of the Kreis ever sees
/// it. The program acts under its own id, so that every entry says that it was this program.
package struct Schnittstelle: Sendable, RowDecodable {
    package typealias ID = TypedID<Schnittstelle>

    package let id: ID
    /// Nil: of the Kreis.
    package let mandant: Mandant.ID?
    package let bezeichnung: String
    package let rechte: [Permission]
    package let angelegtVon: String
    package let angelegtAm: Date
    package let gueltigBis: Kalendertag
    package let zuletztAm: Date?
    package let widerrufenAm: Date?
    /// When the Kommune let the program in; nil: not yet, or a key of the Kreis.
    package let bestaetigtAm: Date?
    /// When its former key ended, which the Kreis had seen: the Kommune confirms it anew.
    package let erloschenAm: Date?

    /// Opens nothing before the Kommune has confirmed it.
    package var wartet: Bool { mandant != nil && bestaetigtAm == nil && widerrufenAm == nil }

    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        bezeichnung = try row.decode("bezeichnung")
        rechte = try row.decode("rechte", as: [String].self).compactMap(Permission.init(rawValue:))
        angelegtVon = try row.decode("von")
        angelegtAm = try row.decode("angelegt_am")
        gueltigBis = try row.decode("gueltig_bis")
        zuletztAm = try row.decode("zuletzt_am")
        widerrufenAm = try row.decode("widerrufen_am")
        bestaetigtAm = try row.decode("bestaetigt_am")
        erloschenAm = try row.decode("erloschen_am")
    }

    /// No access holds longer than this; then it is made anew.
    package static let hoechstensTage = 366

    /// How many days before its end a key reminds those who must see to a new one: time to make it,
    /// to have it confirmed and to enter it in the other program (ASVS V6.4.5).
    package static let erinnerungTage = 30

    /// Those that open something today, end within that time and have no successor: no other of the
    /// same party and name that opens and lasts longer.
    package static func ablaufende(
        _ alle: [Schnittstelle], am heute: Kalendertag
    ) -> [Schnittstelle] {
        let offene = alle.filter { $0.widerrufenAm == nil && !$0.wartet && $0.gueltigBis >= heute }
        return offene.filter { eine in
            heute.tage(bis: eine.gueltigBis) <= erinnerungTage && !offene.contains {
                $0.mandant == eine.mandant && $0.bezeichnung == eine.bezeichnung
                    && $0.gueltigBis > eine.gueltigBis
            }
        }
    }

    /// What an integration may be given; the database knows the same list.
    package static let moeglich: [Role.Ebene: [Permission]] = [
        .kommune: [.fallLesen, .zahlungLesen, .krankenhilfeLesen, .rueckforderungLesen,
                   .wiedervorlageBearbeiten],
        .kreis: [.mandantLesen, .zahllaufLesen, .bankLesen, .bankEinlesen, .erstattungLesen],
    ]

    /// The valid ones first, then by name; with a Mandant only his.
    package static func alle(
        mandant: Mandant.ID? = nil, in session: PlatformSession
    ) throws -> [Schnittstelle] {
        try session.all("""
            SELECT s.id, s.mandant_id, s.bezeichnung, s.rechte, b.name AS von, s.angelegt_am,
                   s.gueltig_bis, s.zuletzt_am, s.widerrufen_am, s.erloschen_am,
                   e.am AS bestaetigt_am
              FROM schnittstelle s JOIN benutzer b ON b.id = s.angelegt_von
              LEFT JOIN schnittstelle_bestaetigung e ON e.schnittstelle_id = s.id
             WHERE \(mandant)::uuid IS NULL OR s.mandant_id = \(mandant)
             ORDER BY s.widerrufen_am IS NOT NULL, s.bezeichnung, s.id
            """)
    }

    package struct Neu: Sendable {
        package let id: ID
        package let mandant: Mandant.ID?
        package let bezeichnung: String
        package let rechte: [Permission]
        package let gueltigBis: Kalendertag

        package init(id: ID, mandant: Mandant.ID?, bezeichnung: String, rechte: [Permission],
                     gueltigBis: Kalendertag) {
            self.id = id
            self.mandant = mandant
            self.bezeichnung = bezeichnung
            self.rechte = rechte
            self.gueltigBis = gueltigBis
        }
    }

    /// Makes an access. For the Kreis it returns the token, which nobody can read again; for a
    /// Kommune nil, as there is none before she has confirmed it. The id is that of the form: sent
    /// twice, it makes one.
    package static func anlegen(_ neu: Neu, in session: PlatformSession) throws -> String? {
        try pruefen(neu, heute: session.heute)
        let token = neu.mandant == nil ? neuerSchluessel() : nil, von = try session.benutzer()
        let hash = token.map { SignIn.hash($0) }
        let angelegt = try session.execute("""
            INSERT INTO schnittstelle (id, mandant_id, bezeichnung, token_sha256, rechte,
                                       angelegt_von, gueltig_bis)
            VALUES (\(neu.id), \(neu.mandant), \(neu.bezeichnung),
                    \(hash), \(neu.rechte.map(\.rawValue)), \(von), \(neu.gueltigBis))
            ON CONFLICT (id) DO NOTHING
            """)
        guard angelegt == 1 else {
            throw Hindernis(.konflikt, "Dieser Zugang ist schon angelegt.",
                            abhilfe: neu.mandant == nil
                                ? "Sein Schlüssel war nur einmal zu sehen. Ist er verloren, "
                                    + "widerrufen Sie den Zugang und legen einen neuen an."
                                : "Seinen Schlüssel bekommt die Kommune, wenn sie ihn bestätigt.")
        }
        try session.audit("schnittstelle.angelegt", neu.id.description, [
            "bezeichnung": neu.bezeichnung, "gueltig_bis": neu.gueltigBis.description,
            "rechte": neu.rechte.map(\.rawValue).joined(separator: " "),
        ])
        return token
    }

    private static func pruefen(_ neu: Neu, heute: Kalendertag) throws {
        let ebene: Role.Ebene = neu.mandant == nil ? .kreis : .kommune
        guard !neu.rechte.isEmpty, Set(neu.rechte).isSubset(of: moeglich[ebene] ?? []) else {
            throw Hindernis(
                .eingabe, feld: "rechte", "Diese Rechte gehören nicht zu dieser Stelle.",
                abhilfe: "Wählen Sie mindestens eines, das mit "
                    + "„\(ebene == .kreis ? "Kreis" : "Kommune")“ beginnt.")
        }
        guard neu.gueltigBis >= heute, heute.tage(bis: neu.gueltigBis) <= hoechstensTage else {
            throw Hindernis(.eingabe, feld: "gueltig_bis",
                            "Ein Zugang gilt ab heute und höchstens ein Jahr.",
                            abhilfe: "Wählen Sie einen Tag bis zum "
                                + "\(heute.plus(tage: hoechstensTage).deutsch).")
        }
    }

    /// The Kommune lets the program in. Only now there is a token; she sees it once, and nobody
    /// else ever does.
    package static func bestaetigen(_ id: ID, in session: MandantSession) throws -> String {
        let token = neuerSchluessel()
        let getan = try session.scalar("""
            SELECT platform.schnittstelle_bestaetigen(\(id), \(session.benutzer()),
                                                      \(SignIn.hash(token)))
            """, as: Bool.self)
        guard getan else { throw Hindernis.nichtGefunden }
        try session.audit("schnittstelle.bestaetigt", id.description)
        return token
    }

    /// The Kommune shuts the program out, whether it had let it in or not.
    package static func abweisen(_ id: ID, in session: MandantSession) throws {
        let getan = try session.scalar("""
            SELECT platform.schnittstelle_abweisen(\(id), \(session.benutzer()))
            """, as: Bool.self)
        guard getan else { throw Hindernis.nichtGefunden }
        try session.audit("schnittstelle.widerrufen", id.description)
    }

    /// From now on its token opens nothing.
    package static func widerrufen(_ id: ID, in session: PlatformSession) throws {
        let von = try session.benutzer()
        let getan = try session.execute("""
            UPDATE schnittstelle SET widerrufen_am = now(), widerrufen_von = \(von)
             WHERE id = \(id) AND widerrufen_am IS NULL
            """)
        guard getan == 1 else { throw Hindernis.nichtGefunden }
        try session.audit("schnittstelle.widerrufen", id.description)
    }

    /// So that a token is recognised as one where it should not be.
    static let vorsatz = "mandat_"

    private static func neuerSchluessel() -> String { vorsatz + SignIn.newToken() }
}

extension SignIn {
    /// The program behind a token, or nil if it is unknown, expired, revoked or not confirmed by
    /// its Kommune. It needs no session and proves itself with every request.
    package func schnittstelle(token: String) async throws -> LoginSession? {
        guard token.hasPrefix(Schnittstelle.vorsatz), token.utf8.count == 71 else { return nil }
        let hash = SignIn.hash(token), heute = database.uhr.heute
        let found = try await database.platform.query("""
            SELECT s.id, s.bezeichnung, s.mandant_id, s.rechte,
                   coalesce(s.zuletzt_am < now() - interval '1 minute', true) AS auffrischen
              FROM schnittstelle s
              LEFT JOIN schnittstelle_bestaetigung e ON e.schnittstelle_id = s.id
             WHERE \(hash) IN (s.token_sha256, e.token_sha256)
               AND schnittstelle_gilt(s.id, \(heute))
            """) { row in
            let name = "Schnittstelle \(try row.decode("bezeichnung", as: String.self))"
            let rechte = try row.decode("rechte", as: [String].self)
            let id = try row.decode("id", as: UUIDv7.self)
            return (session: LoginSession(
                        id: LoginSession.ID(id),
                        user: User(id: User.ID(id), anmeldename: "", name: name,
                                   mandant: try row.decode("mandant_id"), telefon: "", zimmer: ""),
                        rollen: ["Schnittstelle"],
                        rechte: Set(rechte.compactMap(Permission.init(rawValue:))),
                        istFrisch: true, schuldetFaktor: false),
                    refresh: try row.decode("auffrischen", as: Bool.self))
        }.first
        guard let found else { return nil }
        if found.refresh {
            let id = found.session.id.uuid
            try await database.platform.write { transaction in
                try transaction.execute("""
                    UPDATE schnittstelle SET zuletzt_am = now()
                     WHERE id = \(id) AND widerrufen_am IS NULL
                    """)
            }
        }
        return found.session
    }
}
