# Two commands do everything: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
PORT ?=
ARGS ?=

.PHONY: help run test setup lint bench pins format

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

run: ## set up, then serve web chat and staff console (PORT=8001 for another port)
	@$(PYTHON) tools/bootstrap.py run $(if $(PORT),--port $(PORT)) $(ARGS)

setup: ## set up everything that `make run` needs, without serving
	@$(PYTHON) tools/bootstrap.py run --setup-only

test: ## set up, then run every test that this machine has the programs for
	@$(PYTHON) tools/bootstrap.py run --setup-only --quiet
	@$(PYTHON) tools/bootstrap.py dev
	@.venv/bin/python -m pytest -n auto --dist loadfile $(ARGS)

lint: ## ruff, mypy, import-linter, content
	@$(PYTHON) tools/bootstrap.py dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy .
	@.venv/bin/lint-imports
	@.venv/bin/waymark lint

format: ## let ruff lay out the code
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

bench: ## measure speed beside a plain Rasa assistant; writes docs/bench.md
	@$(PYTHON) tools/bootstrap.py run --setup-only --quiet
	@$(PYTHON) tools/bootstrap.py dev
	@.venv/bin/python -m bench $(ARGS)

pins: ## make the pinned requirement files again from the .in files
	@$(PYTHON) tools/bootstrap.py dev
	@cd requirements && for name in waymark dev uv; do \
	  ../.venv/bin/python -m uv pip compile -q --upgrade --python-version 3.11 --universal --generate-hashes --no-header $$name.in -o $$name.txt >/dev/null; done
	@cd requirements && ../.venv/bin/python -m uv pip compile -q --no-deps --generate-hashes --no-header encoder.in -o encoder.txt >/dev/null
	@cd requirements && ../.venv/bin/python -m uv pip compile -q --python ../.venv-rasa/bin/python --override rasa-overrides.txt --generate-hashes --no-header rasa.in -o rasa.txt >/dev/null
