/// The five characters by which PostgreSQL names a kind of error.
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }

    /// The first two characters: the class of the error.
    package var category: Substring { rawValue.prefix(2) }

    package static let connectionFailure = SQLState(rawValue: "08006")
    package static let cannotConnect = SQLState(rawValue: "08001")
    /// COMMIT was sent and the connection broke before the answer came.
    package static let commitUnknown = SQLState(rawValue: "08007")
    package static let protocolViolation = SQLState(rawValue: "08P01")
    package static let featureNotSupported = SQLState(rawValue: "0A000")
    package static let invalidBinaryValue = SQLState(rawValue: "22P03")
    package static let invalidTextValue = SQLState(rawValue: "22P02")
    package static let restrictViolation = SQLState(rawValue: "23001")
    package static let notNullViolation = SQLState(rawValue: "23502")
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let checkViolation = SQLState(rawValue: "23514")
    package static let exclusionViolation = SQLState(rawValue: "23P01")
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    package static let noActiveTransaction = SQLState(rawValue: "25P01")
    package static let transactionAborted = SQLState(rawValue: "25P02")
    package static let invalidStatementName = SQLState(rawValue: "26000")
    package static let invalidPassword = SQLState(rawValue: "28P01")
    package static let serializationFailure = SQLState(rawValue: "40001")
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    package static let syntaxError = SQLState(rawValue: "42601")
    package static let undefinedColumn = SQLState(rawValue: "42703")
    package static let undefinedFunction = SQLState(rawValue: "42883")
    package static let undefinedTable = SQLState(rawValue: "42P01")
    package static let duplicateDatabase = SQLState(rawValue: "42P04")
    package static let undefinedParameter = SQLState(rawValue: "42P02")
    package static let duplicateObject = SQLState(rawValue: "42710")
    package static let duplicateTable = SQLState(rawValue: "42P07")
    package static let invalidDefinition = SQLState(rawValue: "42P17")
    package static let tooManyConnections = SQLState(rawValue: "53300")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    package static let queryCanceled = SQLState(rawValue: "57014")
    package static let adminShutdown = SQLState(rawValue: "57P01")
    package static let cannotConnectNow = SQLState(rawValue: "57P03")
    package static let raiseException = SQLState(rawValue: "P0001")
}
