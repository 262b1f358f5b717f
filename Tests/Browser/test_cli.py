"""The command line, as the IT-Betrieb and the DBA use it."""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

import psycopg
import pytest
from jsonschema import Draft202012Validator

from verbund import BINARY, HEIMAT, KREISKONTO, Dienst, freier_port, warte


def mandat(*worte, eingabe=None):
    return subprocess.run([BINARY, *worte], input=eingabe, text=True, capture_output=True, timeout=60)


# --- IBAN ---------------------------------------------------------------------

def iban(land, bban):
    """Check digits by ISO 7064, computed here and not by the program."""
    ziffern = "".join(str(int(z, 36)) for z in bban + land + "00")
    return f"{land}{98 - int(ziffern) % 97:02d}{bban}"


GUELTIG = [
    iban("DE", "401545300000012345"), iban("DE", "403510600000000007"), iban("AT", "1904300234573201"),
    iban("NL", "ABNA0417164300"), iban("FR", "20041010050500013M02606"), iban("NO", "86011117947"),
    iban("CH", "00762011623852957"), KREISKONTO,
]
UNGUELTIG = [
    ("", "keine IBAN"), ("DE", "Stellen"), (KREISKONTO[:-1], "21 Stellen"), (KREISKONTO + "0", "23 Stellen"),
    ("DE90" + KREISKONTO[4:], "Prüfziffern"), ("DEAA" + KREISKONTO[4:], ""), ("QQ" + KREISKONTO[2:], "kein Land"),
    (iban("DE", "40154530000001234A"), "nur Ziffern"), (KREISKONTO.lower(), "Großbuchstaben"),
    ("DE89 3704 0044 0532 0130 00", "Leerzeichen"), ("DE8937040044053201300Ü", "U+DC"),
]


def test_gueltige_iban_gehen_durch():
    ergebnis = mandat("iban", "pruefen", *GUELTIG)
    assert ergebnis.stdout.splitlines() == ["gültig"] * len(GUELTIG), ergebnis.stderr
    assert ergebnis.returncode == 0


def test_ungueltige_iban_nennen_ihren_grund():
    ergebnis = mandat("iban", "pruefen", "--", *[wert for wert, _ in UNGUELTIG])
    assert ergebnis.returncode == 1
    zeilen = ergebnis.stdout.splitlines()
    assert len(zeilen) == len(UNGUELTIG)
    for zeile, (wert, grund) in zip(zeilen, UNGUELTIG):
        assert zeile.startswith("ungültig: ") and grund in zeile, (wert, zeile)


def test_jede_vertauschung_und_jeder_ziffernfehler_faellt_auf():
    werte = [KREISKONTO[:i] + str((int(KREISKONTO[i]) + 1) % 10) + KREISKONTO[i + 1:] for i in range(2, 22)]
    werte += [KREISKONTO[:i] + KREISKONTO[i + 1] + KREISKONTO[i] + KREISKONTO[i + 2:]
              for i in range(4, 21) if KREISKONTO[i] != KREISKONTO[i + 1]]
    assert set(mandat("iban", "pruefen", *werte).stdout.splitlines()) == {
        "ungültig: Die Prüfziffern stimmen nicht; die IBAN enthält einen Tippfehler."}


# --- Berechnung ---------------------------------------------------------------

@pytest.fixture(scope="module")
def beispiel():
    return mandat("berechnen", "--beispiel").stdout


def ohne_kommentare(text):
    """The example explains itself in lines that JSON proper does not know."""
    return json.loads(re.sub(r"^\s*//.*$|(?<=[,{\[}\]\d\"])\s*//.*$", "", text, flags=re.M))


def test_das_beispiel_laesst_sich_rechnen(beispiel):
    ergebnis = mandat("berechnen", eingabe=beispiel)
    assert ergebnis.returncode == 0, ergebnis.stderr
    json.loads(ergebnis.stdout)
    # Same input, same output.
    assert mandat("berechnen", eingabe=beispiel).stdout == ergebnis.stdout


def test_das_schema_ist_json_schema_2020_12_und_das_beispiel_genuegt_ihm(beispiel):
    schema = json.loads(mandat("berechnen", "--schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(ohne_kommentare(beispiel))


@pytest.mark.parametrize("eingabe", ["", "{", "[]", "null", '{"monat": 7}', '{"monat": "2026-13"}'])
def test_falsche_eingabe_gibt_einen_deutschen_satz_und_keine_berechnung(eingabe):
    ergebnis = mandat("berechnen", eingabe=eingabe)
    assert ergebnis.returncode == 1 and ergebnis.stdout == ""
    assert ergebnis.stderr.startswith("Fehler: ") and "Swift" not in ergebnis.stderr, ergebnis.stderr


def test_ein_fehler_nennt_den_weg_zur_angabe(beispiel):
    haushalt = ohne_kommentare(beispiel)
    haushalt["personen"][0]["geburtsdatum"] = "2026-02-30"
    ergebnis = mandat("berechnen", eingabe=json.dumps(haushalt))
    assert ergebnis.returncode == 1 and "geburtsdatum" in ergebnis.stderr and "personen" in ergebnis.stderr


def test_ein_monat_ohne_satz_ist_ein_fehler_und_keine_schaetzung(beispiel):
    haushalt = ohne_kommentare(beispiel) | {"monat": "2027-06"}
    ergebnis = mandat("berechnen", eingabe=json.dumps(haushalt))
    assert ergebnis.returncode == 1 and "2027" in ergebnis.stderr


# --- Mandanten ----------------------------------------------------------------

def test_ein_mandant_wird_angelegt_gelistet_und_aktiviert(kleiner_verbund):
    kleiner_verbund.gelingt(
        "mandant", "anlegen", "--kuerzel", "legden", "--name", "Legden", "--bezeichnung", "Gemeinde Legden",
        "--ags", "05554036", "--strasse", "Amtshausstraße 1", "--plz", "48739", "--ort", "Legden")
    liste = kleiner_verbund.gelingt("mandant", "liste")
    assert re.search(r"^05554036 +legden +Gemeinde Legden +ruht$", liste, re.M), liste
    kleiner_verbund.gelingt("mandant", "aktivieren", "legden", "--ab", "01.12.2026")
    assert "ab 01.12.2026" in kleiner_verbund.gelingt("mandant", "liste")


@pytest.mark.parametrize("option, wert, satz", [
    ("--ags", "05554004", "schon Mandant"), ("--kuerzel", "heek", "vergeben"),
    ("--kuerzel", "Groß!", "Kürzel"), ("--ags", "123", "acht Ziffern"), ("--plz", "4868", "fünf Ziffern")])
def test_falsche_angaben_zum_mandanten_werden_abgewiesen(kleiner_verbund, option, wert, satz):
    angaben = {"--kuerzel": "raesfeld", "--name": "Raesfeld", "--bezeichnung": "Gemeinde Raesfeld", "--ags":
               "05554040", "--strasse": "Weseler Straße 19", "--plz": "46348", "--ort": "Raesfeld"} | {option: wert}
    vorher = kleiner_verbund.wert("SELECT count(*) FROM platform.mandant")
    ergebnis = kleiner_verbund.mandat("mandant", "anlegen", *[w for paar in angaben.items() for w in paar])
    assert ergebnis.returncode == 1 and satz in ergebnis.stderr, ergebnis.stderr
    assert kleiner_verbund.wert("SELECT count(*) FROM platform.mandant") == vorher


def test_die_verbindung_eines_mandanten_erreicht_nur_sein_eigenes_schema(kleiner_verbund):
    text = kleiner_verbund.gelingt("mandant", "verbindung", "ahaus").strip()
    eigenes, fremdes = kleiner_verbund.schema("ahaus"), kleiner_verbund.schema("heek")
    psql = subprocess.run(["psql", "-XAt", text, "-c", "SELECT count(*) FROM fall"],
                          capture_output=True, text=True, timeout=30)
    assert psql.stdout.strip() == "0", psql.stderr
    with psycopg.connect(text, autocommit=True) as verbindung:
        assert verbindung.execute("SELECT current_schema").fetchone() == (eigenes,)
        for verboten in [f"SELECT FROM {fremdes}.fall", "SELECT FROM kreis.zahllauf", "SELECT FROM platform.benutzer",
                         "SELECT FROM kreis.bankkonto", "CREATE TABLE x (i int)", "CREATE SCHEMA x",
                         "SET ROLE mandat_admin", "SET ROLE mandat_eigner", "DROP TABLE fall"]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                verbindung.execute(verboten)


def test_eingerichtet_ist_niemand_und_erfunden_wird_nur_in_der_schulung(kleiner_verbund):
    """`migrate` and `mandant anlegen` make no account that somebody could guess (ASVS V6.3.2, V15.2.3)."""
    assert kleiner_verbund.wert("SELECT count(*) FROM platform.benutzer") == 0
    ergebnis = subprocess.run([BINARY, "demo"], env=kleiner_verbund.umgebung | {"MANDAT_DEMO": "nein", "MANDAT_HEUTE": ""},
                              capture_output=True, text=True, timeout=30)
    assert ergebnis.returncode == 1 and "kein Schulungssystem" in ergebnis.stderr, ergebnis.stderr
    assert kleiner_verbund.wert("SELECT count(*) FROM platform.benutzer") == 0


def test_unbekannte_kuerzel_werden_genannt(kleiner_verbund):
    for worte in (["mandant", "verbindung", "nirgendwo"], ["mandant", "aktivieren", "nirgendwo", "--ab", "01.01.2027"]):
        ergebnis = kleiner_verbund.mandat(*worte)
        assert ergebnis.returncode == 1 and "nirgendwo" in ergebnis.stderr


# --- Prüfung und Einstellungen ------------------------------------------------

def test_migrate_ein_zweites_mal_aendert_nichts(kleiner_verbund):
    assert "Alles ist auf dem neuesten Stand." in kleiner_verbund.gelingt("migrate")


def test_pruefen_findet_ein_geaendertes_schema_und_serve_startet_darauf_nicht(kleiner_verbund):
    assert "in Ordnung" in kleiner_verbund.gelingt("pruefen")
    schema = kleiner_verbund.schema("heek")
    kleiner_verbund.sql(f"ALTER TABLE {schema}.fall ADD COLUMN heimlich text")
    try:
        ergebnis = kleiner_verbund.mandat("pruefen")
        assert ergebnis.returncode == 1 and schema in ergebnis.stdout, ergebnis.stdout
        for befehl in ("serve", "work"):
            ergebnis = kleiner_verbund.mandat(befehl, frist=30)
            assert ergebnis.returncode == 1 and schema in ergebnis.stderr, (befehl, ergebnis.stderr)
    finally:
        kleiner_verbund.sql(f"ALTER TABLE {schema}.fall DROP COLUMN heimlich")


def test_pruefen_findet_ein_fremdes_recht(kleiner_verbund):
    kleiner_verbund.sql("INSERT INTO platform.rolle_recht (rolle, recht) VALUES ('leitung', 'alles.duerfen')")
    try:
        ergebnis = kleiner_verbund.mandat("pruefen")
        assert ergebnis.returncode == 1 and "alles.duerfen" in ergebnis.stdout
    finally:
        kleiner_verbund.sql("DELETE FROM platform.rolle_recht WHERE recht = 'alles.duerfen'")
    kleiner_verbund.gelingt("pruefen")


@pytest.mark.parametrize("zeile, satz", [
    ("datenbank = host=/tmp port=5432 dbname=x user=postgres", "Benutzer oder Kennwort"),
    ("datenbank = host=db.kreis.example dbname=x", "sslmode=verify-full"),
    ("datenbank = host=db.kreis.example dbname=x sslmode=require", "anderen Rechner"),
    ("datenbank = host=db.kreis.example dbname=x sslmode=verify-full sslrootcert=/gibt/es/nicht.pem",
     "(sslrootcert) lässt sich nicht lesen"),
    ("datenbank = dbname", "Verbindungstext"), ("hauptschluessel = /gibt/es/nicht", "lässt sich nicht lesen"),
    ("heimat = /tmp", "sql/roles.sql"), ("farbe = blau", "keine Einstellung"),
    ("heute = 2026-02-30", "kein Tag")])
def test_falsche_einstellungen_werden_beim_namen_genannt(kleiner_verbund, tmp_path, zeile, satz):
    gut = (kleiner_verbund.ordner / "mandat.conf").read_text()
    (tmp_path / "mandat.conf").write_text(gut + zeile + "\n")
    umgebung = kleiner_verbund.umgebung | {"MANDAT_CONFIG": str(tmp_path / "mandat.conf")}
    ergebnis = subprocess.run([BINARY, "pruefen"], env=umgebung, capture_output=True, text=True, timeout=30)
    assert ergebnis.returncode == 1 and satz in ergebnis.stderr, ergebnis.stderr


def test_eine_grenze_die_niemanden_arbeiten_laesst_gilt_nicht(kleiner_verbund):
    ergebnis = subprocess.run([BINARY, "serve"], env=kleiner_verbund.umgebung | {"MANDAT_ANFRAGEN": "20"},
                              capture_output=True, text=True, timeout=30)
    assert ergebnis.returncode == 1 and "keine Zahl ab 60" in ergebnis.stderr, ergebnis.stderr


def test_ein_fester_tag_gilt_nur_in_der_schulung(kleiner_verbund):
    umgebung = kleiner_verbund.umgebung | {"MANDAT_DEMO": "nein"}
    ergebnis = subprocess.run([BINARY, "pruefen"], env=umgebung, capture_output=True, text=True, timeout=30)
    assert ergebnis.returncode == 1 and "nur in der Schulung" in ergebnis.stderr


# --- Bank ---------------------------------------------------------------------

def test_ein_auszug_wird_als_json_gezeigt():
    muster = HEIMAT / "Tests/KreisTests/Auszuege"
    bild = json.loads(mandat("kasse", "auszug", "lesen", str(muster / "rueckgaben.xml")).stdout)
    assert bild["art"].startswith("camt.053") or bild["art"]
    assert all(re.fullmatch(r"-?\d+\.\d\d", u["betrag"]) for a in bild["auszuege"] for u in a["umsaetze"])


def test_ein_statusbericht_wird_als_json_gezeigt():
    muster = HEIMAT / "Tests/KreisTests/Auszuege/empfaengerpruefung.xml"
    bild = json.loads(mandat("kasse", "auszug", "lesen", str(muster)).stdout)
    zahlungen = bild["sammler"][0]["zahlungen"]
    assert [z["meldung"]["code"] for z in zahlungen] == ["RVMC", "RVNM"]
    assert zahlungen[0]["empfaenger"] == "Aylin Beispiel-Sommer"


@pytest.mark.parametrize("datei", ["bombe.xml", "fremde-wurzel.xml"])
def test_gefaehrliche_und_fremde_dateien_werden_mit_grund_abgewiesen(datei):
    ergebnis = mandat("kasse", "auszug", "lesen", str(HEIMAT / "Tests/KreisTests/Auszuege" / datei))
    assert ergebnis.returncode == 1 and ergebnis.stderr.startswith("Fehler: "), ergebnis.stderr


# --- Eingerichtete Kopie ------------------------------------------------------

def test_eine_eingerichtete_kopie_laeuft_ohne_den_quelltext(kleiner_verbund, tmp_path):
    """deploy/install copies all that check, web interface and letters read."""
    ziel, port = tmp_path / "mandat", freier_port()
    subprocess.run([HEIMAT / "deploy/install", ziel], env=os.environ | {"MANDAT_BINARY": BINARY}, check=True,
                   capture_output=True, timeout=120)
    assert not list(ziel.rglob("*.swift")) and not list(ziel.rglob(".git*"))
    assert len(json.loads((ziel / "stueckliste.cdx.json").read_text())["components"]) > 50
    konfiguration = (kleiner_verbund.ordner / "mandat.conf").read_text()
    (tmp_path / "mandat.conf").write_text(f"{konfiguration}heimat = {ziel}\nport = {port}\n")
    umgebung = kleiner_verbund.umgebung | {"MANDAT_CONFIG": str(tmp_path / "mandat.conf")}
    programm = ziel / "bin/mandat"
    pruefung = subprocess.run([programm, "pruefen"], env=umgebung, cwd="/", capture_output=True, text=True, timeout=60)
    assert pruefung.stdout.strip() == "in Ordnung", pruefung.stdout + pruefung.stderr
    # What the program opens, it opens below its own home.
    web = Dienst("kopie", [programm, "serve"], umgebung, tmp_path)
    web.start()
    try:
        seite = warte(lambda: lies(f"http://127.0.0.1:{port}/anmeldung"), 30, "serve antwortet")
        stil = re.search(r'href="(/statisch/[^"]+\.css)"', seite)[1]
        assert "font-family" in lies(f"http://127.0.0.1:{port}{stil}")
        offen = {os.readlink(griff) for griff in Path(f"/proc/{web.prozess.pid}/fd").iterdir()}
        assert not [pfad for pfad in offen if pfad.startswith(f"{HEIMAT}/")]
    finally:
        assert web.ende() == 0
    satz = "Sources/Platform/Dokumente/schriftsatz.py"
    assert (ziel / satz).read_bytes() == (HEIMAT / satz).read_bytes()
    vordrucke = {p.relative_to(HEIMAT) for p in HEIMAT.glob("Sources/**/*.typ")}
    assert vordrucke and all((ziel / pfad).is_file() for pfad in vordrucke)


def lies(adresse):
    try:
        with urllib.request.urlopen(adresse, timeout=5) as antwort:
            return antwort.read().decode()
    except OSError:
        return None
