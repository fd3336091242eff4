(module
  ;; Imported with a type that others may be declared under, which no function from outside has.
  (type $declared (sub (func (param i32 i32) (result i32))))
  (import "wasi_ephemeral_crypto_common" "options_open" (func $open (type $declared)))
  (memory (export "memory") 1)
  (table $table 1 funcref)
  (elem (i32.const 0) func $open)
  (func (export "open") (result i32)
    (call_indirect $table (type $declared) (i32.const 1) (i32.const 16) (i32.const 0))))
