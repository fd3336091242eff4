(component
  (core module $module
    (memory 1 1 shared)
    (func (export "answer") (result i32) (i32.const 42)))
  (core instance $instance (instantiate $module))
  (func (export "answer") (result s32) (canon lift (core func $instance "answer"))))
