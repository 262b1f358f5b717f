/// Warum eine Bank eine Überweisung zurückgibt oder ablehnt, und was daraus folgt.
///
/// Die Codes stehen in der externen Codeliste von ISO 20022; unbekannte führen zu einem Hinweis,
/// nie zu nichts.
package struct Rueckgabegrund: Hashable, Sendable {
    package let code: String
    /// Was die Bank als freien Text dazu schreibt.
    package let zusatz: String?

    /// Was die Kreiskasse selbst begründet, steht hinter ihrem Code: `NICHTABGEHOLT: verzogen`.
    package init(code: String, zusatz: String? = nil) {
        let teile = code.split(separator: ": ", maxSplits: 1).map(String.init)
        if zusatz == nil, teile.count == 2, Rueckgabegrund.liste[teile[0]] != nil {
            self.code = teile[0]
            self.zusatz = teile[1]
        } else {
            self.code = code
            self.zusatz = zusatz
        }
    }

    package enum Reaktion: String, Sendable, Codable, CaseIterable {
        /// Keine weitere Zahlung auf dieses Konto; die Kommune klärt es.
        case kontoSperren
        /// Keine weitere Zahlung an diese Person; die Kommune prüft den Fall.
        case personSperren
        /// Verdacht auf eine doppelte Zahlung: sofort an die Kreiskasse.
        case alarm
        /// Der Kreis klärt es mit der Bank.
        case kreis
        /// Nur zur Kenntnis und erneuten Zahlung.
        case hinweis
    }

    package var reaktion: Reaktion { eintrag?.reaktion ?? .hinweis }

    /// In einem Satz für die Sachbearbeitung.
    package var erklaerung: String {
        eintrag?.text ?? "Die Bank nennt einen Grund, der hier nicht bekannt ist (\(code)). "
            + "Fragen Sie bei ihr nach."
    }

    /// Die Erklärung mit dem, was dazu geschrieben wurde.
    package var satz: String { zusatz.map { "\(erklaerung) „\($0)“" } ?? erklaerung }

    package var istBekannt: Bool { eintrag != nil }

    /// Alle Codes, auf die so zu reagieren ist, in fester Folge.
    package static func codes(_ reaktion: Reaktion) -> [String] {
        liste.filter { $0.value.reaktion == reaktion }.keys.sorted()
    }

    private var eintrag: (reaktion: Reaktion, text: String)? { Rueckgabegrund.liste[code] }

    private static let liste: [String: (reaktion: Reaktion, text: String)] = [
        "AC01": (.kontoSperren, "Die Kontonummer ist falsch oder das Konto gibt es nicht."),
        "AC03": (.kontoSperren, "Die Kontonummer des Empfängers ist ungültig."),
        "AC04": (.kontoSperren, "Das Konto ist aufgelöst."),
        "AC06": (.kontoSperren, "Das Konto ist gesperrt."),
        "AG01": (.kontoSperren,
            "Auf dieses Konto darf nicht überwiesen werden, etwa auf ein Sparkonto."),
        "RC01": (.kontoSperren, "Die Bank des Empfängers ist falsch angegeben."),
        "BE01": (.kontoSperren, "Der Name passt nicht zum Inhaber des Kontos."),
        "MD07": (.personSperren, "Nach Mitteilung der Bank ist die Person verstorben."),
        "AM05": (.alarm, "Die Bank hält die Zahlung für doppelt."),
        "DUPL": (.alarm, "Die Bank hält die Zahlung für doppelt."),
        "DU01": (.alarm, "Die Bank hat eine Datei mit dieser Kennung schon erhalten."),
        "RR01": (.kreis, "Der Bank fehlen Angaben zum Konto des Auftraggebers."),
        "RR02": (.kreis, "Der Bank fehlen Name oder Anschrift des Auftraggebers."),
        "RR03": (.kreis, "Der Bank fehlen Name oder Anschrift des Empfängers."),
        "RR04": (.kreis, "Die Bank gibt aus aufsichtsrechtlichen Gründen zurück."),
        "AM10": (.kreis, "Die Kontrollsumme der Datei stimmt nach Angabe der Bank nicht."),
        "AM18": (.kreis, "Die Anzahl in der Datei stimmt nach Angabe der Bank nicht."),
        "FF01": (.kreis, "Die Bank kann die Datei nicht lesen."),
        "DT01": (.kreis, "Die Bank führt an diesem Tag nicht aus."),
        "CH03": (.kreis, "Der Ausführungstag liegt für die Bank zu weit voraus."),
        "TM01": (.kreis, "Die Datei kam nach dem Annahmeschluss der Bank."),
        "BE04": (.hinweis, "Der Bank fehlt die Anschrift des Empfängers."),
        "FOCR": (.hinweis, "Das Geld kommt nach einem Rückruf der Zahlung zurück."),
        "MS02": (.hinweis,
            "Der Empfänger hat die Zahlung zurückgewiesen, ohne einen Grund zu nennen."),
        "MS03": (.hinweis, "Die Bank nennt keinen Grund."),
        "NICHTABGEHOLT": (.hinweis, "Das Geld wurde an der Kreiskasse nicht abgeholt."),
        "NICHTUMGEBUCHT": (.hinweis, "Die Kreiskasse konnte nicht umbuchen."),
        "NARR": (.hinweis, "Die Bank nennt den Grund als Text."),
    ]
}
