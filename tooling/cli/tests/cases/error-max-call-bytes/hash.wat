(module
  ;; Hashes so many bytes in one call of the host, which is given the seven of a name too, and gives the first of the digest.
  (import "wasi:crypto/symmetric@0.13.0-draft" "hash" (func $hash (param i32 i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "SHA-256")
  (func (export "first-byte") (param $bytes i32) (result i32)
    (call $hash (i32.const 0) (i32.const 7) (i32.const 0) (local.get $bytes) (i32.const 64))
    (i32.load8_u (i32.load (i32.const 68))))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
