"""Drives mock-bank, a bank with a clock of its own, and writes statements as a bank does."""

import json
import os
import re
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
        """The bank's answer; None when it refuses the file."""
        try:
            return self.ruf("POST", "/payments", datei, "application/xml")
        except urllib.error.HTTPError as fehler:
            assert fehler.code == 422, fehler.code
            return None

    def rueckgabe(self, end_to_end_id, tage=2, grund="AC04"):
        """The money comes back some bank days after its debit; AC04: the account is closed."""
        self.verhalten("return-later", days=tage, reason=grund, end_to_end_id=end_to_end_id)

    def verhalten(self, wie="accept", **weiter):
        """What the bank does from now on, until it is told otherwise."""
        self.ruf("PATCH", "/_mock/accounts/KREIS",
                 {"behaviour": wie} | ({"parameters": weiter} if weiter else {}))

    def gutschrift(self, cent, zweck, name, end_to_end_id=None):
        """Somebody pays into the account; it is on the statement of the day."""
        self.ruf("POST", "/_mock/credits", {
            "account": "KREIS", "amount": cent, "note": zweck, "debtor": {"name": name}}
            | ({"end_to_end_id": end_to_end_id} if end_to_end_id else {}))

    def schliesst(self, *tage):
        """The days other than weekends on which no bank works."""
        self.ruf("PUT", "/_mock/holidays", list(tage))

    def saldo(self):
        konten = self.ruf("GET", "/_mock/accounts")
        konten = konten.get("accounts", konten) if isinstance(konten, dict) else konten
        return next(k["balance"] for k in konten if k["id"] == "KREIS")

    def bis(self, tag):
        self.ruf("POST", f"/_mock/advance?to={tag}", {})

    def auszuege(self):
        """The statements (camt.053) that have come since the last call, oldest first."""
        return self.post()[0]

    def post(self):
        """The statements, and the answers to files (pain.002), since the last call."""
        post = self.ruf("GET", "/_mock/mailbox")
        post = post.get("messages", []) if isinstance(post, dict) else post
        def von(art):
            return [m["body"] for m in post
                    if m.get("account") == "KREIS" and art in m.get("type", "")]
        return von("camt.053"), von("pain.002")

    def ende(self):
        self.prozess.terminate()
        self.prozess.wait(timeout=10)


def zusammen(auszuege):
    """Several statements in one file, as banks deliver those of some days."""
    alle = [re.search(r"<Stmt>.*</Stmt>", text, re.S).group() for text in auszuege]
    return re.sub(r"<Stmt>.*</Stmt>", lambda _: "".join(alle), auszuege[0], count=1, flags=re.S)


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


def einzelbelastung(end_to_end_id, cent):
    """One payment, debited by itself."""
    return -cent, _umsatz(cent, "DBIT",
                          f"<TxDtls><Refs><EndToEndId>{end_to_end_id}</EndToEndId></Refs></TxDtls>")


def ablehnung(msgid, end_to_end_id, grund="MS03"):
    """The bank's answer (pain.002) that it has not executed one payment of a file."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B-{end_to_end_id[:30]}</MsgId></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{msgid}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{msgid}</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>{end_to_end_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>{grund}</Cd></Rsn></StsRsnInf></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""


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
