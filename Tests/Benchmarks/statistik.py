#!/usr/bin/env python3
"""The DBA's export of 1,000,000 statistical records against `psql \\copy` of the same rows from a plain table."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from auftraege import proceed
from tafel import MESSUNG, Tafel, environment, reported

RECORDS = 1_000_000
VALUES = ["123456789012", "weiblich", "1990-01", "423", "duldung", "05554004", "", "oertlicher_traeger",
          "dezentral", "2024-05", "", "", "", "geldleistung", "geldleistung", "1", "", "0", "0", "", "",
          "nicht_erwerbstaetig"]


def main():
    tafel = Tafel(f"Statistikexport von {RECORDS:_} Sätzen".replace("_", "."))
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen(
            [MESSUNG, "statistik"], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        database, run = process.stdout.readline().split()
        conninfo = psycopg.conninfo.make_conninfo(os.environ["MANDAT_TEST_PG"], dbname=database)
        prepare(conninfo, run)
        floor = copy(conninfo, Path(folder) / "flach.csv", "SELECT * FROM public.flach ORDER BY 1, 2")
        file = Path(folder) / "export.csv"
        process.stdin.write(f"{file}\n")
        process.stdin.flush()
        _, seconds = reported(process.stdout.readline())
        _, records = reported(process.stdout.readline())
        assert records == RECORDS
        assert file.read_bytes() == (Path(folder) / "flach.csv").read_bytes(), "both wrote the same bytes"
        typed = copy(conninfo, Path(folder) / "psql.csv",
                     "SELECT * FROM kreis.statistik_regelleistungen('2025-12-31')")
        proceed(process)
    tafel.line("mandat statistik export (s)", seconds, floor, "\\copy", at_most=2)
    tafel.line("psql mit kreis.statistik_regelleistungen (s)", typed, floor, "\\copy", at_most=2)


def prepare(conninfo, run):
    """The records as two Kommunen have released them, and the same rows in a plain table for the floor."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            """INSERT INTO kreis.statistik_satz (lauf_id, ags, kennnummer, werte)
               SELECT %s, a.ags, lpad((100000000000 + n * 7919::bigint)::text, 12, '0'), %s::text[]
                 FROM generate_series(1, %s) AS n
                 JOIN (SELECT ags, row_number() OVER (ORDER BY ags) AS nummer FROM kreis.statistik_abgabe
                        WHERE lauf_id = %s) AS a ON a.nummer = 1 + n %% 2""", (run, VALUES, RECORDS, run))
        connection.execute(
            """UPDATE kreis.statistik_abgabe SET zustand = 'abgegeben', sha256 = sha256('x'), gemeldet_am = now(),
                      abgegeben_am = now(), saetze = %s WHERE lauf_id = %s""", (RECORDS // 2, run))
        connection.execute("CREATE TABLE public.flach AS SELECT * FROM kreis.statistik_regelleistungen('2025-12-31')")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def copy(conninfo, file, query):
    begin = time.perf_counter()
    subprocess.run(["psql", "-Xqc", f"\\copy ({query}) TO '{file}' (FORMAT csv, HEADER, DELIMITER ';')"],
                   check=True, env=environment(conninfo))
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
