#!/usr/bin/env python3
"""Month calculations per second and core; see Messung/Berechnungsmessung.swift."""

from tafel import Tafel, messung


def main():
    tafel = Tafel("Monatsberechnung: Personen je Sekunde und Kern")
    persons = messung("berechnung")
    tafel.line("Einzelne in der Gemeinschaftsunterkunft", persons["einzeln"], at_least=200_000)
    tafel.line("Familien mit Lohn und Wohnung", persons["familie"], at_least=200_000)
    tafel.line("gemischt, 7 von 10 Haushalten einzeln", persons["gemischt"], at_least=200_000)


main()
