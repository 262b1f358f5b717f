"""Every foreign part has its licence and purpose, and the list of parts says what is really in the program."""

import csv
import importlib.machinery
import importlib.util
import json
import re

import pytest

from tabelle import HEIMAT

LADER = importlib.machinery.SourceFileLoader("stueckliste", str(HEIMAT / "deploy/stueckliste"))
stueckliste = importlib.util.module_from_spec(importlib.util.spec_from_loader("stueckliste", LADER))
LADER.exec_module(stueckliste)

# What may come along in an installation without asking anybody; the rest may build and test only.
ERLAUBT = {"Apache-2.0", "Apache-2.0 WITH Swift-exception", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "curl",
           "PostgreSQL", "OFL-1.1", "PSF-2.0", "MPL-2.0", "EPL-1.0", "LicenseRef-public-domain"}


def test_jeder_bestandteil_ist_beschrieben():
    """A new dependency without licence, use and purpose fails here; so does an entry for one that is gone."""
    gefunden = {(art, name) for art, name, _, _ in stueckliste.bestandteile()}
    assert len(gefunden) > 50, "Die Suche nach Bestandteilen findet nichts mehr."
    beschrieben = stueckliste.angaben()
    assert gefunden - set(beschrieben) == set(), "Es fehlt eine Zeile in deploy/bestandteile.csv."
    assert set(beschrieben) - gefunden == set(), "Diese Bestandteile gibt es nicht mehr."
    for zeile in beschrieben.values():
        assert zeile["einsatz"] in stueckliste.EINSATZ and zeile["zweck"] and zeile["lizenz"], zeile
    with open(HEIMAT / "deploy/bestandteile.csv", encoding="utf-8", newline="") as datei:
        assert len(list(csv.DictReader(datei, delimiter=";"))) == len(beschrieben), "Eine Zeile ist doppelt."


def test_neue_abhaengigkeiten_fallen_auf(tmp_path, monkeypatch):
    """The search reads what the files say today: one more package in each of them is one more part."""
    pins = json.loads((HEIMAT / "Package.resolved").read_text())
    pins["pins"].append(pins["pins"][0] | {"identity": "neues-paket"})
    (tmp_path / "Package.resolved").write_text(json.dumps(pins))
    (tmp_path / "deploy").mkdir()
    for datei in ("lib.sh", "test", "bench", "bestandteile.csv"):
        (tmp_path / "deploy" / datei).write_text((HEIMAT / "deploy" / datei).read_text())
    (tmp_path / "deploy/bench").write_text(
        'APT_MEHR=(ein-paket\n    "zweites")\nmain() {\n    python_need "${PYTHON_BASE[@]}" drittes==1.0 \\\n        viertes\n}\n')
    monkeypatch.setattr(stueckliste, "HEIMAT", tmp_path)
    namen = {name for _, name, _, _ in stueckliste.bestandteile()}
    assert {"neues-paket", "ein-paket", "zweites", "drittes", "viertes"} <= namen


def test_die_stueckliste_ist_cyclonedx():
    liste = stueckliste.stueckliste()
    assert (liste["bomFormat"], liste["specVersion"], liste["version"]) == ("CycloneDX", "1.6", 1)
    assert len({teil["bom-ref"] for teil in liste["components"]}) == len(liste["components"])
    for teil in liste["components"]:
        assert re.fullmatch(r"pkg:(swift|deb|pypi|github)/[^@\s]+(@[^\s]+)?", teil["purl"]), teil
        assert teil["type"] == "library" and teil["scope"] in ("required", "excluded")
        if teil["purl"].startswith("pkg:swift/"):
            assert re.search(r"vcs_revision=[0-9a-f]{40}$", teil["purl"]) and teil["version"]
    assert json.loads(json.dumps(liste)) == liste


def test_was_mitkommt_darf_mitkommen():
    for zeile in stueckliste.angaben().values():
        if zeile["einsatz"] in ("geliefert", "betrieb"):
            assert set(zeile["lizenz"].split(" AND ")) <= ERLAUBT, zeile


def test_die_lizenz_eines_swift_pakets_steht_in_seiner_datei():
    """The beginning of its licence tells which it is; only where the packages have been fetched."""
    ort = HEIMAT / ".build/checkouts"
    if not ort.exists():
        pytest.skip("Die Pakete sind noch nicht geholt.")
    for (art, name), zeile in stueckliste.angaben().items():
        if art == "swift":
            text = (ort / name / "LICENSE.txt").read_text()
            assert "Apache License" in text and zeile["lizenz"].startswith("Apache-2.0"), name
            assert ("Runtime Library Exception" in text) == ("WITH Swift-exception" in zeile["lizenz"]), name


def test_geliefert_ist_was_im_programm_steckt():
    """What the linker put into the program, by the modules of each package; only where it has been built."""
    liste, ort = HEIMAT / ".build/debug/mandat.product/Objects.LinkFileList", HEIMAT / ".build/checkouts"
    if not liste.exists():
        pytest.skip("Das Programm ist noch nicht gebaut.")
    module = set(re.findall(r"/(\w+)\.build/", liste.read_text()))
    drin = {paket.name for paket in ort.iterdir() for quelle in (paket / "Sources").iterdir() if quelle.name in module}
    geliefert = {name for (art, name), zeile in stueckliste.angaben().items()
                 if art == "swift" and zeile["einsatz"] == "geliefert"}
    assert drin == geliefert


def test_was_laufen_muss_nennt_das_readme():
    readme = (HEIMAT / "README.md").read_text()
    for name in ("libpq5", "coinor-libclp1", "libxml2", "qpdf", "tzdata", "nginx", "typst"):
        assert name in readme, name


def test_fristen_stehen_im_papier():
    papier = " ".join((HEIMAT / "deploy/SICHERHEIT.md").read_text().split())
    assert "deploy/stueckliste --pruefen" in papier
    for frist in ("ab 9,0 in 3 Tagen", "ab 7,0 in 14 Tagen", "ab 4,0 in 60 Tagen", "halbjährlich"):
        assert frist in papier
    for name in re.findall(r"`([\w-]+)`", papier.split("Besonders beobachtet werden")[1]):
        assert any(teil == name for _, teil in stueckliste.angaben()), name
