# `make demo` and `make test` do all their own set-up on a fresh Debian machine with Python 3.11, make and
# root's apt-get. `make setup` alone leaves .venv/bin/foreshock ready with every extra.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
DEMO ?= demo
PORT ?= 8000
# How many parts of the tests run at a time.
JOBS ?= 2
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-input

.PHONY: help setup demo test lint bench soak lock clean
help:
	@echo 'make demo    set up, load the example list into ./demo, serve it (PORT=8000)'
	@echo 'make test    set up, then lint, type-check and run every test'
	@echo 'make setup   only set up: .venv/bin/foreshock with every extra'
	@echo 'make bench   measure what the issues ask for; tables and JSON'
	@echo 'make soak    the long tests: many more kills, bigger fuzzing'
	@echo 'make lock    write the requirements anew after a change of pyproject.toml'
	@echo 'make clean   remove .venv and ./demo'

.venv/bin/python:
	@tools/system-packages python
	@echo 'setup: making a virtual environment'
	@$(PYTHON) -m venv .venv

.venv/.setup: .venv/bin/python requirements/all.txt pyproject.toml
	@echo 'setup: installing Foreshock with every extra (about a minute)'
	@$(PIP) --require-hashes -r requirements/all.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@# Where Python may not keep what it compiles, every command would compile all of it again.
	@$(BIN)/python -m compileall -q src/foreshock
	@$(BIN)/python -c 'from foreshock.site.compiled import compile_all; compile_all()'
	@touch $@

.venv/.setup-dev: .venv/.setup requirements/dev.txt
	@echo 'setup: installing the tools of the tests'
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

setup: .venv/.setup

demo: .venv/.setup
	@tools/system-packages demo
	@$(BIN)/foreshock init $(DEMO) --example --exist-ok
	@$(BIN)/foreshock collect --desk $(DEMO)
	@$(BIN)/foreshock user demo --desk $(DEMO)
	@$(BIN)/foreshock serve --desk $(DEMO) --port $(PORT)

lint: .venv/.setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The parts of the tests, the longest first: each room in a process of its own, the desk in two, and what is beside the
# rooms. All of them run, whatever fails; what a part says comes in one piece when it has ended.
LONGEST := desk zone store desk-browser e2e site cli coder
ROOMS := $(filter-out __pycache__,$(patsubst tests/%/,%,$(wildcard tests/*/)))
PARTS := $(patsubst %,test-%,$(LONGEST) $(filter-out $(LONGEST),$(ROOMS)) beside)
PYTEST := FORESHOCK_REQUIRE_POSTGRES=1 FORESHOCK_REQUIRE_CHROMIUM=1 $(BIN)/python -m pytest

test: .venv/.setup-dev
	@tools/system-packages test
	@# The tests start hundreds of commands: where Python may not keep what it compiles, each would do so again.
	@$(BIN)/python -m compileall -q src/foreshock
	@$(MAKE) --no-print-directory --jobs=$(JOBS) --keep-going --output-sync=target lint $(PARTS)

.PHONY: $(PARTS)
$(PARTS): test-%: .venv/.setup-dev
	$(PYTEST) $(or $(TESTS),tests/$*)

test-desk: TESTS := -m 'not browser' tests/desk
test-desk-browser: TESTS := -m browser tests/desk
test-beside: TESTS := tests/test_*.py

bench: .venv/.setup-dev
	@tools/system-packages bench
	@mkdir -p bench/results
	@set -e; for script in $$(ls bench/*.py | xargs grep -l '__main__'); do \
	  echo "== $$script"; $(BIN)/python $$script --json bench/results/$$(basename $$script .py).json; done

soak: .venv/.setup-dev
	@tools/system-packages test
	FORESHOCK_SOAK=1 $(PYTEST)
	FORESHOCK_SOAK=1 $(PYTEST) tests/desk

lock:
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --all-extras --no-emit-index-url \
	  --no-header --group build pyproject.toml -o requirements/all.txt
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --all-extras --no-emit-index-url \
	  --no-header --group build --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv demo
