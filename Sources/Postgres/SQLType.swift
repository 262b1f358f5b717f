/// A PostgreSQL type as it appears on the wire.
package struct SQLType: Hashable, Sendable {
    let oid: UInt32
    let arrayOID: UInt32

    /// Lets the server infer the type from where the parameter stands.
    static let inferred = SQLType(oid: 0, arrayOID: 0)
    static let bool = SQLType(oid: 16, arrayOID: 1000)
    static let bytea = SQLType(oid: 17, arrayOID: 1001)
    static let int8 = SQLType(oid: 20, arrayOID: 1016)
    static let int2 = SQLType(oid: 21, arrayOID: 1005)
    static let int4 = SQLType(oid: 23, arrayOID: 1007)
    static let text = SQLType(oid: 25, arrayOID: 1009)
    static let float4 = SQLType(oid: 700, arrayOID: 1021)
    static let float8 = SQLType(oid: 701, arrayOID: 1022)
    static let date = SQLType(oid: 1082, arrayOID: 1182)
    static let timestamptz = SQLType(oid: 1184, arrayOID: 1185)
    static let numeric = SQLType(oid: 1700, arrayOID: 1231)
    static let uuid = SQLType(oid: 2950, arrayOID: 2951)
    static let jsonb = SQLType(oid: 3802, arrayOID: 3807)
    static let daterange = SQLType(oid: 3912, arrayOID: 3913)

    /// Types below this one are built in; enums, composites and extensions lie above.
    static let firstUserOID: UInt32 = 16_384

    /// The name for error messages.
    static func name(ofOID oid: UInt32) -> String {
        names[oid] ?? (oid >= firstUserOID ? "a user-defined type (OID \(oid))" : "OID \(oid)")
    }

    private static let names: [UInt32: String] = [
        16: "boolean", 17: "bytea", 18: "\"char\"", 19: "name", 20: "bigint", 21: "smallint",
        23: "integer", 25: "text", 26: "oid", 114: "json", 142: "xml", 700: "real",
        701: "double precision", 705: "unknown", 1042: "character", 1043: "character varying",
        1082: "date", 1083: "time", 1114: "timestamp without time zone",
        1184: "timestamp with time zone", 1186: "interval", 1700: "numeric", 2249: "record",
        2278: "void", 2950: "uuid", 3614: "tsvector", 3802: "jsonb", 3904: "int4range",
        3912: "daterange", 1000: "boolean[]", 1001: "bytea[]", 1005: "smallint[]",
        1007: "integer[]",
        1009: "text[]", 1015: "character varying[]", 1016: "bigint[]", 1022: "double precision[]",
        1182: "date[]", 1185: "timestamp with time zone[]", 1231: "numeric[]", 2951: "uuid[]",
        3807: "jsonb[]", 3913: "daterange[]",
    ]
}
