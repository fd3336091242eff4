(module
  (import "wasi_ephemeral_crypto_common\1b]0;title\07" "f\nproblem: none" (func))
  (import "wasi_ephemeral_crypto_common" "options_open\e2\80\aetfel" (func (param i32 i32) (result i32)))
  (import "env\u{9b}2J" "log\r" (func))
  (import "host" "invisible\u{200b}\u{feff}table" (table 1 funcref))
  (@custom ".debug_\1b[31m" "x")
  (memory (export "memory") 1)
  (func (export "9\nkind: component") (result i32) (i32.const 1))
  (func (export "two words \u{1b}c") (result externref) (ref.null extern)))
