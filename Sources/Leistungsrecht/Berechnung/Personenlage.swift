import Grundwerte

/// Eine Menge von Personen eines Haushalts, nach ihrer Stelle in der Reihenfolge des Bogens.
struct Personenmenge: Hashable {
    private(set) var bits: UInt64 = 0

    static let hoechstens = 64

    mutating func aufnehmen(_ person: Int) { bits |= 1 << UInt64(person) }
    mutating func entfernen(_ person: Int) { bits &= ~(1 << UInt64(person)) }
    func enthaelt(_ person: Int) -> Bool { bits & 1 << UInt64(person) != 0 }
    func vereinigt(_ andere: Personenmenge) -> Personenmenge {
        Personenmenge(bits: bits | andere.bits)
    }

    var anzahl: Int { bits.nonzeroBitCount }
    var istLeer: Bool { bits == 0 }

    init() {}
    private init(bits: UInt64) { self.bits = bits }
}

/// Was eine Person an jedem Tag eines Abschnitts beansprucht.
struct Stufenlage: Hashable {
    let fall: Stufenfall
    let stufe: Bedarfsstufe
    /// Stelle in `gerichtsabweichungen`.
    let gericht: Int?
    let grundlage: Anspruchsgrundlage
    /// § 2 nicht aus eigenem Recht, sondern mit einem Elternteil (§ 2 Abs. 3 AsylbLG).
    let mitElternteil: Bool
    /// Nur bei § 1a.
    let einschraenkung: Haushaltslage.Einschraenkung?
}

/// Tage einer Person mit gleicher Lage.
struct Personenlage {
    var spanne: Tagesspanne
    let lage: Stufenlage
    /// Wie viele von 30 Tagen auf die Spanne entfallen.
    var tage = 0
    /// Wie viele davon in derselben Lage schon vorher im Monat lagen.
    var vorher = 0
}

/// Wonach Personen berechtigt sind; die Unterkunft wird je Gruppe nach anderem Recht gezahlt.
enum Leistungsgruppe: Int, CaseIterable {
    case grundleistung, analog, eingeschraenkt

    init?(_ grundlage: Anspruchsgrundlage) {
        switch grundlage {
        case .grundleistung: self = .grundleistung
        case .analogleistung: self = .analog
        case .anspruchseinschraenkung, .ueberbrueckungsleistung: self = .eingeschraenkt
        case .keine: return nil
        }
    }
}

/// Die berechtigten Personen nach Gruppen.
struct Berechtigte: Hashable {
    var grundleistung = Personenmenge()
    var analog = Personenmenge()
    var eingeschraenkt = Personenmenge()

    subscript(gruppe: Leistungsgruppe) -> Personenmenge {
        get {
            switch gruppe {
            case .grundleistung: grundleistung
            case .analog: analog
            case .eingeschraenkt: eingeschraenkt
            }
        }
        set {
            switch gruppe {
            case .grundleistung: grundleistung = newValue
            case .analog: analog = newValue
            case .eingeschraenkt: eingeschraenkt = newValue
            }
        }
    }

    var alle: Personenmenge { grundleistung.vereinigt(analog).vereinigt(eingeschraenkt) }
}

/// Tage, an denen sich im Haushalt nichts ändert.
struct Haushaltsabschnitt {
    let spanne: Tagesspanne
    let unterkunft: Int?
    let anwesend: Personenmenge
    let berechtigt: Berechtigte
}

/// Tage, für die ein Monatsbetrag gilt, und was davon auf sie entfällt.
struct Teilbetrag {
    var spanne: Tagesspanne
    let monatlich: Geld
    var tage = 0
    var betrag = Geld.null

    /// „563,00“ oder „563,00 × 15/30“.
    var rechnung: String {
        tage == 30 ? monatlich.betrag : "\(monatlich.betrag) × \(tage)/30"
    }
}
