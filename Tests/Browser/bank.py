"""Drives mock-bank, a bank with a clock of its own, and writes statements as a bank does."""

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
        befehl = [str(Path(sys.executable).parent / "mock-bank"),
                  "--port", self.adresse.rsplit(":", 1)[1],
                  "--clock", uhr, "--timezone", "Europe/Berlin", "-q"]
        log = open(Path(ordner) / "bank.log", "ab")
        self.prozess = subprocess.Popen(befehl, stdout=log, stderr=log, env=os.environ)
        warte(self._bereit, 30, "mock-bank antwortet")
        # Of the account's balance the test needs only that it suffices.
        self.ruf("POST", "/_mock/accounts", {
            "id": "KREIS", "name": "Kreis Borken", "iban": KREISKONTO, "bic": "MOCKNL2A",
            "currency": "EUR", "balance": 50_000_000, "behaviour": "accept"})

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
        """AC04: the beneficiary's account is closed; the money comes back after some days."""
        self.ruf("PATCH", "/_mock/accounts/KREIS", {"behaviour": "return-later", "parameters": {
            "days": tage, "reason": "AC04", "end_to_end_id": end_to_end_id}})

    def bis(self, tag):
        self.ruf("POST", f"/_mock/advance?to={tag}", {})

    def auszuege(self):
        """The statements (camt.053) that have come since the last call, oldest first."""
        post = self.ruf("GET", "/_mock/mailbox")
        post = post.get("messages", []) if isinstance(post, dict) else post
        return [m["body"] for m in post
                if m.get("account") == "KREIS" and "camt.053" in m.get("type", "")]

    def ende(self):
        self.prozess.terminate()
        self.prozess.wait(timeout=10)


class Auszuege:
    """The statements (camt.053) of one account: each goes on where the last one ended."""

    def __init__(self, iban, saldo_cent):
        self.iban, self.saldo, self.nummer = iban, saldo_cent, 0

    def neuer(self, tag, *umsaetze):
        """The statement of a day, with what `belastung` and `gutschrift` gave."""
        alt, self.nummer = self.saldo, self.nummer + 1
        self.saldo += sum(cent for cent, _ in umsaetze)
        eintraege = "".join(
            eintrag.format(tag=tag, referenz=f"{self.iban[-4:]}-{self.nummer}-{stelle}")
            for stelle, (_, eintrag) in enumerate(umsaetze))
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>K{self.nummer}</MsgId></GrpHdr><Stmt><Id>K{self.nummer}</Id>
<ElctrncSeqNb>{self.nummer}</ElctrncSeqNb>
<Acct><Id><IBAN>{self.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{_saldo("OPBD", alt, tag)}{_saldo("CLBD", self.saldo, tag)}
{eintraege}</Stmt></BkToCstmrStmt></Document>"""


def belastung(msgid, cent):
    """A run, debited in one sum."""
    return -cent, _umsatz(cent, "DBIT", f"<Btch><PmtInfId>{msgid}</PmtInfId></Btch>")


def gutschrift(cent, name, iban, zweck):
    """What somebody transferred to the account."""
    return cent, _umsatz(cent, "CRDT", f"""<TxDtls>
<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<Amt Ccy="EUR">{cent / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{zweck}</Ustrd></RmtInf></TxDtls>""")


def _umsatz(cent, richtung, einzelheiten):
    return f"""<Ntry><Amt Ccy="EUR">{cent / 100:.2f}</Amt><CdtDbtInd>{richtung}</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{{tag}}</Dt></BookgDt><AcctSvcrRef>{{referenz}}</AcctSvcrRef>
<NtryDtls>{einzelheiten}</NtryDtls></Ntry>"""


def _saldo(art, cent, tag):
    return f"""<Bal><Tp><CdOrPrtry><Cd>{art}</Cd></CdOrPrtry></Tp>
<Amt Ccy="EUR">{cent / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{tag}</Dt></Dt></Bal>"""
