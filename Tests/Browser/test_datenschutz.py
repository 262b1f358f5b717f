"""The rights of a person: who read his file, what is known of him, whom his address stays hidden from (B-7.4)."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from conftest import SCHLUESSEL
from familie import WOHNUNG, fall_anlegen
from verbund import Verbund

LEUTE = [
    ("a.brink", "Antje Brink", "ahaus", "sachbearbeitung"),
    ("leitung.ahaus", "Ole Thies", "ahaus", "leitung"),
    ("s.kramer", "Silke Kramer", "ahaus", "datenschutz_kommune"),
    ("dsb.kreis", "Jan Wolters", None, "datenschutz"),
]
# Names that nothing else in this run has, so that they can be looked for in every log.
VORNAME, NACHNAME, ANDERE = "Zarifullah", "Qaderzai", "Mursalina"
STRASSE, IBAN = "Kreuzbergstiege 77", "DE60401545300000777012"
PAAR = [
    {"familienname": NACHNAME, "vorname": VORNAME, "geburtsdatum": "04.02.1988", "geschlecht": "m",
     "familienstand": "verheiratet", "rolle": "haushaltsvorstand"},
    {"familienname": "Sultanzoi", "vorname": ANDERE, "geburtsdatum": "21.09.1991", "geschlecht": "w",
     "familienstand": "verheiratet", "rolle": "partner"},
]


@pytest.fixture(scope="module")
def amt(ordner):
    verbund = Verbund(ordner / "datenschutz", name="mandat_datenschutz", schluessel=SCHLUESSEL)
    verbund.anlegen(leute=LEUTE)
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture
def als(oeffne, amt):
    return lambda wer: oeffne(wer, wo=amt)


@pytest.fixture(scope="module")
def fall(amt):
    """Its address, known to all tests of this file once the first has entered it."""
    return {}


def test_auskunft_und_protokoll(als, amt, fall):
    antje, silke = als("a.brink"), als("s.kramer")
    fall["ort"] = fall_anlegen(antje, PAAR, iban=IBAN, wohnen=WOHNUNG | {"strasse": STRASSE})
    amt.auftraege_erledigt()
    silke.auf(f"{fall['ort']}/datenschutz")
    silke.sieht("Auskunft nach Art. 15", "Die Verarbeitung ist nicht").axe()
    silke.page.get_by_role("link", name="Auskunft nach Art. 15").first.click()
    silke.knopf("Zusammenstellen").sieht("Woran Sie die Person erkannt haben").axe()
    silke.fuelle(identitaet="ausweis").knopf("Zusammenstellen")
    amt.auftraege_erledigt()
    silke.auf(silke.page.url)
    silke.sieht("liegt bereit", "Zu beantworten bis").axe()
    _, pdf = silke.lade(lambda: silke.knopf("Auskunft als PDF"))
    assert pdf.startswith(b"%PDF")
    _, paket = silke.lade(lambda: silke.knopf("Datenpaket"))
    archiv = zipfile.ZipFile(io.BytesIO(paket))
    assert archiv.testzip() is None and "Auskunft.pdf" in archiv.namelist()
    text = archiv.read("daten.json").decode()
    tabellen = {teil["tabelle"]: teil["zeilen"] for teil in json.loads(text)["tabellen"]}
    assert tabellen["person_angabe"][0]["familienname"] == NACHNAME
    assert ANDERE not in text and "Sultanzoi" not in text, "Andere Personen sind ausgelassen."
    silke.auf(f"/m/ahaus/protokoll?fall={NACHNAME}")
    silke.sieht("hat die Akte gelesen", "hat eine Auskunft nach Art. 15 DSGVO ausgehändigt", "Silke Kramer").axe()
    _, csv = silke.lade(lambda: silke.klick("Als CSV ausgeben"))
    assert "hat den Fall angelegt" in csv.decode("utf-8-sig")
    silke.auf("/m/ahaus/protokoll?art=datenschutz")
    silke.sieht("Protokolls als Datei ausgegeben")
    kreis = als("dsb.kreis")
    kreis.auf("/kreis/protokoll?quelle=anmeldung")
    kreis.sieht("hat sich angemeldet").axe()
    kreis.klick("Verzeichnis")
    kreis.sieht("Zahlungsaufträge und Zahlläufe", "Für wen der Kreis im Auftrag verarbeitet").axe()
    kreis.sieht_nicht("Auftragsverarbeiter eintragen")


def test_verlangte_berichtigung(als, fall):
    silke = als("s.kramer")
    silke.auf(f"{fall['ort']}/datenschutz")
    silke.klick("Verlangen erfassen").sieht("Zu entscheiden ist binnen eines Monats").axe()
    silke.knopf("Erfassen").sieht("Wer sie verlangt").axe()
    silke.fuelle(was="Der Vorname schreibt sich anders.", wer="person").knopf("Erfassen")
    silke.sieht("Das Verlangen ist erfasst", "zu entscheiden bis").axe()
    silke.fuelle(entscheidung="berichtigt", begruendung="Pass vorgelegt.").knopf("Speichern")
    silke.sieht("Verlangte Berichtigungen", "Berichtigt").axe()


def test_gesperrte_anschrift(als, fall):
    antje, ole = als("a.brink"), als("leitung.ahaus")
    antje.auf(fall["ort"])
    antje.sieht(STRASSE)
    ole.auf(f"{fall['ort']}/datenschutz")
    ole.page.get_by_role("link", name="Sperren").first.click()
    ole.sieht("Wer die Anschrift sehen darf").axe()
    ole.fuelle(grund="gewaltschutz").knopf("Anschrift sperren").sieht("Die Anschrift ist gesperrt")
    ole.auf(fall["ort"])
    ole.sieht(STRASSE)
    antje.auf(fall["ort"])
    antje.sieht("Anschrift gesperrt").sieht_nicht(STRASSE).axe()
    antje.auf(f"{fall['ort']}/verlauf")
    antje.sieht_nicht(STRASSE)


def test_eingeschraenkt_und_loeschfristen(als, fall):
    antje, ole = als("a.brink"), als("leitung.ahaus")
    ole.auf(f"{fall['ort']}/einschraenkung")
    ole.axe()
    ole.fuelle(grund="richtigkeit", vermerk="Bestreitet sein Einkommen.").knopf("Einschränken")
    ole.sieht("Die Verarbeitung ist eingeschränkt")
    antje.auf(fall["ort"])
    antje.sieht("ändern darf nur, wer einschränken darf").sieht_nicht("Änderung erfassen")
    antje.klick("Leistung bewilligen").sieht("Der Fall ist eingeschränkt").axe()
    antje.fuelle(zweck="rechtsanspruch", grund="Der Anspruch auf Leistung besteht weiter.")
    antje.knopf("Grund vermerken").sieht("Der Grund steht in der Akte", "Leistung je Monat")
    ole.auf("/m/ahaus/loeschung")
    ole.sieht("6 Jahre ab", "KomHVO NRW", "Noch ist nichts zu löschen").axe()
    ole.klick("Verarbeitungsverzeichnis").sieht("Krankenhilfe und einzelne Leistungen").axe()
    ole.klick("Kontakt eintragen").sieht("So steht es im Verzeichnis").axe()
    ole.fuelle(erreichbar="post@ahaus.example", datenschutz="Behördlicher Datenschutz, dsb@ahaus.example")
    ole.knopf("Eintragen").sieht("Der Kontakt ist eingetragen", "dsb@ahaus.example")
    ole.page.get_by_text("Auftragsverarbeiter eintragen").click()
    ole.fuelle(name="Scanstelle Nord", aufgabe="Post scannen", vertrag_vom="01.03.2026", von="01.04.2026")
    ole.knopf("Eintragen").sieht("Scanstelle Nord ist eingetragen", "01.04.2026 bis auf Weiteres").axe()


def test_nichts_persoenliches_in_den_protokollen_der_dienste(als, amt, fall):
    antje = als("a.brink")
    antje.auf(f"/m/ahaus/suche?q={VORNAME}+{NACHNAME}")
    antje.auf(f"/m/ahaus/faelle/neu?familienname={NACHNAME}")
    antje.auf("/m/ahaus/faelle/neu")
    antje.fuelle(familienname_1=NACHNAME, vorname_1=VORNAME, strasse=STRASSE, iban=IBAN).knopf("Fall anlegen")
    antje.sieht("Angaben prüfen")
    server = Path(amt.server["host"]).parent / "server/postgres.log"
    logs = [amt.web.protokoll, amt.worker.protokoll, server]
    assert all(log.stat().st_size > 0 for log in logs), "Es gibt etwas zu durchsuchen."
    for log in logs:
        text = log.read_text(errors="replace").casefold()
        for wort in (VORNAME, NACHNAME, ANDERE, STRASSE, IBAN, "04.02.1988", "1988-02-04"):
            assert wort.casefold() not in text, f"{log.name} nennt {wort}."
