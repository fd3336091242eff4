;; A component in the component text format that hashes "abc" with the algorithm of the example, and returns the first four
;; bytes of the digest as a number, the first byte lowest. To a guest, the identifier is one like any other.
(component
  (import "wasi:crypto/common@0.13.0-draft" (instance $common
    (type $codes (enum
      "not-implemented" "unsupported-feature" "prohibited-operation" "unsupported-encoding" "unsupported-algorithm"
      "unsupported-option" "invalid-key" "invalid-length" "verification-failed" "rng-error" "algorithm-failure"
      "invalid-signature" "invalid-handle" "overflow" "internal-error" "too-many-handles" "key-not-supported"
      "key-required" "invalid-tag" "invalid-operation" "nonce-required" "invalid-nonce" "option-not-set" "not-found"
      "parameters-missing" "in-progress" "incompatible-keys" "expired"))
    (export "error-code" (type (eq $codes)))))
  (alias export $common "error-code" (type $error-code))
  (import "wasi:crypto/symmetric@0.13.0-draft" (instance $symmetric
    (alias outer 1 $error-code (type $outer-error-code))
    (export "error-code" (type $error-code (eq $outer-error-code)))
    (export "hash" (func
      (param "algorithm" string) (param "message" (list u8))
      (result (result (list u8) (error $error-code)))))))

  (core module $memory
    (memory (export "memory") 1)
    (data (i32.const 0) "example.org/SHA3-224abc")
    ;; The host asks for memory once, for the digest.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 128)))
  (core instance $memory (instantiate $memory))

  (core func $hash (canon lower (func $symmetric "hash")
    (memory $memory "memory") (realloc (func $memory "realloc"))))

  (core module $main
    (import "memory" "memory" (memory 1))
    (import "crypto" "hash" (func $hash (param i32 i32 i32 i32 i32)))
    (func (export "run") (result i32)
      ;; The identifier at 0, "abc" at 20, result<list<u8>, error-code> at 64: a discriminant, then pointer and length.
      (call $hash (i32.const 0) (i32.const 20) (i32.const 20) (i32.const 3) (i32.const 64))
      (if (i32.load8_u (i32.const 64)) (then (unreachable)))
      (if (i32.ne (i32.load (i32.const 72)) (i32.const 28)) (then (unreachable)))
      (i32.load (i32.load (i32.const 68)))))
  (core instance $main (instantiate $main
    (with "memory" (instance $memory))
    (with "crypto" (instance (export "hash" (func $hash))))))

  (func (export "run") (result u32) (canon lift (core func $main "run"))))
