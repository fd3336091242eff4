(component
  (core module $module
    (memory 1 (pagesize 1))
    (func (export "size") (result i32) (memory.size)))
  (core instance $instance (instantiate $module))
  (func (export "size") (result u32) (canon lift (core func $instance "size"))))
