"""What the people of the Kreiskasse do with a run."""

import hashlib
import re


def freigegeben(oeffne, katrin, verbund, zahlweg, ausfuehrung):
    """Makes a run, which two others release; returns its address and its file."""
    katrin.auf("/kreis/zahllaeufe")
    katrin.fuelle(zahlweg=zahlweg, ausfuehrung=ausfuehrung).knopf("Zahllauf erstellen")
    lauf = katrin.page.url.split("?")[0]
    verbund.auftraege_erledigt()
    katrin.auf(lauf)
    _, datei = katrin.lade(lambda: katrin.knopf("Datei ansehen"))
    for wer in ("l.nagel", "m.oster"):
        seite = oeffne(wer)
        seite.auf(lauf)
        seite.fuelle(pruefziffern=hashlib.sha256(datei).hexdigest()[:8]).knopf("Lauf freigeben")
        seite.sieht("Freigabe ist vermerkt")
    return lauf, datei


def uebergeben(katrin, lauf):
    katrin.auf(lauf)
    katrin.knopf(re.compile("Übergabe beginnen|In den Ablageordner"))
    katrin.sieht("Übergabe begonnen")
    if katrin.page.get_by_role("button", name="Die Bank hat die Datei angenommen").count():
        katrin.knopf("Die Bank hat die Datei angenommen")
    katrin.sieht("bei der Bank")


def lies(katrin, inhalt, tmp_path):
    """Reads a file of the bank and books it."""
    pfad = tmp_path / "bank.xml"
    pfad.write_text(inhalt)
    katrin.auf("/kreis/bank")
    katrin.page.locator('input[name="datei"]').set_input_files(pfad)
    katrin.knopf("Einlesen und buchen")
