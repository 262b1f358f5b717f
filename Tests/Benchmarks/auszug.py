#!/usr/bin/env python3
"""A statement (camt.053) with 100,000 details read, stored, matched to its payments and booked,
against xmllint reading the same file and COPY storing as many rows."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from auftraege import PAYMENTS, prepare, prepare_to_write, proceed
from tafel import MESSUNG, Tafel, reported


def main():
    tafel = Tafel(f"Kontoauszug mit {PAYMENTS:_} Einzelheiten".replace("_", "."))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "auszug.xml"
        with subprocess.Popen([MESSUNG, "auszug", file], text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            database = process.stdout.readline().split()[1]
            conninfo = psycopg.conninfo.make_conninfo(os.environ["MANDAT_TEST_PG"], dbname=database)
            prepare(conninfo)
            proceed(process)
            process.stdout.readline()
            floor = xmllint(file) + copy(conninfo)
            prepare_to_write(conninfo)
            proceed(process)
            _, seconds = reported(process.stdout.readline())
            check(conninfo)
            proceed(process)
    tafel.line("lesen, speichern, zuordnen, buchen (s)", seconds, floor, "xmllint und COPY")
    tafel.line("dasselbe, absolut (s)", seconds, at_most=10)


def xmllint(file):
    begin = time.perf_counter()
    subprocess.run(["xmllint", "--stream", "--noout", "--huge", file], check=True)
    return time.perf_counter() - begin


def copy(conninfo):
    """As many rows of the width of an assignment, without index or constraint."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TEMP TABLE zeile (id uuid, umsatz uuid, art text, cent bigint)")
        begin = time.perf_counter()
        with connection.cursor().copy("COPY zeile FROM STDIN") as rows:
            for i in range(PAYMENTS):
                rows.write_row((f"{i:032x}", f"{i:032x}", "zahlung", i))
        return time.perf_counter() - begin


def check(conninfo):
    """Every payment is paid, and nothing is left for a person."""
    with psycopg.connect(conninfo) as connection:
        paid = connection.execute("""SELECT count(*) FROM kreis.zahlungsauftrag
                                      WHERE zustand = 'gezahlt'""").fetchone()
        left = connection.execute("""SELECT count(*) FROM kreis.umsatz
                                      WHERE zustand <> 'zugeordnet'""").fetchone()
    assert (paid, left) == ((PAYMENTS,), (0,)), (paid, left)


main()
