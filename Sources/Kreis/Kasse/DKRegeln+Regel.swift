import Grundwerte
import Uebergabe

extension DKRegeln {
    package enum Regel: Hashable, Sendable {
        case leererLauf
        case anzahl(Int, erwartet: Int)
        case summe(Geld, erwartet: Geld)
        case msgId(SEPAKennung.Fehler)
        case pmtInfId(SEPAKennung.Fehler)
        case auftraggeber(Textfehler)
        case auftraggeberkonto(land: String)
        case bic
        case ausfuehrungVergangen(Kalendertag)
        case ausfuehrungZuFern(Kalendertag, tage: Int)
        case keinBanktag(Kalendertag)
        case endToEndId(SEPAKennung.Fehler)
        case endToEndIdDoppelt
        case betrag(Geld)
        case empfaenger(Textfehler)
        case empfaengerkonto(land: String)
        case purposeCode
        case verwendungszweck(Textfehler)
    }

    /// Was an einem Namen oder Verwendungszweck falsch ist.
    package enum Textfehler: Hashable, Sendable {
        case leer
        case laenge(Int, erlaubt: Int)
        case zeichen(Unicode.Scalar)

        init?(_ text: String, feld: SEPAText.Feld) {
            let laenge = text.unicodeScalars.count
            if text.allSatisfy(\.isWhitespace) {
                self = .leer
            } else if laenge > feld.hoechstlaenge {
                self = .laenge(laenge, erlaubt: feld.hoechstlaenge)
            } else if let fremd = text.unicodeScalars.first(where: { !SEPAText.istZulaessig($0) }) {
                self = .zeichen(fremd)
            } else {
                return nil
            }
        }

        package var satz: String {
            switch self {
            case .leer: "Es steht nichts darin als Leerzeichen."
            case let .laenge(laenge, erlaubt): "Er hat \(laenge) Zeichen, erlaubt sind \(erlaubt)."
            case let .zeichen(skalar):
                "Das Zeichen \(skalar.codepunkt) nehmen Banken nicht an."
            }
        }
    }
}

extension DKRegeln.Regel {
    /// Feld, Grund und, wo sie nicht auf der Hand liegt, die Abhilfe.
    package var satz: String {
        switch self {
        case .leererLauf: "Der Lauf enthält keine Zahlung. Für ihn wird keine Datei erzeugt."
        case let .anzahl(ist, erwartet):
            "Anzahl: Die Datei hat \(ist) Zahlungen, der Lauf \(erwartet). Verwerfen Sie den Lauf."
        case let .summe(ist, erwartet):
            "Summe: Die Datei ergibt \(ist), der Lauf \(erwartet). Verwerfen Sie den Lauf."
        case let .msgId(fehler): "Kennung der Datei (MsgId): \(fehler.grund)"
        case let .pmtInfId(fehler): "Kennung des Sammlers (PmtInfId): \(fehler.grund)"
        case let .auftraggeber(fehler): "Name des Auftraggebers: \(fehler.satz)"
        case let .auftraggeberkonto(land):
            "Konto des Auftraggebers: \(land) liegt nicht im Europäischen Wirtschaftsraum."
        case .bic: "BIC des Auftraggebers: Er hat 8 oder 11 Zeichen, zum Beispiel AAAADEBBXXX."
        case let .ausfuehrungVergangen(tag):
            "Ausführungstag: Der \(tag.deutsch) ist vorbei. Planen Sie den Lauf neu."
        case let .ausfuehrungZuFern(tag, tage):
            "Ausführungstag: Der \(tag.deutsch) liegt \(tage) Tage voraus; die Bank nimmt "
                + "höchstens \(DKRegeln.hoechsterVorlaufTage)."
        case let .keinBanktag(tag):
            "Ausführungstag: Am \(tag.deutsch) "
                + "(\(Bankkalender.feiertag(tag) ?? tag.wochentagName)) "
                + "führen die Banken nichts aus. Nehmen Sie den "
                + "\(Bankkalender.vorigerBanktag(vor: tag).deutsch)."
        case let .endToEndId(fehler): "Kennung (EndToEndId): \(fehler.grund)"
        case .endToEndIdDoppelt: "Kennung (EndToEndId): Sie kommt in der Datei schon vor."
        case let .betrag(betrag):
            "Betrag: \(betrag) geht nicht; möglich sind \(DKRegeln.betraege.lowerBound) bis "
                + "\(DKRegeln.betraege.upperBound)."
        case let .empfaenger(fehler): "Name des Empfängers: \(fehler.satz)"
        case let .empfaengerkonto(land):
            "Konto des Empfängers: \(land) liegt nicht im Europäischen Wirtschaftsraum; "
                + "die Bank verlangt dann eine Anschrift. Zahlen Sie auf anderem Weg."
        case .purposeCode:
            "Art der Zahlung (Purpose): Der Code hat vier Großbuchstaben, zum Beispiel SSBE."
        case let .verwendungszweck(fehler): "Verwendungszweck: \(fehler.satz)"
        }
    }
}
