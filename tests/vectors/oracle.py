#!/usr/bin/env python3
"""Makes oracle.txt: what an independent implementation answers to 1,000 random inputs per algorithm.

    pip install cryptography==50.0.2 && python3 oracle.py > oracle.txt

The implementation is OpenSSL through Python's `cryptography`, and `hashlib`. tests/oracle.rs draws the same inputs,
asks the engine, and has to come to the same digests.

Inputs. Each algorithm has a SplitMix64 generator, whose state starts as the first eight bytes of SHA-256 of the
identifier, little-endian. Bytes are its outputs in little-endian order, the last one cut off. A length is drawn from one
output: if it is 15 modulo 16, 1000 plus the upper half modulo 3000; else the upper half modulo 301. So most messages
have 0 to 300 bytes and one in sixteen has up to 4000. What each algorithm draws, in order, is in the functions below.

Digests. One SHA-256 per algorithm over all outputs of all cases in order, each preceded by its length as four bytes,
little-endian.
"""

import hashlib
import hmac as stdlib_hmac
import pathlib
import struct
import sys

import cryptography
from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives import cmac, hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, mlkem, utils, x448, x25519
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, aead, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CASES = 1000
MASK = (1 << 64) - 1
KEYS = pathlib.Path(__file__).resolve().parents[2] / "host/engine/tests/keys"

HEADER = """\
# What OpenSSL ({openssl}, through Python's `cryptography` {cryptography}) and `hashlib` answer to 1,000 random inputs per
# algorithm: identifier, cases, SHA-256 over all outputs. Made by oracle.py, compared by tests/oracle.rs.
#
# XCHACHA20-POLY1305 and X-WING are put together from the parts the oracle has (ChaCha20, ChaCha20-Poly1305; ML-KEM-768,
# X25519, SHA3-256, SHAKE256) as their drafts say. Of ML-KEM: the public key, and decapsulation of random bytes, which
# is the rejection every implementation has to agree on. Of ML-DSA: the public key.
#
# Not here, because the oracle has none of them:
# * ML-KEM-512, Ed25519ph, KMAC, cSHAKE, TurboSHAKE, KT128, KT256, TupleHashXOF, BLAKE3, Ascon, AEGIS, Xoodyak, bcrypt
# * encapsulation, ML-DSA signatures and RSA-PSS signatures: the oracle draws randomness nobody else can draw again
"""


class Random:
    def __init__(self, name):
        self.state = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def bytes(self, count):
        return b"".join(struct.pack("<Q", self.next()) for _ in range((count + 7) // 8))[:count]

    def length(self):
        drawn = self.next()
        return 1000 + (drawn >> 32) % 3000 if drawn % 16 == 15 else (drawn >> 32) % 301

    def message(self):
        return self.bytes(self.length())


# Each function draws the inputs of one case and gives its outputs.


def digest(name):
    def case(random):
        return [hashlib.new(name, random.message()).digest()]

    return case


def blake2b(size):
    def case(random):
        return [hashlib.blake2b(random.message(), digest_size=size).digest()]

    return case


def shake(name):
    def case(random):
        message, size = random.message(), 1 + random.length()
        return [hashlib.new(name, message).digest(size)]

    return case


def hmac(name):
    def case(random):
        key, message = random.message(), random.message()
        return [stdlib_hmac.new(key, message, name).digest()]

    return case


def aes_cmac(size):
    def case(random):
        key, message = random.bytes(size), random.message()
        state = cmac.CMAC(algorithms.AES(key))
        state.update(message)
        return [state.finalize()]

    return case


def hkdf(hash):
    def case(random):
        key, salt, info, size = random.message(), random.message(), random.message(), 1 + random.length()
        return [HKDF(algorithm=hash, length=size, salt=salt, info=info).derive(key)]

    return case


def sealed(cipher, size, nonce_size):
    """Ciphertext, then tag."""

    def case(random):
        key, nonce = random.bytes(size), random.bytes(nonce_size)
        associated_data, plaintext = random.message(), random.message()
        return [cipher(key, nonce, associated_data, plaintext)]

    return case


def with_nonce(cipher):
    return lambda key, nonce, associated_data, plaintext: cipher(key).encrypt(nonce, plaintext, associated_data)


def aes_siv(key, nonce, associated_data, plaintext):
    # The oracle puts the tag in front.
    out = aead.AESSIV(key).encrypt(plaintext, [associated_data, nonce])
    return out[16:] + out[:16]


def xchacha20_poly1305(key, nonce, associated_data, plaintext):
    # HChaCha20: a block of ChaCha20 without the final addition of its input, of which two rows remain.
    keystream = Cipher(algorithms.ChaCha20(key, nonce[:16]), mode=None).encryptor().update(bytes(64))
    before = struct.unpack("<16I", b"expand 32-byte k" + key + nonce[:16])
    words = [(a - b) & 0xFFFFFFFF for a, b in zip(struct.unpack("<16I", keystream), before)]
    subkey = struct.pack("<8I", *words[:4], *words[12:])
    return aead.ChaCha20Poly1305(subkey).encrypt(bytes(4) + nonce[16:], plaintext, associated_data)


def aes_ctr(key, nonce, _, plaintext):
    return Cipher(algorithms.AES(key), modes.CTR(nonce)).encryptor().update(plaintext)


def aes_cbc(key, nonce, _, plaintext):
    padder = padding.PKCS7(128).padder()
    padded = padder.update(plaintext) + padder.finalize()
    return Cipher(algorithms.AES(key), modes.CBC(nonce)).encryptor().update(padded)


def pbkdf2(hash):
    def case(random):
        password, salt = random.message(), random.bytes(8 + random.next() % 57)
        iterations, size = 1 + random.next() % 20, 1 + random.next() % 100
        return [PBKDF2HMAC(algorithm=hash, length=size, salt=salt, iterations=iterations).derive(password)]

    return case


def scrypt(random):
    password, salt = random.message(), random.bytes(8 + random.next() % 57)
    log_n, lanes, size = 1 + random.next() % 5, 1 + random.next() % 3, 16 + random.next() % 85
    return [Scrypt(salt=salt, length=size, n=1 << log_n, r=8, p=lanes).derive(password)]


def argon2id(random):
    password, salt = random.message(), random.bytes(8 + random.next() % 57)
    passes, lanes = 1 + random.next() % 3, 1 + random.next() % 3
    memory, size = 8 * lanes + random.next() % 40, 16 + random.next() % 85
    kdf = Argon2id(salt=salt, length=size, iterations=passes, lanes=lanes, memory_cost=memory)
    return [kdf.derive(password)]


def eddsa(key_type, size):
    """Public key, signature."""

    def case(random):
        secret, message = random.bytes(size), random.message()
        key = key_type.from_private_bytes(secret)
        return [key.public_key().public_bytes_raw(), key.sign(message)]

    return case


ORDERS = {
    "secp256k1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}


def scalar(random, size):
    """The top bit is cleared: below the order of every curve here."""
    drawn = bytearray(random.bytes(size))
    drawn[0] &= 0x7F
    return int.from_bytes(drawn, "big")


def point(key):
    encoding = serialization.Encoding.X962
    return key.public_key().public_bytes(encoding, serialization.PublicFormat.UncompressedPoint)


def ecdsa(curve, hash, size):
    """Public key (uncompressed), signature by RFC 6979 (r, s); on secp256k1 the smaller s."""

    def case(random):
        secret, message = scalar(random, size), random.message()
        key = ec.derive_private_key(secret, curve)
        r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hash, deterministic_signing=True)))
        if curve.name in ORDERS:
            s = min(s, ORDERS[curve.name] - s)
        return [point(key), r.to_bytes(size, "big") + s.to_bytes(size, "big")]

    return case


def ecdh(curve, size):
    """The other side's public key (uncompressed), shared secret."""

    def case(random):
        ours, theirs = (ec.derive_private_key(scalar(random, size), curve) for _ in range(2))
        return [point(theirs), ours.exchange(ec.ECDH(), theirs.public_key())]

    return case


def xdh(key_type, size):
    """The other side's public key, shared secret."""

    def case(random):
        ours, theirs = (key_type.from_private_bytes(random.bytes(size)) for _ in range(2))
        return [theirs.public_key().public_bytes_raw(), ours.exchange(theirs.public_key())]

    return case


def rsa_pkcs1(bits, hash):
    """Signature, with the key of the engine's tests."""
    key = serialization.load_pem_private_key((KEYS / f"rsa-{bits}.pem").read_bytes(), None)

    def case(random):
        return [key.sign(random.message(), rsa_padding.PKCS1v15(), hash)]

    return case


def ml_kem(key_type, size):
    """Public key, shared secret of a random ciphertext."""

    def case(random):
        key, ciphertext = key_type.from_seed_bytes(random.bytes(64)), random.bytes(size)
        return [key.public_key().public_bytes_raw(), key.decapsulate(ciphertext)]

    return case


def x_wing(random):
    """Public key, shared secret of a random ciphertext."""
    seed, ciphertext = random.bytes(32), random.bytes(1120)
    expanded = hashlib.shake_256(seed).digest(96)
    kem = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    curve = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
    public = curve.public_key().public_bytes_raw()
    ephemeral = ciphertext[1088:]
    agreed = curve.exchange(x25519.X25519PublicKey.from_public_bytes(ephemeral))
    secrets = kem.decapsulate(ciphertext[:1088]) + agreed + ephemeral + public
    return [kem.public_key().public_bytes_raw() + public, hashlib.sha3_256(secrets + rb"\.//^" + b"\\").digest()]


def ml_dsa(key_type):
    """Public key."""

    def case(random):
        return [key_type.from_seed_bytes(random.bytes(32)).public_key().public_bytes_raw()]

    return case


ALGORITHMS = {
    "SHA-256": digest("sha256"),
    "SHA-384": digest("sha384"),
    "SHA-512": digest("sha512"),
    "SHA-512/256": digest("sha512_256"),
    "SHA3-256": digest("sha3_256"),
    "SHA3-384": digest("sha3_384"),
    "SHA3-512": digest("sha3_512"),
    "BLAKE2B-256": blake2b(32),
    "BLAKE2B-512": blake2b(64),
    "SHAKE-128": shake("shake_128"),
    "SHAKE-256": shake("shake_256"),
    "HMAC/SHA-256": hmac("sha256"),
    "HMAC/SHA-512": hmac("sha512"),
    "AES-128-CMAC": aes_cmac(16),
    "AES-256-CMAC": aes_cmac(32),
    "HKDF-EXTRACT/SHA-256": hkdf(hashes.SHA256()),
    "HKDF-EXTRACT/SHA-512": hkdf(hashes.SHA512()),
    "PBKDF2/SHA-256": pbkdf2(hashes.SHA256()),
    "PBKDF2/SHA-512": pbkdf2(hashes.SHA512()),
    "SCRYPT": scrypt,
    "ARGON2-ID-13": argon2id,
    "AES-128-GCM": sealed(with_nonce(aead.AESGCM), 16, 12),
    "AES-256-GCM": sealed(with_nonce(aead.AESGCM), 32, 12),
    "CHACHA20-POLY1305": sealed(with_nonce(aead.ChaCha20Poly1305), 32, 12),
    "XCHACHA20-POLY1305": sealed(xchacha20_poly1305, 32, 24),
    "AES-128-GCM-SIV": sealed(with_nonce(aead.AESGCMSIV), 16, 12),
    "AES-256-GCM-SIV": sealed(with_nonce(aead.AESGCMSIV), 32, 12),
    "AES-128-SIV": sealed(aes_siv, 32, 16),
    "AES-256-SIV": sealed(aes_siv, 64, 16),
    "AES-128-CTR": sealed(aes_ctr, 16, 16),
    "AES-256-CTR": sealed(aes_ctr, 32, 16),
    "AES-128-CBC": sealed(aes_cbc, 16, 16),
    "AES-256-CBC": sealed(aes_cbc, 32, 16),
    "Ed25519": eddsa(ed25519.Ed25519PrivateKey, 32),
    "Ed448": eddsa(ed448.Ed448PrivateKey, 57),
    "ECDSA_P256_SHA256": ecdsa(ec.SECP256R1(), hashes.SHA256(), 32),
    "ECDSA_P384_SHA384": ecdsa(ec.SECP384R1(), hashes.SHA384(), 48),
    "ECDSA_K256_SHA256": ecdsa(ec.SECP256K1(), hashes.SHA256(), 32),
    "RSA_PKCS1_2048_SHA256": rsa_pkcs1(2048, hashes.SHA256()),
    "RSA_PKCS1_2048_SHA384": rsa_pkcs1(2048, hashes.SHA384()),
    "RSA_PKCS1_2048_SHA512": rsa_pkcs1(2048, hashes.SHA512()),
    "RSA_PKCS1_3072_SHA384": rsa_pkcs1(3072, hashes.SHA384()),
    "RSA_PKCS1_3072_SHA512": rsa_pkcs1(3072, hashes.SHA512()),
    "RSA_PKCS1_4096_SHA512": rsa_pkcs1(4096, hashes.SHA512()),
    "ML-DSA-44": ml_dsa(mldsa.MLDSA44PrivateKey),
    "ML-DSA-65": ml_dsa(mldsa.MLDSA65PrivateKey),
    "ML-DSA-87": ml_dsa(mldsa.MLDSA87PrivateKey),
    "X25519": xdh(x25519.X25519PrivateKey, 32),
    "X448": xdh(x448.X448PrivateKey, 56),
    "P256-SHA256": ecdh(ec.SECP256R1(), 32),
    "P384-SHA384": ecdh(ec.SECP384R1(), 48),
    "ML-KEM-768": ml_kem(mlkem.MLKEM768PrivateKey, 1088),
    "ML-KEM-1024": ml_kem(mlkem.MLKEM1024PrivateKey, 1568),
    "X-WING": x_wing,
}


def main():
    openssl = backend.openssl_version_text().rsplit(" ", 3)[0]
    print(HEADER.format(openssl=openssl, cryptography=cryptography.__version__), end="")
    for name, case in ALGORITHMS.items():
        random, total = Random(name), hashlib.sha256()
        for _ in range(CASES):
            for output in case(random):
                total.update(struct.pack("<I", len(output)) + output)
        print(name, CASES, total.hexdigest(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
