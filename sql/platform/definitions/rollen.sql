-- The roles of the Berechtigungskonzept and what each may do; replaced as a whole after every migration run.
-- The program knows each permission by name (Platform/Access/Permission.swift) and refuses to start otherwise.

INSERT INTO rolle (name, bezeichnung, ebene) VALUES
    ('sachbearbeitung',             'Sachbearbeitung',                'kommune'),
    ('sachbearbeitung_krankenhilfe','Sachbearbeitung Krankenhilfe',   'kommune'),
    ('anordnung',                   'Anordnung',                      'kommune'),
    ('leitung',                     'Leitung',                        'kommune'),
    ('rechnungspruefung',           'Rechnungsprüfung',               'kommune'),
    ('auskunft',                    'Auskunft',                       'kommune'),
    ('datenschutz_kommune',         'Datenschutz der Kommune',        'kommune'),
    ('fachadministration',          'Fachadministration',             'kreis'),
    ('kasse_buchhaltung',           'Kreiskasse Buchhaltung',         'kreis'),
    ('kasse_freigabe',              'Kreiskasse Freigabe',            'kreis'),
    ('abrechnungsstelle',           'Abrechnungsstelle',              'kreis'),
    ('statistik',                   'Statistik',                      'kreis'),
    ('controlling',                 'Controlling',                    'kreis'),
    ('ag_geschaeftsstelle',         'AG-Geschäftsstelle',             'kreis'),
    ('datenschutz',                 'Datenschutz',                    'kreis'),
    ('it_betrieb',                  'IT-Betrieb',                     'kreis'),
    ('kreis_leitung',               'Leitung Kreis',                  'kreis')
ON CONFLICT (name) DO UPDATE SET bezeichnung = excluded.bezeichnung, ebene = excluded.ebene;

DELETE FROM rolle_recht;
INSERT INTO rolle_recht (rolle, recht)
SELECT rolle, recht
  FROM (VALUES
    ('sachbearbeitung', ARRAY['fall.lesen', 'fall.anlegen', 'fall.aendern', 'bankverbindung.erfassen',
        'bankverbindung.bestaetigen', 'leistung.berechnen', 'bescheid.erlassen', 'zahlung.lesen',
        'zahlung.feststellen', 'zahlung.stornieren', 'wiedervorlage.bearbeiten', 'erstattung.pruefen',
        'krankenhilfe.lesen', 'behandlungsschein.ausstellen', 'behandlungsschein.widerrufen',
        'einzelleistung.erfassen', 'einzelleistung.entscheiden', 'rueckforderung.lesen',
        'rueckforderung.bearbeiten', 'widerspruch.bearbeiten', 'vertretung.eintragen', 'liste.teilen',
        'brief.drucken', 'erstattung.aeussern', 'durchleitung.melden', 'statistik.pruefen']),
    ('sachbearbeitung_krankenhilfe', ARRAY['fall.lesen', 'wiedervorlage.bearbeiten', 'zahlung.lesen',
        'krankenhilfe.lesen', 'behandlungsschein.ausstellen', 'behandlungsschein.widerrufen',
        'einzelleistung.erfassen', 'einzelleistung.entscheiden', 'vertretung.eintragen',
        'brief.drucken', 'durchleitung.melden']),
    ('anordnung', ARRAY['fall.lesen', 'zahlung.lesen', 'zahlung.anordnen', 'bankverbindung.bestaetigen',
        'wiedervorlage.bearbeiten', 'bestand.bestaetigen', 'rueckforderung.lesen',
        'rueckforderung.verzichten', 'vertretung.eintragen']),
    ('leitung', ARRAY['fall.lesen', 'zahlung.lesen', 'erstattung.pruefen', 'wiedervorlage.bearbeiten',
        'krankenhilfe.lesen', 'bestand.uebernehmen', 'bestand.bestaetigen', 'rueckforderung.lesen',
        'rueckforderung.verzichten', 'widerspruch.bearbeiten', 'vertretung.eintragen',
        'vertretung.regeln', 'liste.teilen', 'brief.drucken', 'erstattung.aeussern', 'durchleitung.melden',
        'statistik.pruefen', 'statistik.abgeben', 'kennzahlen.lesen', 'auskunft.erteilen',
        'auskunftssperre.fuehren', 'verarbeitung.einschraenken', 'loeschung.pruefen',
        'loeschung.freigeben', 'verzeichnis.fuehren', 'zugang.beantragen', 'zugang.bestaetigen',
        'fall.uebergeben', 'support.gewaehren']),
    ('rechnungspruefung', ARRAY['fall.lesen', 'zahlung.lesen', 'erstattung.pruefen', 'audit.lesen',
        'krankenhilfe.lesen', 'rueckforderung.lesen', 'kennzahlen.lesen']),
    ('auskunft', ARRAY['fall.lesen']),
    ('datenschutz_kommune', ARRAY['fall.lesen', 'audit.lesen', 'auskunft.erteilen',
        'auskunftssperre.fuehren', 'loeschung.pruefen', 'loeschung.freigeben',
        'verzeichnis.fuehren']),
    ('fachadministration', ARRAY['mandant.lesen', 'benutzer.verwalten', 'parameter.lesen',
        'parameter.erfassen', 'parameter.freigeben', 'auftrag.lesen', 'auftrag.steuern',
        'empfaenger.erfassen', 'support.beantragen']),
    ('kasse_buchhaltung', ARRAY['zahllauf.lesen', 'zahllauf.erstellen', 'zahllauf.uebergeben', 'bank.lesen',
        'bank.einlesen', 'bank.zuordnen', 'bank.zuruecknehmen', 'erstattung.lesen',
        'erstattung.abschliessen',
        'auftrag.lesen', 'hauptbuch.vorlegen', 'hauptbuch.schliessen', 'forderung.bearbeiten',
        'hkr.ausgeben']),
    ('kasse_freigabe', ARRAY['zahllauf.lesen', 'zahllauf.freigeben', 'bank.lesen',
        'erstattung.lesen', 'hauptbuch.schliessen']),
    ('abrechnungsstelle', ARRAY['erstattung.lesen', 'erstattung.abschliessen', 'bank.lesen',
        'forderung.bearbeiten', 'umlage.lesen', 'umlage.feststellen', 'umlage.abschliessen',
        'durchleitung.entscheiden', 'kostenteilung.lesen', 'kostenteilung.bearbeiten',
        'sammelrechnung.lesen', 'sammelrechnung.erfassen',
        'sammelrechnung.pruefen', 'sammelrechnung.freigeben']),
    ('statistik', ARRAY['mandant.lesen', 'statistik.lesen', 'statistik.erheben',
        'statistik.feststellen', 'statistik.freigeben']),
    ('controlling', ARRAY['mandant.lesen', 'controlling.lesen', 'controlling.vorlegen',
        'controlling.freigeben', 'sonderauswertung.beantragen']),
    ('ag_geschaeftsstelle', ARRAY['mandant.lesen', 'parameter.lesen', 'parameter.beschliessen',
        'controlling.lesen', 'sonderauswertung.beschliessen']),
    ('datenschutz', ARRAY['mandant.lesen', 'controlling.lesen', 'controlling.freigeben',
        'audit.lesen']),
    ('it_betrieb', ARRAY['mandant.lesen', 'auftrag.lesen', 'auftrag.steuern']),
    ('kreis_leitung', ARRAY['mandant.lesen', 'zugang.bestaetigen'])
  ) AS r (rolle, rechte)
 CROSS JOIN LATERAL unnest(r.rechte) AS recht;

DELETE FROM rolle_unvereinbar;
INSERT INTO rolle_unvereinbar (rolle_a, rolle_b, grund) VALUES
    ('anordnung', 'sachbearbeitung', 'Wer feststellt, ordnet nicht an.'),
    ('anordnung', 'sachbearbeitung_krankenhilfe', 'Wer feststellt, ordnet nicht an.'),
    ('anordnung', 'rechnungspruefung', 'Die Rechnungsprüfung ändert nichts.'),
    ('rechnungspruefung', 'sachbearbeitung', 'Die Rechnungsprüfung ändert nichts.'),
    ('datenschutz_kommune', 'sachbearbeitung', 'Wer den Datenschutz prüft, führt keine Fälle.'),
    ('anordnung', 'datenschutz_kommune', 'Wer den Datenschutz prüft, ordnet nichts an.'),
    ('kasse_buchhaltung', 'kasse_freigabe', 'Buchhaltung und Freigabe sind getrennt (§ 31 KomHVO NRW).'),
    ('abrechnungsstelle', 'kasse_freigabe', 'Abrechnung und Freigabe sind getrennt.'),
    ('fachadministration', 'kasse_freigabe', 'Wer Benutzer verwaltet, gibt kein Geld frei.'),
    ('fachadministration', 'kasse_buchhaltung', 'Wer Benutzer verwaltet, bucht nicht.'),
    ('fachadministration', 'kreis_leitung',
        'Wer Benutzer verwaltet, bestätigt ihre Rollen nicht.');

-- What each role is for, as the Berechtigungskonzept says it.
UPDATE rolle SET aufgabe = a.satz
  FROM (VALUES
    ('sachbearbeitung',
        'Führt Fälle, berechnet, erlässt Bescheide und stellt Zahlungen fest.'),
    ('sachbearbeitung_krankenhilfe',
        'Stellt Behandlungsscheine aus und entscheidet über Einzelleistungen.'),
    ('anordnung', 'Ordnet Zahlungen an, die andere festgestellt haben.'),
    ('leitung',
        'Sieht alles in der Kommune, regelt Vertretungen und Zugänge und gibt Verzichte frei.'),
    ('rechnungspruefung', 'Liest alles in der Kommune und ändert nichts.'),
    ('auskunft', 'Sieht Fälle an, um Auskunft zu geben.'),
    ('datenschutz_kommune', 'Wacht in der Kommune darüber, wer welche Akte liest.'),
    ('fachadministration', 'Richtet Benutzer ein und pflegt Sätze und globale Empfänger.'),
    ('kasse_buchhaltung', 'Stellt Zahlläufe zusammen, liest Auszüge ein und bucht.'),
    ('kasse_freigabe', 'Gibt Zahlläufe frei, immer zu zweit.'),
    ('abrechnungsstelle', 'Rechnet mit den Kommunen ab: Erstattung, Krankenhilfe, Umlage.'),
    ('statistik', 'Liefert die gesetzlichen Statistiken.'),
    ('controlling', 'Wertet anonyme Kennzahlen aus.'),
    ('ag_geschaeftsstelle', 'Führt aus, was die Arbeitsgemeinschaft beschließt.'),
    ('datenschutz', 'Wacht über den Datenschutz, ohne Fälle zu sehen.'),
    ('it_betrieb', 'Betreibt das Programm, ohne Fälle oder Geld zu sehen.'),
    ('kreis_leitung',
        'Bestätigt, was im Kreis eingerichtet wird, und zweimal im Jahr alle Rollen dort.')
  ) AS a (name, satz) WHERE rolle.name = a.name;

-- What belongs to every role.
INSERT INTO rolle_recht (rolle, recht)
SELECT name, recht FROM rolle, unnest(ARRAY['konzept.lesen', 'konto.fuehren']) AS recht;

-- Roles that ask for a second factor once the duty holds: they release money, administer access,
-- keys or support, or read everything. In the Kreis they hold only with a second person's word; if
-- a role of the Kreis comes to be one of them, a migration must say what becomes of those who hold
-- it.
UPDATE rolle SET zweiter_faktor_pflicht = EXISTS (
    SELECT FROM rolle_recht r
     WHERE r.rolle = rolle.name
       AND r.recht IN ('zahlung.anordnen', 'rueckforderung.verzichten', 'zahllauf.freigeben',
                       'zahllauf.uebergeben', 'sammelrechnung.freigeben', 'benutzer.verwalten',
                       'zugang.beantragen', 'zugang.bestaetigen', 'support.beantragen',
                       'support.gewaehren', 'audit.lesen'));

-- Who could do what until when: the difference to the last run, written down.
UPDATE rolle_recht_verlauf v SET genommen_am = now()
 WHERE genommen_am IS NULL
   AND NOT EXISTS (SELECT FROM rolle_recht r WHERE r.rolle = v.rolle AND r.recht = v.recht);
INSERT INTO rolle_recht_verlauf (rolle, recht)
SELECT r.rolle, r.recht FROM rolle_recht r
 WHERE NOT EXISTS (SELECT FROM rolle_recht_verlauf v
                    WHERE v.rolle = r.rolle AND v.recht = r.recht AND v.genommen_am IS NULL);
