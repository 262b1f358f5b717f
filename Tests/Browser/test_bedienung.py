"""How the pages are used: by keyboard, without scripts, twice, backwards, by two at once."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from familie import alleinstehend, euro, fall_anlegen, fall_ausfuellen


def faelle(verbund):
    return verbund.wert(f"SELECT count(*) FROM {verbund.schema('ahaus')}.fall")


def formular(seite, knopf):
    """The fields of the form around a button, as a browser would send them."""
    return seite.page.get_by_role("button", name=knopf).first.evaluate("""k => {
        const daten = new FormData(k.form, k);
        return [new URL(k.form.action).pathname, [...daten].filter(([, w]) => typeof w === 'string')];
    }""")


def senden(seite, weg, felder):
    return seite.page.context.request.post(
        weg, data=urlencode([tuple(feld) for feld in felder]), headers={"Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0)


def test_ein_doppelklick_und_ein_zweites_senden_legen_einen_fall_an(oeffne, verbund):
    antje = oeffne("a.brink")
    antje.auf("/m/ahaus/faelle/neu")
    vorher = faelle(verbund)
    fall_ausfuellen(antje, alleinstehend("Doppel", "Karim"))
    weg, felder = formular(antje, "Fall anlegen")
    antje.page.get_by_role("button", name="Fall anlegen").dblclick()
    antje.sieht("Fall angelegt")
    assert faelle(verbund) == vorher + 1
    # The same form once more, past the browser: the server answers with the case of the first time.
    antwort = senden(antje, weg, felder)
    assert antwort.status == 303 and antwort.headers["location"] in antje.page.url
    assert faelle(verbund) == vorher + 1


def test_zurueck_und_noch_einmal_senden_legt_nichts_doppelt_an(oeffne, verbund):
    antje = oeffne("a.brink")
    antje.auf("/m/ahaus/faelle/neu")
    fall_ausfuellen(antje, alleinstehend("Rückwärts", "Bilal", "03.02.1988"))
    antje.knopf("Fall anlegen").sieht("Fall angelegt")
    angelegt = faelle(verbund)
    antje.page.go_back()
    knopf = antje.page.get_by_role("button", name="Fall anlegen")
    expect(knopf).to_be_visible()
    knopf.click()
    antje.page.wait_for_load_state()
    assert faelle(verbund) == angelegt


def test_fehler_stehen_am_feld_und_nichts_geht_verloren(oeffne, verbund):
    antje = oeffne("a.brink")
    antje.auf("/m/ahaus/faelle/neu")
    vorher = faelle(verbund)
    fall_ausfuellen(antje, alleinstehend("Irrtum", "Omid", "31.02.1990"), iban="DE03120300000000202051")
    antje.fuelle(plz="4868").knopf("Fall anlegen")
    antje.sieht("Noch nicht gespeichert: 3", "Prüfziffern", "fünf Ziffern").axe()
    assert antje.page.locator("#fehler").evaluate("e => e === document.activeElement")
    werte = {n: antje.page.locator(f'main [name="{n}"]').input_value() for n in ("familienname_1", "plz", "strasse")}
    assert werte == {"familienname_1": "Irrtum", "plz": "4868", "strasse": "Bahnhofstraße 12"}
    antje.page.locator("#fehler a").first.click()
    assert antje.page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert faelle(verbund) == vorher


def test_zwei_bewilligen_zugleich_die_zweite_sieht_den_konflikt(oeffne, verbund):
    antje, birgit = oeffne("a.brink"), oeffne("b.lenz")
    fall = fall_anlegen(antje, alleinstehend("Zugleich", "Navid", "09.09.1991"))
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen"))
    for seite in (antje, birgit):
        seite.auf(f"{fall}/bewilligung/neu?von=11.2026&bis=12.2026")
        seite.sieht("Noch ist nichts gespeichert")
    birgit.knopf("Bescheid erlassen").sieht("Bescheid erlassen")
    antje.knopf("Bescheid erlassen")
    antje.sieht("Der Bescheid ist nicht erlassen", "Verlauf").axe()
    assert antje.page.locator('main input[name="von"]').first.input_value() == "11.2026"
    fall_id = fall.rsplit("/", 1)[1]
    assert verbund.wert(f"SELECT count(*) FROM {verbund.schema('ahaus')}.bescheid WHERE fall_id = %s", (fall_id,)) == 1


def test_zwei_aendern_zugleich_die_zweite_behaelt_ihre_eingaben(oeffne, verbund):
    antje, birgit = oeffne("a.brink"), oeffne("b.lenz")
    fall = fall_anlegen(antje, alleinstehend("Umzug", "Jawad", "02.12.1993"))
    for seite in (antje, birgit):
        seite.auf(f"{fall}/aenderung/unterkunft")
        seite.axe()
    birgit.fuelle(ab="01.12.2026", strasse="Marktstraße 3", miete="500").knopf("Speichern")
    birgit.sieht("Gespeichert").axe()
    antje.fuelle(ab="01.12.2026", strasse="Wallstraße 9", miete="512,50").knopf("Speichern")
    antje.sieht("Verlauf von").axe()
    werte = [antje.page.locator(f'main [name="{n}"]').input_value() for n in ("ab", "strasse", "miete")]
    assert werte == ["01.12.2026", "Wallstraße 9", "512,50"]
    schema, wer = verbund.schema("ahaus"), fall.rsplit("/", 1)[1]
    offen = f"SELECT strasse FROM {schema}.unterkunft WHERE fall_id = %s AND ersetzt_am IS NULL ORDER BY gueltig"
    assert verbund.sql(offen, (wer,)) == [("Bahnhofstraße 12",), ("Marktstraße 3",)]
    # Having seen what the other did, she may still decide for her own.
    antje.knopf("Speichern").sieht("Gespeichert")
    assert verbund.sql(offen, (wer,)) == [("Bahnhofstraße 12",), ("Wallstraße 9",)]
    # What was known before stays to be read.
    antje.auf(f"{fall}?am=15.11.2026")
    antje.sieht("Bahnhofstraße 12", "Stand am 15.11.2026").axe()


def test_eine_aenderung_zeigt_erst_ihre_folgen(oeffne, verbund, ordner):
    antje, birgit = oeffne("a.brink"), oeffne("b.lenz")
    fall = fall_anlegen(antje, alleinstehend("Folgen", "Dilan", "04.05.1991"))
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen")).sieht("Bankverbindung bestätigt")
    antje.auf(f"{fall}/bewilligung/neu?von=11.2026&bis=12.2026")
    antje.knopf("Bescheid erlassen").sieht("Bescheid erlassen")
    # Wages of 400: a quarter stays free, 300 count (§ 7 Abs. 3 AsylbLG).
    antje.auf(f"{fall}/aenderung/einkommen")
    antje.fuelle(art="erwerbstaetigkeit", ab="1.12.", brutto="400").knopf("Speichern")
    antje.sieht("1 Monat ändert sich", "−300,00", "Zahlungen, die wegfallen", "Änderungsbescheid",
                "Noch ist nichts gespeichert").axe()
    antje.page.screenshot(path=str(ordner / "folgen.png"), full_page=True)
    antje.knopf("Zurück zur Eingabe")
    assert antje.page.locator('main [name="brutto"]').input_value() == "400"
    antje.knopf("Speichern").sieht("1 Monat ändert sich").knopf("Speichern und Bescheid erlassen")
    antje.sieht("der Bescheid ist erlassen").axe()
    # Leaving in the middle of December takes back what was granted for the rest.
    antje.auf(f"{fall}/aenderung/einstellung")
    antje.fuelle(ende="15.12.2026", grund="Ausreise").knopf("Fall einstellen")
    antje.sieht("1 Monat ändert sich", "Einstellungsbescheid").axe()
    assert antje.page.get_by_role("button", name="Nur die Angaben speichern").count() == 0
    antje.knopf("Speichern und Bescheid erlassen").sieht("der Bescheid ist erlassen")
    arten = verbund.sql(f"SELECT art FROM {verbund.schema('ahaus')}.bescheid WHERE fall_id = %s ORDER BY nummer",
                        (fall.rsplit("/", 1)[1],))
    assert [art for art, in arten] == ["bewilligung", "aenderung", "einstellung"]


# --- Keyboard -----------------------------------------------------------------

def tabbe_bis(seite, text, hoechstens=120):
    """Goes on with the Tab key until the focus is on what carries this text; it must be seen there."""
    gesehen = []
    for _ in range(hoechstens):
        seite.page.keyboard.press("Tab")
        wo = seite.page.evaluate(r"""() => {
            const e = document.activeElement, k = e.getBoundingClientRect();
            const mitte = document.elementFromPoint(k.x + k.width / 2, k.y + k.height / 2);
            const text = e.innerText || e.getAttribute('aria-label') || e.labels?.[0]?.innerText || '';
            return {text: text.replace(/\s+/g, ' ').trim(),
                    sichtbar: k.width > 0 && k.bottom > 0 && k.top < innerHeight,
                    frei: !mitte || e.contains(mitte) || mitte.contains(e) || !!e.labels?.[0]?.contains(mitte)};
        }""")
        gesehen.append(wo["text"])
        if wo["text"].startswith(text):
            assert wo["sichtbar"] and wo["frei"], f"„{text}“ hat den Fokus und ist nicht zu sehen"
            return
    raise AssertionError(f"„{text}“ ist mit Tab nicht zu erreichen: {gesehen}")


def test_eine_wiedervorlage_allein_mit_der_tastatur(oeffne, verbund):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Tastatur", "Arash", "21.04.1979"))
    antje.auf(fall)
    tabbe_bis(antje, "Wiedervorlage")
    antje.page.keyboard.press("Enter")
    expect(antje.page.locator("h1")).to_contain_text("Wiedervorlage")
    # The page begins in the first field.
    expect(antje.page.locator('main [name="text"]')).to_be_focused()
    antje.page.keyboard.type("Mietvertrag anfordern")
    tabbe_bis(antje, "Fällig am")
    antje.page.keyboard.type("27.11.2026")
    tabbe_bis(antje, "Wiedervorlage anlegen")
    antje.page.keyboard.press("Enter")
    antje.sieht("Wiedervorlage zum 27.11.2026 angelegt").axe()
    schema = verbund.schema("ahaus")
    assert verbund.sql(f"SELECT text, faellig::text FROM {schema}.wiedervorlage WHERE text LIKE 'Mietvertrag%%'") == [
        ("Mietvertrag anfordern", "2026-11-27")]


def bewilligter_fall(antje, birgit, name, geboren):
    """A case whose payments wait to be ordered."""
    fall = fall_anlegen(antje, alleinstehend(name, "Idris", geboren))
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen")).sieht("Bankverbindung bestätigt")
    antje.auf(f"{fall}/bewilligung/neu?von=11.2026&bis=11.2026")
    antje.knopf("Bescheid erlassen").sieht("Bescheid erlassen")
    antje.auf(f"{fall}/zahlungen")
    antje.knopf(re.compile("feststellen")).sieht("festgestellt")
    return fall


def test_eine_anordnung_allein_mit_der_tastatur(oeffne, verbund):
    antje, birgit, carsten = oeffne("a.brink"), oeffne("b.lenz"), oeffne("c.voss")
    bewilligter_fall(antje, birgit, "Taste", "11.11.1981")
    tabbe_bis(carsten, "Anordnung")
    carsten.page.keyboard.press("Enter")
    expect(carsten.page.locator("h1")).to_contain_text("Anordnung")
    # The first box takes its payment out and in again.
    tabbe_bis(carsten, "Taste")
    carsten.page.keyboard.press("Space")
    carsten.page.keyboard.press("Space")
    tabbe_bis(carsten, "2 Zahlungen anordnen")
    carsten.page.keyboard.press("Enter")
    carsten.sieht("2 Zahlungen angeordnet").axe()


def test_tasten_sind_genannt_und_wirken(oeffne):
    antje = oeffne("a.brink").sieht("Meine Aufgaben")
    antje.page.wait_for_load_state()
    antje.page.keyboard.press("/")
    assert antje.page.evaluate("document.activeElement.id") == "suche"
    antje.page.keyboard.type("Niemand Solcher")
    antje.page.keyboard.press("Enter")
    expect(antje.page).to_have_url(re.compile("q=Niemand"))
    antje.sieht("Kein Fall passt")
    antje.axe()
    antje.page.locator("h1").click()
    antje.page.keyboard.press("?")
    expect(antje.page.get_by_role("dialog")).to_be_visible()
    antje.axe()
    antje.page.keyboard.press("Escape")
    # Who does not want single letters switches them off, for this browser (WCAG 2.1.4).
    antje.auf("/konto")
    antje.axe().knopf("Buchstaben abschalten").sieht("wirken nicht als Tasten")
    antje.page.keyboard.press("?")
    expect(antje.page.get_by_role("dialog")).to_have_count(0)
    antje.knopf("Buchstaben einschalten").sieht("wirken jetzt als Tasten")
    antje.page.keyboard.press("?")
    expect(antje.page.get_by_role("dialog")).to_be_visible()


# --- Without scripts, small, dark -----------------------------------------------

def test_ohne_skripte_vom_anmelden_bis_zur_anordnung(oeffne, verbund):
    antje, birgit = oeffne("a.brink"), oeffne("b.lenz")
    fall = bewilligter_fall(antje, birgit, "Skriptlos", "05.05.1985")
    ohne = oeffne("a.brink", skripte=False)
    ohne.sieht("Meine Aufgaben")
    assert ohne.auf(fall) == 200
    ohne.sieht("Skriptlos")
    carsten = oeffne("c.voss", skripte=False)
    carsten.klick("Anordnung")
    # A single adult in a flat: Stufe 1, 202 + 253, and the rent.
    carsten.sieht(euro(202 + 253), euro(640)).knopf("Probe")
    festgestellt = verbund.wert(f"SELECT count(*) FROM {verbund.schema('ahaus')}.zahlung WHERE zustand = 'festgestellt'")
    carsten.sieht(f"Probe: {festgestellt} von {festgestellt}")
    carsten.knopf(re.compile("anordnen"))
    carsten.sieht(f"{festgestellt} Zahlungen angeordnet")


SEITEN = [
    ("a.brink", ["/m/ahaus", "/m/ahaus/faelle", "/m/ahaus/faelle/neu", "/m/ahaus/zahlungen?alle=1", "FALL",
                 "FALL/leistung", "FALL/zahlungen", "FALL/dokumente", "FALL/verlauf", "FALL/berechnung/2026-11",
                 "/m/ahaus/wiedervorlagen?wer=alle", "/m/ahaus/wiedervorlagen/texte",
                 "/m/ahaus/vertretungen", "/m/ahaus/faelle?wer=alle&status=duldung&bewilligt_bis=bald",
                 "FALL/bewilligung/neu", "FALL/wiedervorlagen", "FALL/aenderung", "FALL/aenderung/unterkunft",
                 "FALL/aenderung/einkommen", "FALL/aenderung/bankverbindung", "FALL/aenderung/zugang",
                 "FALL/aenderung/einstellung", "FALL/aenderung/berechtigung", "FALL/aenderung/mehrbedarf",
                 "FALL/aenderung/monatsbedarf", "FALL/aenderung/arbeitsgelegenheit",
                 "FALL/aenderung/wartezeit", "FALL/unterlagen/neu", "/m/ahaus/druck",
                 "FALL/feststellungen/zustaendigkeit", "FALL/feststellungen/einsetzen",
                 "/konto", "/hilfe", "/barrierefreiheit"]),
    ("c.voss", ["/m/ahaus", "/m/ahaus/anordnung"]),
    ("k.mai", ["/kreis", "/kreis/zahllaeufe", "/kreis/bank", "/kreis/erstattung", "/kreis/hauptbuch",
               "/kreis/auftraege"]),
    ("n.feld", ["/kreis", "/kreis/kommunen", "/kreis/benutzer"]),
]


@pytest.mark.parametrize("breite, farben", [(1280, "light"), (1280, "dark"), (320, "light")])
def test_jede_seite_ist_zugaenglich(oeffne, verbund, breite, farben):
    if not faelle(verbund):
        fall_anlegen(oeffne("a.brink"), alleinstehend("Erster", "Milad"))
    fall = verbund.wert(f"SELECT id FROM {verbund.schema('ahaus')}.fall ORDER BY aktenzeichen LIMIT 1")
    for wer, wege in SEITEN:
        seite = oeffne(wer)
        seite.page.set_viewport_size({"width": breite, "height": 900})
        seite.page.emulate_media(color_scheme=farben)
        for weg in wege:
            status = seite.auf(weg.replace("FALL", f"/m/ahaus/faelle/{fall}"))
            assert status == 200, (weg, status)
            seite.axe()
            ueber = seite.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert ueber <= 0, f"{weg} ragt bei {breite} px um {ueber} px hinaus"


# --- The door -------------------------------------------------------------------

def test_ein_falsches_kennwort_verraet_nichts(oeffne):
    niemand = oeffne()
    for wer in ("a.brink", "gibt.es.nicht"):
        niemand.anmelden(wer, "falsch")
        niemand.sieht("Anmeldename oder Kennwort stimmen nicht").axe()


def test_nach_dem_abmelden_ist_die_sitzung_zu_ende(oeffne, verbund):
    antje = oeffne("a.brink")
    kekse = antje.page.context.cookies()
    antje.knopf("Abmelden").sieht("Sie sind abgemeldet")
    antje.page.context.add_cookies(kekse)
    assert antje.hole("/m/ahaus").status in (302, 303)


def test_ein_fremdes_formular_wird_nicht_angenommen(oeffne, verbund):
    antje = oeffne("a.brink")
    antje.auf("/m/ahaus/faelle/neu")
    weg, felder = formular(antje, "Fall anlegen")
    vorher = faelle(verbund)
    ohne = [(n, w) for n, w in felder if n != "csrf"]
    for versuch in (ohne, ohne + [("csrf", "x.y")]):
        assert senden(antje, weg, versuch).status in (400, 403)
    andere = oeffne("b.lenz")
    andere.auf("/m/ahaus/faelle/neu")
    fremd = dict(formular(andere, "Fall anlegen")[1])["csrf"]
    assert senden(antje, weg, ohne + [("csrf", fremd)]).status in (400, 403)
    assert faelle(verbund) == vorher


def test_eine_rolle_darf_nur_ihre_seiten(oeffne):
    verboten = {
        "a.brink": ["/m/ahaus/anordnung"], "c.voss": ["/m/ahaus/faelle/neu", "/m/ahaus/erstattung"],
        "d.pohl": ["/m/ahaus/faelle/neu", "/m/ahaus/anordnung"],
        "l.nagel": ["/kreis/benutzer", "/kreis/kommunen"], "n.feld": ["/kreis/bank", "/kreis/zahllaeufe"],
        "k.mai": ["/kreis/benutzer"],
    }
    for wer, wege in verboten.items():
        seite = oeffne(wer)
        for weg in wege:
            assert seite.auf(weg) == 403, (wer, weg)
            seite.axe()
