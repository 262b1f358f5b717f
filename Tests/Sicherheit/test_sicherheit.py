"""The table of ASVS is complete and true, and deploy/SICHERHEIT.md says what the program does."""

import re
from fnmatch import fnmatch

import pytest

import tabelle
from tabelle import HEIMAT, STAENDE

PAPIER = (HEIMAT / "deploy/SICHERHEIT.md").read_text()
KRYPTO = re.compile(r"\b(SHA256|SHA384|SHA512|HMAC|HKDF|AES\.\w+|ChaChaPoly|KDF\.(?:Insecure\.)?\w+|Insecure\.\w+"
                    r"|P256|P384|P521|Curve25519|_RSA)\b")


def quelle(pfad):
    return (HEIMAT / "Sources" / pfad).read_text()


def abschnitt(titel):
    """What stands under a heading, up to the next of the same level."""
    teile = re.split(r"^## (.+)$", PAPIER, flags=re.M)
    return dict(zip(teile[1::2], teile[2::2]))[titel]


def reihen(titel):
    """The rows of the table under a heading, without its head."""
    zeilen = [z for z in abschnitt(titel).splitlines() if z.startswith("|")]
    return [[zelle.strip() for zelle in z.strip("|").split(" | ")] for z in zeilen[2:]]


# --- the table ------------------------------------------------------------------------------------


def test_jede_anforderung_steht_einmal_da():
    assert sum(map(len, tabelle.NORM.values())) == 333, "ASVS 5.0.0 hat 345, davon 12 in V17."
    assert [(z.nr, z.stufe) for z in tabelle.zeilen()] == list(tabelle.verlangt())


def test_jede_zeile_hat_einen_beleg_oder_einen_grund():
    for z in tabelle.zeilen():
        assert z.stand in STAENDE and z.verlangt, z
        assert z.belege or z.begruendung, f"{z.nr} sagt nicht, warum."
        assert z.stand == "erfüllt" or z.begruendung, f"{z.nr}: „{z.stand}“ braucht einen Grund."


def test_jeder_genannte_test_steht_im_quelltext():
    vorhanden = tabelle.vorhandene()
    assert len(vorhanden) > 900, "Die Suche findet die Tests nicht mehr."
    fehlend = [f"{z.nr} {name}" for z in tabelle.zeilen() for name in z.belege if name not in vorhanden]
    assert fehlend == []


def test_das_blatt_ist_frisch():
    assert (tabelle.ORT / "README.md").read_text() == tabelle.text(), "python3 Tests/Sicherheit/tabelle.py"


# --- deploy/SICHERHEIT.md against the program -----------------------------------------------------


ZAHLEN = [
    # What the paper says, and where the program says it.
    ("mindestens 12 und", "Platform/Access/SignIn.swift", None),
    ("nach 60 Minuten ohne Anfrage", "Platform/Access/SignIn.swift", "idleMinutes: Int32 = 60"),
    ("nach 10 Stunden", "Platform/Access/SignIn.swift", "absoluteHours: Int32 = 10"),
    ("| 2 Stunden |", "Platform/Access/SignIn.swift", "freshHours: Int32 = 2"),
    ("für 15 Minuten", "Platform/Access/SignIn+Limit.swift", "interval '15 minutes'"),
    ("30 Fehlversuchen", "Platform/Access/SignIn+Limit.swift", "address >= 30"),
    ("Adresse nach 10.", "Platform/Access/SignIn+Limit.swift", "here >= 10"),
    ("letzten 90 Tagen", "Platform/Access/SignIn+Limit.swift", "interval '90 days'"),
    ("40 Prüfungen", "Platform/Access/PasswordThread.swift", "places = 40"),
    ("je Netz von 64 Bit", "Platform/Access/Netzadresse.swift", "::/64"),
    ("Einrichtung gilt 15 Minuten", "Platform/Access/ZweiterFaktor.swift", "minuten: Int32 = 15"),
    ("erlischt nach fünf Minuten", "../sql/platform/migrations/0015_passkey.sql", "interval '5 minutes'"),
    ("gilt 3 Tage", "../sql/platform/migrations/0017_einmalcode.sql", "interval '3 days'"),
    ("gilt 3 Tage", "Platform/Access/Einmalcode.swift", "tage = 3"),
    ("80 Bit Zufall, 16 Zeichen", "Platform/Access/Einmalcode.swift", "zeichen = 16"),
    ("dafür hat sie 30 Minuten", "Platform/Access/SignIn+Kennwort.swift", "interval '30 minutes'"),
    ("gilt einmal und zehn Minuten", "Platform/Access/Anbieter/Anbietervorgang.swift", "minuten: Int32 = 10"),
    ("60 Sekunden Abweichung", "Platform/Access/Anbieter/IDToken.swift", "spielraum = 60.0"),
    ("höchstens einmal je Minute", "Platform/Access/Anbieter/Anbieterdienst.swift", "Duration = .seconds(60)"),
    ("256 KiB und 10 s je Antwort", "Platform/Access/Anbieter/AnbieterHTTP.swift", "hoechstens = 262_144"),
    ("höchstens 366 Tage", "Platform/Access/Schnittstelle.swift", "hoechstensTage = 366"),
    ("30 Tage vor dem Ende", "Platform/Access/Schnittstelle.swift", "erinnerungTage = 30"),
    ("N = 2^17, r = 8, p = 1", "Platform/Access/PasswordHash.swift", "Cost(logN: 17, parallelism: 1)"),
    ("2.000 Felder", "Web/FormData.swift", "fields = 2_000"),
    ("256 KiB je Feld", "Web/FormData.swift", "fieldBytes = 262_144"),
    ("2 MiB im Ganzen", "Web/FormData.swift", "urlencodedBytes = 2_097_152"),
    ("| 30 MiB |", "Web/FormData.swift", "multipartBytes = 31_457_280"),
    ("| 64 KiB |", "Web/Schnittstelle/Schnittstellenanfrage.swift", "hoechstens = 65_536"),
    ("| 4 je Kommune", "Platform/Mandanten/Database.swift", "perMandant: Int = 4, perOffice: Int = 4"),
    ("höchstens 32 Ebenen", "Kreis/Kasse/Bankxmlleser.swift", "tiefe = 32"),
    ("300 je Minute", "Web/Anfragegrenze.swift", "jeMinute = 300"),
    ("300 am Tag", "../sql/kreis/migrations/0006_personenabgleich.sql", "anzahl BETWEEN 1 AND 300"),
    ("höchstens zehn Versuchen", "../sql/platform/migrations/0002_auftraege.sql", "smallint NOT NULL DEFAULT 10"),
    ("zwei zugleich je Worker", "mandat/WorkCommand.swift", "var parallel = 2"),
]


@pytest.mark.parametrize("satz, datei, stelle", [z for z in ZAHLEN if z[2]], ids=lambda wert: str(wert)[:40])
def test_zahlen_im_papier_stehen_im_programm(satz, datei, stelle):
    assert " ".join(satz.split()) in " ".join(PAPIER.split()), f"Das Papier sagt nicht mehr „{satz}“."
    assert stelle in quelle(datei), f"{datei} sagt nicht mehr „{stelle}“; das Papier nennt {satz}."


def test_nginx_bremst_jede_pruefung_und_zaehlt_ipv6_je_netz():
    nginx = (HEIMAT / "deploy/nginx.conf.example").read_text()
    ort = re.search(r"location ~ (\S+) \{\s+limit_req zone=mandat_anmeldung", nginx)[1]
    for pfad in ("/anmeldung", "/anmeldung/code", "/anmeldung/passkey", "/kreis/konto/nachweis",
                 "/m/ahaus/konto/nachweis/passkey", "/m/ahaus/konto/kennwort"):
        assert re.search(ort, pfad), pfad
    assert not any(re.search(ort, pfad) for pfad in ("/", "/kreis/konto", "/m/ahaus/faelle", "/anmeldungen"))
    assert "limit_req_zone $mandat_stelle " in nginx and "rate=2r/s" in nginx
    netz = re.search(r'map \$binary_remote_addr \$mandat_stelle \{\s+default\s+\$binary_remote_addr;\s+"~(\S+)"\s+'
                     r"\$netz;", nginx)[1].replace("(?<", "(?P<")
    assert re.search(netz, "\n" * 16)["netz"] == "\n" * 8 and not re.search(netz, "\n" * 4)


def test_die_laenge_eines_kennworts_stimmt():
    regel = next(p for p in (HEIMAT / "Sources/Platform").rglob("*.swift") if "enum Kennwortregel" in p.read_text())
    assert "mindestens = 12" in regel.read_text()
    assert 'maximal: 200, autocomplete: "current-password"' in quelle("Web/Allgemein/AnmeldungRoutes.swift")


def test_jeder_weg_hinein_steht_im_papier():
    """What is open without a session is a page for everybody or a way to sign in that the paper names."""
    tuer = quelle("Web/Tuer/Endpunkt.swift")
    offen = re.findall(r'\.(get|post)\("([^"]*)"\)', tuer[tuer.index("static let offen"):tuer.index("struct Tuer")])
    harmlos = {"", "abmeldung", "konto", "konto/tasten", "hilfe", "barrierefreiheit", "health", "favicon.ico",
               "statisch/{hash}/{name}", "api/v1/openapi.json"}
    wege = {reihe[0].strip("`/") for reihe in reihen("Anmeldung")}
    pfade = {pfad for _, pfad in offen} - harmlos
    # What follows below a way belongs to it; below the sign-in page each is a way of its own.
    unbekannt = {pfad for pfad in pfade - wege if not pfad.startswith(tuple(f"{weg}/" for weg in wege - {"anmeldung"}))}
    assert unbekannt == set(), "deploy/SICHERHEIT.md, Abschnitt Anmeldung"
    assert wege - {"psql", "api"} <= pfade and {"psql", "api"} <= wege


def test_jedes_hochladen_steht_im_papier():
    dateien = [p for p in (HEIMAT / "Sources/Web").rglob("*.swift") if ".datei(annehmen: \"" in p.read_text()]
    stellen = sum(p.read_text().count(".datei(annehmen: \"") for p in dateien)
    assert stellen == len(reihen("Hochladen")), [p.name for p in dateien]


def test_jedes_hochladen_nennt_eine_endung_die_geprueft_wird():
    arten = set(re.findall(r"\w+", re.search(r"case ([a-z, ]+)$", quelle("Web/Formulare/Dateiart.swift"), re.M)[1]))
    angaben = [angabe for p in (HEIMAT / "Sources/Web").rglob("*.swift")
               for angabe in re.findall(r'\.datei\(annehmen: "([^"]*)"', p.read_text())]
    for angabe in angaben:
        endungen = {teil[1:] for teil in angabe.split(",") if teil.startswith(".")}
        assert endungen and endungen <= arten, angabe
    assert len(angaben) == len(reihen("Hochladen")) and len(arten) == 4


def krypto_dateien():
    for pfad in sorted((HEIMAT / "Sources").rglob("*.swift")):
        benutzt = {name for zeile in pfad.read_text().splitlines() if not zeile.lstrip().startswith("//")
                   for name in KRYPTO.findall(zeile)}
        if benutzt:
            yield pfad.relative_to(HEIMAT).as_posix(), benutzt


def zustaendig(pfad):
    """The first row of the inventory that names this file."""
    for wo, _, womit in reihen("Verfahren"):
        if any(fnmatch(pfad, muster) for muster in re.findall(r"`([^`]+)`", wo)):
            return set(womit.split(", "))
    return None


def test_jede_datei_mit_kryptografie_steht_im_verzeichnis():
    dateien = dict(krypto_dateien())
    assert len(dateien) > 20
    assert [pfad for pfad in dateien if zustaendig(pfad) is None] == []
    for wo, _, _ in reihen("Verfahren"):
        for muster in re.findall(r"`([^`]+)`", wo):
            assert any(fnmatch(pfad, muster) for pfad in dateien), f"{muster} benutzt keine Kryptografie mehr."


def test_nur_erlaubte_verfahren():
    for pfad, benutzt in krypto_dateien():
        assert benutzt <= (zustaendig(pfad) or set()), f"{pfad}: {benutzt - zustaendig(pfad)}"
    for pfad in (HEIMAT / "sql").rglob("*.sql"):
        assert not re.search(r"\b(md5|sha1|digest|crypt|pgp_sym_encrypt)\s*\(", pfad.read_text()), pfad


def test_jede_kategorie_hat_eine_schutzklasse():
    faelle = re.findall(r"^    case ([a-z, ]+)$", quelle("Kommune/Datenschutz/Datenkategorie.swift"), re.M)
    kategorien = [name for zeile in faelle for name in zeile.split(", ")]
    genannt = [name for reihe in reihen("Schutzklassen") for name in re.findall(r"`(\w+)`", reihe[1])]
    assert len(kategorien) > 10 and sorted(genannt) == sorted(kategorien)


def test_jedes_ereignis_steht_im_papier():
    """The keys of the log are a promise to whoever watches it."""
    quelltext = quelle("Web/Schutzereignis.swift")
    faelle = dict(re.findall(r'^    case (\w+) = "([\w.]+)"$', quelltext, re.M))
    tafel = re.search(r"^### Ereignisse$.*?^\|---.*?\n(.*?)\n\n", PAPIER, re.M | re.S)[1]
    stufen = dict(re.findall(r"^\| `([\w.]+)` \|.*\| (notice|warning) \|$", tafel, re.M))
    alltag = set(re.findall(r"self != \.(\w+)", quelltext))
    assert stufen == {key: "notice" if name in alltag else "warning" for name, key in faelle.items()}
    assert len(faelle) > 10 and alltag <= set(faelle)


def test_jedes_protokoll_steht_im_papier():
    genannt = " ".join(reihe[0] for reihe in reihen("Protokolle"))
    tabellen = {f"{ort}.{name}" for ort in ("platform", "kreis") for pfad in (HEIMAT / f"sql/{ort}").rglob("*.sql")
                for name in re.findall(r"CREATE TABLE (audit|anmeldeversuch|statistik_export)\b", pfad.read_text())}
    assert len(tabellen) == 4
    logger = {name for pfad in (HEIMAT / "Sources").rglob("*.swift")
              for name in re.findall(r'Logger\(label: "([\w.]+)"', pfad.read_text())}
    assert [name for name in tabellen | logger if f"`{name}`" not in genannt] == []
