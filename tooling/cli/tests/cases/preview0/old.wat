;; A program of WASI's preview 0, as its bindings declared it: the order of `whence`, the layout of `filestat` and the
;; clock's subscription are those of preview 0. It exits with the number of the check that fails.
(module
  (import "wasi_unstable" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_filestat_get" (func $stat (param i32 i32) (result i32)))
  (import "wasi_unstable" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "what is here stays here, whatever is borrowed in between: sixty-four bytes")
  (data (i32.const 1024) "digits.txt")
  (data (i32.const 1040) "old and well\n")

  (func $check (param $number i32) (param $good i32)
    (if (i32.eqz (local.get $good)) (then (call $exit (local.get $number)))))

  (func (export "_start") (local $file i32)
    ;; Opens a file of ten bytes in the folder that it was given.
    (call $check (i32.const 1) (i32.eqz
      (call $open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 10) (i32.const 0)
        (i64.const 0x1fffffff) (i64.const 0x1fffffff) (i32.const 0) (i32.const 512))))
    (local.set $file (i32.load (i32.const 512)))

    ;; `set` is 2, `cur` is 0, `end` is 1.
    (call $check (i32.const 2) (i32.eqz
      (call $seek (local.get $file) (i64.const 4) (i32.const 2) (i32.const 520))))
    (call $check (i32.const 3) (i64.eq (i64.load (i32.const 520)) (i64.const 4)))
    (call $check (i32.const 4) (i32.eqz
      (call $seek (local.get $file) (i64.const 3) (i32.const 0) (i32.const 520))))
    (call $check (i32.const 5) (i64.eq (i64.load (i32.const 520)) (i64.const 7)))
    (call $check (i32.const 6) (i32.eqz
      (call $seek (local.get $file) (i64.const 0) (i32.const 1) (i32.const 520))))
    (call $check (i32.const 7) (i64.eq (i64.load (i32.const 520)) (i64.const 10)))
    (call $check (i32.const 8) (i32.eq (i32.const 28)
      (call $seek (local.get $file) (i64.const 0) (i32.const 3) (i32.const 520))))

    ;; 56 bytes: the size is at 24, and nothing behind them is touched.
    (i64.store (i32.const 656) (i64.const 0x5555555555555555))
    (call $check (i32.const 9) (i32.eqz (call $stat (local.get $file) (i32.const 600))))
    (call $check (i32.const 10) (i64.eq (i64.load (i32.const 624)) (i64.const 10)))
    (call $check (i32.const 11) (i32.eq (i32.load8_u (i32.const 616)) (i32.const 4)))
    (call $check (i32.const 12) (i64.eq (i64.load (i32.const 656)) (i64.const 0x5555555555555555)))
    (call $check (i32.const 13) (i64.eq (i64.load (i32.const 16)) (i64.const 0x2073692074616877)))
    (call $check (i32.const 14) (i32.eq (call $stat (local.get $file) (i32.const -8)) (i32.const 21)))

    ;; Two clocks of 56 bytes each; the second, with the number 77, is the one that is due.
    (i64.store (i32.const 704) (i64.const 66))
    (i64.store (i32.const 720) (i64.const 1))
    (i32.store (i32.const 728) (i32.const 1))
    (i64.store (i32.const 736) (i64.const 1000000000000))
    (i64.store (i32.const 760) (i64.const 77))
    (i64.store (i32.const 776) (i64.const 2))
    (i32.store (i32.const 784) (i32.const 1))
    (i64.store (i32.const 792) (i64.const 1000000))
    (call $check (i32.const 15) (i32.eqz
      (call $poll (i32.const 704) (i32.const 900) (i32.const 2) (i32.const 528))))
    (call $check (i32.const 16) (i32.eq (i32.load (i32.const 528)) (i32.const 1)))
    (call $check (i32.const 17) (i64.eq (i64.load (i32.const 900)) (i64.const 77)))
    ;; What was lent is as it was.
    (call $check (i32.const 18) (i64.eq (i64.load (i32.const 760)) (i64.const 77)))
    (call $check (i32.const 19) (i64.eq (i64.load (i32.const 792)) (i64.const 1000000)))
    (call $check (i32.const 20) (i32.eq (i32.const 21)
      (call $poll (i32.const -64) (i32.const 900) (i32.const 2) (i32.const 528))))

    (i32.store (i32.const 536) (i32.const 1040))
    (i32.store (i32.const 540) (i32.const 13))
    (drop (call $write (i32.const 1) (i32.const 536) (i32.const 1) (i32.const 544)))))
