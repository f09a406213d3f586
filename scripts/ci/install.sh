#!/usr/bin/env bash
# Puts flow and ffmpeg on the job's path; what was built once comes from the cache.
set -euo pipefail
if [ "${RUNNER_OS:-}" = Windows ]; then
    echo "::error::flow runs on Linux and macOS: write \`runs-on: ubuntu-latest\`."
    exit 2
fi
if ! command -v ffmpeg >/dev/null || ! command -v ffprobe >/dev/null; then
    sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
    if command -v apt-get >/dev/null; then
        $sudo apt-get update -qq
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg fontconfig fonts-dejavu-core
    else
        brew install ffmpeg
    fi
fi
if command -v flow >/dev/null && flow --version | grep -q '^flow '; then
    echo "flow is there: $(flow --version)"
    exit 0
fi
bin=$HOME/.cache/flow-action/bin
if [ ! -x "$bin/flow" ]; then
    if ! command -v cargo >/dev/null; then
        echo "::error::flow is built with Rust, and there is no cargo on this runner: install it before this action, for example with https://rustup.rs."
        exit 2
    fi
    cargo install --quiet --locked --path "$GITHUB_ACTION_PATH" --root "$HOME/.cache/flow-action"
fi
echo "$bin" >> "$GITHUB_PATH"
"$bin/flow" --version
