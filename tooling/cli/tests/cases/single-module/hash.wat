;; A module of 2019, which does not say it is: functions and their parameters tell.
(module
  (import "wasi_ephemeral_crypto" "hash_open" (func $open (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto" "hash_update" (func $update (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto" "hash_digest" (func $digest (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "SHA-256abc")
  (func (export "first-word-of-abc") (result i32)
    (drop (call $open (i32.const 16) (i32.const 7) (i32.const 32)))
    (drop (call $update (i32.load (i32.const 32)) (i32.const 23) (i32.const 3)))
    (drop (call $digest (i32.load (i32.const 32)) (i32.const 64) (i32.const 32)))
    (i32.load (i32.const 64))))
