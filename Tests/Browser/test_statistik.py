"""A survey from its opening to the receipt: faults repaired, two persons twice, the DBA's export (B-1.2.7)."""

import csv
import io
import re
import subprocess

import pytest

from conftest import SCHLUESSEL
from familie import alleinstehend, fall_anlegen
from verbund import Verbund

LEUTE = [
    ("a.brink", "Antje Brink", "ahaus", "sachbearbeitung"),
    ("b.lenz", "Birgit Lenz", "ahaus", "sachbearbeitung"),
    ("leitung.ahaus", "Ole Thies", "ahaus", "leitung"),
    ("h.terhaar", "Hanna Terhaar", "heek", "sachbearbeitung"),
    ("leitung.heek", "Lena Kamp", "heek", "leitung"),
    ("statistik1", "Tobias Epping", None, "statistik"),
    ("statistik2", "Birte Haverkamp", None, "statistik"),
]


@pytest.fixture(scope="module")
def amt(ordner):
    verbund = Verbund(ordner / "statistik", name="mandat_statistik", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=LEUTE)
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture
def als(oeffne, amt):
    return lambda wer: oeffne(wer, wo=amt)


def beginnen(seite, erhebung, **felder):
    seite.auf("/kreis/statistik")
    seite.klick(erhebung)
    seite.sieht("Noch ist nichts gespeichert").axe()
    seite.fuelle(**{"frist_kommunen": "05.11.2026", "frist": "30.11.2026", "quelle": "Schreiben vom 02.11.2026"} | felder)
    seite.knopf("Erhebung beginnen").sieht("Die Erhebung hat begonnen")


def test_fehler_in_der_kommune_berichtigen_und_selbst_melden(als, amt):
    kreis, antje, leitung = als("statistik1"), als("a.brink"), als("leitung.ahaus")
    fall = fall_anlegen(antje, alleinstehend("Zahid", "Omar"), beginn="01.10.2026")
    beginnen(kreis, "Meldungen an das Ausländerzentralregister")
    amt.auftraege_erledigt()
    kreis.auf("/kreis/statistik")
    kreis.sieht("AZR-Meldung Oktober 2026", "1 offen", "Stand je Kommune").axe()
    antje.auf("/m/ahaus/statistik")
    antje.sieht("über der Frist").axe()
    antje.klick("AZR-Meldung Oktober 2026")
    antje.sieht("Die AZR-Nummer fehlt.", "Zahid, Omar").axe()
    antje.klick("Zahid, Omar")
    assert antje.page.url.split("?")[0] == fall
    antje.auf(f"{fall}/aenderung/angabe")
    antje.fuelle(azr="260123456789", ab="01.10.2026").knopf("Speichern")
    antje.sieht("Angaben zur Person ab 01.10.2026 geändert")
    antje.auf("/m/ahaus/statistik")
    antje.klick("AZR-Meldung Oktober 2026").knopf("Neu rechnen")
    amt.auftraege_erledigt()
    antje.auf("/m/ahaus/statistik")
    antje.klick("AZR-Meldung Oktober 2026")
    antje.knopf("Erhebung abschließen").sieht("Abgeschlossen. Freigeben muss eine andere Person").axe()
    leitung.auf("/m/ahaus/statistik")
    leitung.klick("AZR-Meldung Oktober 2026")
    leitung.knopf("Meldungen freigeben").sieht("Freigegeben")
    amt.auftraege_erledigt()
    leitung.auf("/m/ahaus/statistik")
    leitung.klick("AZR-Meldung Oktober 2026").sieht("Senden Sie die Datei an").axe()
    _, inhalt = leitung.lade(lambda: leitung.klick("Meldungen als CSV"))
    assert b"260123456789;2026-10-01;;423" in inhalt
    assert amt.wert("SELECT count(*) FROM kreis.statistik_satz") == 0, "AZR-Nummern bleiben in der Kommune"
    leitung.knopf("Meldungen löschen").sieht("gelöscht")


def test_kommunen_geben_ab_zwei_liefern_der_dba_gibt_aus(als, amt, tmp_path):
    erste, zweite, antje = als("statistik1"), als("statistik2"), als("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Haidari", "Karim"), beginn="01.10.2026")
    birgit = als("b.lenz")
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen")).sieht("Bankverbindung bestätigt")
    antje.auf(f"{fall}/bewilligung/neu?von=10.2026&bis=10.2026")
    antje.knopf("Bescheid erlassen").sieht("Bescheid")
    beginnen(erste, "Monatsmeldung nach dem Flüchtlingsaufnahmegesetz")
    amt.auftraege_erledigt()
    for sb, leitung, kommune in [("a.brink", "leitung.ahaus", "ahaus"), ("h.terhaar", "leitung.heek", "heek")]:
        seite = antje if sb == "a.brink" else als(sb)
        seite.auf(f"/m/{kommune}/statistik")
        seite.klick("FlüAG-Meldung Oktober 2026").knopf("Erhebung abschließen").sieht("Abgeschlossen")
        chef = als(leitung)
        chef.auf(f"/m/{kommune}/statistik")
        chef.klick("FlüAG-Meldung Oktober 2026").knopf("An den Kreis abgeben").sieht("Freigegeben")
    amt.auftraege_erledigt()
    erste.auf("/kreis/statistik")
    erste.klick("FlüAG-Meldung Oktober 2026").sieht("2 von 2 abgegeben").axe()
    erste.knopf("Datei feststellen").sieht("Freigeben muss eine andere Person", "Nicht amtlich").axe()
    zweite.auf(erste.page.url)
    zweite.knopf("Lieferung freigeben").sieht("Die Lieferung ist freigegeben", "ST-2026-0001").axe()
    name, datei = zweite.lade(lambda: zweite.klick("CSV", genau=True))
    assert name == "Statistik-fluechtlingsaufnahme-2026-10-31-intern.csv"
    saetze = list(csv.DictReader(io.StringIO(datei.decode()), delimiter=";"))
    assert [(s["kommune"], s["personenkreis"], s["art_der_unterbringung"]) for s in saetze] == [
        ("05554004", "nr_1", "dezentral")]
    assert b"Haidari" not in datei
    zweite.fuelle(tag="20.11.2026", ergebnis="angenommen", kennzeichen="Q-4711").knopf("Quittung speichern")
    zweite.sieht("Die Lieferung ist erst am").fuelle(tag="heute")
    zweite.knopf("Quittung speichern").sieht("Die Quittung ist erfasst", "Q-4711").axe()

    amt.gelingt("statistik", "export", "--erhebung", "fluechtlingsaufnahme", "--stichtag", "2026-10-31",
                "--nach", str(tmp_path))
    assert (tmp_path / "Statistik-fluechtlingsaufnahme-2026-10-31-intern.csv").read_bytes() == datei
    verbindung = amt.gelingt("statistik", "verbindung").strip()
    kopie = subprocess.run(
        ["psql", verbindung, "-qc",
         "\\copy (SELECT * FROM kreis.statistik_fluechtlingsaufnahme('2026-10-31')) TO STDOUT "
         "(FORMAT csv, HEADER, DELIMITER ';')"], capture_output=True, check=True)
    assert kopie.stdout == datei, "psql schreibt dieselben Bytes"
    assert amt.wert("SELECT count(*) FROM kreis.statistik_export WHERE login = 'statistik_export'") == 2
    amt.taegliches()
    schema = amt.schema("ahaus")
    assert amt.wert(f"""SELECT count(*) FROM "{schema}".statistik_kennnummer k
                          JOIN kreis.statistik_lauf l ON l.id = k.lauf_id
                         WHERE l.erhebung = 'fluechtlingsaufnahme'""") == 0, "nach der Quittung weiß es niemand mehr"
