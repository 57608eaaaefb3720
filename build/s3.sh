#!/usr/bin/env bash
# Starts an S3-compatible storage of its own (versitygw over a folder) for the
# length of one command, with OSO_TEST_S3 naming a bucket in it and the
# credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
#
#   build/s3.sh go test ./internal/server/blob
#
# It is built once, by exact version, into build/bin; its folder is deleted at
# the end.
set -euo pipefail

version=v1.8.0
die() { printf 's3: %s\n' "$*" >&2; exit 1; }
(($#)) || die 'usage: build/s3.sh COMMAND [ARGUMENT...]'

top=$(cd "$(dirname "$0")/.." && pwd)
gateway=$top/build/bin/versitygw-$version
if [[ ! -x $gateway ]]; then
	printf 's3: building versitygw %s, once ...\n' "$version" >&2
	made=$(mktemp -d)
	GOBIN=$made GOFLAGS= GOFIPS140=off go install "github.com/versity/versitygw/cmd/versitygw@$version" >&2 || { rm -rf "$made"; die 'versitygw could not be built'; }
	mkdir -p "$top/build/bin"
	mv "$made/versitygw" "$gateway"
	rm -rf "$made"
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/oso-s3.XXXXXX")
pid=
stop() {
	[[ $pid ]] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	rm -rf "$dir"
}
trap stop EXIT
mkdir -p "$dir/data/oso-test" "$dir/meta"

export AWS_ACCESS_KEY_ID=oso-test AWS_SECRET_ACCESS_KEY=oso-test-secret
for _ in 1 2 3 4 5; do # another port where this one is taken
	port=$((20000 + RANDOM % 20000))
	ROOT_ACCESS_KEY=$AWS_ACCESS_KEY_ID ROOT_SECRET_KEY=$AWS_SECRET_ACCESS_KEY \
		"$gateway" --port "127.0.0.1:$port" --quiet posix --sidecar "$dir/meta" "$dir/data" >"$dir/log" 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		kill -0 "$pid" 2>/dev/null || break
		if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break 2; fi
		sleep 0.1
	done
	kill "$pid" 2>/dev/null || true
	pid=
done
[[ $pid ]] || { cat "$dir/log" >&2; die 'the storage did not start'; }
OSO_TEST_S3="s3://oso-test?endpoint=http://127.0.0.1:$port&region=us-east-1" "$@"
