# Tasks for working on cunwen. They use the tools of the active environment; `make venv` makes one in .venv.

PYTHON ?= python

.PHONY: help venv lint types test eval check ci

help:  ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv:  ## make .venv with everything for development
	python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]'

lint:  ## ruff
	$(PYTHON) -m ruff check

types:  ## mypy --strict
	$(PYTHON) -m mypy

test:  ## pytest: tests and doctests, warnings are errors
	$(PYTHON) -m pytest

eval:  ## score the answers to the gold questions over the demo reports
	$(PYTHON) -m bot eval tests/cases/demo.jsonl --by kind
	$(PYTHON) -m bot eval tests/cases/demo_dialogues.jsonl

check: lint types test  ## lint, types and tests: what a commit has to pass

ci:  ## everything above in a fresh environment, and the measured limits
	.ci/run
