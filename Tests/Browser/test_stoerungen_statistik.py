"""The statistics of the demonstration: equal to an independent count, whatever happens on the way (B-1.2.7)."""

import signal
import uuid
from collections import Counter
from pathlib import Path

import pytest

from verbund import warte

ZAEHLUNG = (Path(__file__).parents[1] / "KommuneTests/Zaehlung/regelleistungen.sql").read_text()
STICHTAGE = ["2026-08-31", "2026-09-30", "2026-10-31"]
# Where the job of Ahaus stands when its process dies: it waits for the table that somebody else holds.
STELLEN = ["statistik_kennnummer", "statistik_satz", "platform.job_done"]


def eroeffnen(schulung, stichtag):
    lauf = uuid.uuid4()
    schulung.sql("""
        SELECT kreis.statistik_eroeffnen(%s, 'regelleistungen', '2026-01-01', %s, NULL, '2026-12-31', '2026-12-31',
                                         'Probe', NULL, '', id)
          FROM platform.benutzer WHERE anmeldename = 'statistik'""", (lauf, stichtag))
    return lauf


def merkmale(schulung, stichtag):
    return [name for name, in schulung.sql(
        "SELECT name FROM kreis.statistik_merkmale('regelleistungen', %s) ORDER BY lfd", (stichtag,))]


def gezaehlt(schulung, schema, stichtag, namen):
    """The rows of the independent count, and those of the program in the same form."""
    with schulung.verbinden() as verbindung:
        verbindung.execute(f'SET search_path = "{schema}"')
        verbindung.execute("SELECT set_config('zaehlung.tag', %s, false)", (stichtag,))
        zeiger = verbindung.execute(ZAEHLUNG)
        spalten = [spalte.name for spalte in zeiger.description]
        assert sorted(spalten) == sorted(namen)
        return [dict(zip(spalten, zeile)) for zeile in zeiger]


def gerechnet(schulung, schema, lauf, namen):
    saetze = [dict(zip(namen, werte)) for werte, in schulung.sql(
        f'SELECT werte FROM "{schema}".statistik_satz WHERE lauf_id = %s', (lauf,))]
    groesse = Counter(satz["haushaltsnummer"] for satz in saetze)
    return [satz | {"haushaltsnummer": str(groesse[satz["haushaltsnummer"]])} for satz in saetze]


def vergleiche(schulung, lauf, stichtag):
    """Every feature of every person of all sixteen Kommunen; returns the number of persons."""
    namen, personen = merkmale(schulung, stichtag), 0
    for kuerzel, schema in schulung.sql("SELECT kuerzel, schema_name FROM platform.mandant ORDER BY 1"):
        eins = gezaehlt(schulung, schema, stichtag, namen)
        zwei = gerechnet(schulung, schema, lauf, namen)
        for name in namen:
            assert Counter(z[name] for z in eins) == Counter(z[name] for z in zwei), (kuerzel, stichtag, name)
        assert Counter(tuple(sorted(z.items())) for z in eins) == Counter(tuple(sorted(z.items())) for z in zwei)
        personen += len(zwei)
    return personen


def test_jedes_merkmal_an_drei_stichtagen_wie_einfaches_sql(schulung):
    schulung.auftraege_erledigt()
    for stichtag in STICHTAGE:
        lauf = eroeffnen(schulung, stichtag)
        schulung.auftraege_erledigt()
        assert vergleiche(schulung, lauf, stichtag) > 20


@pytest.mark.parametrize("stelle", STELLEN)
def test_der_worker_stirbt_mitten_in_der_statistik_zwei_andere_gehen_weiter(schulung, stelle):
    stichtag = ["2026-04-30", "2026-05-31", "2026-06-30"][STELLEN.index(stelle)]
    tabelle = stelle if "." in stelle else f'"{schulung.schema("ahaus")}".{stelle}'
    schulung.auftraege_erledigt()
    schulung.worker.ende()
    lauf = eroeffnen(schulung, stichtag)
    schulung.toeten(schulung.worker, tabelle, schulung.worker.start)
    assert schulung.worker.prozess.returncode == -signal.SIGKILL
    zweiter = type(schulung.worker)("work2", schulung.worker.befehl, schulung.umgebung, schulung.ordner)
    schulung.worker.start()
    zweiter.start()
    try:
        schulung.fristen_ablaufen()
        schulung.auftraege_erledigt()
    finally:
        zweiter.ende()
    assert vergleiche(schulung, lauf, stichtag) > 0
    assert schulung.wert("SELECT count(*) FROM platform.job_done WHERE outcome = 'dead'") == 0


def test_eine_kommune_deren_daten_niemand_erreicht_haelt_die_anderen_nicht_auf(schulung):
    schema = schulung.schema("ahaus")
    schulung.auftraege_erledigt()
    schulung.sql(f'REVOKE USAGE ON SCHEMA "{schema}" FROM "{schema}"')
    lauf = eroeffnen(schulung, "2026-07-31")
    fertig = """SELECT count(*) FILTER (WHERE zustand = 'geprueft'), count(*)
                  FROM kreis.statistik_abgabe WHERE lauf_id = %s"""
    warte(lambda: schulung.sql(fertig, (lauf,)) == [(15, 16)], 60, "fünfzehn Kommunen haben gerechnet")
    schulung.sql(f'GRANT USAGE ON SCHEMA "{schema}" TO "{schema}"')
    schulung.sql("UPDATE platform.job SET run_at = now() WHERE state = 0")
    schulung.auftraege_erledigt()
    assert vergleiche(schulung, lauf, "2026-07-31") > 0
