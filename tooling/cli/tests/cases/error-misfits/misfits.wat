(module
  ;; A wrong signature, a function nobody serves, an import from nowhere and a memory under another name.
  (import "wasi_ephemeral_crypto_common" "options_close" (func (param i64) (result i32)))
  (import "wasi_ephemeral_crypto_common" "options_sparkle" (func (param i32) (result i32)))
  (import "env" "log" (func (param i32)))
  (memory (export "mem") 1))
