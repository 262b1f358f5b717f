"""The year of the Nazari family, worked out by hand from the law's rates; nothing is computed here.

Rates a month: § 3a AsylbLG, Stufe 2: 2025 177 + 220 = 397, 2026 182 + 227 = 409; Stufe 6: 2025
126 + 173 = 299, 2026 130 + 179 = 309. § 16: 25. Anlage zu § 28 SGB XII, 2026: Stufe 2 506,
Stufe 5 390, Stufe 6 357. § 1a, Stufe 2: 173,89 + 19,13 + 39,99 = 233,01. Part of a month counts
as days/30 (§ 3 Abs. 5).
Karim's wage: 900 gross, 180 social insurance, 63 for the ticket to work. § 7 Abs. 3: 25 % of 900 =
225 would stay free, but half of 409 = 204,50 is the limit; 900 - 180 - 63 - 204,50 = 452,50 count.
§ 82 Abs. 3 SGB XII: 30 % of 900 = 270, below half of 563; 900 - 180 - 63 - 270 = 387 count.
The flat: 620 + 130 + 90 = 840 to the landlord; energy 60, of which only who gets § 3 has a part.
"""

from typing import NamedTuple


class Monat(NamedTuple):
    """In cents: what is due, and how much of it goes to the family, the landlord, or is kept."""
    zeilen: tuple       # what the Berechnungsbogen must list
    leistung: int
    konto: int
    miete: int = 0
    sache: int = 0
    einbehalt: int = 0
    zu_viel: int = 0    # paid before it was known that less is due


MONATE = {
    # From the 16th, 16 days: 2 x 397 x 16/30 = 2 x 211,73; 299 x 16/30 = 159,47;
    # 25 x 16/30 = 13,33.
    "2025-12": Monat(("211,73", "159,47", "13,33"), 596_26, 596_26),
    # 409 + 409 + 309 + 25.
    "2026-01": Monat(("409,00", "309,00", "25,00"), 1152_00, 1152_00),
    # Mina is born on the 20th, 9 days: 309 x 9/30 = 92,70; 25 x 9/30 = 7,50.
    "2026-02": Monat(("409,00", "309,00", "92,70", "7,50"), 1252_20, 1252_20),
    # 409 + 409 + 2 x 309 + 2 x 25 = 1486, less 452,50 of the wage; 1486 had been paid.
    "2026-03": Monat(("409,00", "309,00", "50,00", "204,50"), 1033_50, 1486_00, zu_viel=452_50),
    # § 2 from the 10th, 36 months after the 10.04.2023; the children follow (§ 2 Abs. 3):
    # Karim 409 x 9/30 + 506 x 21/30 = 122,70 + 354,20; Leila 409; each child 309 x 9/30 +
    # 357 x 21/30 = 92,70 + 249,90; 50 = 1621,10, less 387 of the wage of the 30th; 1621,10 had
    # been paid.
    "2026-04": Monat(("122,70", "354,20", "409,00", "92,70", "249,90", "50,00", "270,00"),
                     1234_10, 1621_10, zu_viel=387_00),
    # 506 + 409 + 2 x 357 + 50 = 1679, less 387.
    "2026-05": Monat(("506,00", "409,00", "357,00", "50,00", "270,00"), 1292_00, 1292_00),
    # 1679 - 387 = 1292; from the 15th, 16 days: 620 x 16/30 = 330,67, 130 x 16/30 = 69,33,
    # 90 x 16/30 = 48 = 448 to the landlord; energy for Leila 60 x 16/30 = 32, a quarter of it: 8.
    # Heads: a quarter of the rent is Leila's (§ 3): 82,67, the rest 248,00 (§ 35 SGB XII).
    "2026-06": Monat(("506,00", "409,00", "357,00", "82,67", "248,00", "8,00"),
                     1748_00, 1300_00, miete=448_00),
    # Omid is 6 on the 3rd: 357 x 2/30 + 390 x 28/30 = 23,80 + 364; 506 + 409 + 387,80 + 357 + 50
    # = 1709,80; 840; energy 60/4 = 15; less 387 = 2177,80. 100 is kept for the claim.
    "2026-07": Monat(("23,80", "364,00", "15,00"), 2177_80, 1237_80, miete=840_00,
                     einbehalt=100_00),
}

# § 1a for Leila: 506 + 390 + 357 + 50 = 1303, less 387 = 916 in money; 233,01 in kind; 840. Of the
# rent of 620 three heads have § 2: 465, one § 1a: 155. 1303 + 233,01 + 840 - 387 = 1989,01.
EINGESCHRAENKT = Monat(("506,00", "390,00", "357,00", "50,00", "233,01", "465,00", "155,00"),
                       1989_01, 816_00, miete=840_00, sache=233_01, einbehalt=100_00)
MONATE |= {monat: EINGESCHRAENKT for monat in ("2026-08", "2026-09", "2026-10")}

# They leave on the 12th, 12 days; the wage of the 30th comes too late: 506 x 12/30 = 202,40,
# 390 x 12/30 = 156, 357 x 12/30 = 142,80, 2 x 25 x 12/30 = 2 x 10 = 521,20; 233,01 x 12/30 = 93,20;
# 840 x 12/30 = 336. All of November had been paid: 816 + 100 kept - 521,20 = 394,80 too much, and
# 840 - 336 = 504 to the landlord.
MONATE["2026-11"] = Monat(("202,40", "156,00", "142,80", "10,00", "93,20", "186,00", "62,00"),
                          950_40, 816_00, miete=840_00, sache=93_20, einbehalt=100_00,
                          zu_viel=394_80 + 504_00)

# What the account of the Kreis was debited with in a month, and the Kommune reimburses: the runs of
# the days named in test_jahr.py, mostly for the month that follows.
ERSTATTUNG = {
    "2025-12": 596_26 + 1152_00, "2026-01": 1152_00, "2026-02": 100_20 + 1486_00,
    "2026-03": 1621_10, "2026-04": 1292_00, "2026-05": 1292_00,
    "2026-06": 448_00 + 8_00 + 840_00 + 1237_80, "2026-07": 840_00 + 816_00,
    "2026-08": 840_00 + 816_00, "2026-09": 840_00 + 816_00, "2026-10": 840_00 + 816_00,
    # Nothing is paid any more; what came in on the claim is the Kommune's.
    "2026-11": -239_50,
}
