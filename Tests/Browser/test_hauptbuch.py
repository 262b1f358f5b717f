"""The month's work of the Abrechnungsstelle in the demonstration: books, open items, objections."""

import html
import re

import pytest

from leitung import Leitung

SCHULKENNWORT = "schulung"


def angemeldet(oeffne, verbund, wer):
    return oeffne(wo=verbund).anmelden(wer, SCHULKENNWORT)


def test_die_vorgelegten_buecher_schliesst_eine_zweite_person(oeffne, schulung):
    assert schulung.gelingt("pruefen").strip() == "in Ordnung"
    ludger = angemeldet(oeffne, schulung, "kasse.freigabe1")
    ludger.sieht("Bücher zu schließen").axe()
    ludger.auf("/kreis/hauptbuch/2026-10")
    ludger.sieht("vorgelegt", "Mit den Auszügen verglichen").axe()
    ludger.knopf("Bücher schließen").sieht("sind geschlossen").axe()
    _, liste = ludger.lade(lambda: ludger.klick("CSV", genau=True))
    assert liste.startswith("\ufeff".encode()) and b"Summe;;;" in liste
    # A closed month refuses postings, whoever writes them.
    with pytest.raises(Exception, match="geschlossen"):
        schulung.sql("""INSERT INTO kreis.buchung (id, buchungstag, text, stapel)
                       VALUES (gen_random_uuid(), '2026-10-30', 'x', gen_random_uuid())""")
    assert schulung.gelingt("pruefen").strip() == "in Ordnung"


def test_ein_betrag_fuehrt_bis_zur_zeile_der_bank_und_zum_lauf(oeffne, schulung):
    annette = angemeldet(oeffne, schulung, "kasse.buchhaltung")
    annette.auf("/kreis/hauptbuch/2026-10")
    annette.klick(re.compile("^Stadt Ahaus")).sieht("Kontoblatt", "Endsaldo").axe()
    annette.klick("Zahlungen", genau=True).sieht("Beleg der Bank").axe()
    annette.page.locator("tbody a[href*='/kreis/zahlungen/']").first.click()
    annette.sieht("Empfänger und Fall kennt nur die Kommune", "Zahlläufe und Dateien").axe()
    annette.klick(re.compile("Auszug")).sieht("Gebucht").axe()


def test_offene_posten_mahnungen_und_das_jahr_einer_kommune(oeffne, schulung):
    monika = angemeldet(oeffne, schulung, "abrechnung")
    monika.axe().auf("/kreis/forderungen")
    monika.sieht("Mahnung", "Guthaben").axe()
    monika.page.locator("tr", has_text="Mahnung").locator("a").first.click()
    monika.sieht("Mahnungen", "Noch offen").axe()
    monika.auf("/kreis/forderungen?nur=guthaben")
    monika.page.locator("tbody a[href*='/kreis/forderungen/']").first.click()
    monika.sieht("Guthaben").axe()
    monika.auf("/kreis/erstattung?jahr=2026")
    monika.axe().klick(re.compile("^Stadt Ahaus"))
    monika.sieht("Monat für Monat").axe()
    assert monika.page.locator("svg[role=img] rect").count() > 6
    monika.auf("/kreis/einwaende")
    monika.sieht("Bitte prüfen.").axe()
    monika.page.locator("textarea").first.fill("Angeordnet war sie; bitte selbst zurückfordern.")
    monika.knopf("Antworten").sieht("Die Kommune liest Ihre Antwort")


def test_die_kommune_prueft_ihre_erstattung_und_wendet_sich_gegen_eine_zeile(oeffne, schulung):
    wer = angemeldet(oeffne, schulung, "sb.ahaus")
    wer.auf("/m/ahaus/erstattung")
    wer.sieht("Monat für Monat", "Offen").axe()
    wer.auf("/m/ahaus/erstattung/2026-10")
    wer.sieht("Unterschied", "stimmen mit den eigenen Fällen überein").axe()
    wer.klick("Zeile 1", genau=True).sieht("Kreis fordert").axe()
    wer.knopf("Einwand an den Kreis").sieht("fehlt noch").axe()
    wer.fuelle(grund="Der Fall war schon eingestellt.").knopf("Einwand an den Kreis")
    wer.sieht("Der Einwand ist beim Kreis", "Der Fall war schon eingestellt.")
    wer.knopf("Zeile bestätigen").sieht("Der Einwand ist zurückgenommen").axe()
    wer.page.locator("dd a[href*='/zahlungen/']").first.click()
    wer.sieht("Weg durch die Kreiskasse", "Auszug").axe()


KENNUNG = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2,3}-\d{4}-\d+|\d{4}-\d\d(?:-\d\d)?|\d+")

# Where each of them begins to look for an amount.
ANFAENGE = {
    "kasse.buchhaltung": ["/kreis", "/kreis/hauptbuch/2026-10", "/kreis/hauptbuch/2026-10/buchungen",
                          "/kreis/zahllaeufe", "/kreis/barkasse", "/kreis/bank",
                          "/kreis/hauptbuch/finanzsoftware"],
    "kasse.freigabe1": ["/kreis", "/kreis/hauptbuch/2026-10", "/kreis/zahllaeufe"],
    "abrechnung": ["/kreis", "/kreis/erstattung?jahr=2026", "/kreis/forderungen", "/kreis/krankenhilfe/rechnungen",
                   "/kreis/krankenhilfe/umlage?jahr=2026", "/kreis/kostenteilungen"],
    "sb.ahaus": ["/m/ahaus/zahlungen?zustand=gezahlt&alle=1", "/m/ahaus/erstattung", "/m/ahaus/umlage",
                 "/m/ahaus/posten"],
}


@pytest.mark.parametrize("wer", ANFAENGE)
def test_kein_verweis_fuehrt_ins_leere(schulung, wer):
    """From every amount on to posting, run, file and bank line: what a page offers, this person may open."""
    leitung, offen, gesehen, je_art = Leitung(schulung, wer), [], set(), {}
    offen += [(anfang, "Beginn") for anfang in ANFAENGE[wer]]
    while offen:
        weg, von = offen.pop(0)
        art = KENNUNG.sub("*", weg)
        if weg in gesehen or je_art.get(art, 0) >= 5:
            continue
        gesehen.add(weg)
        je_art[art] = je_art.get(art, 0) + 1
        status, text, kopf = leitung.lies(weg)
        assert status == 200, f"{von} führt nach {weg}: {status}"
        if "html" in kopf["Content-Type"]:
            hauptteil = text[text.index("<main"):text.index("</main>")]
            offen += [(html.unescape(ziel), weg) for ziel in re.findall(r'href="(/(?:kreis|m/ahaus)[^"#]*)', hauptteil)]
    assert len(gesehen) > 20, sorted(gesehen)
