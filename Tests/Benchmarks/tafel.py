"""What the benchmarks share: the Swift side, repeated rounds, the table of results.

Machines are noisy, so floor and subject take turns within one run and only their ratio is judged.
"""

import os
import statistics
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[2]
MESSUNG = os.environ.get("MANDAT_MESSUNG", str(ROOT / ".build/release/messung"))


def messung(*arguments):
    """Runs the Swift side; returns what it reports by name."""
    done = subprocess.run([MESSUNG, *map(str, arguments)], check=True, text=True,
                          stdout=subprocess.PIPE)
    return dict(reported(line) for line in done.stdout.splitlines())


def reported(line):
    name, value = line.split("\t")
    return name, float(value)


def environment(conninfo):
    """The connection for psql and pgbench, so that no password stands in the list of processes."""
    parts = conninfo_to_dict(conninfo)
    return os.environ | {"PGHOST": parts["host"], "PGPORT": parts.get("port", "5432"),
                         "PGDATABASE": parts["dbname"], "PGUSER": parts["user"],
                         "PGPASSWORD": parts.get("password", "")}


def rounds(number, subjects):
    """Measures each subject (name → function) in turn, `number` times; name → list of values."""
    values = {name: [] for name in subjects}
    for _ in range(number):
        for name, measure in subjects.items():
            values[name].append(measure())
    return values


def ratio(values, subject, other):
    """The median over the rounds of `subject` to `other`, both measured in the same round."""
    return statistics.median(a / b for a, b in zip(values[subject], values[other]))


class Tafel:
    """Prints one line per result: what, value, floor, ratio, target, met or not."""

    FORM = "{:<44} {:>12} {:>24} {:>8} {:>10} {:>5}"

    def __init__(self, title):
        print(f"\n{title}")
        print(self.FORM.format("Was", "Wert", "Vergleich", "Verh.", "Ziel", ""))

    def line(self, what, value, floor=None, of="", ratio=None, at_least=None, at_most=None):
        """Judges the ratio to the floor, or the value itself if there is none."""
        if ratio is None and floor is not None:
            ratio = value / floor
        judged = value if ratio is None else ratio
        target, met = "", ""
        if at_least is not None:
            target, met = f"≥ {number(at_least)}", judged >= at_least
        elif at_most is not None:
            target, met = f"≤ {number(at_most)}", judged <= at_most
        print(self.FORM.format(
            what, number(value), f"{of} {number(floor)}" if floor is not None else "",
            f"{ratio:.2f}" if ratio is not None else "", target,
            {True: "ok", False: "NEIN"}.get(met, "")), flush=True)


def number(value):
    """Five digits are enough, with the German marks."""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
    return text.translate(str.maketrans(",.", ".,"))
