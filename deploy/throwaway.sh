# shellcheck shell=bash
# A cluster in a directory of its own that vanishes with the script. Sourced by test and bench.

# throwaway_start [SETTING…]: sets `scratch` and exports MANDAT_TEST_PG and MANDAT_TEST_PYTHON.
throwaway_start() {
    scratch=$(mktemp -d /tmp/mandat-test.XXXXXX)
    # The cluster's user must get through to its own directory; nothing else in here is open to it.
    chmod 711 "$scratch"
    trap throwaway_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    pg_directory "$scratch/server"
    pg_directory "$scratch/run"
    cluster_create "$scratch/server" "$scratch/verwaltung"
    cluster_start "$scratch/server" "$scratch/run" "$@"
    cluster_complete "$scratch/server" "$scratch/run" "$scratch/verwaltung"
    MANDAT_TEST_PG="host=$scratch/run port=$PG_PORT dbname=mandat user=mandat_admin"
    MANDAT_TEST_PG+=" password=$(cat "$scratch/verwaltung")"
    export MANDAT_TEST_PG MANDAT_TEST_PYTHON=$VENV/bin/python
}

throwaway_stop() {
    local status=$?
    trap - EXIT
    trap '' INT TERM HUP
    cluster_stop "$scratch/server" || true
    [ "$status" = 0 ] || tail -n 5 "$scratch/server/postgres.log" >&2 || true
    rm -rf "$scratch"
    exit "$status"
}
