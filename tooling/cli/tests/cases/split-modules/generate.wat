;; A module of April or of May 2020.
(module
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_generate" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1))
