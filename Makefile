# make reports [CORPUS=folder SITE=folder] · make test · make lab · make lint · make clean
PYTHON ?= python3
CORPUS ?= seeds
SITE   ?= reports
# the recipes read them from the environment, so that spaces and quotes in a path do no harm
export CORPUS SITE

BIN  := .venv/bin
RUN  := .venv/.installed
TEST := .venv/.installed-tests
PIP  := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help reports test lab lint scores clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help:
	@echo "make reports   reports from the articles in seeds/, into reports/latest/index.html"
	@echo "               make reports CORPUS=path/to/articles SITE=path/to/site"
	@echo "make test      all tests (browser tests where a Chromium is installed)"
	@echo "make lab       JupyterLab on the notebooks"
	@echo "make lint      format and lint checks"
	@echo "make scores    extraction scored against the hand-made annotations"
	@echo "make clean     remove what was made here: .venv, caches, the reports"
	@echo "PYTHON=python3.12 picks another Python (3.11 or newer) for .venv"

reports: $(RUN)
	@$(BIN)/solieu report --corpus "$$CORPUS" --site "$$SITE"

test: $(TEST)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lab: $(RUN)
	$(BIN)/python -m jupyterlab notebooks \
	  --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	  --LabApp.extension_manager=readonly

lint: $(TEST)
	$(BIN)/ruff format --check lib notebooks tests
	$(BIN)/ruff check lib notebooks tests

scores: $(TEST)
	@$(BIN)/python tests/scores.py

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis build lib/*.egg-info
	find lib tests notebooks -name __pycache__ -prune -exec rm -rf {} +
	find reports -mindepth 1 -maxdepth 1 ! -name README.md ! -name province.png -exec rm -rf {} +

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Solieu needs Python 3.11 or newer, and \"$(PYTHON)\" is not: $$($(PYTHON) --version 2>&1)"; \
	  echo "Debian, Ubuntu: sudo apt-get install python3 python3-venv     macOS: brew install python@3.13"; \
	  echo "Then again, naming it if need be: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module. Debian, Ubuntu: sudo apt-get install python3-venv"; exit 1; } >&2
	@echo "Making .venv and installing what Solieu needs: some minutes, once."
	@$(PYTHON) -m venv .venv

# installed again only when the pins or the package's own description change
$(RUN): .venv/pyvenv.cfg requirements.txt lib/pyproject.toml
	@$(PIP) -r requirements.txt
	@touch $@

$(TEST): $(RUN) tests/requirements.txt
	@$(PIP) -r tests/requirements.txt
	@touch $@
