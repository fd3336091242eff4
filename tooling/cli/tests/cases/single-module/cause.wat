;; The same as it was proposed in March 2020: one parameter more.
(module
  (import "wasi_ephemeral_crypto" "hash_open" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1))
