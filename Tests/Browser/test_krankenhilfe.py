"""Behandlungsscheine: by keyboard from the name to the PDF, the same bytes again, revoked."""

import re

import pytest
from playwright.sync_api import expect

from dokumente import pdf_text, pruefe_pdf
from familie import PERSONEN, alleinstehend, fall_anlegen


@pytest.fixture(scope="module")
def krankenhilfe(verbund):
    verbund.person("e.kamp", "Eva Kamp", "ahaus", "sachbearbeitung_krankenhilfe")
    return "e.kamp"


class Tasten:
    """Types like a person and counts."""

    def __init__(self, seite):
        self.tastatur, self.anzahl = seite.page.keyboard, 0

    def druecke(self, *tasten):
        for taste in tasten:
            self.tastatur.press(taste)
            self.anzahl += 1

    def tippe(self, text):
        self.tastatur.type(text)
        self.anzahl += len(text)


def test_ein_schein_in_zwoelf_tasten_vom_namen_bis_zum_pdf(oeffne, krankenhilfe, tmp_path):
    fall_anlegen(oeffne("a.brink"), alleinstehend("Scheinbar", "Karim", "14.02.1987"))
    eva = oeffne(krankenhilfe)
    eva.auf("/m/ahaus/")
    tasten = Tasten(eva)
    tasten.druecke("b")
    expect(eva.page.locator("h1")).to_have_text("Behandlungsschein ausstellen")
    tasten.tippe("scheinbar")
    tasten.druecke("Enter")
    eva.sieht("Scheinbar, Karim", "Noch ist nichts ausgestellt").axe()
    assert eva.page.locator('[name="art"]:checked').get_attribute("value") == "aerztlich"
    assert eva.page.locator('[name="quartal"]').input_value() == "2026-4"
    with eva.page.expect_response(re.compile(r"/behandlungsscheine/[0-9a-f-]+/pdf$")) as antwort:
        tasten.druecke("Enter")
    assert tasten.anzahl == 12  # b, nine letters of the name, Enter, Enter
    weg = antwort.value.url
    erster = eva.hole(weg).body()
    pruefe_pdf(erster, tmp_path)
    text = pdf_text(erster)
    for stueck in ("Stadt Ahaus", "Karim Scheinbar", "14.02.1987", "4. Quartal 2026", "ärztlich",
                   "23.11.2026 bis 31.12.2026", "§ 4 Abs. 1 Satz 1 AsylbLG"):
        assert stueck in text, stueck
    assert text.count("\f") == 1, "ein Blatt"
    assert eva.hole(weg).body() == erster


def test_haushalt_in_einem_zug_nachdruck_und_widerruf(oeffne, verbund, krankenhilfe, tmp_path):
    antje, eva = oeffne("a.brink"), oeffne(krankenhilfe)
    personen = [person | {"familienname": "Zusammen"} for person in PERSONEN]
    fall = fall_anlegen(antje, personen)
    eva.auf(fall)
    eva.axe().klick("Behandlungsschein").klick("Ganzen Haushalt wählen")
    eva.sieht("Noch ist nichts ausgestellt").axe()
    with eva.page.expect_response(re.compile(r"/behandlungsschein/druck\?")) as antwort:
        eva.knopf("Ausstellen und drucken")
    alle = eva.hole(antwort.value.url).body()
    pruefe_pdf(alle, tmp_path)
    assert pdf_text(alle).count("\f") == 3, "drei Blätter"
    # Once more for one of them: the page says which one there is and prints it again.
    eva.auf("/m/ahaus/behandlungsschein?q=zusammen")
    eva.sieht("Zusammen, Amir").axe()
    eva.page.keyboard.press("Enter")
    eva.sieht("Schon ausgestellt").knopf("Ausstellen und drucken")
    eva.sieht("Im 4. Quartal 2026 gilt schon der Schein", "noch einmal drucken").axe()
    assert eva.page.locator("#fehler").evaluate("e => e === document.activeElement")
    schema = verbund.schema("ahaus")
    fall_id = fall.rsplit("/", 1)[1]
    zaehle = f"SELECT count(*) FROM {schema}.behandlungsschein WHERE fall_id = %s"
    assert verbund.wert(zaehle, (fall_id,)) == 3
    eva.fuelle(zweitgrund="Wechsel der Praxis")
    with eva.page.expect_response(re.compile("/pdf$")):
        eva.knopf("Ausstellen und drucken")
    assert verbund.wert(zaehle, (fall_id,)) == 4
    eva.auf("/m/ahaus/behandlungsscheine?quartal=2026-4&art=aerztlich&zustand=gueltig")
    eva.sieht("Zusammen").axe()
    eva.page.locator("main tbody th a").first.click()
    eva.axe().fuelle(widerrufsgrund="verloren").knopf("Schein widerrufen")
    eva.sieht("Der Schein ist widerrufen", "Eva Kamp: verloren").axe()
    eva.auf("/m/ahaus/behandlungsscheine?zustand=widerrufen")
    eva.sieht("1 Schein", "widerrufen")
    nummern = verbund.sql(f"SELECT lfd FROM {schema}.behandlungsschein ORDER BY lfd")
    assert nummern == [(n,) for n in range(1, len(nummern) + 1)]


def test_nach_paragraf_2_gibt_es_keinen_schein_mit_grund(oeffne, krankenhilfe):
    antje, eva = oeffne("a.brink"), oeffne(krankenhilfe)
    fall = fall_anlegen(antje, alleinstehend("Versichert", "Nasrin", "05.05.1985"))
    antje.auf(f"{fall}/aenderung/berechtigung")
    antje.fuelle(ab="23.11.2026", grundlage="analogleistung").knopf("Speichern")
    antje.sieht("Gespeichert")
    eva.auf("/m/ahaus/behandlungsschein?q=versichert")
    eva.sieht("Kein Behandlungsschein möglich", "§ 264 Abs. 2 SGB V", "Ersatzbescheinigung").axe()
    expect(eva.page.get_by_role("button", name="Ausstellen und drucken")).to_have_count(0)


def test_ohne_das_recht_gibt_es_weder_weg_noch_seite(oeffne):
    carsten = oeffne("c.voss")
    carsten.auf("/m/ahaus/")
    expect(carsten.page.get_by_role("link", name="Krankenhilfe")).to_have_count(0)
    assert carsten.auf("/m/ahaus/behandlungsschein") == 403
    assert carsten.auf("/m/ahaus/behandlungsscheine") == 403


def test_zahnersatz_vom_antrag_bis_zur_rechnung(oeffne, krankenhilfe, tmp_path):
    fall = fall_anlegen(oeffne("a.brink"), alleinstehend("Einzelfall", "Omid", "03.03.1983"))
    eva = oeffne(krankenhilfe)
    eva.auf(f"{fall}/weitere")
    eva.axe().klick("Einzelleistung beantragen").axe()
    eva.page.locator("tr", has_text="unaufschiebbar").get_by_role("link").click()
    eva.axe().fuelle(gegenstand="Teilkrone 36 laut Heil- und Kostenplan", geschaetzt="480",
                     ort="48683 Ahaus")
    eva.knopf("Antrag erfassen").sieht("Nennen Sie, wessen Anschrift das ist").axe()
    eva.fuelle(stelle="Praxis Dr. Weß", strasse="Markt 3").knopf("Antrag erfassen")
    eva.sieht("Der Antrag ist erfasst", "offen").axe()
    # Approval asks for what the law asks.
    eva.fuelle(ausgang="bewilligen", hoechstens="450",
               grund="Der Zahn schmerzt und lässt sich nicht anders erhalten.")
    eva.knopf("Bescheid erlassen")
    eva.sieht("Ist nicht bestätigt").axe()
    eva.fuelle(voraussetzung=True).knopf("Bescheid erlassen")
    eva.sieht("Bewilligt", "Noch frei", "450,00").axe()
    briefe = [v.get_attribute("href") for v in eva.page.locator(".titel .knoepfe a").all()]
    bescheid, zusage = (eva.hole(weg).body() for weg in briefe)
    for pdf in (bescheid, zusage):
        pruefe_pdf(pdf, tmp_path)
    text = pdf_text(bescheid)
    for stueck in ("Rechtsbehelfsbelehrung", "§ 4 Abs. 1 Satz 3 AsylbLG", "450,00 €",
                   "in einfacher Sprache"):
        assert stueck in text, stueck
    text = pdf_text(zusage)
    assert "Praxis Dr. Weß" in text and "450,00 €" in text and "schmerzt" not in text
    eva.fuelle(nummer="R-17", vom="23.11.2026", betrag="460").knopf("Rechnung erfassen")
    eva.sieht("Von der Zusage sind noch 450,00").axe()
    eva.fuelle(anerkannt="450", kuerzung="über der Zusage").knopf("Rechnung erfassen")
    eva.sieht("Die Rechnung ist erfasst", "R-17", "über der Zusage").axe()
    eva.auf("/m/ahaus/einzelleistungen?zustand=bewilligt")
    eva.sieht("Teilkrone 36", "Omid Einzelfall").axe()


def test_eine_ablehnung_ist_ein_bescheid_mit_belehrung(oeffne, krankenhilfe, tmp_path):
    fall = fall_anlegen(oeffne("a.brink"), alleinstehend("Ablehnung", "Bahar", "04.04.1984"))
    eva = oeffne(krankenhilfe)
    eva.auf(f"{fall}/einzelleistung")
    eva.page.locator("tr", has_text="Mitgliedschaft, Unterricht").get_by_role("link").click()
    # Already the request says what will stand in the way.
    eva.sieht("bis zum 18. Geburtstag").axe()
    eva.fuelle(gegenstand="Sportverein").knopf("Antrag erfassen").sieht("Der Antrag ist erfasst")
    eva.fuelle(ausgang="bewilligen", grund="Probe", hoechstens="15", voraussetzung=True)
    eva.knopf("Bescheid erlassen").sieht("Teilhabe wird nur bis zum 18. Geburtstag").axe()
    eva.fuelle(ausgang="ablehnen", grund="Sie sind 42 Jahre alt.").knopf("Bescheid erlassen")
    eva.sieht("Abgelehnt", "abgelehnt").axe()
    pdf = eva.hole(eva.page.locator(".titel .knoepfe a").first.get_attribute("href")).body()
    pruefe_pdf(pdf, tmp_path)
    text = pdf_text(pdf)
    for stueck in ("lehnen wir ab", "§ 34 Abs. 7 SGB XII", "Sie sind 42 Jahre alt.",
                   "Rechtsbehelfsbelehrung"):
        assert stueck in text, stueck
