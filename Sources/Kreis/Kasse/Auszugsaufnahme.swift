import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Prüft einen gelesenen Auszug gegen die vorigen und schreibt ihn mit seinen gebuchten Umsätzen in
/// die Datenbank.
struct Auszugsaufnahme {
    private let auszug: Kontoauszug
    private let datei: Bankdatei.ID
    private let tag: Kalendertag
    private let befunde: [String]

    init(_ auszug: Kontoauszug, datei: Bankdatei.ID, in session: KreisSession) throws {
        self.auszug = auszug
        self.datei = datei
        try Auszugsaufnahme.pruefeKonto(auszug, in: session)
        guard let tag = auszug.tag else {
            throw Hindernis(.eingabe, feld: "datei", "Dem Auszug \(auszug.id) fehlt der Tag.")
        }
        self.tag = tag
        befunde = try auszug.befunde.map(\.satz) + Auszugsaufnahme.kette(auszug, in: session)
    }

    /// Nur Auszüge der hinterlegten Konten.
    static func pruefeKonten(_ datei: Kontoauszugsdatei, in session: KreisSession) throws {
        for auszug in datei.auszuege { try pruefeKonto(auszug, in: session) }
    }

    private static func pruefeKonto(_ auszug: Kontoauszug, in session: KreisSession) throws {
        let bekannt = try session.scalar("""
            SELECT EXISTS (SELECT FROM bankkonto WHERE iban = \(auszug.konto))
            """, as: Bool.self)
        guard bekannt else {
            throw Hindernis(.eingabe, feld: "datei", "Der Auszug gehört zum Konto "
                            + "\(auszug.iban?.gekuerzt ?? auszug.konto), das nicht das der "
                            + "Kreiskasse ist.",
                            abhilfe: "Lesen Sie die Auszüge der hinterlegten Konten ein.")
        }
        guard auszug.istEuro else {
            throw Hindernis(.eingabe, feld: "datei", "Der Auszug \(auszug.id) nennt Beträge, die "
                            + "nicht auf Euro lauten.",
                            abhilfe: "Klären Sie den Auszug mit der Bank; gebucht ist nichts.")
        }
    }

    /// Nummernfolge und Saldo gegen den vorigen Auszug des Kontos.
    private static func kette(_ auszug: Kontoauszug, in session: KreisSession) throws -> [String] {
        let voriger = try session.first("""
            SELECT nummer, bis, saldo_neu_cent FROM auszug WHERE iban = \(auszug.konto)
             ORDER BY bis DESC, nummer DESC NULLS LAST, id DESC LIMIT 1
            """) {
            (nummer: try $0.decode("nummer", as: Int?.self),
             bis: try $0.decode("bis", as: Kalendertag.self),
             saldo: try $0.decode("saldo_neu_cent", as: Geld.self))
        }
        guard let voriger else { return [] }
        var saetze: [String] = []
        if let tag = auszug.tag, tag < voriger.bis {
            saetze.append(
                "Der Auszug ist älter als der letzte eingelesene (\(voriger.bis.deutsch)).")
        }
        // Mit dem Jahr beginnt die Zählung von vorn.
        if let nummer = auszug.nummer, let alte = voriger.nummer, nummer != alte + 1,
           !(auszug.tag?.jahr != voriger.bis.jahr && nummer == 1) {
            saetze.append("Auf Auszug \(alte) folgt Auszug \(nummer): "
                + (nummer > alte + 1
                    ? "Dazwischen fehlt mindestens einer." : "Die Folge der Nummern stimmt nicht."))
        }
        if let differenz = auszug.differenz(zumVorigen: voriger.saldo) {
            saetze.append("Der Anfangssaldo ist \(differenz.gemeldet), der vorige Auszug endete "
                + "mit \(differenz.erwartet) (Differenz \(differenz.betrag)).")
        }
        return saetze
    }

    /// Gibt die Einzelheiten der Sammelbelastungen zurück, die nur beim Einlesen gebraucht werden.
    func speichern(in session: KreisSession) throws -> [Bankumsatz.ID: [Umsatz.Einzelheit]] {
        let id = Auszug.ID()
        try kopfSpeichern(id, in: session)
        var einzelheiten: [Bankumsatz.ID: [Umsatz.Einzelheit]] = [:]
        var lfd: Int32 = 0
        var zeilen: [Umsatzzeile] = []
        for umsatz in auszug.umsaetze where umsatz.istGebucht {
            for zeile in Umsatzzeile.zerlegt(umsatz, konto: auszug.konto) {
                lfd += 1
                var zeile = zeile
                zeile.lfd = lfd
                zeile.buchungstag = umsatz.buchungstag ?? tag
                if zeile.betrag < .null, zeile.einzelheiten.count > 1 {
                    einzelheiten[zeile.id] = zeile.einzelheiten
                }
                zeilen.append(zeile)
            }
        }
        try pruefeBekannte(zeilen, in: session)
        try Umsatzzeile.schreiben(zeilen, zu: id, in: session)
        return einzelheiten
    }

    private func kopfSpeichern(_ id: Auszug.ID, in session: KreisSession) throws {
        let anfang = auszug.anfangssaldo?.betrag, schluss = auszug.schlusssaldo?.betrag
        guard let alt = anfang ?? schluss.map({ $0 - auszug.bewegung }) else {
            throw Hindernis(.eingabe, feld: "datei",
                            "Der Auszug \(auszug.id) nennt weder Anfangs- noch Schlusssaldo.",
                            abhilfe: "Fordern Sie ihn bei der Bank neu an.")
        }
        let kennung = "\(tag.jahr)/\(auszug.nummer.map(String.init) ?? "-")/\(auszug.id)"
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO auszug (id, bankdatei_id, iban, kennung, nummer, von, bis,
                                        saldo_alt_cent, saldo_neu_cent, befund)
                    VALUES (\(id), \(datei), \(auszug.konto), \(kennung), \(auszug.nummer),
                            \(auszug.zeitraum?.von), \(tag), \(alt),
                            \(schluss ?? alt + auszug.bewegung), \(befunde.joined(separator: " ")))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "auszug_einmal" {
            throw Hindernis(
                .konflikt, feld: "datei",
                "Der Auszug \(auszug.nummer.map { "Nr. \($0) " } ?? "")vom \(tag.deutsch) ist "
                    + "schon in einer anderen Datei eingelesen.",
                abhilfe: "Vergleichen Sie beide Dateien; gebucht wird keiner ein zweites Mal.")
        }
    }

    /// Überschneiden sich zwei Auszüge, stünde dasselbe Geld zweimal in den Büchern.
    private func pruefeBekannte(_ zeilen: [Umsatzzeile], in session: KreisSession) throws {
        let bekannte = zeilen.filter { !$0.referenz.isEmpty }
        let doppelt = try session.first("""
            SELECT a.bis FROM unnest(\(bekannte.map(\.referenz)), \(bekannte.map(\.buchungstag)),
                                     \(bekannte.map(\.betrag)), \(bekannte.map(\.ordnung)))
                              AS n (referenz, tag, betrag, ordnung)
              JOIN umsatz u ON u.referenz = n.referenz AND u.buchungstag = n.tag
                           AND u.betrag_cent = n.betrag
                           AND u.ordnung = n.ordnung
              JOIN auszug a ON a.id = u.auszug_id AND a.iban = \(auszug.konto)
             LIMIT 1
            """) { try $0.decode("bis", as: Kalendertag.self) }
        guard let doppelt else { return }
        throw Hindernis(.konflikt, feld: "datei",
                        "Ein Umsatz dieses Auszugs steht schon im Auszug vom \(doppelt.deutsch).",
                        abhilfe: "Fragen Sie die Bank, welcher der beiden Auszüge gilt.")
    }
}

/// Ein Umsatz, wie er gespeichert wird: Eine Sammelgutschrift, deren Teile vollständig sind, wird
/// zerlegt, damit jeder Rückläufer für sich steht.
struct Umsatzzeile {
    let id = Bankumsatz.ID()
    var lfd: Int32 = 0
    var buchungstag = Kalendertag(tageSeit2000: 0)
    let betrag: Geld
    let wertstellung: Kalendertag?
    let referenz: String
    let ordnung: Int32
    let pmtInfId: String
    let einzelheiten: [Umsatz.Einzelheit]
    let einzige: Umsatz.Einzelheit?
    let gegenpartei: Umsatz.Partei?
    let rueckgabe: Bool
    let zusatz: String

    static func zerlegt(_ umsatz: Umsatz, konto: String) -> [Umsatzzeile] {
        let teile = umsatz.einzelheiten
        let summe = teile.compactMap(\.betrag).summe()
        if umsatz.richtung == .gutschrift, teile.count > 1, teile.allSatisfy({ $0.betrag != nil }),
           summe == umsatz.betrag, teile.allSatisfy({ $0.richtung == .gutschrift }) {
            return teile
                .map { Umsatzzeile(umsatz, teil: $0, betrag: $0.betrag ?? .null, konto: konto) }
                .filter { $0.betrag != .null }
        }
        guard umsatz.betrag != .null else { return [] }
        return [Umsatzzeile(umsatz, teil: nil, betrag: umsatz.wirkung, konto: konto)]
    }

    private init(_ umsatz: Umsatz, teil: Umsatz.Einzelheit?, betrag: Geld,
                 konto: String) {
        let einzige = teil ?? (umsatz.einzelheiten.count == 1 ? umsatz.einzelheiten.first : nil)
        self.betrag = betrag
        self.einzige = einzige
        wertstellung = umsatz.wertstellung
        // Zerlegte teilen sich die Referenz des Ganzen; ihre eigene unterscheidet sie.
        referenz = (teil.map { $0.bankreferenz ?? "" } ?? umsatz.bankreferenz
                        ?? umsatz.eintragsreferenz) ?? ""
        ordnung = Int32(umsatz.ordnung)
        pmtInfId = (umsatz.sammler.compactMap { $0.pmtInfId ?? $0.msgId }.first
            ?? umsatz.einzelheiten.lazy.compactMap { $0.pmtInfId ?? $0.msgId }.first ?? "")
            .filter { !$0.isWhitespace }
        einzelheiten = umsatz.einzelheiten
        gegenpartei = einzige?.gegenpartei(eigenesKonto: konto)
        rueckgabe = teil.map { umsatz.bankcode.istRueckueberweisung || $0.rueckgabe != nil
            || $0.bankcode.istRueckueberweisung } ?? umsatz.istRueckgabe
        zusatz = umsatz.zusatz ?? ""
    }

    static func schreiben(
        _ zeilen: [Umsatzzeile], zu auszug: Auszug.ID, in session: KreisSession
    ) throws {
        guard !zeilen.isEmpty else { return }
        try session.transaction.copyIn("""
            COPY umsatz (id, auszug_id, lfd, betrag_cent, buchungstag, wertstellung, referenz,
                         ordnung, pmtinf_id, endtoend, gegenname, gegeniban, zweck, rueckgabe,
                         rueckgabegrund)
            FROM STDIN WITH (FORMAT binary)
            """) { writer in
            for z in zeilen {
                try writer.row(
                    z.id, auszug, z.lfd, z.betrag, z.buchungstag, z.wertstellung, z.referenz,
                    z.ordnung, z.pmtInfId, z.einzige?.endToEndId ?? "", z.gegenpartei?.name ?? "",
                    z.gegenpartei?.konto ?? "", z.einzige?.verwendungszweck ?? z.zusatz,
                    z.rueckgabe, z.einzige?.rueckgabe?.grund?.code ?? "")
            }
        }
    }
}
