#!/usr/bin/env python3
"""A Probelauf of 100,000 cases against COPY of the same rows (Messung/Probelaufmessung.swift)."""

from tafel import Tafel, messung

FAELLE = 100_000


def main():
    tafel = Tafel(f"Probelauf mit {FAELLE:_} Fällen zweier Kommunen".replace("_", "."))
    gemessen = messung("probelauf", FAELLE)
    dauer = gemessen["probelauf"]
    tafel.line("lesen, zweimal rechnen, schreiben (s)", dauer, gemessen["copy"], "COPY", at_most=3)
    tafel.line("Personen je Sekunde", gemessen["personen"] / dauer, at_least=20_000)


main()
