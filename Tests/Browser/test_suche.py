"""Finding people, and only once: in any spelling, before they are entered, across Kommunen."""

import re

from playwright.sync_api import expect

from familie import alleinstehend, fall_anlegen, fall_ausfuellen


def suche(seite, text):
    seite.page.keyboard.press("Escape")
    seite.page.keyboard.press("/")
    expect(seite.page.locator("#suche")).to_be_focused()
    seite.page.locator("#suche").fill(text)
    seite.page.keyboard.press("Enter")
    seite.page.wait_for_load_state()


def test_eine_andere_schreibweise_findet_den_fall_allein_mit_der_tastatur(oeffne):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Schäfer", "Abdulrahman", "01.03.1981"))
    andere = fall_anlegen(antje, alleinstehend("Schäffler", "Abdulrahim", "11.04.1983"))
    for text in ["Abd al-Rahman Schaefer", "schafer abdelrahman", "عبد الرحمن", "abdurrahman 1981"]:
        suche(antje, text)
        antje.sieht("klingt gleich", "Schäfer, Abdulrahman")
        expect(antje.page.locator("#suche")).to_have_value(text)
        expect(antje.page.locator("main .tab tbody tr a").first).to_be_focused()
        antje.axe()
    suche(antje, "abdulrah")
    antje.sieht("2 Treffer", "Anfang des Namens")
    erster = antje.page.evaluate("document.activeElement.href")
    antje.page.keyboard.press("ArrowDown")
    zweiter = antje.page.evaluate("document.activeElement.href")
    assert {erster, zweiter} == {fall, andere}
    antje.page.keyboard.press("ArrowUp")
    antje.page.keyboard.press("Enter")
    expect(antje.page).to_have_url(erster)
    # What was written exactly and fits one case leads there at once.
    suche(antje, "schäfer 1.3.81")
    expect(antje.page).to_have_url(fall)
    suche(antje, "Xylophon")
    antje.sieht("Keine Treffer", "Kein Fall passt dazu").axe()


def test_vor_dem_anlegen_steht_wer_es_schon_sein_koennte(oeffne, verbund):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Öztürk", "Mehmet", "09.08.1976"))
    schema = verbund.schema("ahaus")
    anzahl = f"SELECT count(*) FROM {schema}.fall"
    vorher = verbund.wert(anzahl)
    antje.auf("/m/ahaus/faelle/neu")
    fall_ausfuellen(antje, alleinstehend("Oeztuerk", "Mohammed", "08.09.1976"))
    antje.knopf("Fall anlegen")
    antje.sieht("Noch nicht gespeichert", "ähnliches Geburtsdatum", "Öztürk, Mehmet").axe()
    assert verbund.wert(anzahl) == vorher
    verweis = antje.page.get_by_role("link", name=re.compile("Dieselbe Person: zum Fall")).first
    assert fall.endswith(verweis.get_attribute("href"))
    expect(antje.page.locator('main [name="vorname_1"]')).to_have_value("Mohammed")
    antje.knopf("Andere Person, weiter")
    antje.sieht("Fall angelegt")
    assert verbund.wert(anzahl) == vorher + 1
    wer = verbund.sql(f"""SELECT b.anmeldename, d.ergebnis FROM {schema}.doppelpruefung d
                          JOIN platform.benutzer b ON b.id = d.entschieden_von
                          ORDER BY d.entschieden_am DESC LIMIT 1""")
    assert wer == [("a.brink", "verschieden")]
    antje.auf("/m/ahaus/doppelerfassungen")
    antje.sieht_nicht("Öztürk").axe()


def test_auch_wer_in_einen_haushalt_kommt_wird_verglichen(oeffne, verbund):
    antje = oeffne("a.brink")
    fall_anlegen(antje, alleinstehend("Gebremedhin", "Tesfay", "05.05.1969"))
    fall = fall_anlegen(antje, alleinstehend("Haile", "Selam", "19.11.1979"))
    antje.auf(f"{fall}/aenderung/zugang")
    antje.fuelle(ab="01.11.2026", familienname="Gebremedhn", vorname="Tesfai",
                 geburtsdatum="05.05.1969", geschlecht="m", familienstand="ledig", staat="224",
                 rolle="sonstige_erwachsene", personenkreis="nr_1", status="aufenthaltsgestattung")
    antje.knopf("Speichern")
    antje.sieht("Noch nicht gespeichert", "gleiches Geburtsdatum", "Gebremedhin, Tesfay").axe()
    antje.knopf("Andere Person, weiter").sieht("Gespeichert", "Tesfai")


def test_die_liste_der_doppelerfassungen_wird_abgearbeitet(oeffne):
    antje = oeffne("a.brink")
    fall_anlegen(antje, alleinstehend("Barzani", "Azad", "23.01.1984"))
    fall = fall_anlegen(antje, alleinstehend("Hamdan", "Walid", "23.01.1994"))
    # The papers say another name: now the two are alike, and nobody has compared them.
    antje.auf(f"{fall}/aenderung/angabe")
    antje.fuelle(ab="01.11.2026", familienname="Barsani", vorname="Asad", geburtsdatum="23.01.1984")
    antje.knopf("Speichern").sieht("Gespeichert")
    antje.auf("/m/ahaus/faelle")
    antje.klick("Mögliche Doppelerfassungen")
    antje.sieht("Barzani, Azad", "Barsani, Asad", "zu prüfen").axe()
    antje.page.get_by_role("link", name=re.compile("Bar[sz]ani")).first.click()
    antje.sieht("Beide Personen im Vergleich", "zwei Fälle", "23.01.1984").axe()
    antje.knopf("Entscheidung festhalten")
    antje.sieht("2 Angaben prüfen").axe()
    antje.fuelle(ergebnis="verschieden", grund="Beide Ausweise lagen vor.")
    antje.knopf("Entscheidung festhalten").sieht("Entschieden: verschiedene Personen")
    antje.sieht_nicht("Barzani")
    antje.auf(f"{fall}/verlauf")
    antje.sieht("Doppelerfassung geprüft", "Beide Ausweise lagen vor.")


def test_eine_andere_kommune_kennt_die_person_und_beide_seiten_sehen_die_frage(oeffne, verbund):
    verbund.gelingt("mandant", "auskunft", "heek", "Bürgerbüro Heek, 02568 9300-0")
    hanna, antje = oeffne("h.terhaar"), oeffne("a.brink")
    hanna.auf("/m/heek/faelle/neu")
    fall_ausfuellen(hanna, alleinstehend("Ghebreyesus", "Yordanos", "17.12.1992"))
    hanna.knopf("Fall anlegen").sieht("Fall angelegt")
    dort = hanna.page.url.split("?")[0]
    fall = fall_anlegen(antje, alleinstehend("Gebreyesus", "Jordanos", "17.12.1992"))
    antje.klick("Andere Kommunen fragen").axe().sieht("noch nie")
    antje.knopf("Andere Kommunen fragen")
    antje.sieht("Gemeinde Heek kennt die Person", "Bürgerbüro Heek, 02568 9300-0", "Antje Brink")
    antje.axe()
    antje.sieht_nicht("Ghebreyesus", "Hanna", "HEE-")
    verbund.auftraege_erledigt()
    antje.auf(f"{fall}/verlauf")
    # Who it is stays out of the file: whose address is locked must not be found by it.
    antje.sieht("Eine andere Kommune kennt Jordanos Gebreyesus").sieht_nicht("Heek")
    antje.auf(f"{fall}/abgleich")
    antje.sieht("Gemeinde Heek kennt die Person")
    hanna.auf(f"{dort}/verlauf")
    # Nor who asked: Ahaus may lock the address of the person later.
    hanna.sieht("Eine andere Kommune hat am", "nach Yordanos Ghebreyesus gefragt").axe()
    hanna.sieht_nicht("Antje Brink", "Jordanos Gebreyesus", "AHA-")
    # Somebody whom nobody knows.
    unbekannt = fall_anlegen(antje, alleinstehend("Grigorjan", "Tigran", "28.02.1971"))
    antje.auf(f"{unbekannt}/abgleich")
    antje.knopf("Andere Kommunen fragen").sieht("keine andere Kommune").axe()
