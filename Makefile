# Everything runs from .venv, which holds exactly what requirements.lock names.
# A target rebuilds .venv only when requirements.lock is newer than its stamp.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# Demo and tests start many processes; none of them should compile the same sources again.
export PYTHONDONTWRITEBYTECODE :=

# make demo REGISTER=rows.csv MAPPING=mapping.toml ARGS="--field title=What"
REGISTER ?=
MAPPING ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo sandbox test test-browser test-long test-faults check bench lock clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## tell the story on a local Slack, Notion, Sheet (REGISTER=file.csv MAPPING=file ARGS=...)
	$(BIN)/incident-sync demo $(if $(REGISTER),--register "$(REGISTER)") \
		$(if $(MAPPING),--mapping "$(MAPPING)") $(ARGS)

sandbox: $(STAMP) ## the product to click through in a browser (ARGS="--folder DIR" keeps it)
	$(BIN)/incident-sync sandbox --live $(ARGS)

test: $(STAMP) ## run the tests (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -n 2 -m "not faults and not long and not browser" $(ARGS)

test-browser: $(STAMP) ## the sandbox's page in Chromium (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -m browser $(ARGS)

test-long: $(STAMP) ## more random days, the demo told and spoiled, big registers (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -n 2 --maxschedchunk 1 -m long $(ARGS)

test-faults: $(STAMP) ## kill it at every call and commit (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -n 2 --maxschedchunk 1 -m faults $(ARGS)

check: $(STAMP) ## lint, format, types, floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(STAMP) ## measure, write build/bench.json, fail over a goal
	$(BIN)/python -m bench

lock: $(STAMP) ## resolve pyproject.toml into requirements.lock again (ARGS="--upgrade")
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--extra sandbox --group dev $(ARGS) --output-file requirements.lock pyproject.toml

clean: ## remove what was built and cached, keep .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove .venv as well
	rm -rf $(VENV)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "incident-sync needs Python 3.11 or newer; $(PYTHON) is not." >&2; \
		echo "Install one and name it: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) lacks the venv or ensurepip module." >&2; \
		echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@
