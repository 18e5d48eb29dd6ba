# Two commands are all that is needed on a clean Debian: "make demo" and "make test".
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench messages lock screenshots clean

BIN := .venv/bin
LOCK := .ci/requirements-dev.lock
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))
# Tools that only read the code get settings that start no service.
READING := DJANGO_SETTINGS_MODULE=tests.checking_settings PYTHONPATH=.

help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

setup: .venv/.packages .venv/.libraries $(CATALOGUES) ## The virtual environment and the system libraries

.venv/.packages: $(LOCK)
	.ci/python-environment .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	touch $@

.venv/.libraries: .ci/system-libraries | .venv/.packages
	.ci/system-libraries pango gettext fonts
	touch $@

.venv/.chromium: .ci/system-libraries | .venv/.packages
	.ci/system-libraries chromium
	touch $@

# Outside the sources, which tests read through.
.cache/lighthouse/.installed: tests/browser/lighthouse/package-lock.json .ci/system-libraries
	.ci/system-libraries node
	mkdir -p $(@D)
	cp tests/browser/lighthouse/package.json tests/browser/lighthouse/package-lock.json $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

%.mo: %.po | .venv/.libraries
	msgfmt --check-format --output-file=$@ $<

demo: setup ## The product with demonstration data, until Ctrl-C
	$(BIN)/python manage.py demo

test: setup .venv/.chromium .cache/lighthouse/.installed check ## Every check and every test, those in the browser included
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	# One installation at a time: its static files and its queue are its own.
	$(BIN)/python -m pytest tests/browser

check: setup ## What reads the code: style, types, layers, templates, security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml casework outreach referrals reports manage.py

bench: setup .venv/.chromium .cache/lighthouse/.installed ## Speed on 500,000 encounters, as ratios to bare SQL; pages on a slow network
	$(BIN)/python -m pytest tests/benchmarks -m benchmark -s
	$(BIN)/python -m pytest tests/browser -m benchmark -s

messages: setup ## Bring the Swedish catalogue up to date with the texts in the code
	$(READING) $(BIN)/python -m django makemessages --locale sv --no-location --no-wrap --no-obsolete --ignore 'tests/*'

lock: setup ## Renew both lock files within the ranges of pyproject.toml
	$(BIN)/pip-compile --upgrade --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
		--strip-extras -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --upgrade --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
		--strip-extras --allow-unsafe --extra dev -c requirements.lock -o $(LOCK) pyproject.toml

screenshots: setup .venv/.chromium ## The pictures in the README, taken anew
	$(BIN)/python -m tests.browser.pictures

clean: ## Everything that can be made again; data of the demonstration stays
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .data-test staticfiles
