import Grundwerte
import Postgres

extension Berechtigungskonzept {
    /// How access comes about, is looked at again and ends, in the paper's words (B-3.4, B-7.4).
    package struct Regel: Codable, Equatable, Sendable {
        package let titel: String
        package let satz: String
    }

    /// With the figures that hold today.
    static func regeln(in transaction: Transaction) throws -> [Regel] {
        let heute = Uhr.system.heute
        let zahlen = try Zugangsregel.geltende(am: heute, in: transaction)
        let pflichtig = try transaction.all("""
            SELECT bezeichnung, ebene = 'kreis' AS im_kreis FROM rolle WHERE zweiter_faktor_pflicht
             ORDER BY ebene DESC, bezeichnung COLLATE "C"
            """) {
            (name: try $0.decode("bezeichnung", as: String.self),
             imKreis: try $0.decode("im_kreis", as: Bool.self))
        }
        let imKreis = pflichtig.filter(\.imKreis)
        let pflicht = try Zugangsregel.faktorPflichtAb(am: heute, in: transaction)
            .map { "Die Pflicht gilt ab dem \($0.deutsch)." }
            ?? "Ab wann die Pflicht gilt, hat der Kreis noch nicht bestimmt."
        return bestaetigung(imKreis: imKreis.map(\.name).joined(separator: ", "))
            + anmeldung(pflichtig: pflichtig.map(\.name).joined(separator: ", "), pflicht: pflicht)
            + ende(zahlen)
    }

    /// Who asks for access, who sets it up and whose word it takes.
    private static func bestaetigung(imKreis: String) -> [Regel] {
        [
            Regel(titel: "Anträge der Kommunen", satz: """
                Benutzer und Rollen einer Kommune beantragt deren Leitung. Die Fachadministration \
                richtet sie ein oder lehnt mit Grund ab, die Leitung bestätigt oder beanstandet. \
                Für sich selbst beantragt niemand.
                """),
            Regel(titel: "Bestätigung durch die Kommune", satz: """
                Was der Kreis in einer Kommune einrichtet, gilt erst, wenn deren Leitung es \
                bestätigt hat: jede Rolle, jeder Schlüssel eines Programms und jeder Anbieter der \
                Anmeldung. Niemand bestätigt die eigene Rolle. Die Datenbank verlangt das bei \
                jedem Gebrauch und nimmt die Bestätigung nur von der Anmeldung der Kommune an. Die \
                erste Leitung einer neuen Kommune richtet die Administration auf dem Rechner ein; \
                das Protokoll vermerkt es.
                """),
            Regel(titel: "Bestätigung im Kreis", satz: """
                Auch im Kreis gilt eine Rolle, die Geld freigibt, Zugänge, Schlüssel oder Support \
                verwaltet oder alles liest, erst, wenn eine andere Person mit der Rolle „Leitung \
                Kreis“ sie bestätigt hat, nie die eigene und nie eine, die sie selbst gegeben hat: \
                \(imKreis). Die erste Fachadministration und die erste Leitung richtet die \
                Administration auf dem Rechner ein.
                """),
        ]
    }

    /// What people and programs come in with.
    private static func anmeldung(pflichtig: String, pflicht: String) -> [Regel] {
        [
            Regel(titel: "Kennwörter", satz: """
                Niemand kennt oder wählt das Kennwort einer anderen Person. Wer ein Konto \
                einrichtet oder ein Kennwort zurücksetzt, gibt einen Einmalcode aus; er gilt \
                \(Einmalcode.tage) Tage und öffnet einmal, nur um ein eigenes Kennwort zu wählen. \
                Setzt jemand ein Kennwort zurück oder entfernt einen zweiten Faktor, gelten die \
                Rollen der Person, die zu bestätigen waren, erst wieder, wenn sie neu bestätigt \
                sind. Solange ein Einmalcode öffnet, lässt sich keine Rolle bestätigen; wer \
                bestätigt, sieht, wann das Kennwort gewählt ist und was am Konto geschah, und \
                fragt die Person.
                """),
            Regel(titel: "Programme", satz: """
                Ein Programm mit eigenem Schlüssel liest nur, was der Schlüssel erlaubt. Der einer \
                Kommune entsteht erst, wenn deren Leitung den Zugang bestätigt, und nur sie \
                bekommt ihn zu sehen; der Kreis kennt ihn nie. Jeder Abruf in einer Kommune steht \
                in deren Protokoll unter dem Namen des Programms, auch an jeder Akte, die darin \
                vorkam; ohne diese Zeile gibt es keine Antwort.
                """),
            Regel(titel: "Zweiter Faktor", satz: """
                Wer Geld freigibt, Zugänge, Schlüssel oder Support verwaltet oder alles liest, \
                meldet sich mit einem zweiten Faktor an: \(pflichtig). \
                Ohne ihn öffnet sich nur die Seite, auf der man ihn einrichtet. \(pflicht)
                """),
            Regel(titel: "Anmeldung über einen Anbieter", satz: """
                Eine Kommune mit eigener Anmeldung (OpenID Connect) lässt ihre Leute sich dort \
                anmelden. Die Fachadministration richtet den Anbieter ein; er gilt erst, wenn die \
                Leitung der Kommune ihn unter „Zugänge“ bestätigt hat, der des Kreises, wenn es \
                eine andere Person mit der Rolle „Leitung Kreis“ getan hat. Abschalten können ihn \
                die Fachadministration und die Kommune. Jede Person verknüpft ihr Konto selbst, \
                nach einem Nachweis und nur mit dem Anbieter der eigenen Stelle; das prüft auch \
                die Datenbank. Rollen vergibt ein Anbieter nie.
                """),
        ]
    }

    /// How access is looked at again and ends.
    private static func ende(_ zahlen: Zugangsregel) -> [Regel] {
        [
            Regel(titel: "Ausscheiden", satz: """
                Nach dem letzten Arbeitstag hält die Person keine Rolle, ihre Sitzungen und \
                Vertretungen enden, und niemand meldet sich mit ihrem Konto an. Ihre Fälle und \
                Wiedervorlagen übergibt die Leitung.
                """),
            Regel(titel: "Unbenutzte Konten", satz: """
                Ein Konto, das \(zahlen.ungenutztTage) Tage niemand benutzt hat, wird gemeldet und \
                \(zahlen.warnfristTage) Tage später gesperrt; Konten der Fachadministration werden \
                nur gemeldet.
                """),
            Regel(titel: "Bestätigung der Rollen", satz: """
                Zu jedem Stichtag (\(zahlen.stichtageDeutsch)) bestätigt oder entzieht die Leitung \
                binnen \(zahlen.bestaetigungTage) Tagen jede Rolle ihrer Stelle, niemand die \
                eigene. Was dann offen ist, setzt das Programm aus, nur die Rolle \
                Fachadministration nicht.
                """),
            Regel(titel: "Support", satz: """
                Im Kreis liest einen Fall nur, wem die Leitung der Kommune es für diesen Fall und \
                für höchstens \(zahlen.supportStunden) Stunden gewährt hat. Die Datenbank prüft \
                das bei jedem Lesen und schreibt der Kommune jede gelesene Seite auf. Geändert \
                wird nichts, und beide Seiten können es sofort beenden.
                """),
        ]
    }
}
