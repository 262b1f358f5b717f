"""A benefit in parts: cash against a receipt, straight to a payee of the Kreis; and what the finance system gets."""

import hashlib
import re

import pytest

from familie import alleinstehend, fall_anlegen, neue_iban


@pytest.fixture(scope="module")
def zweite_fachadministration(verbund):
    verbund.person("o.frank", "Olga Frank", None, "fachadministration")
    return "o.frank"


def test_empfaenger_fuehrt_der_kreis_zu_zweit(oeffne, zweite_fachadministration):
    nils, olga = oeffne("n.feld"), oeffne(zweite_fachadministration)
    nils.klick("Empfänger").axe().fuelle(name="Stadtwerke Łąka GmbH", iban="DE00", zeichen="Kundennummer")
    nils.knopf("Empfänger erfassen").axe().sieht("IBAN")
    nils.fuelle(iban=neue_iban()).knopf("Empfänger erfassen").sieht("wartet auf Freigabe").axe()
    adresse = nils.page.url.split("?")[0]
    assert nils.page.get_by_role("button", name="Freigeben").count() == 0
    olga.auf(adresse)
    olga.knopf("Freigeben").sieht("Der Empfänger ist freigegeben", "gilt").axe()


def test_eine_leistung_geht_bar_direkt_und_aufs_konto(oeffne, verbund, zweite_fachadministration):
    antje, birgit, carsten = oeffne("a.brink"), oeffne("b.lenz"), oeffne("c.voss")
    fall = fall_anlegen(antje, alleinstehend("Geteilt", "Dara", "05.05.1995"))
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen")).sieht("Bankverbindung bestätigt")
    antje.auf(f"{fall}/bewilligung/neu?von=11.2026&bis=11.2026")
    antje.knopf("Bescheid erlassen").sieht("Bescheid erlassen")
    zahlung = verbund.wert(f"""SELECT id FROM {verbund.schema('ahaus')}.zahlung
                                WHERE fall_id = %s AND zweck = 'lebensunterhalt'""", (fall.rsplit("/", 1)[1],))
    antje.auf(f"/m/ahaus/zahlungen/{zahlung}")
    antje.klick("Anders auszahlen").axe()
    stadtwerke = antje.page.locator('[name="weg2"] option', has_text="Stadtwerke").first.get_attribute("value")
    antje.fuelle(betrag1="100", weg1="bar", betrag2="55", weg2=stadtwerke, grund="Stromsperre droht")
    antje.knopf("Anders auszahlen").sieht("fehlt noch").axe()
    antje.fuelle(zeichen2="K-4711").knopf("Anders auszahlen").sieht("die Zahlung ist 455,00").axe()
    antje.fuelle(betrag3="220", weg3="geplant", betrag4="80", weg4="umbuchung", zeichen4="GB-2026.77")
    antje.knopf("Anders auszahlen").sieht("anders ausgezahlt", "Kreiskasse").axe()
    antje.knopf(re.compile("feststellen")).sieht("festgestellt")
    carsten.klick("Anordnung").sieht("Bar oder Scheck", "Direktzahlung an Dritte", "Umbuchung").axe()
    carsten.knopf("Probe").sieht("Probe:")
    carsten.knopf(re.compile("anordnen")).sieht("angeordnet")

    katrin = oeffne("k.mai")
    katrin.auf("/kreis/zahllaeufe")
    katrin.sieht("Bar oder Scheck: 1 Auftrag wartet über 100,00").axe()
    katrin.fuelle(zahlweg="bar", ausfuehrung="24.11.2026").knopf("Zahllauf erstellen")
    lauf = katrin.page.url.split("?")[0]
    verbund.auftraege_erledigt()
    katrin.auf(lauf)
    _, datei = katrin.lade(lambda: katrin.knopf("Datei ansehen"))
    assert datei.decode("utf-8-sig").startswith("Barauszahlungsliste;ML-") and b"Dara Geteilt" in datei
    for wer in ("l.nagel", "m.oster"):
        seite = oeffne(wer)
        seite.auf(lauf)
        seite.fuelle(pruefziffern=hashlib.sha256(datei).hexdigest()[:8]).knopf("Lauf freigeben")
        seite.sieht("Freigabe ist vermerkt")
    katrin.auf(lauf)
    katrin.knopf("Liste an die Barkasse geben").sieht("Die Liste liegt bei der Barkasse").axe()
    katrin.auf("/kreis/barkasse")
    katrin.axe().klick("Dara Geteilt").axe()
    katrin.knopf("Auszahlen und Quittung erstellen").sieht("weist sie sich aus").axe()
    katrin.fuelle(art="bar", ausweis="Aufenthaltsgestattung").knopf("Auszahlen und Quittung erstellen")
    katrin.sieht("Quittung Q-2026-", "100,00", "Unterschrift").axe()
    verbund.auftraege_erledigt()
    assert ("bar", "gezahlt") in set(verbund.sql(f"""
        SELECT zahlweg, zustand FROM {verbund.schema('ahaus')}.zahlung WHERE teil_von = %s""", (zahlung,)))
    # The part that stays with the Kommune: its own list, two releases, booked without the bank.
    katrin.auf("/kreis/zahllaeufe")
    katrin.sieht("Umbuchung: 1 Auftrag wartet über 80,00")
    katrin.fuelle(zahlweg="umbuchung", ausfuehrung="24.11.2026").knopf("Zahllauf erstellen")
    lauf = katrin.page.url.split("?")[0]
    verbund.auftraege_erledigt()
    katrin.auf(lauf)
    _, datei = katrin.lade(lambda: katrin.knopf("Datei ansehen"))
    assert b"Umbuchungsliste;ML-" in datei and b"GB-2026.77" in datei
    for wer in ("l.nagel", "m.oster"):
        seite = oeffne(wer)
        seite.auf(lauf)
        seite.fuelle(pruefziffern=hashlib.sha256(datei).hexdigest()[:8]).knopf("Lauf freigeben")
        seite.sieht("Freigabe ist vermerkt")
    katrin.auf(lauf)
    katrin.knopf("Liste an die Buchhaltung geben").sieht("Die Liste liegt bei der Buchhaltung").axe()
    katrin.klick("GB-2026.77").sieht("Auf Kassenzeichen GB-2026.77", "80,00").axe()
    katrin.auf(lauf)
    katrin.knopf("1 Umbuchung als gebucht bestätigen").sieht("Die Umbuchungen sind gebucht").axe()
    verbund.auftraege_erledigt()
    antje.auf(f"{fall}/zahlungen")
    antje.sieht("umgebucht am", "GB-2026.77").axe()
    katrin.auf("/kreis/bank")
    katrin.klick("Finanzsoftware").axe().knopf("Datei ausgeben").axe()
    katrin.fuelle(konto="bank", sachkonto="1811", ab="01.01.2026").knopf("Sachkonto eintragen")
    katrin.sieht("Das Sachkonto ist eingetragen", "1811").axe()
