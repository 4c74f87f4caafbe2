# Two commands do all: `make reports` and `make test`. Each sets up .venv by itself.
# `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
RML := $(BIN)/python -m rml.cli
# ONLY narrows a command to reports that match: make reports ONLY='image_cropping/*'
ONLY ?=
JOBS ?=
export RML_ONLY := $(ONLY)

.DEFAULT_GOAL := help
.PHONY: help reports quick test lab strip check verify bench data lock clean

help: ## list the commands
	@echo "Usage: make COMMAND [ONLY='analysis/report …']"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12
	@echo
	@echo "Input files are looked for in the cache, then in the folder RML_MIRROR, then downloaded."
	@echo "The command .venv/bin/rml does the work: rml --help."

.venv/.installed: requirements.lock
	@$(PYTHON) .ci/setup_venv.py

reports: .venv/.installed ## build every report that is stale, and say where to open them
	@$(RML) run $(if $(JOBS),--jobs $(JOBS)) $(if $(STRICT),--strict) '$(ONLY)'

quick: .venv/.installed ## build the cheap profile of every report; never a report's latest
	@$(RML) run --quick $(if $(JOBS),--jobs $(JOBS)) '$(ONLY)'

test: .venv/.installed ## run every test (real files: RML_MIRROR; browser: Debian's chromium)
	@$(BIN)/python -m pytest -q -n $(if $(JOBS),$(JOBS),auto) --dist loadgroup

lab: .venv/.installed ## open JupyterLab with the kernel ready
	@$(BIN)/python -m rml.run.lab $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB)

strip: .venv/.installed ## clear the outputs of every notebook, as git wants them
	@$(BIN)/python -m nbconvert --clear-output --inplace --log-level=WARN notebooks/*/*.ipynb

check: .venv/.installed ## lint, check types, notebooks and schemas
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(RML) schema --check
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/contract

verify: .venv/.installed ## re-hash what was published and say which link breaks
	@$(RML) verify '$(ONLY)'

bench: .venv/.installed ## measure the runner, the cropping model, the reduction of logs and the count of counts against their bounds
	@$(BIN)/python tests/bench/runner.py
	@$(BIN)/python tests/bench/cropping.py
	@$(BIN)/python tests/bench/amplification_scale.py
	@$(BIN)/python tests/bench/inequality_scale.py

data: .venv/.installed ## get every input file that is missing
	@$(RML) data get

lock: ## resolve the packages anew (needs uv); writes requirements.lock and environment.yml
	@$(PYTHON) .ci/lock.py

clean: ## remove the environment and caches; published outputs stay
	@rm -rf .venv .venv.lock .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed. Published versions in outputs/ are untouched; delete that folder by hand."
