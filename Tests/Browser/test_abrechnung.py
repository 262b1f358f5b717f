"""A Sammelrechnung from the post to the run: list, sample, the Kommune's yes or no, hint, release."""

import uuid

import pytest

from familie import alleinstehend, fall_anlegen

RECHNUNGEN = "/kreis/krankenhilfe/rechnungen"
KOPF = "kommune;schein;familienname;vorname;geburtsdatum;behandelt_von;behandelt_bis;leistung;betrag\n"


@pytest.fixture(scope="module")
def abrechnung(verbund):
    verbund.person("o.rath", "Olga Rath", None, "abrechnungsstelle")
    verbund.person("p.thiel", "Peter Thiel", None, "abrechnungsstelle")
    verbund.sql("""INSERT INTO platform.mandant_schalter (id, mandant_id, name, wert, gueltig, quelle)
                   SELECT %s, id, 'krankenhilfe_zentral', 'ja', '[2025-01-01,)', 'Vereinbarung'
                     FROM platform.mandant WHERE kuerzel = 'ahaus'""", (uuid.uuid4(),))
    return "o.rath", "p.thiel"


def steller(olga, peter):
    """A biller whose account Olga records and Peter confirms."""
    olga.auf("/kreis/krankenhilfe/rechnungssteller")
    olga.fuelle(name="KV Westfalen-Lippe", art="kassenaerztliche_vereinigung",
                strasse="Robert-Schimrigk-Straße 4", plz="44141", ort="Dortmund").axe()
    olga.knopf("Aufnehmen").klick("KV Westfalen-Lippe")
    olga.fuelle(inhaber="KV Westfalen-Lippe", iban="DE02 1203 0000 0000 2020 51").knopf("Erfassen")
    olga.sieht("Bestätigen muss es eine andere Person").axe()
    peter.auf("/kreis/")
    peter.klick("Konten von Rechnungsstellern zu bestätigen").axe()
    peter.knopf("Konto bestätigen").sieht("wird bezahlt")


def test_vom_eingang_bis_in_den_zahllauf(oeffne, verbund, abrechnung, tmp_path):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Stichprobe", "Karim", "14.02.1987"))
    olga, peter = (oeffne(wer) for wer in abrechnung)
    steller(olga, peter)

    (tmp_path / "r.pdf").write_bytes(b"%PDF-1.7 Sammelrechnung")
    (tmp_path / "l.csv").write_text(
        KOPF + "05554004;;Stichprobe;Karim;14.02.1987;10.11.2026;;Hausarzt;34,50\n"
        "Bielefeld;;Fremd;Otto;01.01.1970;11.11.2026;;Hausarzt;20,50\n")
    olga.auf(f"{RECHNUNGEN}/neu")
    olga.page.locator('[name="steller"]').select_option(label="KV Westfalen-Lippe")
    olga.fuelle(art="rechnung", nummer="KV-11", monat="11.2026", rechnungsdatum="20.11.2026",
                betrag="55,00")
    olga.page.set_input_files('[name="dokument"]', tmp_path / "r.pdf")
    olga.knopf("Erfassen").sieht("Die Rechnung ist erfasst").axe()
    olga.page.set_input_files('[name="nachweis"]', tmp_path / "l.csv")
    olga.knopf("Einlesen und ziehen").sieht("2 von 2 Posten")
    rechnung = olga.page.url.split("?")[0]

    verbund.auftraege_erledigt()
    olga.auf(rechnung)
    olga.sieht("niemand gefragt").sieht_nicht("Antwort steht aus").axe()
    olga.klick("Nr. 1").sieht("Die Kommune sagt: Sie war am ersten Tag").axe()
    olga.fuelle(art="unfall", text="Abgerechnet ist ein Verkehrsunfall.").knopf("Hinweis geben")
    olga.sieht("Gegebene Hinweise")
    olga.fuelle(ergebnis="in_ordnung").knopf("Vermerken und weiter")
    olga.sieht("Fremd, Otto").fuelle(ergebnis="in_ordnung").knopf("Vermerken und weiter")
    olga.sieht("Keine Kommune hat gesagt, dass sie zuständig ist").axe()
    olga.fuelle(ergebnis="beanstandet", vermerk="Keine Kommune des Kreises")
    olga.knopf("Vermerken und weiter").sieht("1 Posten beanstandet")
    olga.fuelle(vermerk="Gutschrift angekündigt").knopf("Als richtig vermerken")

    peter.auf(rechnung)
    peter.knopf("Freigeben und buchen").sieht("angewiesen", "der nächste").axe()
    peter.auf(RECHNUNGEN)
    peter.axe()
    assert verbund.wert("""SELECT count(*) FROM kreis.zahlungsauftrag
                            WHERE mandant_id IS NULL AND betrag_cent = 5500 AND zustand = 'offen'""") == 1

    verbund.auftraege_erledigt()
    antje.auf("/m/ahaus/kreisfragen")
    antje.sieht("Stichprobe, Karim", "Olga Rath", "§ 4 AsylbLG", "Verkehrsunfall").axe()
    antje.auf("/m/ahaus/")
    antje.sieht("Unfall oder Schaden durch andere")
    antje.auf(fall)
    antje.sieht("erfahren hat er „ja“")
