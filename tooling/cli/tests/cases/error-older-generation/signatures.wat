(module
  (import "wasi_ephemeral_crypto" "signature_op_open" (func (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1))
