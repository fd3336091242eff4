(component
  ;; A call whose type is checked while it runs: that of the function is declared as a subtype of the one it is called by.
  (core module $module
    (type $above (sub (func (param i32) (result i32))))
    (type $below (sub $above (func (param i32) (result i32))))
    (table $table 2 funcref)
    (elem (i32.const 1) func $double)
    (func $double (type $below) (i32.shl (local.get 0) (i32.const 1)))
    (func (export "answer") (result i32) (call_indirect $table (type $above) (i32.const 21) (i32.const 1))))
  (core instance $instance (instantiate $module))
  (func (export "answer") (result s32) (canon lift (core func $instance "answer"))))
