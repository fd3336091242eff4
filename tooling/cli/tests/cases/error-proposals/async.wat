(component
  ;; A function that blocks in the middle of its stack, which WASI 0.3 does without.
  (core module $module (func (export "later")))
  (core instance $instance (instantiate $module))
  (func (export "later") async (canon lift (core func $instance "later") async)))
