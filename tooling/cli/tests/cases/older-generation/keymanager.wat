(module
  (import "wasi_ephemeral_crypto_common" "key_manager_open" (func (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_asymmetric_common" "keypair_close" (func (param i32) (result i32)))
  (memory (export "memory") 1))
