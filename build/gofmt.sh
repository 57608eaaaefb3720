#!/usr/bin/env bash
# Names the Go files that are not formatted, and fails if there are any.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files '*.go')
existing=()
for f in "${files[@]}"; do if [[ -f $f ]]; then existing+=("$f"); fi; done
unformatted=$(gofmt -l "${existing[@]}")
[[ -z $unformatted ]] || { echo "not formatted (gofmt -w):"; echo "$unformatted"; exit 1; } >&2
