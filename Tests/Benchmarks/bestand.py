#!/usr/bin/env python3
"""50,000 persons of a former system checked and taken over, against plain COPY of the same rows."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tafel import MESSUNG, Tafel, reported

PERSONS, MEMBERS, MONTHS = 50_000, 3, 12
TABLES = ["uebernahme", "herkunft", "fall", "person", "aktenvermerk", "person_angabe", "mitglied",
          "berechtigung", "aufenthalt", "einkommen", "unterkunft", "bankverbindung",
          "uebernahme_konto", "altbewilligung"]
ROLES = ["haushaltsvorstand", "partner", "kind"]


def main():
    tafel = Tafel(f"Übernahme von {PERSONS:_} Personen".replace("_", "."))
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder) / "alt"
        generate(folder)
        with subprocess.Popen([MESSUNG, "bestand", folder], text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            database, ours, floor = process.stdout.readline().split()[1:]
            _, checked = reported(process.stdout.readline())
            _, seconds = reported(process.stdout.readline())
            conninfo = psycopg.conninfo.make_conninfo(os.environ["MANDAT_TEST_PG"], dbname=database)
            plain = plain_copy(conninfo, ours, floor)
            process.stdin.write("\n")
            process.stdin.flush()
    tafel.line("lesen und prüfen (s)", checked, at_most=60)
    tafel.line("prüfen und übernehmen (s)", seconds, plain, "COPY", at_most=3)
    tafel.line("dasselbe, absolut (s)", seconds, at_most=120)


def generate(folder):
    """Families of three in flats, a year of approvals each."""
    binary = os.environ["MANDAT_BINARY"]
    subprocess.run([binary, "bestand", "vorlage", "--nach", folder], check=True,
                   stdout=subprocess.DEVNULL)
    (folder / "summen.csv").unlink()
    lines = {file.stem: [file.read_text("utf-8-sig").strip()] for file in folder.glob("*.csv")}
    for n in range(PERSONS // MEMBERS):
        lines["faelle"].append(f"F{n};ALT-{n};;;")
        for k, role in enumerate(ROLES):
            person, born = f"P{n}-{k}", f"{1 + n % 28:02d}.03.{1980 + 10 * k}"
            lines["personen"].append(f"{person};Familie{n};Vorname{k};;{born};x;423;"
                                     f"{n * MEMBERS + k:012d};ledig;01.01.2025;")
            lines["mitglieder"].append(f"F{n};{person};{role};01.01.2025;")
            lines["berechtigungen"].append(f"{person};nr_1;grundleistung;01.01.2025;")
            lines["aufenthalte"].append(f"{person};duldung;01.01.2025;;01.01.2025;")
        lines["einkommen"].append(
            f"P{n}-0;erwerbstaetigkeit;520,00;;;;;Betrieb {n % 500};01.01.2026;")
        lines["unterkuenfte"].append(
            f"F{n};wohnung;Straße {n};48683;Ahaus;480,00;80,00;70,00;;;;;;01.01.2025;")
        lines["konten"].append(
            f"F{n};ueberweisung;Vorname0 Familie{n};DE89370400440532013000;01.01.2025")
        for month in range(1, MONTHS + 1):
            lines["bewilligungen"].append(
                f"F{n};01.{month:02d}.2026;1500,00;1020,00;480,00;A{n};")
    for name, content in lines.items():
        columns = content[0].count(";")
        content[1:] = [line + ";" * (columns - line.count(";")) for line in content[1:]]
        (folder / f"{name}.csv").write_text("\n".join(content) + "\n")


def plain_copy(conninfo, ours, floor):
    """The same rows into the empty tables of another Kommune; only writing them counts."""
    with psycopg.connect(conninfo) as connection:
        data = {}
        for table in TABLES:
            with connection.cursor().copy(f"COPY {ours}.{table} TO STDOUT (FORMAT binary)") as copy:
                data[table] = b"".join(copy)
        assert connection.execute(f"SELECT count(*) FROM {ours}.person").fetchone()[0] == \
            PERSONS // MEMBERS * MEMBERS
        # Whoever wrote the notes works in the first Kommune only.
        connection.execute(f"ALTER TABLE {floor}.aktenvermerk DISABLE TRIGGER wer_und_wann")
        connection.commit()
        begin = time.perf_counter()
        for table in TABLES:
            statement = f"COPY {floor}.{table} FROM STDIN (FORMAT binary)"
            with connection.cursor().copy(statement) as copy:
                copy.write(data[table])
        connection.commit()
        return time.perf_counter() - begin


main()
