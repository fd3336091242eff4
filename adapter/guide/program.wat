(module
  (import "wasi_ephemeral_greeting" "guest_open"
    (func $guest_open (param $name i32) (param $name_len i32) (param $guest i32) (result i32)))
  (import "wasi_ephemeral_greeting" "guest_greet"
    (func $guest_greet (param $guest i32) (param $mood i32) (param $text i32) (param $len i32) (param $size i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "Ada")

  ;; Opens a guest and gets the greeting of a cheery host at 2048; answers how long it is, or 0.
  (func (export "run") (result i32)
    (if (call $guest_open (i32.const 1024) (i32.const 3) (i32.const 1032)) (then (return (i32.const 0))))
    (if (call $guest_greet (i32.load (i32.const 1032)) (i32.const 1) (i32.const 2048) (i32.const 100) (i32.const 1036))
      (then (return (i32.const 0))))
    (i32.load (i32.const 1036))))
