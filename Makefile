# "make" or "make help" lists what there is. Needed: make and Python 3.11, 3.12 or 3.13, nothing else
# ("make lock", for developers, also needs uv).

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --no-build-isolation --use-pep517
UV ?= $(shell command -v uv || echo $(BIN)/uv)
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(UPGRADE)
REPORT ?= data/raw/township-monthly.txt
OUT := data/processed/$(basename $(notdir $(REPORT)))

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench robustness weights docs wheel lock clean distclean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

demo: $(VENV)/.run  ## set up and parse a sample report: a table here, Excel and HTML in data/processed/
	@mkdir -p data/processed
	@$(BIN)/govextract parse $(REPORT) --format table
	@$(BIN)/govextract parse $(REPORT) --format xlsx --out $(OUT).xlsx --force
	@$(BIN)/govextract parse $(REPORT) --format html --out $(OUT).html --force
	@printf '\n%s\n' '接下来 / Next:'
	@printf '  %s\n' \
		'$(OUT).html  —  用浏览器打开，原文与提取结果对照 / open in a browser: the text beside its records' \
		'$(OUT).xlsx  —  用 Excel 或 WPS 打开 / open in Excel or WPS' \
		'$(BIN)/govextract parse 您的报告.txt --format xlsx --out 结果.xlsx  —  解析自己的报告 / your own report' \
		'$(BIN)/govextract demo  —  一批示例报告成批处理 / a run over many sample reports'

test: $(VENV)/.dev  ## run the tests (ARGS="-k dates" for some of them)
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev  ## lint, formatting, types, lexicons
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_lexicons.py

format: $(VENV)/.dev  ## bring the code into the project's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev  ## measure speed, memory and cold start, and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

robustness: $(VENV)/.dev  ## score GOLD="folder …" in other forms (wrapped, traditional, …), and write benchmarks/ROBUSTNESS.md
	$(BIN)/python -m benchmarks.robustness $(GOLD)

weights: $(VENV)/.dev  ## train the model anew (CORPORA="texts of the news", SCORE="gold folder …")
	$(BIN)/python models/events/meanings.py $(CORPORA) --out src/govextract/data/meanings.npz
	$(BIN)/python models/events/firms.py $(CORPORA) $(if $(SCORE),--score $(SCORE)) --out src/govextract/data/firms.npz
	$(BIN)/python models/events/train.py $(CORPORA) $(if $(SCORE),--score $(SCORE)) --out src/govextract/data/weights.npz

docs: $(VENV)/.dev  ## write docs/cli.md and docs/records.md anew from the program
	@$(BIN)/python docs/generate.py

wheel: $(VENV)/.run  ## build the wheel into dist/
	$(BIN)/python -m hatchling build --target wheel

lock:  ## resolve requirements/*.txt anew (UPGRADE=--upgrade for newer versions); needs uv
	@$(UV) --version >/dev/null 2>&1 || { echo "make lock needs uv: install it (pip install uv) and try again"; exit 1; }
	$(LOCK) --group build --output-file requirements/build.txt
	$(LOCK) pyproject.toml --constraint requirements/build.txt --output-file requirements/run.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements/build.txt --constraint requirements/run.txt \
		--output-file requirements/dev.txt

clean:  ## remove what runs and builds wrote
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find data/processed -type f ! -name .gitkeep -delete
	find src tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean  ## remove the virtual environment too
	rm -rf $(VENV)

# The stamps are as old as the last installation; the lock or pyproject.toml being newer starts another one.
$(VENV)/.run: requirements/build.txt requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "安装依赖，首次约需几分钟 / installing what the lock names, a few minutes the first time …"
	@$(INSTALL) --requirement requirements/build.txt
	@$(INSTALL) --requirement requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(INSTALL) --requirement requirements/dev.txt
	@touch $@

$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
			2>/dev/null; then $$python -m venv $(VENV) && exit 0; fi; \
	done; \
	echo "需要 Python 3.11、3.12 或 3.13（含 venv 模块），安装后重试。"; \
	echo "No Python 3.11, 3.12 or 3.13 with the venv module was found: install one (on Debian and Ubuntu:"; \
	echo "apt install python3 python3-venv) and try again, or name it: make demo PYTHON=/path/to/python3"; \
	exit 1
