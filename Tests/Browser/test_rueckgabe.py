"""The way after a return: the money came back, a new account, a second person, and paid after all."""

import hashlib
import re
import secrets

import pytest

import conftest
from bank import Bank
from familie import UNTERKUNFT, alleinstehend, euro, fall_anlegen
from verbund import Verbund

ALTES_KONTO, NEUES_KONTO = "DE02120300000000202051", "DE75512108001245126199"
# § 3a AsylbLG, 2026, Stufe 1.
LEBENSUNTERHALT = 455


@pytest.fixture(scope="module")
def verbund(ordner):
    """An office of its own: the bank's statements must follow one another."""
    verbund = Verbund(ordner / "rueckgabe", name="mandat_rueckgabe", schluessel=conftest.SCHLUESSEL)
    verbund.anlegen()
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture
def bank(ordner):
    bank = Bank(ordner, "2026-11-24T09:00")
    yield bank
    bank.ende()


def zahllauf(oeffne, verbund, bank, tag, rueckgabe=None):
    """The Kasse pays what is ordered; the payment for `rueckgabe` will come back."""
    katrin = oeffne("k.mai")
    katrin.auf("/kreis/zahllaeufe")
    katrin.fuelle(zahlweg="ueberweisung", ausfuehrung=tag).knopf("Zahllauf erstellen")
    lauf = katrin.page.url.split("?")[0]
    verbund.auftraege_erledigt()
    katrin.auf(lauf)
    _, datei = katrin.lade(lambda: katrin.knopf("Datei ansehen"))
    for wer in ("l.nagel", "m.oster"):
        freigabe = oeffne(wer)
        freigabe.auf(lauf)
        freigabe.fuelle(pruefziffern=hashlib.sha256(datei).hexdigest()[:8]).knopf("Lauf freigeben")
        freigabe.sieht("Freigabe ist vermerkt")
    katrin.auf(lauf)
    katrin.knopf(re.compile("In den Ablageordner"))
    if rueckgabe:
        kennung = verbund.wert(f"""SELECT endtoend FROM {verbund.schema('ahaus')}.zahlung
                                    WHERE zweck = %s AND zustand IN ('angeordnet', 'im_lauf', 'uebergeben')""",
                               (rueckgabe,))
        bank.rueckgabe(kennung, tage=1)
    bank.einreichen(datei)
    verbund.auftraege_erledigt()


def auszuege(oeffne, verbund, bank, bis, gelesen, tmp_path):
    bank.bis(bis)
    katrin = oeffne("k.mai")
    for auszug in bank.auszuege():
        if auszug in gelesen:
            continue
        gelesen.append(auszug)
        pfad = tmp_path / f"auszug-{len(gelesen)}.xml"
        pfad.write_text(auszug)
        katrin.auf("/kreis/bank")
        katrin.page.locator('input[name="datei"]').set_input_files(pfad)
        katrin.knopf("Einlesen und buchen")
        katrin.sieht("eingelesen und gebucht")
    verbund.auftraege_erledigt()


def anordnen(oeffne):
    carsten = oeffne("c.voss")
    carsten.auf("/m/ahaus/anordnung")
    carsten.axe().sieht("Nächste Zahlläufe", "anordnen bis").knopf(re.compile("anordnen"))
    carsten.sieht("angeordnet")


def test_zurueckgekommenes_geld_kommt_auf_einem_neuen_konto_an(oeffne, verbund, bank, tmp_path):
    gelesen, schema = [], verbund.schema("ahaus")
    antje, birgit = oeffne("a.brink"), oeffne("b.lenz")
    fall = fall_anlegen(antje, alleinstehend("Omarov", "Tariq"), iban=ALTES_KONTO)
    # Nobody has confirmed the account: the calculation is there, the obstacle above it, the way out as a link.
    antje.auf(f"{fall}/bewilligung/neu")
    antje.fuelle(von="11.2026", bis="11.2026").knopf("Vorschau rechnen")
    antje.axe().sieht("noch nicht zu bewilligen", "fehlt eine bestätigte Bankverbindung",
                      euro(LEBENSUNTERHALT + UNTERKUNFT))
    assert antje.page.get_by_role("button", name="Bescheid erlassen").count() == 0
    assert antje.page.get_by_role("link", name="Zur Bankverbindung").get_attribute("href").endswith("#konten")
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen"))
    antje.auf(f"{fall}/bewilligung/neu")
    antje.fuelle(von="11.2026", bis="11.2026").knopf("Vorschau rechnen").knopf("Bescheid erlassen")
    antje.auf(f"{fall}/zahlungen")
    antje.knopf(re.compile("2 Zahlungen feststellen"))
    anordnen(oeffne)
    zahllauf(oeffne, verbund, bank, "24.11.2026", rueckgabe="lebensunterhalt")
    auszuege(oeffne, verbund, bank, "2026-11-26", gelesen, tmp_path)

    # The clerk finds it where the day begins.
    antje.auf("/m/ahaus")
    antje.axe().sieht("zurückgekommen", "Nächste Zahlläufe", "AHA-2026-00001")
    antje.page.locator("#zurueck").get_by_role("link", name="AHA-2026-00001").click()
    antje.axe().knopf("Neu zahlen")
    antje.sieht("Die Bankverbindung ist gesperrt").axe()

    antje.auf(f"{fall}/aenderung/bankverbindung")
    antje.fuelle(zahlweg="ueberweisung", inhaber="Tariq Omarov", iban=NEUES_KONTO)
    antje.knopf(re.compile("erfassen|speichern", re.I))
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen"))
    birgit.sieht("Bankverbindung bestätigt")
    antje.auf("/m/ahaus")
    antje.page.locator("#zurueck").get_by_role("link", name="AHA-2026-00001").click()
    antje.knopf("Neu zahlen")
    antje.sieht("neu erfasst").axe().knopf("Feststellen")
    anordnen(oeffne)
    zahllauf(oeffne, verbund, bank, "27.11.2026")
    auszuege(oeffne, verbund, bank, "2026-12-01", gelesen, tmp_path)

    assert verbund.sql(f"""SELECT zustand, iban, betrag_cent FROM {schema}.zahlung
                            WHERE zweck = 'lebensunterhalt' ORDER BY id""") == [
        ("rueckgelaufen", ALTES_KONTO, LEBENSUNTERHALT * 100),
        ("gezahlt", NEUES_KONTO, LEBENSUNTERHALT * 100)]
    antje.auf("/m/ahaus")
    antje.sieht("Alle Zahlungen Ihrer Fälle sind angekommen oder unterwegs")
    assert verbund.gelingt("pruefen").strip() == "in Ordnung"


def test_eine_sperre_haelt_an_bis_jemand_entscheidet(oeffne, verbund):
    """MD07: the bank says that the person has died. The return itself is the test before; here its consequence."""
    antje, birgit, schema = oeffne("a.brink"), oeffne("b.lenz"), verbund.schema("ahaus")
    fall = fall_anlegen(antje, alleinstehend("Halt", "Samir"))
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen"))
    antje.auf(f"{fall}/bewilligung/neu")
    antje.fuelle(von="11.2026", bis="11.2026").knopf("Vorschau rechnen").knopf("Bescheid erlassen")
    antje.sieht("Bescheid erlassen")
    kennung = fall.rsplit("/", 1)[1]
    verbund.sql(f"""INSERT INTO {schema}.zahlungssperre (id, fall_id, zahlung_id, grund)
                    SELECT %s, %s, id, 'Nach Mitteilung der Bank ist die Person verstorben.'
                      FROM {schema}.zahlung WHERE fall_id = %s LIMIT 1""", (secrets.token_hex(16), kennung, kennung))
    antje.auf("/m/ahaus")
    antje.axe().sieht("Zahlungen gesperrt", "verstorben")
    antje.auf(f"{fall}/bewilligung/neu")
    antje.axe().sieht("Alle Zahlungen des Falls sind gesperrt")
    antje.auf(fall)
    antje.axe().klick("Über die gesperrten Zahlungen entscheiden").axe()
    antje.knopf("Sperre aufheben").axe().sieht("Warum wieder gezahlt wird")
    antje.fuelle(entscheidung="Verwechslung der Bank, Herr Halt sprach heute vor.").knopf("Sperre aufheben")
    antje.sieht("Die Sperre ist aufgehoben", "Verwechslung der Bank").axe()
    antje.auf("/m/ahaus")
    antje.sieht_nicht("Zahlungen gesperrt")
