"""Taking over a former system: killed, resumed, given out again, its accounts confirmed."""

import signal
import subprocess

import pytest

from seite import Seite
from verbund import BINARY, warte

FAELLE = 300
DATEIEN = ["faelle", "personen", "mitglieder", "berechtigungen", "aufenthalte", "unterkuenfte",
           "einkommen", "vermoegen", "konten", "bewilligungen"]


def bestand(verbund, ordner, faelle=FAELLE):
    """Couples in flats, as German Excel writes them: Windows-1252 and CRLF."""
    verbund.gelingt("bestand", "vorlage", "--nach", str(ordner))
    (ordner / "summen.csv").unlink()
    zeilen = {d: [(ordner / f"{d}.csv").read_text("utf-8-sig").strip()] for d in DATEIEN}
    for n in range(1, faelle + 1):
        zeilen["faelle"].append(f"F{n};ALT-{n};;;")
        for k, rolle in ((1, "haushaltsvorstand"), (2, "partner")):
            p = f"P{n}-{k}"
            zeilen["personen"].append(
                f"{p};Müller{n};Jürgen{k};;01.0{k}.1990;m;423;;verheiratet;01.01.2026;")
            zeilen["mitglieder"].append(f"F{n};{p};{rolle};01.01.2026;")
            zeilen["berechtigungen"].append(f"{p};nr_1;grundleistung;01.01.2026;")
            zeilen["aufenthalte"].append(f"{p};duldung;;;01.01.2026;")
        zeilen["unterkuenfte"].append(
            f"F{n};wohnung;Große Straße {n};48619;Heek;400,00;;;;;;;;01.01.2026;")
        zeilen["konten"].append(
            f"F{n};ueberweisung;Jürgen Müller{n};DE89370400440532013000;01.01.2026")
        zeilen["bewilligungen"].append(f"F{n};01.11.2026;1.218,00;1.218,00;;A{n};02.01.2026")
    for datei, inhalt in zeilen.items():
        spalten = inhalt[0].count(";")
        inhalt[1:] = [zeile + ";" * (spalten - zeile.count(";")) for zeile in inhalt[1:]]
        text = "".join(zeile + "\r\n" for zeile in inhalt)
        (ordner / f"{datei}.csv").write_bytes(text.encode("cp1252"))
    return ordner


@pytest.fixture(scope="module")
def quelle(bestandsverbund, tmp_path_factory):
    return bestand(bestandsverbund, tmp_path_factory.mktemp("bestand") / "alt")


def anzahl(verbund, kuerzel, tabelle):
    return verbund.wert(f"SELECT count(*) FROM {verbund.schema(kuerzel)}.{tabelle}")


def test_die_vorlage_beschreibt_und_ist_selbst_ein_leerer_bestand(bestandsverbund, tmp_path):
    text = bestandsverbund.gelingt("bestand", "vorlage")
    ordner = tmp_path / "leer"
    bestandsverbund.gelingt("bestand", "vorlage", "--nach", str(ordner))
    for datei in DATEIEN:
        felder = (ordner / f"{datei}.csv").read_text("utf-8-sig").strip().split(";")
        assert f"{datei}.csv" in text and all(f"\n  {feld}" in text for feld in felder)
    assert (ordner / "LIESMICH.txt").read_text().strip() == text.strip()
    assert "0 Fehler" in bestandsverbund.gelingt("bestand", "pruefen", "--mandant", "heek",
                                                 str(ordner))


def test_ein_fehler_haelt_alles_auf_und_steht_in_der_liste(bestandsverbund, tmp_path):
    ordner = bestand(bestandsverbund, tmp_path / "fehler", 3)
    datei = ordner / "konten.csv"
    datei.write_bytes(datei.read_bytes().replace(b"013000;", b"013001;", 1))
    liste = tmp_path / "liste.csv"
    ergebnis = bestandsverbund.mandat("bestand", "pruefen", "--mandant", "heek", str(ordner),
                                      "--liste", str(liste))
    assert ergebnis.returncode == 1 and "konten.csv, Zeile 2, iban" in ergebnis.stdout
    assert "Prüfziffern" in liste.read_text("utf-8-sig") and "0532013" not in liste.read_text()
    ergebnis = bestandsverbund.mandat("bestand", "uebernehmen", "--mandant", "heek", "--als",
                                      "leitung.heek", str(ordner))
    assert ergebnis.returncode == 1 and "Nichts wurde übernommen" in ergebnis.stderr
    assert anzahl(bestandsverbund, "heek", "fall") == 0


def test_nur_die_leitung_der_kommune_uebernimmt(bestandsverbund, quelle):
    for wer, grund in (("sb.heek", "Berechtigung"), ("leitung.ahaus", "gibt es in Heek nicht")):
        ergebnis = bestandsverbund.mandat("bestand", "uebernehmen", "--mandant", "heek",
                                          "--als", wer, str(quelle))
        assert ergebnis.returncode == 1 and grund in ergebnis.stderr
    assert anzahl(bestandsverbund, "heek", "fall") == 0


def test_kill_mittendrin_laesst_ganze_faelle_und_geht_weiter(bestandsverbund, quelle):
    befehl = ["bestand", "uebernehmen", "--mandant", "heek", "--als", "leitung.heek",
              "--stapel", "1", "--quelle", "Altverfahren 2026", str(quelle)]
    prozess = subprocess.Popen([BINARY, *befehl], env=bestandsverbund.umgebung,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    warte(lambda: anzahl(bestandsverbund, "heek", "fall") > 20, 60, "die ersten Fälle sind da")
    prozess.send_signal(signal.SIGKILL)
    prozess.wait()
    da = anzahl(bestandsverbund, "heek", "fall")
    assert 20 < da < FAELLE
    for tabelle, je_fall in (("person", 2), ("mitglied", 2), ("unterkunft", 1),
                             ("bankverbindung", 1), ("altbewilligung", 1), ("herkunft", 3)):
        assert anzahl(bestandsverbund, "heek", tabelle) == da * je_fall, tabelle
    assert "Übernommen" in bestandsverbund.gelingt(*befehl)
    assert anzahl(bestandsverbund, "heek", "fall") == FAELLE
    assert anzahl(bestandsverbund, "heek", "uebernahme") == 1
    assert "Alles war schon da" in bestandsverbund.gelingt(*befehl)


def test_ausgabe_uebernahme_und_ausgabe_sind_byteweise_gleich(bestandsverbund, tmp_path):
    def ausgeben(kuerzel):
        ordner = tmp_path / kuerzel
        bestandsverbund.gelingt("bestand", "ausgeben", "--mandant", kuerzel, "--als",
                                f"leitung.{kuerzel}", "--nach", str(ordner))
        assert ordner.stat().st_mode & 0o77 == 0
        return {datei.name: datei.read_bytes() for datei in ordner.iterdir()}

    erste = ausgeben("heek")
    # The clerk of Heek is nobody in Ahaus; without a name the Leitung there has the cases.
    faelle = tmp_path / "heek" / "faelle.csv"
    faelle.write_text(faelle.read_text("utf-8-sig").replace("leitung.heek", "leitung.ahaus"))
    bestandsverbund.gelingt("bestand", "uebernehmen", "--mandant", "ahaus",
                            "--als", "leitung.ahaus", str(tmp_path / "heek"))
    zweite = ausgeben("ahaus")
    zweite["faelle.csv"] = zweite["faelle.csv"].replace(b"leitung.ahaus", b"leitung.heek")
    assert erste == zweite


def test_eine_zweite_person_bestaetigt_die_konten_als_liste(bestandsverbund, chromium):
    bestandsverbund.web.start()
    bestandsverbund.bereit()

    def oeffne(wer):
        kontext = chromium.new_context(base_url=bestandsverbund.adresse, locale="de-DE",
                                       viewport={"width": 1280, "height": 900})
        return Seite(kontext.new_page()).anmelden(wer)

    erste = oeffne("leitung.heek")
    erste.auf("/m/heek/uebernahmen")
    erste.sieht("Altverfahren 2026", "Konten offen").axe()
    erste.klick("Altverfahren 2026").sieht("bestätigt eine zweite Person", f"{FAELLE} von {FAELLE}")
    assert erste.page.get_by_role("button", name="bestätigen").count() == 0
    zweite = oeffne("zweite.heek")
    zweite.auf("/m/heek/uebernahmen")
    zweite.klick("Altverfahren 2026").axe()
    zweite.fuelle(pruefziffern="0000 0000").knopf(f"{FAELLE} Konten bestätigen")
    zweite.sieht("nicht die Prüfziffern").axe()
    anfang = zweite.page.locator(".pruefsumme b").inner_text()
    zweite.fuelle(pruefziffern=anfang).knopf(f"{FAELLE} Konten bestätigen")
    zweite.sieht("Die Konten sind bestätigt")
    assert anzahl(bestandsverbund, "heek", "bankverbindung_bestaetigung") == FAELLE
    assert bestandsverbund.wert(f"""SELECT count(*) FROM {bestandsverbund.schema('heek')}.audit
        WHERE vorgang = 'bestand.konten_bestaetigt'""") == 1
    bestandsverbund.web.ende()
