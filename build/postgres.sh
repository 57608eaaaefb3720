#!/usr/bin/env bash
# Starts a PostgreSQL of its own for the length of one command, with
# OSO_TEST_POSTGRES naming it: tests that touch the service's database run on
# SQLite and then on it.
#
#   build/postgres.sh go test ./internal/server/...
#
# It lies in a folder that is deleted at the end, listens on a socket there
# alone, and does not wait for the disk: nothing in it is to last. For what is
# to be measured, OSO_POSTGRES_SYNC=on lets it wait as a real one does, and
# OSO_POSTGRES_DIR names the disk.
set -euo pipefail

die() { printf 'postgres: %s\n' "$*" >&2; exit 1; }
(($#)) || die 'usage: build/postgres.sh COMMAND [ARGUMENT...]'

bin=$(command -v pg_ctl || true)
if [[ $bin ]]; then
	bin=$(dirname "$bin")
else
	for one in /usr/lib/postgresql/*/bin; do [[ -x $one/pg_ctl ]] && bin=$one; done
fi
[[ $bin ]] || die 'there is no PostgreSQL on this computer. build/setup.sh test installs it.'

# PostgreSQL refuses to run as root.
as=()
sync=${OSO_POSTGRES_SYNC:-off}
dir=$(mktemp -d "${OSO_POSTGRES_DIR:-${TMPDIR:-/tmp}}/oso-postgres.XXXXXX")
if [[ $(id -u) == 0 ]]; then
	id postgres >/dev/null 2>&1 || die 'this is root, and there is no user postgres to run it as.'
	as=(runuser -u postgres --)
	chown postgres "$dir"
	chmod 755 "$dir"
fi
stop() {
	(cd "$dir" && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1) || true
	rm -rf "$dir"
}
trap stop EXIT

(
	cd "$dir"
	"${as[@]}" "$bin/initdb" -D data -U oso --auth=trust --encoding=UTF8 --locale=C --no-sync >initdb.log 2>&1 || { cat initdb.log >&2; exit 1; }
	# One user has to give a password, for tests of a wrong one.
	printf 'local all guarded scram-sha-256\n' | cat - data/pg_hba.conf >data/hba.new
	cat data/hba.new >data/pg_hba.conf
	"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -o "-k $dir -c listen_addresses='' -c fsync=$sync -c full_page_writes=$sync \
		-c max_connections=500 -c shared_buffers=64MB" start >/dev/null || { cat server.log >&2; exit 1; }
)
OSO_TEST_POSTGRES="postgres://oso@/postgres?host=$dir" "$@"
