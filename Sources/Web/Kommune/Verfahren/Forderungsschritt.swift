import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Was sich mit einer Rückforderung tun lässt; der Name ist der letzte Teil der Adresse.
enum Forderungsschritt: String, Sendable, CaseIterable {
    case anhoerung
    case ohneAnhoerung = "ohne-anhoerung"
    case bescheid, eingang, raten, stundung, aufrechnung
    case aufrechnungsende
    case mahnung, verzicht, ablehnung, gegenbuchung

    var recht: Permission { self == .ablehnung
        ? .rueckforderungVerzichten : .rueckforderungBearbeiten }

    var titel: String {
        switch self {
        case .anhoerung: "Zur Rückforderung anhören"
        case .ohneAnhoerung: "Von der Anhörung absehen"
        case .bescheid: "Über die Rückforderung entscheiden"
        case .eingang: "Zahlung buchen"
        case .raten: "Raten vereinbaren"
        case .stundung: "Stunden"
        case .aufrechnung: "Mit laufenden Leistungen aufrechnen"
        case .aufrechnungsende: "Aufrechnung beenden"
        case .mahnung: "Mahnen"
        case .verzicht: "Erlass oder Niederschlagung vorschlagen"
        case .ablehnung: "Vorschlag ablehnen"
        case .gegenbuchung: "Falsche Buchung aufheben"
        }
    }

    var knopf: String {
        switch self {
        case .anhoerung: "Anhörung versenden"
        case .ohneAnhoerung: "Grund festhalten"
        case .bescheid: "Bescheid erlassen"
        case .eingang: "Zahlung buchen"
        case .raten: "Raten vereinbaren"
        case .stundung: "Stundung aussprechen"
        case .aufrechnung: "Aufrechnung festlegen"
        case .aufrechnungsende: "Aufrechnung beenden"
        case .mahnung: "Mahnung versenden"
        case .verzicht: "Zur Freigabe geben"
        case .ablehnung: "Vorschlag ablehnen"
        case .gegenbuchung: "Gegenbuchung anlegen"
        }
    }

    var erfolg: String {
        switch self {
        case .anhoerung: "Anhörung versandt. Am Tag nach der Frist liegt sie zur Wiedervorlage."
        case .ohneAnhoerung: "Festgehalten. Als Nächstes: entscheiden."
        case .bescheid: "Über die Rückforderung ist entschieden."
        case .eingang: "Zahlung gebucht."
        case .raten: "Raten vereinbart; der Plan geht mit der Post."
        case .stundung: "Gestundet; das Schreiben geht mit der Post."
        case .aufrechnung: "Festgelegt. Es wirkt mit dem nächsten Bescheid über die Leistung."
        case .aufrechnungsende: "Aufrechnung beendet. Bewilligen Sie die Leistung neu."
        case .mahnung: "Mahnung versandt."
        case .verzicht: "Vorgeschlagen. Freigeben muss eine andere Person."
        case .ablehnung: "Vorschlag abgelehnt."
        case .gegenbuchung: "Gegenbuchung angelegt."
        }
    }

    /// Ein Satz über dem Formular; nil, wenn nichts zu erklären ist.
    func hinweis(_ forderung: Rueckforderung, _ stand: Forderungsstand) -> Meldung? {
        switch self {
        case .mahnung:
            let stufe = Mahnstufe(rawValue: stand.mahnstufe + 1)?.bezeichnung
                ?? "Keine weitere Stufe"
            return .hinweis("\(stufe). \(stand.lage.bezeichnung.erstGross) von offen "
                + "\(stand.offen). Gebühren "
                + "entstehen nicht.")
        case .aufrechnung:
            guard let grenze = Aufrechnungsgrenze.staende.last else { return nil }
            return .hinweis("Einbehalten werden höchstens \(grenze.prozent) % des Bedarfs der "
                + "Person und der "
                + "Auszahlung (\(grenze.quelle)), längstens "
                + "\(Aufrechnungsgrenze.hoechstensMonate) Monate.")
        case .eingang:
            return .hinweis("Offen sind \(stand.offen). Was mit dem Kassenzeichen bei der "
                + "Kreiskasse eingeht, bucht das Programm; hier steht nur, was die Kasse der "
                + "Kommune erhielt.")
        case .raten, .stundung, .verzicht: return .hinweis("Offen sind \(stand.offen).")
        case .gegenbuchung:
            return .hinweis("Die falsche Buchung bleibt stehen; eine Gegenbuchung hebt sie auf.")
        case .bescheid:
            return .hinweis("Die Tatsachen sind seit dem \(forderung.kenntnisAm.deutsch) bekannt; "
                + "die Jahresfrist "
                + "endet am \(forderung.kenntnisAm.plus(monate: 12).deutsch) (§ 45 Abs. 4 Satz 2 "
                + "SGB X).")
        case .anhoerung, .ohneAnhoerung, .aufrechnungsende, .ablehnung: return nil
        }
    }
}

extension Forderungsschritt {
    private static func grund(_ frage: String, _ hinweis: String? = "Steht in der Akte.") -> Feld {
        Feld("grund", frage, .mehrzeilig, hinweis: hinweis, maximal: 1_000)
    }

    private static let betrag = Feld("betrag", "Betrag", .betrag, breite: .kurz)

    static let verzichtsgruende = Anhoerungsverzicht.allCases.map {
        Option($0.rawValue, $0.bezeichnung, hinweis: $0.norm)
    }

    func felder(_ forderung: Rueckforderung) -> [Feld] {
        switch self {
        case .anhoerung:
            [Feld("frist", "Antwort erbeten bis", .datum, hinweis: "Mindestens zwei Wochen.")]
        case .ohneAnhoerung:
            [Feld("verzicht", "Grund nach § 24 Abs. 2 SGB X", .eine(Self.verzichtsgruende)),
             Self.grund("Warum er hier zutrifft", "Steht im Bescheid.")]
        case .bescheid:
            forderung.positionen.map { position in
                Feld("grundlage_\(position.id)",
                     "\(position.monat.deutsch), \(position.zweck.bezeichnung), "
                    + "\(position.betrag)", .auswahl(Aufhebungsgrund.allCases.map {
                        Option($0.rawValue, "\($0.bezeichnung) (\($0.norm))")
                    }))
            } + [Feld("begruendung", "Begründung", .mehrzeilig,
                      hinweis: "Steht im Bescheid: was geschah, was die Person dazu sagte, warum "
                          + "ihr Vertrauen "
                          + "zurücktritt und warum nichts Ungewöhnliches vorliegt.",
                          maximal: 4_000)]
        case .eingang:
            [Self.betrag, Feld("tag", "Eingegangen am", .datum),
             Feld("vermerk", "Vermerk", hinweis: "Zum Beispiel Auszug und Blatt.",
                  freiwillig: true)]
        case .raten:
            [Feld("rate", "Monatliche Rate", .betrag, hinweis: "Die letzte Rate ist der Rest.",
                  breite: .kurz),
             Feld("erste", "Erste Rate am", .datum)]
        case .stundung:
            [Feld("bis", "Gestundet bis", .datum), Self.grund("Grund", "Steht im Schreiben.")]
        case .aufrechnung:
            [Feld("grundlage", "Grundlage", .eine(Aufrechnung.Grundlage.allCases.map {
                Option($0.rawValue, $0.bezeichnung)
            })),
             Feld("monatlich", "Monatlich", .betrag, breite: .kurz),
             Feld("ab", "Ab Monat", .monat, breite: .kurz),
             Self.grund("Begründung")]
        case .aufrechnungsende: [Self.grund("Grund")]
        case .mahnung: []
        case .verzicht:
            [Feld("art", "Was vorgeschlagen wird", .eine(Verzicht.Art.allCases.map {
                Option($0.rawValue, $0.bezeichnung, hinweis: $0.erlaeuterung)
            })), Self.betrag, Self.grund("Grund", "Liest, wer freigibt.")]
        case .ablehnung: [Feld("id", "Vorschlag", .versteckt), Self.grund("Grund der Ablehnung")]
        case .gegenbuchung: [Feld("lfd", "Buchung", .versteckt), Self.grund("Was falsch war")]
        }
    }
}

extension String {
    /// Der erste Buchstabe groß.
    var erstGross: String { prefix(1).uppercased() + dropFirst() }
}
