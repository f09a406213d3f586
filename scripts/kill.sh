#!/usr/bin/env bash
# Kills runs at random moments, resumes them, and prints what came of it, on the embedded backend and on
# one that keeps no ids of attempts. Fails where a prompt was sent twice, or a film was lost or differs.
# Usage: scripts/kill.sh [kills on each] [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
export FLOW_KILLS=${1:-200} FLOW_KILL_SEED=${2:-0}
exec cargo test --locked --test all -- --nocapture --test-threads 1 kill::
