-- The roles of the Berechtigungskonzept and what each may do; replaced as a whole after every migration run.
-- The program knows each permission by name (Platform/Access/Permission.swift) and refuses to start otherwise.

INSERT INTO rolle (name, bezeichnung, ebene) VALUES
    ('sachbearbeitung',             'Sachbearbeitung',                'kommune'),
    ('sachbearbeitung_krankenhilfe','Sachbearbeitung Krankenhilfe',   'kommune'),
    ('anordnung',                   'Anordnung',                      'kommune'),
    ('leitung',                     'Leitung',                        'kommune'),
    ('rechnungspruefung',           'Rechnungsprüfung',               'kommune'),
    ('auskunft',                    'Auskunft',                       'kommune'),
    ('fachadministration',          'Fachadministration',             'kreis'),
    ('kasse_buchhaltung',           'Kreiskasse Buchhaltung',         'kreis'),
    ('kasse_freigabe',              'Kreiskasse Freigabe',            'kreis'),
    ('abrechnungsstelle',           'Abrechnungsstelle',              'kreis'),
    ('statistik',                   'Statistik',                      'kreis'),
    ('controlling',                 'Controlling',                    'kreis'),
    ('ag_geschaeftsstelle',         'AG-Geschäftsstelle',             'kreis'),
    ('datenschutz',                 'Datenschutz',                    'kreis'),
    ('it_betrieb',                  'IT-Betrieb',                     'kreis')
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
        'brief.drucken']),
    ('sachbearbeitung_krankenhilfe', ARRAY['fall.lesen', 'wiedervorlage.bearbeiten', 'zahlung.lesen',
        'krankenhilfe.lesen', 'behandlungsschein.ausstellen', 'behandlungsschein.widerrufen',
        'einzelleistung.erfassen', 'einzelleistung.entscheiden', 'vertretung.eintragen', 'brief.drucken']),
    ('anordnung', ARRAY['fall.lesen', 'zahlung.lesen', 'zahlung.anordnen', 'bankverbindung.bestaetigen',
        'wiedervorlage.bearbeiten', 'bestand.bestaetigen', 'rueckforderung.lesen',
        'rueckforderung.verzichten', 'vertretung.eintragen']),
    ('leitung', ARRAY['fall.lesen', 'zahlung.lesen', 'erstattung.pruefen', 'wiedervorlage.bearbeiten',
        'krankenhilfe.lesen', 'bestand.uebernehmen', 'bestand.bestaetigen', 'rueckforderung.lesen',
        'rueckforderung.verzichten', 'widerspruch.bearbeiten', 'vertretung.eintragen',
        'vertretung.regeln', 'liste.teilen', 'brief.drucken']),
    ('rechnungspruefung', ARRAY['fall.lesen', 'zahlung.lesen', 'erstattung.pruefen', 'audit.lesen',
        'krankenhilfe.lesen', 'rueckforderung.lesen']),
    ('auskunft', ARRAY['fall.lesen']),
    ('fachadministration', ARRAY['mandant.lesen', 'benutzer.verwalten', 'parameter.lesen',
        'parameter.erfassen', 'parameter.freigeben', 'auftrag.lesen', 'auftrag.steuern']),
    ('kasse_buchhaltung', ARRAY['zahllauf.lesen', 'zahllauf.erstellen', 'zahllauf.uebergeben', 'bank.lesen',
        'bank.einlesen', 'bank.zuordnen', 'erstattung.lesen', 'erstattung.abschliessen', 'auftrag.lesen']),
    ('kasse_freigabe', ARRAY['zahllauf.lesen', 'zahllauf.freigeben', 'bank.lesen', 'erstattung.lesen']),
    ('abrechnungsstelle', ARRAY['erstattung.lesen', 'erstattung.abschliessen', 'bank.lesen']),
    ('statistik', ARRAY['mandant.lesen']),
    ('controlling', ARRAY['mandant.lesen']),
    ('ag_geschaeftsstelle', ARRAY['mandant.lesen', 'parameter.lesen', 'parameter.beschliessen']),
    ('datenschutz', ARRAY['mandant.lesen']),
    ('it_betrieb', ARRAY['mandant.lesen', 'auftrag.lesen', 'auftrag.steuern'])
  ) AS r (rolle, rechte)
 CROSS JOIN LATERAL unnest(r.rechte) AS recht;

DELETE FROM rolle_unvereinbar;
INSERT INTO rolle_unvereinbar (rolle_a, rolle_b, grund) VALUES
    ('anordnung', 'sachbearbeitung', 'Wer feststellt, ordnet nicht an.'),
    ('anordnung', 'sachbearbeitung_krankenhilfe', 'Wer feststellt, ordnet nicht an.'),
    ('anordnung', 'rechnungspruefung', 'Die Rechnungsprüfung ändert nichts.'),
    ('rechnungspruefung', 'sachbearbeitung', 'Die Rechnungsprüfung ändert nichts.'),
    ('kasse_buchhaltung', 'kasse_freigabe', 'Buchhaltung und Freigabe sind getrennt (§ 31 KomHVO NRW).'),
    ('abrechnungsstelle', 'kasse_freigabe', 'Abrechnung und Freigabe sind getrennt.'),
    ('fachadministration', 'kasse_freigabe', 'Wer Benutzer verwaltet, gibt kein Geld frei.'),
    ('fachadministration', 'kasse_buchhaltung', 'Wer Benutzer verwaltet, bucht nicht.');
