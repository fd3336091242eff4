#!/usr/bin/env bash
# Compiles the encoder, `encode`, and prints its path. It runs on this machine, so the ordinary toolchain compiles it:
# call this before the variables of wasm.sh are set.
#
# usage: encoder.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$here/../target/guests-build
(cd "$here/encode" && CARGO_TARGET_DIR=$target cargo build --quiet --locked)
realpath "$target/debug/encode"
