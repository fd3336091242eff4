(module
  ;; A linked list of collected objects, an array, a small integer in a reference, and a table of host references.
  (import "wasi_ephemeral_crypto_common" "options_open" (func $options (param i32 i32) (result i32)))
  (rec (type $node (struct (field i32) (field (ref null $node)))))
  (type $bytes (array (mut i8)))
  (table $hosts 1 externref)
  (memory (export "memory") 1)
  (func $list (param $length i32) (result (ref null $node)) (local $list (ref null $node))
    (loop $more
      (if (local.get $length)
        (then
          (local.set $list (struct.new $node (local.get $length) (local.get $list)))
          (local.set $length (i32.sub (local.get $length) (i32.const 1)))
          (br $more))))
    (local.get $list))
  (func (export "sum") (result i32) (local $list (ref null $node)) (local $sum i32)
    (local.set $sum (call $options (i32.const 1) (i32.const 16)))
    (local.set $list (call $list (i32.const 100)))
    (loop $more
      (if (ref.is_null (local.get $list)) (then)
        (else
          (local.set $sum (i32.add (local.get $sum) (struct.get $node 0 (local.get $list))))
          (local.set $list (struct.get $node 1 (local.get $list)))
          (br $more))))
    (i32.add
      (i32.add (local.get $sum) (array.len (array.new_default $bytes (i32.const 1000))))
      (i32.add
        (i31.get_u (ref.i31 (i32.const 7)))
        (ref.is_null (table.get $hosts (i32.const 0)))))))
