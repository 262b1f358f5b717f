/// What PostgreSQL grants to every login, and what the project answers to it.
enum AngriffRest {
    static let alle: [(angriff: Angriff, antwort: String)] = [
        (
            Angriff("eigenes Kennwort", "ALTER ROLE CURRENT_USER PASSWORD 'x'", ergibt: []),
            "Certificates for the program's logins make it useless; `mandat migrate` sets it anew."
        ),
        (
            Angriff(
                "eigene Vorgaben", "ALTER ROLE CURRENT_USER SET statement_timeout = 0", ergibt: []),
            "The pools set path and limits in every transaction."
        ),
        (
            Angriff(
                "eigene Zeitgrenze", "SELECT set_config('statement_timeout', '0', false)",
                ergibt: ["0"]),
            "Holds until the next transaction, which sets it anew; operations end long sessions."
        ),
        (
            Angriff("NOTIFY", "NOTIFY job", ergibt: []),
            "Notifications only wake; nobody reads their content as truth."
        ),
        (
            Angriff("LISTEN", "LISTEN job", ergibt: []),
            "Notifications carry no content."
        ),
        (
            Angriff("Grundrolle", "SET ROLE mandant_basis", ergibt: []),
            "It has less than the login, and the counter's functions go by session_user."
        ),
        (
            Angriff(
                "geschätzte Zeilenzahl",
                """
                SELECT (count(*) > 0)::text FROM pg_class WHERE relnamespace = '{er}'::regnamespace
                   AND reltuples > -2
                """, ergibt: ["true"]),
            "How big a Kommune is, no more; named in the data protection impact assessment."
        ),
        (
            Angriff(
                "Namen in den Katalogen",
                """
                SELECT (count(*) > 0)::text FROM pg_class WHERE relnamespace = '{er}'::regnamespace
                """, ergibt: ["true"]),
            "All Mandanten have the same tables; schema and role names mean nothing."
        ),
        (
            Angriff(
                "Rollennamen", "SELECT count(*)::text FROM pg_roles WHERE rolname = '{er}'",
                ergibt: ["1"]),
            "The name says nothing about the Kommune."
        ),
        (
            Angriff(
                "Quelltext der Funktionen",
                """
                SELECT (prosrc <> '')::text FROM pg_proc WHERE proname = 'einreihen'
                """, ergibt: ["true"]),
            "The functions are published; they hold no secret."
        )
    ]
}
