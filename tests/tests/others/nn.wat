;; A program for neural networks: loads a graph of two parts, sets an input of three bytes, computes, and answers the sum
;; of the output's bytes; or 1000 and the number of the call that failed.
(module
  (import "wasi_ephemeral_nn" "load"
    (func $load (param $parts i32) (param $count i32) (param $encoding i32) (param $target i32) (param $graph i32)
      (result i32)))
  (import "wasi_ephemeral_nn" "init_execution_context"
    (func $init (param $graph i32) (param $context i32) (result i32)))
  (import "wasi_ephemeral_nn" "set_input"
    (func $set_input (param $context i32) (param $index i32) (param $tensor i32) (result i32)))
  (import "wasi_ephemeral_nn" "compute" (func $compute (param $context i32) (result i32)))
  (import "wasi_ephemeral_nn" "get_output"
    (func $get_output (param $context i32) (param $index i32) (param $out i32) (param $len i32) (param $size i32)
      (result i32)))
  (memory (export "memory") 1)
  ;; The graph: its parts are added up to a factor of 5.
  (data (i32.const 1024) "\02")
  (data (i32.const 1028) "\03")
  (data (i32.const 1032) "\00\04\00\00\01\00\00\00\04\04\00\00\01\00\00\00")
  ;; The tensor: dimensions, type (u8), data.
  (data (i32.const 1100) "\03\00\00\00")
  (data (i32.const 1104) "\0a\0b\0c")
  (data (i32.const 1108) "\4c\04\00\00\01\00\00\00\03\00\00\00\50\04\00\00\03\00\00\00")

  (func (export "run") (result i32)
    (local $sum i32) (local $at i32)
    (if (call $load (i32.const 1032) (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 1200))
      (then (return (i32.const 1001))))
    (if (call $init (i32.load (i32.const 1200)) (i32.const 1204)) (then (return (i32.const 1002))))
    (if (call $set_input (i32.load (i32.const 1204)) (i32.const 0) (i32.const 1108)) (then (return (i32.const 1003))))
    (if (call $compute (i32.load (i32.const 1204))) (then (return (i32.const 1004))))
    (if (call $get_output (i32.load (i32.const 1204)) (i32.const 0) (i32.const 1300) (i32.const 16) (i32.const 1208))
      (then (return (i32.const 1005))))
    (loop $more
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u offset=1300 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $at) (i32.load (i32.const 1208)))))
    (local.get $sum)))
