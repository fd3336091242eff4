(component
  ;; A program of WASI 0.3 that ends well.
  (core module $module
    (import "" "return" (func $return (param i32)))
    (func (export "run") (result i32) (call $return (i32.const 0)) (i32.const 0))
    (func (export "callback") (param i32 i32 i32) (result i32) unreachable))
  (core func $return (canon task.return (result (result))))
  (core instance $instance (instantiate $module (with "" (instance (export "return" (func $return))))))
  (func $run async (result (result))
    (canon lift (core func $instance "run") async (callback (func $instance "callback"))))
  (instance $exported (export "run" (func $run)))
  (export "wasi:cli/run@0.3.0" (instance $exported)))
