#!/bin/sh
# Makes the keys and signatures in this folder with OpenSSL, as an implementation other than ours.
# Usage: sh make.sh. Every run makes new ones; the tests do not depend on their values.
set -eu
cd "$(dirname "$0")"
printf 'a message signed by someone else' > message.txt
for bits in 2048 3072 4096; do
    openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$bits" -out "rsa-$bits.pem"
    openssl pkey -in "rsa-$bits.pem" -pubout -out "rsa-$bits-public.pem"
done
for bits in 2048 3072 4096; do
    for hash in 256 384 512; do
        openssl dgst "-sha$hash" -sign "rsa-$bits.pem" -out "rsa-$bits-pkcs1-sha$hash.sig" message.txt
        openssl dgst "-sha$hash" -sign "rsa-$bits.pem" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest \
            -out "rsa-$bits-pss-sha$hash.sig" message.txt
    done
done
openssl rsa -in rsa-2048.pem -traditional -out rsa-2048-traditional.pem
openssl rsa -in rsa-2048.pem -RSAPublicKey_out -out rsa-2048-traditional-public.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out rsa-2048-e3.pem
openssl pkey -in rsa-2048-e3.pem -pubout -out rsa-2048-e3-public.pem
openssl dgst -sha256 -sign rsa-2048-e3.pem -out rsa-2048-e3-pkcs1-sha256.sig message.txt
openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss-only.pem
openssl pkey -in rsa-pss-only.pem -pubout -out rsa-pss-only-public.pem
# FILE DIGEST MGF1-DIGEST SALT: a key that may be used with these alone.
restricted() {
    openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt "rsa_pss_keygen_md:$2" \
        -pkeyopt "rsa_pss_keygen_mgf1_md:$3" -pkeyopt "rsa_pss_keygen_saltlen:$4" -out "$1.pem"
    openssl pkey -in "$1.pem" -pubout -out "$1-public.pem"
}
restricted rsa-pss-sha256 sha256 sha256 32
restricted rsa-pss-sha384-salt-40 sha384 sha384 40
restricted rsa-pss-sha512-mgf1-sha256 sha512 sha256 64
restricted rsa-pss-sha256-salt-33 sha256 sha256 33
for curve in prime256v1 secp384r1 secp256k1; do
    openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:$curve" -out "$curve.pem"
    openssl pkey -in "$curve.pem" -pubout -out "$curve-public.pem"
    openssl ec -in "$curve.pem" -pubout -conv_form compressed -out "$curve-public-compressed.pem" 2>/dev/null
    openssl ec -in "$curve.pem" -param_enc explicit -pubout -out "$curve-public-explicit.pem" 2>/dev/null
    openssl ec -in "$curve.pem" -out "$curve-traditional.pem" 2>/dev/null
    openssl ec -in "$curve.pem" -outform DER -out "$curve.sec1.der" 2>/dev/null
    openssl dgst "-sha$([ $curve = secp384r1 ] && echo 384 || echo 256)" -sign "$curve.pem" -out "$curve.sig" message.txt
done
openssl genpkey -quiet -algorithm ED25519 -out ed25519.pem
openssl pkey -in ed25519.pem -pubout -out ed25519-public.pem
openssl pkeyutl -sign -rawin -inkey ed25519.pem -in message.txt -out ed25519.sig
openssl genpkey -quiet -algorithm X25519 -out x25519.pem
openssl pkey -in x25519.pem -pubout -out x25519-public.pem
openssl genpkey -quiet -algorithm ED448 -out ed448.pem
openssl pkey -in ed448.pem -pubout -out ed448-public.pem
openssl pkeyutl -sign -rawin -inkey ed448.pem -in message.txt -out ed448.sig
openssl genpkey -quiet -algorithm X448 -out x448.pem
openssl pkey -in x448.pem -pubout -out x448-public.pem
openssl pkcs8 -topk8 -in prime256v1.pem -passout pass:secret -out encrypted.pem
openssl pkcs8 -topk8 -in prime256v1.pem -passout pass:secret -outform DER -out encrypted.der
