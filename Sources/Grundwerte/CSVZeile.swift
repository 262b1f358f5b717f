/// A row of a CSV file with semicolons, as German spreadsheets read it.
package enum CSVZeile {
    /// What a file begins with, so that spreadsheets take it for UTF-8.
    package static let kennung = "\u{FEFF}"

    /// The cells with their line end; quotes only where they are needed.
    package static func text(_ zellen: [String], ende: String = "\r\n") -> String {
        zellen.map { zelle in
            let noetig = zelle.utf8.contains { [34, 59, 10, 13].contains($0) }
                || zelle.first?.isWhitespace == true || zelle.last?.isWhitespace == true
            guard noetig else { return zelle }
            return "\"" + zelle.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\""
        }.joined(separator: ";") + ende
    }
}
