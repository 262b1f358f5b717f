"""What a file must be, said by programs that are not ours."""

import re
import subprocess
from importlib.resources import files
from xml.etree import ElementTree


def pdf_text(pdf):
    ergebnis = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"[\u00a0\u202f]", " ", ergebnis.stdout.decode())


def pruefe_pdf(pdf, tmp_path):
    """A sound, tagged PDF that declares PDF/A-2a and PDF/UA-1."""
    datei = tmp_path / "brief.pdf"
    datei.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(datei)], check=True, capture_output=True)
    offen = tmp_path / "offen.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", "--stream-data=uncompress", str(datei),
                    str(offen)], check=True, capture_output=True)
    inhalt = offen.read_bytes()
    for merkmal in [rb"pdfaid:part>2<", rb"pdfaid:conformance>[Aa]<", rb"pdfuaid:part>1<", rb"/Lang", rb"/Marked true"]:
        assert re.search(merkmal, inhalt), merkmal


def pruefe_pain(datei, tmp_path):
    """Valid against the schema of ISO, and within the rules of the Deutsche Kreditwirtschaft."""
    pfad = tmp_path / "lauf.xml"
    pfad.write_bytes(datei)
    schema = files("sepaxml") / "schemas/pain.001.001.09.xsd"
    ergebnis = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(schema), str(pfad)],
                              capture_output=True, text=True)
    assert ergebnis.returncode == 0, ergebnis.stderr
    wurzel = ElementTree.fromstring(datei)
    ns = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    saldo = sum(round(float(e.text) * 100) for e in wurzel.iterfind(".//p:InstdAmt", ns))
    assert len(wurzel.findall(".//p:PmtInf", ns)) == 1
    assert wurzel.findtext(".//p:GrpHdr/p:CtrlSum", None, ns) == f"{saldo // 100}.{saldo % 100:02d}"
    assert {e.text for e in wurzel.iterfind(".//p:ChrgBr", ns)} == {"SLEV"}
    assert {e.get("Ccy") for e in wurzel.iterfind(".//p:InstdAmt", ns)} == {"EUR"}
    erlaubt = re.compile(r"[A-Za-z0-9/?:().,'+ -]*\Z")
    for name in ["Nm", "Ustrd", "EndToEndId", "MsgId", "PmtInfId"]:
        for element in wurzel.iterfind(f".//p:{name}", ns):
            assert erlaubt.match(element.text), (name, element.text)
    return [(e.findtext(".//p:EndToEndId", None, ns), round(float(e.findtext(".//p:InstdAmt", None, ns)) * 100),
             e.findtext("p:Cdtr/p:Nm", None, ns)) for e in wurzel.iterfind(".//p:CdtTrfTxInf", ns)]
