# What there is to do here. Each works on a fresh clone.
#   make run ARGS=...    hands ARGS on: to WEMA, pytest or the script

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
PYTHON ?=
export PYTHON

.PHONY: help
help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  */\1\t/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: run
run: for-running  ## set up, make a demo clinic if there is no database, start WEMA
	@.venv/bin/python -m wema_tui.first_run $(ARGS)

.PHONY: test
test: for-testing  ## set up, then every test, on SQLite and on PostgreSQL
	@.venv/bin/python -m pytest -n $$((2 * $$(nproc))) --dist worksteal $(ARGS)

.PHONY: check
check: lint types imports test  ## all that must hold before a commit

.PHONY: lint
lint: for-testing  ## ruff: format and rules
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .

.PHONY: types
types: for-testing  ## mypy, strict
	@.venv/bin/mypy

.PHONY: imports
imports: for-testing  ## import-linter: who may know whom
	@.venv/bin/lint-imports --no-logo

.PHONY: format
format: for-testing  ## let ruff put the code in shape
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

.PHONY: bench
bench: for-testing  ## measure what must be fast
	@.venv/bin/python -m benchmarks $(ARGS)

.PHONY: translations
translations: for-testing  ## collect the texts to translate, compile the translated
	@.venv/bin/python scripts/translations.py $(ARGS)

.PHONY: screenshot
screenshot: for-testing  ## take the picture in the README from the running app
	@.venv/bin/python scripts/screenshot.py $(ARGS)

.PHONY: sheets
sheets: for-testing  ## make the sheets to print: scanner commands, scanner set-up
	@.venv/bin/python -m scripts.command_sheet
	@.venv/bin/python -m scripts.scanner_sheet

.PHONY: keys
keys: for-testing  ## write the page about keys
	@.venv/bin/python -m scripts.keys

.PHONY: permissions
permissions: for-testing  ## write the page about who may do what
	@.venv/bin/python -m scripts.permissions

.PHONY: lock
lock: for-testing  ## make the lock files anew (ARGS=--upgrade: newest versions)
	@scripts/lock.sh $(ARGS)

.PHONY: clean
clean:  ## remove what the other targets made; no database is touched
	@rm -rf .venv build dist .*_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: for-running for-testing
for-running:
	@scripts/setup.sh run
for-testing:
	@scripts/setup.sh dev
