/// How a controller and its data protection officer are reached (Art. 30 (1) (a) DSGVO).
package struct Kontakt: Sendable, Hashable {
    /// What a register says where nothing has been entered.
    package static let fehlt = "noch nicht eingetragen"

    package let anschrift: String
    /// Telephone and e-mail.
    package let erreichbar: String
    /// Name or post of the officer, with telephone or e-mail.
    package let datenschutz: String

    package init(anschrift: String? = nil, erreichbar: String? = nil, datenschutz: String? = nil) {
        self.anschrift = anschrift ?? Kontakt.fehlt
        self.erreichbar = erreichbar ?? Kontakt.fehlt
        self.datenschutz = datenschutz ?? Kontakt.fehlt
    }
}
