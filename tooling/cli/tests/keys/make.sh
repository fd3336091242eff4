#!/bin/sh
# Makes the keys in this folder anew, with OpenSSL, ssh-keygen and Node: none of them is ours. The passphrase of each that
# has one is in `passphrase`. Tests compare what our command says is the public half with the file of the same name that
# ends in `.pub.pem`.
set -eu
cd "$(dirname "$0")"
rm -f ./*.pem ./*.der ./*.jwk ./*.jwks ./*.ssh ./*.txt passphrase

echo "four words, one space" >passphrase
echo "another" >wrong-passphrase
public() { openssl pkey -in "$1" -pubout -out "$2.pub.pem"; }
pair() { name=$1; shift; openssl genpkey "$@" -out plain 2>/dev/null; public plain "$name"; }
jwk() { node --eval '
  const { createPrivateKey } = require("crypto"), { readFileSync, writeFileSync } = require("fs");
  const key = createPrivateKey(readFileSync("plain")).export({ format: "jwk" });
  writeFileSync(process.argv[1], JSON.stringify({ ...key, kid: "of a test" }, null, 1) + "\n");' "$1"; }

# PKCS#8 under a passphrase: the defaults of OpenSSL, scrypt, in DER, with another hash.
pair encrypted -algorithm ed25519
openssl pkcs8 -topk8 -in plain -passout file:passphrase -out encrypted.pem
openssl pkcs8 -topk8 -in plain -passout file:passphrase -scrypt -out encrypted-scrypt.pem
openssl pkcs8 -topk8 -in plain -passout file:passphrase -outform DER -out encrypted.der
openssl pkcs8 -topk8 -in plain -passout file:passphrase -v2 aes-128-cbc -v2prf hmacWithSHA512 -out encrypted-sha512.pem
# What is encrypted in other ways.
openssl pkcs8 -topk8 -in plain -passout file:passphrase -v2 des3 -out encrypted-des3.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2>/dev/null |
    openssl rsa -traditional -aes256 -passout file:passphrase -out encrypted-traditional.pem 2>/dev/null

# OpenSSH.
ssh() { name=$1; shift; rm -f key key.pub; ssh-keygen -q -N "$passphrase" -f key "$@"; mv key "$name.ssh"; }
ssh_public() { ssh-keygen -e -m PKCS8 -f key.pub >"$1.pub.pem"; rm key.pub; }
passphrase=
ssh ed25519 -t ed25519 -C "a comment"; ssh_ed25519=$(cut -d ' ' -f 2 key.pub)
node --eval '
  const raw = Buffer.from(process.argv[1], "base64").subarray(-32), { createPublicKey } = require("crypto");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  require("fs").writeFileSync("ed25519-ssh.pub.pem", createPublicKey({ key: der, format: "der", type: "spki" })
    .export({ format: "pem", type: "spki" }));' "$ssh_ed25519"
mv ed25519.ssh ed25519-ssh.ssh
ssh p256-ssh -t ecdsa -b 256 -C ""; ssh_public p256-ssh
ssh p384-ssh -t ecdsa -b 384 -C x@example.org; ssh_public p384-ssh
ssh rsa-ssh -t rsa -b 2048 -C ""; ssh_public rsa-ssh
ssh p521 -t ecdsa -b 521 -C ""
passphrase="four words, one space"
ssh encrypted -t ed25519 -C ""
cp key.pub public-ssh.txt
rm -f key.pub

# JSON Web Keys.
pair ed25519 -algorithm ed25519; jwk ed25519.jwk
pair ed448 -algorithm ed448; jwk ed448.jwk
pair x25519 -algorithm x25519; jwk x25519.jwk
pair x448 -algorithm x448; jwk x448.jwk
pair p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256; jwk p256.jwk
pair p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384; jwk p384.jwk
pair secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1; jwk secp256k1.jwk
pair rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048; jwk rsa.jwk
echo '{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","alg":"A256GCM"}' >oct.jwk
node --eval '
  const { readFileSync, writeFileSync } = require("fs");
  const read = (name) => JSON.parse(readFileSync(name, "utf8")), write = (name, value) => writeFileSync(name, JSON.stringify(value));
  const { d, ...open } = read("p256.jwk"), { p, q, dp, dq, qi, ...bare } = read("rsa.jwk");
  write("public.jwk", open);
  write("rsa-without-primes.jwk", bare);
  write("one.jwks", { keys: [read("p256.jwk")] });
  write("two.jwks", { keys: [read("p256.jwk"), read("p384.jwk")] });
  write("halves.jwk", { ...read("p256.jwk"), d: read("secp256k1.jwk").d });'

# What is no secret key of the size or type that is asked for.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa-1024.pem 2>/dev/null
openssl req -x509 -new -key rsa-1024.pem -subj /CN=example -days 36500 -out certificate.pem
openssl req -new -key rsa-1024.pem -subj /CN=example -out request.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521.pem
printf '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n' >hexadecimal.txt
printf '0123456789abcdef0123456789abcde' >one-less.txt
printf '0123456789abcdef0123456789abcdef\n' >newline.txt
rm -f plain
