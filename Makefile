# Everything is done inside .venv: the four package names exist as strangers' distributions elsewhere.

PYTHON ?= python3
# Handed on by run, properties, faults, bench and docs. Not by test: its gates need every test.
ARGS ?=

BIN := .venv/bin
STAMP := .venv/.stamp
# Three on two cores: many tests wait for processes that they started. Whoever is done takes from the others.
PYTEST := $(BIN)/python -m pytest -n $(or $(WORKERS),3) --dist worksteal
TYPED = $(wildcard states notifications workflow api tests bench docs assets)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Else each of the many processes that tests start compiles anew what it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check format types full properties faults bench docs screenshots browser lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## Make .venv from the lock (PYTHON=... chooses the interpreter)

$(STAMP): requirements-test.lock pyproject.toml assets/SHA256SUMS
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Rowan needs Python 3.11, 3.12 or 3.13: say which with PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install --quiet --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## Start the demonstration with fictional people
	$(BIN)/rowan demo $(ARGS)

test: check browser ## Check, then run the tests with their coverage gates
	@mkdir -p build
	$(PYTEST) --cov --cov-report=
	$(BIN)/coverage report --include='states/*,workflow/*' --fail-under=100
	$(BIN)/coverage report --fail-under=95

check: setup ## Lint, formatting, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports

format: setup ## Rewrite the source in the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## Check types only
	$(BIN)/mypy $(TYPED)

full: ## The tests with many more examples, then bench and faults
	ROWAN_PROFILE=full $(MAKE) test
	$(MAKE) bench faults

properties: setup ## The property tests alone, with many more examples
	ROWAN_PROFILE=full $(PYTEST) tests/properties $(ARGS)

faults: setup ## Killed processes, full disks, slow providers
	$(BIN)/python -m tests.faults $(ARGS)

bench: setup ## Measure, and write build/bench.json
	$(BIN)/python -m bench $(ARGS)

docs: setup ## Write the generated reference anew
	$(BIN)/python -m docs.generate $(ARGS)

screenshots: setup browser ## Every page of every role, at two sizes, light and dark
	$(BIN)/python -m tests.browser $(ARGS)

# Debian's: what Playwright would fetch by itself comes from no package registry.
browser: ## Install Chromium for the browser tests where it is missing
	@test -x "$${CHROMIUM:-/usr/bin/chromium}" || { \
		command -v apt-get > /dev/null \
			|| { echo "The browser tests need Chromium: install it and say where with CHROMIUM=..." >&2; exit 1; }; \
		as=; test "$$(id -u)" = 0 || as=sudo; \
		$$as apt-get update --quiet --quiet && DEBIAN_FRONTEND=noninteractive \
			$$as apt-get install --quiet --quiet --yes --no-install-recommends chromium fonts-liberation > /dev/null; }

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: ## Renew both locks (LOCK=--upgrade takes newer releases)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --quiet uv
	$(COMPILE) $(LOCK) pyproject.toml --output-file requirements.lock
	$(COMPILE) $(LOCK) --extra test --constraint requirements.lock pyproject.toml \
		--output-file requirements-test.lock

clean: ## Remove what was built, but neither .venv nor var
	rm -rf build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(TYPED) -name __pycache__ -type d -prune -exec rm -rf {} +
