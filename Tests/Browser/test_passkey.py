"""Passkeys with the browser's own virtual device: made, used in place of the password, after it, and removed."""

import pytest
from playwright.sync_api import expect

from conftest import SCHLUESSEL
from verbund import KENNWORT, Verbund


@pytest.fixture(scope="module")
def amt(ordner):
    """A Verbund that is reached by a name: passkeys are bound to one, never to a number."""
    verbund = Verbund(ordner / "passkey", name="mandat_passkey", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=[("a.brink", "Antje Brink", "ahaus", "sachbearbeitung")])
    verbund.start()
    verbund.adresse = f"http://localhost:{verbund.port}"
    yield verbund
    verbund.stopp()
    verbund.leeren()


def geraet(seite):
    """Gives the page a device that knows its owner; returns how to talk to it."""
    sitzung = seite.page.context.new_cdp_session(seite.page)
    sitzung.send("WebAuthn.enable")
    kennung = sitzung.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True}})["authenticatorId"]
    return lambda befehl, **angaben: sitzung.send(
        f"WebAuthn.{befehl}", {"authenticatorId": kennung} | angaben)


def alt(amt):
    """The last proof of who sits there is three hours old."""
    amt.sql("UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '3 hours'")


def test_passkey_vom_anlegen_bis_zum_entfernen(oeffne, amt):
    antje = oeffne("a.brink", wo=amt)
    antje.auf("/m/ahaus/konto")
    sprich = geraet(antje)
    antje.sieht("Sie haben noch keinen").axe()

    # The name first, before the device is asked.
    antje.knopf("Passkey anlegen").sieht("Name des neuen Passkeys: fehlt noch").axe()
    assert sprich("getCredentials")["credentials"] == []

    alt(amt)
    antje.fuelle(passkeyname="Laptop im Büro").knopf("Passkey anlegen")
    antje.sieht("Bitte weisen Sie sich kurz aus")
    antje.fuelle(nachweis=KENNWORT)
    antje.knopf("Weiter")
    antje.fuelle(passkeyname="Laptop im Büro").knopf("Passkey anlegen")
    antje.sieht("Der Passkey ist angelegt", "noch nie benutzt").axe()
    assert len(sprich("getCredentials")["credentials"]) == 1

    # In place of the password.
    antje.knopf("Abmelden").sieht("Sie sind abgemeldet").axe()
    antje.knopf("Mit Passkey anmelden").sieht("Meine Aufgaben", "Antje Brink")

    # After the password, and nothing else will do.
    antje.knopf("Abmelden")
    antje.anmelden("a.brink").sieht("Zweiter Faktor").axe()
    expect(antje.page.get_by_label("Code aus der App")).to_have_count(0)
    assert antje.hole("/m/ahaus").status == 303
    antje.knopf("Mit Passkey bestätigen")
    # The help for the keyboard names the start page on every page.
    antje.page.wait_for_url("**/m/ahaus")

    # As proof before something is changed.
    antje.auf("/m/ahaus/konto")
    alt(amt)
    antje.knopf("Passkey Laptop im Büro entfernen").sieht("Bitte weisen Sie sich kurz aus").axe()
    antje.knopf("Mit Passkey ausweisen").sieht("Danke.")

    # A device that does not recognise its owner opens nothing, and says so.
    sprich("setUserVerified", isUserVerified=False)
    alt(amt)
    antje.auf("/m/ahaus/konto/nachweis")
    antje.knopf("Mit Passkey ausweisen").sieht("Das Gerät hat keinen Passkey verwendet").axe()
    sprich("setUserVerified", isUserVerified=True)
    antje.knopf("Mit Passkey ausweisen").sieht("Danke.")

    antje.auf("/m/ahaus/konto")
    antje.knopf("Passkey Laptop im Büro entfernen").sieht("Ihr letzter Passkey ist entfernt").axe()
    antje.knopf("Abmelden")
    antje.knopf("Mit Passkey anmelden").sieht("Dieser Passkey öffnet hier nichts").axe()
    antje.anmelden("a.brink").sieht("Meine Aufgaben")


def test_ohne_skript_bleibt_das_kennwort(oeffne, amt):
    gast = oeffne(wo=amt, skripte=False)
    gast.auf("/anmeldung")
    expect(gast.page.get_by_role("button", name="Mit Passkey anmelden")).to_have_count(0)
    gast.anmelden("a.brink").sieht("Meine Aufgaben")
