#!/usr/bin/env bash
# Times what goes over the wire against curl, in turn and in one run: an upload and a download of a
# large file on loopback with peak memory, and many edits at once against the same requests by
# `curl -Z`. Needs curl and python3.
# Usage: scripts/bench-wire.sh [megabytes] [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
megabytes=${1:-500}
rounds=${2:-3}
[ -n "${FLOW:-}" ] || cargo build --release --locked --quiet
FLOW=${FLOW:-$PWD/target/release/flow}
cargo build --release --locked --quiet --example wire-server
exec python3 scripts/bench_wire.py "$FLOW" "$PWD/target/release/examples/wire-server" "$megabytes" "$rounds"
