"""The JSON interface against its own published description (OpenAPI 3.1), with inputs that nobody thought of."""

import hashlib
import os
import secrets
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

# So many inputs per address and kind; by hand more of them.
BEISPIELE = os.environ.get("MANDAT_FUZZ_BEISPIELE", "12")
PRUEFUNGEN = ",".join([
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
    "ignored_auth"])
RECHTE = {
    "ahaus": ["fall.lesen", "zahlung.lesen", "krankenhilfe.lesen", "rueckforderung.lesen", "wiedervorlage.bearbeiten"],
    None: ["mandant.lesen", "zahllauf.lesen", "bank.lesen", "bank.einlesen", "erstattung.lesen"],
}


def zugang(verbund, kuerzel):
    """A token with everything that an integration of this place may have."""
    token, id = "mandat_" + secrets.token_hex(32), uuid.uuid4()
    summe = hashlib.sha256(token.encode()).digest()
    verbund.sql("""
        INSERT INTO platform.schnittstelle (id, mandant_id, bezeichnung, token_sha256, rechte, angelegt_von, gueltig_bis)
        VALUES (%s, (SELECT id FROM platform.mandant WHERE kuerzel = %s), 'schemathesis', %s, %s,
                (SELECT id FROM platform.benutzer WHERE mandant_id IS NULL ORDER BY id LIMIT 1), '2027-06-30')""",
                (id, kuerzel, None if kuerzel else summe, RECHTE[kuerzel]))
    if kuerzel:
        # The key of a Kommune stands with its confirmation.
        verbund.sql("""INSERT INTO platform.schnittstelle_bestaetigung (schnittstelle_id, grund, token_sha256)
                       VALUES (%s, 'mit der Einrichtung', %s)""", (id, summe))
    return token


@pytest.mark.parametrize("kuerzel", ["ahaus", None])
def test_die_schnittstelle_haelt_was_ihre_beschreibung_sagt(verbund, kuerzel, tmp_path):
    seed = secrets.randbelow(2**31)
    # 428 is what says that If-Match is missing (RFC 6585).
    (tmp_path / "schemathesis.toml").write_text(
        "[checks]\nmissing_required_header.expected-statuses = [400, 428]\n"
        + ('[parameters]\n"path.kuerzel" = "ahaus"\n' if kuerzel else ""))
    ergebnis = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "--config-file", tmp_path / "schemathesis.toml", "run",
         f"{verbund.adresse}/api/v1/openapi.json", "--url", verbund.adresse,
         "--header", f"Authorization: Bearer {zugang(verbund, kuerzel)}",
         "--include-path-regex", "/m/" if kuerzel else "/kreis/", "--checks", PRUEFUNGEN,
         "--max-examples", BEISPIELE, "--seed", str(seed), "--no-color"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert ergebnis.returncode == 0, f"Saat {seed}\n{ergebnis.stdout[-8000:]}\n{ergebnis.stderr[-2000:]}"
