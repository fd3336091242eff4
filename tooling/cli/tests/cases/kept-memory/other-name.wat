(module
  ;; Its memory is called otherwise.
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
  (memory (export "mem0") 1)
  (data (i32.const 0) "SHA-256abc")
  (data (i32.const 32) "\01")
  (func $hash (export "hash") (result i32)
    (if (call $open (i32.const 0) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)) (then unreachable))
    (if (call $absorb (i32.load (i32.const 48)) (i32.const 7) (i32.const 3)) (then unreachable))
    (if (call $squeeze (i32.load (i32.const 48)) (i32.const 64) (i32.const 32)) (then unreachable))
    (i32.load8_u (i32.const 64))))
