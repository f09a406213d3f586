#!/usr/bin/env bash
# Installs what is missing, then passes every test: format, lints, and the tests themselves.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
export PATH="$HOME/.cargo/bin:$PATH"
cargo fmt --all --check
cargo clippy --all-targets --locked -- -D warnings
cargo test --locked
