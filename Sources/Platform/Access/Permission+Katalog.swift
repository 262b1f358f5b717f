extension Permission {
    /// What it allows, in one sentence, as the Berechtigungskonzept prints it.
    package var satz: String {
        switch self {
        case .fallLesen: "Fälle ansehen: Personen, Leistungen, Schreiben und Verlauf."
        case .fallAnlegen: "Einen neuen Fall anlegen."
        case .fallAendern:
            "Angaben eines Falls ändern, Unterlagen verlangen und Feststellungen treffen."
        case .bankverbindungErfassen: "Eine Bankverbindung eintragen."
        case .bankverbindungBestaetigen:
            "Eine Bankverbindung bestätigen, die eine andere Person eingetragen hat."
        case .leistungBerechnen: "Die Leistung eines Haushalts zur Probe berechnen."
        case .bescheidErlassen: "Bescheide und Anhörungen erlassen."
        case .zahlungLesen: "Zahlungen und ihren Weg ansehen."
        case .zahlungFeststellen: "Zahlungen sachlich und rechnerisch feststellen."
        case .zahlungAnordnen: "Zahlungen anordnen, die eine andere Person festgestellt hat."
        case .zahlungStornieren: "Eine Zahlung vor der Übergabe stornieren."
        case .wiedervorlageBearbeiten: "Wiedervorlagen anlegen, ändern und erledigen."
        case .erstattungPruefen: "Die Erstattung an den Kreis und die Umlage prüfen."
        case .erstattungAeussern:
            "Zeilen der Erstattung im Namen der Kommune bestätigen oder ihnen widersprechen."
        case .auditLesen: "Das Protokoll lesen: wer wann was getan hat."
        case .auskunftErteilen:
            "Zusammenstellen und aushändigen, was über eine Person gespeichert ist (Art. 15 DSGVO)."
        case .auskunftssperreFuehren:
            "Eine Anschrift sperren und benennen, wer sie sehen darf (§ 51 BMG)."
        case .verarbeitungEinschraenken:
            "Die Verarbeitung eines Falls einschränken und sie wieder freigeben."
        case .loeschungPruefen:
            "Sehen, welche Akten zu löschen sind, und eine mit Grund davon ausnehmen."
        case .loeschungFreigeben: "Die Löschung nach Regel freigeben, immer zu zweit."
        case .verzeichnisFuehren:
            "Das Verzeichnis der Verarbeitungstätigkeiten lesen, Auftragsverarbeiter eintragen."
        case .krankenhilfeLesen: "Behandlungsscheine und Einzelleistungen ansehen."
        case .behandlungsscheinAusstellen: "Behandlungsscheine ausstellen."
        case .behandlungsscheinWiderrufen: "Behandlungsscheine widerrufen."
        case .bestandUebernehmen: "Den Bestand eines früheren Verfahrens hochladen und übernehmen."
        case .bestandBestaetigen: "Übernommene Bankverbindungen als Ganzes bestätigen."
        case .einzelleistungErfassen:
            "Anträge auf einzelne Leistungen und deren Rechnungen erfassen."
        case .einzelleistungEntscheiden: "Über Anträge auf einzelne Leistungen entscheiden."
        case .rueckforderungLesen: "Rückforderungen und ihre Konten ansehen."
        case .rueckforderungBearbeiten: "Rückforderungen erheben, stunden, mahnen und aufrechnen."
        case .rueckforderungVerzichten:
            "Verzicht und Niederschlagung freigeben, die eine andere Person vorschlägt."
        case .widerspruchBearbeiten: "Widersprüche erfassen und darüber entscheiden."
        case .briefDrucken: "Briefe gesammelt drucken."
        case .durchleitungMelden: "Dem Kreis melden, was von zentral bezahlten Kosten zurückkam."
        case .vertretungEintragen: "Die eigene Vertretung eintragen."
        case .vertretungRegeln: "Die Vertretung anderer regeln."
        case .listeTeilen: "Falllisten und Texte für die ganze Kommune führen."
        case .kennzahlenLesen: "Die veröffentlichten Kennzahlen ansehen."
        case .statistikPruefen: "Fehler der Statistik ansehen, beheben und sie abschließen."
        case .statistikAbgeben:
            "Die Statistik an den Kreis geben, die eine andere Person abgeschlossen hat."
        case .zugangBeantragen:
            "Zugänge der eigenen Kommune beantragen und bestätigen, was der Kreis einrichtet."
        case .zugangBestaetigen:
            "Alle Rollen der eigenen Stelle zweimal im Jahr bestätigen oder entziehen, im Kreis "
                + "auch, was dort neu eingerichtet ist."
        case .supportGewaehren:
            "Dem Support des Kreises Einsicht in einen Fall gewähren, ablehnen und beenden."
        case .fallUebergeben: "Fälle und Wiedervorlagen einer Person übergeben, die ausscheidet."
        case .zahllaufLesen: "Zahlläufe und ihre Aufträge ansehen."
        case .zahllaufErstellen: "Zahlläufe zusammenstellen."
        case .zahllaufFreigeben: "Zahlläufe freigeben; jeder braucht zwei Personen."
        case .zahllaufUebergeben: "Freigegebene Zahlläufe an die Bank übergeben."
        case .bankLesen: "Kontoauszüge, Umsätze und Bücher ansehen."
        case .bankEinlesen: "Dateien der Bank einlesen."
        case .bankZuordnen: "Ungeklärte Umsätze zuordnen."
        case .bankZuruecknehmen: "Zuordnungen zurücknehmen, die eine andere Person getroffen hat."
        case .hauptbuchVorlegen: "Die Bücher eines Monats zum Abschluss vorlegen."
        case .hauptbuchSchliessen: "Bücher schließen, die eine andere Person vorgelegt hat."
        case .hkrAusgeben: "Buchungen an die Finanzsoftware ausgeben."
        case .erstattungLesen: "Erstattungen und Forderungen des Kreises ansehen."
        case .erstattungAbschliessen: "Die Erstattung eines Monats abschließen."
        case .forderungBearbeiten: "Kommunen mahnen, Guthaben verrechnen und Einwände beantworten."
        case .umlageLesen: "Empfängerzahlen und Umlage der Krankenhilfe ansehen."
        case .umlageFeststellen: "Die Umlage eines Monats feststellen."
        case .umlageAbschliessen:
            "Eine Umlage abschließen, die eine andere Person festgestellt hat."
        case .durchleitungEntscheiden: "Über Einnahmen entscheiden, die Kommunen melden."
        case .kostenteilungLesen: "Kostenteilungen nach Einwohnern ansehen."
        case .kostenteilungBearbeiten:
            "Kostenteilungen erstellen und bestätigen; Einwohnerzahlen erfassen."
        case .sammelrechnungLesen: "Sammelrechnungen der Krankenhilfe ansehen."
        case .sammelrechnungErfassen: "Sammelrechnungen und Rechnungssteller erfassen."
        case .sammelrechnungPruefen:
            "Sammelrechnungen und Stichproben prüfen, Rechnungen zurückgeben."
        case .sammelrechnungFreigeben:
            "Sammelrechnungen freigeben, die eine andere Person geprüft hat."
        case .statistikLesen: "Erhebungen, ihre Fristen und Dateien ansehen."
        case .statistikErheben: "Erhebungen beginnen, anhalten und berichtigen."
        case .statistikFeststellen: "Eine Erhebung feststellen und Quittungen eintragen."
        case .statistikFreigeben:
            "Eine Erhebung liefern, die eine andere Person festgestellt hat."
        case .controllingLesen: "Die veröffentlichten Berichte ansehen."
        case .controllingVorlegen: "Einen geschützten Monat zur Veröffentlichung vorlegen."
        case .controllingFreigeben: "Berichte veröffentlichen, die eine andere Person vorlegt."
        case .sonderauswertungBeantragen: "Sonderauswertungen beantragen."
        case .sonderauswertungBeschliessen:
            "Sonderauswertungen für die Arbeitsgemeinschaft beschließen oder ablehnen."
        case .mandantLesen: "Die Kommunen des Verbundes ansehen, ohne deren Fälle."
        case .benutzerVerwalten: "Benutzer einrichten, ihnen Rollen geben und Konten sperren."
        case .supportBeantragen:
            "Um Einsicht in einen Fall bitten und ihn lesen, solange die Kommune sie gewährt."
        case .empfaengerErfassen: "Globale Zahlungsempfänger erfassen und freigeben."
        case .parameterLesen: "Sätze und Parameter ansehen."
        case .parameterErfassen: "Entwürfe von Sätzen und Parametern erfassen."
        case .parameterFreigeben: "Entwürfe freigeben, die eine andere Person erfasst hat."
        case .parameterBeschliessen:
            "Entwürfe freigeben, über die die Arbeitsgemeinschaft beschließt."
        case .auftragLesen: "Die Warteschlange des Programms ansehen."
        case .auftragSteuern: "Aufträge abbrechen und wiederholen."
        case .kontoFuehren:
            "Das eigene Konto führen: Kennwort, Sitzungen und zweiter Faktor."
        case .konzeptLesen: "Das Berechtigungskonzept lesen und die Kenntnis bestätigen."
        }
    }
}
