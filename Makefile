# `make help` lists what there is. Everything a target needs is installed or
# built by it; docs/ARCHITECTURE.md says what lies where.

VERSION := 0.1.0
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null)$(shell git diff --quiet HEAD 2>/dev/null || echo +)

# The Go cryptographic module that both programs and the tests are built with;
# a toolchain without that copy takes its own.
export GOFIPS140 := $(shell GOFIPS140=v1.26.0 go list crypto >/dev/null 2>&1 && echo v1.26.0 || echo latest)

# As the programs are built: what tests start is then compiled once, not twice.
export GOFLAGS := $(GOFLAGS) -trimpath

WINDOW  := desktop,production,webkit2_41
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

# Run by exact version, so that its own needs stay out of go.mod.
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2

PAGES := $(shell find frontend -name node_modules -prune -o -path 'frontend/dist' -prune -o -type f \
	\( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name '*.js' -o -name '*.json' -o -name '*.svg' -o -name '*.woff2' \) -print)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test walks soak check verify generate bench build pages programs setup-run setup-test clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: build ## a clinic and the service, to try: installs, builds, makes a demonstration and opens the window
	@build/run.sh

test: setup-test pages ## everything is tested but the walks: Go, on both databases, and the pages
	@build/test.sh

walks: setup-test pages ## each screen, in a browser and in the window
	@build/test.sh walks

# A failure names its seed: OSO_SEED=that OSO_SCHEDULES=1 does it again.
soak: setup-test pages ## hours: 500 random schedules of cut, kill and restart, disks that fail at many places, a storage that is away for a minute
	OSO_POPULATIONS=$${OSO_POPULATIONS:-100} go test -timeout 2h -count=1 -run '^TestPopulations$$' ./internal/identity
	OSO_SCHEDULES=$${OSO_SCHEDULES:-500} OSO_FAULTS=$${OSO_FAULTS:-100} go test -timeout 6h -count=1 -v -run '^TestSchedules$$|FailingDisk$$' ./internal/e2e
	OSO_SCHEDULES=$${OSO_INSTANCES_SCHEDULES:-100} OSO_FAULTS=$${OSO_FAULTS:-100} OSO_SOAK=1 build/postgres.sh build/s3.sh go test -timeout 6h -count=1 -parallel 4 -v -run '^TestInstances' ./internal/e2e
	cd frontend && OSO_SOAK=1 npx --no-install vitest run shared/reader/pdf/corpus desktop/testing/screens

check: setup-test pages ## reads the code: gofmt, vet, staticcheck, tsc, eslint, import rule
	@build/gofmt.sh
	go vet ./...
	go vet -tags $(WINDOW) . ./app/desktop/...
	$(STATICCHECK) ./...
	go test ./internal/arch
	cd frontend && npm run --silent check

generate: setup-run ## writes the generated files anew: bindings, workflow document, notices
	@build/generate.sh

verify: generate ## generated files and lock files are what their sources say
	@build/verify.sh

bench: setup-run pages ## measures, beside its limits in the same run
	@build/bench.sh

build: setup-run pages programs ## build/bin/oso and build/bin/oso-server

setup-run:
	@build/setup.sh run

setup-test:
	@build/setup.sh test

# Pages before programs: both programs carry theirs inside.
pages: frontend/dist/.built

frontend/dist/.built: $(PAGES)
	@echo 'Building the pages ...' >&2
	@cd frontend && for page in desktop console; do npm run --silent build:$$page -- --logLevel warn || exit; done
	@touch $@

programs:
	go build -trimpath -tags $(WINDOW) -ldflags '$(LDFLAGS)' -o build/bin/oso .
	go build -trimpath -ldflags '$(LDFLAGS)' -o build/bin/oso-server ./app/server
	cp internal/notices/NOTICES.txt build/bin/

clean: ## removes what was built; leaves what was installed
	rm -rf build/bin frontend/dist/.built
	find frontend/dist -mindepth 2 ! -name .gitkeep -delete
