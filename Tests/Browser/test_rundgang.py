"""Every role follows every kind of link it is shown: no fault, no dead end, nobody else's people, and
nothing changes by looking (ASVS V3, V8; issue 6)."""

import re
import time
from collections import Counter, deque
from urllib.parse import parse_qsl, urlsplit

import pytest

from besucher import Besucher
from verbund import KENNWORT

# As many pages of one kind as one role opens: the second shows what only differs by data.
JE_ART = 2
SEITEN_JE_ROLLE = 260
KENNUNG = re.compile(r"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{16,}|\d{4}-\d{2}(-\d{2})?|\d+)$")

# What looking may write, and why.
DARF_SICH_AENDERN = {
    "platform.anmeldung": "wann die Sitzung zuletzt tätig war",
    "platform.audit": "wer sich angemeldet und wer eine Datei mitgenommen hat",
}
# Who read what is noted; a letter is set when it is first looked at, from what stood fixed before.
PROTOKOLL = re.compile(r"\.(audit|lesezugriff|schriftstueck|schriftstueck_teil)$")


def art(weg):
    """`/m/{}/faelle/{}?am`: what kind of page an address is."""
    teile = urlsplit(weg)
    ort = "/".join("{}" if KENNUNG.match(teil) else teil for teil in teile.path.split("/"))
    return f"{ort}?{','.join(sorted({name for name, _ in parse_qsl(teile.query, True)}))}"


@pytest.fixture(scope="module")
def rollen(schulung):
    """Each role of the database with somebody who holds it, in Ahaus or in the Kreis."""
    schulung.worker.ende()
    leute = {}
    for rolle, ebene in schulung.sql("SELECT name, ebene FROM platform.rolle ORDER BY ebene, name"):
        wer = f"rundgang.{rolle.replace('_', '-')}"
        schulung.person(wer, f"Rundgang {rolle}", "ahaus" if ebene == "kommune" else None, rolle)
        leute[rolle] = wer
    yield leute
    schulung.worker.start()


def namen(verbund, schema):
    """Full names of the people a Kommune keeps, as pages write them."""
    zeilen = verbund.sql(f"SELECT DISTINCT vorname, familienname FROM {schema}.person_angabe")
    return {form for vorname, familienname in zeilen if vorname and familienname
            for form in (f"{vorname} {familienname}", f"{familienname}, {vorname}")}


@pytest.fixture(scope="module")
def fremde(schulung):
    """Per level the names that nobody there may read: those of the other Kommunen, for the Kreis all."""
    mandanten = dict(schulung.sql("SELECT kuerzel, schema_name FROM platform.mandant"))
    eigene = namen(schulung, mandanten.pop("ahaus"))
    andere = set().union(*(namen(schulung, schema) for schema in mandanten.values()))
    kollegen = {name for name, in schulung.sql("""
        SELECT b.name FROM platform.benutzer b JOIN platform.mandant m ON m.id = b.mandant_id
         WHERE m.kuerzel <> 'ahaus'
           AND b.name NOT IN (SELECT name FROM platform.benutzer WHERE mandant_id IS NULL
                              UNION SELECT c.name FROM platform.benutzer c
                                      JOIN platform.mandant n ON n.id = c.mandant_id
                                     WHERE n.kuerzel = 'ahaus')""")}
    return {"kommune": (andere - eigene) | kollegen, "kreis": andere | eigene}


def sieht_empfaenger(verbund, rolle):
    """Whether the office pays people, and so knows the payees' names (design, section 6.1)."""
    return verbund.wert("""SELECT count(*) FROM platform.rolle_recht WHERE rolle = %s
        AND recht IN ('zahllauf.lesen', 'bank.lesen', 'erstattung.lesen')""", (rolle,)) > 0


class Rundgang:
    def __init__(self, verbund, wer, verboten):
        self.wer, self.verboten = wer, verboten
        self.besucher = Besucher(verbund.adresse)
        self.gezaehlt, self.befunde = Counter(), []
        self.wartend = deque()
        self.gesehen = set()

    def vormerken(self, von, weg):
        ziel = self.besucher.ziel(von, weg)
        if ziel is None or ziel in self.gesehen or self.gezaehlt[art(ziel)] >= JE_ART:
            return
        self.gesehen.add(ziel)
        self.gezaehlt[art(ziel)] += 1
        self.wartend.append((von, ziel))

    def gehen(self):
        self.vormerken("/", self.besucher.anmelden(self.wer, KENNWORT))
        besucht = 0
        while self.wartend:
            besucht += 1
            assert besucht <= SEITEN_JE_ROLLE, f"{self.wer}: zu viele Arten von Seiten: {self.gezaehlt}"
            self.besuche(*self.wartend.popleft())
        return besucht

    def besuche(self, von, weg):
        antwort = self.besucher.hole(weg)
        if antwort.status in (301, 302, 303):
            self.vormerken(weg, antwort.koepfe["location"])
        elif antwort.status != 200:
            self.befunde.append(f"{self.wer}: {weg} ergibt {antwort.status}, verwiesen von {von}")
        elif antwort.ist_html:
            self.lies(weg, antwort.dokument)
        elif (antwort.koepfe.get("content-type") or "").startswith("text/csv"):
            self.suche_fremde(weg, antwort.inhalt.decode("utf-8", "replace"))

    def lies(self, weg, dokument):
        ins_leere = [anker for anker in dokument.anker if anker and anker not in dokument.kennungen]
        if ins_leere:
            self.befunde.append(f"{self.wer}: {weg} verweist auf fehlende Stellen {ins_leere[:3]}")
        self.suche_fremde(weg, dokument.text)
        for ziel in dokument.wege:
            self.vormerken(weg, ziel)

    def suche_fremde(self, weg, text):
        gefunden = sum(1 for name in self.verboten if name in text)
        if gefunden:
            self.befunde.append(f"{self.wer}: {weg} nennt {gefunden} Menschen, die dort niemand kennt")


def inhalt(verbund):
    """Per table the number of rows and a digest of all they say."""
    summen = {}
    with verbund.verbinden() as verbindung:
        tabellen = verbindung.execute("""
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
             WHERE schemaname IN ('platform', 'kreis') OR schemaname LIKE 'm\\_%' ORDER BY 1""").fetchall()
        for tabelle, in tabellen:
            summen[tabelle] = verbindung.execute(
                f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {tabelle} t").fetchone()
    return summen


def test_jede_rolle_folgt_jedem_verweis_und_nichts_aendert_sich(schulung, rollen, fremde):
    ebenen = dict(schulung.sql("SELECT name, ebene FROM platform.rolle"))
    vorher = inhalt(schulung)
    befunde, seiten, arten, beginn = [], 0, set(), time.monotonic()
    for rolle, wer in rollen.items():
        verboten = set() if sieht_empfaenger(schulung, rolle) else fremde[ebenen[rolle]]
        rundgang = Rundgang(schulung, wer, verboten)
        seiten += rundgang.gehen()
        befunde += rundgang.befunde
        arten |= set(rundgang.gezaehlt)
    print(f"\n{len(rollen)} Rollen, {seiten} Seiten von {len(arten)} Arten in {time.monotonic() - beginn:.0f} s")
    assert befunde == [], "\n".join(befunde)
    assert len(arten) > 100, "So wenige Arten von Seiten gibt es nicht."
    nachher = inhalt(schulung)
    geaendert = {tabelle for tabelle in nachher if nachher[tabelle] != vorher.get(tabelle)}
    geaendert = {t for t in geaendert if t not in DARF_SICH_AENDERN and not PROTOKOLL.search(t)}
    assert geaendert == set(), f"Ansehen hat geändert: {sorted(geaendert)}"


def test_der_rundgang_erkennt_was_er_sucht(schulung, fremde):
    """The crawl itself: it sees the own Kommune's people, and would tell of a foreign one and a dead link."""
    assert len(fremde["kommune"]) > 20
    eigene = namen(schulung, schulung.schema("ahaus"))
    rundgang = Rundgang(schulung, "sb.ahaus", eigene)
    rundgang.besucher.anmelden("sb.ahaus", "schulung")
    rundgang.besuche("-", "/m/ahaus/faelle?wer=alle")
    rundgang.besuche("-", "/m/ahaus/gibt-es-nicht")
    assert [befund.split(": ")[1].split(" ")[1] for befund in rundgang.befunde] == ["nennt", "ergibt"]
