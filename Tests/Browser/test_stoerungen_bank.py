"""kill -9 between the release of a file and its booking: nothing twice, nothing lost."""

import signal

import pytest

from bank import Auszuege, belastung, gutschrift
from leitung import Leitung, im_faden


@pytest.fixture(scope="module")
def kasse(schulung):
    return Leitung(schulung, "kasse.buchhaltung")


@pytest.fixture(scope="module")
def lauf(schulung, kasse):
    """A run whose file waits for its release."""
    wartende = """SELECT id::text FROM kreis.zahllauf
        WHERE zahlweg = 'ueberweisung' AND zustand = 'datei_erzeugt' ORDER BY id"""
    if not schulung.sql(wartende):
        status, text = kasse.senden("/kreis/zahllaeufe", "/kreis/zahllaeufe",
                                    zahlweg="ueberweisung", ausfuehrung="04.12.2026")
        assert status == 200, text
        schulung.auftraege_erledigt()
    return schulung.wert(wartende)


def zustand(schulung, lauf):
    return schulung.wert("SELECT zustand FROM kreis.zahllauf WHERE id = %s", (lauf,))


def wieder_da(schulung):
    schulung.web.start()
    schulung.bereit()


def test_serve_stirbt_bei_der_freigabe_und_sie_zaehlt_einmal(schulung, lauf):
    acht = schulung.wert("""SELECT left(encode(sha256, 'hex'), 8) FROM kreis.lauf_datei
                            WHERE lauf_id = %s""", (lauf,))
    seite = f"/kreis/zahllaeufe/{lauf}"
    erste, zweite = (Leitung(schulung, f"kasse.freigabe{n}") for n in (1, 2))
    for stelle in ("kreis.lauf_freigabe", "kreis.audit"):
        faeden = []
        schulung.toeten(schulung.web, stelle, lambda: faeden.append(
            im_faden(erste.senden, seite, f"{seite}/freigabe", pruefziffern=acht)),
            modus="SHARE")
        faeden[0].join()
        wieder_da(schulung)
        assert schulung.sql("SELECT 1 FROM kreis.lauf_freigabe WHERE lauf_id = %s", (lauf,)) == []
    for wer in (erste, zweite):
        status, text = wer.senden(seite, f"{seite}/freigabe", pruefziffern=acht)
        assert status == 200, text
    assert zustand(schulung, lauf) == "freigegeben"


def test_serve_stirbt_nachdem_die_datei_im_ordner_liegt(schulung, kasse, lauf):
    """The bank may have it: nobody sends it again, another person says what became of it."""
    seite, faeden, vorher = f"/kreis/zahllaeufe/{lauf}", [], set(schulung.ablage.glob("*.xml"))
    # The note of the attempt needs no order; the note of its end does.
    schulung.toeten(schulung.web, "kreis.zahlungsauftrag", lambda: faeden.append(
        im_faden(kasse.senden, seite, f"{seite}/uebergabe")), modus="SHARE")
    faeden[0].join()
    wieder_da(schulung)
    datei, = set(schulung.ablage.glob("*.xml")) - vorher
    inhalt = schulung.wert("SELECT inhalt FROM kreis.lauf_datei WHERE lauf_id = %s", (lauf,))
    assert datei.read_bytes() == bytes(inhalt)
    assert zustand(schulung, lauf) == "freigegeben"
    assert schulung.sql("SELECT ergebnis FROM kreis.lauf_uebergabe WHERE lauf_id = %s",
                        (lauf,)) == [(None,)]
    _, text, _ = kasse.lies(seite)
    assert f'action="{seite}/uebergabe"' not in text
    versuch = schulung.wert("SELECT id::text FROM kreis.lauf_uebergabe WHERE lauf_id = %s", (lauf,))
    status, text = Leitung(schulung, "kasse.freigabe1").senden(
        seite, f"{seite}/uebergabe/{versuch}/entscheidung", ergebnis="ja",
        grund="Die Bank hat die Datei bestätigt.")
    assert status == 200, text
    assert zustand(schulung, lauf) == "uebergeben"


FREMD = "DE02120300000000202051"
# The places of a booking, in their order, from the first reading to the last line.
STELLEN = ["kreis.bankdatei", "kreis.auszug", "kreis.umsatz", "kreis.umsatz_zuordnung",
           "kreis.buchungszeile", "kreis.rueckmeldung", "platform.job_done"]


def test_der_worker_stirbt_an_jeder_stelle_einer_buchung(schulung, kasse, lauf):
    msgid, summe = schulung.sql("SELECT msgid, summe_cent FROM kreis.zahllauf WHERE id = %s",
                                (lauf,))[0]
    iban = schulung.wert("SELECT iban FROM kreis.bankkonto WHERE zahlweg = 'ueberweisung'")
    tag, nummer, saldo = schulung.sql("""SELECT bis, nummer, saldo_neu_cent FROM kreis.auszug
        WHERE iban = %s ORDER BY bis DESC, nummer DESC LIMIT 1""", (iban,))[0]
    auszuege = Auszuege(iban, saldo)
    auszuege.nummer = nummer
    auszug = auszuege.neuer(tag, belastung(msgid, summe),
                            gutschrift(12_34, "Unbekannt", FREMD, "ohne Zeichen"))
    schulung.worker.ende(signal.SIGKILL)
    status, text = kasse.hochladen("/kreis/bank", "/kreis/bank", auszug)
    assert status == 200, text
    vorher = buecher(schulung)
    for stelle in STELLEN:
        schulung.toeten(schulung.worker, stelle, schulung.worker.start)
        assert buecher(schulung) == vorher, stelle
        schulung.fristen_ablaufen()
    schulung.worker.start()
    schulung.auftraege_erledigt(90)
    assert zustand(schulung, lauf) == "gebucht"
    anzahl, bank = buecher(schulung)
    assert (anzahl - vorher[0], bank - vorher[1]) == (1, 12_34 - summe)
    assert schulung.wert("SELECT count(*) FROM platform.job_done WHERE outcome = 'dead'") == 0
    assert schulung.gelingt("pruefen").strip() == "in Ordnung"


def buecher(schulung):
    """How many statements there are, and what the account of the bank holds in the ledger."""
    return schulung.sql("""SELECT (SELECT count(*) FROM kreis.auszug),
        (SELECT coalesce(sum(betrag_cent), 0)::bigint FROM kreis.buchungszeile
          WHERE konto = 'bank')""")[0]
