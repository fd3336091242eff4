;; A library as it was written in April 2020, by hand: keys typed by operation, pulls that tell no length, the numbers
;; of that time. It has the key managers of both halves of the month, which no library had together.
;; Each export answers 0 if everything was as expected, else 1000 times the step that was not, plus the error number.
(module
  (import "wasi_ephemeral_crypto_common" "options_open" (func $options_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "options_set" (func $options_set (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "array_output_len" (func $len (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "array_output_pull" (func $pull (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "key_manager_open" (func $manager_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_common" "key_manager_close" (func $manager_close (param i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_invalidate"
    (func $keypair_invalidate (param i32 i32 i32 i64) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_manager_open"
    (func $key_manager_open (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_manager_close"
    (func $key_manager_close (param i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_invalidate"
    (func $key_invalidate (param i32 i32 i32 i64) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_import"
    (func $keypair_import (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_export"
    (func $keypair_export (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_publickey"
    (func $keypair_publickey (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_managed_keypair_generate"
    (func $keypair_generate_managed (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_id"
    (func $keypair_id (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_keypair_from_id"
    (func $keypair_from_id (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_publickey_import"
    (func $publickey_import (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_publickey_verify"
    (func $publickey_verify (param i32) (result i32)))
  (import "wasi_ephemeral_crypto_signatures" "signature_state_open" (func $signer_open (param i32 i32) (result i32)))
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
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_managed_key_generate"
    (func $key_generate_managed (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_id" (func $key_id (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_key_from_id"
    (func $key_from_id (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_open"
    (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_options_get"
    (func $options_get (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_absorb" (func $absorb (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_squeeze_tag"
    (func $squeeze_tag (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_encrypt_detached"
    (func $encrypt (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_state_decrypt_detached"
    (func $decrypt (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_tag_len" (func $tag_len (param i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_tag_pull" (func $tag_pull (param i32 i32 i32) (result i32)))
  (import "wasi_ephemeral_crypto_symmetric" "symmetric_tag_verify" (func $tag_verify (param i32 i32 i32) (result i32)))

  (memory (export "memory") 1)
  (data (i32.const 0x100) "Ed25519")
  (data (i32.const 0x110) "HMAC/SHA-256")
  (data (i32.const 0x120) "AES-256-GCM")
  (data (i32.const 0x130) "nonce")
  ;; No options, no key.
  (data (i32.const 0x138) "\01")
  (data (i32.const 0x140) "Jefe")
  (data (i32.const 0x150) "what do ya want for nothing?")
  ;; RFC 8410: the public key below as SubjectPublicKeyInfo, and the seed in PKCS#8.
  (data (i32.const 0x180) "\30\2a\30\05\06\03\2b\65\70\03\21\00")
  (data (i32.const 0x18c) "\d7\5a\98\01\82\b1\0a\b7\d5\4b\fe\d3\c9\64\07\3a\0e\e1\72\f3\da\a6\23\25\af\02\1a\68\f7\07\51\1a")
  (data (i32.const 0x1b0) "\30\2e\02\01\00\30\05\06\03\2b\65\70\04\22\04\20")
  (data (i32.const 0x1c0) "\9d\61\b1\9d\ef\fd\5a\60\ba\84\4a\f4\92\ec\2c\c4\44\49\c5\69\7b\32\69\19\70\3b\ac\03\1c\ae\7f\60")
  ;; RFC 8032, 7.1, test 1: seed and public key, then the signature of the empty message.
  (data (i32.const 0x200) "\9d\61\b1\9d\ef\fd\5a\60\ba\84\4a\f4\92\ec\2c\c4\44\49\c5\69\7b\32\69\19\70\3b\ac\03\1c\ae\7f\60")
  (data (i32.const 0x220) "\d7\5a\98\01\82\b1\0a\b7\d5\4b\fe\d3\c9\64\07\3a\0e\e1\72\f3\da\a6\23\25\af\02\1a\68\f7\07\51\1a")
  (data (i32.const 0x240) "\e5\56\43\00\c3\60\ac\72\90\86\e2\cc\80\6e\82\8a\84\87\7f\1e\b8\e5\d9\74\d8\73\e0\65\22\49\01\55")
  (data (i32.const 0x260) "\5f\b8\82\15\90\a3\3b\ac\c6\1e\39\70\1c\f9\b4\6b\d2\5b\f5\f0\59\5b\be\24\65\51\41\43\8e\7a\10\0b")
  ;; RFC 4231, test case 2.
  (data (i32.const 0x280) "\5b\dc\c1\46\bf\60\75\4e\6a\04\24\26\08\95\75\c7\5a\00\3f\08\9d\27\39\83\9d\ec\58\b9\64\ec\38\43")
  ;; The GCM specification, test case 14: key, nonce and 16 bytes of plaintext are zero; ciphertext and tag.
  (data (i32.const 0x2a0) "\ce\a7\40\3d\4d\60\6b\6e\07\4e\c5\d3\ba\f3\9d\18\d0\d1\c8\a7\99\99\6b\f0\26\5b\98\b5\d4\8a\b9\19")

  ;; What failed first. 0x300 to 0x33f: handles and lengths; 0x340 and 0x348: a key and options, with the tag that says
  ;; that they are there; 0x400: output; 0x500: always zero; 0x600: an identifier.
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

  ;; Pulls the first bytes of an array output.
  (func $begin (param $step i32) (param $array i32) (param $len i32)
    (call $check (local.get $step) (call $pull (local.get $array) (i32.const 0x400) (local.get $len))))

  ;; Pulls all bytes of an array output that has so many, which closes it.
  (func $take (param $step i32) (param $array i32) (param $len i32)
    (call $check (local.get $step) (call $len (local.get $array) (i32.const 0x33c)))
    (call $expect (local.get $step) (i32.load (i32.const 0x33c)) (local.get $len))
    (call $begin (local.get $step) (local.get $array) (local.get $len))
    (call $expect (local.get $step)
      (call $pull (local.get $array) (i32.const 0x400) (local.get $len)) (i32.const 15)))

  (func $take_tag (param $step i32) (param $tag i32) (param $len i32)
    (call $check (local.get $step) (call $tag_pull (local.get $tag) (i32.const 0x400) (local.get $len)))
    (call $expect (local.get $step)
      (call $tag_pull (local.get $tag) (i32.const 0x400) (local.get $len)) (i32.const 15)))

  ;; Signs the empty message with the key pair at an address, imports the signature, encoding first, and verifies it.
  (func $sign_and_verify (param $step i32) (param $pair i32)
    (call $check (local.get $step) (call $signer_open (i32.load (local.get $pair)) (i32.const 0x320)))
    (call $check (local.get $step) (call $sign (i32.load (i32.const 0x320)) (i32.const 0x324)))
    (call $check (local.get $step) (call $export (i32.load (i32.const 0x324)) (i32.const 0) (i32.const 0x328)))
    (call $take (local.get $step) (i32.load (i32.const 0x328)) (i32.const 64))
    (call $check (local.get $step)
      (call $import (i32.const 0x100) (i32.const 7) (i32.const 0) (i32.const 0x400) (i32.const 64) (i32.const 0x324)))
    (call $check (local.get $step) (call $keypair_publickey (i32.load (local.get $pair)) (i32.const 0x32c)))
    (call $check (local.get $step) (call $publickey_verify (i32.load (i32.const 0x32c))))
    (call $check (local.get $step) (call $verifier_open (i32.load (i32.const 0x32c)) (i32.const 0x330)))
    (call $check (local.get $step) (call $verify (i32.load (i32.const 0x330)) (i32.load (i32.const 0x324)))))

  (func (export "sign") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $keypair_import (i32.const 0x100) (i32.const 7) (i32.const 0x200) (i32.const 64) (i32.const 0)
        (i32.const 0x300)))
    (call $sign_and_verify (i32.const 2) (i32.const 0x300))
    (call $same (i32.const 3) (i32.const 0x400) (i32.const 0x240) (i32.const 64))
    ;; Another message: invalid_signature.
    (call $check (i32.const 4) (call $verifier_update (i32.load (i32.const 0x330)) (i32.const 0x140) (i32.const 4)))
    (call $expect (i32.const 5) (call $verify (i32.load (i32.const 0x330)) (i32.load (i32.const 0x324))) (i32.const 13))
    (global.get $failed))

  ;; Encodings under the numbers of the time, as they are given and as they are asked for.
  (func (export "encodings") (result i32)
    (global.set $failed (i32.const 0))
    ;; Of key pairs, 2 is DER, the same bytes as 1, and 3 PEM.
    (call $check (i32.const 1)
      (call $keypair_import (i32.const 0x100) (i32.const 7) (i32.const 0x1b0) (i32.const 48) (i32.const 2)
        (i32.const 0x300)))
    (call $sign_and_verify (i32.const 2) (i32.const 0x300))
    (call $same (i32.const 3) (i32.const 0x400) (i32.const 0x240) (i32.const 64))
    (call $check (i32.const 4)
      (call $keypair_import (i32.const 0x100) (i32.const 7) (i32.const 0x1b0) (i32.const 48) (i32.const 1)
        (i32.const 0x300)))
    (call $check (i32.const 5) (call $keypair_export (i32.load (i32.const 0x300)) (i32.const 3) (i32.const 0x304)))
    (call $begin (i32.const 6) (i32.load (i32.const 0x304)) (i32.const 4))
    (call $expect (i32.const 7) (i32.load (i32.const 0x400)) (i32.const 0x2d2d2d2d))
    (call $check (i32.const 8) (call $keypair_export (i32.load (i32.const 0x300)) (i32.const 2) (i32.const 0x304)))
    (call $begin (i32.const 9) (i32.load (i32.const 0x304)) (i32.const 1))
    (call $expect (i32.const 10) (i32.load8_u (i32.const 0x400)) (i32.const 0x30))
    ;; Of public keys, 1 is DER. There is no 5 yet: guest_error.
    (call $check (i32.const 11)
      (call $publickey_import (i32.const 0x100) (i32.const 7) (i32.const 0x180) (i32.const 44) (i32.const 1)
        (i32.const 0x308)))
    (call $expect (i32.const 12)
      (call $publickey_import (i32.const 0x100) (i32.const 7) (i32.const 0x220) (i32.const 32) (i32.const 5)
        (i32.const 0x30c))
      (i32.const 1))
    (call $check (i32.const 13) (call $verifier_open (i32.load (i32.const 0x308)) (i32.const 0x30c)))
    (call $check (i32.const 14) (call $verify (i32.load (i32.const 0x30c)) (i32.load (i32.const 0x324))))
    (global.get $failed))

  (func $absorbed (param $step i32)
    (call $check (local.get $step)
      (call $open (i32.const 0x110) (i32.const 12) (i32.const 0x340) (i32.const 0x138) (i32.const 0x300)))
    (call $check (local.get $step) (call $absorb (i32.load (i32.const 0x300)) (i32.const 0x150) (i32.const 28)))
    (call $check (local.get $step) (call $squeeze_tag (i32.load (i32.const 0x300)) (i32.const 0x304))))

  (func (export "authenticate") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $key_import (i32.const 0x110) (i32.const 12) (i32.const 0x140) (i32.const 4) (i32.const 0x344)))
    (i32.store8 (i32.const 0x340) (i32.const 0))
    (call $absorbed (i32.const 2))
    (call $check (i32.const 3) (call $tag_len (i32.load (i32.const 0x304)) (i32.const 0x308)))
    (call $expect (i32.const 4) (i32.load (i32.const 0x308)) (i32.const 32))
    (call $check (i32.const 5) (call $tag_verify (i32.load (i32.const 0x304)) (i32.const 0x280) (i32.const 32)))
    ;; Another tag: invalid_tag.
    (call $expect (i32.const 6)
      (call $tag_verify (i32.load (i32.const 0x304)) (i32.const 0x500) (i32.const 32)) (i32.const 21))
    (call $take_tag (i32.const 7) (i32.load (i32.const 0x304)) (i32.const 32))
    (call $same (i32.const 8) (i32.const 0x400) (i32.const 0x280) (i32.const 32))
    (global.get $failed))

  (func (export "encrypt") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1)
      (call $key_import (i32.const 0x120) (i32.const 11) (i32.const 0x500) (i32.const 32) (i32.const 0x344)))
    (call $check (i32.const 2) (call $options_open (i32.const 1) (i32.const 0x34c)))
    (i32.store8 (i32.const 0x340) (i32.const 0))
    (i32.store8 (i32.const 0x348) (i32.const 0))
    ;; A nonce of eleven bytes: invalid_length, as there was no invalid_nonce.
    (call $check (i32.const 3)
      (call $options_set (i32.load (i32.const 0x34c)) (i32.const 0x130) (i32.const 5) (i32.const 0x500) (i32.const 11)))
    (call $expect (i32.const 4)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x340) (i32.const 0x348) (i32.const 0x300)) (i32.const 9))
    (call $check (i32.const 5)
      (call $options_set (i32.load (i32.const 0x34c)) (i32.const 0x130) (i32.const 5) (i32.const 0x500) (i32.const 12)))
    (call $check (i32.const 6)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x340) (i32.const 0x348) (i32.const 0x300)))
    (call $check (i32.const 7)
      (call $encrypt (i32.load (i32.const 0x300)) (i32.const 0x420) (i32.const 16) (i32.const 0x500) (i32.const 16)
        (i32.const 0x304)))
    (call $same (i32.const 8) (i32.const 0x420) (i32.const 0x2a0) (i32.const 16))
    (call $take_tag (i32.const 9) (i32.load (i32.const 0x304)) (i32.const 16))
    (call $same (i32.const 10) (i32.const 0x400) (i32.const 0x2b0) (i32.const 16))
    (call $check (i32.const 11)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x340) (i32.const 0x348) (i32.const 0x300)))
    ;; The tag of another message: invalid_tag.
    (call $expect (i32.const 12)
      (call $decrypt (i32.load (i32.const 0x300)) (i32.const 0x400) (i32.const 16) (i32.const 0x2a0) (i32.const 16)
        (i32.const 0x280) (i32.const 16) (i32.const 0x308))
      (i32.const 21))
    (call $check (i32.const 13)
      (call $open (i32.const 0x120) (i32.const 11) (i32.const 0x340) (i32.const 0x348) (i32.const 0x300)))
    (call $check (i32.const 14)
      (call $decrypt (i32.load (i32.const 0x300)) (i32.const 0x400) (i32.const 16) (i32.const 0x2a0) (i32.const 16)
        (i32.const 0x2b0) (i32.const 16) (i32.const 0x308)))
    (call $same (i32.const 15) (i32.const 0x400) (i32.const 0x500) (i32.const 16))
    ;; An option that has no value: option_not_set, which is 25 today.
    (call $check (i32.const 16)
      (call $key_import (i32.const 0x110) (i32.const 12) (i32.const 0x140) (i32.const 4) (i32.const 0x344)))
    (call $check (i32.const 17)
      (call $open (i32.const 0x110) (i32.const 12) (i32.const 0x340) (i32.const 0x138) (i32.const 0x300)))
    (call $expect (i32.const 18)
      (call $options_get (i32.load (i32.const 0x300)) (i32.const 0x130) (i32.const 5) (i32.const 0x400) (i32.const 32)
        (i32.const 0x308))
      (i32.const 24))
    (global.get $failed))

  ;; Keys that stay in a store: made, found, used, and revoked. The version is the newest.
  (func (export "managed") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1) (call $manager_open (i32.const 0x138) (i32.const 0x300)))
    (call $check (i32.const 2)
      (call $keypair_generate_managed (i32.load (i32.const 0x300)) (i32.const 0x100) (i32.const 7) (i32.const 0x138)
        (i32.const 0x304)))
    (call $check (i32.const 3)
      (call $keypair_id (i32.load (i32.const 0x304)) (i32.const 0x600) (i32.const 64) (i32.const 0x308)
        (i32.const 0x310)))
    (call $check (i32.const 4)
      (call $keypair_from_id (i32.load (i32.const 0x300)) (i32.const 0x600) (i32.load (i32.const 0x308))
        (i64.const 0xff00000000000001) (i32.const 0x304)))
    (call $sign_and_verify (i32.const 5) (i32.const 0x304))
    ;; It stays there: prohibited_operation.
    (call $expect (i32.const 6)
      (call $keypair_export (i32.load (i32.const 0x304)) (i32.const 0) (i32.const 0x30c)) (i32.const 4))
    (call $check (i32.const 7)
      (call $keypair_invalidate (i32.load (i32.const 0x300)) (i32.const 0x600) (i32.load (i32.const 0x308))
        (i64.const 0xff00000000000001)))
    ;; key_not_found, which is 26 today.
    (call $expect (i32.const 8)
      (call $keypair_from_id (i32.load (i32.const 0x300)) (i32.const 0x600) (i32.load (i32.const 0x308))
        (i64.const 0xff00000000000001) (i32.const 0x304))
      (i32.const 25))
    (call $check (i32.const 9) (call $manager_close (i32.load (i32.const 0x300))))
    (call $expect (i32.const 10) (call $manager_close (i32.load (i32.const 0x300))) (i32.const 14))
    (global.get $failed))

  (func (export "managed-symmetric") (result i32)
    (global.set $failed (i32.const 0))
    (call $check (i32.const 1) (call $key_manager_open (i32.const 0x138) (i32.const 0x310)))
    (call $check (i32.const 2)
      (call $key_generate_managed (i32.load (i32.const 0x310)) (i32.const 0x110) (i32.const 12) (i32.const 0x138)
        (i32.const 0x344)))
    (i32.store8 (i32.const 0x340) (i32.const 0))
    (call $absorbed (i32.const 3))
    (call $take_tag (i32.const 4) (i32.load (i32.const 0x304)) (i32.const 32))
    (call $check (i32.const 5)
      (call $key_id (i32.load (i32.const 0x344)) (i32.const 0x600) (i32.const 64) (i32.const 0x308) (i32.const 0x318)))
    (call $check (i32.const 6)
      (call $key_from_id (i32.load (i32.const 0x310)) (i32.const 0x600) (i32.load (i32.const 0x308))
        (i64.const 0xff00000000000001) (i32.const 0x344)))
    ;; The same key: the same tag.
    (call $absorbed (i32.const 7))
    (call $check (i32.const 8) (call $tag_verify (i32.load (i32.const 0x304)) (i32.const 0x400) (i32.const 32)))
    (call $check (i32.const 9)
      (call $key_invalidate (i32.load (i32.const 0x310)) (i32.const 0x600) (i32.load (i32.const 0x308))
        (i64.const 0xff00000000000001)))
    (call $expect (i32.const 10)
      (call $key_from_id (i32.load (i32.const 0x310)) (i32.const 0x600) (i32.load (i32.const 0x308))
        (i64.const 0xff00000000000001) (i32.const 0x344))
      (i32.const 25))
    (call $check (i32.const 11) (call $key_manager_close (i32.load (i32.const 0x310))))
    (global.get $failed)))
