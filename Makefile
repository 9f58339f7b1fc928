# Wraps plain pip, so that a fresh clone needs nothing but Python 3.11 or newer and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: all build dist test matrix golden contact cards clean

all: build

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e . -c constraints.txt
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -e '.[test]' -c constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps aqt -c constraints.txt
	touch $@

build: $(VENV)/.installed  ## the deck and the sheet of every source/*.md, in dist/
	$(BIN)/exporter build

dist: build  ## dist/ as it is committed: the quiz and the cards to cut out as well
	$(BIN)/exporter build --only sheet --layout quiz --layout cards

test: $(VENV)/.tested  ## everything that CI checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n auto

matrix:  ## the suite on each Python at hand, with the oldest dependencies, and in every other way
	tests/matrix.sh

golden: $(VENV)/.tested  ## write what the tests see into the golden files, to be read
	$(BIN)/pytest -n auto --update-golden

contact: $(VENV)/.tested  ## every construct and layout as pictures in build/contact, to look at
	$(BIN)/python tests/contact_sheet.py

cards: $(VENV)/.tested  ## cards of every kind as Anki's reviewer shows them, in build/contact (needs chromium)
	$(BIN)/python tests/card_sheet.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
