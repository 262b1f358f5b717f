#!/usr/bin/env python3
"""Lists of cases on 100,000 persons, each filter as its page asks it (Messung/Listenmessung.swift)."""

from tafel import Tafel, messung


def main():
    tafel = Tafel("Listen von 50.000 Fällen mit 100.000 Personen (ms)")
    gemessen = messung("listen")
    tafel.line("50 Kennungen, reines SQL", gemessen["alle/boden"])
    for name in dict.fromkeys(schluessel.split("/")[0] for schluessel in gemessen):
        treffer = gemessen[f"{name}/treffer"]
        anzahl = "ab 1000" if treffer >= 1000 else f"{treffer:.0f}"
        for was, ziel in (("seite", 100), ("letzte", 50), ("naechster", 50)):
            tafel.line(f"{name.replace('_', ' ')}, {anzahl}: {was}", gemessen[f"{name}/{was}"],
                       at_most=ziel)


main()
