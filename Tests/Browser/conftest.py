"""One Verbund, one browser and one bank for the whole run; screenshots of what failed."""

import os
import re
import secrets
import tempfile
from pathlib import Path

import pytest

if "MANDAT_TEST_PG" not in os.environ:
    pytest.exit("MANDAT_TEST_PG fehlt. Aufruf: ./deploy/test --nur browser", returncode=2)

# Each worker after the first has a cluster of its own.
ARBEITER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ["MANDAT_TEST_PG"] = os.environ.get(f"MANDAT_TEST_PG_{ARBEITER}", os.environ["MANDAT_TEST_PG"])

from seite import Seite  # noqa: E402
from verbund import Verbund  # noqa: E402

SCHLUESSEL = secrets.token_hex(32)


@pytest.fixture(scope="session")
def ordner():
    """Configuration, output of the processes and screenshots; stays when something failed."""
    return Path(tempfile.mkdtemp(prefix="mandat-browser."))


@pytest.fixture(scope="session")
def verbund(ordner):
    """Two Kommunen and the Kreis with web and worker running."""
    verbund = Verbund(ordner / "verbund", schluessel=SCHLUESSEL)
    verbund.anlegen()
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture(scope="session")
def kleiner_verbund(ordner):
    """The same, without processes: for the command line, which may break it."""
    verbund = Verbund(ordner / "befehl", name="mandat_befehl", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=[])
    yield verbund
    verbund.leeren()


@pytest.fixture(scope="session")
def bestandsverbund(ordner):
    """Two Kommunen without a case, for taking over what another system had."""
    verbund = Verbund(ordner / "bestand", name="mandat_bestand", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=[
        ("leitung.heek", "Lena Kamp", "heek", "leitung"),
        ("zweite.heek", "Udo Fell", "heek", "leitung"),
        ("sb.heek", "Hanna Terhaar", "heek", "sachbearbeitung"),
        ("leitung.ahaus", "Ole Thies", "ahaus", "leitung")])
    yield verbund
    verbund.web.ende()
    verbund.leeren()


@pytest.fixture(scope="module")
def jahresverbund(ordner):
    """A Verbund whose days a module moves as it likes, begun before the Christmas of 2025."""
    verbund = Verbund(ordner / "jahr", name="mandat_jahr", schluessel=SCHLUESSEL)
    verbund.einstellen("2025-12-19")
    verbund.anlegen()
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture(scope="session")
def satzverbund(ordner):
    """Two Kommunen in which new rates come into force, away from what others compute with."""
    verbund = Verbund(ordner / "saetze", name="mandat_saetze", schluessel=SCHLUESSEL)
    verbund.anlegen()
    verbund.person("p.huster", "Paula Huster", None, "fachadministration")
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture(scope="session")
def schulung(ordner):
    """The demonstration with its sixteen Kommunen, months of payments and orders that wait; for faults."""
    verbund = Verbund(ordner / "schulung", name="mandat_schulung", schluessel=SCHLUESSEL)
    verbund.leeren()
    verbund.gelingt("migrate")
    verbund.gelingt("demo", "--personen", "48", "--seed", "1")
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as spiel:
        browser = spiel.chromium.launch(
            executable_path=os.environ.get("MANDAT_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.getuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture
def oeffne(chromium, verbund, request, ordner):
    """Opens a browser of a person's own, signed in; `skripte=False` is one without JavaScript.
    `wo` is another Verbund than the common one."""
    offen = []

    def oeffnen(wer=None, skripte=True, wo=verbund):
        kontext = chromium.new_context(
            base_url=wo.adresse, java_script_enabled=skripte, locale="de-DE",
            accept_downloads=True, viewport={"width": 1280, "height": 900})
        kontext.set_default_timeout(15_000)
        seite = Seite(kontext.new_page(), skripte)
        offen.append((wer or "niemand", kontext, seite))
        if wer:
            seite.anmelden(wer)
        return seite

    yield oeffnen
    for stelle, (wer, kontext, seite) in enumerate(offen):
        if getattr(request.node, "misslungen", False):
            name = re.sub(r"\W+", "-", request.node.name)
            bild = ordner / f"{name}-{stelle}-{wer}.png"
            try:
                seite.page.screenshot(path=bild, full_page=True)
                bild.with_suffix(".html").write_text(seite.page.content())
                print(f"\nBild: {bild} ({seite.page.url})")
            except Exception as fehler:  # noqa: BLE001 - a picture must not hide the failure
                print(f"\nKein Bild von {wer}: {fehler}")
        kontext.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    ergebnis = (yield).get_result()
    if ergebnis.failed and ergebnis.when == "call":
        item.misslungen = True
