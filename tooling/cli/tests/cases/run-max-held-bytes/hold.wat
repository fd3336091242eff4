(module
  ;; Makes a MAC key of so many bytes, which the host holds, and gives the error number.
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_import"
    (func $import (param i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "HMAC/SHA-256")
  (func (export "hold") (param $bytes i32) (result i32)
    (call $import (i32.const 0) (i32.const 12) (i32.const 32) (local.get $bytes) (i32.const 16))))
