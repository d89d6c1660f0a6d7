# Targets for people and for CI; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# What the tests look at with: LibreOffice opens returned workbooks, chromium the
# pages; strace is for torture, python3 for evidence that is checked without us. Elsewhere than on Debian as root nothing is installed, and tests that lack
# it say so.
DEBIAN := libreoffice-calc fonts-noto-cjk chromium firefox-esr strace python3
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Of a target: how long it is fuzzed.
FUZZTIME := 60s

.PHONY: help selfcheck selfcheck-times browser-kit run test test-more test-all deps portable cover bench lint mutate torture fuzz samples images release release-twice

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## the main job over the sample workbooks, into ./var
	go run ./cmd/hengji run --inbox samples/2021/inbox --home var

test: deps portable ## what a change needs: must hold before a commit
	go vet ./...
	go test -vet=off -timeout 20m ./...

# The tests that ask for the tier "more" (samples/tier), and the scripts that do, by name.
MORE = grep -rlE 'tier\.(Needs)?More' --include='*_test.go' --exclude=script_test.go .
MORE_TESTS = $(MORE) | xargs awk '/^func / { name = ""; if ($$2 ~ /^Test/) { name = $$2; sub(/\(.*/, "", name) } } /tier\.(Needs)?More/ && name { print name }' | sort -u | paste -sd '|'
MORE_SCRIPTS = grep -lE '\[!?more\]' cmd/hengji/testdata/*.txtar | sed 's/.*\///; s/\.txtar$$//' | paste -sd '|'

test-more: browser-kit ## what CI runs besides: whole scenes and histories, of whose parts make test has tests
	@tests=$$($(MORE_TESTS)); scripts=$$($(MORE_SCRIPTS)); \
	if [ -z "$$tests" ] || [ -z "$$scripts" ]; then echo "no tests of this tier are found"; exit 1; fi; \
	echo "scripts $$scripts, tests $$tests"; export HENGJI_TEST=more; \
	go test -vet=off -count=1 -timeout 20m -run "^TestScripts$$/^($$scripts)$$" ./cmd/hengji && \
	go test -vet=off -count=1 -timeout 20m -run "^($$tests)$$" $$($(MORE) | xargs dirname | sort -u)

test-all: deps portable browser-kit ## the same and torture, the blunting of every rule, more draws, fuzzing
	go vet ./...
	HENGJI_TEST=all go test -vet=off -count=1 -timeout 1h ./...
	$(MAKE) fuzz FUZZTIME=10s

# The parts of 自查.html, for the tests that open it: where there is npm and what it fetches.
browser-kit:
	@if ! command -v npm >/dev/null; then echo "NOT TESTED HERE: 自查.html in browsers (there is no npm)"; \
	elif ! go run ./selfcheck/kit >/dev/null; then echo "NOT TESTED HERE: 自查.html in browsers (its parts could not be built)"; fi

deps:
	@missing=""; for package in $(DEBIAN); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing$$missing"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "NOT INSTALLED:$$missing (tests that need them are skipped)"; \
	fi

# What a district's clerk can run needs no C compiler, on any system; in a browser it judges too.
portable:
	@CGO_ENABLED=0 GOOS=js GOARCH=wasm go build ./night/review && echo "builds for browsers: night/review"
	@for target in windows/amd64 linux/arm64 js/wasm; do \
		CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build ./ingest ./transform ./localise ./schema ./report/... || exit 1; \
		echo "builds without cgo: $$target"; \
	done

cover: ## line coverage by function, in coverage.out
	go test -coverprofile=coverage.out ./... && go tool cover -func=coverage.out | tail -1

bench: ## reading and loading against inflating alone, an empty database copied against made, same run
	go test -run '^$$' -bench 'Ratios' -benchtime 3x -count 1 ./ingest ./load ./night/review

lint: ## golangci-lint with .golangci.yml (builds it first: some minutes)
	go run $(GOLANGCI) run --allow-parallel-runners ./...

mutate: ## plant 2000 faults in clean workbooks and count what is found, then two to four together
	go run ./samples/mutate --n 2000
	go run ./samples/mutate --n 2000 --faults 2-4

torture: ## kill, starve and deceive 300 nights, then a million in a simulation (two hours; HENGJI_SEED repeats one)
	HENGJI_TEST=long nice go test -count 1 -timeout 4h -v ./samples/torture
	HENGJI_TEST=long nice go test -count 1 -timeout 4h -v ./night -run ThoseOfTheNaiveModel

fuzz: ## a minute of each fuzz target (FUZZTIME=…)
	@for room in ingest transform report report/ooxml; do \
		for target in $$(grep -shoE '^func Fuzz[A-Za-z]+' $$room/*_test.go | sed 's/func //'); do \
			go test ./$$room -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) || exit 1; \
		done; \
	done

selfcheck: ## build what 自查.html is made of, into dist/selfcheck (needs npm)
	go run ./selfcheck/kit

selfcheck-times: ## print how long 自查.html takes in both browsers (after make selfcheck, on an idle machine)
	HENGJI_TEST=all go test ./selfcheck -run TestTheLargestWorkbooksAreAnswered -count 1 -v | grep -E 'ms|^ *---|NOT TESTED'

samples: ## write the sample workbooks again (byte for byte the same)
	go run ./samples/generate --out samples

images: ## draw the README's picture again, from what today's program hands back
	docs/images/make.sh

release: ## static builds, sums, list of modules and a signature in ./dist (KEY=ed25519.pem)
	go run ./release --out dist $(if $(KEY),--key $(KEY))

release-twice: ## the same from two copies of the source in two folders: equal to the byte
	@set -e; both=$$(mktemp -d); trap 'rm -rf "$$both"' EXIT; \
	for copy in one another/folder; do \
		mkdir -p "$$both/$$copy"; git archive HEAD | tar -x -C "$$both/$$copy"; \
		(cd "$$both/$$copy" && go run ./release --out "$$both/dist-$${copy%%/*}" $(if $(KEY),--key $(abspath $(KEY)))); \
	done; \
	diff -r "$$both/dist-one" "$$both/dist-another" && echo "equal"
