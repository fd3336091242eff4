(module
  ;; Imports that fit several generations, a start section, and a memory that cannot grow.
  (import "wasi_ephemeral_crypto_asymmetric_common" "publickey_import"
    (func (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_import" (func (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func $start)
  (start $start)
  (func (export "takesAReference") (param externref))
  (func (export "9lives")))
