"""Refusing an application, papers that are missing, the demand to cooperate (§§ 60-67 SGB I)."""

import re
import subprocess

from dokumente import pdf_text, pruefe_pdf
from familie import alleinstehend, fall_anlegen
from test_bestand import bestand


def nichts(_seite, _name):
    """Called at every page of the walk; a picture can be taken here."""


def brief(seite, bezeichnung, tmp_path):
    """The text of a letter on this page; its PDF is sound and the same on every request."""
    link = seite.page.get_by_role("link", name=bezeichnung).first
    weg = link.get_attribute("href")
    pdf = seite.hole(weg).body()
    pruefe_pdf(pdf, tmp_path)
    assert seite.hole(weg).body() == pdf
    return pdf, pdf_text(pdf)


def unterlagen(oeffne, tmp_path, bild=nichts):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Unterlagen", "Samir", "06.06.1991"))
    antje.auf(f"{fall}/dokumente")
    antje.sieht("Keine Unterlage fehlt").axe().klick("Unterlagen verlangen").axe()
    antje.knopf("Auf die Liste setzen").sieht("Noch nichts gewählt").axe()
    antje.page.locator('main [name="vorlagen"][value="wohnung"]').check()
    antje.fuelle(weitere="Schufa-Auskunft")
    bild(antje, "verlangen")
    antje.knopf("Auf die Liste setzen").sieht("Steht auf der Liste", "Mietvertrag", "Schufa").axe()
    antje.klick("Eingang erfassen").axe()
    antje.page.get_by_label(re.compile("^Mietvertrag")).check()
    antje.knopf("Eingang speichern").sieht("Eingang festgehalten", "Erledigte Unterlagen").axe()
    antje.klick("Verzichten").axe()
    antje.page.get_by_label(re.compile("^Schufa")).check()
    antje.knopf("Verzichten").sieht("Warum sie nicht gebraucht werden").axe()
    antje.fuelle(grund="Hier nicht erforderlich.").knopf("Verzichten").sieht("verzichtet").axe()
    antje.klick("Zur Mitwirkung auffordern").axe()
    bild(antje, "aufforderung")
    antje.knopf("Aufforderung versenden").sieht("aufgefordert bis", "Aufforderung zur Mitwirkung")
    antje.axe()
    bild(antje, "dokumente")
    pdf, text = brief(antje, "Aufforderung zur Mitwirkung", tmp_path)
    bild(pdf, "aufforderung.pdf")
    for teil in ["Wohnungsgeberbestätigung", "§ 66 Abs. 1 und 3 SGB I", "§ 9 Abs. 3 AsylbLG"]:
        assert teil in text, teil
    assert "Schufa" not in text and "Rechtsbehelfsbelehrung" not in text
    antje.auf(f"{fall}/verlauf")
    antje.sieht("Unterlagen verlangt bis", "Aufforderung zur Mitwirkung versandt")


def ablehnung(oeffne, tmp_path, bild=nichts):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Ablehnung", "Nabil", "07.07.1992"))
    antje.auf(f"{fall}/leistung")
    antje.klick("Antrag ablehnen").axe()
    bild(antje, "ablehnen")
    antje.page.locator('main [name="gruende"][value="mitwirkung"]').check()
    antje.fuelle(begruendung="Die Unterlagen fehlen.").knopf("Ablehnung erlassen")
    antje.sieht("Versagt wird erst nach einer Aufforderung").axe()
    antje.page.locator('main [name="gruende"][value="mitwirkung"]').uncheck()
    antje.page.locator('main [name="gruende"][value="einkommen_vermoegen"]').check()
    antje.fuelle(begruendung="Auf dem Konto liegen 9.000 €.").knopf("Ablehnung erlassen")
    antje.sieht("Ablehnung", "abgelehnt am 23.11.2026").axe()
    bild(antje, "abgelehnt")
    pdf, text = brief(antje, re.compile(r"^Bescheid 2026"), tmp_path)
    bild(pdf, "ablehnung.pdf")
    for teil in ["Ablehnung von Leistungen", "§ 7 Abs. 1 AsylbLG", "9.000 €",
                 "Rechtsbehelfsbelehrung", "§ 86b Abs. 2"]:
        assert teil in text, teil
    antje.auf(f"{fall}/leistung")
    antje.sieht_nicht("Antrag ablehnen")
    antje.auf(f"{fall}/verfahren")
    antje.klick(re.compile(r"^erfassen zu")).axe().knopf("Widerspruch erfassen")
    antje.sieht("Widerspruch erfasst").klick(re.compile(r"^Bescheid 2026.* vom"))
    antje.klick("Entscheiden")
    antje.fuelle(ausgang="abhilfe", begruendung="Das Geld gehört der Schwester.")
    antje.knopf("Entscheiden und versenden").sieht("ist entschieden", "Abhilfe").axe()
    antje.auf(f"{fall}/verlauf")
    antje.sieht("Fall wieder aufgenommen", "laufend seit")


def test_unterlagen_fehlen_und_werden_angefordert(oeffne, tmp_path):
    unterlagen(oeffne, tmp_path)


def test_ein_antrag_wird_abgelehnt_und_nach_widerspruch_wieder_aufgenommen(oeffne, tmp_path):
    ablehnung(oeffne, tmp_path)


def druck(oeffne, tmp_path, bild=nichts):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Druck", "Omar", "08.08.1993"))
    for name in ["Attest", "Zeugnis"]:
        antje.auf(f"{fall}/unterlagen/neu")
        antje.fuelle(weitere=name).knopf("Auf die Liste setzen")
        antje.klick("Zur Mitwirkung auffordern").knopf("Aufforderung versenden")
        antje.sieht("aufgefordert bis")
        brief(antje, "Aufforderung zur Mitwirkung", tmp_path)
    antje.auf("/m/ahaus/druck?art=schreiben")
    antje.sieht("auf den Druck", "Aufforderung zur Mitwirkung").axe()
    bild(antje, "druck")
    for kasten in antje.page.locator('main tbody [name="z"]').all():
        zeile = kasten.locator("xpath=ancestor::tr").inner_text()
        kasten.set_checked("Druck, Omar" in zeile)
    antje.knopf(re.compile("zusammen drucken")).sieht("Der Drucklauf ist angelegt")
    lauf = antje.page.url
    for _ in range(60):
        if antje.page.get_by_role("link", name=re.compile("^PDF")).count():
            break
        antje.page.wait_for_timeout(500)
        antje.auf(lauf)
    antje.sieht("gedruckt", "Aufforderung zur Mitwirkung").axe()
    bild(antje, "drucklauf")
    pdf = antje.hole(f"{lauf}/pdf").body()
    assert antje.hole(f"{lauf}/pdf").body() == pdf
    bild(pdf, "drucklauf.pdf")
    text = pdf_text(pdf)
    assert text.index("Drucklauf D-") < text.index("Attest") < text.index("Zeugnis")
    # Cover and its blank, then each letter of two pages: text and plain language.
    assert pdf_seiten(pdf, tmp_path) == 2 + 2 + 2
    antje.auf("/m/ahaus/druck?art=schreiben")
    antje.sieht_nicht("Druck, Omar").axe()
    antje.auf(f"{fall}/verlauf")
    antje.sieht("gedruckt mit Drucklauf D-")


def pdf_seiten(pdf, tmp_path):
    datei = tmp_path / "lauf.pdf"
    datei.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(datei)], check=True, capture_output=True)
    zahl = subprocess.run(["qpdf", "--show-npages", str(datei)], check=True, capture_output=True)
    return int(zahl.stdout)


def test_briefe_werden_zusammen_und_nur_einmal_gedruckt(oeffne, tmp_path):
    druck(oeffne, tmp_path)


def warte_auf(seite, text, versuche=60):
    """Reloads until the worker has done its part."""
    for _ in range(versuche):
        if text in seite.page.locator("main").inner_text():
            return seite.sieht(text)
        seite.page.wait_for_timeout(500)
        seite.auf(seite.page.url)
    return seite.sieht(text)


def uebernahme(oeffne, verbund, tmp_path, bild=nichts):
    ordner = bestand(verbund, tmp_path / "alt", 2)
    for datei in ordner.glob("*.csv"):
        inhalt = datei.read_bytes().replace(b"M\xfcller", b"Zwickau").replace(b"ALT-", b"NETZ-")
        datei.write_bytes(inhalt)
    konten = ordner / "konten.csv"
    konten.write_bytes(konten.read_bytes().replace(b"013000;", b"013001;", 1))
    verbund.person("e.lorenz", "Eva Lorenz", "ahaus", "leitung")
    leitung = oeffne("e.lorenz")
    leitung.auf("/m/ahaus/uebernahmen")
    leitung.axe().klick("Bestand übernehmen").axe()
    bild(leitung, "hochladen")
    leitung.knopf(re.compile("Hochladen")).sieht("Noch keine Datei gewählt").axe()
    leitung.fuelle(bezeichnung="Altverfahren im Netz")
    leitung.page.locator('input[type="file"]').set_input_files(sorted(ordner.glob("*.csv")))
    leitung.knopf(re.compile("Hochladen")).sieht("Hochgeladen")
    warte_auf(leitung, "Befunde je Zeile").axe()
    leitung.sieht("konten.csv", "Prüfziffern", "Fälle mit Fehlern")
    bild(leitung, "probelauf")
    assert "0532013" not in leitung.text
    leitung.knopf(re.compile("1 Fall übernehmen")).sieht("Ein Fall hat Fehler").axe()
    leitung.fuelle(ohne_fehlerhafte=True).knopf(re.compile("1 Fall übernehmen"))
    warte_auf(leitung, "Übernommen; die hochgeladenen Dateien sind gelöscht").axe()
    bild(leitung, "uebernommen")
    assert verbund.wert(
        f"SELECT count(*) FROM {verbund.schema('ahaus')}.bestandseingang_teil") == 0
    leitung.klick("Protokoll und Konten der Übernahme").sieht("Altverfahren im Netz", "1 von 1")
    leitung.axe()


def test_ein_bestand_wird_hochgeladen_geprobt_und_uebernommen(oeffne, verbund, tmp_path):
    uebernahme(oeffne, verbund, tmp_path)


def feststellungen(oeffne, bild=nichts):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Zustaendig", "Karim", "09.09.1994"))
    antje.auf(f"{fall}/verfahren")
    antje.klick("Zuständigkeit prüfen").axe()
    antje.fuelle(zuweisung="Stadt Münster", stationaer=True, eilfall=True)
    bild(antje, "zustaendigkeit")
    antje.knopf("Feststellen").sieht("Festgestellt", "§ 10a Abs. 2 Satz 3", "Stadt Münster").axe()
    antje.klick("Beginn der Leistung prüfen").axe()
    antje.fuelle(kenntnis="+1").knopf("Feststellen").sieht("liegt in der Zukunft").axe()
    antje.fuelle(kenntnis="heute").knopf("Feststellen").sieht("§ 6b AsylbLG").axe()
    bild(antje, "feststellungen")
    antje.auf(f"{fall}/aenderung/wartezeit")
    antje.axe().fuelle(art="rechtsmissbrauch", ab="heute", bis="+1", grund="Name verschleiert.")
    antje.knopf("Speichern").sieht("gehört nur zu einer Unterbrechung").axe()
    antje.fuelle(bis="").knopf("Speichern")
    antje.auf(fall)
    antje.sieht("Wartezeit nach § 2", "Rechtsmissbrauch").axe()
    bild(antje, "wartezeit")


def test_zustaendigkeit_beginn_und_wartezeit_werden_festgestellt(oeffne):
    feststellungen(oeffne)
