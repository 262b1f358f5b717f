/// How far a connection travels, and who vouches for the server at its other end.
extension ConnectionConfiguration {
    package enum Reach: Sendable, Equatable {
        /// A socket or a loopback address; nobody is in between.
        case thisMachine
        /// TLS alone, with a certificate for the very name of the server, from an authority that
        /// the text names.
        case verified
        /// Anybody on the way could listen or answer in the server's place.
        case unprotected
    }

    /// What libpq makes of the text. Where it leaves the server open, libpq asks `environment`; a
    /// service stands for any server.
    package func reach(_ environment: [String: String]) -> Reach {
        let service = further["service"] ?? environment["PGSERVICE"]
        let names = host ?? environment["PGHOST"]
        let addresses = further["hostaddr"] ?? environment["PGHOSTADDR"]
        let servers = [names, addresses].compactMap { $0 }.flatMap {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        if service == nil, servers.allSatisfy(Self.isHere) { return .thisMachine }
        let root = further["sslrootcert"] ?? ""
        return further["sslmode"] == "verify-full" && !root.isEmpty ? .verified : .unprotected
    }

    /// The same with no way around TLS: encryption by Kerberos, which libpq prefers where it has a
    /// ticket, asks for no certificate.
    package var withoutKerberos: ConnectionConfiguration {
        var configuration = self
        configuration.further["gssencmode"] = "disable"
        return configuration
    }

    /// Nothing stands for the socket's usual place. Names count only if they mean this machine
    /// everywhere (RFC 6761, 6.3).
    private static func isHere(_ server: Substring) -> Bool {
        if server.isEmpty || server.hasPrefix("/") || server.hasPrefix("@") { return true }
        if server.lowercased() == "localhost" || server == "::1" { return true }
        let parts = server.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { part in
            part.utf8.allSatisfy { (48...57).contains($0) } && UInt8(part) != nil
        }
    }
}
