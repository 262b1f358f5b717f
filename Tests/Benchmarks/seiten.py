#!/usr/bin/env python3
"""Latency under load: mandat against Starlette with asyncpg and Jinja2 (vergleich.py).

Measured are an answer that takes one query and a page behind sign-in: 50 cases of a Kommune, whose
bytes are the same from both. Both ask the same of the same cluster from pools of four connections,
one process each.
"""

import http.cookiejar
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
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
PAGE = "/m/ahaus/faelle"
# Enough for a full page of one clerk's cases in Ahaus.
PEOPLE = 2400

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
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, mandat(Path(folder)) as (ours, names):
        cookie = sign_in(ours)
        page = fetch(ours + PAGE, cookie)
        with starlette(Path(folder), page, names) as theirs:
            if without_token(fetch(theirs + PAGE, cookie)) != without_token(page):
                sys.exit("Starlette liefert eine andere Seite.")
            script = Path(folder) / "last.lua"
            script.write_text(LUA)
            compare_both("Antwort mit einer Abfrage", ours, theirs, "/health", script, cookie)
            compare_both("Seite nach Anmeldung, 50 Fälle", ours, theirs, PAGE, script, cookie)


def compare_both(title, ours, theirs, path, script, cookie):
    pause = CONNECTIONS * 1000 // PER_SECOND
    paced = rounds(3, {"mandat": lambda: wrk(ours + path, script, pause, cookie),
                       "Starlette": lambda: wrk(theirs + path, script, pause, cookie)})
    full = rounds(3, {"mandat": lambda: wrk(ours + path, script, 0, cookie),
                      "Starlette": lambda: wrk(theirs + path, script, 0, cookie)})
    tafel = Tafel(f"{title}, {CONNECTIONS} Verbindungen")
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


def wrk(url, script, pause, cookie):
    """Median and p99 in milliseconds, requests per second."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", "-d4s", "-s", script, "-H", f"Cookie: {cookie}", url],
        check=True, text=True,
        capture_output=True, env=os.environ | {"PAUSE_MS": str(pause)})
    line = next(line for line in done.stdout.splitlines() if line.startswith("ergebnis"))
    *values, errors = map(float, line.split()[1:])
    if errors:
        sys.exit(f"{url}: {errors:.0f} Fehler\n{done.stdout}")
    return values


@contextmanager
def mandat(folder):
    """The web process as deploy/run starts it, on a demonstration; and the logins for the peer."""
    keys = {"verwaltung": PARTS["password"], "hauptschluessel": secrets.token_hex(32)}
    for name, text in keys.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    port = free_port()
    (folder / "mandat.conf").write_text(
        f"datenbank = host={PARTS['host']} port={PARTS.get('port', 5432)}"
        f" dbname={PARTS['dbname']}\n"
        f"verwaltung = {folder}/verwaltung\nhauptschluessel = {folder}/hauptschluessel\n"
        f"heimat = {ROOT}\nport = {port}\ndemo = ja\nanfragen = 100000000\n")
    environment = os.environ | {"MANDAT_CONFIG": str(folder / "mandat.conf")}
    for words in (["migrate"], ["demo", "--wenn-leer", "--personen", str(PEOPLE)]):
        done = subprocess.run([BINARY, *words], env=environment, text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"mandat {words[0]}: {done.stderr}")
    login = subprocess.run([BINARY, "mandant", "verbindung", "ahaus"], check=True, text=True,
                           env=environment, capture_output=True).stdout.strip()
    command = [BINARY, "serve", "--port", str(port)]
    with served(command, port, folder / "mandat.log", environment) as url:
        yield url, {"PLATTFORM": CONNINFO, "MANDANT": login}


def sign_in(url):
    """The cookie of a new session of a clerk in Ahaus."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(f"{url}/anmeldung", timeout=10).read().decode()
    fields = dict(re.findall(r'name="(csrf|vorgang)" value="([^"]*)"', form))
    fields |= {"anmeldename": "sb.ahaus", "kennwort": "schulung"}
    browser.open(f"{url}/anmeldung", urllib.parse.urlencode(fields).encode(), timeout=30).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def fetch(url, cookie):
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode()


def without_token(page):
    return re.sub(r'name="csrf" value="[^"]*"', "", page)


@contextmanager
def starlette(folder, page, names):
    """The same page and the same health answer; `names` are the logins and the person."""
    port = free_port()
    (folder / "vorlagen").mkdir()
    (folder / "vorlagen" / "faelle.html").write_text(template(page))
    environment = os.environ | {"VORLAGEN": str(folder / "vorlagen")} | names
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(Path(__file__).parent),
               "--port", str(port), "--no-access-log", "vergleich:app"]
    with served(command, port, folder / "starlette.log", environment) as url:
        yield url


def template(page):
    """The page of mandat for Jinja: the frame is fixed text, which favours the peer."""
    head, rest = page.split("<tbody>\n")
    _, foot = rest.split("</tbody>")
    return head + "<tbody>\n" + ROW + "\n</tbody>" + foot


ROW = (
    "{% for fall in faelle %}<tr>"
    '<th scope="row"><a href="/m/ahaus/faelle/{{ fall.id }}">{{ fall.name }}</a>'
    '<small class="nowrap">{{ fall.aktenzeichen }}</small></th>'
    '<td class="datum" data-kopf="Geboren">{{ fall.geboren }}</td>'
    '<td class="zahl" data-kopf="Personen">{{ fall.personen }}</td>'
    '<td data-kopf="Bewilligt bis">{{ fall.bewilligt_bis }}</td>'
    '<td data-kopf="Zustand"><span class="marke marke--ok">laufend</span></td>'
    '<td data-kopf="Sachbearbeitung">{{ fall.sachbearbeitung }}</td></tr>\n'
    "{% endfor %}")


@contextmanager
def served(command, port, log, environment):
    url = f"http://127.0.0.1:{port}"
    with open(log, "w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        await_answer(f"{url}/health", process, log)
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
