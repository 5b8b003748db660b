# Every target says what it does in `make help`. Settings come from the environment or the command line.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/node/bin:$(CURDIR)/node_modules/.bin:$(PATH)

CORPUS ?=
DIALECT ?= mysql
RUNS ?= 5
SECONDS ?= 600
SEED ?=
FUZZ_TARGET ?=
FUZZ_PATH ?=
SMALL ?= 0
JOBS ?=
CONCURRENT ?=
NAMESPACES ?=
export JOBS CONCURRENT NAMESPACES

.PHONY: help setup demo test unit lint format generate e2e images cluster-up cluster-down conformance fuzz bench bench-engine bench-dumps bench-operator bench-service soak clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Bring what is missing: Node, packages, and Python with SQLFluff
	@build/setup

demo: setup ## Start a standalone server, lint a ZIP of SQL files and show the verdict
	@test/demo/run

test: setup ## Check formatting, types and generated files; run unit and integration tests with coverage
	@build/test

unit: setup ## Run one or more test files: make unit FILES=core/src/store
	@npm test --silent -- $(FILES)

lint: setup ## Check format, lint rules and types
	@build/lint

format: setup ## Format and fix what can be fixed
	@biome check --write .

generate: setup ## Write the CRD manifests and SQLFluff's catalogue from their sources
	@build/generate

e2e: setup ## Install the chart on a real Kubernetes and run the end-to-end cases
	@test/e2e/run

images: setup ## Build the container images with Docker, or with buildah on a local base
	@build/images

cluster-up: ## Give a real Kubernetes: SQLLINT_KUBECONFIG, kind, or one compiled here
	@test/cluster/up

cluster-down: ## Remove all that cluster-up made
	@test/cluster/down

conformance: setup ## Compare with the sqlfluff command: make conformance CORPUS=DIR DIALECT=mysql
	@test/conformance/run "$(CORPUS)" "$(DIALECT)"

fuzz: setup ## Try random input on parsers and protocol: make fuzz SECONDS=600 SEED=n
	@test/fuzz/run "$(SECONDS)" "$(SEED)" "$(FUZZ_TARGET)" "$(FUZZ_PATH)"

bench: setup ## Time submissions against the sqlfluff command: make bench CORPUS=DIR DIALECT=mysql
	@test/bench/run "$(CORPUS)" "$(DIALECT)" "$(RUNS)"

bench-engine: setup ## Time one runner against the sqlfluff command: make bench-engine CORPUS=DIR SMALL=2000
	@test/bench/engine/run "$(CORPUS)" "$(DIALECT)" "$(RUNS)" "$(SMALL)"

bench-dumps: setup ## Time dumps of 20 kB, 400 kB and 5 MB
	@test/bench/dumps/run "$(RUNS)"

bench-service: setup ## Time single SQL texts over HTTP: make bench-service SIZES=100,1000 CALLERS=10
	@test/bench/service/run

bench-operator: setup ## Time the operator with thousands of jobs on simulated nodes: make bench-operator JOBS=5000
	@test/bench/operator/run

soak: setup ## Constant traffic on a real Kubernetes while pods are killed: make soak MINUTES=60 SEED=n
	@test/soak/run

clean: ## Remove what the other targets made inside the checkout
	@rm -rf node_modules .tools .venv .demo .soak coverage dist
