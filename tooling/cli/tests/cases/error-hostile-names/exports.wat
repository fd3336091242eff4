(module
  (func (export "fine") (result i32) (i32.const 7))
  (func (export "nul\00") (result i32) (i32.const 7)))
