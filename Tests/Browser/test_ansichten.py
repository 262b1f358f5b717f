"""The print view of the Berechnungsbogen, and a case as it was on another day."""

import re
import subprocess

from familie import PERSONEN, alleinstehend, fall_anlegen

# Other people than the family of the other tests, or the program asks whether they are the same.
GROSSFAMILIE = [
    person | {"familienname": "Barzani", "geburtsdatum": f"1{stelle}.{person['geburtsdatum'][3:]}"}
    for stelle, person in enumerate(PERSONEN)
] + [
    {"familienname": "Barzani", "vorname": "Laila", "geburtsdatum": "14.05.2015", "geschlecht": "w",
     "familienstand": "ledig", "rolle": "kind"},
    {"familienname": "Barzani", "vorname": "Nabil", "geburtsdatum": "02.09.2009", "geschlecht": "m",
     "familienstand": "ledig", "rolle": "kind"},
]


def test_der_bogen_einer_familie_von_fuenf_druckt_auf_eine_seite(oeffne, tmp_path):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, GROSSFAMILIE)
    antje.auf(f"{fall}/berechnung/2026-11")
    antje.axe()
    pdf = tmp_path / "bogen.pdf"
    pdf.write_bytes(antje.page.pdf(format="A4", prefer_css_page_size=True))
    angaben = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Pages:\s+1$", angaben, re.M), angaben
    assert "(A4)" in angaben, angaben
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    for wort in ["Yusuf", "Samíra", "Amir", "Laila", "Nabil", "§ 3a"]:
        assert wort in text, wort
    # Buttons and navigation are for the screen.
    for wort in ["Meine Aufgaben", "Abmelden", "Suchen"]:
        assert wort not in text, wort


def test_stand_am_zeigt_den_fall_wie_er_war_und_aendert_nichts(oeffne):
    antje = oeffne("a.brink")
    fall = fall_anlegen(antje, alleinstehend("Ansicht", "Idris"))
    for am, sieht in [("01.12.2026", "Idris"), ("01.10.2026", "gehörte niemand zum Haushalt")]:
        for reiter in ("", "/leistung", "/zahlungen", "/dokumente", "/verlauf"):
            antje.auf(f"{fall}{reiter}?am={am}")
            antje.axe().sieht(f"Sie sehen den Stand am {am} nach heutigem Wissen")
            for knopf in ("Änderung erfassen", "Leistung bewilligen", "Bankverbindung erfassen"):
                assert antje.page.get_by_role("link", name=knopf).count() == 0, (reiter, knopf)
        antje.auf(f"{fall}?am={am}")
        antje.sieht(sieht)
    # What was not known yet is not shown: the case was entered today.
    antje.auf(f"{fall}?am=01.12.2026&bekannt=01.11.2026")
    antje.axe().sieht("nach dem Wissen vom 01.11.2026", "gehörte niemand zum Haushalt")
    antje.auf(f"{fall}?am=31.02.2026")
    antje.axe().sieht("Das ist kein Datum")
