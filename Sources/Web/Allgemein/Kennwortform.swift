import Platform

/// Das Feld, in dem eine Person ihr eigenes Kennwort wählt.
enum Kennwortform {
    static let feld = Feld(
        "kennwort", "Neues Kennwort", .kennwort,
        hinweis: "Mindestens 12 Zeichen, am besten vier Wörter, die nicht zusammengehören.",
        maximal: 200, autocomplete: "new-password")

    /// Ein Kennwort, das lang genug ist und auf keiner Liste steht.
    static func lies(_ eingabe: inout Eingabe, name: String) -> String? {
        guard let kennwort = eingabe.kennwort("kennwort") else { return nil }
        if let einwand = Kennwortregel.einwand(kennwort, name: name) {
            eingabe.melde("kennwort", grund: einwand, abhilfe: "Wählen Sie mindestens "
                + "\(Kennwortregel.mindestens) Zeichen, am besten vier Wörter, die nicht "
                + "zusammengehören.")
            return nil
        }
        return kennwort
    }
}
