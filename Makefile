# `make help` lists what there is. On a new machine nothing has to be done first: each target installs
# what it needs into .venv, from the locks in requirements/, and does so again when they change.

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps
# The locks are complete, so pip resolves nothing; wheels only, so no compiler is needed and no package's code runs
# (pyspark alone has no wheel: see .spark).
LOCKED := $(PIP) --require-hashes --only-binary :all:

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
.PHONY: help setup demo test check lint format types imports gate bench bench-steps bench-incidents bench-store bench-spark bench-web train lock browser spark postgres clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

# --- setting up: a stamp for each step, so that a second run does nothing and needs no network ---

$(VENV)/.created: tools/setup
	@tools/setup venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.created requirements/runtime.txt requirements/build.txt pyproject.toml
	@echo "==> installing what the library needs (requirements/runtime.txt)"
	@$(LOCKED) -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo "==> installing what the checks need (requirements/dev.txt)"
	@$(LOCKED) -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	@echo "==> installing what the benchmark compares with (requirements/bench.txt)"
	@$(LOCKED) -r requirements/bench.txt
	@touch $@

$(VENV)/.train: $(VENV)/.dev requirements/train.txt
	@echo "==> installing what learning needs (requirements/train.txt)"
	@$(LOCKED) -r requirements/train.txt
	@touch $@

# Of pyspark only the source is published, with Spark's own archives in it: some 400 MB that are unpacked, not compiled.
# The setuptools that does it is the locked one of requirements/build.txt, so nothing unlocked is fetched for it.
$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	@echo "==> installing Spark (requirements/spark.txt), which takes a minute or two"
	@$(LOCKED) --no-binary pyspark --use-pep517 --no-build-isolation -r requirements/spark.txt
	@touch $@

browser: $(VENV)/.dev
	@tools/setup browser $(VENV)

spark: $(VENV)/.spark
	@tools/setup java

postgres:
	@tools/setup postgres

setup: browser spark postgres ## install all that running and checking need

# --- using ---

demo: $(VENV)/.runtime ## the main job on the example reports
	@$(BIN)/hasila demo

bench: $(VENV)/.bench ## speed and memory beside trafilatura and LangExtract; BENCH="..." passes options
	@$(PY) benchmarks/run.py $(BENCH)

bench-steps: $(VENV)/.runtime ## where a report's time goes, step by step, beside the floor; BENCH="..." passes options
	@$(PY) benchmarks/bench_steps.py $(BENCH)

bench-incidents: $(VENV)/.runtime ## linking and reconciling at size, on generated reports; BENCH="..." passes options
	@$(PY) benchmarks/bench_incidents.py $(BENCH)

bench-store: $(VENV)/.runtime ## the store at size: ingest, search, pages; BENCH="..." passes options
	@$(PY) benchmarks/bench_store.py $(BENCH)

bench-spark: $(VENV)/.spark ## Spark beside the local engine: processor time on generated reports; BENCH="..." passes options
	@$(PY) benchmarks/bench_spark.py $(BENCH)

bench-web: $(VENV)/.runtime ## the application at size: pages for readers at once while an ingest runs; BENCH="..." passes options
	@$(PY) benchmarks/bench_web.py $(BENCH)

train: $(VENV)/.train ## learn from the gold reports (languages/*/judge.json); TRAIN=--report writes nothing
	@$(PY) tools/train.py $(TRAIN)

# --- checking ---

test: setup ## all tests, a process for each core; ARGS="-k number" picks some
	@echo "==> tests"
	@$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: lint types imports gate test ## everything: style, types, architecture, evaluation gate, tests

lint: $(VENV)/.dev ## style (ruff)
	@echo "==> style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted as agreed; run: make format" >&2; exit 1; }

types: $(VENV)/.dev ## types (mypy, strict)
	@echo "==> types"
	@$(BIN)/mypy

imports: $(VENV)/.dev ## who may import whom (import-linter)
	@echo "==> imports"
	@$(BIN)/lint-imports --no-logo

gate: $(VENV)/.dev ## the evaluation against its pinned floors
	@echo "==> evaluation gate"
	@$(PY) eval/gate.py

format: $(VENV)/.dev ## put the code into the agreed format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

lock: $(VENV)/.dev ## recompile the locks; UPGRADE=1 takes newer versions
	@UPGRADE=$(UPGRADE) tools/lock

clean: ## remove what make made, the virtual environment too
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
