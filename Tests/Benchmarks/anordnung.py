#!/usr/bin/env python3
"""Fifty clerks ordering payments at once: how long each waits, against a bare commit at the same
pace."""

from tafel import Tafel, messung

tafel = Tafel("Anordnung, 50 Personen zugleich, 100 je Sekunde")
werte = messung("anordnung")
for was, ziel in (("median", None), ("p99", 20)):
    wert, boden = werte[f"anordnung/{was}"], werte[f"boden/{was}"]
    tafel.line(f"{was} (ms)", wert, boden, "nur ein Vermerk")
    if ziel:
        tafel.line(f"{was}, absolut (ms)", wert, at_most=ziel)
