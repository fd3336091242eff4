(component
  (import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))
  (alias export $random "get-random-u64" (func $f))
  (export "draw" (func $f)))
