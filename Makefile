# newsbell: `make demo` shows it, `make test` proves it.  Only Python 3.11 or newer, pip and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

# Tests and demo start hundreds of processes: without bytecode each would compile the whole project anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test torture check fix docs bench lock clean

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# A stamp is named after the lock file's content: a changed lock installs again, an unchanged one needs no network.
define install
	@set -e; stamp=$(VENV)/$(1)-$$(cat requirements/$(1).lock pyproject.toml | cksum | tr -dc 0-9); \
	if [ ! -e "$$stamp" ]; then \
	  [ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsbell needs Python 3.11 or newer: make PYTHON=python3.12 ...")'; \
	  echo "installing requirements/$(1).lock ..."; \
	  $(PIP) --require-hashes -r requirements/$(1).lock; \
	  $(PIP) --no-deps --no-build-isolation --editable .; \
	  touch "$$stamp"; \
	fi
endef

setup:  ## make .venv with what newsbell needs to run
	$(call install,demo)

setup-dev:  ## make .venv with what tests and checks need as well
	$(call install,dev)

demo: setup  ## newsbell on a small local newsroom, about 30 seconds
	@$(BIN)/python -m tests.newsroom.demo

run: setup  ## the daemon on the shipped sources
	@$(BIN)/newsbell run

test: setup-dev  ## every test
	@$(BIN)/python -m pytest -n 2 --dist worksteal

torture: setup-dev  ## 1,000 rounds of kill -9 of daemon, senders and redis-server, about an hour
	@$(BIN)/python -m tests.torture --rounds 1000

check: setup-dev  ## format, lint, types, import borders, generated documents
	@$(BIN)/ruff format --check . || { echo "mend with: make fix"; exit 1; }
	@$(BIN)/ruff check . || { echo "mend what can be mended with: make fix"; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.docs --check || { echo "mend with: make docs"; exit 1; }

fix: setup-dev  ## format, and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

docs: setup-dev  ## write docs/reference from the code
	@$(BIN)/python -m tools.docs

bench: setup-dev  ## every benchmark, each a ratio against a baseline of the same run
	@$(BIN)/python -m bench

lock: setup-dev  ## resolve the dependencies anew
	@$(BIN)/$(LOCK) --upgrade pyproject.toml -o requirements/runtime.lock
	@$(BIN)/$(LOCK) pyproject.toml --extra demo -c requirements/runtime.lock -o requirements/demo.lock
	@$(BIN)/$(LOCK) pyproject.toml --extra dev -c requirements/runtime.lock -o requirements/dev.lock

clean:  ## remove everything that was made here
	rm -rf $(VENV) var build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* htmlcov
	find . -name __pycache__ -prune -exec rm -rf {} +
