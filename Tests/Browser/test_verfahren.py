"""Recovery from the hearing to the last instalment, a Widerspruch, a hearing before § 1a (B-5.4)."""

import re

from dokumente import pdf_text, pruefe_pdf
from familie import alleinstehend, fall_anlegen


def nichts(_seite, _name):
    """Called at every page of the walk; a picture can be taken here."""


def brief(seite, bezeichnung, tmp_path):
    """The text of a letter on this page; its PDF is sound."""
    weg = seite.page.get_by_role("link", name=bezeichnung, exact=True).first.get_attribute("href")
    pdf = seite.hole(weg).body()
    pruefe_pdf(pdf, tmp_path)
    return pdf, pdf_text(pdf)


def forderung_anlegen(seite, fall, bild=nichts):
    """A claim of 300 € entered by hand; returns its address."""
    seite.auf(f"{fall}/verfahren")
    seite.sieht("Nichts wird zurückgefordert").axe().klick("Rückforderung anlegen")
    seite.axe()
    bild(seite, "neu")
    seite.fuelle(grund="Lohn der Gärtnerei im Oktober 2026 war nicht gemeldet.", kenntnis="heute",
                 monat="10.2026", zweck="lebensunterhalt")
    seite.knopf("Rückforderung anlegen").sieht("Monat, Zweck und Betrag gehören zusammen").axe()
    seite.fuelle(betrag="300").knopf("Rückforderung anlegen").sieht("Rückforderung angelegt").axe()
    bild(seite, "fall")
    seite.klick(re.compile(r"^RAHA-"))
    return seite.page.url


def festsetzen(seite, adresse, tmp_path, bild=nichts):
    """Hearing, answer, decision, with both letters looked at."""
    seite.sieht("Als Nächstes: anhören").axe().klick("Zur Rückforderung anhören")
    seite.axe().knopf("Anhörung versenden").sieht("Anhörung versandt", "angehört, Frist bis").axe()
    bild(seite, "angehoert")
    pdf, text = brief(seite, "Anhörung zu einer Rückforderung", tmp_path)
    bild(pdf, "anhoerung.pdf")
    assert "300,00" in text and "Kassenzeichen" in text and "Rechtsbehelfsbelehrung" not in text
    seite.klick("Antwort erfassen")
    seite.fuelle(text="Ich wusste nicht, dass ich das melden muss.").axe().knopf("Antwort speichern")
    seite.sieht("beantwortet").axe()
    bild(seite, "anhoerung")
    seite.auf(adresse)
    seite.klick("Über die Rückforderung entscheiden").axe()
    bild(seite, "entscheiden")
    feld = seite.page.locator('main select[name^="grundlage_"]').first
    feld.select_option("48_einkommen")
    seite.fuelle(begruendung="Der Lohn ist Einkommen nach § 7 AsylbLG. Besondere Umstände liegen nicht vor.")
    seite.knopf("Bescheid erlassen").sieht("ist entschieden", "Kontoauszug", "fällig am").axe()
    pdf, text = brief(seite, "Bescheid über die Erstattung von Leistungen", tmp_path)
    bild(pdf, "bescheid.pdf")
    for teil in ["Rechtsbehelfsbelehrung", "§ 48 Abs. 1 Satz 2 Nr. 3 SGB X", "300,00", "Widerspruch"]:
        assert teil in text, teil


def gang(oeffne, tmp_path, bild=nichts):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Erstattung", "Farid", "04.04.1989"))
    adresse = forderung_anlegen(antje, fall, bild)
    festsetzen(antje, adresse, tmp_path, bild)

    antje.klick("Raten vereinbaren").fuelle(rate="70").axe().knopf("Raten vereinbaren")
    antje.sieht("Raten vereinbart", "Ratenplan", "20,00").axe()
    antje.klick("Zahlung buchen").fuelle(betrag="301").knopf("Zahlung buchen")
    antje.sieht("Offen sind nur noch 300,00 €").axe()
    antje.fuelle(betrag="90").knopf("Zahlung buchen").sieht("Zahlung gebucht", "210,00").axe()
    antje.klick("Nr. 2 aufheben").fuelle(grund="falscher Fall").axe().knopf("Gegenbuchung anlegen")
    antje.sieht("Gegenbuchung zu Nr. 2", "(aufgehoben)").axe()
    antje.klick("Erlass oder Niederschlagung vorschlagen").axe()
    antje.fuelle(art="erlass", betrag="50", grund="Härte").knopf("Zur Freigabe geben")
    antje.sieht("Freigeben muss eine andere Person").axe()
    assert antje.page.get_by_role("button", name="Erlass freigeben").count() == 0
    bild(antje, "konto")

    leitung = oeffne("c.voss")
    leitung.auf("/m/ahaus/rueckforderungen")
    leitung.sieht("Erlass und Niederschlagung freizugeben", "Je Sachbearbeitung").axe()
    bild(leitung, "liste")
    leitung.auf(adresse)
    leitung.axe().knopf("Erlass freigeben").sieht("Freigegeben und gebucht", "250,00").axe()

    antje.auf(adresse)
    antje.klick("Widerspruch erfassen").axe()
    bild(antje, "widerspruch-neu")
    antje.knopf("Widerspruch erfassen").sieht("Widerspruch erfasst", "Widersprüche").axe()
    antje.auf(adresse)
    antje.sieht("Widerspruch, ruht").sieht_nicht("Raten vereinbaren")
    antje.auf("/m/ahaus/widersprueche")
    antje.axe().klick(re.compile(r"^Bescheid S-"))
    antje.sieht("aufschiebende Wirkung").axe()
    bild(antje, "widerspruch")
    antje.klick("Entscheiden")
    antje.fuelle(ausgang="teilabhilfe", begruendung="Für einen Teil war der Lohn gemeldet.", minderung="100")
    antje.knopf("Entscheiden und versenden").sieht("fehlt das Sozialgericht").axe()
    antje.fuelle(gericht="Sozialgericht Musterstadt, Gerichtsweg 1, 00000 Musterstadt")
    antje.knopf("Entscheiden und versenden").sieht("ist entschieden", "Teilabhilfe").axe()
    pdf, text = brief(antje, "Widerspruchsbescheid", tmp_path)
    bild(pdf, "widerspruch.pdf")
    assert "Sozialgericht Musterstadt" in text and "Klage" in text
    antje.auf(adresse)
    antje.sieht("150,00", "Minderung").axe()
    bild(antje, "konto-ende")
    antje.auf("/m/ahaus/")
    antje.sieht("Widersprüche offen", "Rückforderungen überfällig").axe()


def test_von_der_anhoerung_bis_zum_widerspruchsbescheid(oeffne, tmp_path):
    gang(oeffne, tmp_path)


def test_vor_einer_einschraenkung_wird_angehoert(oeffne, tmp_path):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Anhörung", "Sami", "05.05.1990"))
    antje.auf(f"{fall}/verfahren")
    antje.klick("Vor einer Einschränkung anhören").axe()
    person = antje.page.locator('main select[name="person"] option').nth(1).get_attribute("value")
    antje.fuelle(person=person, norm="§ 1a Abs. 3 AsylbLG", sachverhalt="Der Pass fehlt seit dem 01.09.2026.",
                 verzicht="frist")
    antje.knopf("Speichern").sieht("passt nicht zu einer Frist").axe()
    antje.fuelle(verzicht="").knopf("Speichern").sieht("Festgehalten", "wartet bis").axe()
    antje.klick("§ 1a Abs. 3 AsylbLG").axe()
    _, text = brief(antje, "Anhörung zur Einschränkung Ihrer Leistungen", tmp_path)
    assert "§ 1a Abs. 3 AsylbLG" in text and "sechs Monate" in text
    antje.klick("Anhörung abschließen").fuelle(ergebnis="entschieden", begruendung="x").knopf("Abschließen")
    antje.sieht("Die Frist der Anhörung läuft noch").axe()
    antje.fuelle(ergebnis="abgesehen", begruendung="Der Pass liegt vor.").knopf("Abschließen")
    antje.sieht("abgesehen").axe()
