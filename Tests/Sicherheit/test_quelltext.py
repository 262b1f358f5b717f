"""What the source must not contain: code from input, foreign programs, cookies without protection, forged chance."""

import re

from tabelle import HEIMAT

WEB = HEIMAT / "Sources/Web"


def swift():
    """Every Swift file of the program with its lines of code, without comments."""
    for pfad in sorted((HEIMAT / "Sources").rglob("*.swift")):
        zeilen = [z for z in pfad.read_text().splitlines() if not z.lstrip().startswith("//")]
        yield pfad.relative_to(HEIMAT / "Sources").as_posix(), zeilen


def stellen(muster, ausser=()):
    """`file: line` wherever the pattern is found, save in the files named."""
    suche = re.compile(muster)
    return [f"{pfad}: {z.strip()}" for pfad, zeilen in swift() for z in zeilen
            if suche.search(z) and not pfad.startswith(tuple(ausser))]


def test_fremde_programme_nur_ohne_shell():
    assert stellen(r"\bProcess\(\)", ["Platform/Dokumente/Setzprozess.swift",
                                      "Platform/Dokumente/Schriftsatz+Verbinden.swift"]) == []
    assert stellen(r"/bin/(ba)?sh|\b(system|popen|execv\w*|posix_spawn)\(") == []


def test_regulaere_ausdruecke_sind_fest():
    assert stellen(r"\bRegex\(|NSRegularExpression|\.regularExpression\b") == []


def test_formate_sind_fest():
    assert stellen(r'String\(format: (?!")') == []


def test_skript_ohne_gefaehrliches():
    """No code or markup from text, no storage, no messages, no key of a person's choice, no foreign address."""
    skripte = [pfad.read_text() for pfad in (WEB / "Static").glob("*.js")]
    verboten = (r"\beval\b|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|postMessage"
                r"|localStorage|sessionStorage|indexedDB|document\.cookie|__proto__|Object\.assign|https?://"
                r"|onpaste|clipboard|setTimeout\(\s*[\"']")
    assert skripte
    for skript in skripte:
        assert re.findall(verboten, skript) == []
        # Only this page, or the address that the server wrote into it.
        assert set(re.findall(r"fetch\(([\w.]+)", skript)) <= {"location.href", "teil.dataset.aufgabe"}


def test_kein_skript_in_vorlagen():
    """Templates hold no script, no style and nothing unescaped but markup made in Swift."""
    roh = set()
    for pfad in sorted((WEB / "Templates").rglob("*.mustache")):
        text = pfad.read_text()
        assert re.findall(r"<script(?! (?:type=\"module\" )?src=\"\{\{[\w.]+\}\}\"(?: defer)?></script>)|<style|\sstyle=|\son\w+=|javascript:"
                          r"|(?:src|href|action)=\"(?:https?:)?//", text) == [], pfad
        roh |= {(pfad.stem, name) for name in re.findall(r"\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{&", text)}
    assert roh == {("saeulenbild", "svg"), ("mein", "bild"), ("tabelle", "kopf"), ("tabelle", "zeilen"),
                   ("tabelle", ".")}


def test_abmelden_steht_im_rahmen():
    rahmen = (WEB / "Templates/layout.mustache").read_text()
    assert '<form action="{{abmelden}}" method="post">' in rahmen


def test_jedes_cookie_ist_geschuetzt():
    """One place sets cookies: for this host alone, HttpOnly, SameSite and, over TLS, Secure."""
    assert {ort.split(":")[0] for ort in stellen(r"\.setCookie|Path=/")} == {"Web/CookieRule.swift"}
    regel = (WEB / "CookieRule.swift").read_text()
    for teil in ("__Host-", "; Path=/", "; HttpOnly; SameSite=Lax", "; Secure", "isSecure"):
        assert teil in regel, teil


def test_zufall_kommt_vom_system():
    """Secrets are drawn from the system's generator; what is seeded serves tests and the demonstration alone."""
    assert stellen(r"(?<![.\w])(srand48|srand|drand48|arc4random\w*)\(") == []
    geseedet = {pfad.split("/")[0] for pfad, zeilen in swift() for z in zeilen if "RandomNumberGenerator" in z
                and "SystemRandomNumberGenerator" not in z}
    assert geseedet <= {"Fuzzing", "TestSupport", "mandat", "Geheimhaltung"}
    mandat = [pfad for pfad, zeilen in swift() if pfad.startswith("mandat/")
              and any(re.search(r"(?<!System)RandomNumberGenerator", z) for z in zeilen)]
    assert all(pfad.startswith("mandat/Demo/") for pfad in mandat), mandat


def test_ausgehende_verbindungen_sind_bekannt():
    """The program connects to the database and to identity providers alone; SICHERHEIT.md names whatever does."""
    assert stellen(r"URLSession|HTTPClient\(|ClientBootstrap|\bconnect\(to:|NWConnection|inet_addr|AF_INET\b",
                   ["Platform/Access/Anbieter/AnbieterHTTP.swift"]) == []
    assert stellen(r"contentsOf: URL\(string:") == []


def test_protokolliert_wird_nur_ueber_den_logger():
    """What runs as a service writes to the logger only; commands print their results."""
    assert stellen(r"\b(print|debugPrint|NSLog|fputs|dump)\(", ["Fuzzing/", "TestSupport/"]) == []
    assert stellen(r"FileHandle\.standard|\.standardError\b", ["Fuzzing/", "mandat/Mandat.swift",
                                                              "Platform/Dokumente/"]) == []
