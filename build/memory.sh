#!/usr/bin/env bash
# Runs one command with TMPDIR in memory, where a machine has room there: what
# tests write is deleted a second later, and waiting until a disk has it takes a
# third of their time. Nothing is waited for less: each call stays that a disk
# would be asked by.
#
#   build/memory.sh go test ./internal/e2e
#
# The folder is this checkout's and deleted at the end. Its name is the same each
# time, or Go would take no test for one that has passed before. Where there is too
# little room, or somebody uses it, the command runs as it would without this.
set -euo pipefail

(($#)) || { echo 'usage: build/memory.sh COMMAND [ARGUMENT...]' >&2; exit 1; }

top=$(cd "$(dirname "$0")/.." && pwd)
dir=/dev/shm/oso-$(printf '%s' "$UID $top" | cksum | cut -d' ' -f1)
most=4000000 # KB that tests may take at once, twice what they took when it was measured

room() {
	[[ -d /dev/shm && -w /dev/shm ]] || return 1
	(($(df -kP /dev/shm | awk 'NR == 2 { print $4 }') > most)) || return 1
	(($(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo) > 2 * most)) || return 1
}

exec 9<"$0"
if room && flock -n 9; then
	trap 'rm -rf "$dir"' EXIT
	trap 'exit 130' INT TERM HUP
	rm -rf "$dir" # of one that was killed
	mkdir -m 711 "$dir" # PostgreSQL is another user
	# Programs are started from there, which a container may forbid.
	printf '#!/bin/sh\n' >"$dir/may" && chmod 700 "$dir/may"
	if "$dir/may" 2>/dev/null; then
		rm "$dir/may"
		unset GOTMPDIR # Go's tests would take that instead
		TMPDIR=$dir "$@" 9>&-
		exit
	fi
fi
"$@"
