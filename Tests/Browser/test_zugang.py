"""Access from the request to the first sign-in, its confirmation every half year, and support in one case."""

import base64
import hashlib
import hmac
import io
import re
import struct
import uuid
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from conftest import SCHLUESSEL
from verbund import HEUTE, Verbund, warte

START = "Anker Brot Wolke Zebra"


@pytest.fixture(scope="module")
def amt(ordner):
    """A Verbund with a Leitung and the Fachadministration; one case stands in Ahaus."""
    verbund = Verbund(ordner / "zugang", name="mandat_zugang", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=[
        ("leitung.ahaus", "Ole Thies", "ahaus", "leitung"),
        ("a.brink", "Antje Brink", "ahaus", "sachbearbeitung"),
        ("c.voss", "Carsten Voss", "ahaus", "anordnung"),
        ("n.feld", "Nils Feld", None, "fachadministration"),
        ("chef", "Anke Wermelt", None, "kreis_leitung")])
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


def code(geheimnis, schritt):
    """The six digits of RFC 6238 for a time step."""
    schluessel = base64.b32decode(geheimnis + "=" * (-len(geheimnis) % 8))
    summe = hmac.new(schluessel, struct.pack(">Q", schritt), hashlib.sha1).digest()
    stelle = summe[19] & 15
    return f"{(struct.unpack('>I', summe[stelle:stelle + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def schritt_jetzt():
    """The office stands at noon of its day."""
    mittag = datetime.fromisoformat(f"{HEUTE}T12:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return int(mittag.timestamp()) // 30


def test_neue_person(oeffne, amt):
    """Requested, set up, confirmed, and in with a second factor, by keyboard where it is quick (B-3.4.4)."""
    leitung = oeffne("leitung.ahaus", wo=amt)
    leitung.klick("Zugänge").klick("Neue Person beantragen").axe()
    leitung.fuelle(name="Jana Weber", anmeldename="j.weber", von="heute", grund="Neue Stelle ab heute")
    leitung.page.get_by_label("Auskunft").check()
    leitung.page.keyboard.press("Control+Enter")
    leitung.sieht("Der Antrag ist gestellt", "Jana Weber", "beim Kreis").axe()

    admin = oeffne("n.feld", wo=amt)
    admin.sieht("Zugänge einzurichten").klick("Zugänge einzurichten").sieht("Ahaus").axe()
    admin.klick("Jana Weber").axe()
    # The code's hash is worked on for a while.
    with admin.page.expect_navigation():
        admin.knopf("Einrichten")
    admin.sieht("Er steht nur jetzt hier", "j.weber").axe()
    einmalcode = admin.page.locator("#einmalcode").inner_text()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", einmalcode)

    # Whoever made the code knows it: as long as it opens, there is nothing to confirm.
    leitung.auf("/m/ahaus")
    leitung.klick("Zugänge zu bestätigen").klick("Jana Weber").sieht("Noch nicht zu bestätigen").axe()

    jana = oeffne(wo=amt).anmelden("j.weber", einmalcode.lower().replace("-", " "))
    jana.sieht("Eigenes Kennwort wählen").axe()
    jana.auf("/m/ahaus/konto")
    jana.sieht("Anmelden").auf("/anmeldung/kennwort")
    jana.fuelle(kennwort="kurz").knopf("Kennwort wählen")
    jana.sieht("ist zu kurz").axe()
    with jana.fuelle(kennwort=START).page.expect_navigation():
        jana.page.keyboard.press("Enter")
    jana.sieht("Ihr Kennwort ist gesetzt", "noch nicht bestätigt")

    leitung.page.reload()
    leitung.sieht("Kennwort gewählt am").axe().knopf("Bestätigen")
    leitung.sieht("Bestätigt. Der Antrag ist erledigt.").klick("Zugänge").axe()

    jana.anmelden("j.weber", START)
    jana.sieht("Meine Aufgaben").auf("/m/ahaus/konto")
    jana.knopf("Einrichten").axe()
    bild = jana.page.locator(".qr svg").screenshot()
    gelesen = zxingcpp.read_barcodes(Image.open(io.BytesIO(bild)).convert("L"))
    assert [g.format for g in gelesen] == [zxingcpp.BarcodeFormat.QRCode]
    adresse = urlsplit(gelesen[0].text)
    angaben = parse_qs(adresse.query)
    assert (adresse.scheme, adresse.netloc, adresse.path) == ("otpauth", "totp", "/Mandat:j%2Eweber")
    assert angaben["issuer"] == ["Mandat"]
    geheimnis = angaben["secret"][0]
    assert geheimnis in jana.text.replace(" ", "")
    jana.fuelle(code=code(geheimnis, schritt_jetzt())).knopf("Code prüfen")
    jana.sieht("Schreiben Sie diese Codes auf").axe()
    jana.knopf("Abmelden")
    jana.anmelden("j.weber", START).sieht("Zweiter Faktor").axe()
    jana.fuelle(code=code(geheimnis, schritt_jetzt())).knopf("Anmelden")
    jana.sieht("stimmt nicht oder ist schon benutzt")
    jana.fuelle(code=code(geheimnis, schritt_jetzt() + 1)).knopf("Anmelden")
    jana.sieht("Meine Aufgaben", "Auskunft")


def test_rollen_bestaetigen(oeffne, amt):
    """The whole list by keyboard: b confirms, e withdraws, each goes on to the next row."""
    warte(lambda: amt.wert("SELECT count(*) FROM platform.rezertifizierung_zeile") == 5, 60,
          "der Worker hat die Runde begonnen")
    leitung = oeffne("leitung.ahaus", wo=amt)
    leitung.sieht("Rollen zu bestätigen")
    leitung.klick("Rollen zu bestätigen").sieht("bestätigt eine andere Person").axe()
    for taste in "jbe":
        leitung.page.keyboard.press(taste)
    expect(leitung.page.locator("main input:checked")).to_have_count(2)
    leitung.page.keyboard.press("Control+Enter")
    leitung.sieht("Entzogene Rollen gelten ab sofort nicht mehr", "bestätigt", "entzogen").axe()
    carsten = oeffne("c.voss", wo=amt)
    assert carsten.auf("/m/ahaus/anordnung") == 403
    chef = oeffne("chef", wo=amt)
    chef.klick("Rollen", genau=True).sieht("Nils Feld").axe()
    admin = oeffne("n.feld", wo=amt)
    admin.auf("/kreis/rollenbestaetigung/stand")
    admin.sieht("Stadt Ahaus", "Kreis").axe()


def test_support(oeffne, amt):
    """Asked for, granted for an hour, read, listed, ended; nothing else opens."""
    schema, fall, anderer = amt.schema("ahaus"), uuid.uuid4(), uuid.uuid4()
    for id, zeichen in [(fall, "AHS-2026-00001"), (anderer, "AHS-2026-00002")]:
        amt.sql(f"""INSERT INTO {schema}.fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
                    SELECT %s, %s, id, id FROM platform.benutzer WHERE anmeldename = 'a.brink'""",
                (id, zeichen))
    admin = oeffne("n.feld", wo=amt)
    admin.klick("Support").axe()
    admin.fuelle(kommune="ahaus", aktenzeichen="AHS-2026-00001", grund="Betrag unklar", stunden="1")
    admin.knopf("Beantragen").sieht("noch nicht entschieden").axe()
    zugang = admin.page.url

    leitung = oeffne("leitung.ahaus", wo=amt)
    leitung.klick("Support bittet um Einsicht").klick("AHS-2026-00001").axe().knopf("Gewähren")
    leitung.sieht("Gewährt. Jede gelesene Seite steht hier.")

    admin.auf(zugang)
    admin.sieht("Supportzugang: Sie lesen Fall AHS-2026-00001").axe()
    admin.klick("Verlauf").sieht("Support des Kreises darf diesen Fall lesen").axe()
    for weg in (f"/m/ahaus/faelle/{fall}", f"/m/ahaus/faelle/{anderer}", f"/kreis/support/{anderer}/haushalt"):
        assert admin.hole(weg).status == 404
    leitung.page.reload()
    leitung.sieht("Haushalt", "Verlauf").axe().knopf("Sofort beenden").sieht("Beendet.")
    admin.auf(f"{zugang}/verlauf")
    admin.sieht("Der Zugang ist beendet.").sieht_nicht("darf diesen Fall lesen")


def test_programm(oeffne, amt):
    """The Kreis prepares, the Kommune says yes and alone sees the key, and she can take it back."""
    admin = oeffne("n.feld", wo=amt)
    admin.auf("/kreis/programmzugaenge")
    admin.fuelle(stelle="ahaus", bezeichnung="Archiv", gueltig_bis="heute")
    admin.page.get_by_label("Kommune: Fälle ansehen").check()
    admin.knopf("Zugang anlegen").sieht("Den Schlüssel bekommt die Kommune", "wartet auf die Kommune").axe()
    admin.sieht_nicht("mandat_")

    leitung = oeffne("leitung.ahaus", wo=amt)
    leitung.klick("gilt noch nicht").sieht("Archiv", "wartet auf die Kommune").axe().knopf("Bestätigen")
    leitung.sieht("Der Schlüssel für „Archiv“", "Das Programm liest ab jetzt").axe()
    schluessel = leitung.page.locator("#schluessel").inner_text()
    anfrage = {"headers": {"Authorization": f"Bearer {schluessel}"}}
    wo = f"{amt.adresse}/api/v1/m/ahaus/faelle"
    assert admin.page.request.get(wo, **anfrage).status == 200
    leitung.auf("/m/ahaus/zugaenge/offen")
    leitung.sieht_nicht(schluessel)
    leitung.knopf("Abweisen").sieht("hat keinen Zugang mehr").axe()
    assert admin.page.request.get(wo, **anfrage).status == 401


def test_rolle_im_kreis(oeffne, amt):
    """Who may release money was set up by one person and confirmed by another, once nobody else knows a way in."""
    admin = oeffne("n.feld", wo=amt)
    admin.auf("/kreis/benutzer/neu?stelle=kreis")
    admin.fuelle(name="Ines Brockhoff", anmeldename="i.brockhoff", ab="heute")
    admin.page.get_by_label("Kreiskasse Freigabe").check()
    with admin.page.expect_navigation():
        admin.page.keyboard.press("Control+Enter")
    admin.sieht("sobald die Leitung des Kreises sie bestätigt hat").axe()
    einmalcode = admin.page.locator("#einmalcode").inner_text()

    chef = oeffne("chef", wo=amt)
    chef.klick("Im Kreis eingerichtet").sieht("Ines Brockhoff", "Noch kein eigenes Kennwort gewählt").axe()
    expect(chef.page.get_by_label("bestätigen: Ines Brockhoff")).to_have_count(0)

    ines = oeffne(wo=amt).anmelden("i.brockhoff", einmalcode)
    with ines.fuelle(kennwort=START).page.expect_navigation():
        ines.page.keyboard.press("Enter")
    ines.sieht("Ihr Kennwort ist gesetzt", "die Leitung des Kreises").axe()

    chef.page.reload()
    chef.page.get_by_label("bestätigen: Ines Brockhoff").check()
    chef.knopf("Gewählte bestätigen").sieht("Bestätigt. Diese Rollen gelten jetzt.").axe()
    ines.anmelden("i.brockhoff", START).sieht("Kreiskasse Freigabe")


def test_kennwort_vergessen(oeffne, amt):
    """After a reset the old password is dead, a code opens once, and the Kommune confirms the role anew."""
    amt.person("v.gess", "Vera Gess", "ahaus", "auskunft")
    admin = oeffne("n.feld", wo=amt)
    admin.auf("/kreis/benutzer?stelle=ahaus")
    admin.klick("Vera Gess").sieht("von der Person gewählt")
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="Zurücksetzen").click()
    admin.sieht("Er steht nur jetzt hier").axe()
    einmalcode = admin.page.locator("#einmalcode").inner_text()

    leitung = oeffne("leitung.ahaus", wo=amt)
    leitung.auf("/m/ahaus/zugaenge/offen")
    leitung.sieht("Vera Gess", "Noch kein eigenes Kennwort gewählt").axe()
    expect(leitung.page.get_by_label("bestätigen: Vera Gess")).to_have_count(0)

    vera = oeffne("v.gess", wo=amt)
    vera.sieht("Anmeldename oder Kennwort stimmen nicht")
    vera.anmelden("v.gess", einmalcode).sieht("Eigenes Kennwort wählen")
    with vera.fuelle(kennwort=START).page.expect_navigation():
        vera.page.keyboard.press("Enter")
    vera.sieht("Ihr Kennwort ist gesetzt", "noch nicht bestätigt").axe()
    vera.anmelden("v.gess", einmalcode).sieht("Anmeldename oder Kennwort stimmen nicht")

    leitung.page.reload()
    leitung.sieht("Vera Gess", "Kennwort zurückgesetzt am", "von Nils Feld", "Kennwort gewählt am").axe()
    leitung.page.get_by_label("bestätigen: Vera Gess").check()
    leitung.knopf("Gewählte bestätigen").sieht("Bestätigt. Diese Rollen gelten jetzt.")
    vera.anmelden("v.gess", START).sieht("Meine Aufgaben")
