"""The people of two Kommunen and of the Kreis who run the year of `test_kassenjahr.py`."""

import hashlib
import re
from datetime import date, timedelta

from familie import alleinstehend, neue_iban
from leitung import Leitung
from verbund import KENNWORT, warte

LEUTE = [("i.kruse", "Ina Kruse", "heek", "sachbearbeitung"),
         ("j.lau", "Jan Lau", "heek", "anordnung"),
         ("o.witte", "Olga Witte", None, "abrechnungsstelle")]
# Clerk, who confirms accounts, who orders; how many cases.
AEMTER = {"ahaus": ("a.brink", "b.lenz", "c.voss", 6), "heek": ("h.terhaar", "i.kruse", "j.lau", 4)}
HEIM = {"art": "gemeinschaftsunterkunft", "strasse": "Fuistingstraße 9", "plz": "48683",
        "ort": "Ahaus"}
# No TARGET days of 2026, and the days to which the runs of Good Friday, May Day and Christmas move.
FEIERTAGE = ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2027-01-01"]
VERLEGT = {"2026-04-03": "2026-04-02", "2026-05-01": "2026-04-30", "2026-12-25": "2026-12-24"}


def lauftage():
    """The 104 runs of 2026, Tuesdays and Fridays, four to each stretch of two weeks."""
    tage = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    tage = [str(t) for t in tage if t.weekday() in (1, 4)]
    tage = [VERLEGT.get(t, t) for t in tage]
    return [tage[n:n + 4] for n in range(0, len(tage), 4)]


def deutsch(tag):
    return ".".join(reversed(tag.split("-")))


class Buero:
    """Who works on the day; signs in again after each restart."""

    def __init__(self, verbund):
        self.verbund, self.leitungen = verbund, {}

    def am(self, tag):
        if tag != self.verbund.heute:
            self.verbund.am(tag)
        self.leitungen = {}

    def wer(self, name):
        if name not in self.leitungen:
            self.leitungen[name] = Leitung(self.verbund, name, KENNWORT, folgt=False)
        return self.leitungen[name]

    def tut(self, name, seite, ziel, **felder):
        """Sends a form, which must succeed; the path to which it leads."""
        status, text = self.wer(name).senden(seite, ziel, **felder)
        assert status == 303, (ziel, felder, re.sub(r"<[^>]+>|\s+", " ", text)[-1500:])
        return self.wer(name).url.removeprefix(self.verbund.adresse).split("?")[0]

    def haken(self, name, seite):
        """The payments that a page offers to tick."""
        return re.findall(r'name="z" value="([^"]+)"', self.wer(name).lies(seite)[1])

    def fall(self, amt, nummer):
        """A single person in a shelter, granted for the whole year."""
        clerk, zweite, _, _ = AEMTER[amt]
        person, = alleinstehend(f"Jahr{amt.title()}", "Abcdefghij"[nummer] * 5,
                                f"{nummer + 1:02}.0{nummer % 9 + 1}.19{70 + 2 * nummer}")
        ort = f"/m/{amt}/faelle"
        fall = self.tut(clerk, f"{ort}/neu", ort, beginn="01.01.2026", zahlweg="ueberweisung",
                        inhaber=f"{person['vorname']} {person['familienname']}", iban=neue_iban(),
                        staat_1="423", personenkreis_1="nr_1", status_1="aufenthaltsgestattung",
                        **{f"{name}_1": wert for name, wert in person.items()}, **HEIM)
        konto = re.search(r'action="([^"]+/bestaetigung)"', self.wer(zweite).lies(fall)[1]).group(1)
        self.tut(zweite, fall, konto)
        self.tut(clerk, f"{fall}/bewilligung/neu?von=01.2026&bis=12.2026", f"{fall}/bewilligung")

    def feststellen(self, amt):
        seite, clerk = f"/m/{amt}/zahlungen", AEMTER[amt][0]
        self.tut(clerk, f"{seite}?alle=1", f"{seite}/feststellung",
                 z=self.haken(clerk, f"{seite}?alle=1"))

    def anordnen(self, amt, kennungen):
        seite, wer = f"/m/{amt}/anordnung", AEMTER[amt][2]
        self.tut(wer, seite, seite, z=kennungen, aktion="anordnen")

    def naechste(self, monat, anzahl):
        """Payments of a month that wait for their order, by Kommune."""
        wartend = [(kennung, amt) for amt in AEMTER for kennung, in self.verbund.sql(
            f"""SELECT id::text FROM {self.verbund.schema(amt)}.zahlung
                 WHERE zustand = 'festgestellt' AND monat <= %s ORDER BY id""", (f"{monat}-01",))]
        gewaehlt = sorted(wartend)[:anzahl]
        return {amt: [k for k, a in gewaehlt if a == amt]
                for amt in AEMTER if any(a == amt for _, a in gewaehlt)}

    def lauf(self, tag):
        """A run, released by two and handed over; its page and its file."""
        liste, vorher = "/kreis/zahllaeufe", set(self.verbund.ablage.glob("*.xml"))
        seite = self.tut("k.mai", liste, liste, zahlweg="ueberweisung", ausfuehrung=deutsch(tag))
        lauf = seite.rsplit("/", 1)[1]
        inhalt = warte(lambda: self.verbund.sql(
            "SELECT inhalt FROM kreis.lauf_datei WHERE lauf_id = %s", (lauf,)), 30, f"Lauf {tag}")
        ziffern = hashlib.sha256(inhalt[0][0]).hexdigest()[:8]
        for wer in ("l.nagel", "m.oster"):
            self.tut(wer, seite, f"{seite}/freigabe", pruefziffern=ziffern)
        self.tut("k.mai", seite, f"{seite}/uebergabe")
        datei, = set(self.verbund.ablage.glob("*.xml")) - vorher
        return seite, datei.read_bytes()

    def lesen(self, inhalt):
        status, text = self.wer("k.mai").hochladen("/kreis/bank", "/kreis/bank", inhalt)
        assert status == 303, re.sub(r"<[^>]+>|\s+", " ", text)[-1500:]
        self.verbund.auftraege_erledigt()
        assert self.verbund.sql("""SELECT b.name, s.grund FROM kreis.bankdatei_stand s
            JOIN kreis.bankdatei b ON b.id = s.bankdatei_id WHERE s.zustand <> 'gebucht'""") == []

    def klaeren(self, cent, als, auftrag=None):
        """A person says what the unexplained entry over this amount is."""
        umsatz, = self.verbund.sql("""SELECT id::text FROM kreis.umsatz
            WHERE zustand = 'ungeklaert' AND betrag_cent = %s""", (cent,))
        seite = f"/kreis/bank/umsaetze/{umsatz[0]}"
        self.tut("k.mai", seite, f"{seite}/klaerung", als=als, grund="Auskunft der Bank.",
                 **({"auftrag": auftrag} if auftrag else {}))

    def schliessen(self, monat):
        """Erstattung and books of a month; what each Kommune owes, by Kassenzeichen."""
        self.verbund.auftraege_erledigt()
        self.tut("o.witte", f"/kreis/erstattung/{monat}", f"/kreis/erstattung/{monat}/abschluss")
        seite = f"/kreis/hauptbuch/{monat}"
        self.tut("k.mai", seite, f"{seite}/vorlage", vermerk="Mit den Auszügen verglichen.")
        self.tut("l.nagel", seite, f"{seite}/abschluss")
        return self.verbund.sql("""SELECT kassenzeichen, summe_cent FROM kreis.erstattung
            WHERE monat = %s AND summe_cent > 0 ORDER BY nummer""", (f"{monat}-01",))
