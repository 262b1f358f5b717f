"""The peer of seiten.py: the same answers with Starlette, asyncpg and Jinja2.

It does what mandat does for them: find the session with its rights, then count and list the cases
in one read-only transaction under the Kommune's own login, then the names of the users.
"""

import hashlib
import os
from contextlib import asynccontextmanager
from datetime import date

import asyncpg
from jinja2 import Environment, FileSystemLoader
from psycopg.conninfo import conninfo_to_dict
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

MONATE = ("Januar Februar März April Mai Juni Juli August September Oktober November "
          "Dezember").split()

SESSION = """
    SELECT a.id AS anmeldung_id, a.zuletzt_am < now() - interval '1 minute' AS auffrischen,
           b.id, b.anmeldename, b.name, b.mandant_id, b.telefon, b.zimmer,
           ARRAY(SELECT r.bezeichnung
                   FROM platform.rollenzuweisung z JOIN platform.rolle r ON r.name = z.rolle
                  WHERE z.benutzer_id = b.id AND z.gueltig @> $2::date
                  ORDER BY r.bezeichnung) AS rollen,
           ARRAY(SELECT DISTINCT r.recht
                   FROM platform.rollenzuweisung z JOIN platform.rolle_recht r ON r.rolle = z.rolle
                  WHERE z.benutzer_id = b.id AND z.gueltig @> $2::date ORDER BY r.recht) AS rechte
      FROM platform.anmeldung a JOIN platform.benutzer b ON b.id = a.benutzer_id
     WHERE a.token_sha256 = $1 AND a.beendet_am IS NULL AND b.gesperrt_am IS NULL
       AND a.zuletzt_am > now() - interval '60 minutes'
       AND a.begonnen_am > now() - interval '10 hours'
"""

COUNT = "SELECT count(*) FROM fall f WHERE f.eingestellt_zum IS NULL AND f.sachbearbeitung = $1"

LIST = """
    SELECT f.id, f.aktenzeichen, coalesce(n.name, '') AS name, n.geburtsdatum, f.sachbearbeitung,
           f.eingestellt_zum,
           (SELECT count(DISTINCT m.person_id) FROM mitglied m
             WHERE m.fall_id = f.id AND m.ersetzt_am IS NULL) AS personen,
           (SELECT max(a.monat) FROM anspruch a
             WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL) AS bewilligt_bis
      FROM fall f
      LEFT JOIN LATERAL (
           SELECT a.familienname
                  || CASE WHEN a.familienname <> '' AND a.vorname <> '' THEN ', ' ELSE '' END
                  || a.vorname AS name, a.geburtsdatum
             FROM mitglied m
             JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
            WHERE m.fall_id = f.id AND m.ersetzt_am IS NULL AND m.rolle = 'haushaltsvorstand'
            ORDER BY upper(m.gueltig) DESC NULLS FIRST, upper(a.gueltig) DESC NULLS FIRST
            LIMIT 1) n ON true
     WHERE f.eingestellt_zum IS NULL AND f.sachbearbeitung = $1
     ORDER BY f.aktenzeichen LIMIT $2 OFFSET $3
"""

NAMES = """
    SELECT id, name FROM platform.benutzer
     WHERE mandant_id IS NOT DISTINCT FROM $1 ORDER BY id
"""

jinja = Environment(loader=FileSystemLoader(os.environ["VORLAGEN"]), autoescape=True,
                    keep_trailing_newline=True)


def pool(conninfo):
    parts = conninfo_to_dict(conninfo)
    return asyncpg.create_pool(
        host=parts["host"], port=int(parts.get("port", 5432)), user=parts["user"],
        password=parts["password"], database=parts["dbname"], min_size=4, max_size=4, reset=keep)


async def keep(connection):
    """Nothing to reset after a transaction; the Mandant's login may not run asyncpg's own reset."""


@asynccontextmanager
async def lifespan(app):
    async with pool(os.environ["PLATTFORM"]) as app.state.platform, \
            pool(os.environ["MANDANT"]) as app.state.mandant:
        yield


async def health(request):
    async with request.app.state.platform.acquire() as connection:
        async with connection.transaction(readonly=True):
            await connection.fetchrow("SELECT 1 AS eins")
    return PlainTextResponse("ok")


async def faelle(request):
    token = hashlib.sha256(request.cookies["mandat_sitzung"].encode()).digest()
    async with request.app.state.platform.acquire() as connection:
        person = await connection.fetchrow(SESSION, token, date.today())
    if person is None or "fall.lesen" not in person["rechte"]:
        return RedirectResponse("/anmeldung")
    async with request.app.state.mandant.acquire() as connection:
        async with connection.transaction(readonly=True):
            await connection.fetchval(COUNT, person["id"])
            rows = await connection.fetch(LIST, person["id"], 50, 0)
    async with request.app.state.platform.acquire() as connection:
        names = {row["id"]: row["name"]
                 for row in await connection.fetch(NAMES, person["mandant_id"])}
    page = jinja.get_template("faelle.html").render(faelle=[view(row, names) for row in rows])
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def view(row, names):
    until = row["bewilligt_bis"]
    return {
        "id": row["id"], "name": row["name"] or row["aktenzeichen"],
        "aktenzeichen": row["aktenzeichen"], "geboren": row["geburtsdatum"].strftime("%d.%m.%Y"),
        "personen": row["personen"],
        "bewilligt_bis": f"{MONATE[until.month - 1]} {until.year}" if until else "noch nichts",
        "sachbearbeitung": names.get(row["sachbearbeitung"], "–")}


app = Starlette(
    routes=[Route("/health", health), Route("/m/ahaus/faelle", faelle)], lifespan=lifespan)
