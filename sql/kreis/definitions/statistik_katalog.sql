-- The catalogue of surveys and their features: data of the program, stated anew after every
-- migration. Source of the features: § 12 AsylbLG as amended by the Act of 23.04.2026 (BGBl. 2026 I
-- Nr. 112). Names and values are keys of this program; the official ones are loaded into
-- statistik_schluessel. `belegt` false: the list of values is a proposal of this program.

INSERT INTO statistik_erhebung (kennung, lfd, name, kurz, evas, rechtsgrundlage, periode, einheit,
                                verbleib, frist_tage, empfaenger, fundstelle, gueltig_ab)
VALUES
    ('regelleistungen', 1, 'Empfängerinnen und Empfänger von Regelleistungen', 'Regelleistungen',
     '22221', '§ 12 Abs. 1 Nr. 1 Buchst. a und b, Abs. 2 Nr. 1 Buchst. a bis d und g AsylbLG',
     'jahr', 'Person und Haushalt', 'kreis', NULL, 'IT.NRW', 'BGBl. 2026 I Nr. 112', '2020-01-01'),
    ('besondere_leistungen', 2,
     'Empfängerinnen und Empfänger von ausschließlich anderen Leistungen', 'Andere Leistungen',
     NULL, '§ 12 Abs. 1 Nr. 1 Buchst. c, Abs. 2 Nr. 2 AsylbLG',
     'jahr', 'Person', 'kreis', NULL, 'IT.NRW', 'BGBl. 2026 I Nr. 112', '2020-01-01'),
    ('ausgaben_einnahmen', 3, 'Ausgaben und Einnahmen nach dem AsylbLG', 'Ausgaben und Einnahmen',
     '22211', '§ 12 Abs. 1 Nr. 2, Abs. 2 Nr. 3 AsylbLG',
     'jahr', 'Träger', 'kreis', NULL, 'IT.NRW', 'BGBl. 2026 I Nr. 112', '2020-01-01'),
    ('bildung_und_teilhabe', 4,
     'Empfängerinnen und Empfänger von Leistungen für Bildung und Teilhabe', 'Bildung und Teilhabe',
     NULL, '§ 12 Abs. 2 Nr. 1 Buchst. e, Abs. 5 AsylbLG',
     'quartal', 'Person', 'kreis', NULL, 'IT.NRW', 'BGBl. 2026 I Nr. 112', '2020-01-01'),
    ('fluechtlingsaufnahme', 5, 'Monatsmeldung nach dem Flüchtlingsaufnahmegesetz', 'FlüAG-Meldung',
     NULL, '§ 4 FlüAG NRW', 'monat', 'Person', 'kreis', 10, 'Bezirksregierung',
     'GV. NRW. 2024 S. 1183', '2020-01-01'),
    ('azr_meldung', 6, 'Meldungen an das Ausländerzentralregister: Beginn und Ende der Leistung',
     'AZR-Meldung', NULL, 'AZRG', 'monat', 'Meldung', 'kommune', NULL,
     'Bundesverwaltungsamt', 'AZRG', '2020-01-01')
ON CONFLICT (kennung) DO UPDATE
   SET lfd = excluded.lfd, name = excluded.name, kurz = excluded.kurz, evas = excluded.evas,
       rechtsgrundlage = excluded.rechtsgrundlage, periode = excluded.periode,
       einheit = excluded.einheit, verbleib = excluded.verbleib, frist_tage = excluded.frist_tage,
       empfaenger = excluded.empfaenger, fundstelle = excluded.fundstelle,
       gueltig_ab = excluded.gueltig_ab;

DELETE FROM statistik_merkmal;

-- What all surveys of persons ask.
INSERT INTO statistik_merkmal (erhebung, lfd, name, bezeichnung, ebene, norm, typ, freiwillig,
                               auspraegungen, belegt, gueltig_ab)
SELECT e.erhebung, m.lfd, m.name, m.bezeichnung, m.ebene, e.norm, m.typ, m.freiwillig,
       m.auspraegungen::text[], m.belegt, '2020-01-01'
  FROM (VALUES
        (1, 'haushaltsnummer', 'Nummer des Haushalts', 'hilfsmerkmal', 'nummer', false, '{}', true),
        (2, 'geschlecht', 'Geschlecht', 'person', 'code', false,
         '{maennlich,weiblich,divers,ohne_angabe}', true),
        (3, 'geburtsmonat_und_jahr', 'Geburtsmonat und Geburtsjahr', 'person', 'monat', false, '{}',
         true),
        (4, 'staatsangehoerigkeit', 'Staatsangehörigkeit', 'person', 'land', false, '{}', true),
        (5, 'aufenthaltsrechtlicher_status', 'Aufenthaltsrechtlicher Status', 'person', 'code',
         false, '{aufenthaltsgestattung,asylgesuch,flughafen,aufenthaltserlaubnis_23_1_krieg,
                  aufenthaltserlaubnis_25_4_1,aufenthaltserlaubnis_25_5,duldung,
                  vollziehbar_ausreisepflichtig,familienangehoerige,folge_oder_zweitantrag,
                  aufenthaltserlaubnis_24_oder_fiktion}', false),
        (6, 'wohngemeinde', 'Wohngemeinde', 'haushalt', 'ags', false, '{}', true),
        (7, 'gemeindeteil', 'Gemeindeteil', 'haushalt', 'text', true, '{}', true),
        (8, 'art_des_traegers', 'Art des Trägers', 'haushalt', 'code', false,
         '{oertlicher_traeger,ueberoertlicher_traeger}', true),
        (9, 'art_der_unterbringung', 'Art der Unterbringung', 'haushalt', 'code', false,
         '{aufnahmeeinrichtung,gemeinschaftsunterkunft,dezentral}', true)
       ) AS m (lfd, name, bezeichnung, ebene, typ, freiwillig, auspraegungen, belegt)
 CROSS JOIN (VALUES ('regelleistungen', '§ 12 Abs. 2 Nr. 1 Buchst. a und d'),
                    ('besondere_leistungen', '§ 12 Abs. 2 Nr. 2'),
                    ('bildung_und_teilhabe', '§ 12 Abs. 5'),
                    ('fluechtlingsaufnahme', '§ 4 FlüAG NRW')) AS e (erhebung, norm)
 WHERE NOT (e.erhebung = 'bildung_und_teilhabe' AND m.lfd IN (8, 9));

INSERT INTO statistik_merkmal (erhebung, lfd, name, bezeichnung, ebene, norm, typ, auspraegungen,
                               belegt, gueltig_ab)
SELECT m.erhebung, m.lfd, m.name, m.bezeichnung, m.ebene, m.norm, m.typ, m.auspraegungen::text[],
       m.belegt, '2020-01-01'
  FROM (VALUES
        ('regelleistungen', 10, 'beginn_der_leistungsgewaehrung',
         'Beginn der Leistungsgewährung', 'person', '§ 12 Abs. 2 Nr. 1 Buchst. a', 'monat', '{}',
         true),
        ('regelleistungen', 11, 'form_paragraph_2_im_jahr',
         'Leistungen nach § 2: Formen im Berichtsjahr', 'person', '§ 12 Abs. 2 Nr. 1 Buchst. b',
         'codes', '{sachleistung,wertgutschein,geldleistung,bezahlkarte}', false),
        ('regelleistungen', 12, 'form_paragraph_2_am_ende',
         'Leistungen nach § 2: Formen am Ende des Berichtsjahrs', 'person',
         '§ 12 Abs. 2 Nr. 1 Buchst. b', 'codes',
         '{sachleistung,wertgutschein,geldleistung,bezahlkarte}', false),
        ('regelleistungen', 13, 'regelbedarfsstufe', 'Regelbedarfsstufe', 'person',
         '§ 12 Abs. 2 Nr. 1 Buchst. b', 'stufe', '{}', true),
        ('regelleistungen', 14, 'form_der_grundleistung_im_jahr',
         'Grundleistungen: Formen im Berichtsjahr', 'person', '§ 12 Abs. 2 Nr. 1 Buchst. c',
         'codes', '{sachleistung,wertgutschein,geldleistung,bezahlkarte}', false),
        ('regelleistungen', 15, 'form_der_grundleistung_am_ende',
         'Grundleistungen: Formen am Ende des Berichtsjahrs', 'person',
         '§ 12 Abs. 2 Nr. 1 Buchst. c', 'codes',
         '{sachleistung,wertgutschein,geldleistung,bezahlkarte}', false),
        ('regelleistungen', 16, 'typ_des_leistungsempfaengers',
         'Typ des Leistungsempfängers (§ 3a Abs. 1)', 'person', '§ 12 Abs. 2 Nr. 1 Buchst. c',
         'stufe', '{}', true),
        ('regelleistungen', 17, 'arten_des_einkommens', 'Arten des eingesetzten Einkommens',
         'haushalt', '§ 12 Abs. 2 Nr. 1 Buchst. d', 'codes',
         '{erwerb,selbstaendigkeit,rente,familienleistung,unterhalt,sozialleistung,kapital,
           sonstiges}', false),
        ('regelleistungen', 18, 'eingesetztes_einkommen_cent',
         'Eingesetztes Einkommen des Haushalts in Cent', 'haushalt', '§ 12 Abs. 2 Nr. 1 Buchst. d',
         'cent', '{}', true),
        ('regelleistungen', 19, 'eingesetztes_vermoegen_cent',
         'Eingesetztes Vermögen des Haushalts in Cent', 'haushalt', '§ 12 Abs. 2 Nr. 1 Buchst. d',
         'cent', '{}', true),
        ('regelleistungen', 20, 'andere_leistungen_im_jahr', 'Andere Leistungen im Berichtsjahr',
         'person', '§ 12 Abs. 2 Nr. 1 Buchst. g', 'codes',
         '{krankheit_schwangerschaft_geburt,arbeitsgelegenheit,sonstige}', false),
        ('regelleistungen', 21, 'andere_leistungen_am_ende',
         'Andere Leistungen am Ende des Berichtsjahrs', 'person', '§ 12 Abs. 2 Nr. 1 Buchst. g',
         'codes', '{krankheit_schwangerschaft_geburt,arbeitsgelegenheit,sonstige}', false),
        ('regelleistungen', 22, 'beteiligung_am_erwerbsleben', 'Beteiligung am Erwerbsleben',
         'person', '§ 12 Abs. 2 Nr. 1 Buchst. g', 'code',
         '{abhaengig,selbstaendig,ausbildung,nicht_erwerbstaetig}', false),

        ('besondere_leistungen', 10, 'leistung_im_jahr', 'Leistungen im Berichtsjahr', 'person',
         '§ 12 Abs. 2 Nr. 2', 'codes',
         '{krankheit_schwangerschaft_geburt,arbeitsgelegenheit,sonstige}', false),
        ('besondere_leistungen', 11, 'leistung_am_ende', 'Leistungen am Ende des Berichtsjahrs',
         'person', '§ 12 Abs. 2 Nr. 2', 'codes',
         '{krankheit_schwangerschaft_geburt,arbeitsgelegenheit,sonstige}', false),
        ('besondere_leistungen', 12, 'typ_des_leistungsempfaengers',
         'Typ des Leistungsempfängers (§ 3a Abs. 1)', 'person', '§ 12 Abs. 2 Nr. 2', 'stufe', '{}',
         true),

        ('fluechtlingsaufnahme', 10, 'personenkreis', 'Personenkreis nach § 1 Abs. 1 AsylbLG',
         'person', '§ 4 FlüAG NRW', 'code',
         '{nr_1,nr_1a,nr_2,nr_3a,nr_3b,nr_3c,nr_4,nr_5,nr_6,nr_7,nr_8}', false),
        ('fluechtlingsaufnahme', 11, 'beginn_der_leistungsgewaehrung',
         'Beginn der Leistungsgewährung', 'person', '§ 4 FlüAG NRW', 'monat', '{}', false),

        ('azr_meldung', 1, 'azr_nummer', 'AZR-Nummer', 'person', 'AZRG', 'azr', '{}', true),
        ('azr_meldung', 2, 'beginn_am', 'Beginn der Leistung', 'person', 'AZRG', 'tag', '{}',
         false),
        ('azr_meldung', 3, 'ende_am', 'Ende der Leistung', 'person', 'AZRG', 'tag', '{}', false),
        ('azr_meldung', 4, 'staatsangehoerigkeit', 'Staatsangehörigkeit', 'person', 'AZRG', 'land',
         '{}', false)
       ) AS m (erhebung, lfd, name, bezeichnung, ebene, norm, typ, auspraegungen, belegt);

INSERT INTO statistik_merkmal (erhebung, lfd, name, bezeichnung, ebene, norm, typ, gueltig_ab,
                               belegt)
SELECT 'bildung_und_teilhabe', 7 + 7 * (monat - 1) + art.lfd,
       art.name || '_monat_' || monat || '_cent',
       art.bezeichnung || ', ' || monat || '. Monat, in Cent', 'person',
       '§ 12 Abs. 2 Nr. 1 Buchst. e ' || art.buchstabe, 'cent', '2020-01-01', true
  FROM generate_series(1, 3) AS monat
 CROSS JOIN (VALUES
        (1, 'schulausfluege', 'Schulausflüge', 'aa'),
        (2, 'mehrtaegige_klassenfahrten', 'Mehrtägige Klassenfahrten', 'bb'),
        (3, 'persoenlicher_schulbedarf', 'Persönlicher Schulbedarf', 'cc'),
        (4, 'schuelerbefoerderung', 'Schülerbeförderung', 'dd'),
        (5, 'lernfoerderung', 'Lernförderung', 'ee'),
        (6, 'gemeinschaftliche_mittagsverpflegung', 'Mittagsverpflegung', 'ff'),
        (7, 'teilhabe_sozial_kulturell', 'Teilhabe am sozialen und kulturellen Leben', 'gg')
       ) AS art (lfd, name, bezeichnung, buchstabe);

INSERT INTO statistik_merkmal (erhebung, lfd, name, bezeichnung, ebene, norm, typ, auspraegungen,
                               gueltig_ab, belegt)
SELECT 'ausgaben_einnahmen', m.lfd, m.name, m.bezeichnung, 'traeger', '§ 12 Abs. 2 Nr. 3', m.typ,
       m.auspraegungen::text[], '2020-01-01', m.typ = 'code'
  FROM (VALUES
        (1, 'art_des_traegers', 'Art des Trägers', 'code',
         '{oertlicher_traeger,ueberoertlicher_traeger}'),
        (2, 'hlu_paragraph_2_in_einrichtungen_cent',
         'Hilfe zum Lebensunterhalt (§ 2), in Einrichtungen', 'cent', '{}'),
        (3, 'hlu_paragraph_2_ausserhalb_cent',
         'Hilfe zum Lebensunterhalt (§ 2), außerhalb von Einrichtungen', 'cent', '{}'),
        (4, 'grundleistung_geld_in_einrichtungen_cent',
         'Grundleistungen als Geldleistung, in Einrichtungen', 'cent', '{}'),
        (5, 'grundleistung_geld_ausserhalb_cent',
         'Grundleistungen als Geldleistung, außerhalb von Einrichtungen', 'cent', '{}'),
        (6, 'grundleistung_sachleistung_in_einrichtungen_cent',
         'Grundleistungen als Sachleistung und Unterkunft, in Einrichtungen', 'cent', '{}'),
        (7, 'grundleistung_sachleistung_ausserhalb_cent',
         'Grundleistungen als Sachleistung und Unterkunft, außerhalb von Einrichtungen', 'cent',
         '{}'),
        (8, 'krankheit_schwangerschaft_geburt_cent',
         'Leistungen bei Krankheit, Schwangerschaft und Geburt (§ 4)', 'cent', '{}'),
        (9, 'sonstige_leistungen_cent', 'Sonstige Leistungen (§ 6)', 'cent', '{}'),
        (10, 'bildung_und_teilhabe_cent', 'Leistungen für Bildung und Teilhabe aus Rechnungen',
         'cent', '{}'),
        (11, 'einnahmen_von_empfaengern_cent', 'Rückzahlungen von Empfängern', 'cent', '{}'),
        (12, 'ruecklaeufe_cent', 'Zurückgelaufene Zahlungen', 'cent', '{}')
       ) AS m (lfd, name, bezeichnung, typ, auspraegungen);
