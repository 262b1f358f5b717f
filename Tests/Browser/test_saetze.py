"""New rates from the draft to the Bescheid: two administrators of the Kreis and one clerk
(B-1.2.5, B-3.4)."""

import re

from familie import alleinstehend, fall_anlegen
from verbund import warte

# § 3a AsylbLG 2026, Stufe 1: 202 + 253; here the Bedarf of every Stufe rises by ten Euro.
MEHR = 10


def nichts(_seite, _name):
    """Called at every page of the walk; a picture can be taken here."""


def bewilligen(seite, fall, von, bis):
    seite.auf(f"{fall}/bewilligung/neu")
    seite.fuelle(von=von, bis=bis).knopf("Vorschau")
    seite.knopf(re.compile("^Bescheid erlassen")).sieht("Bescheid erlassen")


def faelle(oeffne, satzverbund):
    """A case granted to the end of the year, another only for November."""
    antje = oeffne("a.brink", wo=satzverbund)
    adressen = [fall_anlegen(antje, alleinstehend(name, "Yusuf", f"0{n}.06.1990"))
                for n, name in enumerate(["Amiri", "Basra"], 1)]
    birgit = oeffne("b.lenz", wo=satzverbund)
    for fall in adressen:
        birgit.auf(fall)
        birgit.knopf(re.compile("estätigen")).sieht("Bankverbindung bestätigt")
    bewilligen(antje, adressen[0], "11.2026", "12.2026")
    bewilligen(antje, adressen[1], "11.2026", "11.2026")
    return antje, adressen


def entwurf_erfassen(nils, bild):
    """The draft, value by value, first with faults; returns the page of the draft."""
    nils.auf("/kreis/parameter")
    nils.axe()
    bild(nils, "parameter")
    nils.klick("Bedarfssätze").axe()
    nils.sieht("Bedarfsstufe 1: notwendiger Bedarf", "245,00 €", "253,00 €", "+8,00 €")
    bild(nils, "groesse")
    nils.klick("ab 01.01.2024 bis 31.12.2024").axe()
    nils.sieht("BGBl. 2023 I Nr. 288", "256,00 €", "+28,00 €")
    bild(nils, "stand")
    nils.klick("Bedarfssätze").klick("Entwurf erfassen").axe()
    bild(nils, "neu")
    feld = nils.page.get_by_label
    assert feld("Gilt ab").input_value() == "01.01.2027"
    for stufe in range(1, 7):
        bedarf = feld(f"Bedarfsstufe {stufe}: notwendiger Bedarf")
        bedarf.fill(f"{int(bedarf.input_value().split(',')[0]) + MEHR},00")
    feld("Bedarfsstufe 2: notwendiger persönlicher Bedarf").fill("l82,00")
    nils.knopf("Entwurf erfassen").axe()
    nils.sieht("2 Angaben prüfen", "Fundstelle: fehlt noch", "Buchstaben statt der Ziffer 1")
    bild(nils, "neu-fehler")
    assert feld("Bedarfsstufe 1: notwendiger Bedarf").input_value() == "263,00"
    feld("Bedarfsstufe 2: notwendiger persönlicher Bedarf").fill("182,00")
    feld("Fundstelle").fill("BGBl. 2026 I Nr. 400")
    nils.knopf("Entwurf erfassen").sieht(
        "Der Entwurf ist erfasst", "+10,00 €", "gleich", "zweite Person", "Paula Huster").axe()
    bild(nils, "entwurf")
    assert nils.page.get_by_role("button", name="Stand freigeben").count() == 0
    return nils.page.url


def probelauf(nils, antje, bild):
    nils.klick("Probelauf mit diesem Entwurf").axe()
    assert nils.page.get_by_role("checkbox").is_checked()
    bild(nils, "probelauf-leer")
    nils.knopf("Durchrechnen").sieht("Der Probelauf hat begonnen").axe()
    lauf = nils.page.url.split("?")[0]

    def fertig():
        nils.auf(lauf)
        return "Ganzer Kreis" in nils.text
    warte(fertig, 60, "Probelauf fertig")
    nils.axe()
    bild(nils, "probelauf-kreis")
    # Two cases in the whole Kreis: too few to be shown.
    assert "verdeckt" in nils.text
    antje.auf("/m/ahaus")
    antje.klick("Fälle im Probelauf anders").axe()
    bild(antje, "probelauf-kommune")
    antje.sieht("Bedarfssätze ab 01.01.2027", "Amiri", "Basra", "+10,00", "§ 3a")


def test_vom_entwurf_bis_zum_bescheid(oeffne, satzverbund, bild=nichts):
    antje, (bis_dezember, _) = faelle(oeffne, satzverbund)
    nils = oeffne("n.feld", wo=satzverbund)
    entwurf = entwurf_erfassen(nils, bild)
    probelauf(nils, antje, bild)

    paula = oeffne("p.huster", wo=satzverbund)
    paula.auf(entwurf)
    paula.axe()
    bild(paula, "freigabe")
    paula.knopf("Stand freigeben").sieht("Der Stand ist freigegeben").axe()
    bild(paula, "freigegeben")
    assert nils.auf(entwurf) == 200
    nils.sieht("Freigegeben", "Paula Huster")

    def vorgelegt():
        antje.auf("/m/ahaus/anpassungen")
        return "Amiri" in antje.text
    warte(vorgelegt, 60, "Anpassung vorgelegt")
    antje.axe().sieht("Weiterbewilligung", "Januar 2027 bis Juni 2027", "+10,00")
    antje.sieht_nicht("Basra")
    bild(antje, "anpassungen")
    antje.knopf("Probe").sieht("Probe: 1 von 1 gewählten Bescheiden können ergehen").axe()
    bild(antje, "anpassungen-probe")
    antje.knopf(re.compile("erlassen")).sieht("1 Bescheid erlassen").axe()
    antje.sieht("Hier wartet nichts")
    bild(antje, "anpassungen-fertig")
    antje.auf(f"{bis_dezember}/leistung")
    antje.sieht("Juni 2027")
    # The trial is over, and another Kommune has never seen any of it.
    antje.auf("/m/ahaus/probelauf")
    antje.sieht("Es liegt kein Probelauf vor")
    hanna = oeffne("h.terhaar", wo=satzverbund)
    assert hanna.auf("/m/ahaus/probelauf") in (403, 404)
    hanna.auf("/m/heek/anpassungen")
    hanna.sieht("Hier wartet nichts")
