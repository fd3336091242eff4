(component
  ;; A function that may return before it is done, which WASI 0.3 has.
  (core module $module
    (func (export "later") (result i32) (i32.const 0))
    (func (export "callback") (param i32 i32 i32) (result i32) (i32.const 0)))
  (core instance $instance (instantiate $module))
  (func (export "later")
    (canon lift (core func $instance "later") async (callback (func $instance "callback")))))
