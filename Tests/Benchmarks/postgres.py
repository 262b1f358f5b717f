#!/usr/bin/env python3
"""The libpq layer against pgbench, psql, psycopg 3 and asyncpg: round trips and bulk."""

import asyncio
import os
import random
import re
import statistics
import subprocess
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

import asyncpg
import psycopg

from tafel import Tafel, environment, messung, ratio, rounds

CONNINFO = os.environ["MANDAT_TEST_PG"]
PARTS = psycopg.conninfo.conninfo_to_dict(CONNINFO)
QUERY = "SELECT id, name, wert FROM messung WHERE id = {}"
ALL = "SELECT id, name, wert, erfasst, aktiv, gewicht FROM messung"
LOOKUPS = 100_000
ROWS = 100_000
SECONDS = 1


def main():
    with psycopg.connect(CONNINFO, autocommit=True) as connection:
        prepare(connection)
        try:
            round_trips()
            bulk()
        finally:
            connection.execute("DROP TABLE messung, messung_ziel")


def prepare(connection):
    columns = """(id integer PRIMARY KEY, name text NOT NULL, wert bigint NOT NULL,
        erfasst timestamptz NOT NULL, aktiv boolean NOT NULL, gewicht double precision NOT NULL)"""
    connection.execute("DROP TABLE IF EXISTS messung, messung_ziel")
    connection.execute(f"CREATE TABLE messung {columns}")
    connection.execute(f"CREATE TABLE messung_ziel {columns}")
    connection.execute(
        """INSERT INTO messung
           SELECT i, 'Name ' || i, i * 7::bigint, now(), i %% 2 = 0, i / 8.0
             FROM generate_series(1, %s) AS i""", (ROWS,))
    connection.execute("VACUUM ANALYZE messung")


# --- Round trips --------------------------------------------------------------

def round_trips():
    tafel = Tafel("Abfragen je Sekunde: ein Satz nach Schlüssel, drei Spalten, vorbereitet")
    one = rounds(4, {
        "pgbench": lambda: pgbench(1),
        "mandat": lambda: messung("postgres", "einzeln", SECONDS)["je_s"],
        "psycopg 3": psycopg_single,
        "asyncpg": lambda: asyncio.run(asyncpg_lookups(1)),
    })
    compare(tafel, "1 Verbindung", one, {"pgbench": 0.9, "psycopg 3": 1, "asyncpg": 1})
    many = rounds(4, {
        "pgbench": lambda: pgbench(16),
        "mandat": lambda: messung("postgres", "pool", SECONDS)["je_s"],
        "psycopg 3": lambda: asyncio.run(psycopg_lookups(16)),
        "asyncpg": lambda: asyncio.run(asyncpg_lookups(16)),
    })
    compare(tafel, "16 Verbindungen", many, {"pgbench": None, "psycopg 3": 1, "asyncpg": 1})


def compare(tafel, what, values, targets):
    for other, target in targets.items():
        tafel.line(what, statistics.median(values["mandat"]), statistics.median(values[other]),
                   other, ratio(values, "mandat", other), at_least=target)


def pgbench(clients):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"\\set id random(1, {LOOKUPS})\n{QUERY.format(':id')};\n")
        script.flush()
        done = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-T", str(SECONDS), "-c", str(clients),
             "-j", str(min(clients, os.cpu_count() or 1)), "-f", script.name],
            check=True, capture_output=True, text=True, env=environment(CONNINFO))
    return float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])


def until_enough(begin):
    return time.perf_counter() - begin < SECONDS


def psycopg_single():
    query, count = QUERY.format("%s"), 0
    with psycopg.connect(CONNINFO, autocommit=True) as connection:
        begin = time.perf_counter()
        while until_enough(begin):
            for _ in range(100):
                key = (random.randint(1, LOOKUPS),)
                connection.execute(query, key, prepare=True, binary=True).fetchone()
            count += 100
        return count / (time.perf_counter() - begin)


async def psycopg_lookups(connections):
    query = QUERY.format("%s")

    async def work(begin):
        count = 0
        connect = psycopg.AsyncConnection.connect
        async with await connect(CONNINFO, autocommit=True) as connection:
            while until_enough(begin):
                key = (random.randint(1, LOOKUPS),)
                cursor = await connection.execute(query, key, prepare=True, binary=True)
                await cursor.fetchone()
                count += 1
        return count

    return await summed(work, connections)


async def asyncpg_lookups(connections):
    async def work(begin):
        count = 0
        connection = await asyncpg_connect()
        statement = await connection.prepare(QUERY.format("$1"))
        while until_enough(begin):
            await statement.fetchrow(random.randint(1, LOOKUPS))
            count += 1
        await connection.close()
        return count

    return await summed(work, connections)


async def summed(work, connections):
    begin = time.perf_counter()
    counts = await asyncio.gather(*(work(begin) for _ in range(connections)))
    return sum(counts) / (time.perf_counter() - begin)


async def asyncpg_connect():
    return await asyncpg.connect(
        host=PARTS["host"], port=int(PARTS.get("port", 5432)), database=PARTS["dbname"],
        user=PARTS["user"], password=PARTS.get("password"))


# --- Bulk ---------------------------------------------------------------------

def bulk():
    tafel = Tafel(f"Zeilen je Sekunde: {ROWS:_} Zeilen mit sechs Spalten".replace("_", "."))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "messung.bin"
        psql(f"\\copy messung TO '{file}' BINARY")
        read = rounds(3, {
            "psql": lambda: per_second(lambda: psql(ALL)),
            "mandat": lambda: messung("postgres", "lesen", ROWS)["je_s"],
            "psycopg 3": lambda: per_second(psycopg_fetch),
            "asyncpg": lambda: per_second(lambda: asyncio.run(asyncpg_fetch())),
        })
        compare(tafel, "lesen und in Werte wandeln", read,
                {"psql": None, "psycopg 3": 1, "asyncpg": 1})
        out = rounds(3, {
            "psql": lambda: per_second(lambda: psql("\\copy messung TO '/dev/null'")),
            "mandat": lambda: messung("postgres", "copy-out", ROWS)["je_s"],
            "psycopg 3": lambda: per_second(psycopg_copy_out),
        })
        compare(tafel, "COPY TO", out, {"psql": None, "psycopg 3": 1})
        into = rounds(3, {
            "psql": lambda: emptied(lambda: psql(f"\\copy messung_ziel FROM '{file}' BINARY")),
            "mandat": lambda: messung("postgres", "copy-in", ROWS)["je_s"],
            "psycopg 3": lambda: emptied(psycopg_copy_in),
            "asyncpg": lambda: emptied(lambda: asyncio.run(asyncpg_copy_in())),
        })
        compare(tafel, "COPY FROM, Zeilen im Programm gebaut", into,
                {"psql": None, "psycopg 3": 1, "asyncpg": 1})


def per_second(work):
    begin = time.perf_counter()
    work()
    return ROWS / (time.perf_counter() - begin)


def emptied(work):
    psql("TRUNCATE messung_ziel")
    return per_second(work)


def psql(command):
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-c", command],
                   check=True, env=environment(CONNINFO))


def psycopg_fetch():
    with psycopg.connect(CONNINFO) as connection, connection.cursor(binary=True) as cursor:
        assert len(cursor.execute(ALL).fetchall()) == ROWS


async def asyncpg_fetch():
    connection = await asyncpg_connect()
    assert len(await connection.fetch(ALL)) == ROWS
    await connection.close()


def psycopg_copy_out():
    with psycopg.connect(CONNINFO) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY messung TO STDOUT") as copy:
            assert sum(len(block) for block in copy) > 0


def rows():
    now = datetime.now(timezone.utc)
    for i in range(1, ROWS + 1):
        yield i, f"Name {i}", i * 7, now, i % 2 == 0, i / 8


def psycopg_copy_in():
    with psycopg.connect(CONNINFO) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY messung_ziel FROM STDIN BINARY") as copy:
            copy.set_types(["int4", "text", "int8", "timestamptz", "bool", "float8"])
            for row in rows():
                copy.write_row(row)


async def asyncpg_copy_in():
    connection = await asyncpg_connect()
    await connection.copy_records_to_table("messung_ziel", records=rows())
    await connection.close()


main()
