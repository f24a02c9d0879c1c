# `make run` and `make test` are all a newcomer needs; both install what they use into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MO := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
export PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install run test bench-pages bench-desk bench-reminders bench-import bench-campaign bench-sellers bench-surge bench-figures check check-api fix lock css messages

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

ifneq ($(shell $(BIN)/python -c 'print("runs")' 2>/dev/null),runs)
.PHONY: $(STAMP)  # no environment yet, or its Python is gone
endif

install: $(STAMP) $(MO)  ## virtual environment with the locked packages, translations compiled

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Recourse needs Python 3.11 or newer. If another one is installed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { echo "This Python cannot make virtual environments. Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the locked packages (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(MO): %.mo: %.po $(STAMP)
	@$(BIN)/python manage.py translations compile

run: install  ## everything: database, broker, web, worker, beat, demonstration data (PORT=8000)
	@exec env DEBUG=$${DEBUG:-true} $(BIN)/python manage.py up

test: install  ## every test, journeys in a real browser where one is installed (ARGS="-k name")
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 $(ARGS)

bench-reminders: install  ## how fast reminders are planned and go out, beside bare SQL and SMTP (COUNT=2000 PLAN=100000)
	@$(BIN)/python -m pytest -q -s -m bench tests/bench/test_reminders.py

bench-surge: install  ## the surge watch beside EARS: false alarms, days to detection, the day of the founding waves
	@$(BIN)/python -m pytest -q -p no:logging -m bench tests/bench/test_surge.py

bench-sellers: install  ## finding sellers that may be one: for one who files, and for all in a night (COUNT=100000)
	@$(BIN)/python -m pytest -q -m bench tests/bench/test_sellers.py

bench-figures: install  ## what exact figures cost and save: writing with and without, folds, the page (COUNT=100000)
	@$(BIN)/python -m pytest -q -p no:logging -m bench tests/bench/test_figures.py

bench-import: install  ## how fast a report becomes rows, beside csv + COPY and django-import-export (COUNT=100000)
	@$(BIN)/python -m pytest -q -s -m bench tests/bench/test_imports.py

bench-campaign: install  ## joining, opening and mailing a campaign; member lists and a coordinator's pages (COUNT=100000)
	@$(BIN)/python -m pytest -q -s -p no:logging -m bench tests/bench/test_campaigns.py tests/bench/test_updates.py tests/bench/test_bodies.py

check: install  ## lint, format, plan of the house, types, templates, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -W "ignore:Got an error checking a consistent" manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py translations check

check-api: install  ## more than 5,000 requests to the API, each compared with its description (schemathesis)
	@$(BIN)/python -m pytest -q -p no:logging -m bench tests/api/test_description.py

messages: install  ## bring locale/*/LC_MESSAGES/django.po up to the source
	$(BIN)/python manage.py translations update

bench-pages: install  ## what pages cost at 1,000, 10,000 and 100,000 cases (ARGS="1000 --times 20")
	@$(BIN)/python -m tests.bench $(ARGS)

bench-desk: install  ## what every page of the desk costs (ARGS="20000 --times 20")
	@$(BIN)/python -m tests.bench --desk $(ARGS)

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
