#!/usr/bin/env bash
# Says what the program is built from, so that a build is kept for as long as that is the same. GitHub's
# own hashFiles sees the workspace alone, and the action lies elsewhere.
set -euo pipefail
cd "$GITHUB_ACTION_PATH"
files=$(find Cargo.toml Cargo.lock src schemas workflows -type f | LC_ALL=C sort)
hash=$(printf '%s\n' "$files" | git hash-object --stdin-paths | git hash-object --stdin)
echo "hash=$hash" >> "${GITHUB_OUTPUT:-/dev/null}"
