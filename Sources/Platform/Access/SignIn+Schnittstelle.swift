import Grundwerte
import Postgres

extension SignIn {
    /// Leaves in the audit that a key which we know opened nothing: revoked or over. Once in a
    /// quarter of an hour, as programs try again. What we do not know says nothing about anybody,
    /// and would let anybody fill the audit.
    package func schnittstelleAbgewiesen(token: String) async throws {
        guard token.hasPrefix(Schnittstelle.vorsatz), token.utf8.count == 71 else { return }
        let hash = SignIn.hash(token)
        try await database.platform.write { transaction in
            try transaction.execute("""
                INSERT INTO audit (id, vorgang, gegenstand, angaben)
                SELECT \(UUIDv7()), 'schnittstelle.abgewiesen', s.id::text,
                       jsonb_build_object('schnittstelle', s.bezeichnung, 'grund',
                           CASE WHEN s.widerrufen_am IS NULL THEN 'abgelaufen'
                                ELSE 'widerrufen' END)
                  FROM schnittstelle s
                  LEFT JOIN schnittstelle_bestaetigung e ON e.schnittstelle_id = s.id
                 WHERE \(hash) IN (s.token_sha256, e.token_sha256)
                   AND NOT EXISTS (SELECT FROM audit a
                                    WHERE a.vorgang = 'schnittstelle.abgewiesen'
                                      AND a.gegenstand = s.id::text
                                      AND a.am > now() - interval '15 minutes')
                """)
        }
    }
}
