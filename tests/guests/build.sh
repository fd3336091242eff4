#!/usr/bin/env bash
# Compiles every guest and writes the wasm files and MANIFEST.
#
# usage: build.sh [OUT-DIR]
#
# OUT-DIR (default: tests/guests/wasm, the checked-in files) gets one file per guest: core modules for the guests
# of the legacy API, components for the others. Intermediate files go to target/guests-build. What compilers are
# needed, and where they come from: toolchain/wasm.sh, which this runs first.
set -euo pipefail

if [ $# -gt 1 ] || [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then
    sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit $(($# > 1 ? 2 : 0))
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
out=${1:-$here/wasm}
mkdir -p "$out"
out=$(cd "$out" && pwd)
build=$project/target/guests-build
toolchain=${WASM_TOOLCHAIN_DIR:-$project/target/wasm-toolchain}

say() { printf 'build: %s\n' "$*" >&2; }

"$project/toolchain/wasm.sh" wasm32-wasip1 wasm32-unknown-unknown
mkdir -p "$build"
export CARGO_TARGET_DIR=$build
# cargo does not notice that the standard library of a private sysroot was compiled anew.
if [ "$toolchain/version" -nt "$build/of-toolchain" ]; then
    rm -rf "$build/wasm32-wasip1" "$build/wasm32-unknown-unknown"
    touch "$build/of-toolchain"
fi

say "encoder"
encode=$("$project/toolchain/encoder.sh")

# shellcheck source=/dev/null
. "$toolchain/env"
say "Rust guests with $guest_rust"
# No path of this machine goes into a guest.
remap="--remap-path-prefix=$here/rust=/guests"
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    remap+=" --remap-path-prefix=${registry%/}=/crates"
done
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$remap
export CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS=$remap

# rust NAME TARGET FILE: the core module of a Rust guest, as OUT/NAME.wasm or, for a component, encoded. The package is
# called like the guest or $package, its features are $features, it is optimised for $level. Its workspace is rust or, seen
# from here, $workspace.
rust() {
    local name=$1 target=$2 file=$3 package=${package:-$1} workspace=${workspace:-rust}
    (cd "$here/$workspace" &&
        CARGO_PROFILE_RELEASE_OPT_LEVEL=${level:-s} \
            cargo build --quiet --locked --release --target "$target" -p "$package" --features "${features:-}")
    finish "$name" "$build/$target/release/$file" "$workspace/${package#wasi-crypto-}"
}

# finish NAME CORE SOURCE: to OUT, encoded if NAME is a component's, and a line of MANIFEST.
manifest=()
finish() {
    local name=$1 core=$2 source=$3 kind=module
    case $name in
        *component*)
            kind=component
            "$encode" component "$core" "$out/$name.wasm"
            ;;
        *) install -m 644 "$core" "$out/$name.wasm" ;;
    esac
    manifest+=("$(sha256sum "$out/$name.wasm" | cut -d' ' -f1)  $name.wasm  $kind  $source")
}

rust legacy-rust wasm32-wasip1 legacy-rust.wasm
rust legacy-rust-nowasi wasm32-unknown-unknown legacy_rust_nowasi.wasm
rust component-rust wasm32-wasip1 component-rust.wasm
rust component-upstream wasm32-wasip1 component-upstream.wasm
package=component-upstream features=close rust component-upstream-close wasm32-wasip1 component-upstream.wasm
rust component-notary wasm32-unknown-unknown component_notary.wasm
rust component-http wasm32-unknown-unknown component_http.wasm
package=component-http features=p3 rust component-http-p3 wasm32-unknown-unknown component_http.wasm
rust component-program-p3 wasm32-unknown-unknown component_program_p3.wasm
workspace=../../guest/rust package=wasi-crypto-example-p3 \
    rust component-example-p3 wasm32-unknown-unknown wasi_crypto_example_p3.wasm
rust component-tokens wasm32-unknown-unknown component_tokens.wasm
package=component-tokens features=p3 rust component-tokens-p3 wasm32-unknown-unknown component_tokens.wasm
level=3 package=component-tokens features=own rust component-tokens-own wasm32-unknown-unknown component_tokens.wasm
rust component-vectors wasm32-unknown-unknown component_vectors.wasm
rust component-streams wasm32-unknown-unknown component_streams.wasm
rust bench-component wasm32-unknown-unknown bench_component.wasm
level=3 rust bench-straight wasm32-unknown-unknown bench_straight.wasm

say "C guests with $("$guest_cc" --version | head -n 1)"
generated=$build/c
mkdir -p "$generated"
"$encode" c-bindings "$project/wit" imports "$generated"
{
    echo '/* Made from keys/rsa-2048.pem by build.sh. */'
    echo '#define RSA_2048_PEM \'
    sed 's/.*/    "&\\n" \\/' "$here/keys/rsa-2048.pem"
    echo
} >"$generated/rsa_2048_pem.h"

# c NAME ARGUMENTS...: a C guest; the arguments are compiler flags and further objects. Its folder is called like the
# guest or $source, what the linker leaves out is $strip.
c() {
    local name=$1 source=${source:-$1}
    shift
    "$guest_cc" -std=c11 -Os -Wall -Wextra -Werror "-Wl,${strip:---strip-all}" -I"$here/c/include" -I"$generated" \
        "$here/c/$source/main.c" "$@" -o "$build/$name.wasm"
    finish "$name" "$build/$name.wasm" "c/$source"
}
wasi=(--target=wasm32-wasi --sysroot="$guest_c_sysroot")
[ -z "$guest_c_old_libc" ] || wasi+=(-nostartfiles "$project/toolchain/start.c")

c legacy-c "${wasi[@]}"
c legacy-managed "${wasi[@]}"
# Without the start-up object: what it works around is what these are for. The program keeps its names, by which its
# malloc is found; the library has no WASI.
plain=(--target=wasm32-wasi --sysroot="$guest_c_sysroot")
strip=--strip-debug c old-malloc "${plain[@]}"
source=old-malloc c old-malloc-library "${plain[@]}" -DLIBRARY -nostartfiles -Wl,--no-entry
# The generated bindings are not ours to warn about.
"$guest_cc" --target=wasm32-wasi --sysroot="$guest_c_sysroot" -std=c11 -Os -ffunction-sections -w \
    -c "$generated/imports.c" -o "$generated/imports.o"
c component-c "${wasi[@]}" "$generated/imports.o" "$generated/imports_component_type.o"
c bench-legacy --target=wasm32 -ffreestanding -nostdlib -Wl,--no-entry

# assembly RUNTIME: the AssemblyScript guest with one of the language's runtimes. Its compiler comes from npm; without
# npm the checked-in guest is taken.
assembly() {
    if command -v npm >/dev/null; then
        (cd "$here/assembly" && "$build/npm/node_modules/.bin/asc" main.ts --runtime "$1" -O --use abort=main/abort \
            -o "$build/assembly-$1.wasm")
    else
        cp "$here/wasm/assembly-$1.wasm" "$build/assembly-$1.wasm"
    fi
    finish "assembly-$1" "$build/assembly-$1.wasm" assembly
}
if command -v npm >/dev/null; then
    say "AssemblyScript guests"
    npm install --silent --no-audit --no-fund --prefix "$build/npm" assemblyscript@0.27.37
else
    say "there is no npm here: the AssemblyScript guests are the checked-in ones"
fi
assembly stub
assembly minimal
assembly incremental

{
    echo "# Written by build.sh: SHA-256, file, kind, source folder."
    printf '%s\n' "${manifest[@]}" | sort -k2
} >"$out/MANIFEST"
say "wrote ${#manifest[@]} guests to $out"
