#!/usr/bin/env python3
"""Latency of an answer that takes one query, under load: mandat against Starlette with asyncpg.

Both ask the same of the same cluster from a pool of four connections, one process each.
"""

import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tafel import ROOT, Tafel, ratio, rounds

CONNINFO = os.environ["MANDAT_TEST_PG"]
PARTS = conninfo_to_dict(CONNINFO)
BINARY = os.environ["MANDAT_BINARY"]
CONNECTIONS = 32
PER_SECOND = 200

# Each connection pauses at random, so that together they send about PER_SECOND.
LUA = """
local pause = tonumber(os.getenv("PAUSE_MS"))
if pause > 0 then
  function delay() return math.random(pause / 2, pause * 3 / 2) end
end
function done(summary, latency)
  local errors = summary.errors
  print(string.format("ergebnis %f %f %f %d", latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, summary.requests / summary.duration * 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


def main():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, mandat(Path(folder)) as ours, \
            starlette(Path(folder)) as theirs:
        script = Path(folder) / "last.lua"
        script.write_text(LUA)
        pause = CONNECTIONS * 1000 // PER_SECOND
        paced = rounds(2, {"mandat": lambda: wrk(ours, script, pause),
                           "Starlette": lambda: wrk(theirs, script, pause)})
        full = rounds(2, {"mandat": lambda: wrk(ours, script, 0),
                          "Starlette": lambda: wrk(theirs, script, 0)})
    tafel = Tafel(f"Antwort mit einer Abfrage, {CONNECTIONS} Verbindungen")
    half, tail = part(paced, 0), part(paced, 1)
    compare(tafel, f"Median bei {PER_SECOND}/s (ms)", half, at_most=1)
    compare(tafel, f"p99 bei {PER_SECOND}/s (ms)", tail)
    tafel.line(f"p99 bei {PER_SECOND}/s, absolut (ms)", statistics.median(tail["mandat"]),
               at_most=50)
    compare(tafel, "Antworten je Sekunde bei voller Last", part(full, 2), at_least=1)
    compare(tafel, "p99 bei voller Last (ms)", part(full, 1))


def part(values, index):
    return {name: [value[index] for value in list_] for name, list_ in values.items()}


def compare(tafel, what, values, **target):
    tafel.line(what, statistics.median(values["mandat"]), statistics.median(values["Starlette"]),
               "Starlette", ratio(values, "mandat", "Starlette"), **target)


def wrk(url, script, pause):
    """Median and p99 in milliseconds, requests per second."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", "-d4s", "-s", script, url], check=True, text=True,
        capture_output=True, env=os.environ | {"PAUSE_MS": str(pause)})
    line = next(line for line in done.stdout.splitlines() if line.startswith("ergebnis"))
    *values, errors = map(float, line.split()[1:])
    if errors:
        sys.exit(f"{url}: {errors:.0f} Fehler\n{done.stdout}")
    return values


@contextmanager
def mandat(folder):
    """The web process as deploy/run starts it, on the empty installation of the cluster."""
    keys = {"verwaltung": PARTS["password"], "hauptschluessel": secrets.token_hex(32)}
    for name, text in keys.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    port = free_port()
    (folder / "ablage").mkdir()
    (folder / "mandat.conf").write_text(
        f"datenbank = host={PARTS['host']} port={PARTS.get('port', 5432)}"
        f" dbname={PARTS['dbname']}\n"
        f"verwaltung = {folder}/verwaltung\nhauptschluessel = {folder}/hauptschluessel\n"
        f"kreis = Kreis Borken\nheimat = {ROOT}\nablage = {folder}/ablage\nport = {port}\n")
    environment = os.environ | {"MANDAT_CONFIG": str(folder / "mandat.conf")}
    subprocess.run([BINARY, "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL)
    command = [BINARY, "serve", "--port", str(port)]
    with served(command, port, folder / "mandat.log", environment) as url:
        yield url


STARLETTE = """
import os
import asyncpg
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(min_size=4, max_size=4) as app.state.pool:
        yield

async def health(request):
    async with request.app.state.pool.acquire() as connection:
        async with connection.transaction(readonly=True):
            await connection.fetchrow("SELECT 1 AS eins")
    return PlainTextResponse("ok")

app = Starlette(routes=[Route("/health", health)], lifespan=lifespan)
"""


@contextmanager
def starlette(folder):
    (folder / "vergleich.py").write_text(STARLETTE)
    port = free_port()
    environment = os.environ | {
        "PGHOST": PARTS["host"], "PGPORT": PARTS.get("port", "5432"), "PGDATABASE": PARTS["dbname"],
        "PGUSER": PARTS["user"], "PGPASSWORD": PARTS["password"]}
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(folder), "--port", str(port),
               "--no-access-log", "vergleich:app"]
    with served(command, port, folder / "starlette.log", environment) as url:
        yield url


@contextmanager
def served(command, port, log, environment):
    url = f"http://127.0.0.1:{port}/health"
    with open(log, "w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        await_answer(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def await_answer(url, process, log):
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.read() == b"ok":
                    return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    sys.exit(f"{url} antwortet nicht:\n{log.read_text()[-2000:]}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


main()
