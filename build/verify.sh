#!/usr/bin/env bash
# Fails if a generated file differs from what its source gives (run after
# build/generate.sh), or if a lock file does not match what it locks.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "verify: $*" >&2; exit 1; }

# What is checked in of generated files. A file git does not know counts as a
# difference too.
generated=(frontend/wailsjs docs/WORKFLOW.md docs/CONSOLE.md frontend/console/acts.json internal/notices/NOTICES.txt)
while IFS= read -r f; do generated+=("$f"); done < <(git grep -lE '^// Code generated .* DO NOT EDIT[.:]' -- '*.go' '*.ts' || true)
changed=$(git status --porcelain -- "${generated[@]}")
if [[ -n $changed ]]; then
	git --no-pager diff --stat -- "${generated[@]}" >&2
	fail "generated files are not what their sources give; run make generate and commit:
$changed"
fi

(cd frontend && npm ci --dry-run --ignore-scripts --no-audit --no-fund >/dev/null) ||
	fail "frontend/package-lock.json does not match package.json"
if grep -q '"resolved": "http' frontend/package-lock.json; then
	fail "frontend/package-lock.json names the place its packages were fetched from; it must work wherever npm is set up"
fi
go mod verify >/dev/null || fail "a Go module is not what go.sum says"
go list -mod=readonly -deps ./... >/dev/null || fail "go.mod or go.sum lacks what the code imports"

echo "generated files and lock files are up to date"
