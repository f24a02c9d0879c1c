# `make run` and `make test` are all a newcomer needs; both install what they use into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install run test check fix lock css messages

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

install: $(STAMP)  ## virtual environment with the locked packages

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Recourse needs Python 3.11 or newer; say PYTHON=python3.12 make …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

run: install  ## everything: database, broker, web, worker, beat, demonstration data (PORT=8000)
	@exec $(BIN)/python manage.py up

test: install  ## every test, journeys in a real browser where one is installed
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: install  ## lint, format, plan of the house, types, templates, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run

fix: install  ## what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install  ## compile requirements.txt and deploy/requirements.txt from their .in files
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links -c requirements.txt deploy/requirements.in -o deploy/requirements.txt

css: node_modules  ## compile apps/web/css into static/css/app.css (needs Node; the compiled file is committed)
	node_modules/.bin/tailwindcss --input apps/web/css/app.css --output static/css/app.css --minify

node_modules: package.json package-lock.json
	npm install --no-save --no-audit --no-fund
	@touch $@
