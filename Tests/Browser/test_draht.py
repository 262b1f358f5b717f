"""What a stranger writes on the wire: requests no browser would send, each with the answer that it must get.

No browser is needed. Every attack has a connection of its own, and after each of them the server still serves.
"""

import re
import socket
import time
from urllib.parse import urlsplit

import pytest

# Answers 200 to whoever asks for it; so nobody may ask for it in the body of another request.
BEUTE = b"GET /barrierefreiheit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
BEUTETITEL = "Eine Barriere melden".encode()
FORMULAR = b"Content-Type: application/x-www-form-urlencoded\r\n"


def rede(verbund, *teile, frist=10, pause=0.0):
    """Sends the parts one after the other and returns all that comes back until the server closes, or says nothing
    for some time."""
    ort = urlsplit(verbund.adresse)
    with socket.create_connection((ort.hostname, ort.port), timeout=frist) as draht:
        antwort = b""
        try:
            for stelle, teil in enumerate(teile):
                time.sleep(pause if stelle else 0)
                draht.sendall(teil)
            draht.settimeout(3)
            while block := draht.recv(65_536):
                antwort += block
        except (TimeoutError, ConnectionError, BrokenPipeError):
            pass
    return antwort


def status(antwort):
    """The status of every response on the connection."""
    return [int(zahl) for zahl in re.findall(rb"HTTP/1\.[01] (\d{3}) ", antwort)]


def anfrage(pfad="/anmeldung", methode="GET", kopf=b"", inhalt=b"", host=b"Host: mandat.example\r\n"):
    ziel = pfad.encode() if isinstance(pfad, str) else pfad
    return methode.encode() + b" " + ziel + b" HTTP/1.1\r\n" + host + b"Connection: close\r\n" + kopf + b"\r\n" + inhalt


def kopf(antwort, name):
    """All values of a header of the first response."""
    zeilen = antwort.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")[1:]
    return [zeile.split(":", 1)[1].strip() for zeile in zeilen if zeile.lower().startswith(name.lower() + ":")]


def lebt(verbund):
    assert status(rede(verbund, anfrage())) == [200]


def post(kopfzeilen, inhalt):
    return b"POST /anmeldung HTTP/1.1\r\nHost: x\r\n" + FORMULAR + kopfzeilen + b"\r\n" + inhalt


LAENGE = str(len(BEUTE)).encode()
SCHMUGGEL = {
    "zwei verschiedene Längen": post(b"Content-Length: 0\r\nContent-Length: " + LAENGE + b"\r\n", BEUTE),
    "dieselbe Länge zweimal": post(b"Content-Length: 0\r\nContent-Length: 0\r\n", BEUTE),
    "Liste von Längen": post(b"Content-Length: 0, " + LAENGE + b"\r\n", BEUTE),
    "Länge und Stücke": post(b"Content-Length: " + LAENGE + b"\r\nTransfer-Encoding: chunked\r\n",
                             b"0\r\n\r\n" + BEUTE),
    "Stücke und Länge": post(b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"0\r\n\r\n" + BEUTE),
    "unbekannte Kodierung": post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n" + BEUTE),
    "Stücke nicht zuletzt": post(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n" + BEUTE),
    "Leerzeichen vor dem Doppelpunkt": post(b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n" + BEUTE),
    "Länge mit Vorzeichen": post(b"Content-Length: +0\r\n", BEUTE),
    "negative Länge": post(b"Content-Length: -1\r\n", BEUTE),
    "Länge in Sechzehnern": post(b"Content-Length: 0x0\r\n", BEUTE),
    "Länge läuft über": post(b"Content-Length: 99999999999999999999999\r\n", BEUTE),
    "leere Länge": post(b"Content-Length: \r\n", BEUTE),
    "gefaltete Zeile": post(b"X-A: b\r\n Content-Length: 0\r\n", BEUTE),
    "gefaltete Kodierung": post(b"Transfer-Encoding:\r\n chunked\r\n", b"0\r\n\r\n" + BEUTE),
    "Zeilenende ohne CR": post(b"X-A: b\nContent-Length: 0\r\n", BEUTE),
    "Zeilenende ohne LF": post(b"X-A: b\rContent-Length: 0\r\n", BEUTE),
    "Nullbyte im Wert": post(b"X-A: b\x00c\r\nContent-Length: 0\r\n", BEUTE),
    "Nullbyte im Namen": post(b"X-\x00A: b\r\nContent-Length: 0\r\n", BEUTE),
    "Zeile ohne Doppelpunkt": post(b"Content-Length 0\r\n", BEUTE),
    "Leerzeichen vor dem Namen": b"POST /anmeldung HTTP/1.1\r\n Host: x\r\nContent-Length: 0\r\n\r\n" + BEUTE,
    "erfundene Fassung": b"GET /anmeldung HTTP/9.9\r\nHost: x\r\n\r\n" + BEUTE,
    "Leerzeichen in der Adresse": b"GET /anmeldung x HTTP/1.1\r\nHost: x\r\n\r\n" + BEUTE,
    "kein HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + BEUTE,
}


@pytest.mark.parametrize("art", SCHMUGGEL)
def test_was_zwei_lesen_koennten_liest_keiner(verbund, art):
    """Request smuggling (RFC 9112, 11.2): refused, then the end of the connection, the hidden request unanswered."""
    antwort = rede(verbund, SCHMUGGEL[art])
    assert len(status(antwort)) <= 2 and all(400 <= zahl < 500 for zahl in status(antwort)), antwort[:300]
    assert BEUTETITEL not in antwort
    lebt(verbund)


STUECKE = {
    "keine Zahl": b"xyz\r\nabc\r\n0\r\n\r\n",
    "negative Länge": b"-1\r\nabc\r\n0\r\n\r\n",
    "Länge läuft über": b"FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
    "länger als gesagt": b"1\r\nabc\r\n0\r\n\r\n",
    "Zeilenende ohne CR": b"3\nabc\n0\n\n",
}


@pytest.mark.parametrize("art", STUECKE)
def test_verstuemmelte_stuecke_sind_kein_fehler_des_programms(verbund, art):
    antwort = rede(verbund, post(b"Transfer-Encoding: chunked\r\n", STUECKE[art] + BEUTE))
    assert len(status(antwort)) <= 2 and all(400 <= zahl < 500 for zahl in status(antwort)), antwort[:300]
    assert BEUTETITEL not in antwort
    lebt(verbund)


@pytest.mark.parametrize("was", [
    b"X-Lang: " + b"a" * 100_000 + b"\r\n",
    b"".join(b"X-%d: a\r\n" % zahl for zahl in range(2_000)),
    b"Cookie: " + b"a=b; " * 20_000 + b"\r\n",
    b"X" * 100_000 + b": a\r\n",
], ids=["langer Wert", "viele Zeilen", "viele Cookies", "langer Name"])
def test_uebergrosse_koepfe(verbund, was):
    antwort = rede(verbund, anfrage(kopf=was))
    assert all(400 <= zahl < 500 for zahl in status(antwort)), antwort[:300]
    lebt(verbund)


def test_uebergrosse_adresse(verbund):
    antwort = rede(verbund, anfrage("/anmeldung?" + "a" * 200_000))
    assert all(zahl < 500 for zahl in status(antwort)), antwort[:300]
    lebt(verbund)


@pytest.mark.parametrize("laenge", [b"3000000", b"99999999999"])
def test_uebergrosser_inhalt_wird_abgelehnt_ohne_ihn_zu_lesen(verbund, laenge):
    antwort = rede(verbund, post(b"Connection: close\r\nContent-Length: " + laenge + b"\r\n", b"csrf=x"))
    assert status(antwort) == [413], antwort[:300]
    lebt(verbund)


def test_langsame_halten_niemanden_auf(verbund):
    """Forty connections that say half a sentence; meanwhile others are served at once."""
    ort = urlsplit(verbund.adresse)
    halbe = [socket.create_connection((ort.hostname, ort.port), timeout=10) for _ in range(40)]
    try:
        for draht in halbe[:20]:
            draht.sendall(b"GET /anmeldung HTTP/1.1\r\nHost: x\r\nX-A: ")
        for draht in halbe[20:]:
            draht.sendall(post(b"Content-Length: 100\r\n", b"csrf="))
        beginn = time.monotonic()
        for _ in range(5):
            lebt(verbund)
        assert time.monotonic() - beginn < 10
    finally:
        for draht in halbe:
            draht.close()
    lebt(verbund)


def test_ein_abgebrochenes_formular_wirkt_nicht(verbund):
    antwort = rede(verbund, post(b"Connection: close\r\nContent-Length: 100\r\n", b"anmeldename=x"), b"&kennwort=y",
                   pause=0.2)
    assert all(400 <= zahl < 500 for zahl in status(antwort))
    lebt(verbund)


@pytest.mark.parametrize("methode", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "OPTIONS",
                                     "DEBUG", "get", "ERFUNDEN"])
@pytest.mark.parametrize("pfad", ["/anmeldung", "/health", "/kreis", "/m/ahaus"])
def test_fremde_methoden(verbund, methode, pfad):
    """Nothing is echoed (TRACE), nothing is allowed to other sites (OPTIONS)."""
    antwort = rede(verbund, anfrage(pfad, methode, b"X-Spur: zurueckgeworfen\r\nContent-Length: 0\r\n"))
    assert all(400 <= zahl < 500 for zahl in status(antwort)), antwort[:300]
    assert b"zurueckgeworfen" not in antwort
    lebt(verbund)


@pytest.mark.parametrize("pfad", ["/anmeldung", "/kreis", "/m/ahaus/faelle", "/api/v1/kreis/zahllaeufe"])
def test_kein_anderer_ursprung_wird_zugelassen(verbund, pfad):
    for methode in ("OPTIONS", "GET", "POST"):
        antwort = rede(verbund, anfrage(pfad, methode, b"Origin: https://boese.example\r\nContent-Length: 0\r\n"
                                        b"Access-Control-Request-Method: POST\r\n"
                                        b"Access-Control-Request-Headers: X-CSRF-Token\r\n"))
        assert b"access-control-" not in antwort.lower()
        assert all(zahl < 500 for zahl in status(antwort)), antwort[:300]


STATISCH = ["/statisch/0/", "/statisch/../", "/statisch/0/../", "/"]
AUSBRUCH = ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..%252f..%252fetc%252fpasswd",
            "%252e%252e%252fetc%252fpasswd", "..%5c..%5cetc%5cpasswd", "..\\..\\etc\\passwd", "%c0%ae%c0%ae/etc/passwd",
            "....//....//etc/passwd", "mandat.css%00.txt", "mandat.css/../../layout.mustache", "..;/mandat.css",
            "/etc/passwd", "//etc/passwd", "layout.mustache", ".git/config", "%ff%fe"]


@pytest.mark.parametrize("ausbruch", AUSBRUCH)
@pytest.mark.parametrize("ort", STATISCH)
def test_aus_dem_ordner_fuehrt_kein_weg(verbund, ort, ausbruch):
    antwort = rede(verbund, anfrage(ort + ausbruch))
    assert all(400 <= zahl < 500 for zahl in status(antwort)), antwort[:300]
    assert b"root:" not in antwort and b"{{" not in antwort and b"[core]" not in antwort


HOSTS = {
    "keiner": b"", "leer": b"Host: \r\n", "fremd": b"Host: boese.example\r\n",
    "zwei": b"Host: mandat.example\r\nHost: boese.example\r\n", "mit Anmeldung": b"Host: a@boese.example\r\n",
    "mit Pfad": b"Host: boese.example/x\r\n", "weitergereicht": b"Host: x\r\nX-Forwarded-Host: boese.example\r\n",
    "Skript": b"Host: \"><script>alert(1)</script>\r\n",
}


@pytest.mark.parametrize("host", HOSTS)
def test_kein_verweis_folgt_dem_namen_des_hosts(verbund, host):
    """No address of an answer is made from what the request says the host is."""
    for pfad in ("/anmeldung", "/", "/kreis", "/gibt/es/nicht"):
        antwort = rede(verbund, anfrage(pfad, host=HOSTS[host]))
        assert all(zahl < 500 for zahl in status(antwort)), antwort[:300]
        assert b"boese.example" not in antwort and b"<script>alert" not in antwort
    absolut = rede(verbund, anfrage("http://boese.example/anmeldung", host=HOSTS[host]))
    assert all(zahl < 500 for zahl in status(absolut)) and b"Location: http" not in absolut


ZIELE = ["https://boese.example", "//boese.example", "/\\boese.example", "/%5cboese.example", "%2f%2fboese.example",
         "https:%2f%2fboese.example", "%68ttps://boese.example", "/kreis@boese.example", "javascript:alert(1)",
         "/kreis%0d%0aSet-Cookie:%20a=b", "/kreis%0aLocation:%20https://boese.example", "/kreis%00", "/kreis/%0d%0a",
         "%E5%98%8A%E5%98%8DSet-Cookie:a=b", "/m/ahaus/../../boese", "data:text/html,x"]


@pytest.mark.parametrize("ziel", ZIELE)
def test_kein_ziel_fuehrt_hinaus_oder_in_den_kopf(verbund, ziel):
    """Neither an open redirect nor a header of the attacker's, wherever the program leads on."""
    for pfad in (f"/anmeldung?ziel={ziel}", f"/anmeldung?weiter={ziel}", f"/anmeldung/code?ziel={ziel}",
                 f"/kreis/konto/nachweis?ziel={ziel}", f"/?ziel={ziel}", f"/m/ahaus{ziel}"):
        antwort = rede(verbund, anfrage(pfad))
        assert all(zahl < 500 for zahl in status(antwort)), antwort[:300]
        for ort in kopf(antwort, "Location"):
            assert ort.startswith("/") and not ort.startswith(("//", "/\\")), ort
        assert not any(cookie.startswith("a=") for cookie in kopf(antwort, "Set-Cookie"))
        assert not any("boese.example" in ort and not ort.startswith("/anmeldung") for ort in kopf(antwort, "Location"))


@pytest.mark.parametrize("pfad", ["/", "/anmeldung", "/anmeldung/code", "/hilfe", "/konto", "/kreis", "/m/ahaus",
                                  "/m/ahaus/faelle", "/gibt/es/nicht", "/api/v1/openapi.json",
                                  "/api/v1/kreis/zahllaeufe", "/statisch/0/mandat.css", "/statisch/0/fehlt.css", "/favicon.ico", "/health"])
def test_auch_am_draht_traegt_jede_antwort_ihre_kopfzeilen(verbund, pfad):
    antwort = rede(verbund, anfrage(pfad))
    assert len(status(antwort)) == 1
    csp = kopf(antwort, "Content-Security-Policy")
    assert len(csp) == 1 and "frame-ancestors 'none'" in csp[0] and "unsafe" not in csp[0]
    assert kopf(antwort, "X-Content-Type-Options") == ["nosniff"]
    assert kopf(antwort, "Referrer-Policy") and kopf(antwort, "Permissions-Policy")
    assert kopf(antwort, "Cross-Origin-Opener-Policy") == ["same-origin"]
    assert kopf(antwort, "Cross-Origin-Resource-Policy") == ["same-origin"]
    assert kopf(antwort, "Server") == [] and kopf(antwort, "X-Powered-By") == []
    assert kopf(antwort, "X-Mandat-Meldung") == []
