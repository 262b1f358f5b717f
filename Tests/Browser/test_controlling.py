"""A month is published by two persons; the head compares the own Kommune with the Kreis (B-4.1, B-4.2)."""

import csv
import io

import pytest

FREIGABE = "/kreis/controlling/freigabe"


@pytest.fixture
def stelle(oeffne, schulung):
    def als(wer):
        return oeffne(wo=schulung).anmelden(wer, "schulung")
    return als


def pruefe_csv(text):
    """Form of design section 7: every category of a margin, hidden cells a dot, margins add up where all is open."""
    zeilen = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert set(zeilen[0]) == {"monat", "kennzahl", "kommune", "alter", "wert"}
    kommunen = {zeile["kommune"] for zeile in zeilen}
    alter = {zeile["alter"] for zeile in zeilen}
    assert "Insgesamt" in kommunen & alter and len(kommunen) == 17 and len(zeilen) == 17 * len(alter)
    werte = {(z["kommune"], z["alter"]): z["wert"] for z in zeilen}
    assert all(wert == "." or wert.isdigit() for wert in werte.values())
    assert not any(wert in "1234" for wert in werte.values() if wert != "."), "kleine Zahlen sind verdeckt"
    for kommune in kommunen:
        zeile = [werte[kommune, eins] for eins in alter - {"Insgesamt"}]
        if "." not in [*zeile, werte[kommune, "Insgesamt"]]:
            assert sum(map(int, zeile)) == int(werte[kommune, "Insgesamt"])


def test_controlling_veroeffentlicht_und_die_leitung_liest(stelle, schulung, tmp_path):
    erste, zweite, leitung = stelle("controlling"), stelle("datenschutz"), stelle("leitung.ahaus")
    erste.auf("/kreis/controlling")
    erste.sieht("Kennzahlen", "Leistungsberechtigte Monat für Monat", "Alle Berichte des Monats").axe()
    erste.klick("Veröffentlichen")
    erste.sieht("vorzulegen", "Aufgedeckt", "Jede Veröffentlichung ergibt ihre Prüfsumme").axe()
    erste.knopf("Zur Freigabe vorlegen").sieht("Freigeben muss ihn eine andere Person").axe()
    zweite.auf(FREIGABE)
    zweite.klick("Vorschau der Tabellen").sieht("Noch ist nichts veröffentlicht").axe()
    zweite.auf(FREIGABE)
    zweite.knopf("Für immer veröffentlichen").sieht("Daran ändert sich nichts mehr")

    leitung.auf("/m/ahaus/kennzahlen")
    leitung.sieht("Stadt Ahaus im Vergleich mit dem Kreis", "Oktober 2026", "veröffentlicht am").axe()
    leitung.klick("Leistungsberechtigte nach Alter").sieht("Prüfblatt", "Definition", "Aufgedeckt").axe()
    weg = leitung.page.get_by_role("link", name="Tabelle als CSV").get_attribute("href")
    text = leitung.hole(weg).body().decode()
    pruefe_csv(text)

    ziel = tmp_path / "export"
    schulung.mandat("controlling", "export", "--monat", "2026-10", "--nach", str(ziel))
    assert (ziel / "alter.csv").read_bytes().decode() == text
    assert "Aufgedeckt: 0" in (ziel / "pruefblatt.txt").read_text()


def test_sonderauswertung_nur_mit_der_ag(stelle):
    controlling, ag = stelle("controlling"), stelle("ag.asyl")
    controlling.auf("/kreis/sonderauswertungen")
    controlling.knopf("Beantragen").sieht("Noch nicht gespeichert").axe()
    seite = controlling.page
    seite.get_by_label("Worum geht es?").fill("Kinder in Wohnungen")
    seite.get_by_label("Wozu wird die Auswertung gebraucht?").fill("Planung der Kita-Plätze")
    seite.get_by_label("Monat").select_option(index=1)
    seite.get_by_label("Leistungsberechtigte").check()
    seite.get_by_label("Alter", exact=True).check()
    seite.get_by_label("Unterbringung", exact=True).check()
    controlling.knopf("Beantragen").sieht("Die AG entscheidet darüber", "SA-2026-001").axe()
    controlling.sieht_nicht("Beschluss eintragen")
    ag.auf("/kreis/sonderauswertungen")
    ag.klick("SA-2026-001")
    ag.page.get_by_label("einverstanden").check()
    ag.page.get_by_label("Beschluss", exact=True).fill("AG vom November, TOP 4")
    ag.page.get_by_label("Beschlossen am").fill("20.11.2026")
    ag.knopf("Beschluss eintragen").sieht("Der Beschluss ist eingetragen", "AG vom November, TOP 4").axe()
