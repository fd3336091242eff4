;; The same export of a module that another import tells to be of today.
(module
  (import "wasi_ephemeral_crypto_asymmetric_common" "keypair_generate" (func $generate (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_asymmetric_common" "keypair_export" (func $export (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures_batch" "batch_signature_state_sign" (func (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "ECDSA_P256_SHA256")
  (data (i32.const 48) "\01")
  (func (export "pair") (param $encoding i32) (result i32)
    (drop (call $generate (i32.const 0) (i32.const 16) (i32.const 17) (i32.const 48) (i32.const 64)))
    (call $export (i32.load (i32.const 64)) (local.get $encoding) (i32.const 72))))
