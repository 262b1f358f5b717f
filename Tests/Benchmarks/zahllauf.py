#!/usr/bin/env python3
"""A Zahllauf of 100,000 payments through the use case, against the same in plain SQL."""

import os
import subprocess
import time
from pathlib import Path

import psycopg

from tafel import MESSUNG, Tafel, environment, reported

PAYMENTS = 100_000
DAY = "2026-11-24"
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


def proceed(process):
    process.stdin.write("\n")
    process.stdin.flush()


def prepare(conninfo):
    """As many open orders for each of the two ways to pay, shared by both Kommunen."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET search_path = kreis")
        for way, account in (("ueberweisung", 1), ("bezahlkarte", 2)):
            connection.execute(
                f"""INSERT INTO bankkonto (iban, inhaber, bezeichnung, zahlweg, gueltig)
                    VALUES ({iban('%(account)s')}, 'Kreis Borken', %(way)s, %(way)s,
                            '[2020-01-01,)')""",
                {"way": way, "account": account})
            connection.execute(
                f"""INSERT INTO zahlungsauftrag (
                        id, mandant_id, zahlweg, endtoend, empfaenger_name, iban, betrag_cent,
                        verwendungszweck, zweckcode, faellig)
                    SELECT gen_random_uuid(), m.id, %(way)s, upper(%(way)s) || '-' || i,
                           'Vorname Nachname ' || i, {iban('i')}, 10000 + i,
                           'Leistung November 2026 AZ 50-' || i, 'SSBE', %(day)s
                      FROM generate_series(1, %(payments)s) AS i
                      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nummer
                              FROM platform.mandant) AS m ON m.nummer = 1 + i %% 2""",
                {"way": way, "day": DAY, "payments": PAYMENTS})
    prepare_to_write(conninfo)


def iban(number):
    """SQL for a German IBAN with its check digits: 131400 is DE00."""
    account = f"'40154530' || lpad(({number})::text, 10, '0')"
    return (f"'DE' || lpad((98 - ({account} || '131400')::numeric %% 97)::text, 2, '0')"
            f" || {account}")


def prepare_to_write(conninfo):
    """Neither side pays for what was before it."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE kreis.zahlungsauftrag")
        connection.execute("CHECKPOINT")


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
