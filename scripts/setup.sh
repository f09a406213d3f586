#!/usr/bin/env bash
# Installs what building and running flow takes and this machine lacks: a Rust toolchain, a C
# compiler and make, ffmpeg, and a font for captions. Says what it does, and does nothing twice.
set -euo pipefail

say() { printf '== %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif have sudo; then sudo "$@"
    else
        say "this needs root, and there is no sudo; run it yourself: $*"
        return 1
    fi
}

needs=()
{ have cc && have make; } || needs+=(cc)
{ have ffmpeg && have ffprobe; } || needs+=(ffmpeg)
{ have fc-list && [ -n "$(fc-list :lang=en 2>/dev/null | head -n 1)" ]; } || needs+=(fonts)
[ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || needs+=(chinese)
{ have cargo || have curl; } || needs+=(curl)

if [ "${#needs[@]}" -gt 0 ]; then
    if have apt-get; then
        packages=()
        for need in "${needs[@]}"; do
            case $need in
                cc) packages+=(gcc libc6-dev make) ;;
                ffmpeg) packages+=(ffmpeg) ;;
                fonts) packages+=(fontconfig fonts-dejavu-core) ;;
                chinese) packages+=(fonts-wqy-microhei) ;;
                curl) packages+=(curl ca-certificates) ;;
            esac
        done
        say "installing ${packages[*]}"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
    elif have brew; then
        for need in "${needs[@]}"; do
            case $need in
                cc) xcode-select --install 2>/dev/null || true ;;
                ffmpeg) say "installing ffmpeg"; brew install --quiet ffmpeg ;;
                # The system's own fonts hold both scripts; only the tool that lists them is missing.
                fonts) brew install --quiet fontconfig ;;
                *) ;;
            esac
        done
    else
        say "install these with your package manager, then try again: ${needs[*]}"
        exit 1
    fi
fi

# The system's Rust may be too old, so a toolchain of one's own is taken: it needs no root.
export PATH="$HOME/.cargo/bin:$PATH"
wanted=1.90
older() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ] && [ "$1" != "$2" ]; }
version=$( (rustc --version 2>/dev/null || true) | cut -d' ' -f2)
if [ -z "$version" ] || older "$version" "$wanted"; then
    say "installing a Rust toolchain into $HOME/.cargo"
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c rustfmt -c clippy >/dev/null
fi
