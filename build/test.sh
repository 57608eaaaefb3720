#!/usr/bin/env bash
# Runs the tests, and says at its end what each stage took.
#
#   build/test.sh         every test but the walks through the screens
#   build/test.sh walks   those (build/walks.txt), in a browser and in the window, and
#                         what of the pages is tested in a browser (*.browser.test.ts)
#
# Where there is room in memory, tests wait for no disk. Nor does Go collect
# garbage as often as a program does that runs for months, before a program comes to
# a gigabyte: a fifth of the processor's time of tests went there. Measures
# (build/bench.sh) keep what people have.
set -euo pipefail
cd "$(dirname "$0")/.."

# What stays sealed must hold with nothing but approved cryptography; what is tested
# so is not tested again with the rest.
sealing=(./internal/seal/... ./internal/deed/... ./internal/clinic/vault/... ./internal/clinic/syncer/...)

now=
took=()
told() {
	local code=$?
	((code == 0)) || took+=("$now: FAILED after $((SECONDS - began)) s")
	printf '%s\n' "${took[@]}" "all together: $SECONDS s" >&2
}
trap told EXIT

stage() {
	now=$1 began=$SECONDS
	shift
	"$@"
	took+=("$now: $((SECONDS - began)) s")
}

walks="^($(paste -sd'|' build/walks.txt))$"
if [[ ${1:-} == walks ]]; then
	export GOGC=1600 GOMEMLIMIT=1GiB
	stage 'walks through the screens' build/memory.sh go test -vet=off -timeout 30m -run "$walks" ./internal/e2e
	unset GOGC GOMEMLIMIT
	stage 'parts of pages in a browser' build/memory.sh npm --prefix frontend test --silent -- --project browser
	exit
fi

# What touches the service's database is tested on SQLite and then, by the same
# process, on PostgreSQL (package dbtest).
# `make check` lets vet read all of it.
export GOGC=1600 GOMEMLIMIT=1GiB
mapfile -t others < <(comm -23 <(go list ./... | sort) <(go list "${sealing[@]}" | sort))
stage 'Go, on both databases' build/memory.sh build/postgres.sh build/s3.sh go test -vet=off -timeout 30m -skip "$walks" "${others[@]}"
stage 'Go, approved cryptography alone' build/memory.sh env GODEBUG=fips140=only go test -vet=off "${sealing[@]}"
unset GOGC GOMEMLIMIT
stage 'pages' build/memory.sh npm --prefix frontend test --silent -- --project '!browser'
