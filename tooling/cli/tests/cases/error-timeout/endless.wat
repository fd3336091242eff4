(module
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "options_open" (func $options (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "options_set" (func $set (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "options_set_u64" (func $set-u64 (param i32 i32 i32 i64) (result i32)))
  (memory (export "memory") 1600)
  (data (i32.const 0) "SHA3-512")
  (data (i32.const 16) "PBKDF2/SHA-256saltops_limit")
  (data (i32.const 64) "\01\00\00\00\00\00\00\00\00\00\00\00")
  ;; Ends at once.
  (func (export "nothing") (result i32) (i32.const 0))
  ;; Computes without an end and calls nobody.
  (func (export "compute") (loop $next (br $next)))
  ;; One call that takes long, on the thread of the guest.
  (func (export "hash") (result i32)
    (if (call $open (i32.const 0) (i32.const 8) (i32.const 64) (i32.const 64) (i32.const 80)) (then unreachable))
    (call $absorb (i32.load (i32.const 80)) (i32.const 0) (i32.const 104857600)))
  ;; One call that takes long, on another thread.
  (func (export "password") (result i32)
    (if (call $options (i32.const 1) (i32.const 80)) (then unreachable))
    (i32.store (i32.const 76) (i32.load (i32.const 80)))
    (if (call $set (i32.load (i32.const 80)) (i32.const 30) (i32.const 4) (i32.const 30) (i32.const 4)) (then unreachable))
    (if (call $set-u64 (i32.load (i32.const 80)) (i32.const 34) (i32.const 9) (i64.const 8000000)) (then unreachable))
    (if (call $open (i32.const 16) (i32.const 14) (i32.const 64) (i32.const 72) (i32.const 80)) (then unreachable))
    (if (call $absorb (i32.load (i32.const 80)) (i32.const 0) (i32.const 8)) (then unreachable))
    (call $squeeze (i32.load (i32.const 80)) (i32.const 96) (i32.const 32))))
