;; A module built against the legacy API: the first four bytes of SHA-256("abc").
(module
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_close" (func $close (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "SHA-256abc")
  ;; At 32 an optional handle that is none, at 48 the state, at 64 the digest.
  (data (i32.const 32) "\01")
  (func (export "fingerprint") (result i32)
    (if (call $open (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)) (then unreachable))
    (if (call $absorb (i32.load (i32.const 48)) (i32.const 23) (i32.const 3)) (then unreachable))
    (if (call $squeeze (i32.load (i32.const 48)) (i32.const 64) (i32.const 32)) (then unreachable))
    (if (call $close (i32.load (i32.const 48))) (then unreachable))
    (i32.load (i32.const 64))))
