import Postgres
import Testing

@Suite("LISTEN and NOTIFY")
struct ListenerTests {
    @Test("Notifications arrive in order, also after the connection was lost")
    func reconnect() async throws {
        let server = try TestServer()
        var configuration = server.configuration
        configuration.applicationName = server.schema
        let listener = try Listener(configuration: configuration, channels: [server.schema, "a\"b"])
        let pool = server.pool(limit: 1)
        var events = listener.events.makeAsyncIterator()

        func notify(_ channel: String, _ payload: String) async throws {
            try await pool.write { try $0.execute("SELECT pg_notify(\(channel), \(payload))") }
        }
        #expect(await events.next() == .connected)
        try await notify(server.schema, "eins")
        try await notify("a\"b", "ä")
        #expect(await events.next() == .notification(channel: server.schema, payload: "eins"))
        #expect(await events.next() == .notification(channel: "a\"b", payload: "ä"))
        try await pool.write {
            try $0.execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = \(server.schema)
                """)
        }
        #expect(await events.next() == .reconnected)
        try await notify(server.schema, "zwei")
        #expect(await events.next() == .notification(channel: server.schema, payload: "zwei"))
        listener.stop()
        #expect(await events.next() == nil)
        #expect(try await server.eventually("""
            SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = \(server.schema)
            """))
        await pool.shutdown()
    }

    @Test("A listener that is let go closes its connection, also while the server is out of reach")
    func released() async throws {
        let server = try TestServer()
        var configuration = server.configuration
        configuration.applicationName = server.schema
        var listener: Listener? = try Listener(configuration: configuration, channels: ["x"])
        let events = listener?.events
        for await event in try #require(events) {
            #expect(event == .connected)
            listener = nil
        }
        #expect(listener == nil)
        configuration.host = "/nonexistent"
        let lost = try Listener(configuration: configuration, channels: ["x"])
        lost.stop()
        for await _ in lost.events {}
    }
}
