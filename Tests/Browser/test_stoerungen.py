"""What breaks in an office: processes die, the database restarts. Nothing twice, nothing lost."""

import hashlib
import http.client
import os
import pwd
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

import pytest

from besucher import Besucher
from leitung import Leitung
from verbund import HEUTE, KENNWORT, warte


@pytest.fixture(scope="module")
def kasse(schulung):
    return Leitung(schulung, "kasse.buchhaltung")


def faellige(schulung):
    return schulung.sql("""SELECT id FROM kreis.zahlungsauftrag
        WHERE zahlweg = 'ueberweisung' AND zustand = 'offen' AND faellig <= '2026-12-01' ORDER BY id""")


def offene_laeufe(schulung):
    return {lauf for lauf, in schulung.sql(
        "SELECT id::text FROM kreis.zahllauf WHERE zustand IN ('entwurf', 'datei_erzeugt')")}


def lauf_anlegen(kasse):
    return kasse.senden("/kreis/zahllaeufe", "/kreis/zahllaeufe", zahlweg="ueberweisung",
                        ausfuehrung="27.11.2026")


def lauf_beginnen(kasse):
    status, text = lauf_anlegen(kasse)
    assert status == 200, text
    return kasse.url.rsplit("/", 1)[1]


def pruefe_lauf(schulung, lauf, erwartet):
    """One run, one file with its checksum, and in it exactly the orders that were due."""
    assert schulung.sql("SELECT auftrag_id FROM kreis.lauf_position WHERE lauf_id = %s ORDER BY auftrag_id",
                        (lauf,)) == erwartet
    (inhalt, summe), = schulung.sql("SELECT inhalt, sha256 FROM kreis.lauf_datei WHERE lauf_id = %s", (lauf,))
    assert hashlib.sha256(inhalt).digest() == bytes(summe)
    assert inhalt.count(b"<CdtTrfTxInf>") == len(erwartet)
    assert schulung.wert("SELECT zustand FROM kreis.zahllauf WHERE id = %s", (lauf,)) == "datei_erzeugt"
    assert schulung.sql("SELECT zustand FROM kreis.zahllauf WHERE zustand = 'entwurf'") == []


def verwerfen(kasse, lauf):
    status, _ = kasse.senden(f"/kreis/zahllaeufe/{lauf}", f"/kreis/zahllaeufe/{lauf}/verwerfung",
                             grund="Probe der Störung")
    assert status == 200


def test_die_schulung_stimmt_in_sich(schulung):
    assert schulung.gelingt("pruefen").strip() == "in Ordnung"
    logins = schulung.gelingt("demo", "--logins")
    assert "sb.ahaus" in logins and "kasse.freigabe2" in logins
    zweite = schulung.mandat("demo")
    assert zweite.returncode == 1 and "Es gibt schon 16 Kommunen" in zweite.stderr
    assert schulung.gelingt("demo", "--wenn-leer") == ""


# Where the job stands when its process dies: it waits for the table that somebody else holds.
STELLEN = ["kreis.zahlungsauftrag", "kreis.lauf_position", "kreis.lauf_datei", "kreis.rueckmeldung",
           "platform.job_done"]


@pytest.mark.parametrize("stelle", STELLEN)
def test_der_worker_stirbt_mitten_im_zahllauf(schulung, kasse, stelle):
    erwartet = faellige(schulung)
    assert len(erwartet) > 5
    schulung.worker.ende(signal.SIGKILL)
    lauf = lauf_beginnen(kasse)
    schulung.toeten(schulung.worker, stelle, schulung.worker.start)
    assert schulung.sql("SELECT 1 FROM kreis.lauf_datei WHERE lauf_id = %s", (lauf,)) == []
    assert faellige(schulung) == erwartet
    schulung.fristen_ablaufen()
    schulung.worker.start()
    warte(lambda: schulung.wert("SELECT zustand FROM kreis.zahllauf WHERE id = %s", (lauf,)) == "datei_erzeugt", 60,
          "Der Lauf ist erstellt")
    schulung.auftraege_erledigt()
    pruefe_lauf(schulung, lauf, erwartet)
    assert schulung.wert("SELECT count(*) FROM platform.job_done WHERE outcome = 'dead'") == 0
    verwerfen(kasse, lauf)
    schulung.auftraege_erledigt()
    assert faellige(schulung) == erwartet


def test_zwei_worker_und_sechs_anfragen_zugleich_machen_einen_lauf(schulung, kasse):
    erwartet, vorher = faellige(schulung), offene_laeufe(schulung)
    zweiter = type(schulung.worker)("work2", schulung.worker.befehl, schulung.umgebung, schulung.ordner)
    zweiter.start()
    try:
        leitungen = [Leitung(schulung, "kasse.buchhaltung") for _ in range(6)]
        start, antworten = threading.Barrier(len(leitungen)), []

        def anlegen(leitung):
            start.wait()
            antworten.append(lauf_anlegen(leitung))

        zugleich([(anlegen, leitung) for leitung in leitungen])
        # Whoever comes when all is in the run is told that nothing is due.
        assert {status for status, _ in antworten} <= {200, 422} and len(antworten) == len(leitungen)
        assert all("Es gibt keinen offenen Auftrag" in text for status, text in antworten if status == 422)
        schulung.auftraege_erledigt()
        neuer, = offene_laeufe(schulung) - vorher
        pruefe_lauf(schulung, neuer, erwartet)
        verwerfen(kasse, neuer)
        schulung.auftraege_erledigt()
    finally:
        zweiter.ende()


def zugleich(aufrufe):
    faeden = [threading.Thread(target=tun, args=args) for tun, *args in aufrufe]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()


def test_serve_stirbt_und_kommt_wieder_ohne_neue_anmeldung(schulung, kasse):
    antworten, ende = [], threading.Event()

    def fragen(leitung):
        while not ende.is_set():
            try:
                antworten.append(leitung.lies("/m/ahaus/faelle")[0])
            except (OSError, http.client.HTTPException):
                antworten.append(None)
                time.sleep(0.05)

    leitungen = [Leitung(schulung, "sb.ahaus") for _ in range(4)]
    threads = [threading.Thread(target=fragen, args=[leitung]) for leitung in leitungen]
    for faden in threads:
        faden.start()
    warte(lambda: antworten.count(200) > 8, 30, "Seiten kommen")
    schulung.web.ende(signal.SIGKILL)
    vorher = len(antworten)
    schulung.web.start()
    schulung.bereit()
    warte(lambda: antworten[vorher:].count(200) > 8, 30, "Seiten kommen wieder")
    ende.set()
    for faden in threads:
        faden.join()
    assert set(antworten) <= {200, None}
    # Sessions live in the database.
    status, text, _ = kasse.lies("/kreis")
    assert status == 200 and "Abmelden" in text


def test_serve_stirbt_bei_der_uebergabe_und_niemand_sendet_ein_zweites_mal(schulung, kasse):
    lauf = lauf_beginnen(kasse)
    schulung.auftraege_erledigt()
    acht = schulung.wert("SELECT encode(sha256, 'hex') FROM kreis.lauf_datei WHERE lauf_id = %s", (lauf,))[:8]
    seite = f"/kreis/zahllaeufe/{lauf}"
    for wer in ("kasse.freigabe1", "kasse.freigabe2"):
        status, _ = Leitung(schulung, wer).senden(seite, f"{seite}/freigabe", pruefziffern=acht)
        assert status == 200
    assert schulung.wert("SELECT zustand FROM kreis.zahllauf WHERE id = %s", (lauf,)) == "freigegeben"
    # The disk takes no byte: the file's provisional name is a pipe that nobody reads.
    rohr = schulung.ablage / f".{dateiname(kasse, lauf)}.teil"
    os.mkfifo(rohr)

    def uebergeben():
        try:
            kasse.senden(seite, f"{seite}/uebergabe")
        except (OSError, http.client.HTTPException):
            pass

    faden = threading.Thread(target=uebergeben)
    faden.start()
    warte(lambda: schulung.wert("SELECT count(*) FROM kreis.lauf_uebergabe WHERE lauf_id = %s", (lauf,)), 20,
          "Der Versuch ist vermerkt")
    schulung.web.ende(signal.SIGKILL)
    faden.join()
    rohr.unlink()
    schulung.web.start()
    schulung.bereit()
    schulung.auftraege_erledigt()
    assert list(schulung.ablage.glob("*.xml")) == []
    assert schulung.sql("SELECT ergebnis FROM kreis.lauf_uebergabe WHERE lauf_id = %s", (lauf,)) == [(None,)]
    _, text, _ = kasse.lies(seite)
    assert "In den Ablageordner übergeben" not in text
    andere = Leitung(schulung, "kasse.freigabe1")
    _, text, _ = andere.lies(seite)
    assert "Es ist nicht sicher, ob die Bank die Datei hat" in text
    ziel = re.search(r'action="([^"]+/entscheidung)"', text).group(1)
    status, _ = andere.senden(seite, ziel, ergebnis="nein", grund="Die Bank hat nichts erhalten.")
    assert status == 200
    # Now a second attempt is a person's decision, and brings the same bytes.
    status, _ = kasse.senden(seite, f"{seite}/uebergabe")
    assert status == 200
    datei, = schulung.ablage.glob("*.xml")
    assert datei.read_bytes() == bytes(schulung.wert("SELECT inhalt FROM kreis.lauf_datei WHERE lauf_id = %s", (lauf,)))
    assert schulung.wert("SELECT zustand FROM kreis.zahllauf WHERE id = %s", (lauf,)) == "uebergeben"


def dateiname(kasse, lauf):
    """The name that the page gives to the file."""
    seite = f"/kreis/zahllaeufe/{lauf}"
    _, text, _ = kasse.lies(seite)
    formular = re.search(rf'<form[^>]*action="{seite}/ansicht".*?</form>', text, re.S).group()
    felder = dict(re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', formular))
    with kasse.oeffner.open(f"{kasse.adresse}{seite}/ansicht", urllib.parse.urlencode(felder).encode()) as antwort:
        return re.search(r'filename="([^"]+)"', antwort.headers["Content-Disposition"]).group(1)


def datenbank_neustart(verbund):
    """Stops the throw-away cluster as a power cut would, and starts it again."""
    daten = verbund.wert("SHOW data_directory")
    besitzer = pwd.getpwuid(os.stat(Path(daten).parent).st_uid).pw_name
    pg_ctl = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1]
    befehl = [str(pg_ctl), "restart", "--mode=immediate", "--wait", "--silent", f"--pgdata={daten}",
              f"--log={Path(daten).parent}/postgres.log"]
    if os.getuid() == 0:
        befehl = [shutil.which("runuser"), "-u", besitzer, "--", *befehl]
    subprocess.run(befehl, check=True, cwd="/", timeout=90, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_die_datenbank_startet_unter_last_neu(schulung, kasse):
    antworten, ende = [], threading.Event()

    def fragen(leitung, weg):
        while not ende.is_set():
            status, text, kopf = leitung.lies(weg)
            antworten.append((status, kopf.get("Retry-After"), "Vorgangsnummer" in text))

    wege = [("sb.ahaus", "/m/ahaus/faelle"), ("sb.borken", "/m/borken/zahlungen?alle=1"),
            ("kasse.freigabe1", "/kreis/zahllaeufe"), ("abrechnung", "/kreis/erstattung/2026-10")]
    threads = [threading.Thread(target=fragen, args=(Leitung(schulung, wer), weg)) for wer, weg in wege]
    for faden in threads:
        faden.start()
    warte(lambda: len(antworten) > 12, 30, "Seiten kommen")
    datenbank_neustart(schulung)
    vorher = len(antworten)
    warte(lambda: [a[0] for a in antworten[vorher:]].count(200) > 12, 60, "Die Seiten kommen von selbst wieder")
    ende.set()
    for faden in threads:
        faden.join()
    gestoert = [a for a in antworten if a[0] != 200]
    assert {a[0] for a in gestoert} <= {503}, gestoert
    assert all(frist and int(frist) > 0 for _, frist, _ in gestoert)
    # The worker goes on too.
    schulung.fristen_ablaufen()
    assert schulung.worker.laeuft() and schulung.web.laeuft()
    schulung.auftraege_erledigt(90)
    assert schulung.gelingt("pruefen").strip() == "in Ordnung"


def test_auf_sigterm_wird_zu_ende_gebracht(schulung):
    assert schulung.worker.ende() == 0
    assert schulung.web.ende() == 0
    schulung.start()


def menschen(schulung):
    """What names somebody of whom any Kommune keeps a file: full names, family names, accounts."""
    worte, personal = set(), {wort for name, in schulung.sql("SELECT name FROM platform.benutzer") for wort in name.split()}
    for schema, in schulung.sql("SELECT schema_name FROM platform.mandant"):
        for vorname, familienname in schulung.sql(f"SELECT vorname, familienname FROM {schema}.person_angabe"):
            worte |= {f"{vorname} {familienname}", f"{familienname}, {vorname}"}
            worte |= {name for name in (familienname,) if len(name) > 3 and name not in personal}
        worte |= {iban for iban, in schulung.sql(
            f"SELECT DISTINCT iban FROM {schema}.bankverbindung WHERE iban IS NOT NULL")}
    return worte


def test_in_den_protokollen_steht_niemand(schulung):
    """Nobody's name and no account in what all these faults have written: the services, PostgreSQL, the errors of
    jobs, the audits of the platform and the Kreis, also as they are handed out (B-7.4, ASVS V16.2.5)."""
    schulung.auftraege_erledigt(90)
    server = Path(schulung.server["host"]).parent / "server/postgres.log"
    texte = {pfad.name: pfad.read_text(errors="replace")
             for pfad in (schulung.web.protokoll, schulung.worker.protokoll, server)}
    for was, abfrage in {
        "Aufträge": "SELECT kind, unique_key, payload, progress, last_error FROM platform.job",
        "erledigte Aufträge": "SELECT kind, unique_key, payload, progress, error FROM platform.job_done",
        "Protokoll der Plattform": "SELECT vorgang, gegenstand, angaben FROM platform.audit",
        "Protokoll des Kreises": "SELECT vorgang, gegenstand, angaben FROM kreis.audit",
    }.items():
        texte[was] = "\n".join(map(str, schulung.sql(abfrage)))
    schulung.person("spur.datenschutz", "Prüfung Datenschutz", None, "datenschutz")
    besucher = Besucher(schulung.adresse)
    besucher.anmelden("spur.datenschutz", KENNWORT)
    for quelle in ("anmeldung", "kreis"):
        antwort = besucher.hole(f"/kreis/protokoll/csv?quelle={quelle}&von={HEUTE}")
        assert antwort.status == 200
        texte[f"CSV {quelle}"] = antwort.inhalt.decode("utf-8-sig")
    # What waits is gone by now; everything else has been written to.
    assert [was for was, text in texte.items() if not text and was != "Aufträge"] == []
    namen = menschen(schulung)
    assert len(namen) > 100
    suche = re.compile(r"\b(" + "|".join(map(re.escape, sorted(namen, key=len, reverse=True))) + r")\b")
    konto = re.compile(r"\b[A-Z]{2}\d{20}\b")
    for was, text in texte.items():
        assert suche.findall(text) == [] and konto.findall(text) == [], was
        assert "schulung\"" not in text, f"{was}: das Kennwort der Schulung"
