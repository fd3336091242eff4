(module
  (func (export "product") (result i64)
    (i64.mul_wide_u (i64.const 6) (i64.const 7))
    (drop)))
