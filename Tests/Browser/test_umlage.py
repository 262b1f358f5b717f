"""The month's work of the Abrechnungsstelle: proof of the Umlage, two persons, letters, the Kommune's part (B-6.7)."""

import re

import pytest

from dokumente import pdf_text, pruefe_pdf

OKTOBER = "/kreis/krankenhilfe/umlage/2026-10"


@pytest.fixture
def stelle(oeffne, schulung):
    def als(wer):
        return oeffne(wo=schulung).anmelden(wer, "schulung")
    return als


def cent(text):
    return int(text.replace("−", "-").replace(".", "").replace(",", ""))


def spalte(seite, tabelle, nummer):
    """The column of a table by its caption: cells of the body, then the foot's."""
    ort = seite.page.get_by_role("table", name=tabelle)
    return [[cent(zelle.split("\n")[0]) for zelle in ort.locator(f"{teil} tr > :nth-child({nummer})").all_inner_texts()]
            for teil in ("tbody", "tfoot")]


def test_oktober_wird_von_zweien_umgelegt_und_die_kommune_rechnet_nach(stelle, schulung, tmp_path):
    erste, zweite = stelle("abrechnung"), stelle("abrechnung2")
    erste.auf("/kreis/krankenhilfe/umlage")
    erste.sieht("September", "abgeschlossen", "Oktober", "festzustellen").axe()
    erste.auf(OKTOBER)
    erste.sieht("Sammelrechnung SR-2026-", "Durchleitung DL-2026-", "Rechenweg je Kommune").axe()
    anteile, summe = spalte(erste, "Rechenweg je Kommune", 7)
    netto = spalte(erste, "Belege", 4)[1]
    assert len(anteile) == 15 and sum(anteile) == summe[0] == netto[0], "15 Kommunen, ohne Bocholt, auf den Cent"
    assert "Bocholt" not in erste.text
    erste.knopf("Als richtig feststellen")
    erste.sieht("Der Nachweis ist festgestellt", "Abschließen muss ihn eine andere Person").axe()
    zweite.auf(OKTOBER)
    zweite.knopf("Umlage abschließen").sieht("Die Umlage ist abgeschlossen und gebucht", "Jede Zeile, neu gerechnet")
    zweite.sieht_nicht("ungleich")
    zweite.knopf("Alle 15 Schreiben erstellen").sieht("Die Schreiben sind erstellt").axe()
    zweite.klick("Stadt Ahaus").sieht("Rechenweg", "Kassenzeichen").axe()
    weg = zweite.page.get_by_role("link", name="PDF").get_attribute("href")
    pdf = zweite.hole(weg).body()
    pruefe_pdf(pdf, tmp_path)
    betrag = zweite.page.locator(".ergebnis b").inner_text()
    text = pdf_text(pdf)
    for stueck in ("Umlage der Krankenhilfe für Oktober 2026", "Stadt Ahaus", betrag.split("\u00a0")[0].split(" ")[0],
                   "Einnahmen, die Sie weitergeben"):
        assert stueck in text, stueck

    leitung = stelle("leitung.ahaus")
    leitung.auf("/m/ahaus/umlage")
    leitung.sieht("Oktober 2026", "September 2026").axe()
    leitung.klick("Oktober 2026")
    leitung.sieht("Nachgerechnet: Die Belege ergeben den Betrag", betrag).axe()
    assert not re.search("Vreden|Gronau", leitung.text), "von anderen erfährt die Kommune nichts"
    assert schulung.mandat("pruefen").stdout == "in Ordnung\n"


def test_einnahme_geht_von_der_kommune_zum_kreis(stelle):
    leitung, kreis = stelle("leitung.ahaus"), stelle("abrechnung")
    leitung.auf("/m/ahaus/einnahmen")
    leitung.klick("Melden", "button", genau=True).sieht("Noch nicht gespeichert").axe()
    leitung.fuelle(monat="09.2026", eingang="20.11.2026", herkunft="kostenbeitrag", betrag="123,45")
    leitung.klick("Melden", "button", genau=True).sieht("Die Einnahme ist gemeldet", "gemeldet").axe()
    kreis.auf("/kreis/krankenhilfe/durchleitungen")
    kreis.sieht("Stadt Ahaus", "123,45 €", "Stadt Vreden").axe()
    kreis.page.get_by_role("button", name=re.compile("Übernehmen.*Ahaus")).click()
    kreis.sieht("Die Einnahme ist übernommen und gebucht")
    leitung.auf("/m/ahaus/einnahmen")
    leitung.sieht("übernommen")
    leitung.klick("Zurücknehmen").sieht("Zurückgenommen wird der ganze Betrag").axe()
