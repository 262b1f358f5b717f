import Grundwerte
import Postgres

extension SignIn {
    /// Leaves in the audit that a key opened nothing which we know: revoked, over, or not confirmed
    /// by its Kommune. Once in a quarter of an hour, as programs try again. What we do not know
    /// says nothing about anybody, and would let anybody fill the audit.
    package func schnittstelleAbgewiesen(token: String) async throws {
        guard token.hasPrefix(Schnittstelle.vorsatz), token.utf8.count == 71 else { return }
        let hash = SignIn.hash(token), heute = database.uhr.heute
        try await database.platform.write { transaction in
            try transaction.execute("""
                INSERT INTO audit (id, vorgang, gegenstand, angaben)
                SELECT \(UUIDv7()), 'schnittstelle.abgewiesen', s.id::text,
                       jsonb_build_object('schnittstelle', s.bezeichnung, 'grund',
                           CASE WHEN s.widerrufen_am IS NOT NULL THEN 'widerrufen'
                                WHEN s.gueltig_bis < \(heute) THEN 'abgelaufen'
                                ELSE 'von der Kommune nicht bestätigt' END)
                  FROM schnittstelle s
                 WHERE s.token_sha256 = \(hash)
                   AND NOT EXISTS (SELECT FROM audit a
                                    WHERE a.vorgang = 'schnittstelle.abgewiesen'
                                      AND a.gegenstand = s.id::text
                                      AND a.am > now() - interval '15 minutes')
                """)
        }
    }
}
