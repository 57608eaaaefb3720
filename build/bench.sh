#!/usr/bin/env bash
# Measures each part beside its limit in one run and prints one table: what a
# figure is, what it is held against, and how it is taken stand in
# docs/BENCH.md. Nothing fails because something is slow.
#
#   OSO_BENCH_DIR     where to work: 10 GB free; else a new folder under TMPDIR
#   OSO_BENCH_LOAD    how many seconds the service is under load, on each of its
#                     databases: 60
#   OSO_BENCH_ROUNDS  how often both sides take their turn: 9; 5 where the
#                     machine has other work, since each round takes longer
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
load() { cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown; }

work=$(mktemp -d "${OSO_BENCH_DIR:-${TMPDIR:-/tmp}}/oso-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

began=$SECONDS
before=$(load)
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)$(git diff --quiet HEAD 2>/dev/null || echo +)
rounds=9
if awk -v load="$before" -v cores="$(nproc)" 'BEGIN { exit !(load > 2 * cores) }'; then
	rounds=5
	say "This machine has other work (load $before on $(nproc) cores): five rounds, and figures lower than it can give." >&2
fi
export OSO_BENCH=1 OSO_BENCH_DIR=$work/data OSO_BENCH_OUT=$work/figures OSO_BENCH_ROUNDS=${OSO_BENCH_ROUNDS:-$rounds}
mkdir "$OSO_BENCH_DIR"
: >"$OSO_BENCH_OUT"

# The programs and the tests are built before anything is timed.
export OSO_BIN=$work/oso OSO_SERVER_BIN=$work/oso-server
say "Building ..." >&2
go build -trimpath -o "$OSO_BIN" .
go build -trimpath -o "$OSO_SERVER_BIN" ./app/server
go test -c -o "$work/vault.test" ./internal/clinic/vault
go test -c -o "$work/casebook.test" ./internal/clinic/casebook
go test -c -o "$work/draft.test" ./internal/clinic/draft
go test -c -o "$work/survey.test" ./internal/clinic/survey
go test -c -o "$work/e2e.test" ./internal/e2e

# measure PACKAGE PATTERN: what the package says is kept in a log.
measure() {
	local name=$1
	if ! (cd "$2" && "$work/$name.test" -test.v -test.timeout 30m -test.run "$3") >>"$work/$name.log" 2>&1; then
		cat "$work/$name.log" >&2
		exit 1
	fi
}

say "Measuring the vault ..." >&2
measure vault internal/clinic/vault '^TestMeasures$/^(1,000_files_of_0.5_MB|one_file_of_1_GB)$'
rm -rf "${OSO_BENCH_DIR:?}"/*
say "Measuring the desk ..." >&2
measure casebook internal/clinic/casebook '^TestMeasures$'
measure draft internal/clinic/draft '^TestMeasures$'
measure survey internal/clinic/survey '^TestMeasures$'
rm -rf "${OSO_BENCH_DIR:?}"/*
say "Measuring import, sync near by and far away, memory, the list and the window ..." >&2
measure e2e internal/e2e '^TestBench([^L]|Line)'
say "Measuring the service under load ..." >&2
rm -rf "${OSO_BENCH_DIR:?}"/*
# As a real one, whose user may go there.
OSO_POSTGRES_SYNC=on build/postgres.sh bash -c "$(declare -f measure); work='$work'; measure e2e internal/e2e '^TestBenchLoad\$'"

# The vault's figures, in the words of its log, as rows like the others:
# name | setting | result | limit | to reach
vault_rows() {
	awk '
		/% of the bytes left$/ { sub(/^ *[a-z_]+\.go:[0-9]+: /, ""); setting = $0; next }
		/^ *write: .* of copy with SHA-256/ {
			sub(/^ *write: /, ""); sub(/ of copy with SHA-256/, ""); sub(/against/, "of")
			print "sealed write | " setting " | " $0 " | copy with SHA-256 | 0.5, and 0.4 must hold"
		}
		/^ *read: .* of SHA-256 alone/ {
			sub(/^ *read: */, ""); sub(/ of SHA-256 alone/, ""); sub(/against/, "of")
			print "sealed read | " setting " | " $0 " | SHA-256 over the same bytes | 1"
		}' "$work/vault.log"
}

table() {
	say '| Measure | Setting | Median (lowest to highest) | Held against | To reach |'
	say '|---|---|---|---|---|'
	{
		vault_rows
		cat "$OSO_BENCH_OUT"
	} | sed 's/^/| /; s/$/ |/'
}

machine() {
	say "Machine: $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1), $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo 2>/dev/null) of memory, $(df --output=fstype "$work" 2>/dev/null | tail -n 1), $(uname -sr), $(go env GOVERSION), GOFIPS140=${GOFIPS140:-$(go env GOFIPS140)}."
	say "Run: $(date -u +%F), commit $commit, $OSO_BENCH_ROUNDS rounds, $((SECONDS - began)) seconds; load $before before and $(load) after."
}

say
table
say
machine
