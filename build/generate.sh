#!/usr/bin/env bash
# Writes the generated files anew from their sources.
set -euo pipefail
cd "$(dirname "$0")/.."

# frontend/wailsjs, from the structs that main binds. With this tag no GTK is
# needed to know what the methods are.
mkdir -p build/bin
go build -tags bindings -o build/bin/bindings .
build/bin/bindings >/dev/null
rm -f build/bin/bindings

# The queries of the service's database, from their SQL. By exact version, so
# that the generator's own needs stay out of go.mod.
(cd internal/server/db && GOFIPS140=off go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 generate)

# Whatever says //go:generate beside its source.
go generate ./...
