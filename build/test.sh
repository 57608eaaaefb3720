#!/usr/bin/env bash
# Tests everything, in two lanes at once: tests of programs and pages wait for
# each other's clocks, windows and browsers more than they compute, so that one
# after the other they leave half of two cores idle.
#
# The first lane is Go's: every package on SQLite and folders, both programs, then
# what stays sealed with nothing but approved cryptography. The second are the
# pages, then what touches the service's database on PostgreSQL and S3, then a
# service of several instances. What the second says comes when the first has ended.
# Both go to their end, whatever fails.
set -uo pipefail
cd "$(dirname "$0")/.."
: "${ON_DATABASE:?}" "${APPROVED_ONLY:?}" # the Makefile names them

step() {
	local start=$SECONDS status=0
	echo "--- $*"
	"$@" || status=$?
	echo "--- $* took $((SECONDS - start)) s"
	return $status
}

first() {
	local failed=0
	step go test -timeout 30m ./... || failed=1
	# shellcheck disable=SC2086 # several packages
	GODEBUG=fips140=only step go test $APPROVED_ONLY || failed=1
	return $failed
}

second() {
	local failed=0
	step npm --prefix frontend test --silent || failed=1
	# shellcheck disable=SC2086
	step build/postgres.sh build/s3.sh go test -timeout 30m $ON_DATABASE || failed=1
	step build/postgres.sh build/s3.sh go test -timeout 30m -parallel 4 -run '^TestInstances' ./internal/e2e || failed=1
	return $failed
}

said=$(mktemp)
set -m # each lane is a group of processes, and ends as one
first &
go=$!
second >"$said" 2>&1 &
beside=$!
set +m
trap 'kill -- "-$go" "-$beside" 2>/dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

failed=0
wait "$go" || failed=1
wait "$beside" || failed=1
cat "$said"
exit $failed
