/// Die Seite `anmeldung.mustache`: wo man hineinkommt, in einer Kommune, im Kreis oder im Portal.
package struct AnmeldungView: Sendable {
    let page: Page
    let formular: Formular
    let ziel: String
    let fremdanmeldung: Verweis?
    let hilfe: String

    /// `fremdanmeldung` führt zum Anmeldedienst der Kommune, wenn sie einen hat.
    package init(
        page: Page, formular: Formular, ziel: String, fremdanmeldung: Verweis? = nil, hilfe: String
    ) {
        self.page = page
        self.formular = formular
        self.ziel = ziel
        self.fremdanmeldung = fremdanmeldung
        self.hilfe = hilfe
    }
}
