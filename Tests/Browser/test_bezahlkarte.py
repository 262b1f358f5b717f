"""A payment card has a run, an account and a statement of its own, in the same week as the bank transfers; and the
bank may refuse what it was sent."""

import re

from bank import Auszuege, belastung
from dokumente import pruefe_pain
from familie import alleinstehend, euro, fall_anlegen
from kasse import freigegeben, lies, uebergeben
from verbund import KARTENKONTO, KREISKONTO

SATZ = 202 + 253    # § 3a AsylbLG, 2026, Stufe 1
LAUF = "bezahlkarte", "24.11.2026"


def test_eine_karte_wird_in_ihrem_eigenen_lauf_aufgeladen(oeffne, verbund, tmp_path):
    fall = angeordnet(oeffne, "Karte", "Baran", "02.02.1992")
    katrin = oeffne("k.mai")
    lauf, datei = freigegeben(oeffne, katrin, verbund, *LAUF)
    posten = pruefe_pain(datei, tmp_path)
    assert [betrag for _, betrag, _ in posten] == [SATZ * 100]
    assert KARTENKONTO.encode() in datei and KREISKONTO.encode() not in datei
    uebergeben(katrin, lauf)
    msgid = re.search(rb"<MsgId>([^<]+)", datei).group(1).decode()
    katrin.sieht("bei der Bank").axe()

    auszug = Auszuege(KARTENKONTO, 900_000).neuer("2026-11-24", belastung(msgid, SATZ * 100))
    lies(katrin, auszug, tmp_path)
    katrin.sieht("eingelesen und gebucht").axe()
    verbund.auftraege_erledigt()
    assert zustaende(verbund, fall) == {("lebensunterhalt", "gezahlt"), ("unterkunft", "angeordnet")}
    katrin.auf("/kreis/hauptbuch")
    katrin.axe().sieht("Aufladung", "gleich")


def test_die_bank_lehnt_eine_zahlung_ab_und_die_sachbearbeitung_erfaehrt_es(oeffne, verbund, tmp_path):
    fall = angeordnet(oeffne, "Abgelehnt", "Ilyas", "04.04.1984")
    katrin = oeffne("k.mai")
    lauf, datei = freigegeben(oeffne, katrin, verbund, *LAUF)
    uebergeben(katrin, lauf)
    msgid = re.search(rb"<MsgId>([^<]+)", datei).group(1).decode()
    kennung = re.search(rb"<EndToEndId>([^<]+)", datei).group(1).decode()
    lies(katrin, statusbericht(msgid, "PART", kennung), tmp_path)
    katrin.sieht("Der Statusbericht ist eingelesen", "Das Konto ist aufgelöst.").axe()
    katrin.auf(lauf)
    katrin.sieht("Von der Bank abgelehnt", "Meldungen der Bank").axe()
    verbund.auftraege_erledigt()
    assert ("lebensunterhalt", "bank_abgelehnt") in zustaende(verbund, fall)
    antje = oeffne("a.brink")
    antje.auf(fall)
    antje.sieht("Bankverbindung gesperrt").axe()
    lies(katrin, statusbericht(msgid, "PART", kennung), tmp_path)
    katrin.sieht("schon eingelesen").axe()


def test_eine_abgelehnte_datei_geht_erst_durch_eine_person_in_den_naechsten_lauf(oeffne, verbund, tmp_path):
    fall = angeordnet(oeffne, "Datei", "Sorour", "06.06.1976")
    katrin, lars = oeffne("k.mai"), oeffne("l.nagel")
    lauf, datei = freigegeben(oeffne, katrin, verbund, *LAUF)
    uebergeben(katrin, lauf)
    msgid = re.search(rb"<MsgId>([^<]+)", datei).group(1).decode()
    lies(katrin, statusbericht(msgid, "RJCT"), tmp_path)
    katrin.sieht("anzusehen").axe()
    katrin.auf(lauf)
    katrin.sieht("Die Bank hat die ganze Datei abgelehnt").axe()
    assert katrin.page.get_by_role("button", name="Entscheidung festhalten").count() == 0
    lars.auf(lauf)
    lars.axe().fuelle(folge="naechster_lauf", grund="Laut Bank, Frau Kemper, 10:15 Uhr")
    lars.knopf("Entscheidung festhalten")
    lars.sieht("Die Entscheidung ist vermerkt", "verworfen").axe()
    verbund.auftraege_erledigt()
    assert ("lebensunterhalt", "angeordnet") in zustaende(verbund, fall)
    neuer, _ = freigegeben(oeffne, katrin, verbund, *LAUF)
    assert neuer != lauf


def angeordnet(oeffne, name, vorname, geburtsdatum):
    """One month of a single adult, determined and ordered."""
    antje, birgit, carsten = oeffne("a.brink"), oeffne("b.lenz"), oeffne("c.voss")
    fall = fall_anlegen(antje, alleinstehend(name, vorname, geburtsdatum), zahlweg="bezahlkarte")
    birgit.auf(fall)
    birgit.knopf(re.compile("estätigen"))
    birgit.sieht("Bankverbindung bestätigt")
    antje.auf(f"{fall}/bewilligung/neu?von=11.2026&bis=11.2026")
    antje.sieht(euro(SATZ)).knopf("Bescheid erlassen").sieht("Bescheid erlassen")
    antje.auf(f"{fall}/zahlungen")
    antje.knopf(re.compile("feststellen")).sieht("festgestellt")
    carsten.klick("Anordnung").knopf("Probe").sieht("Probe:")
    carsten.knopf(re.compile("anordnen")).sieht("angeordnet")
    return fall


def zustaende(verbund, fall):
    return set(verbund.sql(f"""SELECT zweck, zustand FROM {verbund.schema('ahaus')}.zahlung
                                WHERE fall_id = %s""", (fall.rsplit("/", 1)[1],)))


def statusbericht(msgid, status, kennung=None):
    einzeln = "" if kennung is None else f"""<TxInfAndSts><OrgnlEndToEndId>{kennung}</OrgnlEndToEndId>
<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{msgid}</OrgnlMsgId><GrpSts>{status}</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{msgid}</OrgnlPmtInfId>{einzeln}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
