(module
  ;; Two kinds of exceptions through functions that are called by a table, deep below who catches them.
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_generate"
    (func $generate (param i32 i32 i32 i32) (result i32)))
  (tag $errno (param i32))
  (tag $done (param i32 i64))
  (type $step (func (param i32)))
  (table funcref (elem $deeper $last))
  (memory (export "memory") 1)
  (data (i32.const 0) "AES-256-GCM")
  (data (i32.const 16) "AES-257-GCM")
  (data (i32.const 32) "\01")
  (global $name (mut i32) (i32.const 0))
  (func $deeper (type $step)
    (call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (i32.eq (local.get 0) (i32.const 1))))
  (func $last (type $step)
    (local $failed i32)
    (local.set $failed (call $generate (global.get $name) (i32.const 11) (i32.const 32) (i32.const 48)))
    (if (local.get $failed) (then (throw $errno (local.get $failed))))
    (throw $done (i32.const 3) (i64.const 4)))
  (func (export "key") (param $name i32) (result i32)
    (global.set $name (local.get $name))
    (block $failed (result i32)
      (block $made (result i32 i64)
        (try_table (catch $errno $failed) (catch $done $made) (call $deeper (i32.const 100)))
        unreachable)
      ;; 3 + 4, as no error is that high: 1007.
      i32.wrap_i64
      i32.add
      i32.const 1000
      i32.add
      return)))
