"""The Kreiskasse over a year against mock-bank (B-5.1 to B-5.4): 104 runs over Easter and
Christmas, returns early, late, in part and twice, a file refused and one sent twice, a hole in a
statement, a payment left out. In the end books, bank, Erstattungen and cases are equal to the cent.
"""

import re
from datetime import date, timedelta

import pytest

import conftest
from bank import Auszuege, Bank, ablehnung, einzelbelastung, zusammen
from kassenjahr import AEMTER, FEIERTAGE, LEUTE, Buero, lauftage
from leitung import im_faden
from reihe import der_reihe_nach, lage  # noqa: F401
from verbund import KREISKONTO, Verbund

GUTHABEN = 50_000_000
# By the number of the run, from 0.
FRUEH, SPAET, TEIL, DOPPELT = 9, 25, 40, 50
ABGELEHNT, ZWEIMAL, LUECKE, VERGESSEN, ERLOSCHEN = 60, 62, 70, 80, 101
ENTGELT = 11_50


@pytest.fixture(scope="module")
def verbund(ordner):
    verbund = Verbund(ordner / "kassenjahr", name="mandat_kassenjahr",
                      schluessel=conftest.SCHLUESSEL)
    verbund.einstellen("2026-01-02")
    verbund.anlegen()
    for person in LEUTE:
        verbund.person(*person)
    verbund.start()
    yield verbund
    verbund.stopp()
    verbund.leeren()


@pytest.fixture(scope="module")
def bank(ordner):
    bank = Bank(ordner, "2026-01-02T09:00")
    bank.schliesst(*FEIERTAGE)
    yield bank
    bank.ende()


@pytest.fixture(scope="module")
def buero(verbund):
    return Buero(verbund)


def test_1_zehn_faelle_sind_fuer_ein_jahr_bewilligt(buero, verbund):
    for amt, (*_, anzahl) in AEMTER.items():
        for nummer in range(anzahl):
            buero.fall(amt, nummer)
        buero.feststellen(amt)
    assert sum(verbund.wert(f"""SELECT count(*) FROM {verbund.schema(amt)}.zahlung
                                 WHERE zustand = 'festgestellt'""") for amt in AEMTER) == 120


class Kasse:
    """What the year leaves: the runs so far, and what the bank did with them."""

    def __init__(self, buero, bank):
        self.buero, self.bank, self.verbund = buero, bank, buero.verbund
        self.laeufe, self.geschlossen, self.gelesen = [], [], 0

    @property
    def nummer(self):
        return len(self.laeufe)

    def posten(self, seite):
        return self.verbund.sql("""SELECT a.endtoend, a.betrag_cent, a.id::text
            FROM kreis.lauf_position p JOIN kreis.zahlungsauftrag a ON a.id = p.auftrag_id
            WHERE p.lauf_id = %s ORDER BY p.lfd""", (seite.rsplit("/", 1)[1],))

    def zahlen(self, tag, anzahl):
        """One run, from the order to the bank."""
        nummer = self.nummer
        for amt, kennungen in self.buero.naechste(tag[:7], anzahl).items():
            self.buero.anordnen(amt, kennungen)
        seite, datei = self.buero.lauf(tag)
        self.laeufe.append((seite, self.posten(seite)))
        if nummer == ABGELEHNT:
            self.bank.verhalten("reject-file")
        if nummer == VERGESSEN:
            datei = ohne_letzte(datei, self.laeufe[-1][1][-1][1])
        assert bool(self.bank.einreichen(datei)) == (nummer != ABGELEHNT)
        if nummer == ZWEIMAL:
            assert not self.bank.einreichen(datei)
        self.bank.verhalten()
        if nummer in (ABGELEHNT, ZWEIMAL):
            # The second answer to a file sent twice says: refused, a duplicate.
            self.buero.lesen(self.bank.post()[1][-1])
            self.buero.tut("l.nagel", seite, f"{seite}/ablehnung", grund="Auskunft der Bank.",
                           folge="naechster_lauf" if nummer == ABGELEHNT else "irrtum")

    def bank_arbeitet(self, nummer, tag, bis):
        """The bank's days until the next run, with what it does to this one."""
        (kennung, cent, _), *_ = self.laeufe[nummer][1]
        if nummer == LUECKE:
            self.bank.verhalten("statement-gap")
        self.bank.bis(danach(tag, 1))
        self.bank.verhalten()
        if nummer == TEIL:
            self.bank.gutschrift(cent - ENTGELT, "Rueckgabe abzueglich Entgelt", "Bank", kennung)
        elif nummer == DOPPELT:
            self.bank.bis(danach(tag, 3))
            self.bank.gutschrift(cent, "Rueckgabe", "Bank", kennung)
        # The bank decides of a return when it books, which is as its day begins.
        if nummer + 1 in (FRUEH, SPAET, DOPPELT, ERLOSCHEN):
            (kennung, *_), *_ = self.laeufe[nummer + 1][1]
            self.bank.rueckgabe(kennung, tage=60 if nummer + 1 == SPAET else 1,
                                grund="AC04" if nummer + 1 == ERLOSCHEN else "MS03")
        self.bank.bis(bis)

    def lesen(self):
        """All that the bank has booked, in one file; then what only a person can decide."""
        auszuege, _ = self.bank.post()
        vorher, self.gelesen = self.gelesen, self.nummer
        self.buero.lesen(zusammen(auszuege))
        for nummer in range(vorher, self.nummer):
            seite, posten = self.laeufe[nummer]
            kennung, cent, auftrag = posten[0]
            if nummer == TEIL:
                self.buero.klaeren(cent - ENTGELT, "ruecklauf", auftrag)
            elif nummer == DOPPELT:
                self.buero.klaeren(cent, "durchlaufend")
            elif nummer == LUECKE:
                self.luecke(kennung, cent)
            elif nummer == VERGESSEN:
                self.vergessen(seite, *posten[-1])

    def luecke(self, kennung, cent):
        """The statement showed less than it summed up; the bank sends what was missing."""
        tag, saldo, befund = self.verbund.sql("""SELECT bis::text, saldo_neu_cent, befund
            FROM kreis.auszug WHERE befund LIKE '%%Differenz%%'""")[0]
        assert self.verbund.mandat("pruefen").returncode == 1, befund
        nachtrag = Auszuege(KREISKONTO, saldo + cent)
        self.buero.lesen(nachtrag.neuer(tag, einzelbelastung(kennung, cent)))

    def vergessen(self, seite, kennung, _, auftrag):
        """The bank knows nothing of a payment: the Kommune pays anew, with a new number."""
        zustand = "SELECT zustand FROM kreis.zahlungsauftrag WHERE id = %s"
        assert self.verbund.wert(zustand, (auftrag,)) == "uebergeben"
        msgid = self.verbund.wert("SELECT msgid FROM kreis.zahllauf WHERE id = %s",
                                  (seite.rsplit("/", 1)[1],))
        self.buero.lesen(ablehnung(msgid, kennung))
        amt, = [amt for amt in AEMTER if self.verbund.sql(
            f"SELECT 1 FROM {self.verbund.schema(amt)}.zahlung WHERE id = %s", (auftrag,))]
        zahlung, wer = f"/m/{amt}/zahlungen/{auftrag}", AEMTER[amt][0]
        self.buero.tut(wer, zahlung, f"{zahlung}/ersatz")
        self.buero.feststellen(amt)

    def schliessen(self, monat):
        """Closes a month; the Kommunen pay what they owe for it."""
        seite = f"/kreis/erstattung/{monat}"
        if monat == "2026-03":
            self.stirbt("kreis.erstattung_position", "o.witte", seite, f"{seite}/abschluss")
            assert self.verbund.wert("""SELECT max(monat)::text
                                        FROM kreis.erstattung""") == "2026-02-01"
        for zeichen, cent in self.buero.schliessen(monat):
            self.bank.gutschrift(cent, f"Erstattung {zeichen}", "Stadtkasse")
        self.geschlossen.append(monat)

    def stirbt(self, stelle, wer, seite, ziel):
        """serve is killed in the middle of it."""
        self.buero.wer(wer)
        faeden = []
        self.verbund.toeten(self.verbund.web, stelle, lambda: faeden.append(
            im_faden(self.buero.wer(wer).senden, seite, ziel)), modus="SHARE")
        faeden[0].join()
        self.verbund.web.start()
        self.verbund.bereit()


def danach(tag, tage):
    return str(date.fromisoformat(tag) + timedelta(tage))


def ohne_letzte(datei, cent):
    """The file as the bank took it in: its last payment got lost."""
    text = datei.decode()
    kopf, rest = text.rsplit("<CdtTrfTxInf>", 1)
    text = kopf + rest.split("</CdtTrfTxInf>\n", 1)[1]
    for feld, wert in re.findall(r"<(NbOfTxs|CtrlSum)>([0-9.]+)", text):
        neu = int(wert) - 1 if feld == "NbOfTxs" else f"{float(wert) - cent / 100:.2f}"
        text = text.replace(f"<{feld}>{wert}<", f"<{feld}>{neu}<", 1)
    return text.encode()


def test_2_104_laeufe(buero, bank):
    kasse, abschnitte = Kasse(buero, bank), lauftage()
    assert sum(map(len, abschnitte)) == 104
    for stelle, tage in enumerate(abschnitte):
        buero.am(tage[0])
        if stelle:
            kasse.lesen()
        monat = danach(tage[0][:7] + "-01", -1)[:7]
        if monat >= "2026-01" and monat not in kasse.geschlossen:
            kasse.schliessen(monat)
        if tage[0] == "2026-04-02":
            text = buero.wer("k.mai").lies("/kreis/zahllaeufe")[1]
            assert "Karfreitag" in text
        for tag in tage:
            kasse.zahlen(tag, 99 if ist_letzter(tag, abschnitte)
                         else 2 if kasse.nummer == VERGESSEN else 1)
        enden = [*tage[1:], abschnitte[stelle + 1][0] if stelle < 25 else "2027-01-04"]
        for nummer, (tag, bis) in enumerate(zip(tage, enden)):
            kasse.bank_arbeitet(4 * stelle + nummer, tag, bis)
    buero.am("2027-01-04")
    kasse.lesen()
    kasse.schliessen("2026-12")
    bank.bis("2027-01-06")
    kasse.lesen()


def ist_letzter(tag, abschnitte):
    """Whether it is the last run of its month: it takes all that still waits."""
    return tag == max(t for tage in abschnitte for t in tage if t[:7] == tag[:7])


def test_3_am_ende_ist_alles_gleich_auf_den_cent(verbund, bank):
    assert verbund.gelingt("pruefen").strip() == "in Ordnung"
    assert dict(verbund.sql("SELECT zustand, count(*) FROM kreis.zahllauf GROUP BY 1")) == {
        "gebucht": 103, "verworfen": 1}
    buecher = verbund.wert("""SELECT sum(betrag_cent)::bigint FROM kreis.buchungszeile
                              WHERE konto = 'bank'""")
    assert bank.saldo() == GUTHABEN + buecher
    gezahlt = zurueck = 0
    for amt in AEMTER:
        zahlungen = verbund.sql(f"""SELECT zustand, count(*), sum(betrag_cent)::bigint
            FROM {verbund.schema(amt)}.zahlung GROUP BY 1""")
        zustaende = {zustand: (anzahl, cent) for zustand, anzahl, cent in zahlungen}
        assert set(zustaende) <= {"gezahlt", "rueckgelaufen", "bank_abgelehnt"}
        gezahlt += zustaende["gezahlt"][1]
        zurueck += zustaende.get("rueckgelaufen", (0, 0))[0]
    # The Kommunen know of each return what the Kasse knows.
    assert zurueck == verbund.wert("""SELECT count(*) FROM kreis.zahlungsauftrag
                                      WHERE zustand = 'rueckgelaufen'""")
    assert zurueck == len([FRUEH, SPAET, TEIL, DOPPELT, ERLOSCHEN])
    # What stayed with the recipients, and the charge of the bank for one return.
    assert verbund.wert("SELECT sum(summe_cent)::bigint FROM kreis.erstattung") == gezahlt + ENTGELT
    assert verbund.wert("""SELECT count(*) FROM kreis.forderung
                           WHERE kreis.forderung_offen(id) <> 0""") == 0
    assert verbund.wert("SELECT count(*) FROM kreis.umsatz WHERE zustand = 'ungeklaert'") == 0
    assert verbund.wert("SELECT count(*) FROM kreis.monatsabschluss") == 12
