import Foundation
import Grundwerte
import Uebergabe

extension Umsatz {
    /// Aus `Ntry`, dessen Einzelheiten schon gelesen sind.
    init(_ element: Bankxml, einzelheiten: [Einzelheit], zeile: Int) throws(Lesefehler) {
        guard let betrag = element["Amt"] else {
            throw .fehlt("Betrag des Umsatzes (Ntry/Amt)", zeile: zeile)
        }
        // Bis zur Fassung .02 steht der Status als Text, danach in `Cd`; manche Banken mischen
        // beides.
        guard let status = element.wert("Sts", "Cd") ?? element.wert("Sts") else {
            throw .fehlt("Status des Umsatzes (Ntry/Sts)", zeile: zeile)
        }
        richtung = try Richtung(
            element.wert("CdtDbtInd"), feld: "Soll/Haben des Umsatzes", zeile: zeile)
        (self.betrag, waehrung) = try betrag.geld(
            "Der Betrag des Umsatzes (Ntry/Amt)", zeile: zeile)
        self.status = Status(code: status)
        istStorno = ["true", "1"].contains(element.wert("RvslInd") ?? "false")
        buchungstag = try element["BookgDt"]?.tag("Der Buchungstag (BookgDt)", zeile: zeile)
        wertstellung = try element["ValDt"]?.tag("Die Wertstellung (ValDt)", zeile: zeile)
        bankreferenz = element.referenz("AcctSvcrRef")
        eintragsreferenz = element.referenz("NtryRef")
        bankcode = Bankcode(element["BkTxCd"])
        var sammler: [Sammler] = []
        for gruppe in element.alle("NtryDtls") {
            guard let angabe = gruppe["Btch"] else { continue }
            sammler.append(try Sammler(angabe, zeile: zeile))
        }
        self.sammler = sammler
        self.einzelheiten = einzelheiten
        zusatz = element.wert("AddtlNtryInf")
    }

    /// Nil, wenn Beträge fehlen oder die Summe stimmt.
    var differenzDerEinzelheiten: Kontoauszug.Differenz? {
        guard !einzelheiten.isEmpty else { return nil }
        var summe = Geld.null
        for einzelheit in einzelheiten {
            guard let betrag = einzelheit.betrag else { return nil }
            summe += einzelheit.richtung == .gutschrift ? betrag : -betrag
        }
        return Kontoauszug.Differenz(erwartet: wirkung, gemeldet: summe)
    }
}

extension Umsatz.Richtung {
    init(_ text: String?, feld: String, zeile: Int) throws(Lesefehler) {
        guard let text else { throw .fehlt("\(feld) (CdtDbtInd)", zeile: zeile) }
        guard let richtung = Umsatz.Richtung(rawValue: text) else {
            throw .ungueltig("\(feld) (CdtDbtInd)", zeile: zeile)
        }
        self = richtung
    }
}

extension Umsatz.Bankcode {
    fileprivate init(_ element: Bankxml?) {
        domaene = element?.wert("Domn", "Cd")
        familie = element?.wert("Domn", "Fmly", "Cd")
        unterfamilie = element?.wert("Domn", "Fmly", "SubFmlyCd")
        eigener = element?.wert("Prtry", "Cd")
    }
}

extension Umsatz.Sammler {
    fileprivate init(_ element: Bankxml, zeile: Int) throws(Lesefehler) {
        msgId = element.referenz("MsgId")
        pmtInfId = element.referenz("PmtInfId")
        anzahl = element.wert("NbOfTxs").flatMap { Int($0) }
        summe = try element["TtlAmt"]?
            .geld("Die Summe des Sammlers (Btch/TtlAmt)", zeile: zeile).betrag
    }
}

extension Umsatz.Einzelheit {
    /// Aus `TxDtls`; ohne eigene Richtung gilt die des Umsatzes.
    init(_ element: Bankxml, richtung: String?, betrag: Geld?, auftragsbetrag: Geld?,
         zeile: Int) throws(Lesefehler) {
        let referenzen = element["Refs"]
        msgId = referenzen?.referenz("MsgId")
        pmtInfId = referenzen?.referenz("PmtInfId")
        endToEndId = referenzen?.referenz("EndToEndId")
        bankreferenz = referenzen?.referenz("AcctSvcrRef")
        self.betrag = betrag
        self.auftragsbetrag = auftragsbetrag
        self.richtung = try Umsatz.Richtung(
            element.wert("CdtDbtInd") ?? richtung, feld: "Soll/Haben einer Zahlung", zeile: zeile)
        zahler = Umsatz.Partei(element, "Dbtr")
        empfaenger = Umsatz.Partei(element, "Cdtr")
        verwendungszweck = element.verwendungszweck
        bankcode = element["BkTxCd"].map { Umsatz.Bankcode($0) } ?? .keiner
        rueckgabe = element["RtrInf"].map { Umsatz.Rueckgabe($0) }
    }

    /// Liest auch den Betrag; ist er nur in anderer Währung als der des Umsatzes angegeben, zählt
    /// er nicht und wird gemeldet.
    static func lesen(
        _ element: Bankxml, richtung: String?, waehrung: String?, zeile: Int
    ) throws(Lesefehler) -> (einzelheit: Umsatz.Einzelheit, fremdeWaehrung: String?) {
        let angaben = [element["Amt"], element["AmtDtls", "TxAmt", "Amt"]].compactMap { $0 }
        let gleiche = angaben.first { $0.attribute["Ccy"] == waehrung }
        let auftrag = element["AmtDtls", "InstdAmt", "Amt"]
            .flatMap { $0.attribute["Ccy"] == waehrung ? $0 : nil }
        let einzelheit = try Umsatz.Einzelheit(
            element, richtung: richtung,
            betrag: gleiche?.geld("Der Betrag einer Zahlung (TxDtls/Amt)", zeile: zeile).betrag,
            auftragsbetrag: auftrag?.geld("Der Auftragsbetrag (InstdAmt)", zeile: zeile).betrag,
            zeile: zeile)
        let fremde = gleiche == nil
            ? angaben.first.map { $0.attribute["Ccy"] ?? "unbekannte Währung" } : nil
        return (einzelheit, fremde)
    }
}

extension Umsatz.Partei {
    /// `Dbtr/Nm` in Fassung .02, `Dbtr/Pty/Nm` ab .08; ebenso `BIC` und `BICFI`.
    fileprivate init(_ einzelheit: Bankxml, _ rolle: String) {
        let parteien = einzelheit["RltdPties"]
        name = parteien?.wert(rolle, "Pty", "Nm") ?? parteien?.wert(rolle, "Nm")
        let nummer = parteien?.wert("\(rolle)Acct", "Id", "IBAN")
            ?? parteien?.wert("\(rolle)Acct", "Id", "Othr", "Id")
        konto = nummer.map { $0.filter { !$0.isWhitespace }.uppercased() }
        let bank = einzelheit["RltdAgts", "\(rolle)Agt", "FinInstnId"]
        bic = bank?.wert("BICFI") ?? bank?.wert("BIC")
    }
}

extension Umsatz.Rueckgabe {
    fileprivate init(_ element: Bankxml) {
        let code = element.wert("Rsn", "Cd") ?? element.wert("Rsn", "Prtry")
        let texte = element.alle("AddtlInf").map(\.text).filter { !$0.isEmpty }
        grund = code.map {
            Rueckgabegrund(code: $0, zusatz: texte.isEmpty ? nil : texte.joined(separator: " "))
        }
        urspruenglich = Umsatz.Bankcode(element["OrgnlBkTxCd"])
    }
}

extension Bankxml {
    /// Eine Kennung ohne Auffüllung; Platzhalter der Banken gelten als keine.
    func referenz(_ name: String) -> String? {
        wert(name).flatMap { ["NOTPROVIDED", "NONREF"].contains($0) ? nil : $0 }
    }

    fileprivate var verwendungszweck: String? {
        guard let angaben = self["RmtInf"] else { return nil }
        var teile = angaben.alle("Ustrd").map(\.text)
        for angabe in angaben.alle("Strd") {
            teile += [angabe.wert("CdtrRefInf", "Ref")].compactMap { $0 }
                + angabe.alle("AddtlRmtInf").map(\.text)
        }
        let text = teile.filter { !$0.isEmpty }.joined(separator: " ")
        return text.isEmpty ? nil : text
    }
}
