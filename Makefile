# make run: environment, then the samples into data/lake, then what to ask. make test: everything that must hold.
# Needs Python 3.11 or newer and nothing else; PYTHON=python3.12 make run chooses another one.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: setup run test check bench docs clean

setup: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	@$(BIN)/juesuan ingest; status=$$?; [ $$status -eq 0 ] || [ $$status -eq 3 ]
	@$(BIN)/python -m flows.first_questions

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python benchmarks/read_pdf.py
	$(BIN)/python benchmarks/ingest.py

docs: setup
	$(BIN)/python -m flows.failures_page
	$(BIN)/python -m flows.readme_page
	$(BIN)/python -m sql.dictionary
	$(BIN)/python -m expectations.rule_catalogue

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache
