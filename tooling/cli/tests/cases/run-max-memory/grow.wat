(module
  ;; Two pages and a table of sixteen pointers, and what growing them by so much answers.
  (memory (export "memory") 2)
  (table 16 funcref)
  (func (export "grow") (param $pages i32) (result i32) (memory.grow (local.get $pages)))
  (func (export "grow-table") (param $elements i32) (result i32)
    (table.grow (ref.null func) (local.get $elements)))
  (func (export "grow-both") (param $elements i32) (result i32)
    (drop (memory.grow (i32.const 1)))
    (table.grow (ref.null func) (local.get $elements))))
