/// Eine Kategorie von Daten, die der Kreis speichert, mit dem, was das Verzeichnis der
/// Verarbeitungstätigkeiten dazu sagen muss (Art. 30 DSGVO).
package enum Kreisdatenkategorie: String, Sendable, CaseIterable {
    case zahlung, bank, buchfuehrung, krankenhilfe, empfaenger, abgleich, statistik, kennzahlen
    case zugang, anmeldung, support, protokoll, auftraege, betrieb

    package var bezeichnung: String {
        switch self {
        case .zahlung: "Zahlungsaufträge und Zahlläufe"
        case .bank: "Kontoauszüge und Meldungen der Bank"
        case .buchfuehrung: "Hauptbuch und Abrechnung mit den Kommunen"
        case .krankenhilfe: "Sammelrechnungen der Krankenhilfe"
        case .empfaenger: "Empfänger und Rechnungssteller"
        case .abgleich: "Abgleich von Personen zwischen Kommunen"
        case .statistik: "Gesetzliche Statistik"
        case .kennzahlen: "Kennzahlen und Probeläufe"
        case .zugang: "Konten, Rollen und ihre Bestätigung"
        case .anmeldung: "Anmeldung und zweite Faktoren"
        case .support: "Einsicht des Supports in einen Fall"
        case .protokoll: "Protokoll der Zugriffe und Änderungen"
        case .auftraege: "Aufträge an das Programm"
        case .betrieb: "Betrieb des Programms, ohne Personenbezug"
        }
    }

    package var zweck: String {
        switch self {
        case .zahlung, .bank: "Angeordnete Leistungen für die Kommunen auszahlen und belegen"
        case .buchfuehrung: "Bücher führen, Erstattung und Umlage von den Kommunen fordern"
        case .krankenhilfe: "Rechnungen der Krankenhilfe prüfen, zahlen und umlegen"
        case .empfaenger: "Wiederkehrende Empfänger einmal prüfen und für alle führen"
        case .abgleich: "Doppelte Leistungen erkennen, ohne dass der Kreis die Person kennt"
        case .statistik: "Die Statistik nach § 12 AsylbLG prüfen und liefern"
        case .kennzahlen: "Steuern und veröffentlichen, ohne dass jemand zu erkennen ist"
        case .zugang: "Regeln, wer im Programm was darf, und es wiederkehrend bestätigen"
        case .anmeldung: "Nur hereinlassen, wer es ist"
        case .support: "Der Kommune bei einem Fall helfen, nur wenn und solange sie es gewährt"
        case .protokoll: "Nachweisen, wer was getan und gelesen hat"
        case .auftraege: "Aufträge einmal und vollständig ausführen"
        case .betrieb: "Das Programm betreiben"
        }
    }

    package var grundlage: String {
        switch self {
        case .zahlung, .bank, .buchfuehrung:
            "Art. 6 Abs. 1 Buchst. c und e DSGVO mit der KomHVO NRW; § 23 GkG NRW"
        case .krankenhilfe: "Art. 9 Abs. 2 Buchst. b und h DSGVO mit § 4 AsylbLG; § 23 GkG NRW"
        case .empfaenger: "Art. 6 Abs. 1 Buchst. e DSGVO; § 23 GkG NRW"
        case .abgleich: "Art. 6 Abs. 1 Buchst. e DSGVO mit §§ 10a und 11 AsylbLG"
        case .statistik: "Art. 6 Abs. 1 Buchst. c DSGVO mit § 12 AsylbLG"
        case .kennzahlen: "Art. 6 Abs. 1 Buchst. e DSGVO; § 23 GkG NRW"
        case .zugang: "Art. 6 Abs. 1 Buchst. e DSGVO mit § 18 DSG NRW"
        case .anmeldung, .support, .protokoll, .auftraege: "Art. 5 Abs. 2 und Art. 32 DSGVO"
        case .betrieb: "keine personenbezogenen Daten"
        }
    }

    /// Wessen Daten es sind.
    package var betroffene: String {
        switch self {
        case .zahlung, .bank: "Leistungsberechtigte, Vermieter und andere Zahlungsempfänger"
        case .buchfuehrung: "Zahlungsempfänger, nur über die Kennung der Zahlung"
        case .krankenhilfe: "Behandelte Personen, Praxen und Krankenhäuser"
        case .empfaenger: "Vermieter, Versorger, Rechnungssteller"
        case .abgleich, .statistik: "Leistungsberechtigte, nur unter Kennzeichen oder Kenn-Nummer"
        case .kennzahlen: "Leistungsberechtigte, nur als Anzahl und Summe"
        case .zugang, .anmeldung, .protokoll: "Beschäftigte des Kreises und der Kommunen"
        case .support: "Beschäftigte des Supports; vom Fall nur das Aktenzeichen"
        case .auftraege: "Beschäftigte, die einen Auftrag gaben; sonst nur Kennungen"
        case .betrieb: "niemand"
        }
    }

    /// Wer die Daten außer dem Kreis bekommt.
    package var empfaenger: [String] {
        switch self {
        case .zahlung: ["Bank des Kreises", "die anordnende Kommune"]
        case .bank, .buchfuehrung: ["die Kommune, deren Zahlung es ist", "Finanzsoftware"]
        case .krankenhilfe: ["die zuständige Kommune", "der Rechnungssteller"]
        case .empfaenger: ["Bank des Kreises", "Kommunen, die an sie zahlen"]
        case .abgleich: ["die Kommune, die fragt (Name der anderen Kommune)"]
        case .statistik: ["Statistisches Landesamt"]
        case .kennzahlen: ["Öffentlichkeit, nach Prüfung der Geheimhaltung"]
        case .zugang, .support: ["die Kommune, deren Zugang es ist"]
        case .anmeldung, .protokoll, .auftraege, .betrieb: []
        }
    }

    /// Wie lange sie aufzubewahren sind und ob danach jemand löscht (Art. 30 Abs. 1 Buchst. f
    /// DSGVO). Was die Datenbank nicht hergibt, verspricht das Verzeichnis nicht.
    package var frist: String {
        switch self {
        case .zahlung, .bank, .buchfuehrung, .krankenhilfe, .empfaenger:
            "10 Jahre ab Ende des Haushaltsjahres (KomHVO NRW, Aufbewahrung von Büchern und "
                + "Belegen); \(bleibt)"
        case .abgleich:
            "Kennzeichen, bis der Fall der Person endet (vom Programm); Fragen \(offen)"
        case .statistik:
            "zu löschen mit der Annahme der Lieferung (§ 12 BStatG): wem eine Kenn-Nummer gehört, "
                + "löscht dann das Programm der Kommune; die Sätze unter der Nummer: \(bleibt)"
        case .kennzahlen: "keine: Summen, aus denen niemand zu erkennen ist"
        case .protokoll:
            "das der Ämter so lange wie die Bücher; das der Anmeldungen und Rechte \(offen)"
        case .anmeldung:
            "zweite Faktoren und Passkeys, bis sie entfernt werden (vom Programm); Sitzungen und "
                + "Versuche \(offen)"
        case .zugang, .support, .auftraege: offen
        case .betrieb: "keine"
        }
    }

    private var offen: String { "ungelöscht, bis der Kreis eine Frist festlegt" }
    private var bleibt: String {
        "gelöscht wird auch danach nicht, die Datenbank weist jede Löschung ab, bis der Kreis ein "
            + "Löschverfahren festlegt"
    }
}
