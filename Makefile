# Everything here works on a bare Debian with Python 3.11 and make; nothing needs root or uv (but `make lock`).
MAKEFLAGS += --no-builtin-rules --no-print-directory
.PHONY: demo test check setup screenshots bench lock clean

PYTHON ?= python3
export PYTHON
SCRIPTS = bin/in-foreground bin/messages bin/reconstruct-timisoara bin/reference bin/screenshots

demo: ## Glas with a sandbox in place of Telegram, until Ctrl-C; make demo ARGS="--help" for more
	@bin/setup-venv run
	@.venv/bin/python bin/in-foreground .venv/bin/glas demo $(ARGS)

test: check ## every check and every test; the branches of flows/ and storage/ are counted
	@.venv/bin/pytest --quiet --numprocesses 3 --dist worksteal tests/flows tests/storage --cov
	@.venv/bin/pytest --quiet --numprocesses 4 --dist worksteal --ignore tests/flows --ignore tests/storage

check: setup ## style, types, directions of imports, catalogs and reference
	@.venv/bin/ruff check
	@.venv/bin/python bin/messages --check
	@.venv/bin/python bin/reference --check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/mypy --scripts-are-modules $(SCRIPTS)
	@.venv/bin/lint-imports

setup: ## .venv with all that developing needs
	@bin/setup-venv test

screenshots: setup ## the pictures of docs/images, anew; needs Chromium
	@.venv/bin/python bin/screenshots

bench: setup ## the quick benchmarks, a few minutes: tables, and the same as JSON in dist/bench
	@.venv/bin/python -m bench.statistics_speed --json dist/bench/statistics_speed.json
	@.venv/bin/python -m bench.disclosure --skip-attacks --orders 2 --json dist/bench/disclosure.json
	@.venv/bin/python -m bench.scale --json dist/bench/scale.json
	@.venv/bin/python -m bench.taps --json dist/bench/taps.json

lock: ## newest versions into requirements/
	@bin/lock

clean: ## away with what was made here, .venv and the demo's data included
	@rm -rf .venv demo-data dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
