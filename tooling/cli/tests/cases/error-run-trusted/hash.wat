(module
  ;; Hashes "abc" with SHA-256 and returns the first word of the digest as a big-endian number.
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_close" (func $close (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "SHA-256abc")
  (data (i32.const 32) "\01\00\00\00\00\00\00\00")
  (func (export "first_word_of_abc") (result i32)
    (if (call $open (i32.const 0) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)) (then unreachable))
    (if (call $absorb (i32.load (i32.const 48)) (i32.const 7) (i32.const 3)) (then unreachable))
    (if (call $squeeze (i32.load (i32.const 48)) (i32.const 64) (i32.const 32)) (then unreachable))
    (if (call $close (i32.load (i32.const 48))) (then unreachable))
    (i32.or
      (i32.or (i32.shl (i32.load8_u (i32.const 64)) (i32.const 24)) (i32.shl (i32.load8_u (i32.const 65)) (i32.const 16)))
      (i32.or (i32.shl (i32.load8_u (i32.const 66)) (i32.const 8)) (i32.load8_u (i32.const 67)))))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "halve") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0.5)))
  (func (export "pair") (result i32 i32) (i32.const 1) (i32.const 2)))
