"""Drives mock-bank: a bank with a clock of its own."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from verbund import KREISKONTO, freier_port, warte


class Bank:
    def __init__(self, ordner, uhr):
        self.adresse = f"http://127.0.0.1:{freier_port()}"
        befehl = [str(Path(sys.executable).parent / "mock-bank"), "--port", self.adresse.rsplit(":", 1)[1],
                  "--clock", uhr, "--timezone", "Europe/Berlin", "-q"]
        log = open(Path(ordner) / "bank.log", "ab")
        self.prozess = subprocess.Popen(befehl, stdout=log, stderr=log, env=os.environ)
        warte(self._bereit, 30, "mock-bank antwortet")
        # Of the account's balance the test needs only that it suffices.
        self.ruf("POST", "/_mock/accounts", {
            "id": "KREIS", "name": "Kreis Borken", "iban": KREISKONTO, "bic": "MOCKNL2A", "currency": "EUR",
            "balance": 50_000_000, "behaviour": "accept"})

    def _bereit(self):
        try:
            return self.ruf("GET", "/_mock/health").get("status") == "ok"
        except OSError:
            return False

    def ruf(self, art, weg, inhalt=None, typ="application/json"):
        daten = None
        if inhalt is not None:
            daten = inhalt if isinstance(inhalt, bytes) else json.dumps(inhalt).encode()
        anfrage = urllib.request.Request(self.adresse + weg, data=daten, method=art,
                                         headers={"Content-Type": typ})
        with urllib.request.urlopen(anfrage, timeout=30) as antwort:
            text = antwort.read()
        try:
            return json.loads(text)
        except ValueError:
            return text.decode()

    def einreichen(self, datei):
        return self.ruf("POST", "/payments", datei, "application/xml")

    def rueckgabe(self, end_to_end_id, tage=2):
        """The account AC04: the beneficiary's account is closed; the money comes back after some days."""
        self.ruf("PATCH", "/_mock/accounts/KREIS", {"behaviour": "return-later", "parameters": {
            "days": tage, "reason": "AC04", "end_to_end_id": end_to_end_id}})

    def bis(self, tag):
        self.ruf("POST", f"/_mock/advance?to={tag}", {})

    def auszuege(self):
        """The statements (camt.053) that have come since the last call, oldest first."""
        post = self.ruf("GET", "/_mock/mailbox")
        post = post.get("messages", []) if isinstance(post, dict) else post
        return [m["body"] for m in post if m.get("account") == "KREIS" and "camt.053" in m.get("type", "")]

    def ende(self):
        self.prozess.terminate()
        self.prozess.wait(timeout=10)
