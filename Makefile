# Winnow's few commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BUILD := swift build -c release --explicit-target-dependency-import-check error
PACKAGES := libxml2-dev libzstd-dev libdeflate-dev zlib1g-dev libbrotli-dev liblzma-dev libbz2-dev libssl-dev pkg-config zstd
MODULES := libxml-2.0 libzstd libdeflate zlib libbrotlidec liblzma libcrypto

.PHONY: help setup build run test check fuzz torture format bench

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install the system libraries that are missing (apt)
	@if ! pkg-config --exists $(MODULES) 2>/dev/null || ! command -v zstd >/dev/null || ! [ -e /usr/include/bzlib.h ]; then \
	  echo "installing: $(PACKAGES)"; \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $(PACKAGES); \
	fi

build: setup ## build the release program, .build/release/winnow
	@$(BUILD) --product winnow

run: build ## run Pipelines/quickstart.yaml on Samples, into runs/quickstart
	@.build/release/winnow run Pipelines/quickstart.yaml --output runs/quickstart --force

test: check ## everything that CI runs: lint, warnings as errors, layering, all tests
	@WINNOW_STRICT=1 swift test -c release --skip-build

check: setup ## format lint, then a build in which warnings and layering breaches are errors
	@swift format lint --strict --recursive Package.swift Sources Tests
	@WINNOW_STRICT=1 $(BUILD) --build-tests

fuzz: check ## a minute of each fuzzer, and other programs' answers where PyPI is: make fuzz FUZZ=600
	@WINNOW_STRICT=1 Tests/Fuzz/run.sh $(or $(FUZZ),60)

torture: check ## runs killed, starved and damaged in every way: make torture TORTURE=3600
	@python3 Tests/Torture/torture.py .build/release/winnow --seconds $(or $(TORTURE),3600)

bench: setup ## kernels, stages and pipelines, each against a floor: make bench ARGS='--filter html'
	@$(BUILD) --product winnow-bench
	@.build/release/winnow-bench $(ARGS)

format: ## rewrite the sources in house format
	@swift format --in-place --recursive Package.swift Sources Tests
