# Milpa. `make run` starts everything; `make test` checks everything. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PACKAGES := services/service-kit services/registry-api services/evaluation-api services/gateway deploy/launcher
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location
SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) frontend/index.html frontend/vite.config.ts

.PHONY: help run test test-python test-frontend lint build install openapi access collection dictionary verify-history lock bench screens clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .make/runtime build ## Install, start everything with demo data, print the URL and accounts (PORT=8080)
	@exec $(BIN)/python -m launcher

test: lint test-python test-frontend ## Install and run every check and test

test-python: .make/dev .make/chromium build ## The Python tests: real Postgres, HTTP through the gateway, Chromium
	@$(BIN)/python -m pytest

test-frontend: .make/node ## The web application's unit tests
	@cd frontend && npm test --silent

lint: .make/dev .make/node ## Ruff, mypy, import contracts, Biome, TypeScript
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy services/*/src deploy/launcher/src
	@$(BIN)/lint-imports >/dev/null || $(BIN)/lint-imports
	@cd frontend && npm run --silent check

build: frontend/dist/index.html ## Build the web application

install: .make/dev .make/node ## Install everything that development needs

openapi: .make/dev .make/node ## Write the merged OpenAPI document and the frontend's types from the code
	@$(BIN)/python -m launcher.openapi frontend/openapi.json
	@cd frontend && npm run --silent api

collection: .make/dev ## Write docs/milpa.postman_collection.json from the OpenAPI document
	@$(BIN)/python -m launcher.collection docs/milpa.postman_collection.json

access: .make/dev ## Write docs/access.md from the access tables
	@$(BIN)/python -m launcher.access docs/access.md

dictionary: .make/dev ## Write docs/data-dictionary.md from the models
	@$(BIN)/python -m registry_api.dictionary docs/data-dictionary.md

verify-history: .make/runtime ## Check the hash chains of the history; names the first broken link
	@MILPA_GATEWAY_PUBLIC_KEY='[]' MILPA_DATABASE_URL="$${MILPA_DATABASE_URL:-$${DATABASE_URL:-postgresql://postgres@/milpa?host=$${MILPA_HOME:-$(CURDIR)/.milpa}/postgres}}" \
	  $(BIN)/python -m registry_api.history.verify

bench: .make/dev build ## Measure: prints a table of figures and their ratios
	@$(BIN)/python -m tests.bench

screens: .make/dev build ## Take the pictures of the user's guide anew
	@$(BIN)/python -m tests.browser.screens

lock: ## Lock the Python requirements anew (needs uv)
	@for name in runtime dev; do \
	  uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 \
	    requirements/$$name.in -o requirements/$$name.txt; done
	@uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-annotate --no-deps \
	  --python-version 3.11 requirements/iati-schemas.in -o requirements/iati-schemas.txt

clean: ## Remove what was installed and built (the data in .milpa stays)
	@rm -rf $(VENV) .make frontend/node_modules frontend/dist

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install python3 (and python3-venv on Debian)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }

# The IATI schemas are package data of pyIATI; its own old dependencies are not wanted, hence --no-deps.
define install_python
	@mkdir -p .make
	@echo "Installing Python packages ($(1)) …"
	@$(PIP) --no-deps --require-hashes -r requirements/$(1).txt
	@$(PIP) --no-deps --require-hashes --no-build-isolation -r requirements/iati-schemas.txt
	@$(PIP) --no-deps --no-build-isolation $(foreach package,$(PACKAGES),-e $(package))
	@touch $@
endef

.make/runtime: requirements/runtime.txt requirements/iati-schemas.txt $(PACKAGES:%=%/pyproject.toml) | $(BIN)/python
	$(call install_python,runtime)

.make/dev: requirements/dev.txt requirements/iati-schemas.txt $(PACKAGES:%=%/pyproject.toml) | $(BIN)/python
	$(call install_python,dev)
	@touch .make/runtime

.make/node: frontend/package.json frontend/package-lock.json
	@command -v node >/dev/null || { echo "Node.js 20 or newer is needed for the web application: install nodejs and npm."; exit 1; }
	@command -v npm >/dev/null || { echo "npm is needed for the web application: install npm."; exit 1; }
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "Node.js 20 or newer is needed; this is $$(node -v)."; exit 1; }
	@mkdir -p .make
	@echo "Installing the web application's packages …"
	@cd frontend && npm ci --loglevel=error
	@touch $@

frontend/dist/index.html: .make/node $(SOURCES)
	@echo "Building the web application …"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

.make/chromium:
	@mkdir -p .make
	@command -v curl >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends curl >/dev/null; } \
	  || { echo "The tests of docs/integration.md need curl: apt install curl"; exit 1; }
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then \
	  echo "Installing Chromium for the browser tests …"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "The browser tests need Chromium: apt install chromium"; exit 1; fi; fi
	@touch $@
