# Run `make` alone to see what there is. PYTHON chooses the interpreter that `.venv` is made from.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test cover lint format bench compare dist lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME_STAMP := $(VENV)/.installed-runtime
DEV_STAMP := $(VENV)/.installed-dev
NATIVE := solver/iopsched_solver/native
COMPILED := hatch_build.py $(wildcard $(NATIVE)/*.[ch])
EDITABLE := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps --no-build-isolation --editable .

export PYTHON
# What the C compiler keeps from one time to the next.
export ZIG_GLOBAL_CACHE_DIR ?= $(CURDIR)/build/zig-cache

help: ## show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: $(DEV_STAMP) ## make .venv with the locked packages and the project itself, ready for work

$(DEV_STAMP): requirements-dev.lock pyproject.toml tools/setup-venv.sh $(COMPILED)
	tools/setup-venv.sh $(VENV) requirements-dev.lock
	$(EDITABLE)
	@touch $(RUNTIME_STAMP) $@

$(RUNTIME_STAMP): requirements.lock requirements-build.lock pyproject.toml tools/setup-venv.sh $(COMPILED)
	tools/setup-venv.sh $(VENV) requirements.lock requirements-build.lock
	$(EDITABLE)
	@touch $@

demo: $(RUNTIME_STAMP) ## solve an example week and print the schedule
	@mkdir -p build
	$(BIN)/iopsched solve scenarios/iopsched_scenarios/data/evening-clinic.yaml --time-limit 60 -o build/evening-clinic.json
	$(BIN)/iopsched show build/evening-clinic.json

test: setup lint ## all checks and tests
	tools/setup-browser.sh
	$(BIN)/pytest

cover: setup ## the tests, with the branches they leave out
	tools/setup-browser.sh
	$(BIN)/pytest --cov --cov-report=term

lint: setup ## style, types, import contracts and the C compiler's warnings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	PYTHON=$(BIN)/python tools/lint-c.sh

format: setup ## put the code into the common form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: setup ## the short benchmarks
	$(BIN)/pytest benchmarks --benchmark-only

COMPARE ?= --time-limit 60

compare: setup ## head to head with other engines, about an hour; COMPARE="menu-tight-24 --time-limit 5 --seeds 1" for less
	@mkdir -p build
	$(BIN)/python benchmarks/compare.py $(COMPARE) -o build/compare.json --plot build/compare.svg

dist: setup ## build wheel and sdist, look into the wheel, install it elsewhere and import it
	rm -rf dist build/dist-venv
	$(BIN)/python -m build --no-isolation
	$(BIN)/check-wheel-contents dist
	tools/setup-venv.sh build/dist-venv requirements.lock
	build/dist-venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps dist/*.whl
	cd build && dist-venv/bin/python -W error -c 'import iopsched, iopsched_scenarios, iopsched_solver.native.library as native; native.library()'
	rm -rf build/dist-venv

lock: ## write the lock files anew; keep what is pinned unless UPGRADE=--upgrade is given
	PYTHON="$(PYTHON)" tools/lock.sh $(UPGRADE)

clean: ## remove everything that was made here
	rm -rf $(VENV) $(addprefix $(NATIVE)/_native,.so .dylib .dll) build dist htmlcov .coverage .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
