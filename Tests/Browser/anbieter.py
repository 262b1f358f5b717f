"""An identity provider (OpenID Connect) of a Kommune: canaille, run in this process on a port of its own."""

import datetime
import logging
import threading

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

KENNWORT = "Stadt-Kennwort-9"
GEHEIMNIS = "geheimnis-der-stadt"


class Anbieter:
    """Knows the people it is given; `issuer` is how it names itself."""

    def __init__(self, port):
        self.issuer = f"http://localhost:{port}"
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.app = create_app({
            "SECRET_KEY": "nur zur Probe", "SERVER_NAME": f"localhost:{port}", "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "NAME": "Stadt Ahaus", "SMTP": None, "ENABLE_REGISTRATION": False},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [self._schluessel()]},
        })
        self.server = make_server("127.0.0.1", port, self.app, threaded=True)
        self.faden = threading.Thread(target=self.server.serve_forever, daemon=True)

    @staticmethod
    def _schluessel():
        return RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)

    def start(self):
        self.faden.start()

    def stopp(self):
        self.server.shutdown()
        self.faden.join(timeout=10)

    def _merke(self, modell, **angaben):
        with self.app.app_context(), Backend.instance.session():
            eintrag = modell(**angaben)
            Backend.instance.save(eintrag)
            if modell is models.Client:
                eintrag.audience = [eintrag]
                Backend.instance.save(eintrag)

    def person(self, name, familienname):
        self._merke(models.User, user_name=name, family_name=familienname, formatted_name=familienname,
                    emails=[f"{name}@ahaus.example"], password=KENNWORT)

    def programm(self, kennung, ruecksprung):
        """Registers Mandat, as the town's administrator would."""
        self._merke(
            models.Client, client_id=kennung, client_name="Mandat", client_uri="http://127.0.0.1",
            client_secret=GEHEIMNIS, client_id_issued_at=datetime.datetime.now(datetime.timezone.utc),
            redirect_uris=[ruecksprung], grant_types=["authorization_code"], response_types=["code"],
            scope=["openid"], token_endpoint_auth_method="client_secret_basic",
            id_token_signed_response_alg="RS256")

    def neuer_schluessel(self):
        """From now on it signs with another key and names no other."""
        self.app.config["CANAILLE_OIDC"]["ACTIVE_JWKS"] = [self._schluessel()]
