#!/usr/bin/env bash
# Runs one command with TMPDIR in memory, where a machine has room there: what
# tests write is deleted a second later, and waiting until a disk has it takes a
# third of their time. Nothing is waited for less: each call stays that a disk
# would be asked by.
#
#   build/memory.sh go test ./internal/e2e
#
# The folder is this checkout's and deleted at the end. Its name is the same each
# time, or Go would take no test for one that has passed before. One command of a
# person at a time has it, whatever the checkout. Where there is too little room,
# or somebody else uses it, the command runs as it would without this.
set -euo pipefail

(($#)) || { echo 'usage: build/memory.sh COMMAND [ARGUMENT...]' >&2; exit 1; }

top=$(cd "$(dirname "$0")/.." && pwd)
mine=/dev/shm/oso-$UID
lock=$mine.lock # lies where no checkout replaces it
dir=$mine-$(printf '%s' "$top" | cksum | cut -d' ' -f1)
most=4000000 # KB that tests may take at once, twice what they took when it was measured

# room tells whether the machine, and the part of it that we are given, has some.
room() {
	[[ -d /dev/shm && -w /dev/shm ]] || return 1
	(($(df -kP /dev/shm | awk 'NR == 2 { print $4 }') > most)) || return 1
	(($(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo) > 2 * most)) || return 1
	local at limit
	for at in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
		limit=$(cat "$at" 2>/dev/null) || continue
		[[ $limit == max ]] || ((limit / 1024 > 3 * most)) || return 1
	done
}

# ours tells whether a path is free or our own, and no link to elsewhere.
ours() { [[ ! -L $1 ]] && [[ ! -e $1 || -O $1 ]]; }

# take makes the folder, and sweeps what killed commands have left.
take() {
	room && ours "$lock" && ours "$dir" && : >>"$lock" || return 1
	exec 9>>"$lock"
	flock -n 9 || return 1
	local old
	for old in "$mine"-*; do
		[[ ! -O $old || -L $old ]] || rm -rf "$old"
	done
	mkdir -m 711 "$dir" || return 1 # PostgreSQL is another user
	trap 'rm -rf "$dir"' EXIT
	trap 'exit 130' INT TERM HUP
	# Programs are started from there, which a container may forbid.
	printf '#!/bin/sh\n' >"$dir/may" && chmod 700 "$dir/may" && "$dir/may" || return 1
	rm "$dir/may"
	unset GOTMPDIR # Go's tests would take that instead
	export TMPDIR=$dir
}

take 2>/dev/null || true
"$@" 9>&-
