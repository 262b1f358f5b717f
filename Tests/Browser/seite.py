"""What a person does on a page, and what every page must hold."""

import os
import re
from itertools import count
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from verbund import KENNWORT

AXE = Axe()
REGELN = {"runOnly": {"type": "tag", "values": [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

# Where a picture of every page goes that axe looks at; none without it.
BILDER = os.environ.get("MANDAT_BILDER")
ZAEHLER = count(1)


class Seite:
    def __init__(self, page, skripte=True):
        self.page, self.skripte = page, skripte
        self.geprueft = set()

    def anmelden(self, wer, kennwort=KENNWORT):
        self.page.goto("/anmeldung")
        self.page.get_by_label("Anmeldename").fill(wer)
        self.page.get_by_label("Kennwort").fill(kennwort)
        self.page.get_by_role("button", name="Anmelden", exact=True).click()
        return self

    def auf(self, weg):
        """Goes to an address and returns the status."""
        return self.page.goto(weg).status

    def axe(self):
        """Fails on any violation of WCAG 2.2 A and AA, with a list that names rule and place."""
        if not self.skripte:
            return self
        if BILDER:
            self.bild(Path(BILDER))
        befunde = AXE.run(self.page, options=REGELN).response["violations"]
        assert not befunde, f"axe auf {self.page.url}:\n" + "\n".join(
            f"- {b['id']}: {b['help']}\n    " + "\n    ".join(
                f"{k['target'][0]}  {k['html'][:160]}" for k in b["nodes"][:5]) for b in befunde)
        return self

    def bild(self, ordner):
        """A picture of the whole page, named after its heading."""
        name = re.sub(r"\W+", "-", self.titel)[:60]
        self.page.screenshot(path=ordner / f"{next(ZAEHLER):03}-{name}.png", full_page=True)

    def klick(self, name, rolle="link", genau=False):
        self.page.get_by_role(rolle, name=name, exact=genau).first.click()
        return self

    def knopf(self, name):
        return self.klick(name, "button")

    def fuelle(self, **felder):
        """Fills fields by their name in the form; selects take the value, boxes a bool."""
        for name, wert in felder.items():
            feld = self.page.locator(f'main [name="{name}"]').first
            art = feld.evaluate("e => e.tagName + '/' + (e.type || '')") if self.skripte else self._art(feld)
            if art.startswith("SELECT"):
                feld.select_option(wert)
            elif "radio" in art:
                self.page.locator(f'main [name="{name}"][value="{wert}"]').check()
            elif "checkbox" in art:
                feld.set_checked(bool(wert))
            else:
                feld.fill(str(wert))
        return self

    def _art(self, feld):
        return (feld.evaluate("e => e.tagName + '/' + (e.type || '')"))

    def sieht(self, *texte):
        for text in texte:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def sieht_nicht(self, *texte):
        for text in texte:
            expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    @property
    def titel(self):
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self):
        return re.sub(r"[\u00a0\u202f]", " ", self.page.locator("main").inner_text())

    def lade(self, ausloeser):
        """Downloads what `ausloeser` starts; returns name and bytes."""
        with self.page.expect_download() as warten:
            ausloeser()
        herunter = warten.value
        with open(herunter.path(), "rb") as datei:
            return herunter.suggested_filename, datei.read()

    def hole(self, weg):
        """Fetches with the person's cookies, without leaving the page."""
        return self.page.context.request.get(weg, max_redirects=0)
