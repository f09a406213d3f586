#!/usr/bin/env bash
# Installs what is missing, builds flow, and runs the main job on the sample footage.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
export PATH="$HOME/.cargo/bin:$PATH"
cargo build --release --locked
out=target/try
mkdir -p "$out"
target/release/flow run workflows/captions.yaml --input tests/media/talk.mov --out "$out" --overwrite
echo "The film lies here: $PWD/$out/talk-captioned.mp4"
