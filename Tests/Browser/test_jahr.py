"""A year of a family, from arrival to departure (B-5.3, B-5.4): every month's amount, letter and
payment against figures made by hand, the claims to zero, and what the Kommune reimburses."""

import re

import pytest

from bank import Auszuege, belastung, gutschrift
from dokumente import pdf_text, pruefe_pdf
from familie import euro, fall_anlegen
from jahr import ERSTATTUNG, MONATE
from kasse import freigegeben, lies, uebergeben
from reihe import der_reihe_nach, lage  # noqa: F401
from verbund import KREISKONTO

FAMILIE = [
    {"familienname": "Nazari", "vorname": "Karim", "geburtsdatum": "14.05.1991", "geschlecht": "m",
     "familienstand": "verheiratet", "rolle": "haushaltsvorstand", "eingereist": "10.04.2023"},
    {"familienname": "Nazari", "vorname": "Leila", "geburtsdatum": "02.09.1993", "geschlecht": "w",
     "familienstand": "verheiratet", "rolle": "partner", "eingereist": "16.11.2025"},
    {"familienname": "Nazari", "vorname": "Omid", "geburtsdatum": "03.07.2020", "geschlecht": "m",
     "familienstand": "ledig", "rolle": "kind", "eingereist": "16.11.2025"},
]
HEIM = {"art": "gemeinschaftsunterkunft", "strasse": "Fuistingstraße 9", "plz": "48683",
        "ort": "Ahaus"}


@pytest.fixture(scope="module")
def verbund(jahresverbund):
    """The year has a Verbund of its own: it moves the day."""
    return jahresverbund


@pytest.fixture(scope="module")
def auszuege():
    return Auszuege(KREISKONTO, 50_000_00)


def geld(cent):
    return euro(cent / 100).replace("-", "−")


def monatsname(monat):
    return f"{int(monat[5:])}.{monat[:4]}"


def aendern(seite, fall, was, person=None, /, **felder):
    """Fills in a change and looks at what it would do."""
    seite.auf(f"{fall}/aenderung")
    zeile = seite.axe().page.locator("main tr", has_text=was)
    (zeile.get_by_role("link", name=person) if person else zeile.get_by_role("link")).first.click()
    seite.axe().fuelle(**felder)
    seite.page.keyboard.press("Control+Enter")
    seite.sieht("Zurück zur Eingabe").axe()


def erlassen(seite, fall, verbund, tmp_path, *monate, satz="Bescheid ist erlassen"):
    """Issues the Bescheid by the keyboard; its letter names what every month is worth."""
    seite.page.keyboard.press("Control+Enter")
    seite.sieht(satz).axe()
    verbund.auftraege_erledigt()
    seite.auf(f"{fall}/dokumente")
    weg = seite.axe().page.locator('a[href*="/bescheide/"][href$="/pdf"]').first
    text = brief(seite, weg.get_attribute("href"), tmp_path)
    for monat, cent in monate:
        assert geld(cent) in text, (monat, geld(cent))
    return text


def brief(seite, weg, tmp_path):
    pdf = seite.hole(weg).body()
    pruefe_pdf(pdf, tmp_path)
    return pdf_text(pdf)


def bogen(seite, fall, *monate):
    """The Berechnungsbogen of each month lists every amount of the table, and its sum."""
    for monat in monate:
        soll = MONATE[monat]
        seite.auf(f"{fall}/berechnung/{monat}")
        seite.axe()
        for zeile in (*soll.zeilen, geld(soll.leistung)):
            assert zeile in seite.text, (monat, zeile, seite.text)


def anordnen(oeffne, fall):
    """Determined by one, ordered by another."""
    antje, carsten = oeffne("a.brink"), oeffne("c.voss")
    antje.auf(f"{fall}/zahlungen")
    antje.axe().page.keyboard.press("Control+Enter")
    antje.sieht("Anordnen muss eine andere Person").axe()
    carsten.klick("Anordnung").axe().knopf(re.compile("anordnen"))
    carsten.sieht(re.compile(r"Zahlung(en)? angeordnet"))


@pytest.fixture
def zahlt(oeffne, verbund, auszuege, lage, tmp_path):  # noqa: F811
    """Pays on a day what is due, by run and statement, and finds exactly these sums."""
    def zahlen(tag, *soll):
        katrin = oeffne("k.mai")
        lauf, datei = freigegeben(
            oeffne, katrin, verbund, "ueberweisung", ".".join(reversed(tag.split("-"))))
        betraege = [round(float(b) * 100) for b in re.findall(rb"<InstdAmt[^>]*>([0-9.]+)", datei)]
        assert sorted(betraege) == sorted(soll), tag
        uebergeben(katrin, lauf)
        msgid = re.search(rb"<MsgId>([^<]+)", datei).group(1).decode()
        lies(katrin, auszuege.neuer(tag, belastung(msgid, sum(soll))), tmp_path)
        katrin.sieht("eingelesen und gebucht").sieht_nicht("folgt Auszug").axe()
        verbund.auftraege_erledigt()
    return zahlen


def test_01_ankunft_mitten_im_monat(oeffne, verbund, lage, tmp_path, zahlt):
    antje, birgit = oeffne("a.brink"), oeffne("b.lenz")
    lage.fall = fall_anlegen(antje, FAMILIE, beginn="16.12.2025", wohnen=HEIM)
    birgit.auf(lage.fall)
    birgit.axe().knopf(re.compile("estätigen"))
    birgit.sieht("Bankverbindung bestätigt")
    antje.auf(lage.fall)
    antje.axe().klick("Leistung bewilligen").axe()
    assert antje.page.locator('main input[name="von"]').first.input_value() == "12.2025"
    assert antje.page.locator('main input[name="bis"]').first.input_value() == "05.2026"
    antje.sieht(geld(596_26), geld(1152_00))
    text = erlassen(antje, lage.fall, verbund, tmp_path, ("2025-12", 596_26), ("2026-01", 1152_00),
                    satz="Bescheid erlassen. Als Nächstes")
    assert "Widerspruch" in text and "Dezember 2025" in text
    bogen(antje, lage.fall, "2025-12", "2026-01")
    anordnen(oeffne, lage.fall)
    zahlt("2025-12-19", 596_26)


def test_02_zum_ersten_des_monats(verbund, zahlt):
    for tag in ("2025-12-30", "2026-01-27"):
        verbund.am(tag)
        zahlt(tag, 1152_00)


def test_03_geburt(oeffne, verbund, lage, tmp_path, zahlt):
    verbund.am("2026-02-24")
    verbund.taegliches()
    antje = oeffne("a.brink")
    antje.sieht("Leistungen nach § 2 für Karim Nazari ab dem 10.04.2026 prüfen").axe()
    aendern(antje, lage.fall, "Person aufnehmen", ab="20.02.2026", familienname="Nazari",
            vorname="Mina", geburtsdatum="20.02.2026", geschlecht="w", familienstand="ledig",
            staat="423", rolle="kind", personenkreis="nr_6", status="aufenthaltsgestattung")
    antje.sieht("100,20 € Nachzahlung", geld(1486_00))
    erlassen(antje, lage.fall, verbund, tmp_path, ("2026-02", 1252_20), ("2026-03", 1486_00))
    bogen(antje, lage.fall, "2026-02")
    anordnen(oeffne, lage.fall)
    zahlt("2026-02-24", 100_20, 1486_00)


def test_04_nach_36_monaten(oeffne, verbund, lage, tmp_path, zahlt):
    verbund.am("2026-03-31")
    antje = oeffne("a.brink")
    aendern(antje, lage.fall, "Berechtigung ändern", "Karim Nazari", ab="10.04.2026",
            grundlage="analogleistung")
    antje.sieht(geld(1621_10), geld(1679_00))
    text = erlassen(antje, lage.fall, verbund, tmp_path, ("2026-04", 1621_10),
                    ("2026-05", 1679_00))
    assert "§ 2" in text
    anordnen(oeffne, lage.fall)
    zahlt("2026-03-31", 1621_10)


def test_05_ein_lohn_wird_spaet_bekannt(oeffne, verbund, lage, tmp_path):
    verbund.am("2026-04-21")
    antje = oeffne("a.brink")
    aendern(antje, lage.fall, "Einkommen erfassen", "Karim Nazari", art="erwerbstaetigkeit",
            ab="01.03.2026", quelle="Gärtnerei Terhalle", brutto="900", sozialversicherung="180",
            ausgaben="63")
    antje.sieht("839,50 € Überzahlung", geld(1033_50), geld(1234_10))
    erlassen(antje, lage.fall, verbund, tmp_path, ("2026-03", 1033_50), ("2026-04", 1234_10),
             ("2026-05", 1292_00))
    bogen(antje, lage.fall, "2026-03", "2026-04", "2026-05")
    antje.auf(f"{lage.fall}/verfahren")
    antje.sieht("Überzahlungen, die niemand verfolgt", "452,50", "387,00").axe()
    antje.klick("Rückforderung anlegen").axe()
    antje.fuelle(grund="Herr Nazari arbeitet seit dem 01.03.2026; gemeldet hat er es nicht.")
    antje.knopf("Rückforderung anlegen").sieht("Rückforderung angelegt").axe()
    antje.klick(re.compile("^RAHA-"))
    lage.forderung = antje.page.url.split("?")[0]
    antje.sieht("839,50").klick("Zur Rückforderung anhören").axe().knopf("Anhörung versenden")
    antje.sieht("angehört, Frist bis").axe()
    assert "839,50" in schreiben(antje, "Anhörung zu einer Rückforderung", tmp_path)
    anordnen(oeffne, lage.fall)


def schreiben(seite, name, tmp_path):
    weg = seite.page.get_by_role("link", name=name, exact=True).first
    return brief(seite, weg.get_attribute("href"), tmp_path)


def test_06_antwort_und_zahlung_des_mai(oeffne, verbund, lage, zahlt):
    verbund.am("2026-04-28")
    antje = oeffne("a.brink")
    antje.auf(lage.forderung)
    antje.klick("Antwort erfassen").fuelle(text="Das stimmt. Ich möchte in Raten zahlen.").axe()
    antje.knopf("Antwort speichern").sieht("beantwortet").axe()
    zahlt("2026-04-28", 1292_00)


def test_07_festsetzung_und_raten(oeffne, verbund, lage, tmp_path):
    verbund.am("2026-05-05")
    antje = oeffne("a.brink")
    antje.auf(lage.forderung)
    antje.klick("Über die Rückforderung entscheiden").axe()
    for feld in antje.page.locator('main select[name^="grundlage_"]').all():
        feld.select_option("48_einkommen")
    antje.fuelle(begruendung="Der Lohn ist Einkommen nach § 7 AsylbLG und § 82 SGB XII.")
    antje.knopf("Bescheid erlassen").sieht("ist entschieden", "Kontoauszug").axe()
    text = schreiben(antje, "Bescheid über die Erstattung von Leistungen", tmp_path)
    for teil in ("452,50", "387,00", "839,50", "§ 48 Abs. 1 Satz 2 Nr. 3 SGB X"):
        assert teil in text, teil
    # 839,50 in rates of 100: eight of them, and 39,50.
    antje.klick("Raten vereinbaren").fuelle(rate="100", erste="01.06.2026").axe()
    antje.knopf("Raten vereinbaren").sieht("Raten vereinbart", "39,50").axe()
    text = schreiben(antje, "Ratenzahlung", tmp_path)
    assert "01.06.2026" in text and "01.01.2027" in text and "39,50" in text


def test_08_weiter_bewilligen(oeffne, verbund, lage, tmp_path, zahlt):
    verbund.am("2026-05-29")
    verbund.taegliches()
    antje = oeffne("a.brink")
    antje.sieht("Bewilligung bis 31.05.2026").axe()
    antje.auf(f"{lage.fall}/bewilligung/neu")
    assert antje.axe().page.locator('main input[name="bis"]').first.input_value() == "11.2026"
    # July with Omid's birthday: 1679 - 357 + 387,80 - 387; from August 1679 - 357 + 390 - 387.
    erlassen(antje, lage.fall, verbund, tmp_path, ("2026-06", 1292_00), ("2026-07", 1322_80),
             ("2026-08", 1325_00), satz="Bescheid erlassen. Als Nächstes")
    anordnen(oeffne, lage.fall)
    zahlt("2026-05-29", 1292_00)


def test_09_umzug_rate_und_aufrechnung(oeffne, verbund, lage, tmp_path, zahlt):
    verbund.am("2026-06-12")
    verbund.taegliches()
    antje = oeffne("a.brink")
    antje.sieht("Omid Nazari wird am 03.07.2026 6")
    antje.auf(lage.forderung)
    antje.klick("Zahlung buchen").fuelle(betrag="100", tag="01.06.2026").axe()
    antje.knopf("Zahlung buchen").sieht("Zahlung gebucht", "739,50").axe()
    antje.klick("Mit laufenden Leistungen aufrechnen").axe()
    antje.fuelle(grundlage="zustimmung", monatlich="100", ab="07.2026",
                 grund="Herr Nazari hat am 12.06.2026 zugestimmt.")
    antje.knopf("Aufrechnung festlegen").sieht("wirkt mit dem nächsten Bescheid").axe()
    aendern(antje, lage.fall, "Unterkunft ändern", ab="15.06.2026", art="wohnung",
            strasse="Wallstraße 4", plz="48683", ort="Ahaus", miete="620", nebenkosten="130",
            heizung="90", energie="60", vermieter="Wohnbau Ahaus eG",
            vermieter_iban="DE02500105170137075030", mietzeichen="WE-0815")
    antje.sieht(geld(448_00), geld(8_00), geld(1237_80))
    erlassen(antje, lage.fall, verbund, tmp_path, ("2026-06", 1748_00), ("2026-07", 2177_80))
    bogen(antje, lage.fall, "2026-06", "2026-07")
    anordnen(oeffne, lage.fall)
    zahlt("2026-06-12", 448_00, 8_00)
    antje.auf(f"{lage.fall}/verfahren")
    antje.klick("Vor einer Einschränkung anhören").axe()
    antje.fuelle(norm="§ 1a Abs. 5 AsylbLG", frist="03.07.2026",
                 sachverhalt="Frau Nazari kam am 02.06.2026 nicht zur Anhörung beim Bundesamt.")
    antje.page.locator('main select[name="person"]').select_option(label="Leila Nazari")
    antje.knopf("Speichern").sieht("Festgehalten", "wartet bis").axe()


def test_10_die_aufrechnung_tilgt_wenn_gezahlt_ist(oeffne, verbund, lage, zahlt):
    verbund.am("2026-06-30")
    zahlt("2026-06-30", 840_00, 1237_80)
    antje = oeffne("a.brink")
    antje.auf(lage.forderung)
    antje.sieht("einbehalten für Juli 2026", "639,50", "in Raten").axe()


def test_11_einschraenkung_nach_paragraf_1a(oeffne, verbund, lage, tmp_path, zahlt):
    verbund.am("2026-07-28")
    antje = oeffne("a.brink")
    antje.sieht("Frist der Anhörung")
    antje.auf(f"{lage.fall}/verfahren")
    antje.axe().klick("§ 1a Abs. 5 AsylbLG").axe().klick("Anhörung abschließen").axe()
    antje.fuelle(ergebnis="entschieden", begruendung="Ein wichtiger Grund ist nicht genannt.")
    antje.knopf("Abschließen").sieht("entschieden").axe()
    aendern(antje, lage.fall, "Berechtigung ändern", "Leila Nazari", ab="01.08.2026",
            grundlage="anspruchseinschraenkung", absatz="absatz_5")
    antje.sieht(geld(1989_01), geld(816_00))
    text = erlassen(antje, lage.fall, verbund, tmp_path, ("2026-08", 1989_01))
    assert "§ 1a" in text and "233,01" in text
    bogen(antje, lage.fall, "2026-08", "2026-09", "2026-10")
    anordnen(oeffne, lage.fall)
    zahlt("2026-07-28", 840_00, 816_00)


def test_12_drei_monate_ohne_aenderung(verbund, zahlt):
    for tag in ("2026-08-28", "2026-09-29", "2026-10-27"):
        verbund.am(tag)
        zahlt(tag, 840_00, 816_00)


def test_13_die_familie_reist_aus(oeffne, verbund, lage, tmp_path):
    verbund.am("2026-11-03")
    antje = oeffne("a.brink")
    aendern(antje, lage.fall, "Fall einstellen", ende="12.11.2026", grund="Freiwillige Ausreise")
    antje.sieht("898,80 € Überzahlung", geld(950_40))
    text = erlassen(antje, lage.fall, verbund, tmp_path, ("2026-11", 950_40))
    assert "12.11.2026" in text
    bogen(antje, lage.fall, "2026-11")
    antje.auf(f"{lage.fall}/verfahren")
    antje.sieht("394,80", "504,00").klick("Rückforderung anlegen")
    antje.fuelle(grund="Für November war bis zum 30. gezahlt; die Ausreise ist am 12.")
    antje.knopf("Rückforderung anlegen")
    antje.page.locator("main tr", has_text="anzuhören").get_by_role("link").first.click()
    lage.zweite = antje.page.url.split("?")[0]
    antje.klick("Zur Rückforderung anhören").knopf("Anhörung versenden")
    antje.klick("Antwort erfassen").fuelle(text="300 Euro kann ich zahlen.")
    antje.knopf("Antwort speichern").sieht("beantwortet")
    antje.auf(lage.zweite)
    antje.klick("Über die Rückforderung entscheiden")
    felder = antje.page.locator('main .feld', has=antje.page.locator('select[name^="grundlage_"]'))
    felder.filter(has_text="394,80").locator("select").select_option("48_kenntnis")
    felder.filter(has_text="504,00").locator("select").select_option("vertrauensschutz")
    antje.fuelle(begruendung="Die Miete für November war geschuldet, das Geld nicht mehr.")
    antje.knopf("Bescheid erlassen").sieht("ist entschieden", "394,80").axe()


def test_14_beide_konten_kommen_auf_null(oeffne, verbund, auszuege, lage, tmp_path):
    verbund.am("2026-11-10")
    antje, carsten = oeffne("a.brink"), oeffne("c.voss")
    # 839,50 - 100 in June - 5 x 100 kept from July to November. What is left comes to the account
    # of the Kreis, with the Kassenzeichen as people write it.
    antje.auf(lage.forderung)
    antje.sieht("239,50", "in Raten")
    katrin = oeffne("k.mai")
    lies(katrin, auszuege.neuer("2026-11-10", gutschrift(
        239_50, "Karim Nazari", "DE02120300000000202051", "Rest raha 2026 1")), tmp_path)
    katrin.sieht("eingelesen und gebucht").axe()
    verbund.auftraege_erledigt()
    antje.auf(lage.forderung)
    antje.sieht("Kreiskasse, mit der Erstattung weitergereicht", "erledigt").axe()
    antje.auf(lage.zweite)
    antje.klick("Zahlung buchen").fuelle(betrag="300").knopf("Zahlung buchen").sieht("94,80")
    antje.klick("Erlass oder Niederschlagung vorschlagen")
    antje.fuelle(art="niederschlagung", betrag="94,80", grund="Im Ausland nicht beizutreiben.")
    antje.knopf("Zur Freigabe geben")
    carsten.auf(lage.zweite)
    carsten.axe().knopf("Niederschlagung freigeben")
    carsten.sieht("Freigegeben und gebucht", "erledigt").axe()
    stand = verbund.sql(f"""
        SELECT DISTINCT ON (rueckforderung_id) stand_cent
          FROM {verbund.schema('ahaus')}.rueckforderung_buchung
         ORDER BY rueckforderung_id, lfd DESC""")
    assert stand == [(0,), (0,)]


def test_15_jeder_monat_stimmt(oeffne, verbund, lage):
    schema = verbund.schema("ahaus")
    assert dict(verbund.sql(f"""SELECT to_char(monat, 'YYYY-MM'), leistung_cent
        FROM {schema}.anspruch WHERE ersetzt_am IS NULL""")) == {
            monat: soll.leistung for monat, soll in MONATE.items()}
    for zweck, feld in (("lebensunterhalt", "konto"), ("unterkunft", "miete")):
        assert dict(verbund.sql(f"""SELECT to_char(monat, 'YYYY-MM'), sum(betrag_cent)::bigint
            FROM {schema}.zahlung WHERE zustand = 'gezahlt' AND zweck = %s GROUP BY 1""", (zweck,))
        ) == {monat: getattr(soll, feld) for monat, soll in MONATE.items() if getattr(soll, feld)}
    for monat, soll in MONATE.items():
        gezahlt = soll.konto + soll.miete + soll.sache + soll.einbehalt - soll.zu_viel
        assert gezahlt == soll.leistung, monat
    bogen(oeffne("a.brink"), lage.fall, *MONATE)


def test_16_die_kommune_erstattet_was_gezahlt_ist(oeffne, verbund):
    verbund.am("2026-12-01")
    katrin, dirk = oeffne("k.mai"), oeffne("d.pohl")
    for monat, soll in ERSTATTUNG.items():
        katrin.auf(f"/kreis/erstattung/{monat}")
        katrin.sieht(geld(soll)).knopf(re.compile("^Abschließen für Stadt Ahaus"))
        katrin.sieht("abgeschlossen", geld(soll)).sieht_nicht("ungleich").axe()
        dirk.auf(f"/m/ahaus/erstattung/{monat}")
        dirk.sieht(geld(soll)).axe()
    assert verbund.gelingt("pruefen").strip() == "in Ordnung"
