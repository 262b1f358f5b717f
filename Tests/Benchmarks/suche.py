#!/usr/bin/env python3
"""The search box on 100,000 persons against a plain trigram query (Messung/Suchmessung.swift)."""

from tafel import Tafel, messung

# Inputs that a plain trigram query answers too; the others it cannot.
NAMEN = {"haeufig", "haeufig_zwei", "umlaut", "anfang", "tippfehler", "selten", "nichts"}


def main():
    tafel = Tafel("Suche in 100.000 Personen (ms)")
    gemessen = messung("suche")
    for name in dict.fromkeys(schluessel.split("/")[0] for schluessel in gemessen):
        was = f"{name.replace('_', ' ')}, {gemessen[f'{name}/treffer']:.0f} Treffer"
        dauer = gemessen[f"{name}/suche"]
        tafel.line(was, dauer, at_most=50)
        if name in NAMEN:
            tafel.line("  zur reinen Trigrammsuche", dauer, gemessen[f"{name}/trigramm"], "SQL")


main()
