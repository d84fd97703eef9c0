# The project's commands. Everything they need beyond Rust and make they install themselves (scripts/setup.sh).

.PHONY: help run test check bench fuzz engine

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build the server and start it on http://localhost:8080, data in ./data (ARGS='--tls-self-signed' adds flags)
	cargo build --release --locked --bin anteroom
	@exec "$${CARGO_TARGET_DIR:-target}/release/anteroom" serve $(ARGS)

test: ## Install what the tests need and run all of them
	@scripts/test.sh

check: ## Format, lints, documentation, licences and sources of dependencies
	@scripts/check.sh

bench: ## Measure, with the baselines in the same run, release build (BENCH=scripts: one of deploy, flows, sandbox, scripts, server, storage, users)
	@scripts/bench.sh

fuzz: ## Fuzz every parser of untrusted bytes for a minute each (TARGET=authorize FUZZ_SECONDS=600: one, longer)
	@scripts/fuzz.sh

engine: ## Build the JavaScript engine of script Actions anew (clang, Node); what it makes is committed
	@scripts/engine.sh
