# Two commands matter: `make run` shows the office, `make test` proves it. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.made
CORES := 2
UV := $(BIN)/uv --quiet --no-progress pip
INSTALL := $(UV) install --python $(BIN)/python --require-hashes
LOCK := $(BIN)/uv --quiet pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate
PO := $(shell find src -name '*.po' 2>/dev/null)
# PostgreSQL's driver is installed for those who name such a database.
POSTGRES := $(if $(filter postgres%,$(DATABASE_URL)),$(STAMPS)/postgresql)

.PHONY: help setup documents run portal test lint bench endurance screenshots guides reference coverage lock clean messages

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 20

setup: $(STAMPS)/base $(POSTGRES) $(STAMPS)/messages ## install what the office needs into .venv

documents: $(STAMPS)/documents ## install what writes official papers as PDF too (Word files need nothing more)
	@$(BIN)/python -c 'import weasyprint' >/dev/null 2>&1 || { echo "还需要 / also needed: \
	sudo apt-get install --no-install-recommends -y libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"; exit 1; }

run: setup ## show the sample county (stop with Ctrl-C; the data stays in var/)
	@exec $(BIN)/jiceng serve --demonstration

portal: setup ## show what the public reads of it, beside `make run` in another terminal
	@exec $(BIN)/jiceng serve --face portal

test: debian $(STAMPS)/dev $(STAMPS)/messages ## run everything: contracts, rules, tests on SQLite and PostgreSQL
	$(BIN)/lint-imports --no-cache
	$(BIN)/jiceng profile check
	$(BIN)/pytest -n $(CORES) tests
	@echo; echo "—— the apps once more, on PostgreSQL"
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -n $(CORES) -m "not browser and not sample" tests/apps

lint: $(STAMPS)/dev ## check form, types, safety and templates; changes nothing
	$(BIN)/ruff check src tests scripts $(wildcard benchmarks)
	$(BIN)/ruff format --check src tests scripts $(wildcard benchmarks)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --lint src

bench: $(STAMPS)/bench $(STAMPS)/messages ## measure the hot paths beside their peers
	@for file in benchmarks/*.py; do echo "—— $$file"; $(BIN)/python $$file; done

endurance: debian $(STAMPS)/dev $(STAMPS)/messages ## kill the server 200 times under load, fill the disk, then 10,000 probes of what may not leak
	$(BIN)/python -m tests.trust.endurance

screenshots: debian $(STAMPS)/dev $(STAMPS)/messages ## take every page's picture, at 360 and 1440 px, into var/screenshots
	$(BIN)/python -m scripts.screenshots

guides: debian $(STAMPS)/dev $(STAMPS)/messages ## take the role guides' pictures anew, in both languages
	$(BIN)/python -m scripts.guides

reference: $(STAMPS)/dev $(STAMPS)/messages ## write docs/reference.md anew from the program
	$(BIN)/python -m scripts.reference

coverage: debian $(STAMPS)/dev $(STAMPS)/messages ## the tests on SQLite, with the lines they reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest tests
	$(BIN)/coverage combine
	$(BIN)/coverage report

lock: $(STAMPS)/tools ## choose the newest versions anew and write them down with their hashes
	for name in base uv documents dev postgresql bench; do $(LOCK) --upgrade requirements/$$name.in -o requirements/$$name.txt; done

clean: ## remove what was installed and made, but never var/ (the office's data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov
	find src -name '*.mo' -delete

messages: $(STAMPS)/messages

# ── steps, each done once until what it depends on changes ──────────────────────────────────────
.PHONY: debian
debian:
	@bash scripts/debian_packages.sh

$(STAMPS)/python: scripts/make_venv.sh
	@bash scripts/make_venv.sh $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/tools: requirements/uv.txt $(STAMPS)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(STAMPS)/base: requirements/base.txt pyproject.toml $(STAMPS)/tools
	@echo "Installing what the office needs… 正在安装……"
	@$(INSTALL) -r requirements/base.txt
	@$(UV) install --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/postgresql: requirements/postgresql.txt $(STAMPS)/tools
	@$(INSTALL) -r requirements/postgresql.txt
	@touch $@

$(STAMPS)/documents: requirements/documents.txt $(STAMPS)/base
	@$(INSTALL) -r requirements/documents.txt
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/base
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/dev
	@$(INSTALL) -r requirements/bench.txt
	@touch $@

$(STAMPS)/messages: $(PO) $(STAMPS)/base
	@$(BIN)/jiceng messages
	@touch $@
