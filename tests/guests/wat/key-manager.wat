;; A library as it was written in June 2020, by hand: the key manager, an encoding in front of the signature's bytes, the
;; error numbers and encodings of that time. Each export answers 0 if everything was as expected, else 1000 times the
;; step that was not, plus the error number.
(module
  (import "wasi_ephemeral_crypto_common" "options_open" (func $options_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "options_set" (func $options_set (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "array_output_pull" (func $pull (param i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "key_manager_open" (func $key_manager_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "key_manager_close" (func $key_manager_close (param i32) (result i32)))
  (import "wasi_ephemeral_crypto_asymmetric_common" "keypair_import"
    (func $keypair_import (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_asymmetric_common" "keypair_export"
    (func $keypair_export (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_asymmetric_common" "keypair_publickey"
    (func $keypair_publickey (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_state_open" (func $state_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_state_sign" (func $sign (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_export" (func $export (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_import"
    (func $import (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_verification_state_open"
    (func $verifier_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_verification_state_update"
    (func $verifier_update (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_verification_state_verify"
    (func $verify (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_import"
    (func $key_import (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_options_get"
    (func $options_get (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze" (func $squeeze (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_encrypt"
    (func $encrypt (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_decrypt"
    (func $decrypt (param i32 i32 i32 i32 i32 i32) (result i32)))

  (memory (export "memory") 1)
  (data (i32.const 0x100) "SHA-256")
  (data (i32.const 0x110) "Ed25519")
  (data (i32.const 0x120) "AES-256-GCM")
  (data (i32.const 0x130) "nonce")
  (data (i32.const 0x138) "abc")
  ;; No options, no key.
  (data (i32.const 0x140) "\01")
  ;; RFC 8032, 7.1, test 1: seed and public key, then the signature of the empty message.
  (data (i32.const 0x200) "\9d\61\b1\9d\ef\fd\5a\60\ba\84\4a\f4\92\ec\2c\c4\44\49\c5\69\7b\32\69\19\70\3b\ac\03\1c\ae\7f\60")
  (data (i32.const 0x220) "\d7\5a\98\01\82\b1\0a\b7\d5\4b\fe\d3\c9\64\07\3a\0e\e1\72\f3\da\a6\23\25\af\02\1a\68\f7\07\51\1a")
  (data (i32.const 0x240) "\e5\56\43\00\c3\60\ac\72\90\86\e2\cc\80\6e\82\8a\84\87\7f\1e\b8\e5\d9\74\d8\73\e0\65\22\49\01\55")
  (data (i32.const 0x260) "\5f\b8\82\15\90\a3\3b\ac\c6\1e\39\70\1c\f9\b4\6b\d2\5b\f5\f0\59\5b\be\24\65\51\41\43\8e\7a\10\0b")
  ;; FIPS 180-4: SHA-256 of "abc".
  (data (i32.const 0x280) "\ba\78\16\bf\8f\01\cf\ea\41\41\40\de\5d\ae\22\23\b0\03\61\a3\96\17\7a\9c\b4\10\ff\61\f2\00\15\ad")
  ;; The GCM specification, test case 14: key, nonce and 16 bytes of plaintext are zero; ciphertext and tag.
  (data (i32.const 0x2a0) "\ce\a7\40\3d\4d\60\6b\6e\07\4e\c5\d3\ba\f3\9d\18\d0\d1\c8\a7\99\99\6b\f0\26\5b\98\b5\d4\8a\b9\19")

  ;; What failed first. 0x300 to 0x33f: handles; 0x400: output; 0x500: always zero.
  (global $failed (mut i32) (i32.const 0))

  (func $check (param $step i32) (param $errno i32)
    (if (i32.and (i32.ne (local.get $errno) (i32.const 0)) (i32.eqz (global.get $failed)))
      (then (global.set $failed (i32.add (i32.mul (local.get $step) (i32.const 1000)) (local.get $errno))))))

  (func $expect (param $step i32) (param $errno i32) (param $expected i32)
    (if (i32.ne (local.get $errno) (local.get $expected))
      (then (call $check (local.get $step) (i32.add (local.get $errno) (i32.const 100))))))

  (func $same (param $step i32) (param $one i32) (param $other i32) (param $len i32)
    (loop $next
      (if (local.get $len)
        (then
          (local.set $len (i32.sub (local.get $len) (i32.const 1)))
          (if (i32.ne
                (i32.load8_u (i32.add (local.get $one) (local.get $len)))
                (i32.load8_u (i32.add (local.get $other) (local.get $len))))
            (then (call $check (local.get $step) (i32.const 999))))
          (br $next)))))

  (func (export "hash") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $open (i32.const 0x100) (i32.const 7) (i32.const 0x140) (i32.const 0x140) (i32.const 0x300)))
    (call $check (i32.const 2) (call $absorb (i32.load (i32.const 0x300)) (i32.const 0x138) (i32.const 3)))
    (call $check (i32.const 3) (call $squeeze (i32.load (i32.const 0x300)) (i32.const 0x400) (i32.const 32)))
    (call $same (i32.const 4) (i32.const 0x400) (i32.const 0x280) (i32.const 32))
    (global.get $failed))

  (func (export "sign") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $keypair_import (i32.const 0) (i32.const 0x110) (i32.const 7) (i32.const 0x200) (i32.const 64) (i32.const 0)
        (i32.const 0x300)))
    (call $check (i32.const 2) (call $state_open (i32.load (i32.const 0x300)) (i32.const 0x304)))
    (call $check (i32.const 3) (call $sign (i32.load (i32.const 0x304)) (i32.const 0x308)))
    (call $check (i32.const 4) (call $export (i32.load (i32.const 0x308)) (i32.const 0) (i32.const 0x30c)))
    (call $check (i32.const 5)
      (call $pull (i32.load (i32.const 0x30c)) (i32.const 0x400) (i32.const 64) (i32.const 0x310)))
    (call $expect (i32.const 6) (i32.load (i32.const 0x310)) (i32.const 64))
    (call $same (i32.const 7) (i32.const 0x400) (i32.const 0x240) (i32.const 64))
    ;; Encoding 3 is PEM, and 2 the same bytes as 1.
    (call $check (i32.const 8) (call $keypair_export (i32.load (i32.const 0x300)) (i32.const 3) (i32.const 0x30c)))
    (call $check (i32.const 9)
      (call $pull (i32.load (i32.const 0x30c)) (i32.const 0x400) (i32.const 4) (i32.const 0x310)))
    (call $expect (i32.const 10) (i32.load (i32.const 0x400)) (i32.const 0x2d2d2d2d))
    (call $check (i32.const 11) (call $keypair_export (i32.load (i32.const 0x300)) (i32.const 2) (i32.const 0x30c)))
    (call $check (i32.const 12)
      (call $pull (i32.load (i32.const 0x30c)) (i32.const 0x400) (i32.const 1) (i32.const 0x310)))
    (call $expect (i32.const 13) (i32.load8_u (i32.const 0x400)) (i32.const 0x30))
    (global.get $failed))

  (func (export "verify") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $keypair_import (i32.const 0) (i32.const 0x110) (i32.const 7) (i32.const 0x200) (i32.const 64) (i32.const 0)
        (i32.const 0x300)))
    (call $check (i32.const 2) (call $keypair_publickey (i32.load (i32.const 0x300)) (i32.const 0x304)))
    ;; The encoding comes first.
    (call $check (i32.const 3)
      (call $import (i32.const 0x110) (i32.const 7) (i32.const 0) (i32.const 0x240) (i32.const 64) (i32.const 0x308)))
    (call $check (i32.const 4) (call $verifier_open (i32.load (i32.const 0x304)) (i32.const 0x30c)))
    (call $check (i32.const 5) (call $verify (i32.load (i32.const 0x30c)) (i32.load (i32.const 0x308))))
    ;; Another message: invalid_signature.
    (call $check (i32.const 6) (call $verifier_update (i32.load (i32.const 0x30c)) (i32.const 0x138) (i32.const 3)))
    (call $expect (i32.const 7)
      (call $verify (i32.load (i32.const 0x30c)) (i32.load (i32.const 0x308))) (i32.const 13))
    (global.get $failed))

  (func (export "encrypt") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $key_import (i32.const 0x120) (i32.const 11) (i32.const 0x500) (i32.const 32) (i32.const 0x304)))
    (call $check (i32.const 2) (call $options_open (i32.const 1) (i32.const 0x30c)))
    ;; A nonce of eleven bytes: invalid_length, as there was no invalid_nonce.
    (call $check (i32.const 3)
      (call $options_set (i32.load (i32.const 0x30c)) (i32.const 0x130) (i32.const 5) (i32.const 0x500) (i32.const 11)))
    (i32.store8 (i32.const 0x300) (i32.const 0))
    (i32.store8 (i32.const 0x308) (i32.const 0))
    (call $expect (i32.const 4)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x300) (i32.const 0x308) (i32.const 0x310)) (i32.const 9))
    (call $check (i32.const 5)
      (call $options_set (i32.load (i32.const 0x30c)) (i32.const 0x130) (i32.const 5) (i32.const 0x500) (i32.const 12)))
    (call $check (i32.const 6)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x300) (i32.const 0x308) (i32.const 0x310)))
    (call $check (i32.const 7)
      (call $encrypt (i32.load (i32.const 0x310)) (i32.const 0x400) (i32.const 32) (i32.const 0x500) (i32.const 16)
        (i32.const 0x314)))
    (call $same (i32.const 8) (i32.const 0x400) (i32.const 0x2a0) (i32.const 32))
    (call $check (i32.const 9)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x300) (i32.const 0x308) (i32.const 0x310)))
    (call $check (i32.const 10)
      (call $decrypt (i32.load (i32.const 0x310)) (i32.const 0x400) (i32.const 16) (i32.const 0x2a0) (i32.const 32)
        (i32.const 0x314)))
    (call $same (i32.const 11) (i32.const 0x400) (i32.const 0x500) (i32.const 16))
    (global.get $failed))

  ;; The error number of an option that is not set.
  (func (export "option-not-set") (result i32)
    (call $check (i32.const 1)
      (call $open (i32.const 0x100) (i32.const 7) (i32.const 0x140) (i32.const 0x140) (i32.const 0x300)))
    (call $options_get (i32.load (i32.const 0x300)) (i32.const 0x130) (i32.const 5) (i32.const 0x400) (i32.const 32)
      (i32.const 0x310)))

  ;; The error number of opening the key manager, or of closing it again.
  (func (export "key-manager") (result i32)
    (local $errno i32)
    (local.set $errno (call $key_manager_open (i32.const 0x140) (i32.const 0x300)))
    (if (i32.eqz (local.get $errno))
      (then (local.set $errno (call $key_manager_close (i32.load (i32.const 0x300))))))
    (local.get $errno)))
