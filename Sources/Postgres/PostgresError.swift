import CLibpq

/// What PostgreSQL, or the connection to it, refused.
///
/// `description` is made for logs: it names SQLSTATE, constraint and table, and leaves out whatever
/// may quote a value. The server's own words stand in `message`, `detail` and `fullText`.
package struct PostgresError: Error, Sendable {
    package let sqlState: SQLState
    /// `ERROR`, `FATAL` or `PANIC`, in English whatever the server's language.
    package let severity: String
    /// May quote values, so it does not belong in a log.
    package let message: String
    /// May quote values, so it does not belong in a log.
    package let detail: String?
    package let hint: String?
    package let schema: String?
    package let table: String?
    package let column: String?
    package let constraint: String?
    /// Where in the statement's text the error lies, counted in characters from 1.
    package let position: Int?
    /// Which statement of an `executeAll` failed, counted from 0.
    package internal(set) var statementIndex: Int?
    /// The server function that raised the error; it does not depend on the server's language.
    let routine: String?
    /// Whether the text was written by this side and quotes no value.
    let isLocal: Bool

    /// An error this side noticed; `message` must not quote values.
    init(_ sqlState: SQLState, _ message: String, severity: String = "ERROR") {
        self.sqlState = sqlState
        self.severity = severity
        self.message = message
        detail = nil
        hint = nil
        schema = nil
        table = nil
        column = nil
        constraint = nil
        position = nil
        routine = nil
        isLocal = true
    }

    /// The error report of the server that `result` carries.
    init(result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            guard let ascii = code.asciiValue else { return nil }
            return PQresultErrorField(result, Int32(ascii)).map { String(cString: $0) }
        }
        // Without a SQLSTATE libpq itself made up the result, because the connection broke.
        sqlState = field("C").map(SQLState.init(rawValue:)) ?? .connectionFailure
        severity = field("V") ?? field("S") ?? "ERROR"
        message = field("M") ?? String(cString: PQresultErrorMessage(result))
        detail = field("D")
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
        position = field("P").flatMap { Int($0) }
        routine = field("R")
        isLocal = field("C") == nil
    }

    /// Whether running the whole transaction once more may succeed.
    package var isRetryable: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected || isStaleStatement
    }

    /// Whether the connection broke after COMMIT was sent: the work may or may not be done.
    package var isCommitUnknown: Bool { sqlState == .commitUnknown }

    /// Everything the server said, values included. Not for logs.
    package var fullText: String {
        var lines = ["\(severity) \(sqlState): \(message)"]
        if let detail { lines.append("DETAIL: \(detail)") }
        if let hint { lines.append("HINT: \(hint)") }
        return lines.joined(separator: "\n")
    }

    /// Whether the server has lost or outgrown a prepared statement, so that preparing it anew
    /// helps.
    var isStaleStatement: Bool {
        sqlState == .invalidStatementName
            || (sqlState == .featureNotSupported && routine == "RevalidateCachedQuery")
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// SQLSTATE and the objects concerned, never a value.
    package var description: String {
        var parts = ["PostgreSQL \(severity) \(sqlState)"]
        if let statementIndex { parts.append("statement \(statementIndex)") }
        if let constraint { parts.append("constraint \(constraint)") }
        if let table { parts.append("table \(schema.map { "\($0)." } ?? "")\(table)") }
        if let column { parts.append("column \(column)") }
        if let position { parts.append("position \(position)") }
        if isLocal { parts.append(message.trimmingSuffix(while: \.isNewline)) }
        return parts.joined(separator: ", ")
    }

    package var debugDescription: String { description }

    /// Keeps `dump` and test reports from printing the stored message.
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

extension String {
    func trimmingSuffix(while matches: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, matches(last) { rest.removeLast() }
        return String(rest)
    }
}

/// A result did not have the shape the code expects. Names columns and types, never values.
package enum RowError: Error, Equatable, Sendable, CustomStringConvertible {
    case missingColumn(String)
    case ambiguousColumn(String)
    case null(column: String, expected: String)
    case type(column: String, expected: String, found: String)
    /// The type fits, but this value has no counterpart in Swift.
    case value(column: String, expected: String, found: String, reason: String)
    case rowCount(expected: String, found: Int)

    package var description: String {
        switch self {
        case let .missingColumn(name): "The result has no column \(name)."
        case let .ambiguousColumn(name): "The result has several columns named \(name)."
        case let .null(column, expected): "Column \(column) is NULL, expected \(expected)."
        case let .type(column, expected, found):
            "Column \(column) has type \(found), which does not decode as \(expected)."
        case let .value(column, expected, found, reason):
            "A value of column \(column) (\(found)) does not decode as \(expected): \(reason)."
        case let .rowCount(expected, found): "Expected \(expected), found \(found) rows."
        }
    }
}

/// Why the pool did not run a transaction at all.
package enum PoolError: Error, Sendable, CustomStringConvertible {
    /// No connection became free within the time limit.
    case timeout
    /// Too many transactions wait already.
    case queueFull
    /// The server cannot be reached or refuses the login.
    case unavailable(PostgresError)
    case shutDown

    package var description: String {
        switch self {
        case .timeout: "No database connection became free in time."
        case .queueFull: "Too many transactions wait for a database connection."
        case let .unavailable(error): "The database cannot be reached: \(error)"
        case .shutDown: "The connection pool is shut down."
        }
    }
}
