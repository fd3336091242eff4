(component
  (import "example:store/things@1.0.0" (instance $i (export "f" (func))))
  (alias export $i "f" (func $f))
  (instance $out (export "f" (func $f)))
  (export "example:mine/api@1.0.0" (instance $out)))
