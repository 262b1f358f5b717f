"""A Verbund of its own for a test run: database, configuration, processes, people."""

import base64
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import psycopg

HEIMAT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("MANDAT_BINARY", str(HEIMAT / ".build/debug/mandat"))
KENNWORT = "Probe-Kennwort-7"
# Monday; the runs of the week are on Tuesday and Friday.
HEUTE = "2026-11-23"

KOMMUNEN = {
    "ahaus": ("Ahaus", "Stadt Ahaus", "05554004", "Rathausplatz 1", "48683"),
    "heek": ("Heek", "Gemeinde Heek", "05554024", "Bahnhofstraße 60", "48619"),
}

# Sign-in name, name, Kommune (None: Kreis), role.
LEUTE = [
    ("a.brink", "Antje Brink", "ahaus", "sachbearbeitung"),
    ("b.lenz", "Birgit Lenz", "ahaus", "sachbearbeitung"),
    ("c.voss", "Carsten Voss", "ahaus", "anordnung"),
    ("d.pohl", "Dirk Pohl", "ahaus", "rechnungspruefung"),
    ("h.terhaar", "Hanna Terhaar", "heek", "sachbearbeitung"),
    ("k.mai", "Katrin Mai", None, "kasse_buchhaltung"),
    ("l.nagel", "Lars Nagel", None, "kasse_freigabe"),
    ("m.oster", "Maria Oster", None, "kasse_freigabe"),
    ("n.feld", "Nils Feld", None, "fachadministration"),
]
KREISKONTO = "DE89370400440532013000"
KARTENKONTO = "DE89500400001234567890"


def freier_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def kennwort_hash(kennwort):
    """The stored form of a password, at a cost that a test can afford."""
    salz = secrets.token_bytes(16)
    wert = hashlib.scrypt(kennwort.encode(), salt=salz, n=1 << 10, r=8, p=1, dklen=32)
    text = [base64.b64encode(teil).decode() for teil in (salz, wert)]
    return f"$scrypt$ln=10,r=8,p=1${text[0]}${text[1]}"


def warte(bedingung, sekunden=30, was="Bedingung"):
    """Polls until `bedingung` returns something true, and returns it."""
    ende = time.monotonic() + sekunden
    while True:
        wert = bedingung()
        if wert:
            return wert
        if time.monotonic() > ende:
            raise AssertionError(f"{was}: nach {sekunden} s nicht eingetreten")
        time.sleep(0.05)


class Dienst:
    """One process of the program, with its output in a file."""

    def __init__(self, name, befehl, umgebung, ordner):
        self.name, self.befehl, self.umgebung = name, befehl, umgebung
        self.protokoll = ordner / f"{name}.log"
        self.prozess = None

    def start(self):
        with open(self.protokoll, "ab") as log:
            self.prozess = subprocess.Popen(
                self.befehl, env=self.umgebung, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def laeuft(self):
        return self.prozess is not None and self.prozess.poll() is None

    def ende(self, zeichen=signal.SIGTERM):
        """Sends the signal and waits; returns the exit code."""
        if not self.laeuft():
            return self.prozess.returncode if self.prozess else None
        self.prozess.send_signal(zeichen)
        try:
            return self.prozess.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.prozess.kill()
            self.prozess.wait()
            raise AssertionError(f"{self.name} endet nicht auf {zeichen!r}")


class Verbund:
    """A freshly migrated database with its configuration; `dienste` belong to it."""

    def __init__(self, ordner, name="mandat_browser", schluessel=None):
        self.ordner, self.name = Path(ordner), name
        self.server = psycopg.conninfo.conninfo_to_dict(os.environ["MANDAT_TEST_PG"])
        self.ordner.mkdir(parents=True, exist_ok=True)
        self.ablage = self.ordner / "bank"
        self.ablage.mkdir(exist_ok=True)
        self.port = freier_port()
        self.adresse = f"http://127.0.0.1:{self.port}"
        # The passwords of the roles are those of the cluster, so all databases share one key.
        self.schluessel = schluessel or secrets.token_hex(32)
        self.einstellen()
        self.web = Dienst("serve", [BINARY, "serve"], self.umgebung, self.ordner)
        self.worker = Dienst("work", [BINARY, "work"], self.umgebung, self.ordner)

    def einstellen(self, heute=HEUTE):
        """Writes the configuration; `heute` is the day on which the office stands."""
        for datei, inhalt in (("verwaltung", self.server["password"]), ("schluessel", self.schluessel)):
            pfad = self.ordner / datei
            pfad.touch(mode=0o600)
            pfad.write_text(inhalt)
        python = HEIMAT / ".local/venv/bin/python"
        self.heute = heute
        (self.ordner / "mandat.conf").write_text("\n".join([
            f"datenbank = host={self.server['host']} port={self.server['port']} dbname={self.name}",
            f"verwaltung = {self.ordner}/verwaltung",
            f"hauptschluessel = {self.ordner}/schluessel",
            f"heimat = {HEIMAT}",
            f"schriftsatz = {os.environ.get('MANDAT_TEST_PYTHON', python)}",
            f"ablage = {self.ablage}",
            f"port = {self.port}",
            f"oeffentlich = http://localhost:{self.port}",
            # Visitors without a browser walk through every page faster than any person.
            "anfragen = 1000000",
            "demo = ja",
            f"heute = {heute}", ""]))
        umgebung = {k: v for k, v in os.environ.items() if not k.startswith("MANDAT_")}
        self.umgebung = umgebung | {"MANDAT_CONFIG": str(self.ordner / "mandat.conf")}

    def mandat(self, *worte, eingabe=None, frist=240):
        """Runs a command to its end; returns the finished process with text output."""
        return subprocess.run([BINARY, *worte], env=self.umgebung, input=eingabe, text=True,
                              capture_output=True, timeout=frist)

    def gelingt(self, *worte, **weiter):
        ergebnis = self.mandat(*worte, **weiter)
        assert ergebnis.returncode == 0, f"mandat {' '.join(worte)}: {ergebnis.stderr}"
        return ergebnis.stdout

    def verbinden(self, **anders):
        """A superuser's connection to the database."""
        angaben = self.server | {"dbname": self.name} | anders
        return psycopg.connect(**angaben, autocommit=True)

    def sql(self, text, werte=()):
        with self.verbinden() as verbindung:
            zeiger = verbindung.execute(text, werte)
            return zeiger.fetchall() if zeiger.description else []

    def wert(self, text, werte=()):
        return self.sql(text, werte)[0][0]

    def schema(self, kuerzel):
        return self.wert("SELECT schema_name FROM platform.mandant WHERE kuerzel = %s", (kuerzel,))

    def leeren(self):
        with self.verbinden(dbname="postgres") as verbindung:
            verbindung.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def anlegen(self, kommunen=KOMMUNEN, leute=LEUTE):
        """A new database with Kommunen, people and the accounts of the Kreiskasse."""
        self.leeren()
        self.gelingt("migrate")
        for kuerzel, (name, bezeichnung, ags, strasse, plz) in kommunen.items():
            self.gelingt("mandant", "anlegen", "--kuerzel", kuerzel, "--name", name, "--bezeichnung",
                         bezeichnung, "--ags", ags, "--strasse", strasse, "--plz", plz, "--ort", name,
                         "--aktiv-ab", "2025-01-01")
        for anmeldename, name, kuerzel, rolle in leute:
            self.person(anmeldename, name, kuerzel, rolle)
        for iban, bezeichnung, zahlweg in [
                (KREISKONTO, "Hauptkonto", "ueberweisung"), (KARTENKONTO, "Aufladung", "bezahlkarte")]:
            self.sql("""INSERT INTO kreis.bankkonto (iban, bic, inhaber, bezeichnung, zahlweg, gueltig)
                        VALUES (%s, NULL, 'Kreis Borken', %s, %s, '[2025-01-01,)')""",
                     (iban, bezeichnung, zahlweg))

    def person(self, anmeldename, name, kuerzel, rolle):
        wer = uuid.uuid4()
        self.sql("""INSERT INTO platform.benutzer (id, anmeldename, name, mandant_id, kennwort, telefon, zimmer)
                    VALUES (%s, %s, %s, (SELECT id FROM platform.mandant WHERE kuerzel = %s), %s, '', '')""",
                 (wer, anmeldename, name, kuerzel, kennwort_hash(KENNWORT)))
        zuweisung = uuid.uuid4()
        self.sql("""INSERT INTO platform.rollenzuweisung (id, benutzer_id, rolle, gueltig)
                    VALUES (%s, %s, %s, '[2025-01-01,)')""", (zuweisung, wer, rolle))
        self.sql("""INSERT INTO platform.rollenbestaetigung (zuweisung_id, grund)
                    SELECT %s, 'mit der Einrichtung' FROM platform.rolle
                     WHERE name = %s AND (ebene = 'kommune' OR zweiter_faktor_pflicht)""", (zuweisung, rolle))

    def start(self):
        self.web.start()
        self.worker.start()
        self.bereit()

    def bereit(self, sekunden=60):
        def antwortet():
            assert self.web.laeuft(), f"serve ist beendet:\n{self.web.protokoll.read_text()[-3000:]}"
            try:
                with urllib.request.urlopen(f"{self.adresse}/anmeldung", timeout=5) as antwort:
                    return antwort.status == 200
            except (urllib.error.URLError, OSError):
                return False
        warte(antwortet, sekunden, "serve antwortet")

    def stopp(self):
        self.web.ende()
        self.worker.ende()

    def am(self, heute):
        """Restarts the office on another day."""
        self.stopp()
        self.einstellen(heute)
        self.start()

    def taegliches(self):
        """Lets the work of every day come now, which is due again only hours later."""
        self.sql("UPDATE platform.job_cron SET next_run = now()")
        warte(lambda: self.wert("SELECT bool_and(next_run > now()) FROM platform.job_cron"), 30,
              "das Tägliche ist eingereiht")
        self.auftraege_erledigt()

    def toeten(self, dienst, tabelle, tun=lambda: None, modus="ACCESS EXCLUSIVE"):
        """Holds a table, does `tun`, and kills `dienst` (-9) where its work needs that table."""
        name = "mandat-web" if dienst is self.web else "mandat-worker"
        sitzungen = """SELECT count(*) FROM pg_stat_activity
            WHERE application_name = %s AND datname = current_database()"""
        with self.verbinden() as sperre, sperre.transaction():
            sperre.execute(f"LOCK TABLE {tabelle} IN {modus} MODE")
            tun()
            warte(lambda: self.wert(f"{sitzungen} AND wait_event_type = 'Lock'", (name,)), 30,
                  f"{dienst.name} wartet auf {tabelle}")
            dienst.ende(signal.SIGKILL)
        warte(lambda: self.wert(sitzungen, (name,)) == 0, 30, "Der Server hat den Tod bemerkt")

    def fristen_ablaufen(self):
        """Lets the claims of a dead worker run out now instead of in a minute."""
        self.sql("UPDATE platform.job SET lease_until = now() - interval '1 second' WHERE state = 1")

    def auftraege_erledigt(self, sekunden=60):
        """Waits until no job is waiting or running."""
        warte(lambda: self.wert("SELECT count(*) FROM platform.job") == 0, sekunden, "alle Aufträge erledigt")
