"""Work through lists by keyboard alone, and how many keys the ten commonest actions take."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from familie import alleinstehend, fall_anlegen
from test_bedienung import tabbe_bis

TAFEL = Path(__file__).with_name("tasten.md")


class Tasten:
    """Types like a person and counts every key that goes down."""

    def __init__(self, seite):
        self.seite, self.anzahl, self.weg = seite, 0, []

    def druecke(self, *tasten):
        for taste in tasten:
            if taste.isascii():
                self.seite.page.keyboard.press(taste)
            else:
                self._umlaut(taste)
            self.anzahl += len(taste.split("+")) if len(taste) > 1 else 1
            self.weg.append(taste.replace("Control", "Strg").replace("+", " "))
        return self

    def _umlaut(self, taste):
        """Playwright's layout is American; the page takes any key."""
        self.seite.page.evaluate("""taste => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {key: taste, bubbles: true, cancelable: true}))""", taste)

    def tippe(self, text):
        self.seite.page.keyboard.type(text)
        self.anzahl += len(text)
        self.weg.append(f"„{text}“")
        return self

    def oeffne(self, name):
        """From anywhere to the case whose name begins so."""
        self.druecke("/").tippe(name).druecke("Enter")
        expect(self.seite.page).to_have_url(re.compile(r"/faelle/[0-9a-f-]{36}$"))
        self.seite.page.wait_for_load_state()
        return self

    def springe(self, *tasten, auf):
        """Presses what opens another page, and waits for it: nobody types into a page that goes."""
        self.druecke(*tasten).seite.sieht(auf)
        self.seite.page.wait_for_load_state()
        return self


@pytest.fixture(scope="module")
def buero(verbund):
    """Two clerks of their own, so that their day holds what these tests put there."""
    for anmeldename, name in [("t.tast", "Tina Tast"), ("u.weber", "Udo Weber")]:
        verbund.person(anmeldename, name, "ahaus", "sachbearbeitung")
    return {name: verbund.wert("SELECT id FROM platform.benutzer WHERE anmeldename = %s", (name,))
            for name in ("t.tast", "u.weber")}


def vorlegen(verbund, buero, fall, text, faellig="2026-11-23", wer="t.tast"):
    return verbund.sql(f"""
        INSERT INTO {verbund.schema("ahaus")}.wiedervorlage (id, fall_id, faellig, text, fuer, quelle)
        VALUES (gen_random_uuid(), %s, %s, %s, %s, 'selbst') RETURNING id""",
        (fall.rsplit("/", 1)[1], faellig, text, buero[wer]))[0][0]


def vorlagen(verbund, wer):
    return verbund.sql(f"""SELECT text, faellig::text FROM {verbund.schema("ahaus")}.wiedervorlage
                           WHERE fuer = %s AND erledigt_am IS NULL ORDER BY faellig, text""", (wer,))


def bestaetige(seite, fall):
    seite.auf(fall)
    seite.knopf(re.compile("estätigen")).sieht("Bankverbindung bestätigt")


def test_viele_wiedervorlagen_zugleich_mit_probe_und_gruenden(oeffne, verbund, buero):
    tina = oeffne("t.tast")
    fall = fall_anlegen(tina, alleinstehend("Stapelmann", "Rezan", "12.03.1984"))
    tage = {"Erstens": "2026-11-19", "Drittens": "2026-11-20", "Zweitens": "2026-11-23"}
    for text, faellig in tage.items():
        vorlegen(verbund, buero, fall, text, faellig)
    tina.auf("/m/ahaus")
    tasten = tina.page.keyboard
    tasten.press("g")
    tasten.press("w")
    tina.sieht("3 offene", "Erstens").axe()
    # The first row, then the second; x takes it into the selection.
    for taste in ("j", "x", "j", "x"):
        tasten.press(taste)
    expect(tina.page.locator("[data-auswahl-anzahl]")).to_have_text("2")
    tabbe_bis(tina, "Neuer Tag")
    tasten.type("+7")
    tasten.press("Control+s")
    tina.sieht("Probe: 2 von 2 ausgewählten würden auf den 30.11.2026 verschoben",
               "Noch ist nichts geschehen").axe()
    assert dict(vorlagen(verbund, buero["t.tast"])) == tage
    # Meanwhile a colleague finished one of them.
    verbund.sql(f"""UPDATE {verbund.schema("ahaus")}.wiedervorlage SET erledigt_am = now(),
                    erledigt_von = %s, fassung = fassung + 1 WHERE text = 'Drittens'""",
                (buero["u.weber"],))
    tasten.press("Control+Enter")
    tina.sieht("1 von 2", "Sie ist inzwischen erledigt", "Drittens").axe()
    assert sorted(vorlagen(verbund, buero["t.tast"])) == [
        ("Erstens", "2026-11-30"), ("Zweitens", "2026-11-23")]
    # All at once to a colleague.
    tina.auf("/m/ahaus")
    tasten.press("g")
    tasten.press("w")
    tina.sieht("2 offene")
    tasten.press("a")
    expect(tina.page.locator("[data-auswahl-anzahl]")).to_have_text("2")
    tabbe_bis(tina, "Auf einen anderen Tag")
    tasten.press("ArrowDown")
    tabbe_bis(tina, "– wählen –")
    tasten.type("Udo")
    tasten.press("Control+Enter")
    tina.sieht("2 Wiedervorlagen an Udo Weber übergeben").axe()
    assert vorlagen(verbund, buero["t.tast"]) == []
    tina.auf(f"{fall}/verlauf")
    tina.sieht("an Udo Weber übergeben: Erstens")


def test_eine_nach_der_anderen_und_vertretung(oeffne, verbund, buero):
    tina, udo = oeffne("t.tast"), oeffne("u.weber")
    fall = fall_anlegen(tina, alleinstehend("Reihum", "Sherko", "03.08.1977"))
    for stelle, text in enumerate(("Zuerst", "Danach"), 1):
        vorlegen(verbund, buero, fall, text, f"2026-11-{stelle:02}")
    tina.auf("/m/ahaus/vertretungen")
    tina.axe()
    expect(tina.page.locator('main [name="vertreter"]')).to_be_focused()
    for text in ("Udo", "heute", "+4", "Reihum ruft zurück."):
        tina.page.keyboard.type(text)
        tina.page.keyboard.press("Tab")
    tina.page.keyboard.press("Control+Enter")
    tina.sieht("Die Vertretung ist eingetragen", "Reihum ruft zurück.", "läuft").axe()
    udo.auf("/m/ahaus")
    udo.sieht("Sie vertreten Tina Tast bis 27.11.2026", "Reihum ruft zurück.", "für Tina Tast",
              "Zuerst").axe()
    # Enter opens the first task, saving opens the next.
    udo.page.keyboard.press("Enter")
    expect(udo.page.locator("h1")).to_have_text("Zuerst")
    udo.axe()
    udo.page.keyboard.press("Control+Enter")
    expect(udo.page.locator("h1")).to_have_text("Danach")
    udo.page.keyboard.press("f")
    udo.sieht("Reihum, Sherko", "Danach").axe()
    udo.page.keyboard.press("e")
    expect(udo.page.locator("h1")).to_have_text("Danach")
    udo.fuelle(notiz="Angerufen").page.keyboard.press("Control+s")
    udo.sieht("Gespeichert", "Wiedervorlage erledigt: Danach", "Notiz: Angerufen").axe()
    assert vorlagen(verbund, buero["t.tast"]) == []
    tina.auf("/m/ahaus/vertretungen")
    tina.knopf(re.compile("Beenden")).sieht("Die Vertretung ist beendet")
    udo.auf("/m/ahaus")
    udo.sieht_nicht("Sie vertreten")


def test_eine_liste_merken_und_fall_fuer_fall_durchgehen(oeffne, verbund, buero):
    tina, udo = oeffne("t.tast"), oeffne("u.weber")
    erster, zweiter = (fall_anlegen(tina, alleinstehend(name, "Baran", tag)) for name, tag in
                       [("Listenfrau", "07.07.1971"), ("Listenmann", "08.08.1982")])
    tina.auf(f"{zweiter}/aenderung/aufenthalt")
    tina.fuelle(ab="01.11.2026", status="duldung", dokument="10.12.2026").knopf("Speichern")
    tina.sieht("Gespeichert")
    tasten = tina.page.keyboard
    tasten.press("g")
    tasten.press("f")
    tina.sieht("Meine laufenden")
    tasten.press("f")
    tina.fuelle(status="duldung", dokument_bis="+30")
    tasten.press("Enter")
    tina.sieht("Gefilterte Fälle: 1 Fall", "Listenmann").sieht_nicht("Listenfrau").axe()
    tasten.press("m")
    tina.fuelle(name="Dokument läuft ab", gemeinsam=True)
    tasten.press("Enter")
    tina.sieht("Die Liste ist gespeichert", "Dokument läuft ab: 1 Fall").axe()
    udo.auf("/m/ahaus")
    udo.sieht("Dokument läuft ab", "gemeinsam").axe()
    # Through the own cases and back again; the end leads to the list.
    tina.auf("/m/ahaus/faelle")
    tina.sieht("Meine laufenden")
    wege = [verweis.get_attribute("href") for verweis in tina.page.locator("main .tab tbody th a").all()]
    assert {"/m/" + fall.split("/m/")[1] for fall in (erster, zweiter)} <= set(wege)
    tasten.press("j")
    tasten.press("Enter")
    for weg in wege[1:]:
        tina.sieht("Liste Meine laufenden")
        tasten.press("n")
        expect(tina.page).to_have_url(re.compile(re.escape(weg) + "$"))
    tina.axe()
    tasten.press("z")
    expect(tina.page).to_have_url(re.compile(re.escape(wege[-2]) + "$"))
    tasten.press("n")
    expect(tina.page).to_have_url(re.compile(re.escape(wege[-1]) + "$"))
    tasten.press("n")
    tina.sieht("Das war der letzte Fall der Liste", "Meine laufenden")


def test_feststellen_und_gleich_der_naechste_fall(oeffne, verbund, buero):
    tina, udo = oeffne("t.tast"), oeffne("u.weber")
    faelle = [fall_anlegen(tina, alleinstehend(name, "Zana", tag)) for name, tag in
              [("Feststeller", "01.02.1983"), ("Feststellmann", "02.03.1985")]]
    for fall in faelle:
        bestaetige(udo, fall)
        tina.auf(f"{fall}/bewilligung/neu?von=11.2026&bis=11.2026")
        tina.knopf("Bescheid erlassen").sieht("Bescheid erlassen")
    # What the decision brings is there at once, not only after the night.
    assert any("Bewilligung bis 30.11.2026" in text for text, _ in vorlagen(verbund, buero["t.tast"]))
    tina.auf("/m/ahaus/faelle?offen=feststellung")
    tina.auf(f"{faelle[0]}/zahlungen")
    tina.page.keyboard.press("Control+Enter")
    expect(tina.page).to_have_url(re.compile(re.escape(faelle[1].rsplit("/", 1)[1]) + "/zahlungen$"))
    tina.sieht("festgestellt. Anordnen muss eine andere Person").axe()


def test_die_hilfe_nennt_jede_taste(oeffne, verbund, buero):
    tina = oeffne("t.tast")
    fall = fall_anlegen(tina, alleinstehend("Tastenhilfe", "Aram", "21.09.1990"))
    eine = vorlegen(verbund, buero, fall, "Rückruf")
    genannt = None
    for weg in ("/m/ahaus", "/m/ahaus/faelle", "/m/ahaus/wiedervorlagen", fall, f"{fall}/aenderung",
                f"{fall}/zahlungen", f"{fall}/dokumente", f"/m/ahaus/wiedervorlagen/{eine}",
                "/m/ahaus/behandlungsschein", "/m/ahaus/zahlungen", f"{fall}/berechnung/2026-11"):
        tina.auf(weg)
        if genannt is None:
            genannt = set(tina.page.evaluate("""() => [...document.querySelectorAll('#tasten dt')].map(
                dt => [...dt.querySelectorAll('kbd')].map(k => k.textContent).join(' '))"""))
            genannt |= {taste for paar in ("j k",) if paar in genannt for taste in paar.split()}
            if "1 9" in genannt:
                genannt |= set("123456789")
        wirkt = set(tina.page.evaluate("""() => [...document.querySelectorAll('[data-taste], [data-zeilentaste]')]
            .map(e => e.dataset.taste ?? e.dataset.zeilentaste)"""))
        assert wirkt <= genannt, (weg, wirkt - genannt)


def test_zehn_handlungen_und_ihre_anschlaege(oeffne, verbund, buero):
    tina, udo, carsten = oeffne("t.tast"), oeffne("u.weber"), oeffne("c.voss")
    fall = fall_anlegen(tina, alleinstehend("Quastenberg", "Karim", "14.02.1987"))
    for stelle, text in enumerate(("Erledigen", "Verschieben"), 1):
        vorlegen(verbund, buero, fall, text, f"2026-10-{stelle:02}")
    schema, kennung = verbund.schema("ahaus"), fall.rsplit("/", 1)[1]
    gemessen = []

    def start(seite):
        seite.auf("/m/ahaus")
        seite.page.wait_for_load_state()
        return Tasten(seite)

    def fertig(handlung, tasten):
        gemessen.append((handlung, tasten.anzahl, " ".join(tasten.weg)))

    tasten = start(tina).oeffne("quas")
    fertig("Fall suchen und öffnen", tasten)

    tasten = start(tina).druecke("e")
    tina.sieht("Wiedervorlage erledigt")
    fertig("Oberste Wiedervorlage erledigen", tasten)

    tasten = start(tina).springe("v", auf="Neuer Tag").tippe("+3").druecke("Control+Enter")
    tina.sieht("Gespeichert")
    fertig("Oberste Wiedervorlage verschieben", tasten)
    assert ("Verschieben", "2026-11-26") in vorlagen(verbund, buero["t.tast"])

    tasten = start(tina).oeffne("quas").springe("w", auf="Wiedervorlage anlegen")
    tasten.tippe("Rückruf").druecke("Control+Enter")
    tina.sieht("Wiedervorlage zum 24.11.2026 angelegt")
    fertig("Wiedervorlage anlegen", tasten)

    tasten = start(udo).springe("g", "k", auf="Vergleichen Sie Inhaber und IBAN")
    tasten.druecke("Control+Enter")
    udo.sieht("Bankverbindung bestätigt")
    fertig("Bankverbindung bestätigen", tasten)
    if not verbund.wert(f"""SELECT count(*) FROM {schema}.bankverbindung_bestaetigung c
                            JOIN {schema}.bankverbindung b ON b.id = c.bankverbindung_id
                            WHERE b.fall_id = %s""", (kennung,)):
        bestaetige(udo, fall)

    tasten = start(tina).oeffne("quas").springe("l", auf="Noch ist nichts gespeichert")
    tasten.druecke("Control+Enter")
    tina.sieht("Bescheid erlassen")
    fertig("Leistung bewilligen", tasten)

    # Wages from today: kind and amount; then the consequences, then the decision.
    tasten = start(tina).oeffne("quas").springe("ä", auf="Was ändert sich?")
    tasten.druecke("2")
    expect(tina.page.locator('main [name="art"]')).to_be_focused()
    tina.page.wait_for_load_state()
    tasten.druecke("e", "Tab", "Tab", "Tab", "Tab").tippe("400").springe("Control+Enter", auf="Zurück zur Eingabe")
    tasten.druecke("Control+Enter")
    tina.sieht("Gespeichert, der Bescheid ist erlassen")
    fertig("Einkommen erfassen", tasten)

    tasten = start(tina).springe("g", "z", auf="Sachlich und rechnerisch richtig")
    tasten.druecke("Control+Enter")
    tina.sieht("festgestellt. Anordnen muss eine andere Person")
    fertig("Zahlungen feststellen", tasten)

    tasten = start(carsten).springe("g", "o", auf="Ausgewählt")
    tasten.druecke("Control+Enter")
    carsten.sieht("angeordnet, zusammen")
    fertig("Zahlungen anordnen", tasten)

    tasten = start(tina).druecke("b")
    expect(tina.page.locator("#person")).to_be_focused()
    tasten.tippe("quas").springe("Enter", auf="Noch ist nichts ausgestellt")
    with tina.page.expect_response(re.compile(r"/behandlungsscheine/[0-9a-f-]+/pdf$")):
        tasten.druecke("Enter")
    fertig("Behandlungsschein ausstellen", tasten)

    print("\n" + "\n".join(f"| {handlung} | {anzahl} | {weg} |" for handlung, anzahl, weg in gemessen))
    tafel = re.findall(r"^\| (.+?) \| (\d+) \| (.+) \|$", TAFEL.read_text(), re.M)
    assert [(handlung, int(anzahl), weg) for handlung, anzahl, weg in tafel] == gemessen
