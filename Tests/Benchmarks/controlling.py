#!/usr/bin/env python3
"""24 months of reports, attacked with everything in hand (Messung/Controllingmessung.swift), and one
month of sixteen Kommunen from the cases to the draft (Messung/Kennzahlmessung.swift)."""

from tafel import Tafel, messung


def main():
    for personen, gesperrt in ((25_000, 12), (2_500, 100)):
        tafel = Tafel(f"Controlling, 24 Monate, {personen:_} Personen".replace("_", "."))
        gemessen = messung("controlling", personen, 24)
        tafel.line("aufgedeckte Felder", gemessen["aufgedeckt"], at_most=0)
        tafel.line("angegriffene Felder", gemessen["angegriffen"])
        tafel.line("gesperrt (% der Felder)", gemessen["gesperrt_prozent"], at_most=gesperrt)
        tafel.line("verlorene Angabe (% der Beitragenden)", gemessen["verloren_prozent"])
        tafel.line("Schutz und Angriff, längster Monat (s)", gemessen["monat_hoechstens"],
                   at_most=60)
    tafel = Tafel("Controlling, ein Monat von 16 Kommunen")
    gemessen = messung("kennzahlen", 25_000)
    tafel.line("Personen", gemessen["personen"], at_least=24_500)
    tafel.line("zählen (s)", gemessen["zaehlen"])
    tafel.line("zählen, schützen, angreifen (s)", gemessen["alles"], at_most=60)


main()
