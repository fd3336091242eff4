(module
  ;; A legacy module with declared subtypes that have the signature of what it imports: what is linked into it keeps
  ;; them apart.
  (type $import (func (param i32 i32) (result i32)))
  (type $above (sub (func (param i32 i32) (result i32))))
  (type $handler (sub $above (func (param i32 i32) (result i32))))
  (import "wasi_ephemeral_crypto_common" "options_open" (func $open (type $import)))
  (memory (export "memory") 1)
  (table $table 2 funcref)
  (elem (i32.const 0) func $open $own)
  (func $own (type $handler) (i32.add (local.get 0) (local.get 1)))
  (func (export "as-import") (param $index i32) (result i32)
    (call_indirect $table (type $import) (i32.const 1) (i32.const 16) (local.get $index)))
  (func (export "as-handler") (param $index i32) (result i32)
    (call_indirect $table (type $above) (i32.const 1) (i32.const 16) (local.get $index))))
