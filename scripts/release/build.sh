#!/usr/bin/env bash
# Builds what a release hands out, in target/release-files: an archive with the program, its manual pages
# and completions; the same as a Debian package; their checksums; and a Homebrew formula that names them.
# Usage: scripts/release/build.sh [ADDRESS]     where the files will lie, for the formula and the installer
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$HOME/.cargo/bin:$PATH"
address=${1:-https://example.com/flow}

cargo build --release --locked
program=target/release/flow
version=$("$program" --version | cut -d' ' -f2)
machine=$(uname -m)
system=$(uname -s | tr '[:upper:]' '[:lower:]')
name=flow-$version-$system-$machine
files=$PWD/target/release-files
rm -rf "$files"
mkdir -p "$files"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tree below a prefix, which the archive, the package and the formula share.
tree=$work/$name
install -Dm755 "$program" "$tree/bin/flow"
mkdir -p "$tree/share/man/man1"
"$program" man --out "$tree/share/man/man1" >/dev/null
mkdir -p "$tree/share/bash-completion/completions" "$tree/share/zsh/site-functions" "$tree/share/fish/vendor_completions.d"
"$program" completions bash > "$tree/share/bash-completion/completions/flow"
"$program" completions zsh > "$tree/share/zsh/site-functions/_flow"
"$program" completions fish > "$tree/share/fish/vendor_completions.d/flow.fish"
install -Dm644 README.md "$tree/share/doc/flow/README.md"
install -Dm644 SKILL.md "$tree/share/doc/flow/SKILL.md"
cat LICENSE-MIT LICENSE-APACHE | install -Dm644 /dev/stdin "$tree/share/doc/flow/copyright"
for recipe in workflows/*.yaml workflows/*.snap; do install -Dm644 "$recipe" "$tree/share/doc/flow/$recipe"; done
# Equal content gives equal bytes, whoever builds it and when.
when=$(git log -1 --format=%ct 2>/dev/null || echo 0)
tar --sort=name --mtime="@$when" --owner=0 --group=0 --numeric-owner -C "$work" -c "$name" | gzip -n9 > "$files/$name.tar.gz"

if command -v dpkg-deb >/dev/null; then
    deb=$work/deb
    mkdir -p "$deb/DEBIAN" "$deb/usr"
    cp -r "$tree/bin" "$tree/share" "$deb/usr/"
    gzip -n9 "$deb"/usr/share/man/man1/*.1
    # The newest version of the C library that the program asks for: older systems refuse the package by it.
    libc=$(grep -aoE 'GLIBC_2\.[0-9]+' "$program" | sort -uV | tail -n 1 | cut -d_ -f2)
    cat > "$deb/DEBIAN/control" <<CONTROL
Package: flow
Version: $version
Architecture: $(dpkg --print-architecture)
Section: video
Priority: optional
Installed-Size: $(du -sk "$deb/usr" | cut -f1)
Depends: libc6 (>= $libc), libgcc-s1, ffmpeg, fontconfig, fonts-dejavu-core
Recommends: fonts-wqy-microhei
Maintainer: The authors of flow <flow@example.com>
Description: declarative pipeline runner for AI video editing
 Recipes are YAML files kept in git: graphs of uploads, edits in words, checks, branches and exports.
 flow plans them, runs independent branches side by side on a cloud editor or on its own, and goes on
 after any interruption without sending an edit twice.
CONTROL
    SOURCE_DATE_EPOCH=$when dpkg-deb --root-owner-group --build "$deb" "$files/flow_${version}_$(dpkg --print-architecture).deb" >/dev/null
fi

shopt -s nullglob
(cd "$files" && sha256sum -- *.tar.gz *.deb > SHA256SUMS)
sum=$(grep "$name.tar.gz" "$files/SHA256SUMS" | cut -d' ' -f1)
sed -e "s|@VERSION@|$version|" -e "s|@URL@|$address/$name.tar.gz|" -e "s|@SHA256@|$sum|" \
    scripts/release/flow.rb.in > "$files/flow.rb"
sed -e "s|@ADDRESS@|$address|" -e "s|@VERSION@|$version|" scripts/release/install.sh.in > "$files/install.sh"
chmod +x "$files/install.sh"
ls -l "$files"
