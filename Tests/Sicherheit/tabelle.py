"""The requirements of OWASP ASVS 5.0 that Mandat answers to, read from asvs.csv and written as README.md.

Run by hand after a change of the table: `python3 Tests/Sicherheit/tabelle.py`.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ORT = Path(__file__).resolve().parent
HEIMAT = ORT.parents[1]
STAENDE = ("erfüllt", "Betrieb", "entfällt", "offen")

# Per section the levels of its requirements, in their order (OWASP ASVS 5.0.0).
NORM = {
    "V1.1": "22", "V1.2": "1111122223", "V1.3": "112222222223", "V1.4": "222", "V1.5": "123",
    "V2.1": "122", "V2.2": "112", "V2.3": "12223", "V2.4": "23",
    "V3.1": "3", "V3.2": "113", "V3.3": "12223", "V3.4": "11222233", "V3.5": "11122333",
    "V3.6": "3", "V3.7": "22333",
    "V4.1": "12233", "V4.2": "23333", "V4.3": "22", "V4.4": "1222",
    "V5.1": "2", "V5.2": "112333", "V5.3": "113", "V5.4": "222",
    "V6.1": "122", "V6.2": "111111112222", "V6.3": "11223333", "V6.4": "112233",
    "V6.5": "22222333", "V6.6": "2223", "V6.7": "33", "V6.8": "2222",
    "V7.1": "222", "V7.2": "1111", "V7.3": "22", "V7.4": "11222", "V7.5": "223", "V7.6": "22",
    "V8.1": "1233", "V8.2": "1123", "V8.3": "133", "V8.4": "23",
    "V9.1": "111", "V9.2": "1222",
    "V10.1": "22", "V10.2": "223", "V10.3": "22223", "V10.4": "1111122222233333",
    "V10.5": "22222", "V10.6": "22", "V10.7": "222",
    "V11.1": "2233", "V11.2": "22233", "V11.3": "11233", "V11.4": "1222", "V11.5": "23",
    "V11.6": "23", "V11.7": "33",
    "V12.1": "12233", "V12.2": "11", "V12.3": "22223",
    "V13.1": "2333", "V13.2": "222223", "V13.3": "2233", "V13.4": "1222233",
    "V14.1": "22", "V14.2": "12223333", "V14.3": "122",
    "V15.1": "12233", "V15.2": "12233", "V15.3": "1222222", "V15.4": "3333",
    "V16.1": "2", "V16.2": "22222", "V16.3": "2222", "V16.4": "222", "V16.5": "2223",
}
# Where level 3 is asked for as well.
STUFE_3 = {"V6", "V8", "V11", "V14", "V16"}
KAPITEL = {
    "V1": "Kodieren und Bereinigen", "V2": "Prüfen und Abläufe", "V3": "Im Browser",
    "V4": "HTTP und Schnittstellen", "V5": "Dateien", "V6": "Anmeldung", "V7": "Sitzungen",
    "V8": "Berechtigungen", "V9": "Token mit Inhalt", "V10": "OAuth und OpenID Connect",
    "V11": "Kryptografie", "V12": "Verbindungen", "V13": "Einstellungen", "V14": "Datenschutz",
    "V15": "Bauweise und Bestandteile", "V16": "Protokolle und Fehler",
}


def verlangt():
    """Number and level of every requirement in question: levels 1 and 2, and 3 where it counts."""
    for abschnitt, stufen in NORM.items():
        for stelle, stufe in enumerate(stufen, 1):
            if stufe < "3" or abschnitt.split(".")[0] in STUFE_3:
                yield f"{abschnitt}.{stelle}", stufe


@dataclass(frozen=True)
class Zeile:
    nr: str
    stufe: str
    verlangt: str
    stand: str
    belege: tuple
    begruendung: str

    @property
    def kapitel(self):
        return self.nr.split(".")[0]


def zeilen():
    with open(ORT / "asvs.csv", encoding="utf-8", newline="") as datei:
        for z in csv.DictReader(datei, delimiter=";", strict=True):
            if None in z:
                raise ValueError(f"{z['nr']}: ein Strichpunkt außerhalb von Anführungszeichen")
            yield Zeile(z["nr"], z["stufe"], z["verlangt"], z["stand"], tuple(z["belege"].split()),
                        z["begruendung"])


TYP = re.compile(r"^\s*(?:private |package |@\w+ )*(?:final )?(?:struct|class|actor|enum|extension) (\w+)")
FUNKTION = re.compile(r"\bfunc (\w+)")
PROBE = re.compile(r"^(?:async )?def (test_\w+)", re.M)


def vorhandene():
    """`Suite.function` or `test_file.test_function` of every test there is, with its file."""
    gefunden = {}
    for datei in sorted(HEIMAT.glob("Tests/*Tests/**/*.swift")):
        typ, wartet = None, False
        for zeile in datei.read_text().splitlines():
            if treffer := TYP.match(zeile):
                # A helper nested in a suite is indented deeper; tests stand one step in.
                if len(zeile) - len(zeile.lstrip()) == 0:
                    typ = treffer[1]
            wartet = wartet or "@Test" in zeile
            if wartet and (treffer := FUNKTION.search(zeile)):
                gefunden[f"{typ}.{treffer[1]}"] = datei
                wartet = False
    for datei in sorted(HEIMAT.glob("Tests/*/test_*.py")):
        for name in PROBE.findall(datei.read_text()):
            gefunden[f"{datei.stem}.{name}"] = datei
    return gefunden


def uebersicht(alle):
    yield "| Kapitel | " + " | ".join(STAENDE) + " |"
    yield "|---|" + "--:|" * len(STAENDE)
    for kapitel, titel in KAPITEL.items():
        zahl = Counter(z.stand for z in alle if z.kapitel == kapitel)
        yield f"| [{kapitel} {titel}](#{anker(kapitel)}) | " + " | ".join(str(zahl[s] or "–") for s in STAENDE) + " |"
    zahl = Counter(z.stand for z in alle)
    yield "| **zusammen** | " + " | ".join(f"**{zahl[s]}**" for s in STAENDE) + " |"


def anker(kapitel):
    return f"{kapitel} {KAPITEL[kapitel]}".lower().replace(" ", "-")


def beleg(name, tests):
    ziel = tests.get(name)
    return f"[{name}](../{ziel.relative_to(HEIMAT / 'Tests').as_posix()})" if ziel else name


def blatt(alle, tests):
    """README.md: counts, what is open, then one table per chapter."""
    ja, nein = "Geschrieben von `tabelle.py` aus `asvs.csv`.", [z for z in alle if z.stand == "offen"]
    yield "# Sicherheit nach OWASP ASVS 5.0"
    yield ""
    yield f"{ja} Stufe 2 ohne V17, dazu Stufe 3 in V6, V8, V11, V14"
    yield "und V16: " + f"{len(alle)} Anforderungen, in eigenen Worten. „erfüllt“ nennt Tests oder, was der Bau der"
    yield "Sache ausschließt; „Betrieb“ liegt bei nginx, systemd oder dem Rechenzentrum, eingestellt wie in"
    yield "`deploy/`; „entfällt“ gibt es hier nicht; „offen“ fehlt. Zahlen und Verzeichnisse stehen in"
    yield "[deploy/SICHERHEIT.md](../../deploy/SICHERHEIT.md). Ein Test prüft, dass keine Anforderung fehlt und jeder"
    yield "genannte Test da ist; Suite und Funktion sind der Filter für `./deploy/test --nur swift`."
    yield ""
    yield from uebersicht(alle)
    yield ""
    yield f"## Offen ({len(nein)})"
    yield ""
    for z in nein:
        yield f"* **{z.nr}** (Stufe {z.stufe}) {z.verlangt}: {z.begruendung}"
    for kapitel, titel in KAPITEL.items():
        yield from ("", f"## {kapitel} {titel}", "", "| Nr. | Stufe | verlangt | Stand | Beleg oder Grund |", "|---|---|---|---|---|")
        for z in (z for z in alle if z.kapitel == kapitel):
            worte = " · ".join(beleg(name, tests) for name in z.belege)
            worte = " – ".join(teil for teil in (worte, z.begruendung) if teil)
            yield f"| {z.nr} | {z.stufe} | {z.verlangt} | {z.stand} | {worte} |"


def text():
    return "\n".join(blatt(list(zeilen()), vorhandene())) + "\n"


if __name__ == "__main__":
    (ORT / "README.md").write_text(text(), encoding="utf-8")
