import Grundwerte

extension Kontoauszug {
    /// Aus `Stmt`, `Rpt` oder `Ntfctn`, deren Umsätze schon gelesen sind.
    init(_ element: Bankxml, art: Art, umsaetze: [Umsatz], befunde: [Befund],
         zeile: Int) throws(Lesefehler) {
        guard let id = element.wert("Id") else {
            throw .fehlt("Kennung des Auszugs (Id)", zeile: zeile)
        }
        guard let nummer = element.wert("Acct", "Id", "IBAN")
            ?? element.wert("Acct", "Id", "Othr", "Id") else {
            throw .fehlt("Nummer des Kontos (Acct/Id)", zeile: zeile)
        }
        var salden: [Saldo] = []
        for saldo in element.alle("Bal") { salden.append(try Saldo(saldo, zeile: zeile)) }
        self.art = art
        self.id = id
        konto = nummer.filter { !$0.isWhitespace }.uppercased()
        // Nennt das Konto keine, gilt die des ersten Betrags: Dann ist jeder andere ein Befund.
        waehrung = element.wert("Acct", "Ccy") ?? salden.first?.waehrung
            ?? umsaetze.first?.waehrung ?? "EUR"
        elektronischeNummer = element.wert("ElctrncSeqNb").flatMap { Int($0) }
        amtlicheNummer = element.wert("LglSeqNb").flatMap { Int($0) }
        zeitraum = Kontoauszug.zeitraum(element)
        self.salden = salden
        self.umsaetze = umsaetze
        self.befunde = befunde
        self.befunde += eigeneBefunde(
            gemeldet: element.wert("TxsSummry", "TtlNtries", "NbOfNtries").flatMap { Int($0) })
    }

    private func eigeneBefunde(gemeldet: Int?) -> [Befund] {
        var befunde: [Befund] = iban == nil ? [.keineIBAN] : []
        let fremde = Set([waehrung] + salden.map(\.waehrung) + umsaetze.map(\.waehrung))
            .subtracting(["EUR"])
        befunde += fremde.sorted().map(Befund.waehrung)
        if let gemeldet, gemeldet != umsaetze.count {
            befunde.append(.anzahl(gemeldet: gemeldet, gelesen: umsaetze.count))
        }
        guard art == .auszug else { return befunde }
        for (stelle, umsatz) in umsaetze.enumerated()
        where umsatz.istGebucht && umsatz.buchungstag == nil {
            befunde.append(.buchungstagFehlt(umsatz: stelle + 1))
        }
        if let differenz { befunde.append(.saldo(differenz)) }
        if anfangssaldo == nil || schlusssaldo == nil { befunde.append(.saldoFehlt) }
        if nummer == nil { befunde.append(.nummerFehlt) }
        return befunde
    }

    private static func zeitraum(_ element: Bankxml) -> Zeitraum? {
        guard let von = element.wert("FrToDt", "FrDtTm").flatMap({ Kalendertag(isoBerlin: $0) }),
              let bis = element.wert("FrToDt", "ToDtTm").flatMap({ Kalendertag(isoBerlin: $0) })
        else { return nil }
        return Zeitraum(pruefe: von, bis: bis)
    }
}

extension Kontoauszug.Saldo {
    fileprivate init(_ element: Bankxml, zeile: Int) throws(Lesefehler) {
        guard let betrag = element["Amt"] else {
            throw .fehlt("Betrag eines Saldos (Bal/Amt)", zeile: zeile)
        }
        let richtung = try Umsatz.Richtung(
            element.wert("CdtDbtInd"), feld: "Soll/Haben eines Saldos", zeile: zeile)
        let gelesen = try betrag.geld("Der Betrag eines Saldos (Bal/Amt)", zeile: zeile)
        let art = element.wert("Tp", "CdOrPrtry", "Cd")
            ?? element.wert("Tp", "CdOrPrtry", "Prtry") ?? ""
        self.art = Kontoauszug.Saldoart(code: art)
        self.betrag = richtung == .gutschrift ? gelesen.betrag : -gelesen.betrag
        waehrung = gelesen.waehrung
        tag = try element["Dt"]?.tag("Das Datum eines Saldos (Bal/Dt)", zeile: zeile)
        istZwischensaldo = element.wert("Tp", "SubTp", "Cd") == "INTM"
    }
}
