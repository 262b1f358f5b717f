"""A person at work without a browser: where no screen is concerned, or many ask at once."""

import http.client
import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request


class Leitung:
    """A person's session without a browser, to send many requests at once."""

    def __init__(self, verbund, wer, kennwort="schulung", folgt=True):
        """Signs in. With `folgt` false a form's success is the address it leads to (303)."""
        self.adresse = verbund.adresse
        kekse = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.oeffner = urllib.request.build_opener(kekse)
        status, text = self.senden("/anmeldung", "/anmeldung", anmeldename=wer, kennwort=kennwort)
        assert status == 200 and "Abmelden" in text, text
        if not folgt:
            self.oeffner = urllib.request.build_opener(kekse, Bleibt())

    def lies(self, weg):
        """Status, text and head, also of an error."""
        try:
            with self.oeffner.open(self.adresse + weg, timeout=30) as antwort:
                return antwort.status, antwort.read().decode(errors="replace"), antwort.headers
        except urllib.error.HTTPError as fehler:
            return fehler.code, fehler.read().decode(), fehler.headers

    def senden(self, seite, ziel, **felder):
        """Sends the form of a page that leads to `ziel`, with these fields."""
        versteckt = self._versteckt(seite, ziel)
        rumpf = urllib.parse.urlencode(versteckt | felder, doseq=True)
        return self._abschicken(ziel, rumpf.encode())

    def hochladen(self, seite, ziel, inhalt, name="datei.xml"):
        """Sends a file by the form of a page that leads to `ziel`."""
        teile = [f'Content-Disposition: form-data; name="{feld}"\r\n\r\n{wert}'
                 for feld, wert in self._versteckt(seite, ziel).items()]
        teile.append(f'Content-Disposition: form-data; name="datei"; filename="{name}"\r\n'
                     f"Content-Type: application/xml\r\n\r\n{inhalt}")
        rumpf = "".join(f"--grenze\r\n{teil}\r\n" for teil in teile) + "--grenze--\r\n"
        return self._abschicken(ziel, rumpf.encode(), "multipart/form-data; boundary=grenze")

    def _versteckt(self, seite, ziel):
        """The hidden fields of that form."""
        _, text, _ = self.lies(seite)
        formular = re.search(rf'<form[^>]*action="{re.escape(ziel)}".*?</form>', text, re.S)
        assert formular, f"{seite} hat kein Formular nach {ziel}"
        return dict(re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"',
                               formular.group()))

    def _abschicken(self, ziel, rumpf, typ="application/x-www-form-urlencoded"):
        anfrage = urllib.request.Request(self.adresse + ziel, rumpf, {"Content-Type": typ})
        try:
            with self.oeffner.open(anfrage, timeout=30) as antwort:
                self.url = antwort.url
                return antwort.status, antwort.read().decode()
        except urllib.error.HTTPError as fehler:
            self.url = fehler.headers.get("Location", self.url)
            return fehler.code, fehler.read().decode()


class Bleibt(urllib.request.HTTPRedirectHandler):
    """Does not go where an answer leads to."""

    def redirect_request(self, *_):
        return None


def im_faden(tun, *args, **felder):
    """Does it beside the test; the connection may break."""
    def versuchen():
        try:
            tun(*args, **felder)
        except (OSError, http.client.HTTPException):
            pass
    faden = threading.Thread(target=versuchen)
    faden.start()
    return faden
