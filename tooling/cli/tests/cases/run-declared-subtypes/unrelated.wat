(component
  ;; The same signature declared under another type: the call is refused while it runs.
  (core module $module
    (type $plain (func (result i32)))
    (type $above (sub (func (result i32))))
    (type $below (sub $above (func (result i32))))
    (rec (type $alone (sub (func (result i32)))) (type $beside (func)))
    (table $table 1 funcref)
    (elem (i32.const 0) func $two)
    (func $two (type $below) (i32.const 2))
    (func (export "above") (type $plain) (call_indirect $table (type $above) (i32.const 0)))
    (func (export "alone") (type $plain) (call_indirect $table (type $alone) (i32.const 0))))
  (core instance $instance (instantiate $module))
  (func (export "above") (result s32) (canon lift (core func $instance "above")))
  (func (export "alone") (result s32) (canon lift (core func $instance "alone"))))
