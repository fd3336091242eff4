;; A module of May 2020: before that, public keys could not be exported.
(module
  (import "wasi_ephemeral_crypto_signatures" "signature_publickey_export" (func (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1))
