(module
  ;; The instructions of before 2023, which compilers emitted for long.
  (import "wasi_ephemeral_crypto_common" "options_open" (func $open (param i32 i32) (result i32)))
  (tag $error (param i32))
  (memory (export "memory") 1)
  (func (export "open") (param i32) (result i32)
    try (result i32)
      (call $open (local.get 0) (i32.const 16))
      throw $error
    catch $error
    end))
