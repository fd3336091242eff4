(module
  ;; Atomic instructions on a memory of its own; only memories that threads share cannot be had.
  (memory (export "memory") 1)
  (func (export "count") (result i32)
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 20)))
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 22)))
    (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))
    (i32.atomic.load (i32.const 0))))
