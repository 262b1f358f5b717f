extension Datenkatalog {
    /// Was eine einzelne Person betrifft.
    static let person: [Tabelle] = [
        Tabelle("person", .stammdaten, .person("id")),
        Tabelle("person_angabe", .stammdaten, .person(),
                "familienname vorname weitere_namen suchname klang faltung geburtsdatum geschlecht "
                    + "staatsangehoerigkeit azr_nummer familienstand gueltig"),
        Tabelle("mitglied", .haushalt, .person(), "rolle gueltig"),
        Tabelle("berechtigung", .aufenthalt, .person(),
                "personenkreis grundlage gueltig einschraenkung haertefall form"),
        Tabelle("aufenthalt", .aufenthalt, .person(),
                "status eingereist_am dokument_bis gueltig"),
        Tabelle("wartezeithindernis", .aufenthalt, .person(), "art grund gueltig"),
        Tabelle("einkommen", .einkommen, .person(),
                "art brutto_cent steuern_cent sozialversicherung_cent versicherungen_cent "
                    + "ausgaben_cent quelle gueltig"),
        Tabelle("vermoegen", .einkommen, .person(), "art wert_cent gueltig"),
        Tabelle("mehrbedarf", .einkommen, .person(), "art betrag_cent nachweis gueltig"),
        Tabelle("monatsbedarf", .einkommen, .person(), "art betrag_cent begruendung gueltig"),
        Tabelle("arbeitsgelegenheit", .einkommen, .person(), "minuten mehraufwand_cent gueltig"),
        Tabelle("behandlungsschein", .gesundheit, .person(),
                "jahr art fachrichtung quartal gueltig zweitgrund inhalt ausgestellt_am "
                    + "ausgestellt_von widerrufen_am widerrufen_von widerrufsgrund"),
        Tabelle("einzelleistung", .gesundheit, .person(),
                "art gegenstand begruendung beantragt_am geschaetzt_cent stelle stelle_strasse "
                    + "stelle_ort"),
        Tabelle("einzelentscheidung", .gesundheit, .ueber("einzelleistung", "einzelleistung_id"),
                "bewilligt grund hoechstens_cent gueltig zusage"),
        Tabelle("einzelrechnung", .gesundheit, .ueber("einzelleistung", "einzelleistung_id"),
                "nummer vom betrag_cent anerkannt_cent kuerzung"),
        Tabelle("empfaengerzaehlung_person", .statistik, .person(), "monat"),
        Tabelle("controlling_person", .statistik, .person(), "monat merkmale"),
        Tabelle("statistik_satz", .statistik, .person(), "kennnummer werte"),
        Tabelle("zustaendigkeitsfrage", .abgleich, .person(),
                "gefragt_von gefragt_am eingangsnummer steller schein familienname vorname "
                    + "geburtsdatum behandelt antwort grund beantwortet_am"),
        Tabelle("auskunftssperre", .stammdaten, .person(), "grund vermerk gueltig_bis"),
        Tabelle("auskunftssperre_einsicht", .stammdaten,
                .ueber("auskunftssperre", "sperre_id"), "sperre_id"),
        Tabelle("auskunftssperre_benennung", .stammdaten,
                .ueber("auskunftssperre", "sperre_id"),
                "sperre_id benannt grund vorgeschlagen_von vorgeschlagen_am"),
        Tabelle("auskunft", .protokoll, .person(), "verlangt_am identitaet abholen_bis"),
    ]

    /// Was den Haushalt betrifft, zu dem die Person gehört oder gehörte.
    static let fall: [Tabelle] = [
        Tabelle("fall", .haushalt, .fall("id"),
                "aktenzeichen sachgebiet sachbearbeitung eingestellt_zum"),
        Tabelle("unterkunft", .haushalt, .fall(),
                "art strasse plz ort miete_cent nebenkosten_cent heizung_cent energie_cent "
                    + "vermieter_name vermieter_iban mietzeichen verpflegung_cent gueltig "
                    + "miete_anerkannt_cent heizung_anerkannt_cent karenz_ab senkung_bis "
                    + "warmwasser_dezentral vollverpflegung", gemeinsam: "vermieter_iban"),
        Tabelle("loeschsperre", .schriftgut, .fall(), "grund"),
        Tabelle("loeschlauf_fall", .schriftgut, .fall(), "art faellig"),
        Tabelle("einschraenkung", .schriftgut, .fall(), "grund vermerk entscheidung"),
        Tabelle("einschraenkung_zweck", .schriftgut,
                .ueber("einschraenkung", "einschraenkung_id"), "einschraenkung_id tag art grund"),
        Tabelle("berichtigungsverlangen", .schriftgut, .fall(),
                "verlangt_am wer was entscheidung begruendung"),
        Tabelle("berichtigung_empfaenger", .schriftgut,
                .ueber("berichtigungsverlangen", "verlangen_id"),
                "verlangen_id empfaenger woher unterrichtet_von unterrichtet_am"),
        Tabelle("bankverbindung", .konto, .fall(), "zahlweg inhaber iban gueltig_ab"),
        Tabelle("bankverbindung_bestaetigung", .konto,
                .ueber("bankverbindung", "bankverbindung_id")),
        Tabelle("bankverbindung_sperre", .konto, .ueber("bankverbindung", "bankverbindung_id"),
                "grund gesperrt_am"),
        Tabelle("berechnung", .entscheidung, .fall(), "monat eingabe ergebnis leistung_cent",
                gemeinsam: "eingabe ergebnis"),
        Tabelle("bescheid", .entscheidung, .fall(),
                "nummer art zeitraum erlassen_am erlassen_von vordruck inhalt",
                gemeinsam: "inhalt"),
        Tabelle("anspruch", .entscheidung, .fall(), "monat leistung_cent"),
        Tabelle("ueberzahlung", .entscheidung, .fall(), "monat zweck betrag_cent erkannt_am"),
        Tabelle("altbewilligung", .entscheidung, .fall(),
                "monat bewilligt_cent lebensunterhalt_cent unterkunft_cent bescheid_nummer "
                    + "bescheid_vom"),
        Tabelle("anpassung", .entscheidung, .fall(),
                "art von bis bisher_cent neu_cent warum hindernis vorbereitet_am erledigt_am"),
        Tabelle("probelauf_fall", .entscheidung, .fall(),
                "monat personen alt_cent neu_cent warum hindernis"),
        Tabelle("rechtsfeststellung", .entscheidung, .fall(),
                "art angaben ergebnis norm begruendung erstattet"),
        Tabelle("zahlung", .zahlung, .fall(),
                "monat zweck zahlweg empfaenger_name empfaenger_sepa iban betrag_cent "
                    + "verwendungszweck zweckcode faellig endtoend zustand lauf gezahlt_am "
                    + "ersetzt_zahlung_id teil_von kassenzeichen zustand_grund zustand_von "
                    + "zustand_am",
                gemeinsam: "iban"),
        Tabelle("zahlung_ereignis", .zahlung, .ueber("zahlung", "zahlung_id"), "zustand grund"),
        Tabelle("feststellung", .zahlung, .ueber("zahlung", "zahlung_id")),
        Tabelle("anordnung", .zahlung, .ueber("zahlung", "zahlung_id")),
        Tabelle("zahlungssperre", .zahlung, .fall(), "iban grund gesperrt_am entscheidung"),
        Tabelle("aktenvermerk", .schriftgut, .fall(), "text"),
        Tabelle("wiedervorlage", .schriftgut, .fall(),
                "faellig text fuer quelle erledigt_am erledigt_von warum"),
        Tabelle("schriftstueck", .schriftgut, .fall(), "bezeichnung medientyp"),
        Tabelle("schriftstueck_teil", .schriftgut, .keiner, "inhalt"),
        Tabelle("druckvermerk", .schriftgut, .ueber("schriftstueck", "schriftstueck_id")),
        Tabelle("schreiben", .schriftgut, .fall(), "nummer art bezeichnung datum inhalt",
                gemeinsam: "inhalt"),
        Tabelle("unterlage", .schriftgut, .fallUndPerson, "bezeichnung wozu frist"),
        Tabelle("unterlage_ergebnis", .schriftgut, .ueber("unterlage", "unterlage_id"),
                "art grund"),
        Tabelle("mitwirkung", .schriftgut, .fall(), "frist"),
        Tabelle("mitwirkung_unterlage", .schriftgut, .fall()),
        Tabelle("lesezugriff", .protokoll, .fall(), "tag seite zustaendig"),
    ]

    /// Anhörung, Rückforderung, Widerspruch.
    static let vorgaenge: [Tabelle] = [
        Tabelle("anhoerung", .verfahren, .person(),
                "anlass norm sachverhalt frist verzicht verzicht_grund"),
        Tabelle("anhoerung_antwort", .verfahren, .ueber("anhoerung", "anhoerung_id"),
                "eingegangen text"),
        Tabelle("anhoerung_ergebnis", .verfahren, .ueber("anhoerung", "anhoerung_id"),
                "ergebnis begruendung"),
        Tabelle("rueckforderung", .verfahren, .person("schuldner_id"),
                "kassenzeichen schuldner_id grund kenntnis_am"),
        Tabelle("rueckforderung_position", .verfahren, forderung, "monat zweck betrag_cent"),
        Tabelle("rueckforderung_anhoerung", .verfahren, forderung),
        Tabelle("rueckforderung_entscheidung", .verfahren, forderung,
                "begruendung betrag_cent faellig"),
        Tabelle("rueckforderung_grundlage", .verfahren, forderung, "grundlage"),
        Tabelle("rueckforderung_verzicht", .verfahren, forderung, "art betrag_cent grund"),
        Tabelle("rueckforderung_verzicht_ablehnung", .verfahren,
                .ueber("rueckforderung_verzicht", "verzicht_id"), "grund"),
        Tabelle("rueckforderung_buchung", .verfahren, forderung,
                "art betrag_cent tag grund vorige_lfd vorher_cent stand_cent storniert_lfd "
                    + "storniert_art storniert_cent vorgeschlagen_von festgesetzt_cent "
                    + "eingang_lfd"),
        Tabelle("ratenplan", .verfahren, forderung, "ausgang_cent rate_cent erste"),
        Tabelle("stundung", .verfahren, forderung, "bis grund"),
        Tabelle("mahnung", .verfahren, forderung, "stufe betrag_cent frist"),
        Tabelle("aufrechnung", .verfahren, forderung,
                "grundlage monatlich_cent ab bis begruendung"),
        Tabelle("einbehalt", .verfahren, forderung, "betrag_cent"),
        Tabelle("widerspruch", .verfahren, .fall(),
                "eingegangen erhoben_von form begruendung bekannt_art abgesandt bekannt_am "
                    + "belehrt frist versaeumnis wirkung wirkung_grund"),
        Tabelle("widerspruch_entscheidung", .verfahren, .ueber("widerspruch", "widerspruch_id"),
                "art begruendung gericht"),
        Tabelle("kostenhinweis", .abgleich, .ueber("zustaendigkeitsfrage", "frage_id"),
                "art text gemeldet_von gemeldet_am erhalten_am"),
        Tabelle("doppelpruefung", .abgleich, .person("person_a"),
                "person_a person_b ergebnis grund", gemeinsam: "person_b"),
    ]

    private static let forderung = Bezug.ueber("rueckforderung", "rueckforderung_id")
}
