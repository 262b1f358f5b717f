"""The demonstration: the same data from the same seed, work for every role, and no half of it."""

import signal
import subprocess

import pytest

from conftest import SCHLUESSEL
from verbund import BINARY, Verbund, warte

# What is drawn by lot anew each time: identifiers, alone or within a text, those of payment files, the
# Kenn-Nummern of statistics, and the checksums of what they stand in.
KENNUNG = "\"[1-9][0-9]{11}\"|(?<=ML-....-...-).{16}|[0-9a-f]{64}|[0-9A-F]{32}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


def leerer_verbund(ordner, name):
    verbund = Verbund(ordner / name, name=f"mandat_{name}", schluessel=SCHLUESSEL)
    verbund.leeren()
    verbund.gelingt("migrate")
    return verbund


@pytest.fixture(scope="module")
def geladen(ordner):
    verbund = leerer_verbund(ordner, "bestand")
    verbund.gelingt("demo", "--personen", "40", "--seed", "3")
    yield verbund
    verbund.leeren()


def inhalt(verbund):
    """Per party and table: number of rows and digest of all they say, whatever their identifiers.

    Texts and rules that came with the program bear the day on which their table was made."""
    parteien = [("kreis", "kreis")] + verbund.sql("SELECT kuerzel, schema_name FROM platform.mandant")
    summen = {}
    for partei, schema in parteien:
        for tabelle, zufaellig in verbund.sql("""
                SELECT table_name::text,
                       coalesce(array_agg(column_name::text) FILTER (
                                    WHERE udt_name IN ('uuid', '_uuid', 'bytea')
                                       OR (table_name, column_name) = ('loeschregel', 'erfasst_am')), '{}')
                  FROM information_schema.columns WHERE table_schema = %s AND table_name <> 'vorlagetext'
                 GROUP BY table_name""", (schema,)):
            summen[partei, tabelle] = verbund.sql(f"""
                SELECT count(*), md5(string_agg(zeile, E'\\n' ORDER BY zeile COLLATE "C"))
                  FROM (SELECT regexp_replace((to_jsonb(t) - %s::text[])::text, %s, '#', 'g') AS zeile
                          FROM {schema}.{tabelle} t) AS zeilen""", (zufaellig, KENNUNG))[0]
    return summen


def test_ein_abgebrochener_aufbau_beginnt_von_vorn_und_gibt_dieselben_daten(geladen, ordner):
    verbund = leerer_verbund(ordner, "abbruch")
    aufbau = subprocess.Popen([BINARY, "demo", "--personen", "40", "--seed", "3"], env=verbund.umgebung,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    warte(lambda: verbund.wert("SELECT count(*) FROM kreis.zahllauf") > 3, 120, "Zahlläufe sind da")
    aufbau.send_signal(signal.SIGKILL)
    aufbau.wait()
    verbund.gelingt("migrate")
    ergebnis = verbund.mandat("demo", "--wenn-leer", "--personen", "40", "--seed", "3")
    assert ergebnis.returncode == 0 and "von vorn" in ergebnis.stderr, ergebnis.stderr
    erwartet = inhalt(geladen)
    assert sum(anzahl for anzahl, _ in erwartet.values()) > 1000
    gefunden = inhalt(verbund)
    assert {k: v for k, v in gefunden.items() if v != erwartet[k]} == {} and gefunden.keys() == erwartet.keys()
    assert verbund.mandat("pruefen").stdout == "in Ordnung\n"
    assert verbund.gelingt("demo", "--wenn-leer") == ""
    verbund.leeren()


def test_fuer_jede_rolle_liegt_arbeit_bereit(geladen):
    ahaus = geladen.schema("ahaus")
    offen = {
        "Zahllauf wartet auf Freigabe": "SELECT count(*) FROM kreis.zahllauf WHERE zustand = 'datei_erzeugt'",
        "Umsatz ist ungeklärt": "SELECT count(*) FROM kreis.umsatz WHERE zustand = 'ungeklaert'",
        "Konto ist unbestätigt": f"""SELECT count(*) FROM {ahaus}.bankverbindung b WHERE NOT EXISTS (
            SELECT FROM {ahaus}.bankverbindung_bestaetigung c WHERE c.bankverbindung_id = b.id)""",
        "Zahlung wartet auf Anordnung": f"SELECT count(*) FROM {ahaus}.zahlung WHERE zustand = 'festgestellt'",
    }
    leer = [was for was, frage in offen.items() if geladen.wert(frage) == 0]
    assert leer == []
    gruende = geladen.sql("""SELECT u.rueckgabegrund FROM kreis.umsatz u JOIN kreis.umsatz_zuordnung z ON z.umsatz_id = u.id
        WHERE z.art = 'ruecklauf' AND u.buchungstag = '2026-11-20' ORDER BY 1""")
    assert gruende == [("AC04",), ("MD07",)]
