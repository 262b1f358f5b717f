"""Signing in with the account at one's own Kommune: set up, linked, used and switched off, at a real provider."""

import pytest
from playwright.sync_api import expect

import anbieter
from conftest import SCHLUESSEL
from verbund import KENNWORT, Verbund, freier_port


@pytest.fixture(scope="module")
def amt(ordner):
    """A Verbund that is reached by a name, to which a provider sends people back."""
    verbund = Verbund(ordner / "anbieter", name="mandat_anbieter", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=[("a.brink", "Antje Brink", "ahaus", "sachbearbeitung"),
                           ("leitung.ahaus", "Ole Thies", "ahaus", "leitung"),
                           ("n.feld", "Nils Feld", None, "fachadministration")])
    verbund.start()
    verbund.adresse = f"http://localhost:{verbund.port}"
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture(scope="module")
def stadt():
    """The provider of the Stadt Ahaus, with an account for Antje Brink and one for a stranger."""
    stadt = anbieter.Anbieter(freier_port())
    stadt.start()
    stadt.person("antje", "Brink")
    stadt.person("bernd", "Fremd")
    yield stadt
    stadt.stopp()


def dort(seite, wer=None):
    """What a person does at the provider: name, unless it knows him, and password."""
    if wer:
        seite.page.locator('input[name="login"]').fill(wer)
        seite.page.locator('input[name="login"]').press("Enter")
    seite.page.locator('input[name="password"]').fill(anbieter.KENNWORT)
    seite.page.locator('input[name="password"]').press("Enter")
    seite.page.wait_for_url(lambda ort: "/oauth/" not in ort and "/auth/" not in ort)
    return seite


def alt(amt):
    """The last proof of who sits there is three hours old."""
    amt.sql("UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '3 hours'")


def test_anbieter_vom_einrichten_bis_zum_abschalten(oeffne, amt, stadt):
    nils = oeffne("n.feld", wo=amt)
    nils.auf("/kreis/benutzer")
    nils.klick("Anmeldung über Anbieter").sieht("Neuer Anbieter").axe()
    nils.fuelle(stelle="ahaus", bezeichnung="Stadt Ahaus", issuer=f"{stadt.issuer}/?x", client_id="mandat",
                geheimnis=anbieter.GEHEIMNIS)
    nils.knopf("Einrichten").sieht("Das ist keine Adresse eines Anbieters").axe()
    nils.fuelle(issuer=stadt.issuer, geheimnis=anbieter.GEHEIMNIS).knopf("Einrichten")
    nils.sieht("Rücksprungadresse", stadt.issuer).axe()
    kennung = nils.page.url.rstrip("/").rsplit("/", 1)[1].split("#")[0]
    stadt.programm("mandat", f"{amt.adresse}/anmeldung/anbieter/{kennung}/antwort")
    nils.knopf("Verbindung prüfen").sieht("Die Verbindung steht")

    nils.sieht("Die Leitung der Kommune bestätigt ihn").axe()
    gast = oeffne(wo=amt)
    gast.auf("/anmeldung")
    expect(gast.page.get_by_role("link", name="Mit dem Konto anmelden")).to_have_count(0)

    # The Kreis alone opens nothing: the Kommune says whose word counts.
    leitung = oeffne("leitung.ahaus", wo=amt)
    leitung.klick("gilt noch nicht").sieht("zu bestätigen", stadt.issuer, "Zeichen für Zeichen").axe()
    leitung.knopf("Bestätigen").sieht("Ihre Leute können ihr Konto ab jetzt").axe()
    leitung.auf("/m/ahaus/zugaenge")
    leitung.sieht("Anmeldung mit dem Konto der Kommune", stadt.issuer).axe()

    # Nobody has linked yet: the account opens nothing, and the page says what to do.
    antje = oeffne(wo=amt)
    antje.auf("/anmeldung")
    antje.axe().klick("Mit dem Konto anmelden: Stadt Ahaus")
    dort(antje, "antje").sieht("Dieses Konto Ihrer Kommune öffnet hier nichts").axe()

    antje.anmelden("a.brink").sieht("Meine Aufgaben")
    antje.auf("/m/ahaus/konto")
    antje.sieht("nicht verknüpft").axe()
    alt(amt)
    antje.knopf("Verknüpfen").sieht("Bitte weisen Sie sich kurz aus")
    antje.fuelle(nachweis=KENNWORT).knopf("Weiter")
    antje.knopf("Verknüpfen").sieht("Sie melden sich jetzt bei „Stadt Ahaus“ an").axe()
    antje.klick("Weiter zu Stadt Ahaus")
    dort(antje).sieht("Das Konto Ihrer Kommune ist verknüpft").axe()

    # Signed in there already: one click.
    antje.knopf("Abmelden")
    antje.klick("Mit dem Konto anmelden: Stadt Ahaus").sieht("Meine Aufgaben", "Antje Brink")

    # As proof, the provider asks for the password anew.
    alt(amt)
    antje.auf("/m/ahaus/konto/nachweis?ziel=/m/ahaus/konto")
    antje.axe().knopf("Ausweisen bei Stadt Ahaus").klick("Weiter zu Stadt Ahaus")
    dort(antje).sieht("Danke.")

    # The provider has new keys: nobody notices. (Without the check they are fetched once a minute.)
    antje.knopf("Abmelden")
    stadt.neuer_schluessel()
    nils.knopf("Verbindung prüfen").sieht("Die Verbindung steht")
    antje.klick("Mit dem Konto anmelden: Stadt Ahaus").sieht("Meine Aufgaben")

    fremder = oeffne(wo=amt)
    fremder.auf("/anmeldung")
    fremder.klick("Mit dem Konto anmelden: Stadt Ahaus")
    dort(fremder, "bernd").sieht("öffnet hier nichts")

    nils.knopf("Abschalten").sieht("Bitte weisen Sie sich kurz aus")
    nils.fuelle(nachweis=KENNWORT).knopf("Weiter")
    nils.knopf("Abschalten").sieht("Abgeschaltet.")
    assert antje.hole("/m/ahaus").status == 303, "Was er geöffnet hat, ist zu."
    antje.auf("/anmeldung")
    expect(antje.page.get_by_role("link", name="Mit dem Konto anmelden")).to_have_count(0)
    antje.anmelden("a.brink").sieht("Meine Aufgaben")


def test_ohne_anbieter_bleibt_alles_wie_es_war(oeffne, verbund):
    gast = oeffne()
    gast.auf("/anmeldung")
    expect(gast.page.get_by_role("link", name="Mit dem Konto anmelden")).to_have_count(0)
