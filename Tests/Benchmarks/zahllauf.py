#!/usr/bin/env python3
"""A Zahllauf of 100,000 payments through the use case, against the same in plain SQL."""

import os
import subprocess
import time
from pathlib import Path

import psycopg

from auftraege import DAY, PAYMENTS, prepare, prepare_to_write, proceed
from tafel import MESSUNG, Tafel, environment, reported

SCRIPT = Path(__file__).with_suffix(".sql")


def main():
    tafel = Tafel(f"Zahllauf mit {PAYMENTS:_} Zahlungen".replace("_", "."))
    with subprocess.Popen([MESSUNG, "zahllauf"], text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        database = process.stdout.readline().split()[1]
        conninfo = psycopg.conninfo.make_conninfo(os.environ["MANDAT_TEST_PG"], dbname=database)
        prepare(conninfo)
        plain = plain_sql(conninfo)
        prepare_to_write(conninfo)
        proceed(process)
        _, seconds = reported(process.stdout.readline())
        _, memory = reported(process.stdout.readline())
        check(conninfo)
        proceed(process)
    tafel.line("anlegen, aufnehmen, Datei, Prüfsumme (s)", seconds, plain, "SQL", at_most=2)
    tafel.line("dasselbe, absolut (s)", seconds, at_most=5)
    tafel.line("größter Speicher des Programms (MB)", memory, at_most=200)


def plain_sql(conninfo):
    begin = time.perf_counter()
    subprocess.run(["psql", "-XqAt", "-v", f"tag={DAY}", "-f", SCRIPT], check=True,
                   env=environment(conninfo))
    return time.perf_counter() - begin


def check(conninfo):
    """Both runs hold the same number of payments and the same sum."""
    with psycopg.connect(conninfo) as connection:
        runs = connection.execute(
            "SELECT DISTINCT zustand, anzahl, summe_cent FROM kreis.zahllauf").fetchall()
    assert len(runs) == 1 and runs[0][:2] == ("datei_erzeugt", PAYMENTS), runs


main()
