# shellcheck shell=bash
# Clusters in a directory of their own that vanish with the script. Sourced by test and bench.

# throwaway_start [SETTING…]: sets `scratch` and exports MANDAT_TEST_PG and MANDAT_TEST_PYTHON.
throwaway_start() {
    scratch=$(mktemp -d /tmp/mandat-test.XXXXXX)
    # The cluster's user must get through to its own directory; nothing else in here is open to it.
    chmod 711 "$scratch"
    trap throwaway_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    throwaway_cluster MANDAT_TEST_PG "$@"
    export MANDAT_TEST_PYTHON=$VENV/bin/python
}

# throwaway_cluster VARIABLE [SETTING…]: one more cluster; exports how to reach it as VARIABLE.
throwaway_cluster() {
    local variable=$1 home=$scratch/$1 dsn
    shift
    mkdir -m 711 "$home"
    pg_directory "$home/server"
    pg_directory "$home/run"
    cluster_create "$home/server" "$home/verwaltung"
    cluster_start "$home/server" "$home/run" "$@"
    cluster_complete "$home/server" "$home/run" "$home/verwaltung"
    dsn="host=$home/run port=$PG_PORT dbname=mandat user=mandat_admin"
    export "$variable=$dsn password=$(cat "$home/verwaltung")"
}

throwaway_stop() {
    local status=$? home
    trap - EXIT
    trap '' INT TERM HUP
    for home in "$scratch"/*/server; do
        cluster_stop "$home" || true
        [ "$status" = 0 ] || tail -n 5 "$home/postgres.log" >&2 || true
    done
    rm -rf "$scratch"
    exit "$status"
}
