(component
  (core module $m (func (export "draw") (result i32) (i32.const 4)))
  (core instance $i (instantiate $m))
  (func (export "draw") (result u32) (canon lift (core func $i "draw"))))
