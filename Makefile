# Cell records archive. `make` alone prints this list.
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
PYTEST_ARGS ?=
NODE_MODULES := tests/node/node_modules/.package-lock.json

.PHONY: help run test check lint types imports fix lock bench bench-search bench-store bench-retention hold-races oracle screenshots clean

help: ## Print what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run ## Set everything up, load the demonstration when there is none, start service and worker
	@scripts/system-packages run
	@ARCHIVE_LOG_FORMAT=$${ARCHIVE_LOG_FORMAT:-text} ARCHIVE_LOG_LEVEL=$${ARCHIVE_LOG_LEVEL:-warning} \
	ARCHIVE_SERVER_SECURE_COOKIES=$${ARCHIVE_SERVER_SECURE_COOKIES:-false} exec $(PY) cli.py run --demo

test: $(VENV)/dev ## Set everything up and run the whole test suite
	@scripts/system-packages test
	@$(MAKE) --no-print-directory $(NODE_MODULES)
	$(PY) -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

check: lint types imports test ## Lint, types, import contracts, then the tests (documents are among them)

lint: $(VENV)/dev ## Ruff: faults and format
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/dev ## mypy, strict
	$(VENV)/bin/mypy

imports: $(VENV)/dev ## The import contracts of pyproject.toml
	$(VENV)/bin/lint-imports

fix: $(VENV)/dev ## Let ruff mend what it can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

lock: $(VENV)/dev ## Compile requirements*.in into pinned, hashed requirements*.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" -o requirements-tools.txt requirements-tools.in
	$(VENV)/bin/uv pip compile -q --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" -o requirements.txt requirements.in
	$(VENV)/bin/uv pip compile -q --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" -o requirements-dev.txt requirements-dev.in
	$(VENV)/bin/uv pip compile -q --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-deps \
	  --custom-compile-command "make lock" -o requirements-schemas.txt requirements-schemas.in

bench: bench-search bench-store ## Run the benchmarks that need no data but their own

bench-search: $(VENV)/dev ## Searching and indexing against other engines (takes long)
	$(PY) benchmarks/search.py

bench-store: $(VENV)/dev ## Storing and reading against bare copies
	$(PY) benchmarks/store.py

bench-retention: $(VENV)/dev ## What is due, holds, what-if and what was destroyed, from 10,000 to 1,000,000 records
	$(PY) -m benchmarks.retention sqlite
	$(PY) -m benchmarks.retention postgres
	$(PY) -m benchmarks.tombstones sqlite
	$(PY) -m benchmarks.tombstones postgres

hold-races: $(VENV)/dev ## Holds against destructions, thousands of times on SQLite and PostgreSQL
	HOLD_RACES=3000 $(PY) -m pytest tests/contracts/test_sqlite_catalog.py tests/contracts/test_postgres_catalog.py \
	  -k never_destroyed --timeout 900

oracle: $(VENV)/dev ## Random corpora and queries against stock Whoosh, with many seeds (takes long)
	ORACLE_SEEDS=50 $(PY) -m pytest tests/engines/test_array_engine_against_stock.py

screenshots: $(VENV)/dev ## Take pictures of the main pages of the demonstration for docs/screenshots
	$(PY) -m tests.pages.pictures docs/screenshots

clean: ## Remove the virtual environment and caches; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# uv comes first, pinned like the rest, because it installs the rest ten times faster; where it cannot, pip does.
INSTALL = install() { $(VENV)/bin/uv pip install --quiet --system-certs --python $(PY) --require-hashes -r "$$@" \
  || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r "$$@"; }; install

$(VENV)/run: requirements.txt requirements-tools.txt
	@scripts/system-packages python
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@$(INSTALL) requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt requirements-schemas.txt $(VENV)/run
	@$(INSTALL) requirements-dev.txt
	@$(INSTALL) requirements-schemas.txt --no-deps --target $(VENV)/schemas
	@touch $@

# An OpenID provider and the rules of accessible pages, for the tests alone; without them those tests are skipped.
$(NODE_MODULES): tests/node/package.json tests/node/package-lock.json
	@cd tests/node && npm ci --ignore-scripts --silent && touch node_modules/.package-lock.json || \
	  echo "Could not install tests/node with npm; the tests that need it are skipped (and fail in CI)."
