"""A new master key while people work: nobody is sent away, nothing stays with the old one (issue 6)."""

import base64
import hashlib
import hmac
import re
import struct
import threading
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from besucher import Besucher
from conftest import SCHLUESSEL
from familie import alleinstehend, fall_anlegen
from verbund import HEUTE, KENNWORT, Verbund, warte


@pytest.fixture(scope="module")
def wechsel(ordner):
    """A Verbund of its own; the logins of the cluster get their old passwords back at the end."""
    verbund = Verbund(ordner / "wechsel", name="mandat_wechsel", schluessel=SCHLUESSEL)
    verbund.anlegen()
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.einstellen()
    verbund.gelingt("migrate")
    verbund.leeren()


def totp(geheimnis):
    schluessel = base64.b32decode(geheimnis.replace(" ", "") + "=" * (-len(geheimnis.replace(" ", "")) % 8))
    # The office stands at noon of its day.
    mittag = datetime.fromisoformat(f"{HEUTE}T12:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    summe = hmac.new(schluessel, struct.pack(">Q", int(mittag.timestamp()) // 30), hashlib.sha1).digest()
    ort = summe[-1] & 15
    return f"{(struct.unpack('>I', summe[ort:ort + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def faktor_einrichten(besucher):
    besucher.sende("/m/ahaus/konto/faktor", auf="/m/ahaus/konto")
    text = besucher.hole("/m/ahaus/konto").dokument.text
    geheimnis = re.search(r"Ohne Kamera: ((?:[A-Z2-7]{4} ?){8})", text)[1].strip()
    antwort = besucher.sende("/m/ahaus/konto/faktor/bestaetigung", auf="/m/ahaus/konto", code=totp(geheimnis))
    assert antwort.status in (200, 303), antwort.status
    return geheimnis


class Last(threading.Thread):
    """Somebody who works without a pause; keeps what went wrong."""

    def __init__(self, besucher, weg):
        super().__init__(daemon=True)
        self.besucher, self.weg = besucher, weg
        self.anfragen, self.fehler, self.ende = 0, [], False

    def run(self):
        while not self.ende:
            status = self.besucher.hole(self.weg).status
            self.anfragen += 1
            if status == 503:
                # Its connection was ended from outside; the answer says to come again.
                time.sleep(0.5)
                status = self.besucher.hole(self.weg).status
            if status != 200:
                self.fehler.append(status)
            time.sleep(0.02)


def test_der_schluessel_wechselt_unter_last(wechsel, oeffne):
    fall = fall_anlegen(oeffne("a.brink", wo=wechsel), alleinstehend("Wechsel", "Sami", "07.07.1977"))
    antje, birgit, katrin = (Besucher(wechsel.adresse) for _ in range(3))
    antje.anmelden("a.brink", KENNWORT)
    birgit.anmelden("b.lenz", KENNWORT)
    katrin.anmelden("k.mai", KENNWORT)
    faktor_einrichten(birgit)
    offenes_formular = antje.hole(f"{fall}/wiedervorlagen").dokument.versteckt
    wechsel.auftraege_erledigt()
    marken = wechsel.sql("SELECT marke FROM kreis.personenmarke ORDER BY 1")
    faktoren = wechsel.sql("SELECT geheimnis FROM platform.zweiter_faktor")
    altes_kennwort = psycopg.conninfo.conninfo_to_dict(wechsel.gelingt("mandant", "verbindung", "ahaus"))
    assert marken and faktoren

    last = [Last(antje, fall), Last(katrin, "/kreis/zahllaeufe")]
    for eine in last:
        eine.start()
    wechsel.gelingt("geheimnis", "vorbereiten")
    assert wechsel.mandat("geheimnis", "vorbereiten").returncode == 1
    # Those of the Kreis and of both Kommunen.
    assert int(re.match(r"(\d+) Anmeldungen", wechsel.gelingt("geheimnis", "erneuern"))[1]) > 8
    # Every connection is opened anew, with the new password.
    wechsel.sql("""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE 'mandat-%%' AND state = 'idle'""")
    warte(lambda: wechsel.mandat("geheimnis", "abschliessen").returncode == 0, 60, "nichts braucht den alten")
    time.sleep(1)
    for eine in last:
        eine.ende = True
        eine.join()
        assert eine.fehler == [] and eine.anfragen > 20, (eine.weg, eine.anfragen, eine.fehler)

    # What the old key made is gone, and it opens nothing.
    assert not set(wechsel.sql("SELECT marke FROM kreis.personenmarke")) & set(marken)
    assert wechsel.sql("SELECT geheimnis FROM platform.zweiter_faktor") != faktoren
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**altes_kennwort)
    psycopg.connect(wechsel.gelingt("mandant", "verbindung", "ahaus")).close()
    zeilen = (wechsel.ordner / "schluessel").read_text().split()
    assert len(zeilen) == 1 and zeilen[0] != SCHLUESSEL
    assert (wechsel.ordner / "schluessel").stat().st_mode & 0o777 == 0o600
    # Sessions remain; a form of the time before is to be loaded again.
    assert antje.hole(fall).status == 200 and birgit.hole("/m/ahaus").status == 200
    assert antje.frage("POST", f"{fall}/wiedervorlagen", f"csrf={offenes_formular['csrf']}",
                       Content_Type="application/x-www-form-urlencoded").status == 403
    assert wechsel.gelingt("pruefen") == "in Ordnung\n"


def test_zwischen_erneuern_und_abschliessen_gilt_ein_offenes_formular(wechsel, oeffne):
    antje = Besucher(wechsel.adresse)
    antje.anmelden("a.brink", KENNWORT)
    vorher = antje.hole("/konto").dokument.versteckt
    wechsel.gelingt("geheimnis", "erneuern")
    antwort = antje.frage("POST", "/konto/tasten", f"csrf={vorher['csrf']}&an=0",
                          Content_Type="application/x-www-form-urlencoded")
    assert antwort.status == 303
    # Whoever has a second factor comes in with it, under the new key.
    assert Besucher(wechsel.adresse).sende("/anmeldung", anmeldename="b.lenz", kennwort=KENNWORT) \
        .koepfe["location"].startswith("/anmeldung/code")
