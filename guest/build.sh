#!/usr/bin/env bash
# Compiles the example of a language, or a program in C, to a component.
#
# usage: build.sh rust OUT.wasm
#        build.sh c OUT.wasm [PROGRAM.c]
#
# Intermediate files go to target/guests-build. What compilers are needed, and where they come from:
# ../toolchain/wasm.sh, which this runs first.
set -euo pipefail

case "${1:-} $#" in
    "rust 2" | "c 2" | "c 3") ;;
    *)
        sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
        exit 2
        ;;
esac
language=$1
out=$(realpath -m "$2")
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
program=${3:-$here/c/example/main.c}
project=$(cd "$here/.." && pwd)
build=$project/target/guests-build
toolchain=${WASM_TOOLCHAIN_DIR:-$project/target/wasm-toolchain}

mkdir -p "$build" "$(dirname "$out")"
# One at a time: they share the intermediate files.
if command -v flock >/dev/null; then
    exec 8>"$build/lock"
    flock 8
fi
"$project/toolchain/wasm.sh" wasm32-wasip1
export CARGO_TARGET_DIR=$build
encode=$("$project/toolchain/encoder.sh")
# shellcheck source=/dev/null
. "$toolchain/env"

case $language in
    rust)
        (cd "$here/rust" && cargo build --quiet --locked --release --target wasm32-wasip1 -p wasi-crypto-example)
        core=$build/wasm32-wasip1/release/wasi-crypto-example.wasm
        ;;
    c)
        core=$build/c-program.wasm generated=$build/c-bindings
        wasi=(--target=wasm32-wasi --sysroot="$guest_c_sysroot" -std=c11 -Os)
        mkdir -p "$generated"
        "$encode" c-bindings "$project/wit" imports "$generated"
        # The generated bindings are not ours to warn about.
        "$guest_cc" "${wasi[@]}" -ffunction-sections -w -c "$generated/imports.c" -o "$generated/imports.o"
        [ -z "$guest_c_old_libc" ] || wasi+=(-nostartfiles "$project/toolchain/start.c")
        "$guest_cc" "${wasi[@]}" -Wall -Wextra -Werror -Wl,--strip-all -I"$here/c" -I"$generated" \
            "$program" "$generated/imports.o" "$generated/imports_component_type.o" -o "$core"
        ;;
esac
"$encode" component "$core" "$out"
