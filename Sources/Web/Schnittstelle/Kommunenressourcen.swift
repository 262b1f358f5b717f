import Grundwerte
import Kommune
import Uebergabe

// Was die Schnittstelle von den Dingen einer Kommune sagt.

extension Zahlung.Zustand: Darstellbar {}
extension Zahlung.Zweck: Darstellbar {}
extension Zahlweg: Darstellbar {}
extension Behandlungsschein.Art: Darstellbar {}
extension Widerspruch.Form: Darstellbar {}
extension Widerspruch.Ausgang: Darstellbar {}
extension Person.Geschlecht: Darstellbar {}
extension Person.Familienstand: Darstellbar {}

extension Ressource where Wert == Fall.Eintrag {
    static var fall: Ressource {
        Ressource("Fall", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("aktenzeichen", "Aktenzeichen der Kommune", \.aktenzeichen),
            .feld("name", "Name des Haushaltsvorstands, Familienname zuerst", \.name),
            .feld("geburtsdatum", "Sein Geburtsdatum", \.geburtsdatum),
            .feld("personen", "Wie viele Personen je zum Haushalt gehörten", \.personen),
            .feld("bewilligt_bis", "Letzter bewilligter Monat", \.bewilligtBis),
            .feld("eingestellt_zum", "Letzter Tag eines eingestellten Falls", \.eingestelltZum),
            .feld("eingeschraenkt", eingeschraenkt, \.istEingeschraenkt),
        ])
    }
}

/// Erwägungsgrund 67 DSGVO: Dass die Verarbeitung eingeschränkt ist, steht unübersehbar dabei.
private let eingeschraenkt = "Ob die Verarbeitung eingeschränkt ist (Art. 18 DSGVO)"

extension Ressource where Wert == Fallkarte {
    static var akte: Ressource {
        Ressource("Akte", kennung: \.fall.id.uuid, fassung: { $0.fall.fassung }, [
            .feld("id", "Kennung", \.fall.id),
            .feld("aktenzeichen", "Aktenzeichen der Kommune", \.fall.aktenzeichen),
            .feld("eingestellt_zum", "Letzter Tag eines eingestellten Falls",
                  \.fall.eingestelltZum),
            .feld("eingeschraenkt", eingeschraenkt, \.istEingeschraenkt),
            .feld("fassung", "Steigt mit jeder Änderung", \.fall.fassung),
        ])
    }
}

extension Ressource where Wert == Fallmitglied {
    static var mitglied: Ressource {
        Ressource("Person", kennung: \.person.uuid, [
            .feld("id", "Kennung", \.person),
            .feld("rolle", "Stellung im Haushalt", \.rolle),
            .feld("seit", "Im Haushalt seit", \.seit),
            .feld("familienname", "Leer bei Menschen mit nur einem Namen", \.angabe.familienname),
            .feld("vorname", "Vorname", \.angabe.vorname),
            .feld("geburtsdatum", "Geburtsdatum", \.angabe.geburtsdatum),
            .feld("geschlecht", "Schlüssel des Personenstands", \.angabe.geschlecht),
            .feld("staatsangehoerigkeit", "Schlüssel des Statistischen Bundesamts",
                  \.angabe.staatsangehoerigkeit),
            .feld("familienstand", "Familienstand", \.angabe.familienstand),
        ])
    }
}

extension Ressource where Wert == Bescheid {
    static var bescheid: Ressource {
        Ressource("Bescheid", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("fall", "Kennung des Falls", \.fall),
            .feld("nummer", "Nummer, je Jahr fortlaufend", \.nummer),
            .feld("art", "Bewilligung, Änderung, Einstellung oder Ablehnung", \.art.rawValue),
            .feld("von", "Erster Tag des Zeitraums", \.zeitraum.von),
            .feld("bis", "Letzter Tag des Zeitraums", \.zeitraum.bis),
            .feld("erlassen_am", "Tag des Erlasses", \.erlassenAm),
        ])
    }
}

extension Ressource where Wert == Zahlung {
    static var zahlung: Ressource {
        Ressource("Zahlung", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("fall", "Kennung des Falls", \.fall),
            .feld("aktenzeichen", "Aktenzeichen des Falls", \.aktenzeichen),
            .feld("monat", "Für welchen Monat", \.monat),
            .feld("zweck", "Wofür", \.zweck),
            .feld("zahlweg", "Wie gezahlt wird", \.zahlweg),
            .feld("betrag", "Betrag in Euro", \.betrag),
            .feld("faellig", "Fällig am", \.faellig),
            .feld("zustand", "Wo die Zahlung steht", \.zustand),
            .feld("lauf", "Nummer des Zahllaufs, sonst leer", \.lauf),
            .feld("gezahlt_am", "Buchungstag der Bank", \.gezahltAm),
        ])
    }
}

extension Ressource where Wert == Behandlungsschein {
    static var behandlungsschein: Ressource {
        Ressource("Behandlungsschein", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("fall", "Kennung des Falls", \.fall),
            .feld("person", "Kennung der Person", \.person),
            .feld("nummer", "Nummer des Scheins", \.nummer),
            .feld("art", "Art der Behandlung", \.art),
            .feld("gueltig_von", "Erster Tag", \.gueltig.von),
            .feld("gueltig_bis", "Letzter Tag", \.gueltig.bis),
            .feld("ausgestellt_am", "Ausgestellt am", \.ausgestelltAm),
            .feld("widerrufen_am", "Widerrufen am", { $0.widerruf?.am }),
        ])
    }
}

extension Ressource where Wert == Rueckforderung.Eintrag {
    static var rueckforderung: Ressource {
        Ressource("Rueckforderung", kennung: \.forderung.id.uuid, [
            .feld("id", "Kennung", \.forderung.id),
            .feld("fall", "Kennung des Falls", \.forderung.fall),
            .feld("kassenzeichen", "Kassenzeichen", \.forderung.kassenzeichen),
            .feld("betrag", "Was verlangt werden soll oder verlangt ist", \.forderung.summe),
            .feld("offen", "Was davon noch offen ist", \.stand.offen),
            .feld("stand", "Wo die Forderung steht, in Worten", \.stand.lage.bezeichnung),
            .feld("angelegt_am", "Angelegt am", \.forderung.angelegtAm),
        ])
    }
}

extension Ressource where Wert == Widerspruch {
    static var widerspruch: Ressource {
        Ressource("Widerspruch", kennung: \.id.uuid, [
            .feld("id", "Kennung", \.id),
            .feld("fall", "Kennung des Falls", \.fall),
            .feld("gegen", "Wogegen er sich richtet", \.gegen),
            .feld("eingegangen", "Eingegangen am", \.eingegangen),
            .feld("form", "Wie er eingelegt ist", \.form),
            .feld("frist", "Letzter Tag der Frist", \.frist),
            .feld("entscheiden_bis", "Danach ist die Untätigkeitsklage zulässig", \.entscheidenBis),
            .feld("ausgang", "Wie entschieden ist", \.ausgang),
            .feld("entschieden_am", "Entschieden am", \.entschiedenAm),
        ])
    }
}

extension Ressource where Wert == Wiedervorlage {
    static var wiedervorlage: Ressource {
        Ressource(
            "Wiedervorlage", kennung: \.id.uuid, fassung: { $0.fassung }, [
                .feld("id", "Kennung", \.id),
                .feld("fall", "Kennung des Falls", \.fall),
                .feld("aktenzeichen", "Aktenzeichen des Falls", \.aktenzeichen),
                .feld("faellig", "Fällig am", \.faellig),
                .feld("text", "Was zu tun ist", \.text),
                .feld("quelle", "Woher sie kommt", \.quelle.rawValue),
                .feld("fassung", "Steigt mit jeder Änderung", \.fassung),
            ])
    }
}
