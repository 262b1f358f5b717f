import CLibpq

/// Where a database is and who logs in.
package struct ConnectionConfiguration: Sendable, Equatable {
    /// Host name, address or socket directory.
    package var host: String?
    package var port: Int?
    package var dbname: String?
    package var user: String?
    package var password: String?
    package var applicationName: String?
    /// Whole seconds; libpq takes 1 for 2.
    package var connectTimeout: Int?
    /// Command line options for the server process, such as `-c TimeZone=Europe/Berlin`.
    package var options: String?
    /// Any other libpq keyword, such as `sslmode`.
    package var further: [String: String] = [:]

    package init(
        host: String? = nil, port: Int? = nil, dbname: String? = nil, user: String? = nil,
        password: String? = nil, applicationName: String? = nil, connectTimeout: Int? = 5,
        options: String? = nil
    ) {
        self.host = host
        self.port = port
        self.dbname = dbname
        self.user = user
        self.password = password
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
        self.options = options
    }

    /// Reads what libpq reads: `host=… dbname=…` or `postgresql://…`.
    package init(conninfo: String) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(conninfo, &message) else {
            // The message may quote the text, and with it the password.
            PQfreemem(message)
            throw PostgresError(.cannotConnect, "The connection text is malformed.")
        }
        defer { PQconninfoFree(parsed) }
        self.init()
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                set(String(cString: keyword), to: String(cString: value))
            }
            option += 1
        }
    }

    private mutating func set(_ keyword: String, to value: String) {
        switch keyword {
        case "host": host = value
        case "dbname": dbname = value
        case "user": user = value
        case "password": password = value
        case "application_name": applicationName = value
        case "options": options = value
        case "port" where Int(value) != nil: port = Int(value)
        case "connect_timeout" where Int(value) != nil: connectTimeout = Int(value)
        default: further[keyword] = value
        }
    }

    /// The libpq text, password included. Not for logs.
    package var conninfo: String {
        var settings = parameters
        if let password { settings.append(("password", password)) }
        // Texts travel as UTF-8 whatever the environment says.
        if further["client_encoding"] == nil { settings.append(("client_encoding", "UTF8")) }
        return ConnectionConfiguration.render(settings)
    }

    private var parameters: [(String, String)] {
        let named: [(String, String?)] = [
            ("host", host), ("port", port.map(String.init)), ("dbname", dbname), ("user", user),
            ("application_name", applicationName),
            ("connect_timeout", connectTimeout.map(String.init)), ("options", options),
        ]
        return named.compactMap { name, value in value.map { (name, $0) } }
            + further.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func render(_ settings: [(String, String)]) -> String {
        settings.map { "\($0)=\(quoted($1))" }.joined(separator: " ")
    }

    private static func quoted(_ value: String) -> String {
        var text = "'"
        for character in value.unicodeScalars {
            if character == "'" || character == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(character)
        }
        return text + "'"
    }
}

extension ConnectionConfiguration: CustomStringConvertible, CustomDebugStringConvertible,
                                   CustomReflectable {
    /// The libpq text without secrets.
    package var description: String {
        ConnectionConfiguration.render(parameters.filter { !$0.0.hasSuffix("password") })
    }

    package var debugDescription: String { description }

    /// Keeps `dump` and test reports from printing the password.
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
