# Every target makes the environment that it needs; nothing else has to be set up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check format bench torture wheel clean help

help:  ## List what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.installed  ## Run the whole pipeline on a bundled sample day: no network, no tokens
	@$(BIN)/hotpapers demo

test: $(VENV)/.developing  ## Run the tests: those that kill bots first, by themselves, because they print what they counted
	$(BIN)/python -m pytest tests/crash
	$(BIN)/python -m pytest --ignore=tests/crash --numprocesses=auto

check: $(VENV)/.developing  ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.developing  ## Put the format right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.benchmarking  ## Print our figures beside peers' and limits, and write build/bench.json
	$(BIN)/python -m tests.bench

torture: $(VENV)/.developing  ## Kill bots 2,000 times, count what arrives, and write build/torture.json
	$(BIN)/python -m tests.torture

wheel: $(VENV)/.developing  ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

clean:  ## Remove everything that was made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Hot Papers needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv is missing: on Debian, apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/.installed: $(BIN)/python pyproject.toml
	@echo "Installing Hot Papers into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(VENV)/.benchmarking: $(VENV)/.developing
	@$(BIN)/python -m pip install --quiet --group bench
	@touch $@
