#!/bin/sh
# A compiler for cargo (RUSTC_WRAPPER, or RUSTC_WORKSPACE_WRAPPER for our crates alone) that instruments our own crates and the parsers of what guests send, for
# libFuzzer; everything else is compiled as usual. The flags are cargo-fuzz's; stable Rust has them.
crate=
previous=
for argument in "$@"; do
    [ "$previous" = --crate-name ] && crate=$argument
    previous=$argument
done
case $crate in
wasi_crypto_*|keys|options|states|legacy|der|pkcs8|spki|sec1|pem_rfc7468|base64ct)
    exec "$@" --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares ;;
*)
    exec "$@" ;;
esac
