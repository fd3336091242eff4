(component
  ;; Through a typed reference, and through a cast of one that may be anything.
  (core module $module
    (type $plain (func (param i32) (result i32)))
    (type $above (sub (func (param i32) (result i32))))
    (type $below (sub $above (func (param i32) (result i32))))
    (elem declare func $negative)
    (func $negative (type $below) (i32.sub (i32.const 0) (local.get 0)))
    (func (export "answer") (result i32)
      (call_ref $above (i32.const 7) (ref.func $negative)))
    (func (export "cast") (type $plain)
      (local $any funcref)
      (if (local.get 0) (then (local.set $any (ref.func $negative))))
      (call_ref $above (i32.const 8) (ref.cast (ref $above) (local.get $any)))))
  (core instance $instance (instantiate $module))
  (func (export "answer") (result s32) (canon lift (core func $instance "answer")))
  (func (export "cast") (param "function" s32) (result s32) (canon lift (core func $instance "cast"))))
