# Everything starts here. Each target sets the project up first; when that is done already it takes a moment.
PYTHON ?= python3
BIN := .venv/bin

# No target depends on, or is disturbed by, the person's own Terraform configuration, tokens or home folder.
export TF_CLI_CONFIG_FILE := $(CURDIR)/tools/terraform.rc
export CHECKPOINT_DISABLE := 1
export DISABLE_VERSION_CHECK := 1
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20,22
export CDKTF_HOME := $(CURDIR)/.tools/cdktf-home
export OKTAPROFILE_CACHE_DIR := $(CURDIR)/.venv/var/oktaprofile
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport TF_PLUGIN_CACHE_DIR TF_REATTACH_PROVIDERS TF_WORKSPACE TF_LOG TF_DATA_DIR PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-cdktn stress lint types contracts fresh generate bench lock wheel release clean distclean
.DEFAULT_GOAL := help

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Set everything up inside this folder (.venv, .tools)
	@$(PYTHON) tools/setup.py $(filter cdktn,$(ARGS))

demo: setup ## From nothing to a working RingCentral -> Okta -> AD sync, on an embedded Okta org (ARGS="--framework cdktn")
	@$(BIN)/python -m oktaprofile.cli.main demo $(ARGS)

test: setup ## Run every test, in parallel (one: ARGS="tests/unit/packaging -n 0"; CDK Terrain: ARGS="tests/e2e --framework cdktn")
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

test-cdktn: ## The end-to-end tests again, with CDK Terrain instead of cdktf
	@$(MAKE) --no-print-directory test ARGS="tests/e2e/test_cdktf.py tests/e2e/test_own_project.py --framework cdktn"

stress: setup ## The long forms: faults, two pipelines, random sequences, with their figures (ARGS="faults --match mapping")
	@$(BIN)/python -m tests.stress $(ARGS)

lint: setup ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## mypy, strict
	@$(BIN)/mypy

contracts: setup ## Which room may import which (import-linter)
	@$(BIN)/lint-imports

fresh: setup ## Fail when a generated file is stale
	@$(BIN)/python tools/generated.py --check

generate: setup ## Write the generated files anew
	@$(BIN)/python tools/generated.py

bench: setup ## Print the figures, each beside its floor
	@$(BIN)/python -m tests.bench

lock: setup ## Lock the packages anew (ARGS=--upgrade: take newer ones)
	@$(BIN)/python tools/lock.py $(ARGS)

wheel: setup ## Build dist/*.whl with the provider package inside
	@$(BIN)/python tools/build_wheel.py

release: setup ## Build a release and install it with the real terraform (signed: OKTAPROFILE_SIGNING_KEY=KEY)
	@$(BIN)/python tools/release.py $(ARGS)

clean: ## Remove what was built and synthesized; keep the set-up
	@rm -rf cdktf.out cdktf.log dist build out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find providers stacks tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Remove the set-up as well
	@rm -rf .venv .tools
