(module
  ;; What unwinds: a state is opened, what fails behind it is caught with everything else, the state is closed, and the
  ;; exception goes on to who knows what it means. So do languages that have destructors.
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze"
    (func $squeeze (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_close" (func $close (param i32) (result i32)))
  (tag $error (param i32))
  (memory (export "memory") 1)
  (data (i32.const 0) "SHA-256")
  (data (i32.const 32) "\01")
  (func $checked (param $errno i32) (if (local.get $errno) (then (throw $error (local.get $errno)))))
  (func $digest (param $len i32)
    (local $state i32)
    (call $checked (call $open (i32.const 0) (i32.const 7) (i32.const 32) (i32.const 32) (i32.const 48)))
    (local.set $state (i32.load (i32.const 48)))
    (block $failed (result exnref)
      (try_table (catch_all_ref $failed)
        (call $checked (call $squeeze (local.get $state) (i32.const 64) (local.get $len))))
      (drop (call $close (local.get $state)))
      (return))
    (drop (call $close (local.get $state)))
    throw_ref)
  ;; The error number, or 0.
  (func (export "digest") (param $len i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $error $caught) (call $digest (local.get $len)))
      (i32.const 0)))
  ;; What closing the state answers that was closed on the way: `closed`.
  (func (export "closed-twice") (result i32)
    (block $caught (result i32)
      (try_table (catch $error $caught) (call $digest (i32.const 33)))
      (i32.const 0))
    drop
    (call $close (i32.load (i32.const 48)))))
