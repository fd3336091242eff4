(component
  ;; A subtype of a subtype, called as what it is, as what is above, and as what is above that.
  (core module $module
    (type $top (sub (func (param i32) (result i32))))
    (type $middle (sub $top (func (param i32) (result i32))))
    (type $bottom (sub final $middle (func (param i32) (result i32))))
    (table $table 1 funcref)
    (elem (i32.const 0) func $triple)
    (func $triple (type $bottom) (i32.mul (local.get 0) (i32.const 3)))
    (func (export "answer") (result i32)
      (i32.add
        (call_indirect $table (type $top) (i32.const 2) (i32.const 0))
        (i32.add
          (call_indirect $table (type $middle) (i32.const 4) (i32.const 0))
          (call_indirect $table (type $bottom) (i32.const 8) (i32.const 0))))))
  (core instance $instance (instantiate $module))
  (func (export "answer") (result s32) (canon lift (core func $instance "answer"))))
