"""A visitor without a browser: cookies, links and forms over plain HTTP, fast enough for thousands of pages."""

import http.client
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit


class Dokument(HTMLParser):
    """Where a page leads with GET, its anchors, the hidden fields of its forms, and its words."""

    VERWEISE = {"a": "href", "link": "href", "script": "src", "img": "src", "source": "src"}
    OHNE_ENDE = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.wege, self.anker, self.kennungen, self.versteckt = [], [], set(), {}
        self.worte = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attribute):
        werte = dict(attribute)
        self.kennungen.update(filter(None, (werte.get("id"), werte.get("name"))))
        weg = werte.get(self.VERWEISE.get(tag, ""))
        if tag == "form" and (werte.get("method") or "get").lower() == "get":
            weg = werte.get("action")
        if weg and weg.startswith("#"):
            self.anker.append(weg[1:])
        elif weg and not weg.startswith(("data:", "mailto:", "tel:")):
            self.wege.append(weg)
        if tag == "input" and werte.get("type") == "hidden":
            self.versteckt.setdefault(werte.get("name"), werte.get("value") or "")

    def handle_data(self, text):
        self.worte.append(text)

    @property
    def text(self):
        return " ".join(" ".join(self.worte).split())


class Antwort:
    def __init__(self, status, koepfe, inhalt):
        self.status, self.koepfe, self.inhalt = status, koepfe, inhalt

    @property
    def ist_html(self):
        return (self.koepfe.get("content-type") or "").startswith("text/html")

    @property
    def dokument(self):
        return Dokument(self.inhalt.decode())


class Besucher:
    """Keeps one connection and the cookies of one person."""

    def __init__(self, adresse):
        self.host = urlsplit(adresse).netloc
        self.kekse = {}
        self.verbindung = None

    def frage(self, methode, weg, koerper=None, **koepfe):
        """One request; redirects are answers like others."""
        koepfe = {name.replace("_", "-"): wert for name, wert in koepfe.items()}
        if self.kekse:
            koepfe["Cookie"] = "; ".join(f"{name}={wert}" for name, wert in self.kekse.items())
        for versuch in (1, 2):
            try:
                if self.verbindung is None:
                    self.verbindung = http.client.HTTPConnection(self.host, timeout=60)
                self.verbindung.request(methode, quote(weg, safe="/?&=%:+,;~!'()*@$"), koerper, koepfe)
                antwort = self.verbindung.getresponse()
                inhalt = antwort.read()
                break
            except (http.client.HTTPException, OSError):
                # The server ends an idle connection whenever it likes.
                self.verbindung = None
                if versuch == 2:
                    raise
        for keks in antwort.headers.get_all("set-cookie") or []:
            name, _, wert = keks.split(";")[0].partition("=")
            self.kekse[name] = wert
        return Antwort(antwort.status, antwort.headers, inhalt)

    def hole(self, weg, **koepfe):
        return self.frage("GET", weg, **koepfe)

    def sende(self, weg, auf=None, **felder):
        """A form with the hidden fields of the page it stands on, by default that of its address."""
        alle = self.hole(auf or weg).dokument.versteckt | felder
        return self.frage("POST", weg, urlencode(alle),
                          Content_Type="application/x-www-form-urlencoded")

    def anmelden(self, wer, kennwort):
        """Signs in and returns where the person is led."""
        antwort = self.sende("/anmeldung", anmeldename=wer, kennwort=kennwort)
        assert antwort.status == 303, f"{wer} kommt nicht hinein: {antwort.status}"
        return antwort.koepfe["location"]

    def ziel(self, von, weg):
        """Path and query of a link on the page `von`; None when it leads away from here."""
        teile = urlsplit(urljoin(f"http://{self.host}{von}", weg))
        if teile.netloc != self.host or teile.scheme != "http":
            return None
        return teile.path + (f"?{teile.query}" if teile.query else "")
