# shellcheck shell=bash disable=SC2034
# What the scripts in this folder share: packages, Python tools, PostgreSQL, the configuration.
# Sourced, never run. Messages for users are German, everything else is English.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
LOCAL=$ROOT/.local
VENV=$LOCAL/venv
CONFIG=$LOCAL/mandat.conf
BINARY=${MANDAT_BINARY:-$ROOT/.build/release/mandat}
PG_PORT=5432
# The runtime of Swift goes into the binary: a machine that only runs it needs no toolchain.
RELEASE=(-c release --static-swift-stdlib)

# Chromium, the compiler's own needs and Swift itself are not here: each script names what it needs.
APT_BASE=(ca-certificates coinor-libclp-dev curl fonts-liberation libpq-dev pkg-config postgresql
    python3-venv qpdf tesseract-ocr tesseract-ocr-deu)
PYTHON_BASE=(typst==0.15.0)

say() { printf '%s\n' "$*" >&2; }
fail() { say "Fehler: $*"; exit 1; }

# A name for this checkout that is the same at every start.
checkout_hash() { printf %s "$ROOT" | sha256sum | cut -c1-12; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "Dafür sind Rechte des Systemverwalters nötig: $*"; fi
}

# Repeats a command that needs the network, with growing pauses.
retry() {
    local pause
    for pause in 2 5 15 30; do
        "$@" && return
        say "Fehlgeschlagen, neuer Versuch in $pause s: $*"
        sleep "$pause"
    done
    "$@"
}

# --- Packages -----------------------------------------------------------------

apt_missing() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed \
            || printf '%s\n' "$package"
    done
}

apt_install() {
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "$@" >&2
}

apt_need() {
    local missing
    mapfile -t missing < <(apt_missing "$@")
    [ ${#missing[@]} = 0 ] && return
    say "Installiere Pakete: ${missing[*]}"
    retry apt_install "${missing[@]}"
}

python_has() {
    [ -x "$VENV/bin/python" ] && "$VENV/bin/python" - "$@" <<'PYTHON'
import sys
from importlib.metadata import PackageNotFoundError, version

for wanted in sys.argv[1:]:
    name, _, exact = wanted.partition("==")
    try:
        found = version(name)
    except PackageNotFoundError:
        sys.exit(1)
    if exact and found != exact:
        sys.exit(1)
PYTHON
}

python_need() {
    python_has "$@" && return
    say "Installiere Python-Werkzeuge: $*"
    mkdir -p "$LOCAL"
    # Debian's own interpreter, whose venv module apt_need has just provided.
    [ -x "$VENV/bin/python" ] || /usr/bin/python3 -m venv "$VENV"
    retry "$VENV/bin/pip" install --quiet --disable-pip-version-check "$@"
}

swift_need() {
    command -v swift >/dev/null \
        || fail "Swift 6 fehlt. Anleitung: https://www.swift.org/install/linux/ (Debian 12)"
}

# --- PostgreSQL ---------------------------------------------------------------

# PostgreSQL refuses to run as root, so root hands over to the user of Debian's package.
if [ "$(id -u)" = 0 ]; then PG_USER=postgres; else PG_USER=$(id -un); fi

pg_as() {
    if [ "$(id -un)" = "$PG_USER" ]; then "$@"
    else (cd / && exec runuser -u "$PG_USER" -- "$@"); fi
}

pg_bin() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$newest/initdb" ] || fail "PostgreSQL ist nicht vollständig installiert."
    printf %s "$newest"
}

# pg_directory DIR: makes a directory that only the cluster's user may enter; refuses a stranger's.
pg_directory() {
    [ -d "$1" ] || mkdir -m 700 "$1"
    [ ! -L "$1" ] || fail "$1 ist ein Verweis; bitte entfernen."
    [ "$(id -u)" != 0 ] || chown "$PG_USER:" "$1"
    [ -O "$1" ] || [ "$(stat -c %U "$1")" = "$PG_USER" ] || fail "$1 gehört jemand anderem."
}

# pg_home: the local cluster's directory; elsewhere, behind a link, if its user cannot get here.
pg_home() {
    local link=$LOCAL/server elsewhere
    if [ ! -e "$link" ]; then
        if pg_as test -x "$LOCAL"; then
            pg_directory "$link"
        else
            elsewhere=/var/lib/mandat/$(checkout_hash)
            mkdir -p /var/lib/mandat
            pg_directory "$elsewhere"
            ln -sfn "$elsewhere" "$link"
        fi
    fi
    readlink -f "$link"
}

# pg_socket_directory: below the checkout if the path fits into a socket address (107 bytes).
pg_socket_directory() {
    local directory=$LOCAL/run
    if [ ${#directory} -gt 85 ] || ! pg_as test -x "$LOCAL"; then
        directory=/tmp/mandat-$(checkout_hash)
    fi
    pg_directory "$directory"
    printf %s "$directory"
}

# pg_settings SOCKETS: no personal data in the log, no network, durable.
pg_settings() {
    cat <<EOF
listen_addresses = ''
port = $PG_PORT
unix_socket_directories = '$1'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 256MB
fsync = on
synchronous_commit = on
wal_level = replica
max_prepared_transactions = 0
password_encryption = 'scram-sha-256'
log_statement = 'none'
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
EOF
}

# cluster_create HOME SECRET: makes HOME/data; SECRET receives the password of mandat_admin.
# HOME/bereit is written last: a creation that was interrupted starts over.
cluster_create() {
    local home=$1 secret=$2 bin
    [ -e "$home/bereit" ] && [ -s "$secret" ] && return
    bin=$(pg_bin)
    [ ! -e "$home/bereit" ] \
        || fail "$secret fehlt, obwohl es Daten gibt. Neu beginnen: ./deploy/run --reset"
    rm -rf "$home/data"
    say "Lege die Datenbank an …"
    pg_as "$bin/initdb" --pgdata="$home/data" --username="$PG_USER" --encoding=UTF8 \
        --locale=C.UTF-8 --data-checksums --auth=reject --no-instructions >/dev/null
    pg_as tee "$home/data/pg_hba.conf" >/dev/null <<EOF
local all $PG_USER peer
local all all scram-sha-256
EOF
    pg_as tee -a "$home/data/postgresql.conf" >/dev/null <<<"include = 'mandat.conf'"
    random_hex 24 "$secret"
}

# cluster_start HOME SOCKETS [SETTING…]: starts the cluster and completes one that is new.
cluster_start() {
    local home=$1 sockets=$2 bin
    shift 2
    bin=$(pg_bin)
    if ! pg_as "$bin/pg_ctl" status --pgdata="$home/data" >/dev/null; then
        { pg_settings "$sockets"; printf '%s\n' "$@"; } \
            | pg_as tee "$home/data/mandat.conf" >/dev/null
        pg_as "$bin/pg_ctl" start --wait --timeout=60 --silent --pgdata="$home/data" \
            --log="$home/postgres.log" 9>&- \
            || fail "PostgreSQL startet nicht; siehe $home/postgres.log"
    fi
}

# cluster_complete HOME SOCKETS SECRET: the administrator's role and the database.
cluster_complete() {
    local home=$1 sockets=$2 secret=$3
    [ ! -e "$home/bereit" ] || return 0
    # By standard input, so that the password stands in no process list.
    PGOPTIONS=--client-min-messages=warning pg_as psql --no-psqlrc --quiet \
        --set=ON_ERROR_STOP=1 --host="$sockets" --port="$PG_PORT" --dbname=postgres <<EOF
DROP DATABASE IF EXISTS mandat;
DROP ROLE IF EXISTS mandat_admin;
CREATE ROLE mandat_admin SUPERUSER LOGIN PASSWORD '$(cat "$secret")';
CREATE DATABASE mandat OWNER mandat_admin;
EOF
    pg_as touch "$home/bereit"
}

cluster_stop() {
    [ -e "$1/data/postmaster.pid" ] || return 0
    pg_as "$(pg_bin)/pg_ctl" stop --mode=fast --wait --timeout=60 --silent --pgdata="$1/data"
}

# --- Configuration ------------------------------------------------------------

# random_hex BYTES FILE: a secret that only its owner may read; an existing one stays.
random_hex() {
    [ -s "$2" ] || (umask 077 && head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$2")
}

write_config() {
    local sockets=$1 port=$2
    random_hex 32 "$LOCAL/geheim/hauptschluessel"
    cat >"$CONFIG" <<EOF
# Geschrieben von deploy/run; wird bei jedem Start erneuert.
datenbank = host=$sockets port=$PG_PORT dbname=mandat
verwaltung = $LOCAL/geheim/verwaltung
hauptschluessel = $LOCAL/geheim/hauptschluessel
heimat = $ROOT
schriftsatz = $VENV/bin/python
ablage = $LOCAL/bank
siegelbuch = $LOCAL/siegel
port = $port
oeffentlich = http://localhost:$port
demo = ja
EOF
}

build_release() {
    [ -z "${MANDAT_BINARY:-}" ] || return 0
    swift_need
    say "Baue das Programm (beim ersten Mal dauert das einige Minuten) …"
    (cd "$ROOT" && swift build "${RELEASE[@]}" --product mandat >&2 9>&-)
}
