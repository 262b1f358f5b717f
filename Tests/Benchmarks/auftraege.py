"""The orders of a Kreis for `zahllauf.py` and `auszug.py`: as many as it will never have in a run."""

import psycopg

PAYMENTS = 100_000
DAY = "2026-11-24"


def proceed(process):
    process.stdin.write("\n")
    process.stdin.flush()


def prepare(conninfo):
    """As many open orders for each of the two ways to pay, shared by both Kommunen."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET search_path = kreis")
        for way, account in (("ueberweisung", 1), ("bezahlkarte", 2)):
            connection.execute(
                f"""INSERT INTO bankkonto (iban, inhaber, bezeichnung, zahlweg, gueltig)
                    VALUES ({iban('%(account)s')}, 'Kreis Borken', %(way)s, %(way)s,
                            '[2020-01-01,)')""",
                {"way": way, "account": account})
            connection.execute(
                f"""INSERT INTO zahlungsauftrag (
                        id, mandant_id, zahlweg, endtoend, empfaenger_name, iban, betrag_cent,
                        verwendungszweck, zweckcode, faellig)
                    SELECT gen_random_uuid(), m.id, %(way)s, upper(%(way)s) || '-' || i,
                           'Vorname Nachname ' || i, {iban('i')}, 10000 + i,
                           'Leistung November 2026 AZ 50-' || i, 'SSBE', %(day)s
                      FROM generate_series(1, %(payments)s) AS i
                      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nummer
                              FROM platform.mandant) AS m ON m.nummer = 1 + i %% 2""",
                {"way": way, "day": DAY, "payments": PAYMENTS})
    prepare_to_write(conninfo)


def iban(number):
    """SQL for a German IBAN with its check digits: 131400 is DE00."""
    account = f"'40154530' || lpad(({number})::text, 10, '0')"
    return (f"'DE' || lpad((98 - ({account} || '131400')::numeric %% 97)::text, 2, '0')"
            f" || {account}")


def prepare_to_write(conninfo):
    """Neither side pays for what was before it."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE kreis.zahlungsauftrag")
        connection.execute("CHECKPOINT")
