"""A family as a clerk enters it, and what the law grants it."""

from itertools import count

FAMILIE_IBAN = "DE02120300000000202051"
VERMIETER_IBAN = "DE02500105170137075030"
# § 3a AsylbLG, 2026: two of Stufe 2 (182 + 227), a child of Stufe 6 (130 + 179), § 16: 25; rent 480 + 90 + 70.
LEBENSUNTERHALT, UNTERKUNFT = 2 * (182 + 227) + (130 + 179) + 25, 480 + 90 + 70

PERSONEN = [
    {"familienname": "Rahmani", "vorname": "Yusuf", "geburtsdatum": "07.03.1990", "geschlecht": "m",
     "familienstand": "verheiratet", "rolle": "haushaltsvorstand"},
    {"familienname": "Rahmani", "vorname": "Samíra", "geburtsdatum": "12.08.1992", "geschlecht": "w",
     "familienstand": "verheiratet", "rolle": "partner"},
    {"familienname": "Rahmani", "vorname": "Amir", "geburtsdatum": "30.01.2022", "geschlecht": "m",
     "familienstand": "ledig", "rolle": "kind"},
]


def alleinstehend(familienname, vorname, geburtsdatum="15.06.1995"):
    return [{"familienname": familienname, "vorname": vorname, "geburtsdatum": geburtsdatum, "geschlecht": "m",
             "familienstand": "ledig", "rolle": "haushaltsvorstand"}]


KONTEN = count(1)


def neue_iban():
    """An account that nobody has yet: two cases with one account look like one person."""
    konto = f"40154530{next(KONTEN):010}"
    return f"DE{98 - int(konto + '131400') % 97:02}{konto}"


def euro(betrag):
    return f"{betrag:,.2f}".translate(str.maketrans(",.", ".,"))


WOHNUNG = {"art": "wohnung", "strasse": "Bahnhofstraße 12", "plz": "48683", "ort": "Ahaus",
           "miete": "480", "nebenkosten": "90,00", "heizung": "70", "vermieter": "Wohnbau Ahaus eG",
           "vermieter_iban": VERMIETER_IBAN, "mietzeichen": "WE-4711"}


def fall_ausfuellen(seite, personen, beginn="01.11.2026", iban=None, zahlweg="ueberweisung",
                    wohnen=WOHNUNG):
    """The form of a new case; the family has its own account, everybody else a new one."""
    iban = iban or (FAMILIE_IBAN if personen is PERSONEN else neue_iban())
    for stelle in range(len(personen) - 1):
        seite.knopf("Weitere Person")
        seite.sieht(f"Person {stelle + 2}")
    felder = {"beginn": beginn}
    for stelle, person in enumerate(personen, 1):
        felder |= {f"{name}_{stelle}": wert for name, wert in person.items()}
        felder |= {f"staat_{stelle}": "423", f"personenkreis_{stelle}": "nr_1",
                   f"status_{stelle}": "aufenthaltsgestattung"}
    seite.fuelle(**felder | wohnen | {
        "zahlweg": zahlweg, "inhaber": f"{personen[0]['vorname']} {personen[0]['familienname']}", "iban": iban})


def fall_anlegen(seite, personen, **weiter):
    """Creates the case and returns its address."""
    seite.auf("/m/ahaus/faelle/neu")
    fall_ausfuellen(seite, personen, **weiter)
    seite.knopf("Fall anlegen")
    seite.sieht("Fall angelegt")
    return seite.page.url.split("?")[0]
